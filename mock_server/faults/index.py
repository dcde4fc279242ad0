"""Rules on one operation, found by the values that a call has: a hundred rules cost about what one costs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mock_server.faults.conditions import RECORD, OneOf, steps_of, text_of
from mock_server.faults.rules import Rule


class Place(NamedTuple):
    """A rule, and where it stands among the others."""

    position: int
    rule: Rule


class _Node:
    """What rules ask for at one place of a call: values, by the steps that lead to them, and further places."""

    __slots__ = ("below", "by_text")

    def __init__(self) -> None:
        self.by_text: dict[str, dict[str, list[Place]]] = {}
        self.below: dict[str, _Node] = {}

    def put(self, steps: Sequence[str], values: Iterable[str], place: Place) -> None:
        """Let a rule be found by any of these values at the end of the steps."""
        step, *rest = steps
        if rest:
            self.below.setdefault(step, _Node()).put(rest, values, place)
            return
        by_text = self.by_text.setdefault(step, {})
        for value in values:
            by_text.setdefault(value, []).append(place)

    def find(self, document: object, found: list[Place]) -> None:
        """Collect the rules that ask for values that are there."""
        if type(document) is dict:
            members = document
        elif type(document) is list:
            length = len(document)
            asked = (*self.by_text, *self.below)
            members = {step: document[int(step)] for step in asked if step.isdecimal() and int(step) < length}
        else:
            return
        # Along whichever is shorter: the steps that rules ask for, or the members that are there.
        texts, nodes = self.by_text, self.below
        for step in texts if len(texts) <= len(members) else members:
            if step in members and step in texts:
                value = members[step]
                places = texts[step].get(value if type(value) is str else text_of(value) or "")
                if places is not None:
                    found += places
        for step in nodes if len(nodes) <= len(members) else members:
            if step in members and step in nodes:
                nodes[step].find(members[step], found)


class Index:
    """The rules on one operation or event, in their order."""

    __slots__ = ("_always", "_by_part", "_has_counted")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._always: list[Place] = []
        """Those that no value decides; after one that always acts, only those that must count."""
        self._by_part: dict[str, _Node] = {}
        self._has_counted = False
        is_decided = False
        for position, rule in enumerate(rules):
            place = Place(position, rule)
            self._has_counted |= rule.is_counted
            asked = first_asked(rule)
            if asked is not None:
                (part, *steps), values = steps_of(asked[0]), asked[1]
                self._by_part.setdefault(part, _Node()).put(steps, values, place)
            elif not is_decided or rule.is_counted:
                self._always.append(place)
                is_decided |= rule.when.is_empty and not rule.is_counted

    @property
    def has_counted(self) -> bool:
        """Whether any of the rules must count its matches."""
        return self._has_counted

    def may_match(self, part_of: Callable[[str], object]) -> bool:
        """Whether any rule may match a call of which that gives the parts; nearly no call meets one, so this is quick."""
        if self._always:
            return True
        found: list[Place] = []
        for part, node in self._by_part.items():
            if part == RECORD:
                return True
            node.find(part_of(part), found)
        return bool(found)

    def candidates(self, document: Mapping[str, object]) -> list[Place]:
        """The rules that may match, in their order; what else they ask for has not been looked at."""
        found: list[Place] = []
        for part, node in self._by_part.items():
            node.find(document[part], found)
        return sorted(found + self._always) if found else self._always


def first_asked(rule: Rule) -> tuple[str, tuple[str, ...]] | None:
    """A path of which the rule asks that it has one of these values, where it asks for any."""
    if rule.when.equals:
        path, value = rule.when.equals[0]
        return path, (value,)
    return next(((path, test.values) for path, test in rule.when.tests if isinstance(test, OneOf)), None)
