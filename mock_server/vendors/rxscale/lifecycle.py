"""How RxScale's pharmacy orders move, how payouts do, and the one thing that a pharmacy sets."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from mock_server.engine.errors import InvalidInput
from mock_server.engine.evidence import Grounds, documented, inferred, invented
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Setting, Stage, Status
from mock_server.vendors.rxscale.contents import PayoutContent, PharmacyContent, PharmacyOrderContent, TrackingLink

ORDER_CREATED: Final = "pharmacy_order_created"
ORDER_UPDATED: Final = "pharmacy_order_updated"
STOCK_UPDATED: Final = "pharmacy_sku_stock_updated"

INIT: Final = "init"
WAITING: Final = "waiting for pharmacy"
REVIEW: Final = "pending review"
ON_HOLD: Final = "on-hold"
IN_PROGRESS: Final = "in-progress"
READY: Final = "ready_for_pickup"
CANCELLED: Final = "cancelled"
COMPLETED: Final = "completed"

OPEN: Final = (INIT, WAITING, REVIEW, ON_HOLD, IN_PROGRESS, READY)
"""The statuses from which an order can still go anywhere."""

CARRIERS: Final = ("DHL", "DPD", "UPS", "Hermes", "FedEx", "Other")
LINK: Final = r"^[Hh][Tt][Tt][Pp][Ss]?://([^\s/?#@]*@)?([^\s/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?#]\S*)?$"
"""An absolute http or https address with a host (RXS-37)."""

HOLD: Final = "hold"
COMPLETE: Final = "complete"
CANCEL: Final = "cancel"
ROUTE: Final = "route"

SETTABLE: Final[Mapping[str, str]] = {
    WAITING: "queue",
    REVIEW: "review",
    ON_HOLD: HOLD,
    IN_PROGRESS: "prepare",
    READY: "make_ready",
    CANCELLED: CANCEL,
}
"""The statuses that a pharmacy may set, in the order of the vendor's page, and the moves that lead to them."""


def check_link(link: str) -> str:
    """The link, where it can be taken apart: a pattern cannot say what an address in brackets or a port must be.

    Raises:
        ValueError: it cannot.
    """
    if not urlsplit(link).hostname or urlsplit(link).port == 0:
        raise ValueError("Invalid tracking link")
    return link


def _complete(order: PharmacyOrderContent, setting: Setting) -> PharmacyOrderContent:
    link, carrier = setting.given.get("tracking_link"), setting.given.get("carrier")
    links = order.tracking_links
    if (link is None) != (carrier is None):
        raise InvalidInput("carrier" if carrier is None else "tracking_link", "a link and its carrier are given together")
    if link is not None and carrier is not None and not links:
        try:
            links = (TrackingLink(check_link(link), carrier),)
        except ValueError as wrong:
            raise InvalidInput("tracking_link", str(wrong)) from None
    return replace(order, tracking_links=links, completed_at=setting.now)


def _route(payout: PayoutContent, setting: Setting) -> PayoutContent:
    route = f"rt_{setting.draw('route'):032x}"[:19] if payout.has_route_id else None
    return replace(payout, provider_route_id=route, routing_created_at=setting.now)


def _save_mapping(pharmacy: PharmacyContent, setting: Setting) -> PharmacyContent:
    mappings = dict(pharmacy.shipping_mappings)
    mappings[setting.given["shop_shipping_method_uid"]] = setting.given["shipping_method_identifier_for_pharmacy"]
    return replace(pharmacy, shipping_mappings=tuple(mappings.items()))


def _set(do: str, sources: tuple[str, ...], grounds: Grounds, about: str) -> Move[PharmacyOrderContent]:
    target = next(status for status, name in SETTABLE.items() if name == do)
    return Move(do, sources, target, grounds, about, event=ORDER_UPDATED)


def _complete_from(sources: tuple[str, ...], grounds: Grounds) -> Move[PharmacyOrderContent]:
    return Move(
        COMPLETE,
        sources,
        COMPLETED,
        grounds,
        "The pharmacy hands the parcel over: stock goes down and payouts are routed.",
        takes=(
            Input("tracking_link", "an http or https address", LINK, "https://tracking.example.com/parcel/123"),
            Input("carrier", "a carrier of the list", "|".join(CARRIERS), "DHL"),
        ),
        sets=_complete,
        event=ORDER_UPDATED,
    )


