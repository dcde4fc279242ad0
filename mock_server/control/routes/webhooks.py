"""Webhooks: who is told of what, what came of every delivery, and news by hand."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Query, Request, Response

from mock_server.contract.operation import Link
from mock_server.control.bodies import read
from mock_server.control.models.webhooks import (
    CreateSubscription,
    DeliveriesTold,
    DeliveryBrief,
    DeliveryList,
    DeliveryOut,
    DrainDeliveries,
    Resend,
    SubscriptionList,
    SubscriptionOut,
    TriggerWebhook,
)
from mock_server.control.models.words import PlainInt
from mock_server.control.problems import (
    DELIVERY_UNDER_WAY,
    INVALID_INPUT,
    INVALID_REQUEST,
    NO_WEBHOOKS,
    UNKNOWN_DELIVERY,
    UNKNOWN_EVENT,
    UNKNOWN_SANDBOX,
    UNKNOWN_SUBSCRIPTION,
    Problem,
)
from mock_server.control.route import Route
from mock_server.control.server import ControlledServer, served
from mock_server.engine.records import AnyRecord
from mock_server.engine.store import ALL
from mock_server.journal.entries import Command
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.start import secret_for_tests
from mock_server.scenarios.errors import hint, show
from mock_server.webhooks.deliveries import WAITING, Delivery, State
from mock_server.webhooks.voice import News, Subscription, WebhookVoice
from mock_server.wire import read_json, write_json

_SUBSCRIPTION_COUNTER: Final = "webhook.subscription"
_FAILED: Final = frozenset({State.DEAD, State.LOST, State.DROPPED, State.ABANDONED})


async def list_webhooks(request: Request, sandbox: str) -> SubscriptionList:
    """Who is told of what in a sandbox, by its scenario, by this API and by the vendors' own. Secrets are shown."""
    found = served(request).sandbox(sandbox)
    own = (each for voice in found.start.voices.values() for each in voice.held(found.engine))
    every = (*found.outbox.subscriptions.values(), *own)
    return SubscriptionList(webhooks=[SubscriptionOut.of(each, found.outbox) for each in every])


async def create_webhook(request: Request, response: Response, sandbox: str) -> SubscriptionOut:
    """Tell somebody of a vendor's news from now on, or collect them.

    For any vendor that has webhooks, those included whose subscriptions are made in a portal or over the vendor's own API.
    """
    wish = await read(request, CreateSubscription)
    server = served(request)
    found = server.sandbox(sandbox)
    voice = _voice_of(server, wish.vendor)
    for event in wish.events or ():
        _check_event(voice, wish.vendor, event)
    found.note(Command("subscribe", {"vendor": wish.vendor, "url": wish.url}))
    subscription = Subscription(
        f"sub-{wish.vendor}-{found.engine.next_ordinal(_SUBSCRIPTION_COUNTER)}",
        wish.vendor,
        wish.url,
        tuple(wish.events or voice.by_name),
        wish.secret or secret_for_tests(wish.vendor),
        "control",
    )
    found.outbox.subscribe(subscription)
    response.headers["location"] = f"/_mock/sandboxes/{found.id}/webhooks"
    return SubscriptionOut.of(subscription, found.outbox)


async def delete_webhook(request: Request, sandbox: str, subscription: str) -> None:
    """Tell somebody no longer. What waits to be sent to them still is.

    Subscriptions that were made over a vendor's own API are deleted there.
    """
    found = served(request).sandbox(sandbox)
    known = found.outbox.subscriptions
    if subscription not in known:
        raise Problem(
            UNKNOWN_SUBSCRIPTION, f"no subscription of this API is called {show(subscription)}{hint(subscription, known)}"
        )
    found.note(Command("unsubscribe", {"subscription": subscription}))
    found.outbox.unsubscribe(subscription)


async def trigger_webhook(request: Request, sandbox: str) -> DeliveriesTold:
    """Tell the subscribers of an event by hand, as if it had happened; nothing else changes.

    The call answers when the first attempts are over.
    """
    wish = await read(request, TriggerWebhook)
    server = served(request)
    found = server.sandbox(sandbox)
    voice = _voice_of(server, wish.vendor)
    _check_event(voice, wish.vendor, wish.event)
    record = _record_for(found, voice, wish)
    targets = found.outbox.targets(wish.vendor, wish.event, record)
    news = _news(found, voice, wish, record)
    found.note(
        Command("trigger", {"vendor": wish.vendor, "event": wish.event, "record": None if record is None else record.id})
    )
    made = found.outbox.tell(news, targets)
    await server.send_due(found.outbox)
    return DeliveriesTold.of(found.outbox, made)


