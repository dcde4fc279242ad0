"""The wire shapes of CaryRx, in the spelling that was put together from the page (CRX-4, CRX-5).

The vendor mixes two styles of names. What is sent may have each name in the other style too, and its own wins where both are
sent; unknown members are ignored (CRX-6). What is answered has the exact spelling alone.
"""

import re
from datetime import date
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, AliasChoices, AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field

from mock_server.contract.conduct import Documented
from mock_server.engine.evidence import inferred
from mock_server.vendors.caryrx.contents import plain
from mock_server.webhooks.egress import LONGEST_URL, flaw_in


def twin(name: str) -> str:
    """A name in the other of the two styles: `patientId` for `patient_id`, and the other way round."""
    if "_" in name:
        first, *rest = name.split("_")
        return first + "".join(word.capitalize() for word in rest)
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date as YYYY-MM-DD") from None
    return text


def _fold(value: object) -> object:
    """A word of a closed list, which may be sent in any case, with hyphens or spaces (CRX-6)."""
    return value.lower().replace("-", "_").replace(" ", "_") if isinstance(value, str) else value


def _reachable(url: str) -> str:
    flaw = flaw_in(url)
    if flaw is not None:
        raise ValueError(flaw)
    return url


Filled = Annotated[str, Field(min_length=1)]
EntityId = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{10}$", examples=["wuyhosgwuc"])]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"}), AfterValidator(_day)]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2020-01-25T18:01:02.704Z"])]
Digits = Annotated[str, Field(pattern=r"^[0-9]+$", examples=["1000010101"])]
State = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$", examples=["NY"])]
CallbackUrl = Annotated[
    str,
    Field(pattern=r"^https?://[!-~]+$", max_length=LONGEST_URL),
    AfterValidator(_reachable),
]
Quantity = Annotated[float, Field(strict=True, ge=0, le=1_000_000_000), AfterValidator(plain)]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90), AfterValidator(plain)]
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180), AfterValidator(plain)]
Yes = Annotated[bool, Field(strict=True)]

ShippingMethod = Literal["sameday_delivery", "2day_mailorder"]
OrderStatus = Literal["pending", "ready_to_fill", "shipped", "delivered", "delivery_failed"]
PrescriptionStatus = Literal["pending", "verified", "rejected"]
_ANY_CASE: Final = BeforeValidator(_fold)


def _exactly(*words: str) -> Documented:
    return Documented(f"one of {', '.join(words)}", inferred("CRX-6"), pattern="|".join(words))


class _Sent(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        defer_build=True,
        alias_generator=AliasGenerator(validation_alias=lambda name: AliasChoices(name, twin(name))),
        loc_by_alias=False,
    )


class RegistrationIn(_Sent):
    """What asks to be called back."""

    callbackUrl: CallbackUrl = Field(examples=["https://webhook.site/47dbf796-eec4-4049-8768-95a5f404d9a0"])
    authType: Annotated[Literal["none"], _ANY_CASE, _exactly("none")] | None = None


class PatientIn(_Sent):
    """What creates a patient."""

    first_name: Filled = Field(examples=["Test"])
    last_name: Filled = Field(examples=["Patient"])
    dob: Day = Field(examples=["2000-01-01"])
    email: str | None = Field(default=None, examples=["test.patient@test.com"])
    phone_number: Digits | None = None


class PatientWanted(_Sent):
    """By what a patient is looked for."""

    first_name: Filled = Field(examples=["Test"])
    last_name: Filled = Field(examples=["Patient"])
    email: Filled = Field(examples=["test.patient@test.com"])


class LocationIn(_Sent):
    """What adds a delivery address."""

    patientId: str | None = Field(default=None, description="The same as in the path, where it is sent.")
    locationName: str | None = Field(default=None, examples=["Home"])
    address_to_street1: Filled = Field(examples=["123 Main St"])
    address_to_street2: str | None = Field(default=None, examples=["Apt 4"])
    address_to_city: Filled = Field(examples=["New York"])
    address_to_state: State
    address_to_zip: Filled = Field(examples=["27511"])
    address_to_latitude: Latitude | None = Field(default=None, examples=[1])
    address_to_longitude: Longitude | None = Field(default=None, examples=[1])


class PrescriptionIn(_Sent):
    """What simulates a prescription."""

    patientId: Filled = Field(examples=["wuyhosgwuc"])
    medication_name: Filled = Field(examples=["Atorvastatin"])
    qty_written: Quantity = Field(examples=[10])
    refills_written: Quantity | None = Field(default=None, description="0 where it is left out.", examples=[0])
    days_supply: Quantity | None = Field(default=None, examples=[10])
    data: str | None = Field(default=None, description="Text that is kept and never shown.", examples=["null"])


class OrderLineIn(_Sent):
    """One of the prescriptions that are ordered."""

    id: Filled = Field(examples=["uccmdxbo8y"])


