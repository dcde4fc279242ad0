"""What RxScale tells subscribers: orders made, orders changed, stock changed; in one envelope, signed by subscription."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Final, cast

from mock_server.engine.engine import Engine
from mock_server.engine.evidence import Grounds, documented, inferred
from mock_server.engine.records import AnyRecord, Record
from mock_server.vendors.rxscale.auth import SLUG
from mock_server.vendors.rxscale.contents import (
    Item,
    PharmacyOrderContent,
    PharmacySkuContent,
    WebhookContent,
)
from mock_server.vendors.rxscale.lifecycle import ORDER_CREATED, ORDER_UPDATED, STOCK_UPDATED
from mock_server.vendors.rxscale.records import OFFER, PHARMACY_ORDER, PHARMACY_SKU, WEBHOOK
from mock_server.vendors.rxscale.shown import Shown, show_address, show_named, show_pharmacy_sku, show_sku, unix
from mock_server.webhooks.signing import hex_hmac
from mock_server.webhooks.voice import Body, HeaderRow, Ladder, Subscription, WebhookEvent, WebhookVoice
from mock_server.wire import write_json

EVENT: Final = "X-Webhook-Event"
SIGNATURE: Final = "X-Webhook-Signature"


def envelope(event: str, at: datetime, data: Mapping[str, object]) -> dict[str, object]:
    """What is sent, whatever it is about (RXS-82)."""
    return {"event_type": event, "timestamp": unix(at), "payload_version": "1", "data": data}


def write(engine: Engine, event: str, record: AnyRecord, at: datetime) -> Body:
    """The envelope of an event about a pharmacy order, or about an article as a pharmacy sells it."""
    if event == STOCK_UPDATED:
        article = cast("Record[PharmacySkuContent]", record)
        return partial(_written, event, at, partial(show_pharmacy_sku, article))
    order = cast("Record[PharmacyOrderContent]", record)
    # What the pharmacy has in stock changes, so it is looked up now; the rest can wait until somebody wants the bytes.
    pharmacy = order.content.pharmacy.uid
    offers = {item.uid: engine.world.store.only(PHARMACY_SKU, OFFER, (pharmacy, item.sku_uid)) for item in order.content.items}
    return partial(_written, event, at, partial(_show_order, order, offers))


def _written(event: str, at: datetime, show: Callable[[], Shown]) -> bytes:
    return write_json(envelope(event, at, show()))


def _show_order(record: Record[PharmacyOrderContent], offers: Mapping[str, Record[PharmacySkuContent] | None]) -> Shown:
    """A pharmacy order as webhooks tell it: more than lists show, in another order, and shipping costs elsewhere (RXS-83)."""
    content = record.content
    order = content.order
    patient = order.patient
    return {
        "uid": record.id,
        "status": record.status,
        "name": content.name,
        "data": {},
        "external_status": content.external_status,
        "created_at": unix(record.created_at),
        "updated_at": unix(record.updated_at),
        "deleted_at": None,
        "pharmacy": show_named(content.pharmacy),
        "order": {
            "uid": content.order_uid,
            "delivery_address": _without_province(show_address(order.delivery_address)),
            "invoice_address": _without_province(show_address(order.invoice_address)),
            "shipping_costs_amount": order.shipping_costs_amount,
            "shipping_costs_currency": order.shipping_costs_currency,
            "priority": order.priority,
        },
        "delivery_type": None,
        "order_items": [_show_item(item, offers[item.uid]) for item in content.items],
        "patient_data": None
        if patient is None
        else {
            "uid": patient.uid,
            "display_name": patient.display_name,
            "email": patient.email,
            "date_of_birth": patient.date_of_birth,
        },
    }


def _without_province(address: Shown) -> Shown:
    return {name: value for name, value in address.items() if name != "province"}


def _show_item(item: Item, offer: Record[PharmacySkuContent] | None) -> Shown:
    sku: Shown = {"uid": item.sku_uid, "display_name": item.display_name, "pzn": item.pzn}
    if offer is not None:
        shown = show_sku(item.sku_uid, offer.content.sku)
        sku |= {name: shown[name] for name in ("product_uid", "product_display_name", "product_handle")}
    return {
        "uid": item.uid,
        "amount": item.amount,
        "total_paid_amount": item.total_paid_amount,
        "sku": sku,
        "pharmacy_sku": None
        if offer is None
        else {
            "uid": offer.id,
            "external_id": offer.content.external_id,
            "price": offer.content.price,
            "stock": offer.content.stock,
        },
    }


def sign(subscription: Subscription, event: str, body: bytes) -> HeaderRow:
    """The event's name, and the signature of the raw body with the whole secret, its prefix included (RXS-81)."""
    return ((EVENT, event), (SIGNATURE, hex_hmac(subscription.secret, body)))


