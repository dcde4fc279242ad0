"""Orders made up from the seed: plausible British patients for the clinics, couriers and products that there are."""

from collections.abc import Mapping
from typing import Final

from mock_server.contract.people import People, birth_date
from mock_server.engine.engine import Engine
from mock_server.engine.errors import InvalidInput
from mock_server.engine.ids import Dice
from mock_server.engine.records import NOTHING, Record
from mock_server.scenarios.makers import Make, Maker, Population
from mock_server.vendors.cloudrx.contents import Address, Customer, Item, OrderContent
from mock_server.vendors.cloudrx.lifecycle import WAITING_CHECK, WAITING_PAYMENT
from mock_server.vendors.cloudrx.records import CLINIC, COURIER, ORDER, PRODUCT
from mock_server.vendors.cloudrx.words import ACCOUNT, PATIENT

_REASONS: Final = ("Interacts with another medicine of the patient", "Prescribed twice", "The dose cannot be right")
_PEOPLE: Final = (("Mr", "Male"), ("Mrs", "Female"), ("Ms", "Female"), ("Mx", "Other"))
_HOUSES: Final = 199


def _begin(engine: Engine, _: Population) -> Make[OrderContent]:
    store = engine.world.store
    clinics, couriers, products = list(store.each(CLINIC)), list(store.each(COURIER)), list(store.each(PRODUCT))
    for name, found in (("clinics", clinics), ("couriers", couriers), ("products", products)):
        if not found:
            raise InvalidInput(name, "orders are made up for those that there are, and there are none")
    people = People("en_GB", engine.world.seed)

    def make(dice: Dice, status: str) -> Record[OrderContent]:
        clinic, product = dice.pick(clinics), dice.pick(products)
        ordinal = engine.next_ordinal("cloudrx.made_up")
        title, gender = dice.pick(_PEOPLE)
        first, last = people.first_name(dice), people.last_name(dice)
        # Numbers and addresses that are set aside for fiction: nobody can be reached by them.
        telephone, email = f"07700 900{dice.below(1_000):03}", f"patient-{ordinal}@example.com"
        customer = Customer(title, first, last, birth_date(dice), gender, telephone, email, None)
        place = people.place(dice)
        street = f"{1 + dice.below(_HOUSES)} {people.street(dice)}"
        packs = product.content.pack * (1 + dice.below(3))
        item = Item(
            int(product.id), product.content.dmd_code, product.content.pack, product.content.name, "One a day", packs, None
        )
        content = OrderContent(
            clinic_code=clinic.id,
            client=clinic.content.client,
            clinic_order_id=f"made-up-{ordinal:06}",
            customer=customer,
            delivery_address=Address(street, None, place.city, None, place.postcode, "GBR"),
            home_address=None,
            items=(item,),
            registration_number=f"GMC{1_000_000 + dice.below(100)}",
            prescriber_name="Dr Test Prescriber",
            payment_type=PATIENT if status == WAITING_PAYMENT else ACCOUNT,
            courier_code=dice.pick(couriers).id,
            currency_code="GBP",
        )
        return engine.create(ORDER, content, status=status)

    return make


def _given(do: str, dice: Dice) -> Mapping[str, str]:
    return {"cancelReason": dice.pick(_REASONS)} if do == "cancel" else NOTHING


MAKERS: Final = {"order": Maker(ORDER, _begin, starts=(WAITING_CHECK, WAITING_PAYMENT), given=_given)}
