"""The types that several models share: durations, instants and whole numbers as they are written."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from mock_server.engine.clock import parse_duration, parse_instant
from mock_server.engine.evidence import Grounds
from mock_server.wire import WireInt

LARGEST: Final = 2**63 - 1

_DIGITS = re.compile(r"0|[1-9][0-9]{0,18}")
# At most six parts, each bounded so that together they stay below what a date can hold.
_PART = r"([0-9]{1,9}(\.[0-9]{1,6})?(ms|s)|[0-9]{1,7}(\.[0-9]{1,6})?m|[0-9]{1,6}(\.[0-9]{1,6})?h|[0-9]{1,4}(\.[0-9]{1,6})?[dw])"
_DURATION = rf"^{_PART}( ?{_PART}){{0,5}}$"


class Asked(BaseModel):
    """What a client sends: nothing that is not declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class Cited(Told):
    """What says how it is known."""

    evidence: str = Field(description="documented, observed, inferred or invented.")
    cites: list[str] = Field(description="Rows of the vendor's ledger of sources.", examples=[["NIM-7"]])
    in_part: dict[str, list[str]] = Field(
        description="Rows on parts of it that are known in another way, by evidence.", examples=[{"inferred": ["NIM-15"]}]
    )

    @staticmethod
    def because(grounds: Grounds) -> dict[str, object]:
        """The three members, from the grounds of what is shown."""
        return {"evidence": grounds.evidence.value, "cites": list(grounds.cites), "in_part": grounds.in_part}


def _read_duration(value: object) -> timedelta:
    if not isinstance(value, str) or not re.fullmatch(_DURATION, value):
        raise ValueError("must be a duration as text, such as 90s, 5m, 2h, 1d or 1d 12h")
    return parse_duration(value)


def _read_instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be an instant as text, such as 2026-01-05T09:00:00Z")  # noqa: TRY004  # pydantic listens for it
    return parse_instant(value)


def _plain_digits(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("must be a whole number in plain digits")
    return value


def _plain_bool(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise ValueError("must be true or false")
    return value


def _fits(seed: int) -> int:
    if not 0 <= seed <= LARGEST:
        raise ValueError(f"must be a whole number from 0 to {LARGEST}")
    return seed


Duration = Annotated[
    timedelta,
    PlainValidator(_read_duration),
    WithJsonSchema({"type": "string", "pattern": _DURATION, "examples": ["2d", "1d 12h", "90s"]}),
]
Instant = Annotated[
    datetime,
    PlainValidator(_read_instant),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": "^(19[7-9][0-9]|2[01][0-9][0-9])-",  # the years that a clock can show
            "examples": ["2026-01-05T09:00:00Z"],
        }
    ),
]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-05T09:00:00Z"]})]
"""An instant that the server shows: UTC, with `Z`."""

Seed = Annotated[WireInt, AfterValidator(_fits), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": LARGEST})]
Speed = Annotated[float, Field(strict=True, gt=0, le=1_000_000, description="Sandbox seconds per real second.")]

PlainInt = BeforeValidator(_plain_digits)
"""Makes a whole number in an address be written in plain digits: no sign, no blank, no leading zero."""
PlainBool = BeforeValidator(_plain_bool)
"""Makes a claim in an address be written as true or false, and no other way."""
