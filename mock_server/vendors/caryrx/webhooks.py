"""What CaryRx calls accounts back with: the whole object, in two streams, without envelope, event name or signature."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, cast

from mock_server.contract.call import Call
from mock_server.engine.engine import Engine
from mock_server.engine.events import Changed
from mock_server.engine.evidence import inferred, invented
from mock_server.engine.records import EVERYBODY, AnyRecord, Record
from mock_server.vendors.caryrx.auth import SLUG
from mock_server.vendors.caryrx.contents import (
    ORDERS,
    PRESCRIPTIONS,
    OrderContent,
    PrescriptionContent,
    RegistrationContent,
)
from mock_server.vendors.caryrx.records import LINE, ORDER, PATIENT, PRESCRIPTION, REGISTRATION
from mock_server.vendors.caryrx.shown import Shown, packaging_of, reference, remaining, show_address
from mock_server.vendors.caryrx.switches import CaryRxSwitches
from mock_server.webhooks.voice import Body, Ladder, News, Subscription, WebhookEvent, WebhookVoice
from mock_server.wire import write_json

LADDER: Final = Ladder((1.0, 9.0), 10.0, inferred("CRX-55"))
"""Three attempts: at once, after 1 s and after 10 s of the sandbox's time; a receiver has 10 real seconds."""

TEST_COUNTER: Final = "caryrx.test_payload"

TEST_PRESCRIPTION: Final[Shown] = {
    "id": "test_object",
    "status": "pending",
    "source": "escript",
    "medication_name": "Amoxicillian 10mg",
    "qty_written": 10,
    "last_fill": "01-01-2000",
    "days_supply": 10,
    "total_tablets_remaining": 10,
    "refills_remaining": 0,
    "refills_written": 0,
    "qty_dispensed": 0,
    "patient": {
        "entity_type": "Prescription",
        "id": "D0ABCDOA",
        "created_at": "2020-12-15T09:23:30.097Z",
        "updated_at": "2020-12-15T09:23:30.097Z",
    },
}
"""The test payload of prescriptions as the page has it, its oddities included (CRX-13, CRX-15)."""

TEST_ORDER: Final[Shown] = {
    "id": "D1ABCXOX",
    "shipping_method": "sameday_delivery",
    "packaging_method": "usps_firstclass",
    "address_to_name": "string",
    "address_to_street1": "string",
    "address_to_street2": "string",
    "address_to_city": "string",
    "address_to_state": "string",
    "address_to_zip": "string",
    "shipment_tracking_url": "string",
    "shipment_tracking_eta": "2020-12-15T19:56:49.685Z",
    "sameday_location_x": "string",
    "sameday_location_y": "string",
    "order_status": "ready_to_fill",
    "prescriptions": [
        {
            "entity_type": "Order",
            "id": "D0ABCDOA",
            "created_at": "2020-12-15T19:56:49.685Z",
            "updated_at": "2020-12-15T19:56:49.686Z",
        }
    ],
    "patient": {
        "entity_type": "Patient",
        "id": "D0ABCDOA",
        "created_at": "2020-12-15T19:56:49.686Z",
        "updated_at": "2020-12-15T19:56:49.686Z",
    },
}
"""The test payload of orders as the page has it, under the page's own id."""


def payload_for_test(stream: str, switches: CaryRxSwitches) -> Shown:
    """What a stream's endpoint receives when it is new, and what its registration is answered with (CRX-14)."""
    if stream == PRESCRIPTIONS:
        return TEST_PRESCRIPTION
    return TEST_ORDER if switches.order_test_id == "sample" else {**TEST_ORDER, "id": TEST_PRESCRIPTION["id"]}


def prescription_body(engine: Engine, record: Record[PrescriptionContent]) -> Shown:
    """A prescription as it is called back: the members of the page's sample in its order, no times of its own (CRX-56)."""
    prescription = record.content
    patient = engine.get(PATIENT, prescription.patient_id)
    return {
        "id": record.id,
        "status": record.status,
        "source": "escript",
        "medication_name": prescription.medication_name,
        "qty_written": prescription.qty_written,
        "last_fill": prescription.last_fill,
        "days_supply": prescription.days_supply,
        "total_tablets_remaining": remaining(prescription),
        "refills_remaining": prescription.refills_written,
        "refills_written": prescription.refills_written,
        "qty_dispensed": prescription.qty_dispensed,
        "patient": reference(patient),
    }


