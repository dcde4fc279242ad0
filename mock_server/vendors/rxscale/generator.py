"""Orders made up from the seed: plausible German names and addresses, and articles with valid PZNs, all invented."""

import importlib
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from mock_server.engine.engine import Engine
from mock_server.engine.ids import draw
from mock_server.engine.records import Record
from mock_server.vendors.rxscale.contents import (
    Address,
    Item,
    Named,
    OrderContent,
    Patient,
    PharmacyContent,
    PharmacyOrderContent,
    PharmacySkuContent,
    ShippingMethod,
    SkuContent,
    TrackingLink,
)
from mock_server.vendors.rxscale.lifecycle import CARRIERS, COMPLETED
from mock_server.vendors.rxscale.models import PharmacyOrderStatus
from mock_server.vendors.rxscale.pzn import with_check_digit
from mock_server.vendors.rxscale.records import ORDER, PHARMACY, PHARMACY_ORDER, PHARMACY_SKU, SHOP, SKU

_ARTICLES: Final = 8
_STOCK: Final = 1_000_000
"""So much of each made-up article that no number of orders uses it up."""

# Names that no medicine has: they say themselves that they are made up.
_FIRST_HALVES: Final = ("Muster", "Beispiel", "Probe", "Platzhalter")
_SECOND_HALVES: Final = ("ol", "in", "an", "ium")
_METHOD: Final = ShippingMethod("shop-shipping-method-generated", "DHL Standard", "shopify-standard")
_APART: Final = timedelta(minutes=37)


