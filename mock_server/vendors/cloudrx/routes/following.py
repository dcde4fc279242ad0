"""How orders stand, and cancelling them."""

from datetime import date, timedelta
from typing import Final

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Addressed, Header, Link, Operation, Sight
from mock_server.engine.evidence import documented, inferred
from mock_server.vendors.cloudrx import finding
from mock_server.vendors.cloudrx.answer_models import OrderStatusesOrOneOut, OrderStatusesOut, OrderStatusOut
from mock_server.vendors.cloudrx.auth import ORDERS, SLUG
from mock_server.vendors.cloudrx.errors import (
    AMBIGUOUS_REFERENCE,
    CLINIC_CODE_REQUIRED,
    INSUFFICIENT_SCOPE,
    INVALID_DATE,
    INVALID_ORDER_ID,
    INVALID_PARAMETER,
    INVALID_REQUEST,
    MALFORMED_AUTHORIZATION,
    NOT_CANCELLABLE,
    NOT_FOUND,
    PAYLOAD_TOO_LARGE,
    SERVER_FAULT,
    UNAUTHORIZED,
    UNKNOWN_ORDER,
)
from mock_server.vendors.cloudrx.parameters import day, folded
from mock_server.vendors.cloudrx.records import BY_DISPATCH_DAY, ORDER, show_status
from mock_server.vendors.cloudrx.routes import samples
from mock_server.vendors.cloudrx.speech import invalid_parameter, refuse_saying, unreadable
from mock_server.vendors.cloudrx.switches import CloudRxSwitches
from mock_server.wire import MalformedJson, read_json, write_json

LONGEST_RANGE: Final = timedelta(days=3)
_CANCEL_PARAMETERS: Final = ("orderId", "clinicOrderId", "clinicCode", "cancelReason")


def get_order_status(call: Call) -> Answer:
    """Ask how an order stands, by its pharmacy number.

    The reference says that the clinic's own order number may be used as well, while it declares a 32-bit number; here only the
    pharmacy's number is matched, and there is another call for the clinic's.
    """
    order = finding.by_number(call, folded(call.query()).get("orderid", ""))
    return Answer(200, write_json(show_status(order)))


def get_order_status_with_clinic_code(call: Call) -> Answer:
    """Ask how an order of a clinic stands, by either number.

    For suppliers of systems who act for several clinics. The clinic's code is needed, and one of the two numbers; where both
    are given they must mean the same order. The answer is a list with one entry.
    """
    query = folded(call.query())
    order = finding.in_clinic(call, query.get("orderid", ""), query.get("clinicorderid", ""), query.get("cliniccode", ""))
    return Answer(200, write_json([show_status(order)]))


def get_order_status_by_clinic_number(call: Call) -> Answer:
    """Ask how an order stands, by the clinic's own number.

    The parameter is called `orderId` and takes the clinic's order number all the same. Where several of the client's clinics
    have an order of that number, the call with the clinic's code must be used.
    """
    order = finding.by_reference(call, folded(call.query()).get("orderid", ""))
    return Answer(200, write_json(show_status(order)))


def list_order_statuses(call: Call) -> Answer:
    """Ask how the orders stand that were dispatched within up to three days.

    Both days count, in UTC; orders that were never dispatched are not among them. The answer is a list, although the printed
    sample is one object; a switch gives that instead.
    """
    query = folded(call.query())
    first, last = date.fromisoformat(day(query, "startDate")), date.fromisoformat(day(query, "endDate"))
    if last < first:
        raise refuse_saying(INVALID_DATE, "EndDate", "EndDate must not be before StartDate.")
    if last - first >= LONGEST_RANGE:
        raise refuse_saying(INVALID_DATE, "EndDate", "The date range must be at most 3 days.")
    store = call.engine.world.store
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    orders = [
        order
        for each in days
        for order in store.page(ORDER, BY_DISPATCH_DAY, each.isoformat(), limit=store.count(ORDER))
        if order.content.client == call.caller.tenant
    ]
    orders.sort(key=lambda order: (order.content.dispatch_date or "", int(order.id)))
    if call.switches(SLUG, CloudRxSwitches).date_range == "array":
        return Answer(200, write_json([show_status(order) for order in orders]))
    if not orders:
        raise Refused(NOT_FOUND, "nothing was dispatched in that range", because="switch cloudrx.date_range")
    return Answer(200, write_json(show_status(orders[0])))


def cancel_order(call: Call) -> Answer:
    """Cancel an order that has not been dispatched.

    The clinic's code is needed, and one of the two numbers; they may stand in the query or in a JSON body. The vendor's page on
    its parameters, answer and rules is not public: those here are this project's reading.
    """
    given = _cancel_parameters(call)
    order = finding.in_clinic(call, given["orderId"], given["clinicOrderId"], given["clinicCode"])
    reason = {"cancelReason": given["cancelReason"]} if given["cancelReason"].strip() else {}
    after = call.engine.move(ORDER, order.id, "cancel", reason)
    return Answer(200, write_json(show_status(after)))


def _cancel_parameters(call: Call) -> dict[str, str]:
    query = folded(call.query())
    sent: dict[str, object] = {}
    if call.note.body.strip():
        try:
            body = read_json(call.note.body)
        except MalformedJson as wrong:
            raise unreadable(str(wrong)) from None
        if not isinstance(body, dict):
            raise unreadable("the body is JSON, but no object")
        for name, value in body.items():
            if value is not None:
                sent.setdefault(name.lower(), value)
    return {name: query.get(name.lower()) or _cancel_text(name, sent.get(name.lower(), "")) for name in _CANCEL_PARAMETERS}


