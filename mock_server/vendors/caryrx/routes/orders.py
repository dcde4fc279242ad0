"""Orders: what is sent of a patient's prescriptions to one of the patient's addresses."""

from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Link, Operation, Sight, by_path
from mock_server.contract.operation import made as made_by
from mock_server.engine.evidence import documented, inferred, invented
from mock_server.vendors.caryrx.contents import MAIL_ORDER, SAME_DAY, OrderContent
from mock_server.vendors.caryrx.lifecycle import PENDING
from mock_server.vendors.caryrx.models import NewOrderOut, OrderIn, OrderOut
from mock_server.vendors.caryrx.ordering import Parts, begin_order, gather
from mock_server.vendors.caryrx.records import ORDER, PRESCRIPTION
from mock_server.vendors.caryrx.routes import samples
from mock_server.vendors.caryrx.routes.shared import READS, WRITES, made, named_in_path, switches
from mock_server.vendors.caryrx.shown import show_new_order, show_order
from mock_server.wire import write_json

NO_SAME_DAY_ZIP: Final = "00002"
"""A reserved ZIP code, which nobody has: no courier comes there on the same day (CRX-30)."""


def create_order(call: Call, sent: OrderIn) -> Answer:
    """Create an order.

    Location and prescriptions must be the patient's; a prescription need not be verified. The address is copied from the
    location. The method of shipping is kept as it is sent. To the reserved ZIP code 00002, and everywhere where the switch
    `same_day` says so, a same-day order goes by mail instead: the vendor's own samples show that this happens, and not when.
    """
    engine = call.engine
    ids = tuple(each.id for each in sent.prescriptions)
    parts = gather(engine, sent.patient_id, sent.patient_location_id, ids, call.caller.tenant)
    content = OrderContent(
        _method(call, sent, parts),
        parts.patient.id,
        parts.location.id,
        parts.patient.content.name,
        parts.location.content.address,
        ids,
        bool(sent.central_fill),
        sent.patient_delivery_note,
        sent.patient_pharmacy_note,
    )
    record = begin_order(engine, content, call.caller.tenant, status=sent.order_status or PENDING)
    return made(call, show_new_order(record, parts.prescriptions, parts.patient))


def _method(call: Call, sent: OrderIn, parts: Parts) -> str:
    if sent.shipping_method != SAME_DAY:
        return sent.shipping_method
    is_out_of_reach = parts.location.content.address.zip == NO_SAME_DAY_ZIP or switches(call).same_day == "mail_order"
    return MAIL_ORDER if is_out_of_reach else SAME_DAY


def get_order(call: Call) -> Answer:
    """Read an order.

    The members that the page shows come first, in its order. What follows `activationCode` is added: the address, where the
    parcel is to be followed, and the notes, since the page says that orders are tracked by this call.
    """
    record = named_in_path(call, ORDER, "orderId")
    prescriptions = [call.engine.get(PRESCRIPTION, id) for id in record.content.prescriptions]
    return Answer(200, write_json(show_order(record, prescriptions)))


OPERATIONS: Final = (
    Operation(
        name="create_order",
        method="POST",
        path="/v1/orders",
        handler=create_order,
        grounds=documented("CRX-27") + inferred("CRX-28", "CRX-29", "CRX-32", "CRX-33", "CRX-50") + invented("CRX-30"),
        tag="Orders",
        answer=NewOrderOut,
        shows=Sight("order", "id", "order_status"),
        answer_example=samples.ORDER_CREATED,
        body=OrderIn,
        body_examples={"order": samples.NEW_ORDER},
        refuses=WRITES,
        links=(Link("getOrder", "get_order", {"orderId": "$response.body#/id"}, "Read the new order."),),
        addresses=made_by(ORDER),
    ),
    Operation(
        name="get_order",
        method="GET",
        path="/v1/orders/{orderId}",
        handler=get_order,
        grounds=documented("CRX-40") + inferred("CRX-41", "CRX-42"),
        tag="Orders",
        answer=OrderOut,
        shows=Sight("order", "id", "order_status"),
        answer_example=samples.ORDER,
        path_values={"orderId": ("The order's id, such as `mu0cu5dv3f`.", "mu0cu5dv3f")},
        refuses=READS,
        addresses=by_path(ORDER, "orderId"),
    ),
)
