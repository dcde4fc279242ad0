"""Rules: what goes differently, for which operation and when. The first rule that matches wins."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from mock_server.faults.conditions import Condition, look_up, text_of

CALL_PARTS = ("body", "query", "path", "header")
"""What a rule's condition may look at, as the first step of each path."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse with an error of the vendor's own catalogue. `fields` fill what that error may carry."""

    error: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Fail on purpose: answer with this status in the vendor's voice."""

    status: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What a scenario says goes differently. Exactly one of `refuse` and `fault` is given."""

    name: str
    on: str
    when: Condition = field(default_factory=Condition)
    refuse: Refuse | None = None
    fault: Fault | None = None
    about: str = ""

    def covers(self, operation: str) -> bool:
        """Whether the rule speaks of an operation such as `nimbus.create_order`."""
        return self.on in ("*", operation) or (self.on.endswith(".*") and operation.startswith(self.on[:-1]))


Document = Callable[[], Mapping[str, object]]
"""Gives what conditions look at, part by part; asked for only where there is a rule to judge."""


class _Row:
    """The rules on one operation, found by the first value that each asks for: many rules cost what few cost."""

    __slots__ = ("_always", "_by_path")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._always: list[tuple[int, Rule]] = []
        self._by_path: dict[tuple[str, str], dict[str, list[tuple[int, Rule]]]] = {}
        for position, rule in enumerate(rules):
            if rule.when.equals:
                path, wanted = rule.when.equals[0]
                part, _, rest = path.partition(".")
                self._by_path.setdefault((part, rest), {}).setdefault(wanted, []).append((position, rule))
            else:
                self._always.append((position, rule))

    def first(self, document: Mapping[str, object]) -> Rule | None:
        """The rule that matches and stands before all others that do."""
        matching = self._always[:1]
        for (part, rest), by_value in self._by_path.items():
            text = text_of(look_up(document[part], rest))
            if text is not None and text in by_value:
                matching += [row for row in by_value[text] if row[1].when.holds_for(document)]
        return min(matching, key=lambda row: row[0])[1] if matching else None


class RuleBook:
    """The rules of one sandbox, sorted by operation once: an operation without a rule costs one look-up."""

    __slots__ = ("_faults", "_refusals", "rules")

    def __init__(self, rules: Iterable[Rule], operations: Iterable[str]) -> None:
        self.rules = tuple(rules)
        self._faults: dict[str, _Row] = {}
        self._refusals: dict[str, _Row] = {}
        for operation in operations:
            covering = [rule for rule in self.rules if rule.covers(operation)]
            if faults := [rule for rule in covering if rule.fault]:
                self._faults[operation] = _Row(faults)
            if refusals := [rule for rule in covering if rule.refuse]:
                self._refusals[operation] = _Row(refusals)

    def fault_for(self, operation: str, document: Document) -> Rule | None:
        """The first fault rule that matches a call, judged before the vendor sees the call."""
        row = self._faults.get(operation)
        return None if row is None else row.first(document())

    def refusal_for(self, operation: str, document: Document) -> Rule | None:
        """The first refusing rule that matches a call, judged when the call has been understood."""
        row = self._refusals.get(operation)
        return None if row is None else row.first(document())
