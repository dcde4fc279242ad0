"""What is wrong with a scenario, said so that a person finds the place and the remedy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, NamedTuple

from pydantic_core import ErrorDetails

_LONGEST_SHOWN = 60
_MOST_LISTED = 16

_EXPECTED = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "decimal_parsing": "a number",
    "decimal_type": "a number",
    "dict_type": "a mapping",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_attributes_type": "a mapping",
    "model_type": "a mapping",
    "string_type": "a plain value",
    "tuple_type": "a list",
    "enum": "{expected}",
    "literal_error": "{expected}",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "string_pattern_mismatch": "text of the form {pattern}",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "{min_length} or more characters",
    "too_long": "at most {max_length} entries",
    "too_short": "{min_length} or more entries",
}
"""What was expected, by the validator's own name for what went wrong."""


class Spot(NamedTuple):
    """Where something stands: the file, and line and column from 1."""

    file: str
    line: int
    column: int


NOWHERE: Final = Spot("", 1, 1)


@dataclass(frozen=True, slots=True)
class ScenarioMistake:
    """One thing that is wrong in a scenario file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ScenarioError(Exception):
    """A scenario cannot be used. `mistakes` holds all that was found, in file order; the text has one a line."""

    def __init__(self, mistakes: Iterable[ScenarioMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class UnknownScenario(Exception):
    """No scenario has that name; `nearest` is the known name that looks most like it."""

    def __init__(self, name: str, known: Sequence[str], nearest: str | None) -> None:
        super().__init__(f"there is no scenario {show(name)}{_hint(nearest, known)}")
        self.name = name
        self.known = tuple(known)
        self.nearest = nearest


class EndlessExtends(Exception):
    """Scenarios extend each other in a circle or in too long a row; `chain` names them, the extending one first."""

    def __init__(self, reason: str, chain: Sequence[str]) -> None:
        super().__init__(f"{reason}: {' -> '.join(chain)}")
        self.chain = tuple(chain)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, if any comes close.

    Where known words share all of a dotted word but its last step, that step alone is compared: `examplerx.` on both sides
    would make any two operations look alike.
    """
    if len(word) > _LONGEST_SHOWN * 2:
        return None
    words = list(known)
    shared = word[: word.rfind(".") + 1]
    siblings = [each.removeprefix(shared) for each in words if each.startswith(shared)]
    if not siblings:
        shared, siblings = "", words
    close = get_close_matches(word.removeprefix(shared), siblings, n=1, cutoff=0.6)
    return shared + close[0] if close else None


def hint(word: str, known: Iterable[str]) -> str:
    """How a message about an unknown word ends: with the nearest known one, else with a few that are known."""
    words = list(known)
    return _hint(nearest(word, words), words)


def _hint(near: str | None, known: Sequence[str]) -> str:
    if near is not None:
        return f"; did you mean {near!r}?"
    if not known:
        return ""
    more = ", …" if len(known) > _MOST_LISTED else ""
    return f"; known: {', '.join(known[:_MOST_LISTED])}{more}"


def show(value: object) -> str:
    """What stands in the file, short enough for a message: text in quotes, anything larger by its sort."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = str(value)
    if not text:
        return "nothing"
    return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…")


def _whole_if_it_is(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def explain(error: ErrorDetails, found: object, known: Iterable[str]) -> str:
    """Say a validator's complaint in plain words.

    `found` is what the file has there, which the validator may have seen converted already; `known` are the keys that could
    have stood where one is unknown.
    """
    kind = error["type"]
    context = {name: _whole_if_it_is(value) for name, value in error.get("ctx", {}).items()}
    key = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        return f"unknown key {show(key)}{hint(key, known)}"
    if kind == "missing":
        return f"the key {key!r} is missing"
    if kind in ("value_error", "assertion_error"):
        return str(context["error"])
    if kind not in _EXPECTED:
        return f"{error['msg']}, found {show(found)}"
    expected = _EXPECTED[kind].format_map(context)
    message = f"expected {expected}, found {show(found)}"
    if kind in ("enum", "literal_error"):
        near = nearest(str(found), re.findall(r"'([^']*)'", expected))
        message += _hint(near, ())
    return message
