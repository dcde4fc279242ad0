"""What is to be verified of a sandbox, and the verdict."""

from typing import Literal

from pydantic import Field

from mock_server.control.models.filters import (
    MOST,
    SINCE,
    Bounds,
    CallFilter,
    Count,
    DeliveryFilter,
    RecordFilter,
    Word,
    Words,
)
from mock_server.control.models.words import Asked, Told


class CallCheck(CallFilter, Bounds):
    """How many such calls there are to have been."""


class DeliveryCheck(DeliveryFilter, Bounds):
    """How many such deliveries there are to have been."""


class NeverAfter(Asked):
    """Something that must not be reached once something else has been."""

    reached: Word
    after: Word


class History(Asked):
    """How records came to stand where they do. The words are statuses of the vendor, unless `by` says otherwise."""

    by: Literal["status", "stage", "move"] = "status"
    contains: Words = Field(default_factory=list, description="All of these, in any order.")
    in_order: Words = Field(default_factory=list, description="All of these in this order, others between them or not.")
    ends_with: Words = Field(default_factory=list, description="These last, and nothing between them.")
    never: list[NeverAfter] = Field(
        default_factory=list, max_length=MOST, examples=[[{"reached": "shipped", "after": "cancelled"}]]
    )


class RecordCheck(RecordFilter, Bounds):
    """How many such records there are to be, and how all of them are to have come about."""

    history: History | None = None
    one_per: Word | None = Field(
        default=None,
        description="A dotted path into the record: no two may have the same value there. Those that the scenario began with, "
        "and those cancelled or failed, do not count.",
        examples=["prescriptionId"],
    )


class Verify(Asked):
    """What is to hold of what has happened in a sandbox."""

    since: Count = SINCE
    calls: list[CallCheck] = Field(default_factory=list, max_length=MOST)
    calls_in_order: list[CallFilter] = Field(
        default_factory=list, max_length=MOST, description="Calls that came in this order, others between them or not."
    )
    records: list[RecordCheck] = Field(default_factory=list, max_length=MOST)
    webhooks: list[DeliveryCheck] = Field(default_factory=list, max_length=MOST)
    webhooks_in_order: list[DeliveryFilter] = Field(
        default_factory=list, max_length=MOST, description="Deliveries queued in this order, others between them or not."
    )


class NearMiss(Told):
    """Something that is nearly what was asked for."""

    what: str = Field(description="What it is.", examples=["41 nimbus.create_order"])
    n: int | None = Field(description="The number of its entry in the journal, where it has one.")
    differs: list[str] = Field(description="In what it differs.", examples=[["status is 422, not 201"]])


class Failure(Told):
    """A check that does not hold."""

    check: str = Field(description="The check, as a JSON pointer into what was sent.", examples=["/calls/0"])
    says: str = Field(description="What was expected and what was found.")
    found: list[str] = Field(description="What fits the check, or breaks it: numbers of entries, or ids.")
    nearest: list[NearMiss] = Field(description="What nearly fits, nearest first.")


class Verdict(Told):
    """Whether all checks hold."""

    ok: bool
    checks: int = Field(description="How many checks there were.")
    failures: list[Failure]
    forgotten: int = Field(description="How many old entries of the journal the checks could not see.")
    story: list[dict[str, object]] = Field(description="The journal's last entries where a check does not hold, oldest first.")
