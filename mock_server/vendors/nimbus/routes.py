"""The four operations of Nimbus OS version 1. Each docstring is the operation's description in the OpenAPI document."""

from typing import Final
from urllib.parse import urlsplit

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Link, Operation, Sight, by_path, made
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import DIGITS, IdShape
from mock_server.sandboxes.start import secret_for_tests
from mock_server.vendors.nimbus.auth import SLUG, USE
from mock_server.vendors.nimbus.errors import (
    FORBIDDEN,
    IDEMPOTENCY_KEY_CONFLICT,
    INTERNAL_ERROR,
    INVALID_REQUEST,
    NOT_FOUND,
    PAYLOAD_TOO_LARGE,
    RATE_LIMIT_EXCEEDED,
    REFILL_NOT_ELIGIBLE,
    UNAUTHORIZED,
    VALIDATION_ERROR,
    refuse_field,
)
from mock_server.vendors.nimbus.lifecycle import Address, OrderContent, RefillContent
from mock_server.vendors.nimbus.models import OrderIn, OrderOut, RefillIn, RefillOut, WebhookTestIn, WebhookTestOut
from mock_server.vendors.nimbus.records import ORDER, PATIENT, PRESCRIPTION, REFILL, show_order, show_refill
from mock_server.vendors.nimbus.switches import NimbusSwitches
from mock_server.vendors.nimbus.webhooks import ORDER_CREATED, test_news
from mock_server.webhooks.voice import Subscription
from mock_server.wire import write_json

_TEST_WEBHOOK_ID: Final = IdShape("wh_test_", 10, DIGITS)


def create_order(call: Call, order: OrderIn) -> Answer:
    """Create an order.

    The order starts as `pending`, without a tracking number. Send an `Idempotency-Key` with every order: the same key with
    the same body is answered with the first answer, the same key with another body is a conflict. Patients and
    prescriptions exist beforehand; any well-formed id is taken.
    """
    _check_references(call, order.patientId, order.prescriptionId)
    sent = order.shippingAddress
    address = Address(sent.street1, sent.street2, sent.city, sent.state, sent.zip, sent.country)
    content = OrderContent(order.patientId, order.prescriptionId, address, order.notes)
    record = call.engine.create(ORDER, content, owner=call.caller.tenant)
    return Answer(201, write_json(show_order(record)), location=f"/orders/{record.id}")


def get_order(call: Call) -> Answer:
    """Read an order.

    An order is visible to the tenant whose key made it; the documented sample orders are visible to every key. The vendor
    suggests asking no more often than every five minutes.
    """
    id = call.values["orderId"]
    record = call.find(ORDER, id)
    if record is None:
        raise Refused(NOT_FOUND, f"no order {id!r} is visible to the tenant {call.caller.tenant!r}", field="orderId")
    return Answer(200, write_json(show_order(record)))


def create_refill(call: Call, refill: RefillIn) -> Answer:
    """Ask for a refill.

    The refill starts as `pending`, until the pharmacy approves it. The prescription must be known. Without
    `requestedQuantity` the refill asks for the prescription's own quantity.
    """
    _check_references(call, refill.patientId, refill.prescriptionId)
    prescription = call.engine.find(PRESCRIPTION, refill.prescriptionId)
    if prescription is None:
        # Documented for refills, and for refills alone (NIM-55).
        raise refuse_field("prescriptionId", "Prescription not found")
    quantity = prescription.content.quantity if refill.requestedQuantity is None else refill.requestedQuantity
    content = RefillContent(refill.prescriptionId, refill.patientId, quantity)
    record = call.engine.create(REFILL, content, owner=call.caller.tenant)
    return Answer(201, write_json(show_refill(record)))


def send_test_webhook(call: Call, test: WebhookTestIn) -> Answer:
    """Send a test event.

    Goes to `webhookUrl`, or to the configured addresses without one, with the sample of the event that the vendor prints.
    Creates no order.
    """
    configured = tuple(each for each in call.sandbox.outbox.subscriptions.values() if each.vendor == SLUG)
    if test.webhookUrl is None and not configured:
        reason = "No webhook URL is configured"
        raise Refused(INVALID_REQUEST, reason, field="webhookUrl", given={"field": "webhookUrl", "reason": reason})
    switches = call.switches(SLUG, NimbusSwitches)
    if test.webhookUrl is not None and switches.webhook_urls == "public" and not _is_public(test.webhookUrl):
        reason = "Must be a public HTTPS URL"
        raise Refused(
            INVALID_REQUEST,
            reason,
            field="webhookUrl",
            given={"field": "webhookUrl", "reason": reason},
            because="switch nimbus.webhook_urls",
        )
    ordinal = call.engine.next_ordinal("nimbus.test_webhook")
    id = _TEST_WEBHOOK_ID.mint(call.engine.world.seed, "nimbus.test_webhook", ordinal)
    secret = configured[0].secret if configured else secret_for_tests(SLUG)
    event = test.eventType or ORDER_CREATED
    there = Subscription(id, SLUG, test.webhookUrl, (event,), secret, "test")
    call.sandbox.outbox.tell(test_news(call.engine, event), configured if test.webhookUrl is None else (there,))
    return Answer(200, write_json({"success": True, "message": "Test webhook sent", "webhookId": id}))


def _check_references(call: Call, patient_id: str, prescription_id: str) -> None:
    if call.switches(SLUG, NimbusSwitches).references == "any":
        return
    if call.engine.find(PATIENT, patient_id) is None:
        raise refuse_field("patientId", "Patient not found", because="switch nimbus.references")
    if call.engine.find(PRESCRIPTION, prescription_id) is None:
        raise refuse_field("prescriptionId", "Prescription not found", because="switch nimbus.references")


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    # A name with a dot that is no address: what is really reachable, only the sender can tell.
    is_name = "." in host and ":" not in host and not host.rpartition(".")[2].isdecimal()
    return parts.scheme == "https" and is_name and host != "localhost" and not host.endswith((".localhost", ".local"))