class OrderIn(_Sent):
    """What creates an order."""

    shipping_method: Annotated[ShippingMethod, _ANY_CASE, _exactly(*get_args(ShippingMethod))]
    central_fill: Yes | None = None
    patient_id: Filled = Field(examples=["wuyhosgwuc"])
    patient_location_id: Filled = Field(
        description="Needed for delivery to an address, as which both methods count.", examples=["2zgoxnmqjy"]
    )
    prescriptions: Annotated[tuple[OrderLineIn, ...], Field(min_length=1)]
    patient_delivery_note: str | None = Field(default=None, examples=["Leave at front desk"])
    patient_pharmacy_note: str | None = Field(default=None, examples=["Note for info"])
    order_status: Annotated[OrderStatus, _ANY_CASE, _exactly(*get_args(OrderStatus))] | None = Field(
        default=None, description="`pending` where it is left out; others are taken as given, to simulate."
    )


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class EntityOut(_Told):
    """A reference to a record."""

    entity_type: Literal["Patient", "PatientLocation", "Prescription", "Order"]
    id: EntityId
    created_at: Instant
    updated_at: Instant


class FoundOut(_Told):
    """A reference to the patient that was found; empty where none was."""

    entity_type: Literal["Patient"] | None = None
    id: EntityId | None = None
    created_at: Instant | None = None
    updated_at: Instant | None = None


class BriefEntityOut(_Told):
    """A reference without times."""

    entity_type: Literal["Patient"]
    id: EntityId


class SampleEntityOut(_Told):
    """A reference in a test payload, whose type and id are the page's own and fit nothing."""

    entity_type: str
    id: str
    created_at: Instant
    updated_at: Instant


class PrescriptionTestOut(_Told):
    """The test payload of the prescription stream; what is called back later has the same members."""

    id: str
    status: str
    source: str
    medication_name: str
    qty_written: float
    last_fill: str
    days_supply: float
    total_tablets_remaining: float
    refills_remaining: float
    refills_written: float
    qty_dispensed: float
    patient: SampleEntityOut


class OrderTestOut(_Told):
    """The test payload of the order stream; what is called back later has the same members."""

    id: str
    shipping_method: str
    packaging_method: str
    address_to_name: str
    address_to_street1: str
    address_to_street2: str
    address_to_city: str
    address_to_state: str
    address_to_zip: str
    shipment_tracking_url: str
    shipment_tracking_eta: Instant
    sameday_location_x: str
    sameday_location_y: str
    order_status: str
    prescriptions: tuple[SampleEntityOut, ...]
    patient: SampleEntityOut


class PatientOut(_Told):
    """A patient as it is read. E-mail address and phone number are not shown."""

    first_name: str
    last_name: str
    dob: Day
    state: None
    cary_patient: bool
    id: EntityId
    pause_interventions: bool
    tags: tuple[str, ...]
    prescriptions: tuple[EntityOut, ...]
    orders: tuple[EntityOut, ...]
    contact_info: tuple[str, ...]


class PrescriberOut(_Told):
    """Who prescribed."""

    prescriber_name: str
    prescriber_clinic: str
    prescriber_address: str
    prescriber_address2: str
    prescriber_city: str
    prescriber_state: str
    prescriber_zip: str
    prescriber_phone: str | None
    prescriber_fax: str | None
    prescriber_npi: str | None
    prescriber_dea: str | None


class PrescriptionOut(_Told):
    """A prescription as it is read. `rx_number` comes with verification, `last_fill` with the first fill."""

    id: EntityId
    source: str
    status: PrescriptionStatus
    medication_name: str
    last_fill: Day | None
    days_supply: float | None
    qty_written: float
    total_tablets_remaining: float
    refills_remaining: float
    qty_dispensed: float
    refills_written: float
    prior_auth_status: str | None
    rx_number: int | None
    prior_auth_last_update: Instant | None
    auto_refill: bool
    payment_token: str | None
    external_id: str | None
    patient: BriefEntityOut
    prescriber: PrescriberOut


class NewOrderOut(_Told):
    """An order as its creation is answered."""

    id: EntityId
    shipping_method: ShippingMethod
    delivery_schedule: Literal["mailorder"] | None
    patient_location_id: EntityId
    address_to_street1: str
    address_to_street2: str | None
    address_to_city: str
    address_to_state: str
    address_to_zip: str
    order_status: OrderStatus
    prescriptions: tuple[EntityOut, ...]
    patient: EntityOut


class OrderLineOut(_Told):
    """A prescription of an order, with the medicine's name."""

    entity_type: Literal["Prescription"]
    prescription: str
    is_refill: bool
    id: EntityId
    created_at: Instant
    updated_at: Instant


class OrderOut(_Told):
    """An order as it is read. From `updated_at` on the members are the stand-in's addition; tracking comes with `shipped`."""

    id: EntityId
    shipping_method: ShippingMethod
    packaging_method: Literal["usps_firstclass"] | None
    order_status: OrderStatus
    created_at: Instant
    updatedAt: Instant
    flags: None
    prescriptions: tuple[OrderLineOut, ...]
    patient: BriefEntityOut
    activationCode: None
    updated_at: Instant
    delivery_schedule: Literal["mailorder"] | None
    patient_location_id: EntityId
    address_to_name: str
    address_to_street1: str
    address_to_street2: str | None
    address_to_city: str
    address_to_state: str
    address_to_zip: str
    shipment_tracking_url: str | None
    shipment_tracking_eta: Instant | None
    patient_delivery_note: str | None
    patient_pharmacy_note: str | None


class ErrorBody(_Told):
    """What went wrong; `field` where one is to blame."""

    code: str
    message: str
    field: str | None = None


class ErrorOut(_Told):
    """The envelope of every error. It is the stand-in's own: the vendor documents no error."""

    error: ErrorBody
