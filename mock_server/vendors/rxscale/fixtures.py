"""What a scenario may list under `fixtures: {rxscale: …}`, in the vendor's words."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mock_server.contract.vendor import FixtureWord
from mock_server.engine.clock import parse_day, parse_instant
from mock_server.engine.engine import Engine
from mock_server.vendors.rxscale.contents import (
    Address,
    IssueThreadContent,
    Item,
    Named,
    OrderContent,
    Patient,
    PharmacyContent,
    PharmacyOrderContent,
    PharmacySkuContent,
    ShippingMethod,
    ShopContent,
    ShownSkus,
    SkuContent,
    TrackingLink,
)
from mock_server.vendors.rxscale.lifecycle import COMPLETED, ON_HOLD
from mock_server.vendors.rxscale.models import PharmacyOrderStatus, TrackingLinkIn
from mock_server.vendors.rxscale.records import (
    ISSUE_THREAD,
    ORDER,
    PHARMACY,
    PHARMACY_ORDER,
    PHARMACY_SKU,
    SHOP,
    SKU,
)


def _is_instant(text: str) -> str:
    parse_instant(text)
    return text


def _is_day(text: str) -> str:
    parse_day(text)
    return text


Instant = Annotated[str, AfterValidator(_is_instant)]
Day = Annotated[str, AfterValidator(_is_day)]
Uid = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[int, Field(ge=0)]


class _Fixture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AddressFixture(_Fixture):
    """An address; without any of it, the one of the vendor's samples."""

    first_name: str = "Max"
    last_name: str = "Mustermann"
    street: str = "Hauptstr."
    house_number: str = "1"
    zip_code: str = "10115"
    city: str = "Berlin"
    country: str = "Germany"
    additional_address: str | None = None
    province: str | None = None

    def built(self) -> Address:
        """The address as records hold it."""
        return Address(**self.model_dump())


class ShippingMethodFixture(_Fixture):
    """How a shop ships."""

    uid: Uid
    display_name: str
    external_id: str


class MappingFixture(_Fixture):
    """A pharmacy's own name for a shop's shipping method."""

    shop_shipping_method_uid: Uid
    shipping_method_identifier_for_pharmacy: str


class PharmacyFixture(_Fixture):
    """A pharmacy. `shown_skus` leaves out articles of the other sort, as accounts may."""

    uid: Uid
    display_name: str
    shipping_mappings: tuple[MappingFixture, ...] = ()
    shown_skus: ShownSkus = "all"


class ShopFixture(_Fixture):
    """A shop, by the identifier that stands in addresses, and whose it is."""

    uid: Uid
    organisation: Uid


class SkuFixture(_Fixture):
    """An article of the catalogue."""

    uid: Uid
    display_name: str
    pzn: Annotated[str, Field(pattern=r"^[0-9]{8}$")]
    product_uid: str = "prod-1"
    product_display_name: str | None = None
    product_handle: str = "product"
    standard_selling_unit: float = 1.0
    unit: str = "piece"
    digital: bool = False


class PharmacySkuFixture(_Fixture):
    """An article as a pharmacy sells it."""

    uid: Uid
    pharmacy: Uid
    sku: Uid
    external_id: str = ""
    price: Amount = 0
    stock: Amount = 0
    created_at: Instant | None = None
    updated_at: Instant | None = None


class PatientFixture(_Fixture):
    """For whom an order is."""

    uid: Uid
    display_name: str
    email: str
    date_of_birth: Day


class DoctorFixture(_Fixture):
    """Who prescribed."""

    uid: Uid
    display_name: str


class OrderFixture(_Fixture):
    """What a shop sold.

    `has_payouts` follows `prepaid` where it is not given. `order_status` is what the shop is told in place of what follows
    from the pharmacy orders. Without an invoice address the delivery address is used.
    """

    uid: Uid
    shop: Uid = "my-shop"
    prescription_uid: Uid | None = None
    name: str | None = None
    delivery_address: AddressFixture = AddressFixture()
    invoice_address: AddressFixture | None = None
    priority: Amount = 0
    patient: PatientFixture | None = None
    doctor: DoctorFixture | None = None
    prescription_file: str | None = None
    prepaid: Annotated[int, Field(ge=0, le=1)] = 0
    has_payouts: bool | None = None
    shipping_methods: tuple[ShippingMethodFixture, ...] = ()
    shipping_costs_amount: Amount | None = None
    shipping_costs_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    order_status: str | None = None
    created_at: Instant | None = None


class ItemFixture(_Fixture):
    """A line of a pharmacy order."""

    uid: Uid
    sku: Uid
    amount: Annotated[int, Field(ge=1)] = 1
    total_paid_amount: Amount = 0