class GeneratedFixture(BaseModel):
    """So many orders, dealt out in turn to these statuses and pharmacies; pharmacies that there are not yet are made up too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    orders: Annotated[int, Field(ge=1, le=100_000)]
    pharmacies: Annotated[tuple[str, ...], Field(min_length=1)]
    statuses: Annotated[tuple[PharmacyOrderStatus, ...], Field(min_length=1)] = ("waiting for pharmacy",)
    shop: str = "my-shop"


def _faker(seed: int) -> Any:  # noqa: ANN401  # Faker makes its methods up from the locale's providers; none is declared
    # Loaded when a scenario asks for made-up people and not before: it takes as long as the rest of the start together.
    faker = importlib.import_module("faker").Faker("de_DE")
    faker.seed_instance(seed)
    return faker


def place_generated(engine: Engine, fixture: BaseModel) -> None:
    """Put made-up orders into a world, the first of them the newest; the same seed makes up the same."""
    wanted = GeneratedFixture.model_validate(fixture)
    batch = engine.next_ordinal("rxscale.generated")
    chance = _Chance(engine.world.seed, batch)
    faker = _faker(chance.number("people"))
    shop = engine.get(SHOP, wanted.shop)
    skus = [_make_sku(engine, chance, n) for n in range(_ARTICLES)]
    pharmacies = [_pharmacy(engine, faker, uid, skus) for uid in wanted.pharmacies]
    for n in reversed(range(wanted.orders)):  # oldest first, as records come about in life
        # Statuses go round once for each round of the pharmacies, so that every pair of the two is met.
        pharmacy = pharmacies[n % len(pharmacies)]
        status = wanted.statuses[n // len(pharmacies) % len(wanted.statuses)]
        order = _make_order(engine, chance, faker, shop.id, n)
        _make_pharmacy_order(engine, chance, order, pharmacy, status, skus, n)


class _Chance:
    """Numbers that depend on the seed, the batch and what they are for."""

    __slots__ = ("_batch", "_seed")

    def __init__(self, seed: int, batch: int) -> None:
        self._seed = seed
        self._batch = batch

    def number(self, *path: object) -> int:
        return draw(self._seed, "rxscale.generated", self._batch, *path)

    def below(self, limit: int, *path: object) -> int:
        return self.number(*path) % limit


def _make_sku(engine: Engine, chance: _Chance, n: int) -> Record[SkuContent]:
    number = chance.below(10_000_000, "pzn", n)
    while (pzn := with_check_digit(number)) is None:
        number = (number + 1) % 10_000_000
    product = _FIRST_HALVES[n % len(_FIRST_HALVES)] + _SECOND_HALVES[chance.below(len(_SECOND_HALVES), "name", n)]
    strength = (10, 25, 50, 100, 200)[chance.below(5, "strength", n)]
    content = SkuContent(
        display_name=f"{product} {strength} mg",
        pzn=pzn,
        product_uid=f"prod-{product.lower()}",
        product_display_name=product,
        product_handle=product.lower(),
        standard_selling_unit=float((10, 20, 50)[chance.below(3, "unit", n)]),
        unit="g",
        digital=False,
    )
    return engine.create(SKU, content)


def _pharmacy(engine: Engine, faker: Any, uid: str, skus: list[Record[SkuContent]]) -> Named:  # noqa: ANN401  # as above
    found = engine.find(PHARMACY, uid)
    if found is None:
        found = engine.create(PHARMACY, PharmacyContent(f"Muster-Apotheke {faker.city()}"), id=uid)
    for n, sku in enumerate(skus):
        price = 500 + 350 * n
        content = PharmacySkuContent(uid, sku.id, sku.content, f"ART-{sku.content.pzn}", price, _STOCK)
        engine.create(PHARMACY_SKU, content)
    return Named(uid, found.content.display_name)


def _make_order(engine: Engine, chance: _Chance, faker: Any, shop: str, n: int) -> Record[OrderContent]:  # noqa: ANN401  # as above
    first, last = faker.first_name(), faker.last_name()
    address = Address(
        first, last, faker.street_name(), str(1 + chance.below(120, "house", n)), faker.postcode(), faker.city(), "Germany"
    )
    uid = engine.mint(ORDER)
    tail = uid.removeprefix(ORDER.ids.prefix)
    born = f"{1940 + chance.below(65, 'year', n)}-{1 + chance.below(12, 'month', n):02}-{1 + chance.below(28, 'day', n):02}"
    prepaid = 0 if chance.below(4, "prepaid", n) == 0 else 1
    content = OrderContent(
        shop=shop,
        prescription_uid=f"px-{tail}",
        name=f"#{5000 + n}",
        delivery_address=address,
        invoice_address=address,
        priority=chance.below(3, "priority", n),
        patient=Patient(f"pat-{tail}", f"{first} {last}", f"patient-{tail}@example.com", born),
        doctor=Named(f"doc-{1 + chance.below(9, 'doctor', n)}", "Dr. Muster"),
        prescription_file=f"prescription_{n + 1:03}.pdf",
        prepaid=prepaid,
        has_payouts=prepaid == 1,
        shipping_methods=(_METHOD,),
        shipping_costs_amount=499,
        shipping_costs_currency="EUR",
    )
    return engine.create(ORDER, content, id=uid, created_at=engine.world.now - (n + 1) * _APART)


def _make_pharmacy_order(
    engine: Engine,
    chance: _Chance,
    order: Record[OrderContent],
    pharmacy: Named,
    status: str,
    skus: list[Record[SkuContent]],
    n: int,
) -> None:
    sku = skus[chance.below(len(skus), "sku", n)]
    uid = engine.mint(PHARMACY_ORDER)
    tail = uid.removeprefix(PHARMACY_ORDER.ids.prefix)
    amount = 1 + chance.below(3, "amount", n)
    price = 500 + 350 * skus.index(sku)
    item = Item(f"oi-{tail}", amount, sku.id, sku.content.display_name, sku.content.pzn, amount * price)
    is_completed = status == COMPLETED
    link = TrackingLink(
        f"https://tracking.example.com/{10**11 + chance.below(9 * 10**11, 'parcel', n)}",
        CARRIERS[chance.below(len(CARRIERS), "carrier", n)],
    )
    content = PharmacyOrderContent(
        order_uid=order.id,
        order=order.content,
        pharmacy=pharmacy,
        name=f"#{2000 + n}",
        external_status="OPEN",
        items=(item,),
        receiver=pharmacy.uid,
        tracking_links=(link,) if is_completed else (),
        completed_at=order.created_at + _APART / 2 if is_completed else None,
    )
    engine.create(
        PHARMACY_ORDER,
        content,
        id=uid,
        status=status,
        created_at=order.created_at,
        updated_at=content.completed_at,
    )
