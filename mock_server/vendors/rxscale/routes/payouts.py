"""What pharmacies are paid."""

from datetime import datetime
from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Operation
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.auth import ORDERS_READ, acting_pharmacy
from mock_server.vendors.rxscale.contents import PayoutContent
from mock_server.vendors.rxscale.errors import VALIDATION_ERROR, refuse_field
from mock_server.vendors.rxscale.lifecycle import ROUTED
from mock_server.vendors.rxscale.models import PayoutsOut
from mock_server.vendors.rxscale.records import BY_PHARMACY, PAYOUT, PHARMACY_AND_STATUS
from mock_server.vendors.rxscale.routes import samples
from mock_server.vendors.rxscale.routes.paging import PAGE_QUERY, PHARMACY_QUERY, asked_page, whole_number
from mock_server.vendors.rxscale.routes.shared import (
    OTHER_PHARMACY_API,
    PHARMACY_API,
    PHARMACY_SECURITY,
    SCOPED,
    in_scope,
)
from mock_server.vendors.rxscale.shown import show_payout, unix

_SORTS: Final = ("pharmacy_order_created_at", "routing_created_at", "amount")
_DIRECTIONS: Final = ("desc", "asc")


def list_payouts(call: Call) -> Answer:
    """List a pharmacy's payouts.

    Those of which the pharmacy is the receiver, newest order first unless asked otherwise. `start_date` and `end_date` are
    held against the time of routing, for projected payouts against the time of the order.
    """
    pharmacy = acting_pharmacy(call)
    query = call.query()
    page = asked_page(query)
    start, end = whole_number(query, "start_date"), whole_number(query, "end_date")
    sort_by = query.get("sort_by", _SORTS[0])
    direction = query.get("sort_direction", _DIRECTIONS[0])
    for name, value, known in (("sort_by", sort_by, _SORTS), ("sort_direction", direction, _DIRECTIONS)):
        if value not in known:
            raise refuse_field(name, f"Must be one of: {', '.join(known)}.")
    status = query.get("status")
    index, key = (BY_PHARMACY, pharmacy) if status is None else (PHARMACY_AND_STATUS, (pharmacy, status))
    store = call.engine.world.store
    total = store.count(PAYOUT, index, key)
    term = query.get("search", "").strip().casefold()
    if not term and start is None and end is None and (sort_by, direction) == (_SORTS[0], _DIRECTIONS[0]):
        found = store.page(PAYOUT, index, key, offset=page.offset, limit=page.limit)
        return page.answer([show_payout(record) for record in found], total)
    everything = store.page(PAYOUT, index, key, limit=total)
    found = [record for record in everything if _is_within(record, start, end) and (not term or _matches(record, term))]
    found.sort(key=lambda record: _sort_key(record, sort_by), reverse=direction == _DIRECTIONS[0])
    shown = [show_payout(record) for record in found[page.offset : page.offset + page.limit]]
    return page.answer(shown, len(found))


def _at(record: Record[PayoutContent]) -> datetime:
    content = record.content
    routed_at = content.routing_created_at
    return content.pharmacy_order_created_at if record.status != ROUTED or routed_at is None else routed_at


def _is_within(record: Record[PayoutContent], start: int | None, end: int | None) -> bool:
    at = unix(_at(record))
    return (start is None or start <= at) and (end is None or at <= end)


def _matches(record: Record[PayoutContent], term: str) -> bool:
    content = record.content
    fields = (
        content.pharmacy_order_uid,
        content.pharmacy_order_name,
        content.provider_route_id,
        content.routing_description,
    )
    return any(term in field.casefold() for field in fields if field is not None)


def _sort_key(record: Record[PayoutContent], by: str) -> int:
    content = record.content
    if by == "amount":
        return content.amount
    if by == "routing_created_at":
        # What is not routed yet stands before all that is.
        return 0 if content.routing_created_at is None else unix(content.routing_created_at)
    return unix(content.pharmacy_order_created_at)


_TIME: Final = {"type": "integer"}

OPERATIONS: Final = (
    Operation(
        name="list_payouts",
        method="GET",
        path=f"{PHARMACY_API}/payouts",
        aliases=(f"{OTHER_PHARMACY_API}/payouts",),
        handler=list_payouts,
        grounds=documented("RXS-45") + inferred("RXS-44", "RXS-46"),
        tag="Payouts",
        answer=PayoutsOut,
        answer_example={"data": [samples.PAYOUT], "totalRegistries": 1, "totalPages": 1},
        query=(
            *PAGE_QUERY,
            Header("status", "Only `projected` or only `routed` ones.", "projected"),
            Header("search", "Only those in which this is found.", "#1001"),
            Header("start_date", "From this time on, in epoch seconds.", "1711899000", schema=_TIME),
            Header("end_date", "Up to this time, in epoch seconds.", "1767600000", schema=_TIME),
            Header("sort_by", "By what they are sorted.", _SORTS[0], schema={"type": "string", "enum": list(_SORTS)}),
            Header("sort_direction", "Which way.", _DIRECTIONS[0], schema={"type": "string", "enum": list(_DIRECTIONS)}),
            PHARMACY_QUERY,
        ),
        refuses=(*SCOPED, VALIDATION_ERROR),
        check=in_scope,
        permission=ORDERS_READ,
        security=PHARMACY_SECURITY,
    ),
)
