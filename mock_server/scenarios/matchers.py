"""What an answer is held against: exact values, and shapes that leave room."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from pydantic_core import SchemaError, SchemaValidator, ValidationError, core_schema

from mock_server.faults.conditions import MISSING
from mock_server.scenarios.json_values import Values, filled, filled_text

_LONGEST_SHOWN: Final = 200
_META: Final = frozenset("\\.+*?()|[]{}^$#&-~")

TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
"""The types of JSON by name."""


class Difference(NamedTuple):
    """A place in an answer that is not as expected: the way to it, what was expected, and what was found."""

    at: str
    expected: str
    found: str


class Matcher(Protocol):
    """Something that a value is held against."""

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected; `at` is the way to it, `values` what was captured before."""


def shown(value: object) -> str:
    """A value as JSON, short enough for a line; what is not there as `nothing`."""
    if value is MISSING:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _equal(one: object, other: object) -> bool:
    """Whether two JSON values are the same: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


@dataclass(frozen=True, slots=True)
class Value:
    """Exactly this JSON value."""

    value: object

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        expected = filled(self.value, values)
        if found is MISSING or not _equal(found, expected):
            yield Difference(at, shown(expected), shown(found))


@dataclass(frozen=True, slots=True)
class Members:
    """An object with these members; where it is exact, with no others."""

    by_name: Mapping[str, Matcher]
    is_exact: bool = False

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        if not isinstance(found, dict):
            yield Difference(at, "an object", shown(found))
            return
        for name, matcher in self.by_name.items():
            yield from matcher.differences(found.get(name, MISSING), f"{at}.{name}", values)
        if self.is_exact:
            for name in found.keys() - self.by_name.keys():
                yield Difference(f"{at}.{name}", "nothing", shown(found[name]))


@dataclass(frozen=True, slots=True)
class Items:
    """A list of just these elements, in this order."""

    rows: tuple[Matcher, ...]

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        if not isinstance(found, list):
            yield Difference(at, "a list", shown(found))
            return
        if len(found) != len(self.rows):
            yield Difference(at, f"{len(self.rows)} elements", f"{len(found)}: {shown(found)}")
        for n, (matcher, element) in enumerate(zip(self.rows, found, strict=False)):
            yield from matcher.differences(element, f"{at}.{n}", values)


@dataclass(frozen=True, slots=True)
class OfType:
    """Any value of a type of JSON."""

    type: str

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        del values
        is_one = isinstance(found, TYPES[self.type]) and (self.type == "boolean" or not isinstance(found, bool))
        if found is MISSING or not is_one:
            yield Difference(at, f"a value of type {self.type}", shown(found))


class Pattern:
    """Text in which a pattern is found; read by an engine that takes linear time, whatever the pattern.

    Raises:
        ValueError: the pattern cannot be read.
    """

    __slots__ = ("_text", "_validator")

    def __init__(self, text: str) -> None:
        self._text = text
        # What was captured may stand in a pattern, and is then not known yet.
        self._validator = None if "${" in text else _compiled(text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        text = filled_text(self._text, {name: _escaped(str(value)) for name, value in values.items()})
        if not isinstance(found, str) or not _fits(self._validator or _compiled(text), found):
            yield Difference(at, f"text that matches {text}", shown(found))


def _compiled(pattern: str) -> SchemaValidator:
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
    except SchemaError as wrong:
        reason = " ".join(str(wrong).split()).rpartition("error: ")[2]
        raise ValueError(f"the pattern cannot be read: {reason}") from None


def _fits(validator: SchemaValidator, text: str) -> bool:
    try:
        validator.validate_python(text, strict=True)
    except ValidationError:
        return False
    return True


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _META else sign for sign in text)


@dataclass(frozen=True, slots=True)
class Present:
    """Anything at all, or nothing."""

    is_there: bool

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        del values
        if (found is not MISSING) != self.is_there:
            yield Difference(at, "anything" if self.is_there else "nothing", shown(found))


@dataclass(frozen=True, slots=True)
class Contains:
    """A list in which each of these is found, or a text in which each of these texts is."""

    rows: tuple[Matcher, ...]

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        if isinstance(found, str):
            wanted = [str(filled(row.value, values)) for row in self.rows if isinstance(row, Value)]
            yield from (Difference(at, f"text with {shown(text)} in it", shown(found)) for text in wanted if text not in found)
        elif not isinstance(found, list):
            yield Difference(at, "a list or a text", shown(found))
        else:
            for row in self.rows:
                nearest = [list(row.differences(element, "", values)) for element in found]
                if all(nearest):
                    yield _not_contained(nearest, found, at)


def _not_contained(nearest: list[list[Difference]], found: list[object], at: str) -> Difference:
    if not nearest:
        return Difference(at, "an element that fits", "an empty list")
    at_best = min(nearest, key=len)
    misses = "; ".join(f"{each.at.removeprefix('.') or 'it'} should be {each.expected}" for each in at_best)
    return Difference(at, "an element that fits", f"none; the nearest is {shown(found[nearest.index(at_best)])}, but {misses}")


@dataclass(frozen=True, slots=True)
class Each:
    """A list of which every element is so."""

    row: Matcher

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        if not isinstance(found, list):
            yield Difference(at, "a list", shown(found))
            return
        for n, element in enumerate(found):
            yield from self.row.differences(element, f"{at}.{n}", values)


@dataclass(frozen=True, slots=True)
class Length:
    """A list, an object or a text that is so long."""

    count: Matcher

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        if isinstance(found, list | dict | str):
            yield from self.count.differences(len(found), f"{at} (length)", values)
        else:
            yield Difference(at, "something with a length", shown(found))


@dataclass(frozen=True, slots=True)
class Among:
    """One of these values."""

    values: tuple[object, ...]

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        known = [filled(each, values) for each in self.values]
        if found is MISSING or not any(_equal(found, each) for each in known):
            yield Difference(at, f"one of {shown(known)}", shown(found))


@dataclass(frozen=True, slots=True)
class Bound:
    """A number above or below another."""

    limit: float
    is_lower: bool

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        del values
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if not is_number or not (found > self.limit if self.is_lower else found < self.limit):  # type: ignore[operator]  # is_number
            yield Difference(at, f"a number {'above' if self.is_lower else 'below'} {self.limit:g}", shown(found))


@dataclass(frozen=True, slots=True)
class Other:
    """Anything that does not match."""

    than: Matcher

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        if not any(self.than.differences(found, at, values)):
            yield Difference(at, "something else", shown(found))


@dataclass(frozen=True, slots=True)
class All:
    """What matches all of these."""

    matchers: tuple[Matcher, ...]

    def differences(self, found: object, at: str, values: Values) -> Iterator[Difference]:
        """Where the value is not as expected."""
        for matcher in self.matchers:
            yield from matcher.differences(found, at, values)
