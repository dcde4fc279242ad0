"""Made-up people and places for makers: plausible in their country, and none of them real."""

import importlib
from dataclasses import dataclass
from typing import Any, Final

from mock_server.engine.ids import Dice, draw

_POOL: Final = 400
"""How many names, streets and places there are to choose from: asking the library for each record would take too long."""


@dataclass(frozen=True, slots=True)
class Place:
    """A town with a postcode; `region` is the state, where addresses name one."""

    city: str
    postcode: str
    region: str = ""


class People:
    """Names and places of one country, chosen with dice. The same seed and locale give the same to choose from."""

    __slots__ = ("_firsts", "_lasts", "_places", "_streets")

    def __init__(self, locale: str, seed: int) -> None:
        # Loaded when a scenario asks for made-up people and not before: it takes as long as the rest of the start together.
        faker: Any = importlib.import_module("faker").Faker(locale)  # it makes its methods up; none is declared
        faker.seed_instance(draw(seed, "people", locale))
        rows = range(_POOL)
        self._firsts: list[str] = [faker.first_name() for _ in rows]
        self._lasts: list[str] = [faker.last_name() for _ in rows]
        self._streets: list[str] = [faker.street_name() for _ in rows]
        if locale == "en_US":
            states = [faker.state_abbr(include_territories=False) for _ in rows]
            self._places = [Place(faker.city(), faker.zipcode_in_state(state), state) for state in states]
        else:
            self._places = [Place(faker.city(), faker.postcode()) for _ in rows]

    def first_name(self, dice: Dice) -> str:
        """A first name."""
        return dice.pick(self._firsts)

    def last_name(self, dice: Dice) -> str:
        """A last name."""
        return dice.pick(self._lasts)

    def street(self, dice: Dice) -> str:
        """The name of a street, without a number."""
        return dice.pick(self._streets)

    def place(self, dice: Dice) -> Place:
        """A town."""
        return dice.pick(self._places)


def birth_date(dice: Dice) -> str:
    """A date of birth of a grown-up, as `YYYY-MM-DD`."""
    return f"{1940 + dice.below(65)}-{1 + dice.below(12):02}-{1 + dice.below(28):02}"
