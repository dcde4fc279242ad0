"""The outbox of one sandbox: what is told to whom, what waits, and what came of it. It sends nothing itself."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from mock_server.engine.clock import LATEST
from mock_server.engine.engine import Engine
from mock_server.engine.events import Changed, Event
from mock_server.engine.records import AnyRecord
from mock_server.webhooks.deliveries import WAITING, Attempt, Delivery, Outcome, State
from mock_server.webhooks.mishaps import Mishap, aged
from mock_server.webhooks.voice import CONTENT_TYPE, News, Subscription, WebhookVoice

DELIVERY_COUNTER: Final = "webhook.delivery"

Voices = Mapping[str, WebhookVoice]
"""How each vendor that has webhooks tells of news, by slug."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many deliveries an outbox holds: settled ones, those that wait, and of these those that are due at one endpoint."""

    settled: int = 5_000
    waiting: int = 20_000
    due: int = 10_000


BOUNDS: Final = Bounds()


@dataclass(frozen=True, slots=True)
class Retry:
    """The task of trying a delivery again, or at last."""

    delivery: str


@dataclass(frozen=True, slots=True)
class Scribe:
    """What the sandbox does for its outbox: bring its clock up to now, write attempts down, and say what goes wrong.

    `latest` is the number of the newest entry. `begun` writes an attempt down before it is made and answers with its number,
    `ended` when it is over. `befalls` says what a rule lets go wrong with a new delivery of news, and is asked once for each.
    """

    catch_up: Callable[[], None]
    latest: Callable[[], int]
    begun: Callable[[Delivery, Attempt], int]
    ended: Callable[[Delivery, Attempt], None]
    befalls: Callable[[News], Mishap | None]


