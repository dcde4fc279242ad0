"""How Nimbus orders and refills move: the vendor's two lifecycles, and what each move sets."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from mock_server.engine.clock import parse_day
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.lifecycle import Input, Lifecycle, Move, Setting, Stage, Status


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes, in the vendor's words."""

    street1: str
    street2: str | None
    city: str
    state: str
    zip: str
    country: str


@dataclass(frozen=True, slots=True)
class OrderContent:
    """What an order holds. `estimated_delivery_date` is `YYYY-MM-DD`; `notes` are kept and never shown (NIM-36)."""

    patient_id: str
    prescription_id: str
    shipping_address: Address
    notes: str | None = None
    tracking_number: str | None = None
    estimated_delivery_date: str | None = None


@dataclass(frozen=True, slots=True)
class RefillContent:
    """What a refill holds. Quantities are units of the prescribed medicine; `estimated_ship_date` is `YYYY-MM-DD`."""

    prescription_id: str
    patient_id: str
    requested_quantity: int
    approved_quantity: int | None = None
    estimated_ship_date: str | None = None


_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def ship(order: OrderContent, setting: Setting) -> OrderContent:
    """An order with what shipping sets, made up where it is not given."""
    # The samples put three days between shipping and the estimate (NIM-10), and track with UPS (NIM-48).
    tracking = setting.given.get("trackingNumber") or f"1Z999AA1{setting.draw('tracking') % 10**10:010}"
    estimate = setting.given.get("estimatedDeliveryDate") or f"{setting.now + timedelta(days=3):%Y-%m-%d}"
    return replace(order, tracking_number=tracking, estimated_delivery_date=estimate)


def approve(refill: RefillContent, setting: Setting) -> RefillContent:
    """A refill with what approval sets, made up where it is not given."""
    return replace(
        refill,
        approved_quantity=int(setting.given.get("approvedQuantity", refill.requested_quantity)),
        estimated_ship_date=setting.given.get("estimatedShipDate") or f"{setting.now + timedelta(days=2):%Y-%m-%d}",
    )


ORDER_LIFECYCLE: Final[Lifecycle[OrderContent]] = Lifecycle(
    initial="pending",
    created_event="order.created",
    statuses=(
        Status("pending", Stage.RECEIVED, documented("NIM-7")),
        Status("processing", Stage.PREPARING, documented("NIM-7")),
        Status("shipped", Stage.SHIPPED, documented("NIM-7")),
        Status("delivered", Stage.DELIVERED, documented("NIM-7")),
        Status("cancelled", Stage.CANCELLED, documented("NIM-7")),
    ),
    moves=(
        Move("process", ("pending",), "processing", documented("NIM-7"), "The pharmacy starts to prepare the order."),
        Move(
            "ship",
            ("processing",),
            "shipped",
            documented("NIM-7", "NIM-10"),
            "The pharmacy hands the parcel to the carrier.",
            takes=(
                Input("trackingNumber", "the carrier's tracking number", r"[A-Za-z0-9]{8,40}", "1Z999AA10123456784"),
                Input("estimatedDeliveryDate", "a day of the calendar as YYYY-MM-DD", _DAY, "2026-01-08", read=parse_day),
            ),
            sets=ship,
            event="order.fulfilled",
        ),
        Move("deliver", ("shipped",), "delivered", documented("NIM-7"), "The parcel reaches the patient."),
        Move("cancel", ("pending",), "cancelled", documented("NIM-7", "NIM-8"), "The order will not be fulfilled."),
        Move("cancel", ("processing",), "cancelled", inferred("NIM-9"), "The order is stopped while being prepared."),
    ),
)

REFILL_LIFECYCLE: Final[Lifecycle[RefillContent]] = Lifecycle(
    initial="pending",
    statuses=(
        Status("pending", Stage.REVIEW, documented("NIM-25")),
        Status("approved", Stage.READY, documented("NIM-25")),
        Status("processing", Stage.PREPARING, documented("NIM-25")),
        Status("shipped", Stage.SHIPPED, documented("NIM-25")),
        Status("cancelled", Stage.CANCELLED, documented("NIM-25")),
    ),
    moves=(
        Move(
            "approve",
            ("pending",),
            "approved",
            documented("NIM-25", "NIM-28"),
            "The pharmacy agrees to the refill.",
            takes=(
                Input("approvedQuantity", "a whole number from 1", r"[1-9][0-9]{0,8}", "30"),
                Input("estimatedShipDate", "a day of the calendar as YYYY-MM-DD", _DAY, "2026-01-07", read=parse_day),
            ),
            sets=approve,
            event="refill.ready",
        ),
        Move("process", ("approved",), "processing", documented("NIM-25"), "The pharmacy starts to prepare the refill."),
        Move("ship", ("processing",), "shipped", documented("NIM-25"), "The pharmacy hands the parcel to the carrier."),
        Move("cancel", ("pending",), "cancelled", documented("NIM-25"), "The refill will not be fulfilled."),
    ),
)
