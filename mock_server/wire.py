"""What crosses the wire: strict JSON in, compact JSON out, and types that take what JSON Schema takes and no more."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, NoReturn

from pydantic import BeforeValidator, Field
from pydantic_core import to_json

MAX_BODY: Final = 1 << 20
"""Bytes of a request body; a longer one is refused as too large."""
MAX_DEPTH: Final = 64
MAX_HEADERS: Final = 100
MAX_HEADER_BYTES: Final = 32 << 10
UNREADABLE: Final = "mock_server.unreadable"
"""Stands in the scope of a request that is no HTTP, and is asked of the application only so that it answers."""

_MOST_DIGITS: Final = 308
"""Of an integer: as far as other JSON readers' floating-point numbers reach."""
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class MalformedJson(ValueError):
    """A body that is no acceptable JSON; the message says why."""


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedJson(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise MalformedJson(f"the number {text[:20]} is too large")
    return number


def _bounded_int(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise MalformedJson(f"the number {text[:20]}… is too large")
    return int(text)


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedJson(f"the name {twice!r} stands twice in one object")
    return members


_decode = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_int=_bounded_int, parse_float=_finite
).decode


def _is_too_deep(body: bytes) -> bool:
    depth = 0
    for sign in _BRACKETS.findall(body):
        if sign in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif sign in b"]}":
            depth -= 1
    return False


def read_json(body: bytes) -> object:
    """The JSON value that a body holds.

    Stricter than the standard library: UTF-8 without a byte order mark, no name twice in one object, no NaN or infinity,
    at most 64 levels, no lone surrogates. Control characters in names and integers beyond 64 bits are let through: vendors
    ignore members that they do not know, and those they know have bounds of their own.

    Raises:
        MalformedJson: the body is anything else.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise MalformedJson("the body is not UTF-8") from None
    # Counting is cheap and settles nearly every body; only one with many brackets is looked at closely.
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and _is_too_deep(body):
        raise MalformedJson(f"the body is nested deeper than {MAX_DEPTH} levels")
    try:
        value = _decode(text)
    except json.JSONDecodeError as wrong:
        raise MalformedJson(f"the body is not JSON: {wrong.msg} at character {wrong.pos}") from None
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise MalformedJson("the body contains half of a surrogate pair") from None
    return value


def write_json(value: object) -> bytes:
    """A JSON value as compact UTF-8 bytes, members in the order in which they stand."""
    return to_json(value)


def show_seconds(instant: datetime) -> str:
    """An instant in UTC with whole seconds and `Z`, such as `2025-01-15T15:00:00Z`."""
    return instant.isoformat(timespec="seconds")[:19] + "Z"  # a sixth of what strftime takes


def show_milliseconds(instant: datetime) -> str:
    """An instant in UTC with milliseconds and `Z`, such as `2020-01-25T18:01:02.704Z`."""
    return instant.isoformat(timespec="milliseconds")[:23] + "Z"


def _integral(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


INTEGRAL: Final = BeforeValidator(_integral)
"""Last in an annotation of a strict int with bounds: behind it, pydantic would leave the bounds out of the schema."""

WireInt = Annotated[int, Field(strict=True), INTEGRAL]
"""A JSON Schema integer: `126` and `126.0`, never `true` and never `"126"`."""
