"""The lives of records as exchanges show them, against their lifecycles: unknown statuses, and ways that no moves go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.drift.departures import Departure, Flaw, Kind, basis_of, departure, word
from mock_server.drift.exchange import Exchange
from mock_server.drift.schemas import listed, step
from mock_server.engine.lifecycle import Lifecycle

MOST_RECORDS: Final = 100_000
"""Records whose lives are followed; those that come later are looked at each time as if it were the first."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A record as an answer shows it, and where in the answer its status stands."""

    noun: str
    id: str
    status: str
    pointer: str


@dataclass(frozen=True, slots=True)
class _Last:
    """The status with which a record was seen last, and when the answer that showed it had come."""

    status: str
    ended: int


def sightings(operation: Operation, body: object) -> Iterator[Sighting]:
    """The records that an answer shows with their statuses."""
    sight = operation.shows
    if sight is None:
        return
    below = body.get(sight.under) if sight.under and isinstance(body, dict) else body
    pointer = step("", sight.under) if sight.under else ""
    for each in below if isinstance(below, list) else [below]:
        if not isinstance(each, dict):
            continue
        id, status = each.get(sight.id), each.get(sight.status)
        if isinstance(id, str | int) and isinstance(status, str):
            place = step(f"{pointer}/*" if isinstance(below, list) else pointer, sight.status)
            yield Sighting(sight.noun, str(id), status, place)


def _reachable(lifecycle: Lifecycle[Any], start: str) -> frozenset[str]:
    found = {start}
    waiting = [start]
    while waiting:
        for move in lifecycle.possible_from(waiting.pop()):
            if move.target is not None and move.target not in found:
                found.add(move.target)
                waiting.append(move.target)
    return frozenset(found)


class Lives:
    """Follows records from answer to answer. Several moves may have been made between two sights of a record."""

    __slots__ = ("_last", "_vendor")

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._last: dict[tuple[str, str], _Last] = {}

    def hold(self, operation: Operation, exchange: Exchange, body: object) -> Iterator[Departure]:
        """What the records of an answer depart in."""
        for each in sightings(operation, body):
            lifecycle = self._lifecycle(each.noun)
            if lifecycle is None:
                continue
            status = lifecycle.status(each.status)
            if status is None:
                known = [known.name for known in lifecycle.statuses]
                flaw = Flaw(Kind.UNKNOWN_STATUS, each.pointer, listed(known), word(each.status))
                yield departure(self._named(operation), flaw, basis_of(*(known.grounds for known in lifecycle.statuses)))
            else:
                yield from self._follow(operation, exchange, each, lifecycle)

    def _follow(
        self, operation: Operation, exchange: Exchange, each: Sighting, lifecycle: Lifecycle[Any]
    ) -> Iterator[Departure]:
        last = self._last.get((each.noun, each.id))
        if last is not None and operation.is_idempotent:
            return  # the same key again is answered as the first time: that is no news of the record
        if last is not None and exchange.began < last.ended:
            return  # both calls were under way at the same time; which of them saw the record first is not known
        if last is not None and each.status not in _reachable(lifecycle, last.status):
            onward = sorted(_reachable(lifecycle, last.status) - {last.status})
            ours = f"from {last.status} to {listed(onward)}" if onward else f"{last.status} for good"
            flaw = Flaw(Kind.IMPOSSIBLE_MOVE, each.pointer, ours, f"from {last.status} to {each.status}")
            grounds = [move.grounds for move in lifecycle.possible_from(last.status) or lifecycle.moves]
            yield departure(self._named(operation), flaw, basis_of(*grounds))
        if last is not None or len(self._last) < MOST_RECORDS:
            self._last[each.noun, each.id] = _Last(each.status, exchange.ended)

    def _lifecycle(self, noun: str) -> Lifecycle[Any] | None:
        kind = self._vendor.kind(noun)
        return None if kind is None else kind.lifecycle

    def _named(self, operation: Operation) -> str:
        return self._vendor.names[operation.name]


def way_between(lifecycle: Lifecycle[Any], start: str, end: str) -> list[str] | None:
    """The names of the fewest moves that lead from one status to another; None where none do."""
    ways: Mapping[str, list[str]] = {start: []}
    while end not in ways:
        further = {
            move.target: [*way, move.do]
            for status, way in reversed(list(ways.items()))
            for move in reversed(lifecycle.possible_from(status))
            if move.target is not None and move.target not in ways
        }
        if not further:
            return None
        ways = {**ways, **further}
    return ways[end]
