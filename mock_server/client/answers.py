"""What the server answers, as models. Members that a later server adds are kept, and may be asked for by name."""

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Answer(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, defer_build=True)


class Health(Answer):
    """The server is there."""

    status: str
    version: str
    sandboxes: int


class ClockState(Answer):
    """How a sandbox's clock stands."""

    now: datetime
    mode: Literal["frozen", "running"]
    speed: float
    next_due: datetime | None
    planned: int


class RecordRef(Answer):
    """A record by kind and id."""

    kind: str
    id: str


class Nearest(Answer):
    """The operation that was most likely meant, and in what the call differs from it."""

    operation: str
    call: str
    differs: list[str]


class Explanation(Answer):
    """Why a call was refused. `nearest` and `do`, what to send instead, are there where the entry was asked for by itself."""

    error: str
    says: str
    field: str | None = None
    because: str | None = None
    cites: list[str] = []
    evidence: str | None = None
    nearest: Nearest | None = None
    do: list[str] = []


class Violation(Answer):
    """What a call does against the vendor's document, and what to send instead."""

    sort: str
    pointer: str | None
    name: str | None
    says: str
    do: str
    cites: list[str]


class Entry(Answer):
    """One entry of the journal. Which members there are depends on its kind; the others are None.

    `about` is what a command was given, in the server's words. `violations` are sorts of them, and whole where the entry was
    asked for by itself.
    """

    n: int
    at: datetime
    kind: str
    cause: int | None = None
    vendor: str | None = None
    operation: str | None = None
    call: str | None = None
    status: int | None = None
    rule: str | None = None
    replay: bool | None = None
    explanation: Explanation | None = None
    violations: list[Violation | str] = []
    record: RecordRef | None = None
    do: str | None = None
    source: str | None = Field(default=None, alias="from")
    target: str | None = Field(default=None, alias="to")
    given: dict[str, Any] | None = Field(default=None, alias="with")
    event: str | None = None
    timeline: str | None = None
    reason: str | None = None
    request: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    delivery: str | None = None
    attempt: int | None = None
    state: str | None = None
    error: str | None = None
    about: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, document: Any) -> Any:  # noqa: ANN401  # as pydantic hands it over
        """Put what a command is about into one member: each command has other members, by whatever names."""
        if not isinstance(document, dict) or document.get("kind") != "command" or "about" in document:
            return document
        head = {name: document.get(name) for name in ("n", "at", "kind", "cause", "do")}
        return head | {"about": {name: value for name, value in document.items() if name not in head}}


class SteppedClock(ClockState):
    """How the clock stands after a step, and what the step brought about."""

    due: int
    complete: bool
    happened: list[Entry]


class JournalPage(Answer):
    """Entries of a journal, oldest first; `next` is what to ask for as `since` to read on."""

    entries: list[Entry]
    last: int
    dropped: int
    next: int | None


class Due(Answer):
    """A move that a timeline will make."""

    at: datetime
    do: str
    timeline: str


class Step(Answer):
    """One entry of a record's history."""

    at: datetime
    do: str
    status: str | None
    cause: int | None
    given: dict[str, str] = Field(alias="with")


class RecordBrief(Answer):
    """A record in a list."""

    vendor: str
    kind: str
    id: str
    status: str | None
    stage: str | None
    created_at: datetime
    updated_at: datetime


class Order(RecordBrief):
    """An order in a list."""

    age_seconds: int
    moves_possible: list[str]
    next_due: Due | None
    history: list[Step]


class Record(RecordBrief):
    """A record with all that is known of it; `content` is in the vendor's own words."""

    owner: str | None
    version: int
    content: dict[str, Any]
    history: list[Step]
    next_due: Due | None


class OrderList(Answer):
    """A page of orders."""

    total: int
    orders: list[Order]


class RecordList(Answer):
    """A page of records."""

    total: int
    records: list[RecordBrief]


class Rule(Answer):
    """What goes differently on purpose."""

    name: str
    on: str
    about: str = ""
    does: str
    enabled: bool
    reserved: bool
    matches: int
    source: str


class RuleList(Answer):
    """The rules of a sandbox."""

    rules: list[Rule]


class Subscription(Answer):
    """Somebody who is told of a vendor's news."""

    id: str
    vendor: str
    url: str | None
    collect: bool
    events: list[str]
    secret: str | None


class SubscriptionList(Answer):
    """The subscriptions of a sandbox."""

    webhooks: list[Subscription]


class Attempt(Answer):
    """One attempt to bring news somewhere."""

    number: int
    at: datetime
    headers: dict[str, str]
    status: int | None
    error: str | None


class Delivery(Answer):
    """News for one subscription. `body` and `tries` are there where the delivery was asked for by itself, or drained."""

    id: str
    vendor: str
    event: str
    record: RecordRef
    subscription: str
    url: str | None
    state: str
    at: datetime
    attempts: int
    last_status: int | None
    last_error: str | None
    cause: int | None
    body: str = ""
    tries: list[Attempt] = []

    @property
    def document(self) -> Any:  # noqa: ANN401  # whatever the vendor tells
        """The body, read as JSON.

        Raises:
            ValueError: it is not, or the delivery came without its body.
        """
        return json.loads(self.body)


class DeliveryList(Answer):
    """Deliveries, oldest first."""

    deliveries: list[Delivery]


class Lifecycle(Answer):
    """How a kind of record moves."""

    kind: str


class LifecycleList(Answer):
    """How the records of a vendor move."""

    lifecycles: list[Lifecycle]


class Snapshot(Answer):
    """A sandbox as a document."""
