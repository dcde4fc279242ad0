"""Orders made up from the seed: plausible German names and addresses, and articles with valid PZNs, all invented."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from pydantic import Field

from mock_server.contract.people import People, birth_date
from mock_server.engine.engine import Engine
from mock_server.engine.ids import Dice
from mock_server.engine.records import NOTHING, Record
from mock_server.scenarios.makers import Make, Maker, Population
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
)
from mock_server.vendors.rxscale.lifecycle import CARRIERS, COMPLETE, HOLD
from mock_server.vendors.rxscale.pzn import with_check_digit
from mock_server.vendors.rxscale.records import ORDER, PHARMACY, PHARMACY_ORDER, PHARMACY_SKU, SHOP, SKU

_ARTICLES: Final = 8
_STOCK: Final = 1_000_000
"""So much of each made-up article that no number of orders uses it up."""

# Names that no medicine has: they say themselves that they are made up.
_FIRST_HALVES: Final = ("Muster", "Beispiel", "Probe", "Platzhalter")
_SECOND_HALVES: Final = ("ol", "in", "an", "ium")
_STRENGTHS: Final = (10, 25, 50, 100, 200)
_UNITS: Final = (10.0, 20.0, 50.0)
_METHOD: Final = ShippingMethod("shop-shipping-method-generated", "DHL Standard", "shopify-standard")
_COMMENTS: Final = ("Out of stock until next week", "The dose on the prescription cannot be read", "The address is incomplete")
_HOUSES: Final = 120
_PZNS: Final = 10**7


class Orders(Population):
    """Orders of a shop, dealt out in turn to these pharmacies; those that there are not yet are made up too."""

    pharmacies: Annotated[tuple[str, ...], Field(min_length=1)] = ("ph-xyz", "pharmacy-uid")
    shop: str = "my-shop"


def _begin(engine: Engine, population: Population) -> Make[PharmacyOrderContent]:
    wanted = Orders.model_validate(population)
    seed = engine.world.seed
    people = People("de_DE", seed)
    shop = engine.get(SHOP, wanted.shop).id
    batch = Dice(seed, "rxscale.made_up", engine.next_ordinal("rxscale.batches"))
    skus = [_make_sku(engine, batch, n) for n in range(_ARTICLES)]
    pharmacies = [_pharmacy(engine, people, batch, uid, skus) for uid in wanted.pharmacies]

    def make(dice: Dice, status: str) -> Record[PharmacyOrderContent]:
        n = engine.next_ordinal("rxscale.made_up")
        order = _make_order(engine, people, dice, shop, n)
        return _make_pharmacy_order(engine, dice, order, pharmacies[n % len(pharmacies)], skus, n, status)

    return make


def _make_sku(engine: Engine, dice: Dice, n: int) -> Record[SkuContent]:
    number = dice.below(_PZNS)
    while (pzn := with_check_digit(number)) is None:
        number = (number + 1) % _PZNS
    product = _FIRST_HALVES[n % len(_FIRST_HALVES)] + dice.pick(_SECOND_HALVES)
    content = SkuContent(
        display_name=f"{product} {dice.pick(_STRENGTHS)} mg",
        pzn=pzn,
        product_uid=f"prod-{product.lower()}",
        product_display_name=product,
        product_handle=product.lower(),
        standard_selling_unit=dice.pick(_UNITS),
        unit="g",
        digital=False,
    )
    return engine.create(SKU, content)


def _price(n: int) -> int:
    return 500 + 350 * n


def _pharmacy(engine: Engine, people: People, dice: Dice, uid: str, skus: Sequence[Record[SkuContent]]) -> Named:
    found = engine.find(PHARMACY, uid)
    if found is None:
        found = engine.create(PHARMACY, PharmacyContent(f"Muster-Apotheke {people.place(dice).city}"), id=uid)
    for n, sku in enumerate(skus):
        content = PharmacySkuContent(uid, sku.id, sku.content, f"ART-{sku.content.pzn}", _price(n), _STOCK)
        engine.create(PHARMACY_SKU, content)
    return Named(uid, found.content.display_name)


def _make_order(engine: Engine, people: People, dice: Dice, shop: str, n: int) -> Record[OrderContent]:
    first, last, place = people.first_name(dice), people.last_name(dice), people.place(dice)
    house = str(1 + dice.below(_HOUSES))
    address = Address(first, last, people.street(dice), house, place.postcode, place.city, "Germany")
    uid = engine.mint(ORDER)
    tail = uid.removeprefix(ORDER.ids.prefix)
    prepaid = 0 if dice.below(4) == 0 else 1
    content = OrderContent(
        shop=shop,
        prescription_uid=f"px-{tail}",
        name=f"#{5000 + n}",
        delivery_address=address,
        invoice_address=address,
        priority=dice.below(3),
        patient=Patient(f"pat-{tail}", f"{first} {last}", f"patient-{tail}@example.com", birth_date(dice)),
        doctor=Named(f"doc-{1 + dice.below(9)}", "Dr. Muster"),
        prescription_file=f"prescription_{n:03}.pdf",
        prepaid=prepaid,
        has_payouts=prepaid == 1,
        shipping_methods=(_METHOD,),
        shipping_costs_amount=499,
        shipping_costs_currency="EUR",
    )
    return engine.create(ORDER, content, id=uid)


def _make_pharmacy_order(  # all of what is made before it
    engine: Engine,
    dice: Dice,
    order: Record[OrderContent],
    pharmacy: Named,
    skus: Sequence[Record[SkuContent]],
    n: int,
    status: str,
) -> Record[PharmacyOrderContent]:
    uid = engine.mint(PHARMACY_ORDER)
    at = dice.below(len(skus))
    sku, amount = skus[at], 1 + dice.below(3)
    item = Item(
        f"oi-{uid.removeprefix(PHARMACY_ORDER.ids.prefix)}",
        amount,
        sku.id,
        sku.content.display_name,
        sku.content.pzn,
        amount * _price(at),
    )
    content = PharmacyOrderContent(
        order_uid=order.id,
        order=order.content,
        pharmacy=pharmacy,
        name=f"#{2000 + n}",
        external_status="OPEN",
        items=(item,),
        receiver=pharmacy.uid,
    )
    return engine.create(PHARMACY_ORDER, content, id=uid, status=status)


def _given(do: str, dice: Dice) -> Mapping[str, str]:
    if do == HOLD:
        return {"comment": dice.pick(_COMMENTS)}
    if do == COMPLETE:
        link = f"https://tracking.example.com/{10**11 + dice.below(9 * 10**8)}"
        return {"tracking_link": link, "carrier": dice.pick(CARRIERS)}
    return NOTHING


_MAKER: Final = Maker(PHARMACY_ORDER, _begin, Orders, given=_given)
MAKERS: Final = {"pharmacy_order": _MAKER, "order": _MAKER}
"""An order of the shop and its order at a pharmacy are made together; the statuses are those at the pharmacy."""