def order_body(engine: Engine, record: Record[OrderContent]) -> Shown:
    """An order as it is called back: the members of the page's sample in its order, no times of its own (CRX-56)."""
    order = record.content
    prescriptions = [engine.get(PRESCRIPTION, id) for id in order.prescriptions]
    patient = engine.get(PATIENT, order.patient_id)
    return {
        "id": record.id,
        "shipping_method": order.shipping_method,
        "packaging_method": packaging_of(order),
        "address_to_name": order.address_to_name,
        **show_address(order.address),
        "shipment_tracking_url": order.tracking.url,
        "shipment_tracking_eta": order.tracking.eta,
        "sameday_location_x": order.tracking.x,
        "sameday_location_y": order.tracking.y,
        "order_status": record.status,
        "prescriptions": [reference(each) for each in prescriptions],
        "patient": reference(patient),
    }


_STREAMS: Final[Mapping[str, str]] = {PRESCRIPTION.name: PRESCRIPTIONS, ORDER.name: ORDERS}


def news_of(changed: Changed) -> str | None:
    """The stream that tells of a change, by our name for it; None where nobody is called back.

    A new prescription or order is told, and each change of its status or of what can be tracked (CRX-54).
    """
    stream = _STREAMS.get(changed.kind.name)
    before = changed.before
    if stream is None or before is None:
        return stream
    after = changed.record
    return stream if before.status != after.status or _tracking(before) != _tracking(after) else None


def _tracking(record: AnyRecord) -> object:
    return record.content.tracking if isinstance(record.content, OrderContent) else None


def registrations_for(engine: Engine, stream: str, record: AnyRecord) -> Iterator[Record[RegistrationContent]]:
    """Where a stream tells of a record: to the account whose it is, or to all accounts where everybody may see it."""
    store = engine.world.store
    if record.owner != EVERYBODY:
        own = store.only(REGISTRATION, LINE, (record.owner, stream))
        return iter(() if own is None else (own,))
    return (each for each in store.each(REGISTRATION) if each.content.stream == stream)


def write(engine: Engine, event: str, record: AnyRecord, _: datetime) -> Body:
    """The whole object, with its references as they stand now."""
    if event == PRESCRIPTIONS:
        return write_json(prescription_body(engine, cast("Record[PrescriptionContent]", record)))
    return write_json(order_body(engine, cast("Record[OrderContent]", record)))


def subscribers(engine: Engine, event: str, record: AnyRecord) -> Iterator[Subscription]:
    """Those who registered and may see the record."""
    return map(_subscription, registrations_for(engine, event, record))


def held(engine: Engine) -> Iterator[Subscription]:
    """Everybody who registered."""
    return map(_subscription, engine.world.store.each(REGISTRATION))


def _subscription(record: Record[RegistrationContent]) -> Subscription:
    return Subscription(record.id, SLUG, record.content.callback_url, (record.content.stream,), "", "vendor")


def send_test(call: Call, registration: Record[RegistrationContent]) -> None:
    """Post the test payload to an endpoint that is new; the outbox queues it."""
    engine, stream = call.engine, registration.content.stream
    engine.next_ordinal(TEST_COUNTER)
    body = write_json(payload_for_test(stream, call.switches(SLUG, CaryRxSwitches)))
    kind = WEBHOOKS.by_name[stream].kind.name
    call.sandbox.outbox.tell(News(SLUG, stream, kind, "", engine.world.now, body), (_subscription(registration),))


WEBHOOKS: Final = WebhookVoice(
    events=(
        WebhookEvent(
            PRESCRIPTIONS,
            "A prescription was received, or its status changed.",
            PRESCRIPTION,
            inferred("CRX-52", "CRX-53", "CRX-54", "CRX-56") + invented("CRX-58"),
            TEST_PRESCRIPTION,
        ),
        WebhookEvent(
            ORDERS,
            "An order was made, or its status or tracking changed.",
            ORDER,
            inferred("CRX-52", "CRX-54", "CRX-56") + invented("CRX-58"),
            TEST_ORDER,
        ),
    ),
    write=write,
    names=news_of,
    subscribers=subscribers,
    held=held,
    ladder=LADDER,
)
