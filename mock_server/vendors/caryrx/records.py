"""What a CaryRx sandbox holds: patients, their addresses, prescriptions and orders, and where accounts are called back."""

from collections.abc import Iterable
from typing import Final

from mock_server.engine.engine import Engine
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import LETTERS_AND_DIGITS, IdShape
from mock_server.engine.records import ContentT, Kind, Record
from mock_server.vendors.caryrx.contents import (
    LocationContent,
    OrderContent,
    PatientContent,
    PrescriptionContent,
    RegistrationContent,
)
from mock_server.vendors.caryrx.lifecycle import ORDER_LIFECYCLE, PRESCRIPTION_LIFECYCLE
from mock_server.vendors.caryrx.shown import reference, show_kept_order, show_location, show_prescription

BY_PATIENT: Final = "patient"
BY_PERSON: Final = "person"
LINE: Final = "line"
"""The account and the stream of a registration: there is one for each."""

_IDS: Final = IdShape(length=10, alphabet=LETTERS_AND_DIGITS)


def person(first_name: str, last_name: str, email: str) -> tuple[str, str, str]:
    """By what a patient is found (CRX-21)."""
    return first_name, last_name, email


def _person_of(record: Record[PatientContent]) -> tuple[str, str, str] | None:
    patient = record.content
    return None if patient.email is None else person(patient.first_name, patient.last_name, patient.email)


def _show_kept_patient(record: Record[PatientContent]) -> dict[str, object]:
    patient = record.content
    return {
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "dob": patient.dob,
        "email": patient.email,
        "phone_number": patient.phone_number,
        **reference(record),
    }


def _show_registration(record: Record[RegistrationContent]) -> dict[str, object]:
    registration = record.content
    return {
        "account": record.owner,
        "stream": registration.stream,
        "callbackUrl": registration.callback_url,
        "authType": "none",
        "known_urls": list(registration.known_urls),
    }


PATIENT = Kind(
    name="caryrx.patient",
    plural="patients",
    content=PatientContent,
    ids=_IDS,
    view=_show_kept_patient,
    grounds=documented("CRX-18") + inferred("CRX-7"),
    indexes={BY_PERSON: _person_of},
)
LOCATION = Kind(
    name="caryrx.location",
    plural="locations",
    content=LocationContent,
    ids=_IDS,
    view=show_location,
    grounds=documented("CRX-23") + inferred("CRX-7"),
)
PRESCRIPTION = Kind(
    name="caryrx.prescription",
    plural="prescriptions",
    content=PrescriptionContent,
    ids=_IDS,
    view=show_prescription,
    grounds=documented("CRX-25", "CRX-36") + inferred("CRX-7"),
    lifecycle=PRESCRIPTION_LIFECYCLE,
    indexes={BY_PATIENT: lambda record: record.content.patient_id},
    peeks={"medication_name": lambda record: record.content.medication_name},
)
ORDER = Kind(
    name="caryrx.order",
    plural="orders",
    content=OrderContent,
    ids=_IDS,
    view=show_kept_order,
    grounds=documented("CRX-27", "CRX-40") + inferred("CRX-7"),
    lifecycle=ORDER_LIFECYCLE,
    indexes={BY_PATIENT: lambda record: record.content.patient_id},
    peeks={"address_to_zip": lambda record: record.content.address.zip},
)
REGISTRATION = Kind(
    name="caryrx.registration",
    plural="registrations",
    content=RegistrationContent,
    ids=IdShape("reg-", 6),
    view=_show_registration,
    grounds=inferred("CRX-11", "CRX-12", "CRX-16"),
    indexes={LINE: lambda record: (record.owner, record.content.stream)},
    unique=frozenset({LINE}),
)

KINDS = (ORDER, PRESCRIPTION, PATIENT, LOCATION, REGISTRATION)


def of_patient(engine: Engine, kind: Kind[ContentT], patient: str, tenant: str) -> Iterable[Record[ContentT]]:
    """A patient's records of a kind that an account may see, oldest first."""
    store = engine.world.store
    found = store.page(kind, BY_PATIENT, patient, limit=store.count(kind, BY_PATIENT, patient))
    return [record for record in reversed(found) if record.is_visible_to(tenant)]
