"""How CaryRx's prescriptions and orders move. The page states no transition; all of them are put together from statuses."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from mock_server.engine.clock import parse_instant
from mock_server.engine.errors import InvalidInput
from mock_server.engine.evidence import documented, inferred, invented, observed
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Setting, Stage, Status
from mock_server.vendors.caryrx.contents import ORDERS, PRESCRIPTIONS, SAME_DAY, OrderContent, PrescriptionContent, Tracking
from mock_server.wire import show_milliseconds

PENDING: Final = "pending"
VERIFIED: Final = "verified"
REJECTED: Final = "rejected"
READY: Final = "ready_to_fill"
SHIPPED: Final = "shipped"
DELIVERED: Final = "delivered"
DELIVERY_FAILED: Final = "delivery_failed"

VERIFY: Final = "verify"
UNDER_WAY: Final = frozenset({SHIPPED, DELIVERED, DELIVERY_FAILED})
"""The statuses in which an order has something to track (CRX-48)."""

_URL: Final = "shipment_tracking_url"
_ETA: Final = "shipment_tracking_eta"
_X: Final = "sameday_location_x"
_Y: Final = "sameday_location_y"
_POSITION: Final = r"-?[0-9]{1,3}(?:\.[0-9]{1,10})?"
_TRACKING: Final = (
    Input(_URL, "an http or https address", r"https?://[!-~]{1,2000}", "https://tracking.example.com/parcel/123"),
    Input(_ETA, "an instant", r"[0-9T:.Z+-]{20,35}", "2026-01-07T09:00:00.000Z"),
    Input(_X, "where a same-day courier is, as a decimal number", _POSITION, "-77.0365"),
    Input(_Y, "where a same-day courier is, as a decimal number", _POSITION, "38.8977"),
)


def rx_number(drawn: int) -> int:
    """A number of seven digits, as in the page's sample (CRX-37)."""
    return 1_000_000 + drawn % 9_000_000


def _verify(prescription: PrescriptionContent, setting: Setting) -> PrescriptionContent:
    given = setting.given.get("rx_number")
    return replace(prescription, rx_number=int(given) if given else rx_number(setting.draw("rx_number")))


def check_tracking(order: OrderContent, given: Mapping[str, str]) -> None:
    """Refuse values that no order, or not this one, can be tracked by.

    Raises:
        InvalidInput: a value does not fit, an instant is none, or a position is given where no same-day courier comes.
    """
    for each in _TRACKING:
        if each.name in given:
            each.check(given[each.name])
            if each.name in (_X, _Y) and order.shipping_method != SAME_DAY:
                raise InvalidInput(each.name, "only a same-day order has a courier whose position is known")
    try:
        _eta(given)
    except ValueError as wrong:
        raise InvalidInput(_ETA, str(wrong)) from None


def _eta(given: Mapping[str, str]) -> str | None:
    return show_milliseconds(parse_instant(given[_ETA])) if _ETA in given else None


def _position(order: OrderContent, setting: Setting, name: str, degree: int) -> str | None:
    if order.shipping_method != SAME_DAY:
        return None
    return setting.given.get(name) or f"{degree}.{setting.draw(name) % 10**4:04}"


def ship(order: OrderContent, setting: Setting) -> OrderContent:
    """The order with something to track; what is not given is made up (CRX-49).

    Raises:
        InvalidInput: a given value cannot be used.
    """
    check_tracking(order, setting.given)
    eta = setting.now + (timedelta(hours=2) if order.shipping_method == SAME_DAY else timedelta(days=2))
    tracking = Tracking(
        url=setting.given.get(_URL) or f"https://tracking.example.com/{setting.draw('tracking') % 10**12:012}",
        eta=_eta(setting.given) or show_milliseconds(eta),
        x=_position(order, setting, _X, -77),
        y=_position(order, setting, _Y, 38),
    )
    return replace(order, tracking=tracking)


def _track(order: OrderContent, setting: Setting) -> OrderContent:
    before, given = order.tracking, setting.given
    check_tracking(order, given)
    tracking = Tracking(
        url=given.get(_URL, before.url),
        eta=_eta(given) or before.eta,
        x=before.x if given and _X not in given else _position(order, setting, _X, -77),
        y=before.y if given and _Y not in given else _position(order, setting, _Y, 38),
    )
    if tracking == before:
        names = ", ".join(each.name for each in _TRACKING)
        raise InvalidInput(_ETA, f"nothing would change; give a new value for one of {names}")
    return replace(order, tracking=tracking)


PRESCRIPTION_LIFECYCLE: Final[Lifecycle[PrescriptionContent]] = Lifecycle(
    initial=PENDING,
    created_event=PRESCRIPTIONS,
    statuses=(
        Status(PENDING, Stage.REVIEW, documented("CRX-43")),
        Status(VERIFIED, Stage.READY, documented("CRX-43")),
        Status(REJECTED, Stage.FAILED, observed("CRX-44")),
    ),
    moves=(
        Move(
            VERIFY,
            (PENDING,),
            VERIFIED,
            inferred("CRX-37", "CRX-47"),
            "The pharmacist has looked the prescription over, and it gets its number.",
            takes=(Input("rx_number", "a number of seven digits", r"[1-9][0-9]{6}", "1231234"),),
            sets=_verify,
            event=PRESCRIPTIONS,
        ),
        Move(
            "reject",
            (PENDING,),
            REJECTED,
            inferred("CRX-44", "CRX-47"),
            "The pharmacy will not fill the prescription.",
            event=PRESCRIPTIONS,
        ),
    ),
)

ORDER_LIFECYCLE: Final[Lifecycle[OrderContent]] = Lifecycle(
    initial=PENDING,
    created_event=ORDERS,
    statuses=(
        Status(PENDING, Stage.RECEIVED, documented("CRX-45")),
        Status(READY, Stage.PREPARING, documented("CRX-45")),
        Status(SHIPPED, Stage.SHIPPED, observed("CRX-46")),
        Status(DELIVERED, Stage.DELIVERED, observed("CRX-46")),
        Status(DELIVERY_FAILED, Stage.FAILED, observed("CRX-46")),
    ),
    moves=(
        Move("make_ready", (PENDING,), READY, inferred("CRX-47"), "The pharmacy can begin to fill the order.", event=ORDERS),
        Move(
            "ship",
            (READY,),
            SHIPPED,
            inferred("CRX-47", "CRX-48"),
            "The parcel is handed to the carrier, or to a same-day courier.",
            takes=_TRACKING,
            sets=ship,
            event=ORDERS,
        ),
        Move(
            "track",
            (SHIPPED,),
            None,
            invented("CRX-49"),
            "News of the parcel on its way; without values a same-day courier has moved on.",
            takes=_TRACKING,
            sets=_track,
            event=ORDERS,
        ),
        Move("deliver", (SHIPPED,), DELIVERED, inferred("CRX-47"), "The parcel reaches the patient.", event=ORDERS),
        Move(
            "fail_delivery",
            (SHIPPED,),
            DELIVERY_FAILED,
            inferred("CRX-47"),
            "The parcel does not reach the patient.",
            event=ORDERS,
        ),
    ),
)
