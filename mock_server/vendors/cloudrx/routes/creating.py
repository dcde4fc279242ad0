"""The three calls that create an order."""

from typing import Final

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Link, Operation, made
from mock_server.engine.evidence import documented, inferred
from mock_server.vendors.cloudrx import doors
from mock_server.vendors.cloudrx.answer_models import OrderIdOut
from mock_server.vendors.cloudrx.auth import ORDERS
from mock_server.vendors.cloudrx.checks import renamed
from mock_server.vendors.cloudrx.conduct import values_in_message
from mock_server.vendors.cloudrx.errors import (
    DUPLICATE_CLINIC_ORDER_ID,
    INSUFFICIENT_SCOPE,
    INVALID_CLINIC,
    INVALID_COUNTRY,
    INVALID_COURIER,
    INVALID_FORMAT,
    INVALID_PRESCRIBER,
    INVALID_REQUEST,
    MALFORMED_AUTHORIZATION,
    PATIENT_LOCKED_OUT,
    PAYLOAD_TOO_LARGE,
    SERVER_FAULT,
    UNAUTHORIZED,
    UNUSABLE_MESSAGE,
    VALIDATION_FAILED,
)
from mock_server.vendors.cloudrx.hl7_body import message_in
from mock_server.vendors.cloudrx.hl7_mapping import place_of
from mock_server.vendors.cloudrx.models import OrderIn, OrderInMessage, OrderWithClinicIn
from mock_server.vendors.cloudrx.ordering import place_order
from mock_server.vendors.cloudrx.records import ORDER
from mock_server.vendors.cloudrx.routes import samples
from mock_server.vendors.cloudrx.speech import refuse_saying, unreadable
from mock_server.wire import MalformedJson, write_json


def create_order(call: Call, order: OrderIn) -> Answer:
    """Create an order.

    The clinic must be one of the client's; without a clinic code it is the client's only clinic. An order that is paid by the
    clinic's account starts with the clinical check, any other waits for the patient's payment. A reference that the clinic has
    used before is refused, not replayed, although the method is PUT.
    """
    return _created(call, order, registers=False)


def create_order_with_clinic(call: Call, order: OrderWithClinicIn) -> Answer:
    """Create an order, and register its clinic if that is not known.

    For suppliers of systems who send prescriptions for clinics. A clinic that is known stays as it is.
    """
    return _created(call, order, registers=True)


def create_order_with_hl7_message(call: Call) -> Answer:
    """Create an order from an HL7 version 2 message.

    RDE^O11, OMP^O09 or ORM^O01 as a JSON string, or as it is with the type `application/hl7-v2` or `text/plain`. How segments
    and fields are read is this project's assumption: the vendor documents none of it. A message that cannot be used is refused
    with its segment and field; `mock-server hl7 explain FILE` tells how a message would be read.
    """
    try:
        message = message_in(call.note.body, call.header(b"content-type") or "")
    except MalformedJson as wrong:
        raise unreadable(str(wrong)) from None
    reading = doors.read_message(message)
    if reading.order is None:
        flaw = reading.flaws[0]
        raise refuse_saying(UNUSABLE_MESSAGE, flaw.place, flaw.says)
    try:
        return _created(call, reading.order, registers=False)
    except Refused as refused:
        raise renamed(refused, place_of(reading, refused.field or "")) from None


def _created(call: Call, order: OrderIn | OrderInMessage, *, registers: bool) -> Answer:
    record = place_order(call, order, registers=registers)
    return Answer(200, write_json({"orderId": int(record.id)}))


_ALL: Final = (UNAUTHORIZED, MALFORMED_AUTHORIZATION, INSUFFICIENT_SCOPE)
_NAMED: Final = (
    INVALID_COUNTRY,
    INVALID_PRESCRIBER,
    INVALID_COURIER,
    INVALID_CLINIC,
    INVALID_FORMAT,
    PATIENT_LOCKED_OUT,
    DUPLICATE_CLINIC_ORDER_ID,
    SERVER_FAULT,
)
_ORDER: Final = {"orderId": "$response.body#/orderId"}
_OF_CLINIC: Final = {**_ORDER, "clinicCode": "$request.body#/clinicInformation/clinicCode"}
_STATUS: Final = Link("getStatus", "get_order_status", _ORDER, "Ask how the new order stands.")
_LINKS: Final = (
    _STATUS,
    Link("getStatusWithClinic", "get_order_status_with_clinic_code", _OF_CLINIC, "Ask so within the clinic."),
    Link("cancel", "cancel_order", _OF_CLINIC, "Cancel the new order."),
)
_MESSAGE: Final = {"schema": {"type": "string", "format": "hl7-v2"}, "examples": {"message": {"value": samples.MESSAGE}}}
_EXAMPLES: Final = {"order": samples.ORDER, "smallest": samples.SMALLEST_ORDER}

OPERATIONS = (
    Operation(
        name="create_order",
        method="PUT",
        path="/api/v2/Order/create",
        handler=create_order,
        grounds=documented("CLX-15", "CLX-31", "CLX-32", "CLX-38") + inferred("CLX-33", "CLX-34", "CLX-40", "CLX-68"),
        tag="Order",
        answer=OrderIdOut,
        answer_example={"orderId": 1},
        body=OrderIn,
        body_examples=_EXAMPLES,
        refuses=(*_ALL, INVALID_REQUEST, PAYLOAD_TOO_LARGE, VALIDATION_FAILED, *_NAMED),
        links=_LINKS,
        permission=ORDERS,
        addresses=made(ORDER),
    ),
    Operation(
        name="create_order_with_clinic",
        method="PUT",
        path="/api/v2/Order/create-with-clinic",
        handler=create_order_with_clinic,
        grounds=documented("CLX-15", "CLX-31", "CLX-32", "CLX-41") + inferred("CLX-33", "CLX-34", "CLX-42"),
        tag="Order",
        answer=OrderIdOut,
        answer_example={"orderId": 1},
        body=OrderWithClinicIn,
        body_examples={"order": samples.ORDER},
        refuses=(*_ALL, INVALID_REQUEST, PAYLOAD_TOO_LARGE, VALIDATION_FAILED, *_NAMED),
        links=_LINKS,
        permission=ORDERS,
        addresses=made(ORDER),
    ),
    Operation(
        name="create_order_with_hl7_message",
        method="PUT",
        path="/api/v2/Order/create-with-hl7message",
        handler=create_order_with_hl7_message,
        grounds=documented("CLX-15", "CLX-31", "CLX-52") + inferred("CLX-53", "CLX-54", "CLX-55", "CLX-56", "CLX-57"),
        tag="Order",
        answer=OrderIdOut,
        answer_example={"orderId": 1},
        body_types=dict.fromkeys(("application/json", "text/plain", "application/hl7-v2"), _MESSAGE),
        values_in=values_in_message,
        refuses=(*_ALL, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNUSABLE_MESSAGE, *_NAMED),
        links=(_STATUS,),
        permission=ORDERS,
        addresses=made(ORDER),
    ),
)
