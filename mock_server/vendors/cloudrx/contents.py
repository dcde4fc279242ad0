"""What the records of CloudRx hold: immutable, in the vendor's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customer:
    """The patient. `date_of_birth` is `YYYY-MM-DD`; `clinic_account_number` is kept and means nothing here (CLX-48)."""

    title: str | None
    first_name: str | None
    surname: str
    date_of_birth: str
    gender: str | None
    telephone: str
    email: str | None
    clinic_account_number: int | None


@dataclass(frozen=True, slots=True)
class Address:
    """Where the patient lives, or where the parcel goes. `country_code` is ISO 3166 alpha-3 in capitals."""

    address1: str | None
    address2: str | None
    city: str | None
    county: str | None
    post_code: str | None
    country_code: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One prescribed item; the quantity is in the item's own units."""

    product_id: int | None
    dmd_code: int | None
    pack: int | None
    medication: str
    dosage_instructions: str
    quantity: float
    allowed_repeats: int | None


@dataclass(frozen=True, slots=True)
class OrderContent:
    """What an order holds. `dispatch_date` is an instant in UTC with milliseconds and `Z`, `client` whose clinic it is of."""

    clinic_code: str
    client: str
    clinic_order_id: str
    customer: Customer
    delivery_address: Address
    home_address: Address | None
    items: tuple[Item, ...]
    registration_number: str
    prescriber_name: str
    payment_type: str
    courier_code: str
    currency_code: str
    clinic_order_value: float | None = None
    repeats_allowed: int | None = None
    affiliate_id: str | None = None
    dispatch_date: str | None = None
    tracking_id: str | None = None
    cancel_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ClinicContent:
    """A clinic, and the client that acts for it."""

    client: str
    name: str | None = None
    address: tuple[str, ...] = ()
    postcode: str | None = None
    country_code: str | None = None
    contact_number: str | None = None
    contact_email: str | None = None


@dataclass(frozen=True, slots=True)
class ProductContent:
    """A product of the sample catalogue; `price` is of one pack, in pence."""

    dmd_code: int
    name: str
    pack: int
    price: int
    stock: int


@dataclass(frozen=True, slots=True)
class CourierContent:
    """A way to send a parcel: the number that stands for it, if one does, and its prices in pence, at home and abroad."""

    number: int | None
    price: int
    price_abroad: int
    carrier: str


@dataclass(frozen=True, slots=True)
class LockedPatientContent:
    """A patient for whom no orders are taken. `date_of_birth` is `YYYY-MM-DD`."""

    surname: str
    date_of_birth: str


@dataclass(frozen=True, slots=True)
class RefusedPrescriberContent:
    """A prescriber for whom no orders are taken; the record's id is the registration number."""
