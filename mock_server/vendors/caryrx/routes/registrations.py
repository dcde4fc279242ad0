"""Where an account is called back: one address for each of the two streams."""

from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Operation
from mock_server.engine.evidence import documented, inferred, observed
from mock_server.vendors.caryrx.contents import ORDERS, PRESCRIPTIONS, RegistrationContent
from mock_server.vendors.caryrx.models import OrderTestOut, PrescriptionTestOut, RegistrationIn
from mock_server.vendors.caryrx.records import LINE, REGISTRATION
from mock_server.vendors.caryrx.routes.shared import WRITES, switches
from mock_server.vendors.caryrx.webhooks import TEST_ORDER, TEST_PRESCRIPTION, payload_for_test, send_test
from mock_server.wire import write_json


def register_for_prescription_events(call: Call, sent: RegistrationIn) -> Answer:
    """Register for prescription events.

    From now on every new prescription and every change of its status is posted to `callbackUrl`, as a whole prescription.
    An account has one address for this; the last one that it gives is used. An address that is new receives the test payload,
    which is also the answer.
    """
    return _register(call, PRESCRIPTIONS, sent)


def register_for_order_events(call: Call, sent: RegistrationIn) -> Answer:
    """Register for order events.

    From now on every new order and every change of its status or tracking is posted to `callbackUrl`, as a whole order. An
    account has one address for this; the last one that it gives is used. An address that is new receives the test payload,
    which is also the answer.
    """
    return _register(call, ORDERS, sent)


def _register(call: Call, stream: str, sent: RegistrationIn) -> Answer:
    engine, account, url = call.engine, call.caller.tenant, sent.callbackUrl
    before = engine.world.store.only(REGISTRATION, LINE, (account, stream))
    known = () if before is None else before.content.known_urls
    is_new = url not in known
    content = RegistrationContent(stream, url, (*known, url) if is_new else known)
    if before is None:
        registration = engine.create(REGISTRATION, content, owner=account)
    else:
        registration = engine.amend(REGISTRATION, before.id, content, do="register")
    if is_new:
        send_test(call, registration)
    return Answer(200, write_json(payload_for_test(stream, switches(call))))


_SENT: Final = {
    "registration": {
        "callbackUrl": "https://webhook.site/47dbf796-eec4-4049-8768-95a5f404d9a0",
        "authType": "none",
    }
}

OPERATIONS: Final = (
    Operation(
        name="register_for_prescription_events",
        method="POST",
        path="/v1/prescriptions/events",
        handler=register_for_prescription_events,
        grounds=documented("CRX-11", "CRX-13") + inferred("CRX-14", "CRX-16", "CRX-17"),
        tag="Events",
        answer=PrescriptionTestOut,
        answer_example=TEST_PRESCRIPTION,
        body=RegistrationIn,
        body_examples=_SENT,
        refuses=WRITES,
    ),
    Operation(
        name="register_for_order_events",
        method="POST",
        path="/v1/orders/events",
        handler=register_for_order_events,
        grounds=documented("CRX-12", "CRX-13") + observed("CRX-15") + inferred("CRX-14", "CRX-16", "CRX-17"),
        tag="Events",
        answer=OrderTestOut,
        answer_example={**TEST_ORDER, "id": "test_object"},
        body=RegistrationIn,
        body_examples=_SENT,
        refuses=WRITES,
    ),
)