class Outbox:
    """Deliveries in the order of the news, and lines of those that are due, one line for each endpoint.

    `heir` is told of each settled delivery that is forgotten; it must not raise.
    """

    __slots__ = (
        "_bounds",
        "_by_id",
        "_by_kind",
        "_engine",
        "_lines",
        "_pending",
        "_scribe",
        "_settled",
        "_targets",
        "_voices",
        "disabled",
        "dropped",
        "forgotten",
        "heir",
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
        self._by_kind: dict[str, tuple[str, WebhookVoice | None]] = {}
        self._targets: dict[tuple[str, str], tuple[Subscription, ...]] = {}
        self._by_id: OrderedDict[str, Delivery] = OrderedDict()
        self._pending: OrderedDict[str, Delivery] = OrderedDict()
        self._lines: dict[str, deque[Delivery]] = {}
        self._settled: deque[str] = deque()
        self.disabled: frozenset[tuple[str, str]] = frozenset()
        """Subscriptions that are told nothing any more because of a rule, each by vendor and id."""
        self.dropped = 0
        self.forgotten = 0
        self.heir: Callable[[Delivery], None] | None = None
        self.is_closed = False
        engine.run_due(Retry, self._retry)

    # -- news --------------------------------------------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Make deliveries of a change that the vendor tells its subscribers of."""
        if type(event) is not Changed:
            return
        kind = event.kind
        found = self._by_kind.get(kind.name)
        if found is None:
            found = self._by_kind[kind.name] = (kind.vendor, self._voices.get(kind.vendor))
        vendor, voice = found
        if voice is None:
            return
        name = event.event if voice.names is None else voice.names(event)
        if name is None:
            return
        targets = self._standing(vendor, name)
        if voice.subscribers is not None:
            targets = (*targets, *voice.subscribers(self._engine, name, event.record))
        if targets:
            body = voice.write(self._engine, name, event.record, event.at)
            self.tell(News(vendor, name, event.record.kind, event.record.id, event.at, body), targets)

    def compose(self, vendor: str, event: str, record: AnyRecord, at: datetime) -> News:
        """The news of an event about a record, as the vendor would tell them."""
        body = self._voices[vendor].write(self._engine, event, record, at)
        return News(vendor, event, record.kind, record.id, at, body)

    def targets(self, vendor: str, event: str, record: AnyRecord | None) -> tuple[Subscription, ...]:
        """Who is told of an event about a record; without a record, those who are told whatever it is about."""
        own = self._voices[vendor].subscribers
        if own is None or record is None:
            return self._standing(vendor, event)
        return (*self._standing(vendor, event), *own(self._engine, event, record))

    def tell(self, news: News, targets: Iterable[Subscription]) -> list[Delivery]:
        """Queue news for subscriptions; those without an address collect them at once."""
        cause = self._scribe.latest() or None
        made = []
        for target in targets:
            if self.disabled and (target.vendor, target.id) in self.disabled:
                continue
            mishap = self._scribe.befalls(news)
            if mishap is not None:
                made += self._let_befall(mishap, news, target, cause)
                continue
            delivery = self._make(news, target, cause)
            if target.url is None:
                self._settle(delivery, State.COLLECTED)
            else:
                self._queue_anew(delivery)
            made.append(delivery)
        return made

    def _make(self, news: News, target: Subscription, cause: int | None) -> Delivery:
        id = f"whd-{self._engine.next_ordinal(DELIVERY_COUNTER)}"
        delivery = self._by_id[id] = Delivery(id, news, target, cause)
        return delivery

    def _send_off(self, delivery: Delivery) -> None:
        if delivery.to.url is None:
            self._settle(delivery, State.COLLECTED)
        else:
            self._queue_anew(delivery)

    def _let_befall(self, mishap: Mishap, news: News, target: Subscription, cause: int | None) -> list[Delivery]:
        """Make the deliveries that come of news which a rule wants to go wrong."""
        member = self._voices[news.vendor].time_member
        if mishap.age and member is not None:
            news = news._replace(body=aged(news.body if isinstance(news.body, bytes) else news.body(), member, mishap.age))
        made = [self._make(news, target, cause) for _ in range(1 + mishap.copies)]
        for delivery in made:
            delivery.mishap = mishap
            if mishap.is_lost:
                self._settle(delivery, State.LOST)
            elif mishap.disables:
                self.disabled |= {(target.vendor, target.id)}
                self._settle(delivery, State.DEAD)
            elif mishap.late:
                self._hold(delivery, mishap.late)
            else:
                self._send_off(delivery)
        return made

    def _hold(self, delivery: Delivery, late: timedelta) -> None:
        """Let a delivery wait for the sandbox's clock before it is sent at all."""
        delivery.state = State.LATE
        delivery.first_at = min(self._engine.world.now + late, LATEST)
        self._wait(delivery)
        self._engine.plan(delivery.first_at, Retry(delivery.id))

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

    def _queue_anew(self, delivery: Delivery) -> None:
        """Put a delivery in its line, at the first step of the ladder."""
        delivery.left = self._voices[delivery.news.vendor].ladder.attempts
        self._wait(delivery)
        self._queue(delivery)

    def _wait(self, delivery: Delivery) -> None:
        self._pending[delivery.id] = delivery
        if len(self._pending) > self._bounds.waiting:
            self._drop_oldest()

    def _queue(self, delivery: Delivery) -> None:
        if self.is_closed:
            self._settle(delivery, State.ABANDONED)
            return
        delivery.state = State.QUEUED
        line = self._lines.setdefault(delivery.to.endpoint, deque())
        line.append(delivery)
        if len(line) > self._bounds.due:
            self._drop(line.popleft())

    def _retry(self, task: Retry) -> None:
        delivery = self._by_id.get(task.delivery)
        if delivery is not None and delivery.state is State.RETRYING:
            self._queue(delivery)
        elif delivery is not None and delivery.state is State.LATE:
            self._send_off(delivery)

    # -- attempts ----------------------------------------------------------------------------------------------------

    def begin(self, delivery: Delivery) -> Attempt:
        """Write down that a delivery is tried now, with the very bytes that go out."""
        self._scribe.catch_up()
        news, body = delivery.news, delivery.body
        mishap = None if delivery.resent else delivery.mishap
        signer = delivery.to
        if mishap is not None and mishap.is_forged:
            signer = replace(signer, secret=f"not-{signer.secret}")
        headers = [CONTENT_TYPE, *self._voices[news.vendor].sign(signer, news.event, body)]
        if delivery.to.header is not None:
            headers.append(delivery.to.header)
        attempt = Attempt(len(delivery.attempts) + 1, self._engine.world.now, tuple(headers), body)
        if mishap is not None and mishap.is_on_the_line and attempt.number == 1:
            attempt.mishap = mishap
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

    def resend(self, settled: Delivery) -> Delivery:
        """Send a settled delivery once more, from the first step of the ladder: the same id and the same bytes."""
        # A fork shares what was settled before it; so what changes is a copy.
        delivery = self._by_id[settled.id] = settled.copy()
        delivery.resent += 1
        self._send_off(delivery)
        return delivery

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
            if self.heir is not None:
                self.heir(delivery)
        self._settled.clear()
        return done

    def _settle(self, delivery: Delivery, state: State) -> None:
        delivery.state = state
        self._pending.pop(delivery.id, None)
        self._settled.append(delivery.id)
        if len(self._settled) > self._bounds.settled:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        id = self._settled.popleft()
        delivery = None if id in self._pending else self._by_id.pop(id, None)
        if delivery is not None:
            self.forgotten += 1
            if self.heir is not None:
                self.heir(delivery)

    def _drop_oldest(self) -> None:
        """Give up the oldest delivery that waits and is not being sent at the moment."""
        oldest = next((each for each in self._pending.values() if each.state is not State.SENDING), None)
        if oldest is None:
            return
        line = self._lines.get(oldest.to.endpoint)
        if oldest.state is State.QUEUED and line is not None and oldest in line:
            line.remove(oldest)
            if not line:
                del self._lines[oldest.to.endpoint]
        self._drop(oldest)

    def _drop(self, delivery: Delivery) -> None:
        self._settle(delivery, State.DROPPED)
        self.dropped += 1

    # -- whole outboxes ----------------------------------------------------------------------------------------------

    def close(self) -> int:
        """Send nothing more: what waits is abandoned; answers how much that was."""
        self.is_closed = True
        self._lines.clear()
        waiting = [each for each in self._pending.values() if each.state is not State.SENDING]
        for delivery in waiting:
            self._settle(delivery, State.ABANDONED)
        return len(waiting)

    def contents(self) -> "Contents":
        """What another outbox needs to go on from here, as a fork does."""
        pending = [delivery.copy() for delivery in self._pending.values()]
        return Contents(
            dict(self.subscriptions),
            self._by_id.copy(),
            self._settled.copy(),
            pending,
            self.disabled,
            self.dropped,
            self.forgotten,
        )

    def take_over(self, contents: "Contents") -> None:
        """Go on from another outbox's contents, in the place of its own."""
        self.subscriptions, self._by_id, self._settled, pending, self.disabled, self.dropped, self.forgotten = contents
        self._targets.clear()
        self._pending = OrderedDict((delivery.id, delivery) for delivery in pending)
        self._by_id.update(self._pending)
        for delivery in pending:
            if delivery.state is State.QUEUED:
                self._queue(delivery)


class Contents(NamedTuple):
    """All that an outbox holds. Settled deliveries are shared, since nothing changes them."""

    subscriptions: dict[str, Subscription]
    deliveries: OrderedDict[str, Delivery]
    settled: deque[str]
    pending: list[Delivery]
    disabled: frozenset[tuple[str, str]]
    dropped: int
    forgotten: int