class PharmacyOrderFixture(_Fixture):
    """An order, or part of one, as it lies with a pharmacy. One on hold has a thread with `comment`, where that is given."""

    uid: Uid
    pharmacy: Uid
    order: Uid
    status: PharmacyOrderStatus = "waiting for pharmacy"
    name: str | None = None
    external_status: str = "OPEN"
    items: Annotated[tuple[ItemFixture, ...], Field(min_length=1)]
    comment: str | None = None
    payout_receiver: Uid | None = None
    provider_route: Literal["identified", "anonymous"] = "identified"
    tracking_links: tuple[TrackingLinkIn, ...] = ()
    created_at: Instant | None = None
    completed_at: Instant | None = None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)


def _place_pharmacy(engine: Engine, fixture: BaseModel) -> None:
    pharmacy = PharmacyFixture.model_validate(fixture)
    mappings = tuple(
        (each.shop_shipping_method_uid, each.shipping_method_identifier_for_pharmacy) for each in pharmacy.shipping_mappings
    )
    engine.create(PHARMACY, PharmacyContent(pharmacy.display_name, mappings, pharmacy.shown_skus), id=pharmacy.uid)


def _place_shop(engine: Engine, fixture: BaseModel) -> None:
    shop = ShopFixture.model_validate(fixture)
    engine.create(SHOP, ShopContent(shop.organisation), id=shop.uid)


def _place_sku(engine: Engine, fixture: BaseModel) -> None:
    sku = SkuFixture.model_validate(fixture)
    values = sku.model_dump(exclude={"uid"}) | {"product_display_name": sku.product_display_name or sku.display_name}
    engine.create(SKU, SkuContent(**values), id=sku.uid)


def _place_pharmacy_sku(engine: Engine, fixture: BaseModel) -> None:
    offer = PharmacySkuFixture.model_validate(fixture)
    sku = engine.get(SKU, offer.sku).content
    content = PharmacySkuContent(
        engine.get(PHARMACY, offer.pharmacy).id, offer.sku, sku, offer.external_id, offer.price, offer.stock
    )
    created, updated = _instant(offer.created_at), _instant(offer.updated_at)
    engine.create(PHARMACY_SKU, content, id=offer.uid, created_at=created, updated_at=updated)


def _place_order(engine: Engine, fixture: BaseModel) -> None:
    order = OrderFixture.model_validate(fixture)
    patient, doctor = order.patient, order.doctor
    content = OrderContent(
        shop=engine.get(SHOP, order.shop).id,
        prescription_uid=order.prescription_uid,
        name=order.name,
        delivery_address=order.delivery_address.built(),
        invoice_address=(order.invoice_address or order.delivery_address).built(),
        priority=order.priority,
        patient=None if patient is None else Patient(**patient.model_dump()),
        doctor=None if doctor is None else Named(doctor.uid, doctor.display_name),
        prescription_file=order.prescription_file,
        prepaid=order.prepaid,
        has_payouts=bool(order.prepaid) if order.has_payouts is None else order.has_payouts,
        shipping_methods=tuple(ShippingMethod(**method.model_dump()) for method in order.shipping_methods),
        shipping_costs_amount=order.shipping_costs_amount,
        shipping_costs_currency=order.shipping_costs_currency,
        order_status=order.order_status,
    )
    engine.create(ORDER, content, id=order.uid, created_at=_instant(order.created_at))


def _place_pharmacy_order(engine: Engine, fixture: BaseModel) -> None:
    part = PharmacyOrderFixture.model_validate(fixture)
    order, pharmacy = engine.get(ORDER, part.order), engine.get(PHARMACY, part.pharmacy)
    items = []
    for item in part.items:
        sku = engine.get(SKU, item.sku)
        shown = sku.content
        items.append(Item(item.uid, item.amount, sku.id, shown.display_name, shown.pzn, item.total_paid_amount))
    created = _instant(part.created_at) or order.created_at
    completed = None
    if part.status == COMPLETED:
        completed = _instant(part.completed_at) or created
    content = PharmacyOrderContent(
        order_uid=order.id,
        order=order.content,
        pharmacy=Named(pharmacy.id, pharmacy.content.display_name),
        name=part.name,
        external_status=part.external_status,
        items=tuple(items),
        receiver=part.payout_receiver or pharmacy.id,
        has_route_id=part.provider_route == "identified",
        tracking_links=tuple(TrackingLink(link.tracking_link, link.carrier) for link in part.tracking_links),
        completed_at=completed,
    )
    record = engine.create(PHARMACY_ORDER, content, id=part.uid, status=part.status, created_at=created, updated_at=completed)
    if part.status == ON_HOLD and part.comment is not None:
        engine.create(ISSUE_THREAD, IssueThreadContent(record.id, part.comment), created_at=created)


FIXTURES = {
    "shops": FixtureWord(ShopFixture, _place_shop),
    "pharmacies": FixtureWord(PharmacyFixture, _place_pharmacy),
    "skus": FixtureWord(SkuFixture, _place_sku),
    "pharmacy_skus": FixtureWord(PharmacySkuFixture, _place_pharmacy_sku),
    "orders": FixtureWord(OrderFixture, _place_order),
    "pharmacy_orders": FixtureWord(PharmacyOrderFixture, _place_pharmacy_order),
}
