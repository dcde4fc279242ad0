"""A tally of behaviour: how often what was met, without who, when and with which values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from mock_server.engine.events import Changed
from mock_server.journal.entries import Call, What

MOST_OF_A_SORT: Final = 2_000
"""So many different things of one sort a tally tells apart; of further ones it says only how often there was one."""


class Answered(NamedTuple):
    """A call's answer, refused with what, and by which switch or rule.

    `operation` is a full name such as `nimbus.create_order`, None where the vendor has no such.
    """

    vendor: str
    operation: str | None
    status: int
    error: str | None = None
    switch: str | None = None
    rule: str | None = None


class Moved(NamedTuple):
    """A change of a record of a kind such as `nimbus.order`: what was done, from which status (None for a new one) to which."""

    kind: str
    do: str
    before: str | None
    after: str


class Told(NamedTuple):
    """News that were told to a subscriber, and what has come of it."""

    vendor: str
    event: str
    outcome: str


class Stood(NamedTuple):
    """A vendor's switch and its value, in a world in which something of that vendor happened."""

    vendor: str
    switch: str
    value: str


KeyT = TypeVar("KeyT", Answered, Moved, Told, Stood)


@dataclass(slots=True)
class Tally:
    """How often each behaviour was met. `lost` counts what was not told apart any more."""

    answers: dict[Answered, int] = field(default_factory=dict)
    moves: dict[Moved, int] = field(default_factory=dict)
    news: dict[Told, int] = field(default_factory=dict)
    switches: dict[Stood, int] = field(default_factory=dict)
    lost: int = 0

    def __bool__(self) -> bool:
        return bool(self.answers or self.moves or self.news)

    def take(self, what: What) -> None:
        """Count what an entry of the journal tells; most sorts of entries tell of no behaviour."""
        if type(what) is Call:
            self._count(self.answers, _answered(what))
        elif type(what) is Changed:
            before = what.before.status if what.before else None
            self._count(self.moves, Moved(what.kind.name, what.do, before, what.record.status))

    def add(self, other: "Tally") -> None:
        """Count all that another tally has counted."""
        self._count_all(self.answers, other.answers)
        self._count_all(self.moves, other.moves)
        self._count_all(self.news, other.news)
        self._count_all(self.switches, other.switches)
        self.lost += other.lost

    def copy(self) -> "Tally":
        """A tally that goes on from here."""
        return Tally(self.answers.copy(), self.moves.copy(), self.news.copy(), self.switches.copy(), self.lost)

    def vendors(self) -> frozenset[str]:
        """The vendors of which something was met."""
        moved = (each.kind.partition(".")[0] for each in self.moves)
        return frozenset((*(each.vendor for each in self.answers), *moved, *(each.vendor for each in self.news)))

    def tell(self, news: Iterable[Told]) -> None:
        """Count deliveries of news."""
        for each in news:
            self._count(self.news, each)

    def stand(self, switches: Iterable[Stood]) -> None:
        """Write down how switches stand."""
        for each in switches:
            self._count(self.switches, each)

    def _count_all(self, counts: dict[KeyT, int], more: Mapping[KeyT, int]) -> None:
        for key, times in more.items():
            self._count(counts, key, times)

    def _count(self, counts: dict[KeyT, int], key: KeyT, times: int = 1) -> None:
        if key in counts:
            counts[key] += times
        elif len(counts) < MOST_OF_A_SORT:
            counts[key] = times
        else:
            self.lost += times


def _answered(call: Call) -> Answered:
    why = call.explanation
    if why is None:
        return Answered(call.vendor, call.operation, call.status, None, None, call.rule)
    because = why.because or ""
    switch = because.rpartition(".")[2] if because.startswith("switch ") else None
    return Answered(call.vendor, call.operation, call.status, why.error, switch, call.rule)
