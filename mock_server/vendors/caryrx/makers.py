"""Prescriptions and orders made up from the seed, with plausible American patients and their addresses."""

from collections.abc import Mapping
from typing import Any, Final

from mock_server.contract.people import People, birth_date
from mock_server.engine.engine import Engine
from mock_server.engine.ids import Dice
from mock_server.engine.records import Record
from mock_server.scenarios.makers import Make, Maker, Population
from mock_server.vendors.caryrx.contents import (
    MAIL_ORDER,
    SAME_DAY,
    Address,
    LocationContent,
    OrderContent,
    PatientContent,
    PrescriptionContent,
)
from mock_server.vendors.caryrx.lifecycle import PENDING, VERIFY
from mock_server.vendors.caryrx.records import LOCATION, ORDER, PATIENT, PRESCRIPTION

_MEDICINES: Final = ("SAMPLE Alphazol 10 mg tablets", "SAMPLE Gammacin 250 mg capsules", "SAMPLE Deltapril 5 mg tablets")
_DAYS: Final = (30, 60, 90)
_METHODS: Final = (MAIL_ORDER, MAIL_ORDER, MAIL_ORDER, SAME_DAY)
_HOUSES: Final = 9_999


def _patient(engine: Engine, people: People, dice: Dice) -> Record[PatientContent]:
    # Numbers and addresses that are set aside for fiction: nobody can be reached by them.
    phone, email = f"202555{100 + dice.below(100):04}", f"patient-{engine.next_ordinal('caryrx.made_up')}@example.com"
    content = PatientContent(people.first_name(dice), people.last_name(dice), birth_date(dice), email, phone)
    return engine.create(PATIENT, content)


def _prescription(engine: Engine, patient: Record[PatientContent], dice: Dice, status: str) -> Record[PrescriptionContent]:
    days = dice.pick(_DAYS)
    content = PrescriptionContent(patient.id, dice.pick(_MEDICINES), days, dice.below(4), days)
    return engine.create(PRESCRIPTION, content, status=status)


def _begin_prescriptions(engine: Engine, _: Population) -> Make[PrescriptionContent]:
    people = People("en_US", engine.world.seed)

    def make(dice: Dice, status: str) -> Record[PrescriptionContent]:
        return _prescription(engine, _patient(engine, people, dice), dice, status)

    return make


def _begin_orders(engine: Engine, _: Population) -> Make[OrderContent]:
    people = People("en_US", engine.world.seed)

    def make(dice: Dice, status: str) -> Record[OrderContent]:
        patient = _patient(engine, people, dice)
        place = people.place(dice)
        address = Address(f"{1 + dice.below(_HOUSES)} {people.street(dice)}", None, place.city, place.region, place.postcode)
        location = engine.create(LOCATION, LocationContent(patient.id, "Home", address))
        prescription = _prescription(engine, patient, dice, PENDING)
        # The switch `verification` may have seen to it already.
        if engine.get(PRESCRIPTION, prescription.id).status == PENDING:
            engine.move(PRESCRIPTION, prescription.id, VERIFY)
        name = patient.content.name
        content = OrderContent(dice.pick(_METHODS), patient.id, location.id, name, address, (prescription.id,))
        return engine.create(ORDER, content, status=status)

    return make


MAKERS: Final[Mapping[str, Maker[Any]]] = {
    "order": Maker(ORDER, _begin_orders),
    "prescription": Maker(PRESCRIPTION, _begin_prescriptions),
}
