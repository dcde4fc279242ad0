"""What a scenario may list under `fixtures: {caryrx: …}`, in the vendor's words. Without more, the page's sample values."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mock_server.contract.vendor import FixtureWord
from mock_server.engine.clock import parse_instant
from mock_server.engine.engine import Engine
from mock_server.engine.errors import DuplicateRecord
from mock_server.engine.ids import draw
from mock_server.engine.records import EVERYBODY
from mock_server.vendors.caryrx.auth import ACCOUNT
from mock_server.vendors.caryrx.contents import (
    ORDERS,
    PRESCRIPTIONS,
    Address,
    LocationContent,
    OrderContent,
    PatientContent,
    PrescriptionContent,
    RegistrationContent,
    plain,
)
from mock_server.vendors.caryrx.lifecycle import PENDING, VERIFIED, rx_number
from mock_server.vendors.caryrx.models import (
    CallbackUrl,
    Day,
    Digits,
    EntityId,
    Filled,
    OrderStatus,
    PrescriptionStatus,
    ShippingMethod,
    State,
)
from mock_server.vendors.caryrx.ordering import begin_order, gather, patient_named
from mock_server.vendors.caryrx.records import LINE, LOCATION, PATIENT, PRESCRIPTION, REGISTRATION


def _is_instant(text: str) -> str:
    parse_instant(text)
    return text


Instant = Annotated[str, AfterValidator(_is_instant)]
Amount = Annotated[float, Field(ge=0, le=1_000_000_000), AfterValidator(plain)]


class _Fixture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: EntityId | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None


class PatientFixture(_Fixture):
    """A patient. Without an `account` every key may see it; what belongs to a patient is seen by those who see the patient."""

    first_name: Filled = "Test"
    last_name: Filled = "Patient"
    dob: Day = "2000-01-01"
    email: str | None = "test.patient@test.com"
    phone_number: Digits | None = "1000010101"
    account: str = EVERYBODY


class LocationFixture(_Fixture):
    """A delivery address."""

    patientId: str
    locationName: str | None = "Home"
    address_to_street1: Filled = "123 Main St"
    address_to_street2: str | None = "Apt 4"
    address_to_city: Filled = "New York"
    address_to_state: State = "NY"
    address_to_zip: Filled = "27511"
    address_to_latitude: Annotated[float, Field(ge=-90, le=90), AfterValidator(plain)] | None = None
    address_to_longitude: Annotated[float, Field(ge=-180, le=180), AfterValidator(plain)] | None = None


class PrescriptionFixture(_Fixture):
    """A prescription. A verified one without an `rx_number` has one made up."""

    patientId: str
    medication_name: Filled = "Atorvastatin"
    qty_written: Amount = 10
    refills_written: Amount = 0
    days_supply: Amount | None = 10
    data: str | None = None
    status: PrescriptionStatus = PENDING
    last_fill: Day | None = None
    qty_dispensed: Amount = 0
    rx_number: int | None = Field(default=None, ge=1_000_000, le=9_999_999)


class OrderLineFixture(BaseModel):
    """One of the prescriptions that are ordered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str


class OrderFixture(_Fixture):
    """An order. One that is shipped, or further, has something to track: what is given, else what is made up."""

    shipping_method: ShippingMethod = "2day_mailorder"
    central_fill: bool = False
    patient_id: str
    patient_location_id: str
    prescriptions: Annotated[tuple[OrderLineFixture, ...], Field(min_length=1)]
    patient_delivery_note: str | None = None
    patient_pharmacy_note: str | None = None
    order_status: OrderStatus = PENDING
    shipment_tracking_url: str | None = None
    shipment_tracking_eta: Instant | None = None
    sameday_location_x: str | None = None
    sameday_location_y: str | None = None


