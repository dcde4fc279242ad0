"""Makers: how vendors make records up, and what a scenario may ask of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Generic

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from mock_server.engine.engine import Engine
from mock_server.engine.ids import Dice
from mock_server.engine.lifecycle import ContentT, Lifecycle
from mock_server.engine.records import NOTHING, Kind, Record
from mock_server.scenarios.entries import NUMBER, WHOLE, Duration, Entry
from mock_server.scenarios.errors import show

MOST: Final = 100_000
_LONGEST: Final = timedelta(days=3_660)
_SHORTEST: Final = timedelta(seconds=1)


def _weighed(value: object) -> object:
    """A list of statuses as a mapping in which all weigh the same."""
    return dict.fromkeys(map(str, value), "1") if isinstance(value, list) else value


def _weight(value: object) -> float:
    found = NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not float(found[1]):
        raise ValueError(f"{show(value)} is no weight; write a number above 0, or 70%")
    return float(found[1]) / (100 if found[2] else 1)


def _bounded(over: timedelta) -> timedelta:
    if not _SHORTEST <= over <= _LONGEST:
        raise ValueError(f"records are made within 1s to {_LONGEST.days}d before the start")
    return over


Weight = Annotated[float, BeforeValidator(_weight)]


_LISTED_OR_WEIGHED = WithJsonSchema(
    {
        "anyOf": [
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "object", "additionalProperties": {"type": ["string", "number"]}, "minProperties": 1},
        ]
    }
)


class Population(Entry):
    """So many made-up records, made within so long before the scenario's start, with these statuses by weight.

    What a vendor's maker takes besides is in its own model, which stands on this one.
    """

    count: Annotated[int, Field(ge=1, le=MOST), WHOLE]
    statuses: Annotated[dict[str, Weight], BeforeValidator(_weighed), Field(min_length=1), _LISTED_OR_WEIGHED] | None = None
    over: Annotated[Duration, AfterValidator(_bounded)] = timedelta(days=30)


Make = Callable[[Dice, str], Record[ContentT]]
"""Makes a record in the status it is given, at the time that it is in the world."""


def nothing_given(_: str, __: Dice) -> Mapping[str, str]:
    """What a move is given by a maker that gives nothing."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Maker(Generic[ContentT]):
    """How a vendor makes records of a kind up, and what else belongs to them.

    `kind` is what has the statuses that scenarios speak of. `begin` looks around in the world once, and answers with what
    makes one record. `starts` are the statuses in which new records begin, in life; without any it is the lifecycle's own.
    `given` says what a move is given on a record's way to its status.
    """

    kind: Kind[ContentT]
    begin: Callable[[Engine, Population], Make[ContentT]]
    population: type[Population] = Population
    starts: tuple[str, ...] = ()
    given: Callable[[str, Dice], Mapping[str, str]] = nothing_given

    @property
    def lifecycle(self) -> Lifecycle[ContentT]:
        """The lifecycle of what it makes.

        Raises:
            TypeError: the kind has none.
        """
        if self.kind.lifecycle is None:
            raise TypeError(f"{self.kind.name} has no lifecycle")
        return self.kind.lifecycle
