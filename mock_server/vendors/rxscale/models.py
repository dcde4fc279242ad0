"""The wire shapes of RxScale's two APIs, spelled as the vendor spells them.

Unknown fields of a body are ignored (RXS-71). Times of the pharmacies' API are whole seconds since 1970, those of the shops'
API are text (RXS-79); money is in cents.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel
from pydantic.config import JsonDict

from mock_server.contract.conduct import Documented
from mock_server.engine.evidence import inferred
from mock_server.vendors.rxscale.lifecycle import LINK, check_link
from mock_server.wire import INTEGRAL

PharmacyOrderStatus = Literal[
    "init",
    "waiting for pharmacy",
    "pending review",
    "on-hold",
    "in-progress",
    "ready_for_pickup",
    "completed",
    "cancelled",
]
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2025-03-15T10:30:00Z"])]
CalendarDate = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["1990-01-15"])]
Count = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1), INTEGRAL]
NotificationType = Literal["pharmacy_order_created", "pharmacy_order_updated", "pharmacy_sku_stock_updated"]


Link = Annotated[str, AfterValidator(check_link)]


class _In(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StatusIn(_In):
    """What sets a status. `comment` is needed, and looked at, only when an order goes on hold (RXS-26, RXS-28)."""

    status: Literal["waiting for pharmacy", "pending review", "on-hold", "in-progress", "ready_for_pickup", "cancelled"]
    comment: Annotated[object, Documented("text", inferred("RXS-28"), type="string")] = Field(
        default=None,
        description="Why the order goes on hold; not blank. With any other status it is ignored, whatever it is.",
        examples=["Out of stock until 2026-06-01"],
    )


class TrackingLinkIn(_In):
    """Where a parcel can be followed."""

    tracking_link: Link = Field(pattern=LINK, examples=["https://tracking.example.com/parcel/123"])
    carrier: Literal["DHL", "DPD", "UPS", "Hermes", "FedEx", "Other"]


class CompletionIn(_In):
    """What completes an order; all of it may be left out."""

    tracking_links: tuple[TrackingLinkIn, ...] | None = None


def _without_default(schema: JsonDict) -> None:
    # What is left out stays as it is; the default that the model needs would say otherwise.
    schema.pop("default", None)


class PharmacySkuIn(_In):
    """What changes an article: any of these. What is left out stays as it is."""

    price: Count = Field(default=0, examples=[1299], json_schema_extra=_without_default)
    stock: Count = Field(default=0, examples=[25], json_schema_extra=_without_default)
    external_id: str = Field(default="", max_length=255, examples=["ART-1001"], json_schema_extra=_without_default)


class StockIn(_In):
    """What sets an article's stock."""

    stock: Count = Field(examples=[25])


class ExternalIdIn(_In):
    """What sets an article's own number at the pharmacy."""

    external_id: str = Field(max_length=255, examples=["ART-1001"])


class WebhookIn(_In):
    """What subscribes to one sort of news."""

    target: Link = Field(pattern=LINK, examples=["https://hooks.example.com/rxscale"])
    notification_type: NotificationType


class LineItemOut(_Out):
    """What a shop sold, over all pharmacies that supply it."""

    sku_uid: str
    display_name: str
    quantity: int


class OrderStatusOut(_Out):
    """How the order of a prescription stands."""

    prescription_uid: str
    order_status: str
    fulfillment_status: Literal["fulfilled", "unfulfilled", "partially_fulfilled"]
    tracking_number: str | None
    tracking_url: str | None
    created_at: Instant
    fulfilled_at: Instant | None
    line_items: list[LineItemOut]


class OrderStatusesOut(_Out):
    """A row for each known prescription, in the order in which they were asked for."""

    data: list[OrderStatusOut]


class NamedOut(_Out):
    """Uid and name."""

    uid: str
    display_name: str


class AddressOut(_Out):
    """Where an order, or its invoice, goes."""

    first_name: str
    last_name: str
    street: str
    house_number: str
    zip_code: str
    city: str
    country: str
    additional_address: str | None
    province: str | None


class OrderOut(_Out):
    """The order behind a pharmacy order; a higher priority is more urgent, 0 is none."""

    uid: str
    delivery_address: AddressOut
    invoice_address: AddressOut
    priority: int


class ItemSkuOut(_Out):
    """The article of an item."""

    uid: str
    display_name: str
    pzn: str


