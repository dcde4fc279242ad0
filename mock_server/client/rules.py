"""A sandbox's rules, as a client looks at them and changes them."""

from mock_server.client.answers import Rule, RuleList
from mock_server.client.asking import Resource, Steps, WayT_co, below, operation, said
from mock_server.client.errors import OWN

__tracebackhide__ = OWN


class Rules(Resource[WayT_co]):
    """What goes differently in a sandbox on purpose; the first rule that matches a call wins."""

    @operation
    def list(self) -> Steps[list[Rule]]:
        """The rules in the order in which they are tried."""
        found = yield from self._get("", RuleList)
        return found.rules

    @operation
    def get(self, name: str) -> Steps[Rule]:
        """One rule, and how it stands."""
        return self._get(below(name), Rule)

    @operation
    def add(self, name: str, /, *, on: str, **rule: object) -> Steps[Rule]:
        """Add a rule, which holds at once, before all others: `add("busy", on="nimbus.*", fault={"status": 503})`.

        Its members are those of a scenario's rules: `when`, `calls`, `chance`, `lasts`, `armed`, and one of `refuse`,
        `respond`, `fault`, `do` and `switch`.

        Raises:
            ProblemAnswered: it is no rule, with the places of all mistakes; or there is one of that name.
        """
        return self._post("", Rule, {"name": name, "on": on, **rule})

    @operation
    def enable(self, name: str) -> Steps[Rule]:
        """Let a rule hold, armed and counted anew."""
        return self._set(name, is_enabled=True)

    @operation
    def disable(self, name: str) -> Steps[Rule]:
        """Let a rule rest."""
        return self._set(name, is_enabled=False)

    @operation
    def remove(self, name: str) -> Steps[None]:
        """Remove a rule. One of the scenario comes back with the next reset."""
        return self._delete(below(name))

    def _set(self, name: str, *, is_enabled: bool) -> Steps[Rule]:
        return self._ask("PATCH", below(name), Rule, query={}, body=said({"enabled": is_enabled}))