class RegistrationFixture(BaseModel):
    """Where an account is called back for a stream."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stream: str = Field(pattern=f"^({PRESCRIPTIONS}|{ORDERS})$")
    callbackUrl: CallbackUrl
    account: str = Field(default=ACCOUNT, min_length=1)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)


def _place_patient(engine: Engine, fixture: BaseModel) -> None:
    patient = PatientFixture.model_validate(fixture)
    content = PatientContent(patient.first_name, patient.last_name, patient.dob, patient.email, patient.phone_number)
    engine.create(
        PATIENT,
        content,
        id=patient.id,
        owner=patient.account,
        created_at=_instant(patient.created_at),
        updated_at=_instant(patient.updated_at),
    )


def _place_location(engine: Engine, fixture: BaseModel) -> None:
    location = LocationFixture.model_validate(fixture)
    patient = patient_named(engine, location.patientId, "patientId", None)
    address = Address(
        location.address_to_street1,
        location.address_to_street2,
        location.address_to_city,
        location.address_to_state,
        location.address_to_zip,
    )
    content = LocationContent(
        patient.id, location.locationName, address, location.address_to_latitude, location.address_to_longitude
    )
    engine.create(
        LOCATION,
        content,
        id=location.id,
        owner=patient.owner,
        created_at=_instant(location.created_at),
        updated_at=_instant(location.updated_at),
    )


def _place_prescription(engine: Engine, fixture: BaseModel) -> None:
    prescription = PrescriptionFixture.model_validate(fixture)
    patient = patient_named(engine, prescription.patientId, "patientId", None)
    id = prescription.id or engine.mint(PRESCRIPTION)
    number = prescription.rx_number
    if number is None and prescription.status == VERIFIED:
        number = rx_number(draw(engine.world.seed, PRESCRIPTION.name, id, 0, "rx_number"))
    content = PrescriptionContent(
        patient.id,
        prescription.medication_name,
        prescription.qty_written,
        prescription.refills_written,
        prescription.days_supply,
        prescription.data,
        prescription.last_fill,
        prescription.qty_dispensed,
        number,
    )
    engine.create(
        PRESCRIPTION,
        content,
        id=id,
        owner=patient.owner,
        status=prescription.status,
        created_at=_instant(prescription.created_at),
        updated_at=_instant(prescription.updated_at),
    )


_TRACKING = ("shipment_tracking_url", "shipment_tracking_eta", "sameday_location_x", "sameday_location_y")


def _place_order(engine: Engine, fixture: BaseModel) -> None:
    order = OrderFixture.model_validate(fixture)
    ids = tuple(each.id for each in order.prescriptions)
    parts = gather(engine, order.patient_id, order.patient_location_id, ids, None)
    content = OrderContent(
        order.shipping_method,
        parts.patient.id,
        parts.location.id,
        parts.patient.content.name,
        parts.location.content.address,
        ids,
        order.central_fill,
        order.patient_delivery_note,
        order.patient_pharmacy_note,
    )
    begin_order(
        engine,
        content,
        parts.patient.owner,
        id=order.id,
        status=order.order_status,
        tracking={name: value for name in _TRACKING if (value := getattr(order, name)) is not None},
        created_at=_instant(order.created_at),
        updated_at=_instant(order.updated_at),
    )


def _place_registration(engine: Engine, fixture: BaseModel) -> None:
    registration = RegistrationFixture.model_validate(fixture)
    url, line = registration.callbackUrl, (registration.account, registration.stream)
    if engine.world.store.only(REGISTRATION, LINE, line) is not None:
        raise DuplicateRecord(REGISTRATION.name, LINE, " ".join(line))
    engine.create(REGISTRATION, RegistrationContent(registration.stream, url, (url,)), owner=registration.account)


FIXTURES = {
    "patients": FixtureWord(PatientFixture, _place_patient),
    "locations": FixtureWord(LocationFixture, _place_location),
    "prescriptions": FixtureWord(PrescriptionFixture, _place_prescription),
    "orders": FixtureWord(OrderFixture, _place_order),
    "registrations": FixtureWord(RegistrationFixture, _place_registration),
}
