"""Outboxes of a made-up vendor, without any server."""

from collections.abc import Sequence

from mock_server.engine.clock import ClockStart
from mock_server.engine.engine import Engine
from mock_server.engine.world import World
from mock_server.webhooks.deliveries import Attempt, Delivery, Outcome
from mock_server.webhooks.outbox import Bounds, Outbox, Scribe
from mock_server.webhooks.voice import Ladder, News, Subscription, WebhookVoice
from tests.engine.parcels import PARCEL, START, Wall

VOICE = WebhookVoice((), lambda _, __, record, ___: record.id.encode(), Ladder((1.0, 2.0), 1.0, PARCEL.grounds))
EVENTS = ("parcel.sent",)
OK, FAILED = Outcome(204), Outcome(500)


def subscription(url: str | None = "http://127.0.0.1:9/", id: str = "sub-1") -> Subscription:
    return Subscription(id, "examplerx", url, EVENTS, "secret", "control")


def make_engine() -> Engine:
    return Engine(World.begin(7, ClockStart(START), Wall(), {}), {PARCEL.name: PARCEL})


def make_outbox(
    engine: Engine | None = None, bounds: Bounds | None = None, subscriptions: Sequence[Subscription] = ()
) -> Outbox:
    scribe = Scribe(lambda: None, lambda: 0, lambda *_: 1, lambda *_: None, lambda _: None)
    return Outbox(engine or make_engine(), {"examplerx": VOICE}, subscriptions, scribe, bounds or Bounds())


def news(record: str = "par_1") -> News:
    return News("examplerx", "parcel.sent", PARCEL.name, record, START, record.encode())


def attempt(outbox: Outbox, outcome: Outcome, url: str = "http://127.0.0.1:9/") -> tuple[Delivery, Attempt]:
    """Take what is due next at an address, and let it come out so."""
    delivery = outbox.take(url)
    assert delivery is not None
    tried = outbox.begin(delivery)
    outbox.end(delivery, tried, outcome)
    return delivery, tried
