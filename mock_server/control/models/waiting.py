"""What is waited for, and what came of it."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field, model_validator

from mock_server.control.models.checks import NearMiss
from mock_server.control.models.filters import SINCE, CallFilter, Count, DeliveryFilter, MoveFilter, RecordFilter
from mock_server.control.models.words import Asked, Duration, Moment, Told
from mock_server.wire import INTEGRAL

_ABSENT: Final[Any] = None
"""What stands in the place of a member that was not sent; nobody looks at it."""


def _exactly_one(schema: dict[str, Any]) -> None:
    schema |= {"minProperties": 1, "maxProperties": 1}
    for member in schema["properties"].values():
        member.pop("default", None)


class Awaited(Asked):
    """What is to happen: exactly one of these."""

    model_config = ConfigDict(json_schema_extra=_exactly_one)

    call: CallFilter = Field(default=_ABSENT, description="A call has been answered.")
    move: MoveFilter = Field(default=_ABSENT, description="A record has moved, or was made.")
    record: RecordFilter = Field(default=_ABSENT, description="A record stands so now.")
    delivery: DeliveryFilter = Field(default=_ABSENT, description="A webhook stands so now.")

    @model_validator(mode="after")
    def _one_thing(self) -> "Awaited":
        if len(self.model_fields_set) != 1:
            raise ValueError(f"must have exactly one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def what(self) -> CallFilter | MoveFilter | RecordFilter | DeliveryFilter:
        """The one that is there."""
        (name,) = self.model_fields_set
        found: CallFilter | MoveFilter | RecordFilter | DeliveryFilter = getattr(self, name)
        return found


HowMany = Annotated[int, Field(strict=True, ge=1, le=100_000), INTEGRAL]


class Wait(Asked):
    """What to wait for."""

    awaited: Awaited = Field(alias="for")
    count: HowMany = Field(default=1, description="How many of them there are to be.")
    since: Count = SINCE
    advance: Duration | None = Field(
        default=None,
        description="How far a frozen clock may be moved on for it, from one thing that falls due to the next.",
    )


class Waited(Told):
    """What came of waiting."""

    ok: bool = Field(description="Whether it happened within the time.")
    says: str = Field(description="What happened, or what did not.")
    found: list[dict[str, object]] = Field(
        description="What was waited for: entries of the journal for calls and moves, records, or deliveries; oldest first."
    )
    now: Moment = Field(description="The sandbox's time.")
    nearest: list[NearMiss] = Field(description="What nearly fits where it did not happen, nearest first.")
    story: list[dict[str, object]] = Field(description="The journal's last entries where it did not happen, oldest first.")
