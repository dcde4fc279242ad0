"""A tally of behaviour: how often what was met, without who, when and with which values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from mock_server.engine.events import Changed
from mock_server.journal.entries import IDLE, WEBHOOK_FAULT, Call, Command, Explanation, What

MOST_OF_A_SORT: Final = 2_000
"""So many different things of one sort a tally tells apart; of further ones it says only how often there was one."""

# Plain tuples: thousands are made when a sandbox is reset, and ones with names take five times as long.
Answered = tuple[str, str | None, int, str | None, str | None]
"""A call's answer: the vendor, the operation by its full name (None where the vendor has no such), the status, the error with
which it was refused, and the switch behind that."""
Moved = tuple[str, str, str | None, str]
"""A change: the kind of record such as `nimbus.order`, what was done, the status before (None for a new record) and after."""
Told = tuple[str, str, str]
"""News that were told to a subscriber: the vendor, the event, and what has come of it."""
Stood = tuple[str, str, str]
"""A vendor's switch and its value, in a world in which something of that vendor happened."""

Ruled = tuple[str, str, str]
"""A rule that had its part in an answer or a delivery: the vendor, the rule, and what it did."""

KeyT = TypeVar("KeyT", Answered, Moved, Told, Ruled)


@dataclass(slots=True)
class Tally:
    """How often each behaviour was met. `lost` counts what was not told apart any more."""

    answers: dict[Answered, int] = field(default_factory=dict)
    moves: dict[Moved, int] = field(default_factory=dict)
    news: dict[Told, int] = field(default_factory=dict)
    switches: dict[Stood, int] = field(default_factory=dict)
    rules: dict[Ruled, int] = field(default_factory=dict)
    lost: int = 0

    def __bool__(self) -> bool:
        return bool(self.answers or self.moves or self.news)

    def take(self, what: What) -> None:
        """Count what an entry of the journal tells; most sorts of entries tell of no behaviour."""
        if type(what) is Call:
            why = what.explanation
            error, switch = (None, None) if why is None else (why.error, _switch(why))
            self._count(self.answers, (what.vendor, what.operation, what.status, error, switch))
            for rule, does in what.met:
                if not does.startswith(IDLE):
                    self._count(self.rules, (what.vendor, rule, does))
        elif type(what) is Changed:
            before = what.before
            self._count(self.moves, (what.kind.name, what.do, before.status if before else None, what.record.status))
        elif type(what) is Command and what.do == WEBHOOK_FAULT:
            about = what.about
            self._count(self.rules, (str(about["event"]).partition(".")[0], str(about["rule"]), f"webhook {about['does']}"))

    def tell(self, vendor: str, event: str, outcome: str) -> None:
        """Count a delivery of news."""
        self._count(self.news, (vendor, event, outcome))

    def stand(self, switches: Iterable[Stood]) -> None:
        """Write down how switches stand."""
        self._count_all(self.switches, dict.fromkeys(switches, 1))

    def add(self, other: "Tally") -> None:
        """Count all that another tally has counted."""
        self._count_all(self.answers, other.answers)
        self._count_all(self.moves, other.moves)
        self._count_all(self.news, other.news)
        self._count_all(self.switches, other.switches)
        self._count_all(self.rules, other.rules)
        self.lost += other.lost

    def copy(self) -> "Tally":
        """A tally that goes on from here."""
        return Tally(
            self.answers.copy(), self.moves.copy(), self.news.copy(), self.switches.copy(), self.rules.copy(), self.lost
        )

    def vendors(self) -> frozenset[str]:
        """The vendors of which something was met."""
        moved = (kind.partition(".")[0] for kind, *_ in self.moves)
        return frozenset((*(vendor for vendor, *_ in self.answers), *moved, *(vendor for vendor, *_ in self.news)))

    def _count_all(self, counts: dict[KeyT, int], more: Mapping[KeyT, int]) -> None:
        for key, times in more.items():
            self._count(counts, key, times)

    def _count(self, counts: dict[KeyT, int], key: KeyT, times: int = 1) -> None:
        before = counts.get(key)
        if before is not None:
            counts[key] = before + times
        elif len(counts) < MOST_OF_A_SORT:
            counts[key] = times
        else:
            self.lost += times


def _switch(why: Explanation) -> str | None:
    """The switch behind a refusal, as explanations write it: `switch nimbus.references`."""
    because = why.because
    return because.rpartition(".")[2] if because and because.startswith("switch ") else None
