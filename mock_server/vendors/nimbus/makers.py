"""Orders and refills made up from the seed: plausible American addresses, and ids in the vendor's shape."""

from collections.abc import Mapping
from typing import Any, Final

from mock_server.contract.people import People
from mock_server.engine.engine import Engine
from mock_server.engine.ids import Dice
from mock_server.engine.records import Record
from mock_server.scenarios.makers import Make, Maker, Population
from mock_server.vendors.nimbus.lifecycle import Address, OrderContent, RefillContent
from mock_server.vendors.nimbus.records import ORDER, PRESCRIPTION, REFILL

_NUMBERS: Final = 10**10
_QUANTITIES: Final = (30, 60, 90)
_HOUSES: Final = 9_999


def _id(prefix: str, dice: Dice) -> str:
    return f"{prefix}{dice.below(_NUMBERS):010}"


def _begin_orders(engine: Engine, _: Population) -> Make[OrderContent]:
    people = People("en_US", engine.world.seed)

    def make(dice: Dice, status: str) -> Record[OrderContent]:
        place = people.place(dice)
        street = f"{1 + dice.below(_HOUSES)} {people.street(dice)}"
        address = Address(street, None, place.city, place.region, place.postcode, "US")
        return engine.create(ORDER, OrderContent(_id("pat_", dice), _id("rx_", dice), address), status=status)

    return make


def _begin_refills(engine: Engine, _: Population) -> Make[RefillContent]:
    known = [record.id for record in engine.world.store.each(PRESCRIPTION)]

    def make(dice: Dice, status: str) -> Record[RefillContent]:
        prescription = dice.pick(known) if known else _id("rx_", dice)
        content = RefillContent(prescription, _id("pat_", dice), dice.pick(_QUANTITIES))
        return engine.create(REFILL, content, status=status)

    return make


MAKERS: Final[Mapping[str, Maker[Any]]] = {"order": Maker(ORDER, _begin_orders), "refill": Maker(REFILL, _begin_refills)}