def _news(sandbox: Sandbox, voice: WebhookVoice, wish: TriggerWebhook, record: AnyRecord | None) -> News:
    now = sandbox.engine.world.now
    if record is None:
        body: object = dict(voice.by_name[wish.event].example)
        kind = voice.by_name[wish.event].kind.name
        return News(wish.vendor, wish.event, kind, "", now, write_json(_merged(body, wish.overrides)))
    news = sandbox.outbox.compose(wish.vendor, wish.event, record, now)
    if not wish.overrides:
        return news
    written = news.body if isinstance(news.body, bytes) else news.body()
    return news._replace(body=write_json(_merged(read_json(written), wish.overrides)))


def _merged(body: object, overrides: Mapping[str, object]) -> dict[str, object]:
    """A JSON object with members put in place of its own, as RFC 7396 merges; null stays null."""
    merged = dict(body) if isinstance(body, dict) else {}
    for name, value in overrides.items():
        merged[name] = _merged(merged.get(name), value) if isinstance(value, dict) else value
    return merged


def _record_for(sandbox: Sandbox, voice: WebhookVoice, wish: TriggerWebhook) -> AnyRecord | None:
    kind = voice.by_name[wish.event].kind
    if wish.id:
        record: AnyRecord | None = sandbox.engine.find(kind, wish.id)
        if record is None:
            raise Problem(INVALID_INPUT, f"there is no {kind.name} {show(wish.id)}")
        return record
    newest = sandbox.engine.world.store.page(kind, ALL, "", limit=1)
    return newest[0] if newest else None