def _cancel_text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    # The number of an order may be a number; that includes 2.0, which is one to JSON.
    if name == "orderId" and isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    raise invalid_parameter(name, f"{name} is of another type")


_ALL: Final = (UNAUTHORIZED, MALFORMED_AUTHORIZATION, INSUFFICIENT_SCOPE, SERVER_FAULT)
_NUMBER: Final = {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}
_ORDER_ID: Final = Header("orderId", "The pharmacy's order number.", "1", is_required=True, schema=_NUMBER)
_EITHER: Final = (
    Header("orderId", "The pharmacy's order number; this or `clinicOrderId`.", "1", schema=_NUMBER),
    Header("clinicOrderId", "The clinic's own order number; this or `orderId`.", "abc1234"),
    Header("clinicCode", "The clinic; needed, although the generated reference calls it optional.", "cl1234"),
)
_ORDER: Final = Addressed(ORDER, finding.addressed)
_SIGHT: Final = Sight("order", "pharmacyOrderId", "orderStatus")
_DAY: Final = {"type": "string", "format": "date"}
_FIRST: Final = Link(
    "getStatus", "get_order_status", {"orderId": "$response.body#/0/pharmacyOrderId"}, "Ask for the first alone."
)

OPERATIONS = (
    Operation(
        name="get_order_status",
        method="GET",
        path="/api/v2/Order/status",
        handler=get_order_status,
        addresses=_ORDER,
        grounds=documented("CLX-15", "CLX-17", "CLX-19", "CLX-51", "CLX-80") + inferred("CLX-18", "CLX-81"),
        tag="Order",
        answer=OrderStatusOut,
        shows=_SIGHT,
        answer_example=samples.STATUS,
        query=(_ORDER_ID,),
        links=(
            Link(
                "getStatusByClinicNumber",
                "get_order_status_by_clinic_number",
                {"orderId": "$response.body#/clinicOrderId"},
                "Ask by the clinic's number.",
            ),
        ),
        refuses=(*_ALL, INVALID_ORDER_ID, UNKNOWN_ORDER, NOT_FOUND),
        permission=ORDERS,
    ),
    Operation(
        name="get_order_status_with_clinic_code",
        method="GET",
        path="/api/v2/Order/status-with-clinic-code",
        handler=get_order_status_with_clinic_code,
        addresses=_ORDER,
        grounds=documented("CLX-15", "CLX-17", "CLX-20", "CLX-21") + inferred("CLX-18", "CLX-24"),
        tag="Order",
        answer=OrderStatusesOut,
        shows=_SIGHT,
        answer_example=[samples.STATUS],
        query=_EITHER,
        links=(_FIRST,),
        refuses=(*_ALL, CLINIC_CODE_REQUIRED, INVALID_ORDER_ID, UNKNOWN_ORDER, NOT_FOUND),
        permission=ORDERS,
    ),
    Operation(
        name="get_order_status_by_clinic_number",
        method="GET",
        path="/api/v2/Order/status-clinic-ordernumber",
        handler=get_order_status_by_clinic_number,
        addresses=_ORDER,
        grounds=documented("CLX-15", "CLX-17", "CLX-25") + inferred("CLX-18", "CLX-26"),
        tag="Order",
        answer=OrderStatusOut,
        shows=_SIGHT,
        answer_example=samples.STATUS,
        query=(Header("orderId", "The clinic's own order number, despite the name.", "abc1234", is_required=True),),
        refuses=(*_ALL, INVALID_ORDER_ID, UNKNOWN_ORDER, AMBIGUOUS_REFERENCE, NOT_FOUND),
        permission=ORDERS,
    ),
    Operation(
        name="list_order_statuses",
        method="GET",
        path="/api/v2/Order/status-date-range",
        handler=list_order_statuses,
        grounds=documented("CLX-15", "CLX-27") + inferred("CLX-28", "CLX-29", "CLX-30"),
        tag="Order",
        answer=OrderStatusesOrOneOut,
        shows=_SIGHT,
        answer_example=[samples.STATUS],
        query=(
            Header("startDate", "The first day of dispatch.", "2025-09-17", is_required=True, schema=_DAY),
            Header("endDate", "The last day of dispatch, at most two days later.", "2025-09-19", is_required=True, schema=_DAY),
        ),
        links=(_FIRST,),
        refuses=(*_ALL, INVALID_DATE, NOT_FOUND),
        permission=ORDERS,
    ),
    Operation(
        name="cancel_order",
        method="POST",
        path="/api/v2/Order/cancel",
        handler=cancel_order,
        addresses=_ORDER,
        grounds=documented("CLX-58") + inferred("CLX-59", "CLX-60"),
        tag="Order",
        answer=OrderStatusOut,
        shows=_SIGHT,
        answer_example={**samples.STATUS, "orderStatus": "Cancelled", "dispatchDate": None, "trackingId": None},
        query=(*_EITHER, Header("cancelReason", "Why, in words; it then stands in the order's status.", "Prescribed twice")),
        body_types={
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "orderId": _NUMBER,
                        "clinicOrderId": {"type": "string"},
                        "clinicCode": {"type": "string"},
                        "cancelReason": {"type": "string", "maxLength": 1000},
                    },
                },
                "examples": {"cancel": {"value": {"clinicOrderId": "abc1234", "clinicCode": "cl1234"}}},
            }
        },
        body_is_required=False,
        refuses=(
            *_ALL,
            INVALID_REQUEST,
            PAYLOAD_TOO_LARGE,
            INVALID_PARAMETER,
            CLINIC_CODE_REQUIRED,
            INVALID_ORDER_ID,
            UNKNOWN_ORDER,
            NOT_FOUND,
            NOT_CANCELLABLE,
        ),
        permission=ORDERS,
    ),
)
