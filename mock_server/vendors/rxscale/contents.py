"""What the records of RxScale hold: immutable, and shared where several records speak of the same thing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ShownSkus = Literal["all", "physical", "digital"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order, or its invoice, goes."""

    first_name: str
    last_name: str
    street: str
    house_number: str
    zip_code: str
    city: str
    country: str
    additional_address: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """For whom an order is. `date_of_birth` is `YYYY-MM-DD`."""

    uid: str
    display_name: str
    email: str
    date_of_birth: str


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something of whom no more is shown than uid and name: a doctor, a pharmacy."""

    uid: str
    display_name: str


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """How a shop ships; `external_id` is the shop's own name for it."""

    uid: str
    display_name: str
    external_id: str


@dataclass(frozen=True, slots=True)
class ShopContent:
    """A shop, and the organisation whose keys may ask about it."""

    organisation: str


@dataclass(frozen=True, slots=True)
class PharmacyContent:
    """A pharmacy. `shipping_mappings` are its own names for shops' shipping methods, by the method's uid."""

    display_name: str
    shipping_mappings: tuple[tuple[str, str], ...] = ()
    shown_skus: ShownSkus = "all"


@dataclass(frozen=True, slots=True)
class SkuContent:
    """An article of the catalogue that all pharmacies share."""

    display_name: str
    pzn: str
    product_uid: str
    product_display_name: str
    product_handle: str
    standard_selling_unit: float
    unit: str
    digital: bool


@dataclass(frozen=True, slots=True)
class PharmacySkuContent:
    """An article as one pharmacy sells it. `price` is in euro cents."""

    pharmacy: str
    sku_uid: str
    sku: SkuContent
    external_id: str
    price: int
    stock: int


@dataclass(frozen=True, slots=True)
class OrderContent:
    """What a shop sold; nothing in either API changes it. Amounts are in cents.

    `name` is the shop's own, and there only where a shop order is linked. `prepaid` is 1 or 0. `has_payouts` says that it is
    a paid order with a physical prescription. `order_status` stands in the place of the status that follows from the
    pharmacy orders.
    """

    shop: str
    prescription_uid: str | None
    name: str | None
    delivery_address: Address
    invoice_address: Address
    priority: int
    patient: Patient | None
    doctor: Named | None
    prescription_file: str | None
    prepaid: int
    has_payouts: bool
    shipping_methods: tuple[ShippingMethod, ...]
    shipping_costs_amount: int | None
    shipping_costs_currency: str | None
    order_status: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a pharmacy order. `total_paid_amount` is in cents."""

    uid: str
    amount: int
    sku_uid: str
    display_name: str
    pzn: str
    total_paid_amount: int


@dataclass(frozen=True, slots=True)
class TrackingLink:
    """Where a parcel can be followed."""

    tracking_link: str
    carrier: str


@dataclass(frozen=True, slots=True)
class PharmacyOrderContent:
    """An order, or part of one, as it lies with a pharmacy.

    `receiver` is the pharmacy that is paid for it. `has_route_id` says whether the payment provider gives its routes an
    identifier.
    """

    order_uid: str
    order: OrderContent
    pharmacy: Named
    name: str | None
    external_status: str
    items: tuple[Item, ...]
    receiver: str
    has_route_id: bool = True
    tracking_links: tuple[TrackingLink, ...] = ()
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayoutContent:
    """One component of what a pharmacy is paid for an order. `amount` is in cents."""

    receiver: str
    amount: int
    currency: str
    component_type: str
    routing_description: str | None
    pharmacy_order_uid: str
    pharmacy_order_name: str | None
    pharmacy_order_created_at: datetime
    has_route_id: bool = True
    provider_route_id: str | None = None
    routing_created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssueThreadContent:
    """What the pharmacy and the platform's people have to settle before an order goes on."""

    pharmacy_order_uid: str
    description: str


@dataclass(frozen=True, slots=True)
class WebhookContent:
    """A webhook subscription: of which pharmacies it tells, what, where to, and the secret it signs with."""

    pharmacies: tuple[str, ...]
    target: str
    notification_type: str
    signing_secret: str
