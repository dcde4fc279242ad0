"""How a shop's orders stand, by prescription: what the pharmacies did, seen from the other side."""

from typing import Final
from urllib.parse import urlsplit

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Operation
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.auth import ORDER_READ, holder
from mock_server.vendors.rxscale.contents import OrderContent, PharmacyOrderContent
from mock_server.vendors.rxscale.errors import (
    AUTHORIZATION_HEADER_MISSING,
    INVALID_API_KEY,
    INVALID_HEADER,
    MISSING_PARAMETER,
    RATE_LIMIT_EXCEEDED,
    SHOP_NOT_FOUND,
    SHOP_PERMISSION_DENIED,
    TOO_MANY_PRESCRIPTIONS,
)
from mock_server.vendors.rxscale.lifecycle import CANCELLED, COMPLETED
from mock_server.vendors.rxscale.models import OrderStatusesOut
from mock_server.vendors.rxscale.records import BY_ORDER, BY_PRESCRIPTION, ORDER, PHARMACY_ORDER, SHOP
from mock_server.vendors.rxscale.routes import samples
from mock_server.vendors.rxscale.routes.shared import OTHER_PUBLIC_API, PUBLIC_API
from mock_server.vendors.rxscale.shown import Shown
from mock_server.wire import show_seconds, write_json

_MOST: Final = 50
_ONE_TO_FIFTY: Final = r"^[\s,]*[^\s,][^,]*(,[\s,]*[^\s,][^,]*){0,49}[\s,]*$"
"""What the handler counts, as a pattern: blanks around commas, and nothing between two of them, do not matter."""


def get_order_status(call: Call) -> Answer:
    """Read how the orders of prescriptions stand.

    One row for each prescription of the shop, in the order in which they are asked for; unknown ones, and those of other
    shops, are left out. The key may come as `X-API-Key`, as `X-RxScale-Authorization` or as a bearer token.
    """
    wanted = [uid for part in call.query().get("prescription_uids", "").split(",") if (uid := part.strip())]
    if not wanted:
        given = {"parameter": "prescription_uids"}
        raise Refused(MISSING_PARAMETER, "the query names no prescription", field="prescription_uids", given=given)
    if len(wanted) > _MOST:
        says = f"{len(wanted)} prescriptions are asked for, at most {_MOST} may be"
        raise Refused(TOO_MANY_PRESCRIPTIONS, says, field="prescription_uids")
    id = call.values["shop_identifier"]
    shop = call.engine.find(SHOP, id)
    if shop is None or shop.content.organisation != holder(call).organisation:
        raise Refused(SHOP_NOT_FOUND, f"{call.caller.name!r} has no shop {id!r}", field="shop_identifier")
    orders = ((uid, _newest_order(call, id, uid)) for uid in dict.fromkeys(wanted))
    rows = [_show_row(call, uid, order) for uid, order in orders if order is not None]
    return Answer(200, write_json({"data": rows}))


def _newest_order(call: Call, shop: str, prescription: str) -> Record[OrderContent] | None:
    store = call.engine.world.store
    count = store.count(ORDER, BY_PRESCRIPTION, prescription)
    orders = store.page(ORDER, BY_PRESCRIPTION, prescription, limit=count)
    return next((order for order in orders if order.content.shop == shop), None)


def _parts(call: Call, order: str) -> list[Record[PharmacyOrderContent]]:
    """The pharmacy orders that serve an order, oldest first; cancelled ones only where there are no others (RXS-10)."""
    store = call.engine.world.store
    parts = store.page(PHARMACY_ORDER, BY_ORDER, order, limit=store.count(PHARMACY_ORDER, BY_ORDER, order))[::-1]
    return [part for part in parts if part.status != CANCELLED] or parts


def _show_row(call: Call, prescription: str, order: Record[OrderContent]) -> Shown:
    parts = _parts(call, order.id)
    done = [part for part in parts if part.status == COMPLETED]
    is_fulfilled = bool(done) and len(done) == len(parts)
    if is_fulfilled:
        status, fulfilment = "completed", "fulfilled"
    elif done:
        status, fulfilment = "processing", "partially_fulfilled"
    else:
        is_cancelled = bool(parts) and all(part.status == CANCELLED for part in parts)
        status, fulfilment = "cancelled" if is_cancelled else "processing", "unfulfilled"
    link = next((part.content.tracking_links[0].tracking_link for part in done if part.content.tracking_links), None)
    ends = [part.content.completed_at for part in done if part.content.completed_at is not None]
    return {
        "prescription_uid": prescription,
        "order_status": order.content.order_status or status,
        "fulfillment_status": fulfilment,
        "tracking_number": None if link is None else _tracking_number(link),
        "tracking_url": link,
        "created_at": show_seconds(order.created_at),
        "fulfilled_at": show_seconds(max(ends)) if is_fulfilled and ends else None,
        "line_items": _line_items(parts),
    }


def _tracking_number(link: str) -> str | None:
    # A pharmacy sends a link and no number; in the sample the number is the end of the link's path (RXS-9).
    try:
        steps = [step for step in urlsplit(link).path.split("/") if step]
    except ValueError:  # a link from a snapshot, which nobody has checked
        return None
    return steps[-1] if steps else None


def _line_items(parts: list[Record[PharmacyOrderContent]]) -> list[Shown]:
    names: dict[str, str] = {}
    quantities: dict[str, int] = {}
    for part in parts:
        for item in part.content.items:
            names.setdefault(item.sku_uid, item.display_name)
            quantities[item.sku_uid] = quantities.get(item.sku_uid, 0) + item.amount
    return [{"sku_uid": uid, "display_name": names[uid], "quantity": count} for uid, count in quantities.items()]


OPERATIONS: Final = (
    Operation(
        name="get_order_status",
        method="GET",
        path=f"{PUBLIC_API}/orders/{{shop_identifier}}",
        aliases=(f"{OTHER_PUBLIC_API}/orders/{{shop_identifier}}",),
        handler=get_order_status,
        grounds=documented("RXS-1", "RXS-2", "RXS-3", "RXS-6", "RXS-8", "RXS-55")
        + inferred("RXS-4", "RXS-5", "RXS-7", "RXS-9", "RXS-10"),
        tag="Shop orders",
        answer=OrderStatusesOut,
        answer_example=samples.STATUSES,
        path_values={"shop_identifier": ("The shop, a word or a domain.", "my-shop")},
        query=(
            Header(
                "prescription_uids",
                "The prescriptions, with commas between them; at most 50.",
                "px-abc123,px-def456",
                is_required=True,
                schema={"type": "string", "pattern": _ONE_TO_FIFTY},
            ),
        ),
        refuses=(
            AUTHORIZATION_HEADER_MISSING,
            INVALID_HEADER,
            INVALID_API_KEY,
            SHOP_PERMISSION_DENIED,
            RATE_LIMIT_EXCEEDED,
            MISSING_PARAMETER,
            TOO_MANY_PRESCRIPTIONS,
            SHOP_NOT_FOUND,
        ),
        permission=ORDER_READ,
        forbidden=SHOP_PERMISSION_DENIED,
    ),
)
