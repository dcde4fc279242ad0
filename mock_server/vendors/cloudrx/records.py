"""What a CloudRx sandbox holds: orders, clinics, a sample catalogue, and whom the vendor refuses."""

from dataclasses import asdict

from mock_server.engine.evidence import documented, inferred, invented
from mock_server.engine.ids import DIGITS, IdShape
from mock_server.engine.records import Kind, Record
from mock_server.vendors.cloudrx.contents import (
    Address,
    ClinicContent,
    CourierContent,
    LockedPatientContent,
    OrderContent,
    ProductContent,
    RefusedPrescriberContent,
)
from mock_server.vendors.cloudrx.lifecycle import ORDER_LIFECYCLE

BY_REFERENCE = "reference"
CLINIC_AND_REFERENCE = "clinic_and_reference"
BY_DISPATCH_DAY = "dispatch_day"
BY_CLIENT = "client"
BY_DMD_CODE = "dmd_code"
BY_NUMBER = "number"
BY_PATIENT = "patient"

_ORDINALS = IdShape(length=0)


def show_status(record: Record[OrderContent]) -> dict[str, object]:
    """How an order stands, its members in the order of the vendor's sample; what is not known is null (CLX-18)."""
    content = record.content
    return {
        "clinicOrderId": content.clinic_order_id,
        "pharmacyOrderId": record.id,
        "orderStatus": record.status,
        "dispatchDate": content.dispatch_date,
        "trackingId": content.tracking_id,
        "cancelReason": content.cancel_reason,
    }


def _show_address(address: Address) -> dict[str, object]:
    return {
        "address1": address.address1,
        "address2": address.address2,
        "city": address.city,
        "county": address.county,
        "postCode": address.post_code,
        "countryCode": address.country_code,
    }


def show_order(record: Record[OrderContent]) -> dict[str, object]:
    """All of an order in the vendor's words: what was sent, and how it stands. No call of the vendor shows so much."""
    content = record.content
    customer = content.customer
    return {
        **show_status(record),
        "customer": {
            "clinicAccountNumber": customer.clinic_account_number,
            "title": customer.title,
            "firstName": customer.first_name,
            "surname": customer.surname,
            "dateOfBirth": customer.date_of_birth,
            "gender": customer.gender,
            "telephone": customer.telephone,
            "email": customer.email,
        },
        "homeAddress": None if content.home_address is None else _show_address(content.home_address),
        "deliveryAddress": _show_address(content.delivery_address),
        "prescription": {
            "clinicOrderId": content.clinic_order_id,
            "clinicOrderValue": content.clinic_order_value,
            "paymentType": content.payment_type,
            "repeatsAllowed": content.repeats_allowed,
            "courierCode": content.courier_code,
            "currencyCode": content.currency_code,
        },
        "prescribedItems": [
            {
                "productId": item.product_id,
                "dmdCode": item.dmd_code,
                "pack": item.pack,
                "medication": item.medication,
                "dosageInstructions": item.dosage_instructions,
                "quantity": item.quantity,
                "allowedRepeats": item.allowed_repeats,
            }
            for item in content.items
        ],
        "prescribingDoctor": {
            "registrationNumber": content.registration_number,
            "prescriberName": content.prescriber_name,
        },
        "clinicInformation": {"clinicCode": content.clinic_code},
        "affiliateId": content.affiliate_id,
    }


def _key(text: str) -> str:
    return text.strip().casefold()


def patient_key(surname: str, date_of_birth: str) -> tuple[str, str]:
    """By what a patient is known to be locked out: the surname in any case, and the birth date (CLX-37)."""
    return _key(surname), date_of_birth


ORDER = Kind(
    name="cloudrx.order",
    plural="orders",
    content=OrderContent,
    ids=_ORDINALS,
    view=show_order,
    grounds=documented("CLX-31", "CLX-51"),
    lifecycle=ORDER_LIFECYCLE,
    indexes={
        BY_REFERENCE: lambda record: record.content.clinic_order_id,
        CLINIC_AND_REFERENCE: lambda record: (record.content.clinic_code, record.content.clinic_order_id),
        BY_DISPATCH_DAY: lambda record: record.content.dispatch_date[:10] if record.content.dispatch_date else None,
    },
    unique=frozenset({CLINIC_AND_REFERENCE}),
    peeks={"customer.surname": lambda record: record.content.customer.surname},
)
CLINIC = Kind(
    name="cloudrx.clinic",
    plural="clinics",
    content=ClinicContent,
    ids=IdShape("cl", 4, DIGITS),
    view=lambda record: {"clinicCode": record.id, **asdict(record.content)},
    grounds=documented("CLX-41", "CLX-78"),
    indexes={BY_CLIENT: lambda record: record.content.client},
)
PRODUCT = Kind(
    name="cloudrx.product",
    plural="products",
    content=ProductContent,
    ids=_ORDINALS,
    view=lambda record: {"productId": int(record.id), **asdict(record.content)},
    grounds=invented("CLX-63", "CLX-64"),
    indexes={BY_DMD_CODE: lambda record: record.content.dmd_code},
    unique=frozenset({BY_DMD_CODE}),
)
COURIER = Kind(
    name="cloudrx.courier",
    plural="couriers",
    content=CourierContent,
    ids=IdShape("SAMPLE", 2, DIGITS),
    view=lambda record: {"courierCode": record.id, **asdict(record.content)},
    grounds=invented("CLX-43", "CLX-64"),
    indexes={BY_NUMBER: lambda record: record.content.number},
    unique=frozenset({BY_NUMBER}),
)
LOCKED_PATIENT = Kind(
    name="cloudrx.locked_patient",
    plural="locked_patients",
    content=LockedPatientContent,
    ids=_ORDINALS,
    view=lambda record: asdict(record.content),
    grounds=inferred("CLX-37"),
    indexes={BY_PATIENT: lambda record: patient_key(record.content.surname, record.content.date_of_birth)},
)
REFUSED_PRESCRIBER = Kind(
    name="cloudrx.refused_prescriber",
    plural="refused_prescribers",
    content=RefusedPrescriberContent,
    ids=_ORDINALS,
    view=lambda record: {"registrationNumber": record.id},
    grounds=inferred("CLX-46"),
)

KINDS = (ORDER, CLINIC, PRODUCT, COURIER, LOCKED_PATIENT, REFUSED_PRESCRIBER)
