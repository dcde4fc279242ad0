"""The outbox of one sandbox: what is told to whom, what waits, and what came of it. It sends nothing itself."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mock_server.engine.clock import LATEST
from mock_server.engine.engine import Engine
from mock_server.engine.events import Changed, Event
from mock_server.engine.records import AnyRecord
from mock_server.webhooks.deliveries import WAITING, Attempt, Delivery, Outcome, State
from mock_server.webhooks.voice import CONTENT_TYPE, News, Subscription, WebhookVoice

DELIVERY_COUNTER: Final = "webhook.delivery"

Voices = Mapping[str, WebhookVoice]
"""How each vendor that has webhooks tells of news, by slug."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an outbox holds: deliveries in all, and those that wait for one endpoint."""

    kept: int = 20_000
    waiting: int = 10_000


BOUNDS: Final = Bounds()


@dataclass(frozen=True, slots=True)
class Retry:
    """The task of trying a delivery again."""

    delivery: str


@dataclass(frozen=True, slots=True)
class Scribe:
    """What the sandbox does for its outbox: bring its clock up to now, and write attempts down.

    `latest` is the number of the newest entry. `begun` writes an attempt down before it is made and answers with its number,
    `ended` when it is over.
    """

    catch_up: Callable[[], None]
    latest: Callable[[], int]
    begun: Callable[[Delivery, Attempt], int]
    ended: Callable[[Delivery, Attempt], None]


