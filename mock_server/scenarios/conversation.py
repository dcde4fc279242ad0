"""A conversation: what a client asks, in which order, and what it is answered; and what happens in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from mock_server.engine.clock import show_duration
from mock_server.scenarios.errors import NOWHERE, Spot
from mock_server.scenarios.json_values import Repeated
from mock_server.scenarios.matchers import Matcher

SANDBOX: Final = "sandbox"
"""What every conversation may refer to without having captured it: the id of its sandbox."""


class Failing(StrEnum):
    """How a call can fail instead of being answered, as its client sees it."""

    CONNECTION = "connection"
    """Any of the four below."""
    RESET = "reset"
    """The connection is torn down."""
    EMPTY = "empty"
    """The connection is closed before the head of an answer has come."""
    TRUNCATED = "truncated"
    """The connection is closed in the middle of an answer's body."""
    GARBAGE = "garbage"
    """What comes is no HTTP."""
    TIMEOUT = "timeout"
    """Nothing comes in time."""


class BodyKind(StrEnum):
    """How the body of a call is written."""

    NONE = "none"
    JSON = "json"
    FORM = "form"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Body:
    """What a call sends: a JSON value, the fields of a form, or a text."""

    kind: BodyKind = BodyKind.NONE
    value: object = None


@dataclass(frozen=True, slots=True)
class Request:
    """A call as the conversation writes it, with references where captured values will stand.

    `vendor` is the first part of the path, without which the rest is the vendor's own. `credential` is who calls, in the
    header that the vendor takes it in.
    """

    method: str
    path: str
    vendor: str | None
    credential: tuple[str, str, str] | None = None
    """The header's name, what stands before the secret in it, and the secret."""
    headers: tuple[tuple[str, str | Repeated], ...] = ()
    query: Mapping[str, str | Repeated] = field(default_factory=dict)
    body: Body = Body()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer is held against; where a call is to fail, how. Without a status any of the 2xx will do."""

    status: int | None = None
    headers: tuple[tuple[str, Matcher], ...] = ()
    body: Matcher | None = None
    text: Matcher | None = None
    fails: Failing | None = None


@dataclass(frozen=True, slots=True)
class CallStep:
    """A call and what it should be answered. It is made so many `times`, each with the same expectation.

    `captures` are names for parts of the last answer, by the way to them. `within` is the real time that an answer may take.
    """

    request: Request
    expect: Expectation
    captures: tuple[tuple[str, str], ...] = ()
    times: int = 1
    within: timedelta = timedelta(seconds=30)
    note: str = ""
    spot: Spot = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.path}"


@dataclass(frozen=True, slots=True)
class AdvanceStep:
    """Sandbox time that goes by."""

    by: timedelta
    note: str = ""
    spot: Spot = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"advance {show_duration(self.by)}"


@dataclass(frozen=True, slots=True)
class MoveStep:
    """A move that the pharmacy, the carrier or the patient makes on a record.

    `becomes` is the status that the record should have then, `refused` the problem with which the move should be refused.
    """

    kind: str
    id: str
    do: str
    given: Mapping[str, str] = field(default_factory=dict)
    becomes: str | None = None
    refused: str | None = None
    note: str = ""
    spot: Spot = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"{self.do} {self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class WebhookStep:
    """News that the vendor should have told by now: at least one delivery whose body fits, or exactly so many `times`."""

    vendor: str
    event: str
    body: Matcher | None = None
    times: int | None = None
    captures: tuple[tuple[str, str], ...] = ()
    note: str = ""
    spot: Spot = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"webhook {self.vendor}.{self.event}"


@dataclass(frozen=True, slots=True)
class LetStep:
    """Values that later steps may refer to by name."""

    values: Mapping[str, object]
    note: str = ""
    spot: Spot = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"let {', '.join(self.values)}"


Step = CallStep | AdvanceStep | MoveStep | WebhookStep | LetStep
Conversation = tuple[Step, ...]
