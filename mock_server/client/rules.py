"""A sandbox's rules, as a client looks at them."""

from mock_server.client.answers import Rule, RuleList
from mock_server.client.asking import Resource, Steps, WayT_co, operation
from mock_server.client.errors import OWN

__tracebackhide__ = OWN


class Rules(Resource[WayT_co]):
    """What goes differently in a sandbox on purpose; the first rule that matches a call wins."""

    @operation
    def list(self) -> Steps[list[Rule]]:
        """The rules in the order in which they are tried."""
        found = yield from self._get("", RuleList)
        return found.rules