_KEY_HEADER = Header(
    "Idempotency-Key",
    "Makes a repeated call safe: use a new one for each distinct order. The guides urge to send it always.",
    "order-2025-01-15-001",
    schema={"type": "string", "minLength": 1, "maxLength": 255},
)
_ADDRESS = {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"}
_ORDER = {"patientId": "pat_1234567890", "prescriptionId": "rx_9876543210", "shippingAddress": _ADDRESS}
_EVERYWHERE = (RATE_LIMIT_EXCEEDED, INTERNAL_ERROR)

OPERATIONS = (
    Operation(
        name="create_order",
        method="POST",
        path="/orders",
        handler=create_order,
        grounds=documented("NIM-2", "NIM-3", "NIM-4", "NIM-14") + inferred("NIM-15", "NIM-32"),
        tag="Orders",
        status=201,
        answer=OrderOut,
        shows=Sight("order", "id", "status"),
        answer_example={
            "id": "ord_abc123xyz",
            "patientId": "pat_1234567890",
            "prescriptionId": "rx_9876543210",
            "status": "pending",
            "shippingAddress": _ADDRESS,
            "createdAt": "2025-01-15T15:00:00Z",
            "updatedAt": "2025-01-15T15:00:00Z",
        },
        answer_headers=(
            Header("Location", "The address of the new order.", "http://127.0.0.1:8080/nimbus/orders/ord_abc123xyz"),
        ),
        body=OrderIn,
        body_examples={
            "order": {**_ORDER, "notes": "Please leave at front door"},
            "fullAddress": {
                **_ORDER,
                "shippingAddress": {"street1": "123 Main St", "street2": "Apt 4B", **_ADDRESS},
                "notes": "Fragile - handle with care",
            },
        },
        request_headers=(_KEY_HEADER,),
        refuses=(
            UNAUTHORIZED,
            FORBIDDEN,
            INVALID_REQUEST,
            PAYLOAD_TOO_LARGE,
            VALIDATION_ERROR,
            IDEMPOTENCY_KEY_CONFLICT,
            *_EVERYWHERE,
        ),
        links=(Link("getOrder", "get_order", {"orderId": "$response.body#/id"}, "Read the new order."),),
        permission=USE,
        bucket="orders",
        is_idempotent=True,
        addresses=made(ORDER),
    ),
    Operation(
        name="get_order",
        method="GET",
        path="/orders/{orderId}",
        handler=get_order,
        grounds=documented("NIM-5") + inferred("NIM-34", "NIM-40"),
        tag="Orders",
        answer=OrderOut,
        shows=Sight("order", "id", "status"),
        answer_example={
            "id": "ord_abc123xyz",
            "patientId": "pat_1234567890",
            "prescriptionId": "rx_9876543210",
            "status": "processing",
            "shippingAddress": _ADDRESS,
            "trackingNumber": "1Z999AA10123456784",
            "createdAt": "2025-01-15T15:00:00Z",
            "updatedAt": "2025-01-15T16:30:00Z",
            "estimatedDeliveryDate": "2025-01-18",
        },
        path_values={"orderId": ("The order's id, such as `ord_abc123xyz`.", "ord_abc123xyz")},
        refuses=(UNAUTHORIZED, FORBIDDEN, NOT_FOUND, *_EVERYWHERE),
        permission=USE,
        bucket="orders",
        addresses=by_path(ORDER, "orderId"),
    ),
    Operation(
        name="create_refill",
        method="POST",
        path="/refills",
        handler=create_refill,
        grounds=documented("NIM-24", "NIM-55") + inferred("NIM-15", "NIM-26"),
        tag="Refills",
        status=201,
        answer=RefillOut,
        shows=Sight("refill", "id", "status"),
        answer_example={
            "id": "ref_abc123xyz",
            "prescriptionId": "rx_9876543210",
            "patientId": "pat_1234567890",
            "status": "pending",
            "requestedQuantity": 30,
            "createdAt": "2025-01-15T15:00:00Z",
        },
        body=RefillIn,
        body_examples={"refill": {"prescriptionId": "rx_9876543210", "patientId": "pat_1234567890", "requestedQuantity": 30}},
        request_headers=(_KEY_HEADER,),
        refuses=(
            UNAUTHORIZED,
            FORBIDDEN,
            INVALID_REQUEST,
            PAYLOAD_TOO_LARGE,
            VALIDATION_ERROR,
            REFILL_NOT_ELIGIBLE,
            IDEMPOTENCY_KEY_CONFLICT,
            *_EVERYWHERE,
        ),
        permission=USE,
        bucket="refills",
        is_idempotent=True,
        addresses=made(REFILL),
    ),
    Operation(
        name="send_test_webhook",
        method="POST",
        path="/webhooks/test",
        handler=send_test_webhook,
        grounds=documented("NIM-27") + inferred("NIM-43", "NIM-44"),
        tag="Webhooks",
        answer=WebhookTestOut,
        answer_example={"success": True, "message": "Test webhook sent", "webhookId": "wh_test_1234567890"},
        body=WebhookTestIn,
        body_is_required=False,
        body_examples={"orderCreated": {"eventType": "order.created"}},
        refuses=(UNAUTHORIZED, FORBIDDEN, INVALID_REQUEST, PAYLOAD_TOO_LARGE, *_EVERYWHERE),
        permission=USE,
        bucket="webhooks",
    ),
)
