"""What may be said of calls, moves, records and deliveries to pick some of them: shared by verify and wait."""

import re
from typing import Annotated, Any, Final

from pydantic import Field, PlainValidator, StrictBool, WithJsonSchema

from mock_server.control.models.words import LARGEST, Asked
from mock_server.engine.lifecycle import Stage
from mock_server.webhooks.deliveries import State
from mock_server.wire import INTEGRAL

MOST: Final = 100
"""Of checks in a row, words in a list, and values that one check asks for."""

_PARTS: Final = ("body", "query", "path", "header", "answer")
_CALL_PATH: Final = rf"^({'|'.join(_PARTS)})(\.[^.]+)+$"
_RECORD_PATH: Final = r"^[^.]+(\.[^.]+)*$"
_SCALAR: Final = ({"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"})
_WANTED: Final[dict[str, Any]] = {
    "anyOf": [
        *_SCALAR,
        {
            "type": "object",
            "properties": {"present": {"type": "boolean"}, "in": {"type": "array", "items": {"anyOf": list(_SCALAR)}}},
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        },
    ]
}

Scalar = str | bool | int | float | None
Wanted = Scalar | dict[str, bool | list[Scalar]]
"""A value, `{"in": [values]}` or `{"present": true}`."""


def _is_wanted(value: object) -> bool:
    if isinstance(value, dict):
        ((name, inner),) = value.items() if len(value) == 1 else (("", None),)
        if name == "present":
            return isinstance(inner, bool)
        return name == "in" and isinstance(inner, list) and all(isinstance(each, Scalar) for each in inner)
    return isinstance(value, Scalar)


def _read_where(path: str, says: str) -> Any:  # noqa: ANN401  # what annotates a member
    def read(value: object) -> dict[str, Wanted]:
        if not isinstance(value, dict) or len(value) > MOST:
            raise ValueError(f"must be an object of at most {MOST} members")
        for name, wanted in value.items():
            if not re.search(path, name):
                raise ValueError(f"names {name[:80]!r}, which is no path; {says}")
            if not _is_wanted(wanted):
                raise ValueError(f"asks {name!r} for neither a value, nor {{'in': [values]}}, nor {{'present': true}}")
        return value

    schema = {"type": "object", "patternProperties": {path: _WANTED}, "additionalProperties": False, "maxProperties": MOST}
    return PlainValidator(read), WithJsonSchema(schema)


_read_call, _call_schema = _read_where(_CALL_PATH, f"write one such as body.patientId; it begins with {', '.join(_PARTS)}")
_read_record, _record_schema = _read_where(_RECORD_PATH, "write one such as shippingAddress.zip")
CallWhere = Annotated[dict[str, Wanted], _read_call, _call_schema]
RecordWhere = Annotated[dict[str, Wanted], _read_record, _record_schema]

_STATUS_CLASS: Final = re.compile(r"[1-5]xx")


def _read_status(value: object) -> int | str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599:  # noqa: PLR2004  # HTTP's own
        return value
    if isinstance(value, str) and _STATUS_CLASS.fullmatch(value):
        return value
    raise ValueError("must be a status such as 201, or a class of them such as 4xx")


_STATUS: Final = {"anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, {"type": "string", "pattern": "^[1-5]xx$"}]}
AnswerStatus = Annotated[int | str, PlainValidator(_read_status), WithJsonSchema(_STATUS)]

Word = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[list[Word], Field(max_length=MOST)]


Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST), INTEGRAL]

SINCE: Final = Field(default=0, description="Only what the journal holds after this number.")


class CallFilter(Asked):
    """Calls to vendors: all that are said."""

    vendor: str | None = Field(default=None, examples=["nimbus"])
    operation: str | None = Field(
        default=None, description="A full name, or `nimbus.*` for all of a vendor.", examples=["nimbus.create_order"]
    )
    status: AnswerStatus | None = Field(default=None, description="The answer's status, or a class of them.", examples=["2xx"])
    replay: StrictBool | None = Field(default=None, description="Whether an idempotency key was answered as at its first use.")
    where: CallWhere = Field(
        default_factory=dict,
        description="Values by dotted path into the call's body, query, path or header, or the answer's body. They are "
        "compared as text.",
        examples=[{"body.patientId": "pat_1234567890", "header.idempotency-key": {"present": True}}],
    )


class MoveFilter(Asked):
    """Moves of records: all that are said."""

    vendor: str | None = None
    kind: str | None = Field(default=None, description="The kind of the record, such as order.")
    id: str | None = Field(default=None, description="The record's id.")
    do: str | None = Field(default=None, description="The move's name.", examples=["ship"])
    status: Word | None = Field(default=None, description="The status that it led to.", examples=["shipped"])
    stage: Stage | None = Field(default=None, description="The stage that it led to.")
    event: str | None = Field(default=None, description="What the vendor's webhooks tell of it.", examples=["order.fulfilled"])


class RecordFilter(Asked):
    """Records as they stand: all that are said. Without a kind, orders are meant; without a vendor, those of all vendors."""

    vendor: str | None = None
    kind: str | None = Field(default=None, description="The kind of the records; without one, orders.")
    id: str | None = None
    status: Word | None = Field(default=None, description="Spelled as the vendor spells it.")
    stage: Stage | None = Field(default=None, description="A neutral word for the status, the same for all vendors.")
    fixture: StrictBool | None = Field(default=None, description="Whether they are there from the start of the scenario.")
    where: RecordWhere = Field(
        default_factory=dict,
        description="Values by dotted path into the record in the vendor's own words. They are compared as text.",
        examples=[{"prescriptionId": "rx_9876543210"}],
    )


class DeliveryFilter(Asked):
    """Webhook deliveries: all that are said."""

    vendor: str | None = None
    event: str | None = Field(default=None, examples=["order.fulfilled"])
    kind: str | None = Field(default=None, description="The kind of the record that it tells of.")
    record: str | None = Field(default=None, description="The id of the record that it tells of.")
    state: State | None = None
    subscription: str | None = Field(default=None, description="The id of the subscription that it is for.")


class Bounds(Asked):
    """How many there may be: at least one where nothing is said."""

    exactly: Count | None = None
    at_least: Count | None = None
    at_most: Count | None = None

    def holds_for(self, count: int) -> bool:
        """Whether that many are as many as there may be."""
        least = 1 if self.exactly is None and self.at_most is None and self.at_least is None else self.at_least
        return (
            (self.exactly is None or count == self.exactly)
            and (least is None or count >= least)
            and (self.at_most is None or count <= self.at_most)
        )

    @property
    def has_ceiling(self) -> bool:
        """Whether there may be too many."""
        return self.exactly is not None or self.at_most is not None

    def are_exceeded_by(self, count: int) -> bool:
        """Whether that many are too many."""
        return any(bound is not None and count > bound for bound in (self.exactly, self.at_most))

    def in_words(self) -> str:
        """The bounds as a sentence goes on: `exactly 1`, `at least 1 and at most 3`."""
        said = [("exactly", self.exactly), ("at least", self.at_least), ("at most", self.at_most)]
        return " and ".join(f"{word} {count}" for word, count in said if count is not None) or "at least 1"
