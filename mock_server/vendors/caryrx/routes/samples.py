"""The page's samples, in the spelling that was put together, for the OpenAPI document."""

from typing import Final

_PATIENT_ID: Final = "wuyhosgwuc"
_LOCATION_ID: Final = "2zgoxnmqjy"
_PRESCRIPTION_ID: Final = "uccmdxbo8y"


def _reference(entity_type: str, id: str, created_at: str, updated_at: str | None = None) -> dict[str, object]:
    return {"entity_type": entity_type, "id": id, "created_at": created_at, "updated_at": updated_at or created_at}


NEW_PATIENT: Final[dict[str, object]] = {
    "first_name": "Test",
    "last_name": "Patient",
    "dob": "2000-01-01",
    "email": "test.patient@test.com",
    "phone_number": "1000010101",
}
WANTED_PATIENT: Final[dict[str, object]] = {name: NEW_PATIENT[name] for name in ("first_name", "last_name", "email")}
PATIENT_REFERENCE: Final = _reference("Patient", _PATIENT_ID, "2020-01-25T18:01:02.704Z")
_ADDRESS: Final[dict[str, object]] = {
    "address_to_street1": "123 Main St",
    "address_to_street2": "Apt 4",
    "address_to_city": "New York",
    "address_to_state": "NY",
    "address_to_zip": "27511",
}
NEW_LOCATION: Final[dict[str, object]] = {
    "patientId": _PATIENT_ID,
    "locationName": "Home",
    **_ADDRESS,
    "address_to_latitude": 1,
    "address_to_longitude": 1,
}
LOCATION_REFERENCE: Final = _reference("PatientLocation", _LOCATION_ID, "2025-01-25T19:19:15.360Z")
NEW_PRESCRIPTION: Final[dict[str, object]] = {
    "patientId": _PATIENT_ID,
    "medication_name": "Atorvastatin",
    "qty_written": 10,
    "refills_written": 0,
    "days_supply": 10,
    "data": "null",
}
PRESCRIPTION_REFERENCE: Final = _reference("Prescription", _PRESCRIPTION_ID, "2025-01-25T18:56:55.873Z")
NEW_ORDER: Final[dict[str, object]] = {
    "shipping_method": "sameday_delivery",
    "central_fill": False,
    "patient_id": _PATIENT_ID,
    "patient_location_id": _LOCATION_ID,
    "prescriptions": [{"id": _PRESCRIPTION_ID}],
    "patient_delivery_note": "Leave at front desk",
    "patient_pharmacy_note": "Note for info",
    "order_status": "pending",
}
ORDER_CREATED: Final[dict[str, object]] = {
    "id": "wbbubgc6s5",
    "shipping_method": "2day_mailorder",
    "delivery_schedule": "mailorder",
    "patient_location_id": _LOCATION_ID,
    **_ADDRESS,
    "order_status": "pending",
    "prescriptions": [PRESCRIPTION_REFERENCE],
    "patient": _reference("Patient", _PATIENT_ID, "2025-01-25T18:01:02.704Z"),
}
PATIENT: Final[dict[str, object]] = {
    "first_name": "Test",
    "last_name": "Patient",
    "dob": "2000-01-01",
    "state": None,
    "cary_patient": False,
    "id": _PATIENT_ID,
    "pause_interventions": False,
    "tags": [],
    "prescriptions": [
        _reference("Prescription", "x1yx8vbbcf", "2021-01-25T18:21:01.942Z"),
        _reference("Prescription", "i7mmszsi84", "2021-01-25T18:34:14.848Z"),
        _reference("Prescription", _PRESCRIPTION_ID, "2021-01-25T18:56:55.873Z"),
    ],
    "orders": [
        _reference("Order", "l1arhug55v", "2021-01-25T19:22:33.849Z", "2021-01-25T19:25:00.840Z"),
        _reference("Order", "ufhos4prei", "2021-01-25T20:35:55.000Z"),
    ],
    "contact_info": [],
}
PRESCRIPTION: Final[dict[str, object]] = {
    "id": _PRESCRIPTION_ID,
    "source": "escript",
    "status": "verified",
    "medication_name": "Atorvastatin",
    "last_fill": "2021-01-01",
    "days_supply": 30,
    "qty_written": 30,
    "total_tablets_remaining": 30,
    "refills_remaining": 0,
    "qty_dispensed": 0,
    "refills_written": 0,
    "prior_auth_status": None,
    "rx_number": 1231234,
    "prior_auth_last_update": None,
    "auto_refill": False,
    "payment_token": None,
    "external_id": None,
    "patient": {"entity_type": "Patient", "id": _PATIENT_ID},
    "prescriber": {
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
    },
}
DOCUMENTED_ORDER: Final[dict[str, object]] = {
    "id": "mu0cu5dv3f",
    "shipping_method": "2day_mailorder",
    "packaging_method": "usps_firstclass",
    "order_status": "pending",
    "created_at": "2022-01-26T16:34:09.493Z",
    "updatedAt": "2022-01-26T16:34:09.493Z",
    "flags": None,
    "prescriptions": [
        {
            "entity_type": "Prescription",
            "prescription": "Atorvastatin",
            "is_refill": False,
            "id": _PRESCRIPTION_ID,
            "created_at": "2022-01-25T18:56:55.873Z",
            "updated_at": "2022-01-25T18:56:55.873Z",
        }
    ],
    "patient": {"entity_type": "Patient", "id": _PATIENT_ID},
    "activationCode": None,
}
ORDER: Final[dict[str, object]] = {
    **DOCUMENTED_ORDER,
    "updated_at": "2022-01-26T16:34:09.493Z",
    "delivery_schedule": "mailorder",
    "patient_location_id": _LOCATION_ID,
    "address_to_name": "Test Patient",
    **_ADDRESS,
    "shipment_tracking_url": None,
    "shipment_tracking_eta": None,
    "patient_delivery_note": None,
    "patient_pharmacy_note": None,
}
