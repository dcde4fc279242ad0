"""One delivery: news for one subscription, and every attempt to bring it there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from mock_server.webhooks.mishaps import Mishap
from mock_server.webhooks.voice import HeaderRow, News, Subscription

KEPT_OF_ANSWER: Final = 16 << 10
"""How many bytes of a receiver's answer are read."""


class State(StrEnum):
    """How a delivery stands."""

    QUEUED = "queued"
    """Due now."""
    SENDING = "sending"
    LATE = "late"
    """A rule holds it back; the first attempt is planned on the sandbox's clock."""
    RETRYING = "retrying"
    """An attempt has failed; the next is planned on the sandbox's clock."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """The last attempt has failed."""
    COLLECTED = "collected"
    """Kept to be looked at: the subscription has no address."""
    LOST = "lost"
    """Never sent, as a rule wants it."""
    DROPPED = "dropped_overflow"
    """Given up unsent, since more was waiting than the outbox holds."""
    ABANDONED = "abandoned"
    """Given up because the sandbox was restored, or the server stopped."""


WAITING: Final = frozenset({State.QUEUED, State.SENDING, State.LATE, State.RETRYING})


class Outcome(NamedTuple):
    """What came of an attempt: the answer, or the sort of failure that kept it from coming.

    `error` is None or one of `refused`, `timeout`, `dns`, `tls`, `reset`, `protocol`, `blocked:<sort>`, `cut`, `cancelled`
    and `failed`; `says` explains it. `is_cut` says that there was more of the answer than is kept. `seconds` are real ones.
    """

    status: int | None
    answer: bytes = b""
    is_cut: bool = False
    seconds: float = 0.0
    error: str | None = None
    says: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken the news: any 2xx."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004  # the class of answers that says so


@dataclass(slots=True)
class Attempt:
    """One sending, written down before it begins; `outcome` comes when it is over.

    `at` and `next_at` are the sandbox's time. `n` is its number in the journal. `mishap` is what befalls it on the line.
    """

    number: int
    at: datetime
    headers: HeaderRow
    body: bytes
    n: int = 0
    outcome: Outcome | None = None
    next_at: datetime | None = None
    mishap: Mishap | None = None


@dataclass(slots=True, eq=False)
class Delivery:
    """News on their way to one subscription.

    `id` stays the same over all attempts and resends. `cause` is the journal number of what brought the news about. `left` is
    how many attempts the present ladder still has. `mishap` is what a rule lets go wrong with it, and `first_at` when it is
    first tried because of that.
    """

    id: str
    news: News
    to: Subscription
    cause: int | None
    state: State = State.QUEUED
    attempts: list[Attempt] = field(default_factory=list)
    left: int = 0
    resent: int = 0
    mishap: Mishap | None = None
    first_at: datetime | None = None

    @property
    def body(self) -> bytes:
        """The bytes that are sent."""
        body = self.news.body
        if not isinstance(body, bytes):
            body = body()
            self.news = self.news._replace(body=body)
        return body

    def copy(self) -> "Delivery":
        """The same delivery for another outbox; one that is being sent is due there."""
        state = State.QUEUED if self.state is State.SENDING else self.state
        left = self.left + 1 if self.state is State.SENDING else self.left
        attempts = [attempt for attempt in self.attempts if attempt.outcome is not None]
        return Delivery(self.id, self.news, self.to, self.cause, state, attempts, left, self.resent, self.mishap, self.first_at)