def subscribers(engine: Engine, event: str, record: AnyRecord) -> Iterator[Subscription]:
    """Those who asked over the API for news of that sort about that pharmacy, in the order in which they asked."""
    pharmacy = _pharmacy_of(record)
    for each in engine.world.store.each(WEBHOOK):
        if each.content.notification_type == event and pharmacy in each.content.pharmacies:
            yield _subscription(each)


def held(engine: Engine) -> Iterator[Subscription]:
    """Everybody who asked over the API."""
    return (_subscription(each) for each in engine.world.store.each(WEBHOOK))


def _subscription(record: Record[WebhookContent]) -> Subscription:
    content = record.content
    return Subscription(record.id, SLUG, content.target, (content.notification_type,), content.signing_secret, "vendor")


def _pharmacy_of(record: AnyRecord) -> str:
    content = record.content
    if isinstance(content, PharmacyOrderContent):
        return content.pharmacy.uid
    return content.pharmacy if isinstance(content, PharmacySkuContent) else ""


_ADDRESS: Final = {
    "first_name": "Max",
    "last_name": "Mustermann",
    "street": "Musterstraße",
    "house_number": "1",
    "zip_code": "10115",
    "city": "Berlin",
    "country": "DE",
    "additional_address": None,
}


def _sample(event: str, status: str) -> dict[str, object]:
    return {
        "event_type": event,
        "timestamp": 1711899000,
        "payload_version": "1",
        "data": {
            "uid": "po-abc123",
            "status": status,
            "name": "#1001",
            "data": {},
            "external_status": "OPEN",
            "created_at": 1711899000,
            "updated_at": 1711899000,
            "deleted_at": None,
            "pharmacy": {"uid": "ph-xyz", "display_name": "City Pharmacy"},
            "order": {
                "uid": "ord-123",
                "delivery_address": _ADDRESS,
                "invoice_address": _ADDRESS,
                "shipping_costs_amount": 499,
                "shipping_costs_currency": "EUR",
                "priority": 5,
            },
            "delivery_type": None,
            "order_items": [],
            "patient_data": None,
        },
    }


_STOCK_SAMPLE: Final = {
    "event_type": STOCK_UPDATED,
    "timestamp": 1711899000,
    "payload_version": "1",
    "data": {"uid": "psku-456", "external_id": "ART-456", "price": 1299, "stock": 24, "pharmacy": "ph-xyz"},
}


def _event(name: str, about: str, grounds: Grounds, status: str) -> WebhookEvent:
    return WebhookEvent(name, about, PHARMACY_ORDER, grounds, _sample(name, status))


WEBHOOKS: Final = WebhookVoice(
    events=(
        _event(
            ORDER_CREATED,
            "An order was assigned to the pharmacy.",
            documented("RXS-54", "RXS-82", "RXS-83"),
            "waiting for pharmacy",
        ),
        _event(ORDER_UPDATED, "An order's status changed.", documented("RXS-34", "RXS-54", "RXS-82", "RXS-83"), "in-progress"),
        WebhookEvent(
            STOCK_UPDATED,
            "What the pharmacy has of an article changed.",
            PHARMACY_SKU,
            inferred("RXS-54", "RXS-84"),
            _STOCK_SAMPLE,
        ),
    ),
    write=write,
    sign=sign,
    subscribers=subscribers,
    held=held,
    signature=SIGNATURE,
    time_member="timestamp",
    ladder=Ladder((1.0, 2.0, 4.0, 8.0), 5.0, inferred("RXS-85")),
)
