"""The pharmacies' orders: list, read, set a status, complete."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Link, Operation, Sight, by_path
from mock_server.engine.evidence import documented, inferred, invented
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.auth import ORDERS_READ, ORDERS_WRITE, acting_pharmacy
from mock_server.vendors.rxscale.consequences import payouts_of
from mock_server.vendors.rxscale.contents import PharmacyOrderContent, TrackingLink
from mock_server.vendors.rxscale.errors import (
    COMMENT_REQUIRED,
    INVALID_TRACKING_LINK,
    ORDER_CLOSED,
    STATUS_NOT_SETTABLE,
    TRACKING_AFTER_COMPLETION,
    VALIDATION_ERROR,
    refuse_field,
)
from mock_server.vendors.rxscale.lifecycle import CANCELLED, COMPLETE, COMPLETED, HOLD, ON_HOLD, SETTABLE
from mock_server.vendors.rxscale.models import (
    CompletedOrderOut,
    CompletionIn,
    PharmacyOrderDetailOut,
    PharmacyOrderOut,
    PharmacyOrdersOut,
    StatusIn,
)
from mock_server.vendors.rxscale.records import BY_PHARMACY, PHARMACY, PHARMACY_AND_STATUS, PHARMACY_ORDER
from mock_server.vendors.rxscale.routes import samples
from mock_server.vendors.rxscale.routes.paging import PAGE_QUERY, PHARMACY_QUERY, asked_page
from mock_server.vendors.rxscale.routes.shared import (
    OTHER_PHARMACY_API,
    PHARMACY_API,
    PHARMACY_SECURITY,
    SCOPED,
    WITH_BODY,
    in_scope,
    order_in_scope,
    pharmacy_order,
)
from mock_server.vendors.rxscale.shown import Mappings, show_completed, show_detail, show_listed
from mock_server.vendors.rxscale.validation import NOT_A_STRING
from mock_server.wire import write_json


def list_pharmacy_orders(call: Call) -> Answer:
    """List a pharmacy's orders.

    Newest first, completed and cancelled ones included. `status` matches exactly; a status that there is not finds nothing.
    `search` looks in the shop's name of the order, its name at the pharmacy, the patient's name and both uids.
    """
    pharmacy = acting_pharmacy(call)
    query = call.query()
    page = asked_page(query)
    status = query.get("status")
    index, key = (BY_PHARMACY, pharmacy) if status is None else (PHARMACY_AND_STATUS, (pharmacy, status))
    store = call.engine.world.store
    total = store.count(PHARMACY_ORDER, index, key)
    term = query.get("search", "").strip().casefold()
    if term:
        everything = store.page(PHARMACY_ORDER, index, key, limit=total)
        found = [record for record in everything if _matches(record, term)]
        total = len(found)
        found = found[page.offset : page.offset + page.limit]
    else:
        found = store.page(PHARMACY_ORDER, index, key, offset=page.offset, limit=page.limit)
    mappings = _mappings(call, pharmacy)
    return page.answer([show_listed(record, mappings) for record in found], total)


def get_pharmacy_order(call: Call) -> Answer:
    """Read a pharmacy order.

    With patient, doctor, the prescription as a PDF where there is one, and the payouts that the pharmacy receives: projected
    ones until the order is completed, routed ones from then on.
    """
    record = pharmacy_order(call)
    pharmacy = record.content.pharmacy.uid
    payouts = [payout for payout in payouts_of(call.engine, record.id) if payout.content.receiver == pharmacy]
    return Answer(200, write_json(show_detail(record, _mappings(call, pharmacy), payouts)))


def update_pharmacy_order_status(call: Call, sent: StatusIn) -> Answer:
    """Set a pharmacy order's status.

    Six statuses can be set, from any that is not final; `completed` is reached by completing the order alone. Putting an
    order on hold needs a comment, which opens an issue thread; saying so again needs none and changes nothing.
    """
    record = pharmacy_order(call)
    given = {}
    if sent.status == ON_HOLD and record.status != ON_HOLD:
        given["comment"] = _comment(sent.comment)
    if sent.status != record.status:
        if record.status in (COMPLETED, CANCELLED):
            raise refuse_field("status", f"Order is already {record.status}", ORDER_CLOSED)
        record = call.engine.move(PHARMACY_ORDER, record.id, SETTABLE[sent.status], given)
    return Answer(200, write_json(show_listed(record, _mappings(call, record.content.pharmacy.uid))))


def complete_pharmacy_order(call: Call, sent: CompletionIn) -> Answer:
    """Complete a pharmacy order.

    Takes the sold units out of the pharmacy's stock and routes the payouts, once. Tracking links are optional; the first one
    goes on to the shop. Completing again changes nothing and succeeds, unless tracking links come with it.
    """
    record = pharmacy_order(call)
    links = tuple(TrackingLink(link.tracking_link, link.carrier) for link in sent.tracking_links or ())
    if record.status == CANCELLED:
        raise refuse_field("status", "Order is already cancelled", ORDER_CLOSED)
    if record.status == COMPLETED and links:
        reason = "Tracking links cannot be added to a completed order"
        raise refuse_field("tracking_links", reason, TRACKING_AFTER_COMPLETION)
    if record.status != COMPLETED:
        given = {"tracking_link": links[0].tracking_link, "carrier": links[0].carrier} if links else {}
        content = replace(record.content, tracking_links=links)
        record = call.engine.move(PHARMACY_ORDER, record.id, COMPLETE, given, content=content)
    return Answer(200, write_json(show_completed(record, _mappings(call, record.content.pharmacy.uid))))


def _matches(record: Record[PharmacyOrderContent], term: str) -> bool:
    content = record.content
    order = content.order
    patient = None if order.patient is None else order.patient.display_name
    fields = (order.name, content.name, patient, content.order_uid, record.id)
    return any(term in field.casefold() for field in fields if field is not None)


def _mappings(call: Call, pharmacy: str) -> Mappings:
    record = call.engine.find(PHARMACY, pharmacy)
    return {} if record is None else dict(record.content.shipping_mappings)


def _comment(sent: object) -> str:
    if sent is None or (isinstance(sent, str) and not sent.strip()):
        raise Refused(COMMENT_REQUIRED, f"{HOLD} needs a comment that is not blank", field="comment")
    if not isinstance(sent, str):
        raise refuse_field("comment", NOT_A_STRING)
    return sent


_PATH: Final = "/pharmacy_orders/{pharmacy_order_uid}"
_UID: Final[Mapping[str, tuple[str, str]]] = {"pharmacy_order_uid": ("The pharmacy order's uid.", "po-abc123")}


def _links(uid: str) -> tuple[Link, Link, Link]:
    there = {"pharmacy_order_uid": uid}
    return (
        Link("getOrder", "get_pharmacy_order", there, "Read the order."),
        Link("updateStatus", "update_pharmacy_order_status", there, "Set the order's status."),
        Link("complete", "complete_pharmacy_order", there, "Complete the order."),
    )


OPERATIONS: Final = (
    Operation(
        name="list_pharmacy_orders",
        method="GET",
        path=f"{PHARMACY_API}/pharmacy_orders/",
        aliases=(f"{OTHER_PHARMACY_API}/pharmacy_orders/",),
        handler=list_pharmacy_orders,
        grounds=documented("RXS-13", "RXS-14", "RXS-17", "RXS-20") + inferred("RXS-15", "RXS-16", "RXS-18", "RXS-19"),
        tag="Pharmacy orders",
        answer=PharmacyOrdersOut,
        shows=Sight("pharmacy_order", "uid", "status", under="data"),
        answer_example={"data": [samples.LISTED], "totalRegistries": 42, "totalPages": 1},
        query=(
            *PAGE_QUERY,
            Header("status", "Only orders with this status.", "waiting for pharmacy"),
            Header("search", "Only orders in which this is found, in whatever case.", "#1234"),
            PHARMACY_QUERY,
        ),
        links=_links("$response.body#/data/0/uid"),
        refuses=(*SCOPED, VALIDATION_ERROR),
        check=in_scope,
        permission=ORDERS_READ,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="get_pharmacy_order",
        method="GET",
        path=f"{PHARMACY_API}{_PATH}",
        aliases=(f"{OTHER_PHARMACY_API}{_PATH}",),
        handler=get_pharmacy_order,
        grounds=documented("RXS-21", "RXS-43") + inferred("RXS-23", "RXS-44") + invented("RXS-22"),
        tag="Pharmacy orders",
        answer=PharmacyOrderDetailOut,
        shows=Sight("pharmacy_order", "uid", "status"),
        answer_example=samples.DETAIL,
        path_values=_UID,
        query=(PHARMACY_QUERY,),
        links=_links("$response.body#/uid")[1:],
        refuses=SCOPED,
        check=order_in_scope,
        addresses=by_path(PHARMACY_ORDER, "pharmacy_order_uid"),
        permission=ORDERS_READ,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="update_pharmacy_order_status",
        method="PATCH",
        path=f"{PHARMACY_API}{_PATH}/status",
        aliases=(f"{OTHER_PHARMACY_API}{_PATH}/status",),
        handler=update_pharmacy_order_status,
        grounds=documented("RXS-24", "RXS-26", "RXS-27", "RXS-28") + inferred("RXS-25", "RXS-29", "RXS-31", "RXS-33"),
        tag="Pharmacy orders",
        answer=PharmacyOrderOut,
        shows=Sight("pharmacy_order", "uid", "status"),
        answer_example=samples.LISTED | {"status": "in-progress"},
        body=StatusIn,
        body_examples={
            "prepare": {"status": "in-progress"},
            "hold": {"status": "on-hold", "comment": "Out of stock until 2026-06-01"},
        },
        path_values=_UID,
        query=(PHARMACY_QUERY,),
        refuses=(*SCOPED, *WITH_BODY, STATUS_NOT_SETTABLE, VALIDATION_ERROR, COMMENT_REQUIRED, ORDER_CLOSED),
        check=order_in_scope,
        addresses=by_path(PHARMACY_ORDER, "pharmacy_order_uid"),
        permission=ORDERS_WRITE,
        security=PHARMACY_SECURITY,
    ),
    Operation(
        name="complete_pharmacy_order",
        method="PATCH",
        path=f"{PHARMACY_API}{_PATH}/complete_order",
        aliases=(f"{OTHER_PHARMACY_API}{_PATH}/complete_order",),
        handler=complete_pharmacy_order,
        grounds=documented("RXS-34", "RXS-35", "RXS-36", "RXS-38") + inferred("RXS-37", "RXS-39", "RXS-41", "RXS-42", "RXS-88"),
        tag="Pharmacy orders",
        answer=CompletedOrderOut,
        shows=Sight("pharmacy_order", "uid", "status"),
        answer_example=samples.COMPLETED,
        body=CompletionIn,
        body_is_required=False,
        takes_null=True,
        body_examples={
            "tracked": {
                "tracking_links": [{"tracking_link": "https://tracking.example.com/parcel/123", "carrier": "DHL"}],
            },
            "untracked": {},
        },
        path_values=_UID,
        query=(PHARMACY_QUERY,),
        refuses=(*SCOPED, *WITH_BODY, INVALID_TRACKING_LINK, ORDER_CLOSED, TRACKING_AFTER_COMPLETION),
        check=order_in_scope,
        addresses=by_path(PHARMACY_ORDER, "pharmacy_order_uid"),
        permission=ORDERS_WRITE,
        security=PHARMACY_SECURITY,
    ),
)
