"""How CloudRx orders move: statuses spelled as a partner publishes them, and what each move sets."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from mock_server.engine.evidence import inferred, invented, observed
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Setting, Stage, Status
from mock_server.vendors.cloudrx.contents import OrderContent

WAITING_PAYMENT: Final = "Waiting Payment Success"
PAYMENT_FAILED: Final = "Payment Failed"
WAITING_CHECK: Final = "Waiting Clinical Check"
AT_PHARMACY: Final = "Prescription at Pharmacy"
DISPATCHED: Final = "Prescription Dispatched"
PROCESSED: Final = "Prescription Processed"
CANCELLED: Final = "Cancelled"

_S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)


def show_milliseconds(instant: datetime) -> str:
    """An instant in UTC with milliseconds and `Z`, such as `2025-09-18T16:58:02.363Z` (CLX-71)."""
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def s10_number(serial: int) -> str:
    """A tracking number of the postal standard S10: service, eight digits, a check digit, country."""
    digits = f"{serial % 10**8:08}"
    remainder = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True)) % 11
    check = {10: 0, 11: 5}.get(remainder, remainder)
    return f"TT{digits}{check}GB"


def dispatch(order: OrderContent, setting: Setting) -> OrderContent:
    """The order as it is once the parcel is handed over; a tracking id that is not given is made up."""
    tracking = setting.given.get("trackingId") or s10_number(setting.draw("tracking"))
    return replace(order, dispatch_date=show_milliseconds(setting.now), tracking_id=tracking)


def _cancel(order: OrderContent, setting: Setting) -> OrderContent:
    return replace(order, cancel_reason=setting.given.get("cancelReason"))


ORDER_LIFECYCLE: Final[Lifecycle[OrderContent]] = Lifecycle(
    initial=WAITING_CHECK,
    statuses=(
        Status(WAITING_PAYMENT, Stage.RECEIVED, observed("CLX-65")),
        Status(PAYMENT_FAILED, Stage.ON_HOLD, observed("CLX-65", "CLX-66")),
        Status(WAITING_CHECK, Stage.REVIEW, observed("CLX-65")),
        Status(AT_PHARMACY, Stage.PREPARING, observed("CLX-65")),
        Status(DISPATCHED, Stage.SHIPPED, observed("CLX-65")),
        Status(PROCESSED, Stage.COMPLETED, observed("CLX-65")),
        Status(CANCELLED, Stage.CANCELLED, observed("CLX-65")),
    ),
    moves=(
        Move(
            "fail_payment",
            (WAITING_PAYMENT,),
            PAYMENT_FAILED,
            observed("CLX-65", "CLX-66"),
            "The patient's payment does not go through.",
        ),
        Move("pay", (WAITING_PAYMENT,), WAITING_CHECK, inferred("CLX-67", "CLX-68"), "The patient pays."),
        Move("pay", (PAYMENT_FAILED,), WAITING_CHECK, observed("CLX-66"), "The patient's next payment succeeds."),
        Move("await_payment", (PAYMENT_FAILED,), WAITING_PAYMENT, inferred("CLX-68"), "The patient is asked to pay again."),
        Move("approve", (WAITING_CHECK,), AT_PHARMACY, observed("CLX-65", "CLX-67"), "The pharmacist's check is passed."),
        Move(
            "dispatch",
            (AT_PHARMACY,),
            DISPATCHED,
            inferred("CLX-67", "CLX-68", "CLX-69", "CLX-71") + invented("CLX-70"),
            "The parcel is handed to the courier.",
            takes=(Input("trackingId", "the courier's tracking number", r"[A-Za-z0-9]{8,40}", "TT000000005GB"),),
            sets=dispatch,
        ),
        Move("process", (DISPATCHED,), PROCESSED, inferred("CLX-65", "CLX-68"), "The courier sends the parcel out."),
        Move(
            "cancel",
            (WAITING_PAYMENT, PAYMENT_FAILED, WAITING_CHECK, AT_PHARMACY),
            CANCELLED,
            inferred("CLX-60", "CLX-65", "CLX-68", "CLX-69"),
            "The pharmacist, or the clinic, cancels the order.",
            takes=(Input("cancelReason", "why, in words", r".{1,1000}", "Interacts with another medicine"),),
            sets=_cancel,
        ),
    ),
)
