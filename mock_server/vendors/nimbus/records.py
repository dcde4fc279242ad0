"""What a Nimbus sandbox holds: orders, refills, and the patients and prescriptions that they speak of."""

from dataclasses import dataclass

from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import DIGITS, IdShape
from mock_server.engine.records import Kind, Record
from mock_server.vendors.nimbus.lifecycle import ORDER_LIFECYCLE, REFILL_LIFECYCLE, OrderContent, RefillContent
from mock_server.wire import show_seconds


@dataclass(frozen=True, slots=True)
class PatientContent:
    """A patient of whom the vendor knows no more than the id: version 1 has no endpoint for patients."""


@dataclass(frozen=True, slots=True)
class PrescriptionContent:
    """A prescription that exists beforehand; `quantity` is what a refill asks for when it does not say."""

    quantity: int = 30


def show_order(record: Record[OrderContent]) -> dict[str, object]:
    """An order as on the wire, its members in the order of the vendor's samples; what is not set is left out (NIM-35)."""
    content = record.content
    address = content.shipping_address
    shown_address = {"street1": address.street1}
    if address.street2 is not None:
        shown_address["street2"] = address.street2
    shown_address |= {"city": address.city, "state": address.state, "zip": address.zip, "country": address.country}
    shown: dict[str, object] = {
        "id": record.id,
        "patientId": content.patient_id,
        "prescriptionId": content.prescription_id,
        "status": record.status,
        "shippingAddress": shown_address,
    }
    if content.tracking_number is not None:
        shown["trackingNumber"] = content.tracking_number
    shown["createdAt"] = created = show_seconds(record.created_at)
    shown["updatedAt"] = created if record.updated_at is record.created_at else show_seconds(record.updated_at)
    if content.estimated_delivery_date is not None:
        shown["estimatedDeliveryDate"] = content.estimated_delivery_date
    return shown


def show_refill(record: Record[RefillContent]) -> dict[str, object]:
    """A refill as on the wire; what is not set is left out."""
    content = record.content
    shown: dict[str, object] = {
        "id": record.id,
        "prescriptionId": content.prescription_id,
        "patientId": content.patient_id,
        "status": record.status,
        "requestedQuantity": content.requested_quantity,
    }
    if content.approved_quantity is not None:
        shown["approvedQuantity"] = content.approved_quantity
    shown["createdAt"] = show_seconds(record.created_at)
    if content.estimated_ship_date is not None:
        shown["estimatedShipDate"] = content.estimated_ship_date
    return shown


ORDER = Kind(
    name="nimbus.order",
    plural="orders",
    content=OrderContent,
    ids=IdShape("ord_", 9),
    view=show_order,
    grounds=documented("NIM-3", "NIM-29"),
    lifecycle=ORDER_LIFECYCLE,
    peeks={"patientId": lambda record: record.content.patient_id},
)
REFILL = Kind(
    name="nimbus.refill",
    plural="refills",
    content=RefillContent,
    ids=IdShape("ref_", 9),
    view=show_refill,
    grounds=documented("NIM-24", "NIM-29"),
    lifecycle=REFILL_LIFECYCLE,
    peeks={"patientId": lambda record: record.content.patient_id},
)
PATIENT = Kind(
    name="nimbus.patient",
    plural="patients",
    content=PatientContent,
    ids=IdShape("pat_", 10, DIGITS),
    view=lambda record: {"id": record.id},
    grounds=inferred("NIM-32", "NIM-47"),
)
PRESCRIPTION = Kind(
    name="nimbus.prescription",
    plural="prescriptions",
    content=PrescriptionContent,
    ids=IdShape("rx_", 10, DIGITS),
    view=lambda record: {"id": record.id, "quantity": record.content.quantity},
    grounds=inferred("NIM-32", "NIM-47"),
)
