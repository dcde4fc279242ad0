"""What a timeline would do to a new record: every step that can happen, when, and how likely."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mock_server.engine.lifecycle import ContentT, Lifecycle
from mock_server.scenarios.scenario import Timeline, TimelineMove

_ROUNDING: Final = 1e-9
"""What is left of a share by rounding alone is no case."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """A move that can happen: between `after` and `latest` since the record was made, in this share of all cases.

    `sources` are the statuses that it can find the record in.
    """

    after: timedelta
    latest: timedelta
    do: str
    given: Mapping[str, str]
    chance: float
    sources: tuple[str, ...]
    target: str


def _asked_for(timeline: Timeline, lifecycle: Lifecycle[ContentT]) -> str | None:
    asked = ((path.rpartition(".")[2], value) for path, value in timeline.when.equals)
    return next((value for name, value in asked if name.lower().endswith("status") and lifecycle.status(value)), None)


def start_of(timeline: Timeline, lifecycle: Lifecycle[ContentT]) -> str:
    """The status in which the timeline takes a record up: the one that its condition asks for, else that of new records."""
    return _asked_for(timeline, lifecycle) or lifecycle.initial


def foretell(timeline: Timeline, lifecycle: Lifecycle[ContentT]) -> Iterator[Foretold]:
    """The moves that a record can go through, in the order of the timeline; those that are never possible are left out."""
    shares = {start_of(timeline, lifecycle): 1.0}
    earliest = latest = timedelta()
    for step in timeline.moves:
        earliest, latest = max(earliest, step.after), max(latest, step.after + step.jitter)
        after = dict(shares)
        for choice in step.choices:
            moved: dict[str, dict[str, float]] = {}
            for status, share in shares.items():
                move = lifecycle.find(choice.do, status)
                if move is not None:
                    target = move.target or status
                    moved.setdefault(target, {})[status] = share * choice.chance
                    after[status] -= share * choice.chance
                    after[target] = after.get(target, 0.0) + share * choice.chance
            for target, sources in moved.items():
                yield Foretold(earliest, latest, choice.do, choice.given, sum(sources.values()), tuple(sources), target)
        shares = {status: share for status, share in after.items() if share > _ROUNDING}


def impossible(timeline: Timeline, lifecycle: Lifecycle[ContentT]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The choices that no record can ever take, wherever it starts: step, choice, and the statuses that records have then."""
    asked = _asked_for(timeline, lifecycle)
    statuses = {each.name for each in lifecycle.statuses} if asked is None else {asked}
    for at, step in enumerate(timeline.moves):
        after: set[str] = set()
        for n, choice in enumerate(step.choices):
            moves = {status: lifecycle.find(choice.do, status) for status in statuses}
            after |= {move.target or status for status, move in moves.items() if move is not None}
            if not any(moves.values()):
                yield at, n, tuple(each.name for each in lifecycle.statuses if each.name in statuses)
        statuses = after | {status for status in statuses if _may_stay(step, lifecycle, status)}


def _may_stay(step: TimelineMove, lifecycle: Lifecycle[ContentT], status: str) -> bool:
    """Whether a record of that status can leave the step as it was: some chance is left, or its choice is not possible."""
    taken = sum(choice.chance for choice in step.choices if lifecycle.find(choice.do, status) is not None)
    return taken < 1 - _ROUNDING
