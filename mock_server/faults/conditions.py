"""What a rule or a timeline asks of a call or a record: dotted paths, and what the values there must be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final

from mock_server.faults.patterns import Pattern

MISSING = object()
"""What a path leads to where there is nothing."""

CALL_PARTS: Final = ("body", "query", "path", "header", "record")
"""What a rule's condition may look at in a call, as the first step of each path."""
NEWS_PARTS: Final = ("body", "record")
"""The same for a webhook's delivery: the body that is sent, and the record that it tells of."""
HEADER: Final = "header"
RECORD: Final = "record"
_FLAT_PARTS: Final = frozenset({"query", "path", HEADER})
"""Parts whose names may hold dots themselves, and lead to texts."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")

Steps = tuple[str, ...]


def steps_of(path: str) -> Steps:
    """The steps of a dotted path. What follows `query.`, `path.` and `header.` is one name, headers in lower case."""
    part, dot, name = path.partition(".")
    if dot and part in _FLAT_PARTS:
        return (part, name.lower() if part == HEADER else name)
    return tuple(path.split("."))


def follow(document: object, steps: Sequence[str]) -> object:
    """What the steps lead to in JSON values, such as `shippingAddress`, `zip` or `items`, `0`, `sku`."""
    for step in steps:
        if type(document) is dict or isinstance(document, Mapping):  # the first is nearly always so, and ten times cheaper
            document = document.get(step, MISSING)
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return MISSING
    return document


def look_up(document: object, path: str) -> object:
    """What a dotted path such as `shippingAddress.zip` or `items.0.sku` leads to in JSON values."""
    return follow(document, path.split("."))


def text_of(value: object) -> str | None:
    """A JSON scalar as a scenario spells it; None for what has no such spelling."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return None


def number_of(value: object) -> float | None:
    """A JSON number, or a text that writes one in plain digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value, as text, is one of these."""

    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.values)}"

    def holds(self, value: object) -> bool:
        """Whether the value is as asked."""
        return text_of(value) in self.values


@dataclass(frozen=True, slots=True)
class Matches:
    """The pattern is found in the value, as text."""

    pattern: Pattern

    def __str__(self) -> str:
        return f"matching {self.pattern.text}"

    def holds(self, value: object) -> bool:
        """Whether the value is as asked."""
        text = text_of(value)
        return text is not None and self.pattern.is_in(text)


@dataclass(frozen=True, slots=True)
class Present:
    """Something is there, be it null; or nothing is."""

    is_present: bool

    def __str__(self) -> str:
        return "there" if self.is_present else "not there"

    def holds(self, value: object) -> bool:
        """Whether the value is as asked."""
        return (value is not MISSING) == self.is_present


@dataclass(frozen=True, slots=True)
class Between:
    """The value is a number above the one and below the other, neither included."""

    above: float = -inf
    below: float = inf

    def __str__(self) -> str:
        bounds = (f"above {self.above:g}" * (self.above > -inf), f"below {self.below:g}" * (self.below < inf))
        return " and ".join(filter(None, bounds))

    def holds(self, value: object) -> bool:
        """Whether the value is as asked."""
        number = number_of(value)
        return number is not None and self.above < number < self.below


Test = OneOf | Matches | Present | Between


@dataclass(frozen=True, slots=True)
class Condition:
    """All of these paths have these values, compared as text, and all of those pass their tests.

    A scenario's scalars have no types of their own, so that `30` is found in `30` and in `"30"`.
    """

    equals: tuple[tuple[str, str], ...] = ()
    tests: tuple[tuple[str, Test], ...] = ()
    _equal_steps: tuple[tuple[Steps, str], ...] = field(init=False, repr=False, compare=False)
    _test_steps: tuple[tuple[Steps, Test], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_equal_steps", tuple((steps_of(path), wanted) for path, wanted in self.equals))
        object.__setattr__(self, "_test_steps", tuple((steps_of(path), test) for path, test in self.tests))

    @property
    def is_empty(self) -> bool:
        """Whether the condition asks for nothing."""
        return not self.equals and not self.tests

    def holds_for(self, document: object) -> bool:
        """Whether the document fulfils the condition; an empty condition holds for everything."""
        for steps, wanted in self._equal_steps:
            if text_of(follow(document, steps)) != wanted:
                return False
        return all(test.holds(follow(document, steps)) for steps, test in self._test_steps)
