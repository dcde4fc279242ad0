"""How CaryRx's records stand on the wire, members in the order of the page's samples; what is not known is null."""

from collections.abc import Iterable, Mapping
from typing import Final

from mock_server.engine.records import AnyRecord, Record
from mock_server.vendors.caryrx.contents import (
    MAIL_ORDER,
    Address,
    LocationContent,
    Number,
    OrderContent,
    PatientContent,
    PrescriptionContent,
    plain,
)
from mock_server.wire import show_milliseconds

Shown = dict[str, object]

ENTITY_TYPES: Final[Mapping[str, str]] = {
    "caryrx.patient": "Patient",
    "caryrx.location": "PatientLocation",
    "caryrx.prescription": "Prescription",
    "caryrx.order": "Order",
}

_PRESCRIBER: Final = {
    "prescriber_name": "Peter Brown",
    "prescriber_clinic": "Test Hospital",
    "prescriber_address": "1 Street",
    "prescriber_address2": "Room 203",
    "prescriber_city": "Washington",
    "prescriber_state": "DC",
    "prescriber_zip": "20001",
    "prescriber_phone": None,
    "prescriber_fax": None,
    "prescriber_npi": None,
    "prescriber_dea": None,
}
"""Who prescribed, whatever it is: the page's sample, since no call says it (CRX-38)."""


def entity(kind: str, id: str) -> Shown:
    """A reference without times, as two of the reads have it."""
    return {"entity_type": ENTITY_TYPES[kind], "id": id}


def _times(record: AnyRecord) -> Shown:
    return {"created_at": show_milliseconds(record.created_at), "updated_at": show_milliseconds(record.updated_at)}


def reference(record: AnyRecord) -> Shown:
    """A reference: what most answers say of a record (CRX-9)."""
    return entity(record.kind, record.id) | _times(record)


def show_patient(
    record: Record[PatientContent],
    prescriptions: Iterable[Record[PrescriptionContent]],
    orders: Iterable[Record[OrderContent]],
) -> Shown:
    """A patient as it is read. The five members that no call sets always have the sample's values (CRX-35)."""
    patient = record.content
    return {
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "dob": patient.dob,
        "state": None,
        "cary_patient": False,
        "id": record.id,
        "pause_interventions": False,
        "tags": [],
        "prescriptions": [reference(each) for each in prescriptions],
        "orders": [reference(each) for each in orders],
        "contact_info": [],
    }


def remaining(prescription: PrescriptionContent) -> Number:
    """How many units are still to be had: all that was written, refills included, less what was dispensed (CRX-37)."""
    left = prescription.qty_written * (1 + prescription.refills_written) - prescription.qty_dispensed
    return plain(round(left, 6))


def show_prescription(record: Record[PrescriptionContent]) -> Shown:
    """A prescription as it is read."""
    prescription = record.content
    return {
        "id": record.id,
        "source": "escript",
        "status": record.status,
        "medication_name": prescription.medication_name,
        "last_fill": prescription.last_fill,
        "days_supply": prescription.days_supply,
        "qty_written": prescription.qty_written,
        "total_tablets_remaining": remaining(prescription),
        "refills_remaining": prescription.refills_written,
        "qty_dispensed": prescription.qty_dispensed,
        "refills_written": prescription.refills_written,
        "prior_auth_status": None,
        "rx_number": prescription.rx_number,
        "prior_auth_last_update": None,
        "auto_refill": False,
        "payment_token": None,
        "external_id": None,
        "patient": entity("caryrx.patient", prescription.patient_id),
        "prescriber": _PRESCRIBER,
    }


def show_address(address: Address) -> Shown:
    """The members of an address, which stand among others."""
    return {
        "address_to_street1": address.street1,
        "address_to_street2": address.street2,
        "address_to_city": address.city,
        "address_to_state": address.state,
        "address_to_zip": address.zip,
    }


def show_location(record: Record[LocationContent]) -> Shown:
    """A delivery address. No call of the vendor shows one; the names are those with which it is sent."""
    location = record.content
    return {
        **entity(record.kind, record.id),
        "patientId": location.patient_id,
        "locationName": location.name,
        **show_address(location.address),
        "address_to_latitude": location.latitude,
        "address_to_longitude": location.longitude,
    }


def packaging_of(order: OrderContent) -> str | None:
    """How an order is packed: only mail is known (CRX-31)."""
    return "usps_firstclass" if order.shipping_method == MAIL_ORDER else None


def _schedule_of(order: OrderContent) -> str | None:
    return "mailorder" if order.shipping_method == MAIL_ORDER else None


def show_new_order(
    record: Record[OrderContent], prescriptions: Iterable[Record[PrescriptionContent]], patient: Record[PatientContent]
) -> Shown:
    """An order as its creation is answered (CRX-27)."""
    order = record.content
    return {
        "id": record.id,
        "shipping_method": order.shipping_method,
        "delivery_schedule": _schedule_of(order),
        "patient_location_id": order.patient_location_id,
        **show_address(order.address),
        "order_status": record.status,
        "prescriptions": [reference(each) for each in prescriptions],
        "patient": reference(patient),
    }


def show_order(record: Record[OrderContent], prescriptions: Iterable[Record[PrescriptionContent]]) -> Shown:
    """An order as it is read: the documented members first, and then what the flow says can be tracked here (CRX-41)."""
    order = record.content
    created, updated = show_milliseconds(record.created_at), show_milliseconds(record.updated_at)
    return {
        "id": record.id,
        "shipping_method": order.shipping_method,
        "packaging_method": packaging_of(order),
        "order_status": record.status,
        "created_at": created,
        # The page has this one member in another style than its neighbour (CRX-40).
        "updatedAt": updated,
        "flags": None,
        "prescriptions": [_show_line(each) for each in prescriptions],
        "patient": entity("caryrx.patient", order.patient_id),
        "activationCode": None,
        "updated_at": updated,
        "delivery_schedule": _schedule_of(order),
        "patient_location_id": order.patient_location_id,
        "address_to_name": order.address_to_name,
        **show_address(order.address),
        "shipment_tracking_url": order.tracking.url,
        "shipment_tracking_eta": order.tracking.eta,
        "patient_delivery_note": order.patient_delivery_note,
        "patient_pharmacy_note": order.patient_pharmacy_note,
    }


def _show_line(record: Record[PrescriptionContent]) -> Shown:
    return {
        "entity_type": ENTITY_TYPES[record.kind],
        "prescription": record.content.medication_name,
        "is_refill": False,
        "id": record.id,
        **_times(record),
    }


def show_kept_order(record: Record[OrderContent]) -> Shown:
    """All of an order in the vendor's words, with its prescriptions by id alone. No call of the vendor shows so much."""
    order = record.content
    return {
        "id": record.id,
        "shipping_method": order.shipping_method,
        "packaging_method": packaging_of(order),
        "delivery_schedule": _schedule_of(order),
        "central_fill": order.central_fill,
        "patient_location_id": order.patient_location_id,
        "address_to_name": order.address_to_name,
        **show_address(order.address),
        "shipment_tracking_url": order.tracking.url,
        "shipment_tracking_eta": order.tracking.eta,
        "sameday_location_x": order.tracking.x,
        "sameday_location_y": order.tracking.y,
        "patient_delivery_note": order.patient_delivery_note,
        "patient_pharmacy_note": order.patient_pharmacy_note,
        "order_status": record.status,
        "prescriptions": [entity("caryrx.prescription", id) for id in order.prescriptions],
        "patient": entity("caryrx.patient", order.patient_id),
    }
