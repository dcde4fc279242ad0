"""What Nimbus tells a clinic's address: three events in one envelope, signed with a shared secret."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from mock_server.engine.engine import Engine
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import IdShape
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.vendors.nimbus.auth import SLUG
from mock_server.vendors.nimbus.records import ORDER, REFILL
from mock_server.webhooks.signing import hex_hmac
from mock_server.webhooks.voice import Body, HeaderRow, Ladder, News, Subscription, WebhookEvent, WebhookVoice
from mock_server.wire import show_seconds, write_json

SIGNATURE: Final = "X-Webhook-Signature"
EVENT_COUNTER: Final = "nimbus.webhook_event"
EVENT_ID: Final = IdShape("evt_", 10)

ORDER_CREATED: Final = "order.created"
ORDER_FULFILLED: Final = "order.fulfilled"
REFILL_READY: Final = "refill.ready"

# What stands under `data`: the members that most of the vendor's samples show (NIM-57), and where each comes from.
_DATA: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    ORDER_CREATED: (("orderId", "id"), ("patientId", "patientId"), ("status", "status")),
    ORDER_FULFILLED: (
        ("orderId", "id"),
        ("trackingNumber", "trackingNumber"),
        ("estimatedDeliveryDate", "estimatedDeliveryDate"),
    ),
    REFILL_READY: (("refillId", "id"), ("prescriptionId", "prescriptionId"), ("status", "status")),
}
_KINDS: Final[Mapping[str, AnyKind]] = {ORDER_CREATED: ORDER, ORDER_FULFILLED: ORDER, REFILL_READY: REFILL}


def write(engine: Engine, event: str, record: AnyRecord, at: datetime) -> Body:
    """The envelope of an event about an order or a refill. Receivers tell repetitions by its id."""
    # A record never changes, so its id and its bytes can wait until somebody wants them.
    return partial(_envelope, engine.world.seed, engine.next_ordinal(EVENT_COUNTER), event, record, at)


def envelope(id: str, event: str, created_at: str, data: Mapping[str, object]) -> dict[str, object]:
    """What is sent, its members in the order of the vendor's schema (NIM-56)."""
    return {"id": id, "type": event, "createdAt": created_at, "data": data}


def _envelope(seed: int, ordinal: int, event: str, record: AnyRecord, at: datetime) -> bytes:
    shown = _KINDS[event].view(record)
    data = {name: shown[source] for name, source in _DATA[event] if source in shown}
    return write_json(envelope(EVENT_ID.mint(seed, EVENT_COUNTER, ordinal), event, show_seconds(at), data))


def test_news(engine: Engine, event: str) -> News:
    """The news of a test: the vendor's sample of an event, under an id of its own."""
    id = EVENT_ID.mint(engine.world.seed, EVENT_COUNTER, engine.next_ordinal(EVENT_COUNTER))
    sample = WEBHOOKS.by_name[event].example
    now = engine.world.now
    body = write_json({**sample, "id": id, "createdAt": show_seconds(now)})
    return News(SLUG, event, _KINDS[event].name, "", now, body)


def sign(subscription: Subscription, _: str, body: bytes) -> HeaderRow:
    """The signature of the raw body."""
    return ((SIGNATURE, hex_hmac(subscription.secret, body)),)


def _sample(event: str, data: Mapping[str, object]) -> dict[str, object]:
    return envelope("evt_1234567890", event, "2025-01-15T15:00:00Z", data)


WEBHOOKS: Final = WebhookVoice(
    events=(
        WebhookEvent(
            ORDER_CREATED,
            "An order was made.",
            ORDER,
            documented("NIM-28", "NIM-56", "NIM-57"),
            _sample(ORDER_CREATED, {"orderId": "ord_abc123xyz", "patientId": "pat_1234567890", "status": "pending"}),
        ),
        WebhookEvent(
            ORDER_FULFILLED,
            "An order was shipped.",
            ORDER,
            documented("NIM-28", "NIM-56", "NIM-57"),
            _sample(
                ORDER_FULFILLED,
                {
                    "orderId": "ord_abc123xyz",
                    "trackingNumber": "1Z999AA10123456784",
                    "estimatedDeliveryDate": "2025-01-18",
                },
            ),
        ),
        WebhookEvent(
            REFILL_READY,
            "A refill was approved.",
            REFILL,
            documented("NIM-28", "NIM-56", "NIM-57"),
            _sample(REFILL_READY, {"refillId": "ref_abc123xyz", "prescriptionId": "rx_9876543210", "status": "approved"}),
        ),
    ),
    write=write,
    sign=sign,
    signature=SIGNATURE,
    time_member="createdAt",
    ladder=Ladder((1.0, 2.0, 4.0, 8.0), 10.0, inferred("NIM-51")),
)