class Outbox:
    """Deliveries in the order of the news, and lines of those that are due, one line for each endpoint."""

    __slots__ = (
        "_bounds",
        "_by_id",
        "_engine",
        "_lines",
        "_scribe",
        "_settled",
        "_targets",
        "_voices",
        "dropped",
        "forgotten",
        "is_closed",
        "subscriptions",
    )

    def __init__(
        self,
        engine: Engine,
        voices: Voices,
        subscriptions: Iterable[Subscription],
        scribe: Scribe,
        bounds: Bounds = BOUNDS,
    ) -> None:
        self._engine = engine
        self._voices = voices
        self._scribe = scribe
        self._bounds = bounds
        self.subscriptions = {each.id: each for each in subscriptions}
        self._targets: dict[tuple[str, str], tuple[Subscription, ...]] = {}
        self._by_id: OrderedDict[str, Delivery] = OrderedDict()
        self._lines: dict[str, deque[Delivery]] = {}
        self._settled: deque[str] = deque()
        self.dropped = 0
        self.forgotten = 0
        self.is_closed = False
        engine.run_due(Retry, self._retry)

    # -- news --------------------------------------------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Make deliveries of a change that the vendor tells its subscribers of."""
        if type(event) is not Changed:
            return
        vendor = event.kind.vendor
        voice = self._voices.get(vendor)
        name = None if voice is None else voice.names(event)
        if voice is None or name is None:
            return
        targets = (*self._standing(vendor, name), *voice.subscribers(self._engine, name, event.record))
        if targets:
            self.tell(self.compose(vendor, name, event.record, event.at), targets)

    def compose(self, vendor: str, event: str, record: AnyRecord, at: datetime) -> News:
        """The news of an event about a record, as the vendor would tell them."""
        body = self._voices[vendor].write(self._engine, event, record, at)
        return News(vendor, event, record.kind, record.id, at, body)

    def targets(self, vendor: str, event: str, record: AnyRecord | None) -> tuple[Subscription, ...]:
        """Who is told of an event about a record; without a record, those who are told whatever it is about."""
        own = () if record is None else self._voices[vendor].subscribers(self._engine, event, record)
        return (*self._standing(vendor, event), *own)

    def tell(self, news: News, targets: Iterable[Subscription]) -> list[Delivery]:
        """Queue news for subscriptions; those without an address collect them at once."""
        cause = self._scribe.latest() or None
        made = []
        for target in targets:
            delivery = Delivery(f"whd-{self._engine.next_ordinal(DELIVERY_COUNTER)}", news, target, cause)
            self._by_id[delivery.id] = delivery
            if target.url is None:
                self._settle(delivery, State.COLLECTED)
            else:
                delivery.left = self._voices[target.vendor].ladder.attempts
                self._queue(delivery)
            made.append(delivery)
        if len(self._by_id) > self._bounds.kept:
            self._forget()
        return made

    def _standing(self, vendor: str, event: str) -> tuple[Subscription, ...]:
        key = (vendor, event)
        found = self._targets.get(key)
        if found is None:
            every = self.subscriptions.values()
            found = self._targets[key] = tuple(each for each in every if each.vendor == vendor and event in each.events)
        return found

    # -- subscriptions -----------------------------------------------------------------------------------------------

    def subscribe(self, subscription: Subscription) -> None:
        """Tell somebody from now on."""
        self.subscriptions[subscription.id] = subscription
        self._targets.clear()

    def unsubscribe(self, id: str) -> bool:
        """Tell somebody no longer; answers whether there was such a subscription. What waits for it is still sent."""
        found = self.subscriptions.pop(id, None)
        self._targets.clear()
        return found is not None

    # -- lines -------------------------------------------------------------------------------------------------------

    @property
    def is_due(self) -> bool:
        """Whether anything is to be sent now."""
        return bool(self._lines)

    def endpoints(self) -> list[str]:
        """The endpoints for which something is due, in the order in which it became so."""
        return list(self._lines)

    def take(self, endpoint: str) -> Delivery | None:
        """The next delivery that is due at an endpoint, out of its line."""
        line = self._lines.get(endpoint)
        if line is None:
            return None
        delivery = line.popleft()
        if not line:
            del self._lines[endpoint]
        return delivery

    def _queue(self, delivery: Delivery) -> None:
        if self.is_closed:
            self._settle(delivery, State.ABANDONED)
            return
        delivery.state = State.QUEUED
        line = self._lines.setdefault(delivery.to.endpoint, deque())
        line.append(delivery)
        if len(line) > self._bounds.waiting:
            self._settle(line.popleft(), State.DROPPED)
            self.dropped += 1

    def _retry(self, task: Retry) -> None:
        delivery = self._by_id.get(task.delivery)
        if delivery is not None and delivery.state is State.RETRYING:
            self._queue(delivery)

    # -- attempts ----------------------------------------------------------------------------------------------------

    def begin(self, delivery: Delivery) -> Attempt:
        """Write down that a delivery is tried now, with the very bytes that go out."""
        self._scribe.catch_up()
        news, body = delivery.news, delivery.body
        headers = [CONTENT_TYPE, *self._voices[news.vendor].sign(delivery.to, news.event, body)]
        if delivery.to.header is not None:
            headers.append(delivery.to.header)
        attempt = Attempt(len(delivery.attempts) + 1, self._engine.world.now, tuple(headers), body)
        delivery.state = State.SENDING
        delivery.left -= 1
        delivery.attempts.append(attempt)
        attempt.n = self._scribe.begun(delivery, attempt)
        return attempt

    def end(self, delivery: Delivery, attempt: Attempt, outcome: Outcome) -> None:
        """Write down what came of an attempt, and plan the next where one is left."""
        self._scribe.catch_up()
        attempt.outcome = outcome
        if outcome.is_success:
            self._settle(delivery, State.DELIVERED)
        elif outcome.error == "cancelled":
            self._settle(delivery, State.ABANDONED)
        elif delivery.left <= 0:
            self._settle(delivery, State.DEAD)
        else:
            self._plan(delivery, attempt)
        self._scribe.ended(delivery, attempt)

    def _plan(self, delivery: Delivery, attempt: Attempt) -> None:
        pauses = self._voices[delivery.news.vendor].ladder.pauses
        pause = timedelta(seconds=pauses[len(pauses) - delivery.left])
        delivery.state = State.RETRYING
        attempt.next_at = min(self._engine.world.now + pause, LATEST)
        self._engine.plan(attempt.next_at, Retry(delivery.id))

    def resend(self, delivery: Delivery) -> None:
        """Send a delivery once more, from the first step of the ladder: the same id and the same bytes."""
        delivery.resent += 1
        if delivery.to.url is None:
            self._settle(delivery, State.COLLECTED)
            return
        delivery.left = self._voices[delivery.news.vendor].ladder.attempts
        self._queue(delivery)

    # -- keeping -----------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Delivery]:
        return iter(list(self._by_id.values()))

    def get(self, id: str) -> Delivery | None:
        """The delivery of that id, while it is kept."""
        return self._by_id.get(id)

    def forget_settled(self) -> list[Delivery]:
        """Take out all deliveries that nothing more will happen to."""
        done = [delivery for delivery in self._by_id.values() if delivery.state not in WAITING]
        for delivery in done:
            del self._by_id[delivery.id]
        self._settled.clear()
        return done

    def _settle(self, delivery: Delivery, state: State) -> None:
        delivery.state = state
        self._settled.append(delivery.id)

    def _forget(self) -> None:
        while len(self._by_id) > self._bounds.kept and (self._settled or self._drop_oldest()):
            id = self._settled.popleft()
            delivery = self._by_id.get(id)
            if delivery is not None and delivery.state not in WAITING:
                del self._by_id[id]
                self.forgotten += 1

    def _drop_oldest(self) -> bool:
        """Give up the oldest delivery that waits; answers whether there was one."""
        waits = (State.QUEUED, State.RETRYING)
        oldest = next((each for each in self._by_id.values() if each.state in waits), None)
        if oldest is None:
            return False
        if oldest.state is State.QUEUED:
            self._lines[oldest.to.endpoint].remove(oldest)
            if not self._lines[oldest.to.endpoint]:
                del self._lines[oldest.to.endpoint]
        self._settle(oldest, State.DROPPED)
        self.dropped += 1
        return True

    # -- whole outboxes ----------------------------------------------------------------------------------------------

    def close(self) -> int:
        """Send nothing more: what waits is abandoned; answers how much that was."""
        self.is_closed = True
        self._lines.clear()
        waiting = [each for each in self._by_id.values() if each.state in (State.QUEUED, State.RETRYING)]
        for delivery in waiting:
            self._settle(delivery, State.ABANDONED)
        return len(waiting)

    def copy_from(self, other: "Outbox") -> None:
        """Take over another outbox's subscriptions and deliveries, as a fork does."""
        self.subscriptions = dict(other.subscriptions)
        self.dropped, self.forgotten = other.dropped, other.forgotten
        self._by_id = OrderedDict((delivery.id, delivery.copy()) for delivery in other)
        self._settled = deque(delivery.id for delivery in self._by_id.values() if delivery.state not in WAITING)
        for delivery in self._by_id.values():
            if delivery.state is State.QUEUED:
                self._queue(delivery)
