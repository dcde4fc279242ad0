"""How many things fit, in which order they came, and which nearly fit: the same for calls, records and deliveries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from mock_server.control.models.checks import Failure, NearMiss
from mock_server.control.models.filters import Bounds

ThingT = TypeVar("ThingT")

Differs = Callable[[ThingT], Iterator[str]]
"""In what a thing differs from what is wanted; nothing where it fits."""

_NEAREST: Final = 3
_SHOWN: Final = 20


class Sight(NamedTuple):
    """A thing in a few words, and the number of its entry in the journal where it has one."""

    what: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Row(Generic[ThingT]):
    """Things in the order in which they came, and how one is told of."""

    things: Sequence[ThingT]
    tell: Callable[[ThingT], Sight]

    def fitting(self, differs: Differs[ThingT]) -> list[ThingT]:
        """Those that fit."""
        return [thing for thing in self.things if next(differs(thing), None) is None]

    def told(self, things: Iterable[ThingT]) -> list[str]:
        """Things in a few words each, the first few of them."""
        return [self.tell(thing).what for thing, _ in zip(things, range(_SHOWN), strict=False)]

    def nearest(self, differs: Differs[ThingT]) -> list[NearMiss]:
        """What differs in the fewest places; of those that differ in as many, the newest first."""
        missing = [(thing, list(differs(thing))) for thing in reversed(self.things)]
        missing = sorted((miss for miss in missing if miss[1]), key=lambda miss: len(miss[1]))
        return [
            NearMiss(what=self.tell(thing).what, n=self.tell(thing).n, differs=places) for thing, places in missing[:_NEAREST]
        ]


@dataclass(frozen=True, slots=True)
class Sought(Generic[ThingT]):
    """What is looked for: in what a thing differs from it, and what it is in words."""

    differs: Differs[ThingT]
    told: str

    def __str__(self) -> str:
        return f" with {self.told}" if self.told else ""


def check_count(row: Row[ThingT], sought: Sought[ThingT], bounds: Bounds, check: str) -> Failure | None:
    """What is wrong with how many things fit, if something is. `check` is the pointer of the check."""
    fitting = row.fitting(sought.differs)
    if bounds.holds_for(len(fitting)):
        return None
    says = f"expected {bounds.in_words()}{sought}; found {len(fitting)}"
    # Where there are too many, what nearly fits would only distract.
    nearest = [] if bounds.are_exceeded_by(len(fitting)) else row.nearest(sought.differs)
    return Failure(check=check, says=says, found=row.told(fitting), nearest=nearest)


def check_order(row: Row[ThingT], steps: Sequence[Sought[ThingT]], check: str) -> Failure | None:
    """What is wrong with the order in which things came, if something is: the first step that nothing fits."""
    found: list[ThingT] = []
    start = 0
    for position, sought in enumerate(steps):
        rest = Row(row.things[start:], row.tell)
        at = next((at for at, thing in enumerate(rest.things) if next(sought.differs(thing), None) is None), None)
        if at is None:
            early = row.told(Row(row.things[:start], row.tell).fitting(sought.differs))
            says = f"expected one{sought}{f' after {row.told(found[-1:])[0]}' if found else ''}; found none"
            says += f", only earlier: {', '.join(early)}" if early else ""
            return Failure(check=f"{check}/{position}", says=says, found=row.told(found), nearest=rest.nearest(sought.differs))
        found.append(rest.things[at])
        start += at + 1
    return None
