"""What CaryRx's records hold."""

from dataclasses import dataclass
from typing import Final

Number = int | float
"""A number as JSON has it: what was sent whole stays whole."""


def plain(number: Number) -> Number:
    """A number as it is answered: whole where it is whole."""
    return int(number) if number == int(number) else number


SAME_DAY: Final = "sameday_delivery"
MAIL_ORDER: Final = "2day_mailorder"
PRESCRIPTIONS: Final = "prescription"
ORDERS: Final = "order"
"""The two streams of callbacks. The vendor does not name them; the names are ours (CRX-58)."""


@dataclass(frozen=True, slots=True)
class PatientContent:
    """A patient. `dob` is `YYYY-MM-DD`; e-mail address and phone number are kept and never shown (CRX-35)."""

    first_name: str
    last_name: str
    dob: str
    email: str | None = None
    phone_number: str | None = None

    @property
    def name(self) -> str:
        """The whole name, as it stands on a parcel."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is delivered."""

    street1: str
    street2: str | None
    city: str
    state: str
    zip: str


@dataclass(frozen=True, slots=True)
class LocationContent:
    """A delivery address of a patient."""

    patient_id: str
    name: str | None
    address: Address
    latitude: Number | None = None
    longitude: Number | None = None


@dataclass(frozen=True, slots=True)
class PrescriptionContent:
    """A prescription. Quantities are units of the medicine; `last_fill` is `YYYY-MM-DD`; `data` is kept and never shown."""

    patient_id: str
    medication_name: str
    qty_written: Number
    refills_written: Number = 0
    days_supply: Number | None = None
    data: str | None = None
    last_fill: str | None = None
    qty_dispensed: Number = 0
    rx_number: int | None = None


@dataclass(frozen=True, slots=True)
class Tracking:
    """Where a parcel is: an address to follow it, when it is expected (a date-time), and a same-day courier's position."""

    url: str | None = None
    eta: str | None = None
    x: str | None = None
    y: str | None = None


@dataclass(frozen=True, slots=True)
class OrderContent:
    """An order. The address is the location's when the order was made (CRX-27)."""

    shipping_method: str
    patient_id: str
    patient_location_id: str
    address_to_name: str
    address: Address
    prescriptions: tuple[str, ...]
    central_fill: bool = False
    patient_delivery_note: str | None = None
    patient_pharmacy_note: str | None = None
    tracking: Tracking = Tracking()


@dataclass(frozen=True, slots=True)
class RegistrationContent:
    """Where an account is told of one stream. `known_urls` are all that it ever gave for it, oldest first (CRX-16)."""

    stream: str
    callback_url: str
    known_urls: tuple[str, ...]
