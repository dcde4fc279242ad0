"""The shapes in which a test says what it expects: the JSON of the sandbox's own API, with types."""

from typing import Any, Literal, TypedDict


class CallFilter(TypedDict, total=False):
    """Calls to vendors: all that are said. `where` has values by dotted path, such as `body.patientId`."""

    vendor: str
    operation: str
    status: int | str
    replay: bool
    where: dict[str, Any]


class MoveFilter(TypedDict, total=False):
    """Moves of records: all that are said."""

    vendor: str
    kind: str
    id: str
    do: str
    status: str
    stage: str
    event: str


class RecordFilter(TypedDict, total=False):
    """Records as they stand; without a kind, orders. `where` has values by dotted path into the record."""

    vendor: str
    kind: str
    id: str
    status: str
    stage: str
    fixture: bool
    where: dict[str, Any]


class DeliveryFilter(TypedDict, total=False):
    """Webhook deliveries: all that are said. `record` is an id."""

    vendor: str
    event: str
    kind: str
    record: str
    state: str
    subscription: str


class Bounds(TypedDict, total=False):
    """How many there may be: at least one where nothing is said."""

    exactly: int
    at_least: int
    at_most: int


class CallCheck(CallFilter, Bounds, total=False):
    """How many such calls there are to have been."""


class DeliveryCheck(DeliveryFilter, Bounds, total=False):
    """How many such deliveries there are to have been."""


class NeverAfter(TypedDict):
    """What must not be reached once something else has been."""

    reached: str
    after: str


class History(TypedDict, total=False):
    """How records came to stand where they do."""

    by: Literal["status", "stage", "move"]
    contains: list[str]
    in_order: list[str]
    ends_with: list[str]
    never: list[NeverAfter]


class RecordCheck(RecordFilter, Bounds, total=False):
    """How many such records there are to be, and how all of them are to have come about."""

    history: History
    one_per: str


class Belief(TypedDict, total=False):
    """What a consumer believes of one order: `vendor`, and `id` or `reference`, and what else it knows; None says nothing."""

    vendor: str
    id: str | None
    reference: str | None
    status: str | None
    stage: str | None
    tracking: str | None
