"""A sandbox's webhooks, as a client subscribes to them and looks at what was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from mock_server.client.answers import Delivery, DeliveryList, Subscription, SubscriptionList
from mock_server.client.asking import Steps, WayT_co, below, operation, said
from mock_server.client.clock import Span
from mock_server.client.errors import OWN
from mock_server.client.waiting import Waiter

__tracebackhide__ = OWN

_PAGE = 1_000


class Webhooks(Waiter[WayT_co]):
    """Who is told of a vendor's news, and every delivery."""

    @operation
    def subscriptions(self) -> Steps[list[Subscription]]:
        """Who is told of what."""
        found = yield from self._get("/webhooks", SubscriptionList)
        return found.webhooks

    @operation
    def subscribe(
        self, vendor: str, url: str, *, events: Sequence[str] | None = None, secret: str | None = None
    ) -> Steps[Subscription]:
        """Have a vendor's news sent to an address from now on; all events where none are named."""
        return self._post("/webhooks", Subscription, {"vendor": vendor, "url": url, "events": events, "secret": secret})

    @operation
    def collect(self, vendor: str, *, events: Sequence[str] | None = None) -> Steps[Subscription]:
        """Have a vendor's news collected from now on, without a receiver."""
        return self._post("/webhooks", Subscription, {"vendor": vendor, "collect": True, "events": events})

    @operation
    def unsubscribe(self, subscription: str) -> Steps[None]:
        """Tell a subscriber no longer."""
        return self._delete(below("webhooks", subscription))

    @operation
    def deliveries(
        self,
        vendor: str | None = None,
        *,
        event: str | None = None,
        record: str | None = None,
        state: str | None = None,
        subscription: str | None = None,
    ) -> Steps[list[Delivery]]:
        """The deliveries as they stand, oldest first, the first thousand of them."""
        found = yield from self._get(
            "/deliveries",
            DeliveryList,
            vendor=vendor,
            event=event,
            record=record,
            state=state,
            subscription=subscription,
            limit=_PAGE,
        )
        return found.deliveries

    @operation
    def delivery(self, id: str) -> Steps[Delivery]:
        """A delivery with its exact bytes and every attempt."""
        return self._get(below("deliveries", id), Delivery)

    @operation
    def settled(self, *, forget: bool = False) -> Steps[list[Delivery]]:
        """All deliveries, with their bytes, once none is under way; `forget` takes them out of the outbox."""
        found = yield from self._post("/outbox/drain", DeliveryList, {"forget": forget})
        return found.deliveries

    @operation
    def wait(
        self,
        event: str | None = None,
        *,
        vendor: str | None = None,
        record: str | None = None,
        state: str | None = None,
        since: int = 0,
        within: Span = "5s",
    ) -> Steps[Delivery]:
        """The first such delivery, as soon as there is one.

        Raises:
            NotHappened: there was none in time.
        """
        wanted = said({"event": event, "vendor": vendor, "record": record, "state": state})
        waited = yield from self._wait({"for": {"delivery": wanted}, "since": since}, within)
        return waited.deliveries[0]

    @operation
    def resend(self, id: str) -> Steps[Delivery]:
        """Send a delivery once more."""
        return self._post(below("deliveries", id, "resend"), Delivery, {})

    @operation
    def trigger(
        self, vendor: str, event: str, *, id: str | None = None, overrides: Mapping[str, Any] | None = None
    ) -> Steps[list[Delivery]]:
        """Tell an event by hand, about the record of that id or the newest one, with members of your own."""
        wish = {"vendor": vendor, "event": event, "id": id, "overrides": overrides}
        found = yield from self._post("/outbox/trigger", DeliveryList, wish)
        return found.deliveries
