"""How a vendor tells subscribers of news: its events, the bytes it sends, its signature and its retries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from mock_server.engine.engine import Engine
from mock_server.engine.events import Changed
from mock_server.engine.evidence import Grounds
from mock_server.engine.records import AnyKind, AnyRecord

HeaderRow = tuple[tuple[str, str], ...]

Body = bytes | Callable[[], bytes]
"""What is sent, or what makes it when somebody asks; that must depend on nothing but what it was made from."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told: an address, or nobody outside where `url` is None and the outbox collects.

    `id` is the vendor's own for a subscription that was made over its API. `made_by` is `scenario`, `vendor`, `control` or
    `test`. `header` goes along with every delivery.
    """

    id: str
    vendor: str
    url: str | None
    events: tuple[str, ...]
    secret: str
    made_by: str
    header: tuple[str, str] | None = None

    @property
    def endpoint(self) -> str:
        """Where its deliveries line up: subscriptions to one address share one line, so that news keep their order."""
        return self.url or ""


class News(NamedTuple):
    """One thing that happened, as subscribers are told. Every subscriber of it gets the same bytes."""

    vendor: str
    event: str
    kind: str
    record: str
    at: datetime
    body: Body


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One sort of news, as the vendor names it. `example` is the body that the vendor's pages show."""

    name: str
    about: str
    kind: AnyKind
    grounds: Grounds
    example: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Ladder:
    """When a failed delivery is tried again: the pauses between attempts in seconds of the sandbox, and how long one may take.

    `patience` is in real seconds, since it is a real receiver that is waited for.
    """

    pauses: tuple[float, ...]
    patience: float
    grounds: Grounds

    @property
    def attempts(self) -> int:
        """How many attempts there are in all."""
        return len(self.pauses) + 1


def _unsigned(_: Subscription, __: str, ___: bytes) -> HeaderRow:
    return ()


def _none_held(_: Engine) -> Iterable[Subscription]:
    return ()


@dataclass(frozen=True, slots=True)
class WebhookVoice:
    """One vendor's way to tell of news.

    `write` makes the body of an event about a record at an instant. `sign` gives the headers of a delivery to a subscription:
    event and body in, headers out. `names` says which event a change is, None for none;
    without it, it is the move's own. `subscribers` are those that the
    vendor's own records hold for an event about a record, `held` all that they hold. `signature` is the header that carries
    the signature, None where the vendor signs nothing. `time_member` is the member of the body that says when the event was,
    None where none does.
    """

    events: tuple[WebhookEvent, ...]
    write: Callable[[Engine, str, AnyRecord, datetime], Body]
    ladder: Ladder
    sign: Callable[[Subscription, str, bytes], HeaderRow] = _unsigned
    names: Callable[[Changed], str | None] | None = None
    subscribers: Callable[[Engine, str, AnyRecord], Iterable[Subscription]] | None = None
    held: Callable[[Engine], Iterable[Subscription]] = _none_held
    signature: str | None = None
    time_member: str | None = None
    by_name: Mapping[str, WebhookEvent] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {event.name: event for event in self.events})


CONTENT_TYPE: Final = ("content-type", "application/json")