async def list_deliveries(  # noqa: PLR0913, PLR0917  # each is a parameter of the address
    request: Request,
    sandbox: str,
    vendor: Annotated[str | None, Query(description="Only this vendor's.")] = None,
    event: Annotated[str | None, Query(description="Only of this event.")] = None,
    state: Annotated[State | None, Query(description="Only in this state.")] = None,
    record: Annotated[str | None, Query(description="Only about the record of this id.")] = None,
    subscription: Annotated[str | None, Query(description="Only for this subscription.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="The most that are wanted on this page."), PlainInt] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000, description="How many are left out first."), PlainInt] = 0,
) -> DeliveryList:
    """The outbox of a sandbox, oldest first: each delivery, how it stands, and what came of its last attempt."""
    outbox = served(request).sandbox(sandbox).outbox
    wanted = {"vendor": vendor, "event": event, "state": state, "record": record, "subscription": subscription}
    found = [delivery for delivery in outbox if _fits(delivery, wanted)]
    page = [DeliveryBrief.of(delivery) for delivery in found[offset : offset + limit]]
    return DeliveryList(total=len(found), deliveries=page, dropped=outbox.dropped, forgotten=outbox.forgotten)


def _fits(delivery: Delivery, wanted: Mapping[str, object]) -> bool:
    news = delivery.news
    has = {
        "vendor": news.vendor,
        "event": news.event,
        "state": delivery.state,
        "record": news.record,
        "subscription": delivery.to.id,
    }
    return all(value is None or has[name] == value for name, value in wanted.items())


async def get_delivery(request: Request, sandbox: str, delivery: str) -> DeliveryOut:
    """One delivery: the exact bytes, and every attempt with its headers and what the receiver answered."""
    return DeliveryOut.told(_delivery(served(request).sandbox(sandbox), delivery))


async def resend_delivery(request: Request, sandbox: str, delivery: str) -> DeliveryOut:
    """Send a delivery once more, with the same id and the same bytes. The call answers when the first attempt is over."""
    await read(request, Resend, may_be_empty=True)
    server = served(request)
    found = server.sandbox(sandbox)
    wanted = _delivery(found, delivery)
    if wanted.state in WAITING:
        raise Problem(DELIVERY_UNDER_WAY, f"the delivery {wanted.id} is {wanted.state}; it will be sent by itself")
    found.note(Command("resend", {"delivery": wanted.id}))
    wanted = found.outbox.resend(wanted)
    await server.send_due(found.outbox)
    return DeliveryOut.told(wanted)


async def resend_failed(request: Request, sandbox: str) -> DeliveriesTold:
    """Send once more all deliveries that were given up. The call answers when the first attempts are over."""
    await read(request, Resend, may_be_empty=True)
    server = served(request)
    found = server.sandbox(sandbox)
    failed = [delivery for delivery in found.outbox if delivery.state in _FAILED]
    found.note(Command("resend failed", {"deliveries": len(failed)}))
    resent = [found.outbox.resend(delivery) for delivery in failed]
    await server.send_due(found.outbox)
    return DeliveriesTold.of(found.outbox, resent)


async def drain_deliveries(request: Request, sandbox: str) -> DeliveriesTold:
    """Wait until nothing is being sent or due now, and take what is settled out of the outbox.

    What waits for the sandbox's clock stays. Two drains never answer with the same delivery, unless asked not to forget.
    """
    wish = await read(request, DrainDeliveries, may_be_empty=True)
    server = served(request)
    found = server.sandbox(sandbox)
    await server.send_due(found.outbox)
    settled = [delivery for delivery in found.outbox if delivery.state not in WAITING]
    if wish.forget:
        settled = found.outbox.forget_settled()
    return DeliveriesTold.of(found.outbox, settled)


def _voice_of(server: ControlledServer, slug: str) -> WebhookVoice:
    vendor = server.vendors.get(slug)
    if vendor is None:
        raise Problem(INVALID_INPUT, f"no vendor is called {show(slug)}{hint(slug, server.vendors)}")
    if vendor.webhooks is None:
        raise Problem(NO_WEBHOOKS, f"{vendor.title} sends no webhooks")
    return vendor.webhooks


def _check_event(voice: WebhookVoice, vendor: str, event: str) -> None:
    if event not in voice.by_name:
        raise Problem(UNKNOWN_EVENT, f"{vendor} has no event {show(event)}{hint(event, voice.by_name)}")


def _delivery(sandbox: Sandbox, id: str) -> Delivery:
    found = sandbox.outbox.get(id)
    if found is None:
        raise Problem(UNKNOWN_DELIVERY, f"the outbox holds no delivery {show(id)}; settled ones are forgotten in time")
    return found


_TAG: Final = "webhooks"
_BELOW: Final = "/_mock/sandboxes/{sandbox}"
_HOOKS: Final = f"{_BELOW}/webhooks"
_DELIVERIES: Final = f"{_BELOW}/deliveries"
_OUTBOX: Final = f"{_BELOW}/outbox"
_NONE: Final = (UNKNOWN_SANDBOX,)
_EVENT: Final = (*_NONE, INVALID_INPUT, NO_WEBHOOKS, UNKNOWN_EVENT)
_SANDBOX: Final = {"sandbox": "$request.path.sandbox"}
_FIRST: Final = {**_SANDBOX, "delivery": "$response.body#/deliveries/0/id"}
_LEADS_ON: Final = (
    Link("delivery", "get_delivery", _FIRST, "Look at the first."),
    Link("resend", "resend_delivery", _FIRST, "Send the first once more."),
)
_UNSUBSCRIBES: Final = Link(
    "delete", "delete_webhook", {**_SANDBOX, "subscription": "$response.body#/id"}, "Tell them no longer."
)

ROUTES: Final = (
    Route("GET", _HOOKS, list_webhooks, _TAG, _NONE),
    Route(
        "POST",
        _HOOKS,
        create_webhook,
        _TAG,
        _EVENT,
        201,
        body=CreateSubscription,
        example={"vendor": "nimbus", "collect": True, "events": ["order.fulfilled"]},
        links=(_UNSUBSCRIBES,),
    ),
    Route(
        "DELETE",
        f"{_HOOKS}/{{subscription}}",
        delete_webhook,
        _TAG,
        (*_NONE, UNKNOWN_SUBSCRIPTION),
        204,
        "The subscription is gone.",
        answers_with=Response,
    ),
    Route(
        "POST",
        f"{_OUTBOX}/trigger",
        trigger_webhook,
        _TAG,
        _EVENT,
        body=TriggerWebhook,
        example={"vendor": "nimbus", "event": "order.created", "id": "ord_abc123xyz", "overrides": {"data": {"status": "odd"}}},
        links=_LEADS_ON,
    ),
    Route("GET", _DELIVERIES, list_deliveries, _TAG, (*_NONE, INVALID_REQUEST), links=_LEADS_ON),
    Route("POST", f"{_OUTBOX}/resend", resend_failed, _TAG, _NONE, body=Resend),
    Route("POST", f"{_OUTBOX}/drain", drain_deliveries, _TAG, _NONE, body=DrainDeliveries, example={"forget": True}),
    Route("GET", f"{_DELIVERIES}/{{delivery}}", get_delivery, _TAG, (*_NONE, UNKNOWN_DELIVERY)),
    Route(
        "POST",
        f"{_DELIVERIES}/{{delivery}}/resend",
        resend_delivery,
        _TAG,
        (*_NONE, UNKNOWN_DELIVERY, DELIVERY_UNDER_WAY),
        body=Resend,
    ),
)