def _others(*left_out: str) -> tuple[str, ...]:
    return tuple(status for status in OPEN if status not in left_out)


PHARMACY_ORDER_LIFECYCLE: Final[Lifecycle[PharmacyOrderContent]] = Lifecycle(
    initial=INIT,
    created_event=ORDER_CREATED,
    statuses=(
        Status(INIT, Stage.RECEIVED, documented("RXS-30")),
        Status(WAITING, Stage.RECEIVED, documented("RXS-24")),
        Status(REVIEW, Stage.REVIEW, documented("RXS-24")),
        Status(ON_HOLD, Stage.ON_HOLD, documented("RXS-24")),
        Status(IN_PROGRESS, Stage.PREPARING, documented("RXS-24")),
        Status(READY, Stage.READY, documented("RXS-24")),
        Status(COMPLETED, Stage.COMPLETED, documented("RXS-24", "RXS-34")),
        Status(CANCELLED, Stage.CANCELLED, documented("RXS-24")),
    ),
    moves=(
        _set("queue", (INIT,), documented("RXS-30"), "The order enters the pharmacy's queue."),
        _set("queue", _others(INIT, WAITING), inferred("RXS-31"), "The order goes back into the pharmacy's queue."),
        _set("review", (WAITING,), documented("RXS-30"), "The pharmacy looks the order over."),
        _set("review", _others(WAITING, REVIEW), inferred("RXS-31"), "The pharmacy looks the order over again."),
        _set("prepare", (REVIEW, ON_HOLD), documented("RXS-30"), "The pharmacy starts to prepare the order, or goes on."),
        _set("prepare", _others(REVIEW, ON_HOLD, IN_PROGRESS), inferred("RXS-31"), "The pharmacy prepares the order."),
        _set("make_ready", (IN_PROGRESS,), documented("RXS-30"), "The order is packed."),
        _set("make_ready", _others(IN_PROGRESS, READY), inferred("RXS-31"), "The order is packed at once."),
        Move(
            HOLD,
            _others(ON_HOLD),
            ON_HOLD,
            documented("RXS-26"),
            "The order waits until pharmacy and platform have settled something; an issue thread opens.",
            takes=(Input("comment", "why, not blank", r".*\S.*", "Out of stock until 2026-06-01", is_required=True),),
            event=ORDER_UPDATED,
        ),
        _set(CANCEL, OPEN, documented("RXS-32"), "The pharmacy will not fulfil the order."),
        _complete_from((READY,), documented("RXS-30", "RXS-34")),
        _complete_from((IN_PROGRESS,), documented("RXS-40")),
        _complete_from(_others(READY, IN_PROGRESS), inferred("RXS-39")),
    ),
)

PROJECTED: Final = "projected"
ROUTED: Final = "routed"

PAYOUT_LIFECYCLE: Final[Lifecycle[PayoutContent]] = Lifecycle(
    initial=PROJECTED,
    statuses=(
        Status(PROJECTED, Stage.RECEIVED, documented("RXS-43")),
        Status(ROUTED, Stage.COMPLETED, documented("RXS-43")),
    ),
    moves=(
        Move(
            ROUTE,
            (PROJECTED,),
            ROUTED,
            documented("RXS-43"),
            "The payment is split and on its way to the pharmacy.",
            sets=_route,
        ),
    ),
)

PHARMACY_LIFECYCLE: Final[Lifecycle[PharmacyContent]] = Lifecycle(
    initial="active",
    statuses=(Status("active", Stage.READY, invented("RXS-70")),),
    moves=(
        Move(
            "save_shipping_mapping",
            ("active",),
            None,
            invented("RXS-69", "RXS-70"),
            "The pharmacist gives a shop's shipping method the pharmacy's own name, in the pharmacy tool.",
            takes=(
                Input(
                    "shop_shipping_method_uid",
                    "the uid of the shop's method",
                    example="shop-shipping-method-uid",
                    is_required=True,
                ),
                Input(
                    "shipping_method_identifier_for_pharmacy",
                    "what the pharmacy calls it",
                    example="DHL_STANDARD",
                    is_required=True,
                ),
            ),
            sets=_save_mapping,
        ),
    ),
)
