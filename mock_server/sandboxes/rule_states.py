"""The rules of a sandbox as a snapshot holds them, and back: what was added, what rests, and since when each is armed."""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict

from mock_server.engine.clock import parse_instant, show_instant
from mock_server.faults.book import RuleBook, Standing
from mock_server.sandboxes.errors import BadSnapshot
from mock_server.sandboxes.start import Start
from mock_server.scenarios.rule_entries import read_rule


class RuleState(BaseModel):
    """How a rule stood. `rule` is an added one as it was written, and null for one that the scenario brings."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    armed_at: str
    enabled: bool
    rule: dict[str, object] | None


def show_rules(rules: RuleBook, start: Start) -> tuple[RuleState, ...] | None:
    """How the rules stand; nothing where they are just the scenario's."""
    if rules is start.rules:
        return None
    return tuple(
        RuleState(
            name=each.rule.name,
            armed_at=show_instant(each.armed_at),
            enabled=each.is_enabled,
            rule=dict(each.rule.written) if each.is_added else None,
        )
        for each in rules.standings
    )


def read_rules(states: Sequence[RuleState] | None, start: Start) -> RuleBook:
    """The book of rules that stands as a snapshot says.

    Raises:
        BadSnapshot: a rule is none, or the scenario has none of its name.
    """
    return start.rules if states is None else start.rules.with_standings(_standings(states, start))


def _standings(states: Sequence[RuleState], start: Start) -> Iterator[Standing]:
    seen = set()
    for position, state in enumerate(states):
        place = f"/rules/{position}"
        if state.name in seen:
            raise BadSnapshot(f"{place}/name", f"there are two rules {state.name!r}")
        seen.add(state.name)
        try:
            armed_at = parse_instant(state.armed_at)
        except ValueError as wrong:
            raise BadSnapshot(f"{place}/armed_at", str(wrong)) from None
        if state.rule is not None:
            rule, remarks = read_rule(state.rule, start.words)
            if rule is None or rule.name != state.name:
                raise BadSnapshot(f"{place}/rule", remarks[0].message if remarks else f"it is not called {state.name!r}")
            yield Standing(rule, armed_at, state.enabled, is_added=True)
            continue
        standing = start.rules.named(state.name)
        if standing is None:
            raise BadSnapshot(f"{place}/name", f"the scenario brings no rule {state.name!r}")
        yield Standing(standing.rule, armed_at, state.enabled)
