"""Webhook deliveries as checks see them."""

from collections.abc import Iterator

from mock_server.control.checking.counting import Sight
from mock_server.control.checking.differing import differing
from mock_server.control.models.filters import DeliveryFilter
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.webhooks.deliveries import Delivery


def deliveries_of(sandbox: Sandbox, since: int) -> list[Delivery]:
    """The deliveries that a sandbox keeps of what the journal holds after a number, in the order in which they were made."""
    return [delivery for delivery in sandbox.outbox if (delivery.cause or 0) > since or not since]


def delivery_differs(wanted: DeliveryFilter, delivery: Delivery) -> Iterator[str]:
    """In what a delivery differs from what is wanted."""
    news = delivery.news
    yield from differing("vendor", news.vendor, wanted.vendor)
    yield from differing("event", news.event, wanted.event)
    yield from differing("kind", news.kind.partition(".")[2], wanted.kind)
    yield from differing("record", news.record, wanted.record)
    yield from differing("state", delivery.state, wanted.state)
    yield from differing("subscription", delivery.to.id, wanted.subscription)


def tell_delivery(delivery: Delivery) -> Sight:
    """A delivery in a few words: its id, the event, the record, how it stands, how often it was sent."""
    times = {0: "", 1: ", sent once"}.get(len(delivery.attempts), f", sent {len(delivery.attempts)} times")
    news = delivery.news
    return Sight(f"{delivery.id} {news.vendor} {news.event} of {news.record}: {delivery.state}{times}")
