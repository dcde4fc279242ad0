"""What the entries of a scenario file have in common: how its texts become numbers, durations, chances and names."""

import re
from collections.abc import Callable, Sequence, Sized
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from mock_server.engine.clock import parse_duration, parse_instant
from mock_server.scenarios.errors import show
from mock_server.scenarios.loose import loosen
from mock_server.scenarios.yaml_reader import Path

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
LARGEST_SEED = 2**63 - 1
NUMBER = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(%?)")

RowsT = TypeVar("RowsT", bound=Sized)


def is_name(text: str) -> bool:
    """Whether a text can name a scenario in the library: a slug, or several with slashes between them."""
    return re.fullmatch(rf"{SLUG}(/{SLUG})*", text) is not None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "expected a plain value")
    return value


def _whole(value: object) -> int:
    # Python's own reading would also take '+7', '1_000' and '7.0'.
    if not re.fullmatch(r"[0-9]{1,19}", _text(value)):
        raise PydanticCustomError("int_parsing", "expected a whole number")
    return int(_text(value))


def _claim(value: object) -> bool:
    # Python's own reading would also take 'yes', 'on' and '1'.
    if _text(value) not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "expected true or false")
    return value == "true"


def _chance(text: str) -> float:
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{show(text)} is no chance; write 0.05 or 5%")
    chance = float(found[1]) / (100 if found[2] else 1)
    if not 0 < chance <= 1:
        raise ValueError(f"a chance is above 0 and at most 1, or 100%, found {show(text)}")
    return chance


def _slug(value: str) -> str:
    if not re.fullmatch(SLUG, value):
        raise ValueError(f"{show(value)} is no name; write small letters, digits and single hyphens")
    return value


def _name_of_base(value: str) -> str:
    if not is_name(value):
        raise ValueError(f"{show(value)} is no name of a scenario; write it as in 'default' or 'nimbus/slow'")
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{show(value)} is no address; write http://… or https://…")
    return value


def some(rows: RowsT) -> RowsT:
    """Rows that are not empty.

    A plain lower bound would also complain of a list whose only entry is wrong.
    """
    if not rows:
        raise PydanticCustomError("too_short", "expected entries", {"min_length": 1})
    return rows


def read_with(
    read: Callable[[str], object], example: str, *, types: Sequence[str] = ("string",)
) -> tuple[BeforeValidator, WithJsonSchema]:
    """What makes a field of a plain value that `read` understands; its `ValueError` is the mistake.

    `types` are what such a value may look like to an editor, which takes `0.05` for a number.
    """
    schema = {"type": types[0] if len(types) == 1 else list(types), "examples": [example]}
    return BeforeValidator(lambda value: read(_text(value))), WithJsonSchema(schema)


WHOLE = BeforeValidator(_whole)
CLAIM = BeforeValidator(_claim)
Slug = Annotated[str, AfterValidator(_slug)]
NameOfBase = Annotated[str, AfterValidator(_name_of_base)]
Address = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED), WHOLE]
Duration = Annotated[timedelta, *read_with(parse_duration, "1d 12h")]
Instant = Annotated[datetime, *read_with(parse_instant, "2026-01-05T09:00:00Z")]
Chance = Annotated[float, *read_with(_chance, "5%", types=("string", "number"))]
"""A share of all cases, above 0 and at most 1: `0.05` or `5%`."""


class Remark(NamedTuple):
    """A mistake within an entry: the way to it, the message, and whether it concerns the key rather than the value."""

    path: Path
    message: str
    is_about_key: bool = False


class Entry(BaseModel):
    """A mapping of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, as loose as the reading is."""
        schema = handler(core)
        described = handler.resolve_ref_schema(schema)
        loose = loosen(described)
        described.clear()
        described.update(loose)
        return schema