class CompletedItemOut(_Out):
    """A line of a pharmacy order as its completion is answered."""

    uid: str
    amount: int
    sku: ItemSkuOut


class ItemOut(CompletedItemOut):
    """A line of a pharmacy order."""

    total_paid_amount: int


class MappingOut(_Out):
    """The pharmacy's own name for a shipping method."""

    pharmacy_uid: str
    shipping_method_identifier_for_pharmacy: str


class ShippingMethodOut(_Out):
    """How the shop ships; the mapping is null until a pharmacist saves one."""

    uid: str
    display_name: str
    external_id: str
    pharmacy_mapping: MappingOut | None


class PharmacyOrderOut(_Out):
    """A pharmacy order as lists show it."""

    uid: str
    status: PharmacyOrderStatus
    name: str | None
    shop_order_name: str | None
    external_status: str
    pharmacy: NamedOut
    order: OrderOut
    order_items: list[ItemOut]
    shop_shipping_methods: list[ShippingMethodOut]
    shipping_costs_amount: int | None
    shipping_costs_currency: str | None


class PatientOut(_Out):
    """For whom an order is."""

    uid: str
    display_name: str
    email: str
    date_of_birth: CalendarDate


class FileOut(_Out):
    """The prescription as a PDF."""

    filename: str
    content_base64: str = Field(json_schema_extra={"contentEncoding": "base64", "contentMediaType": "application/pdf"})


class PayoutOut(_Out):
    """A component of what the pharmacy is paid."""

    status: Literal["projected", "routed"]
    amount: int
    currency: str
    component_type: str
    routing_description: str | None
    provider_route_id: str | None
    pharmacy_order_uid: str
    pharmacy_order_name: str | None
    pharmacy_order_created_at: int
    routing_created_at: int | None


class PharmacyOrderDetailOut(PharmacyOrderOut):
    """A pharmacy order with patient, doctor, prescription and payouts."""

    patient_data: PatientOut | None
    doctor_data: NamedOut | None
    prescription_file: FileOut | None
    prepaid: Literal[0, 1]
    payouts: list[PayoutOut]


class CompletedOrderOut(_Out):
    """A pharmacy order as its completion is answered."""

    uid: str
    status: Literal["completed"]
    name: str | None
    external_status: str
    pharmacy: NamedOut
    order_items: list[CompletedItemOut]
    shop_shipping_methods: list[ShippingMethodOut]
    shipping_costs_amount: int | None
    shipping_costs_currency: str | None


class _PageOut(_Out):
    totalRegistries: int = Field(description="How many rows there are on all pages.")
    totalPages: int


class PharmacyOrdersOut(_PageOut):
    """A page of pharmacy orders, newest first."""

    data: list[PharmacyOrderOut]


class PayoutsOut(_PageOut):
    """A page of payouts."""

    data: list[PayoutOut]


class SkuOut(ItemSkuOut):
    """An article of the catalogue."""

    product_uid: str
    product_display_name: str
    standard_selling_unit: float
    unit: str
    product_handle: str
    digital: bool


class PharmacySkuOut(_Out):
    """An article as a pharmacy sells it."""

    uid: str
    external_id: str
    price: int
    stock: int
    pharmacy: str
    sku: SkuOut
    created_at: int
    updated_at: int
    deleted_at: int | None


class PharmacySkusOut(_PageOut):
    """A page of articles."""

    data: list[PharmacySkuOut]


class WebhookOut(_Out):
    """A subscription."""

    uid: str
    target: str
    notification_type: NotificationType


class NewWebhookOut(WebhookOut):
    """A new subscription with its secret, which is shown this once."""

    signing_secret: str


class WebhooksOut(RootModel[list[WebhookOut]]):
    """All subscriptions, without pages."""


class HealthOut(_Out):
    """That the API is there."""

    status: Literal["ok"]


class MessageOut(_Out):
    """An error in one sentence."""

    error: str


class AuthErrorOut(_Out):
    """An error of the key."""

    code: str
    description: str


class FieldErrorsOut(_Out):
    """Errors by field; places in lists are keys such as `0`. Completing an order names the pharmacy too."""

    error: dict[str, object]
    pharmacy: NamedOut | None = None


class ErrorOut(RootModel[MessageOut | AuthErrorOut | FieldErrorsOut]):
    """One of the three shapes of errors."""
