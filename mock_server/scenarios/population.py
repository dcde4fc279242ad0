"""Populations: made-up records that have come to their statuses move by move, before the scenario starts."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any, Final

from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.errors import EngineError, InvalidInput
from mock_server.engine.events import Changed, Event
from mock_server.engine.evidence import Evidence
from mock_server.engine.ids import Dice
from mock_server.engine.lifecycle import Lifecycle, Move, Stage
from mock_server.engine.records import AnyKind
from mock_server.scenarios.errors import ScenarioError, ScenarioMistake
from mock_server.scenarios.makers import Make, Maker
from mock_server.scenarios.scenario import Crowd
from mock_server.scenarios.words import Words

Way = tuple[str, ...]
"""Moves one after another."""

_COSTS: Final[Mapping[Evidence, int]] = {
    Evidence.DOCUMENTED: 1,
    Evidence.OBSERVED: 1,
    Evidence.INFERRED: 10,
    Evidence.INVENTED: 100,
}
"""How far a move counts: a guess is taken only where nothing better leads on."""
_TROUBLE: Final = frozenset({Stage.ON_HOLD, Stage.FAILED})
_DETOUR: Final = 5
"""How much further a way is that leads through trouble: most orders have none."""
_BETWEEN_MOVES: Final = timedelta(days=1)
_PARTS: Final = 1 << 30


@dataclass(slots=True)
class _Life:
    """A made-up record: what makes it, and the moves that bring it to its status, each with its time."""

    maker: Maker[Any]
    make: Callable[[Dice, str], Any]
    dice: Dice
    start: str
    steps: list[tuple[datetime, str]]
    id: str = ""


def populate(engine: Engine, crowds: Iterable[Crowd], words: Words) -> list[tuple[AnyKind, str]]:
    """Make the records of all crowds up, each at its own time before the world's present, and everything in its order.

    Answers with the kinds and ids of all records that have come about, others that belong to them included.

    Raises:
        ScenarioError: a crowd cannot be made in this world, for instance because it needs records that are not there.
    """
    made: list[tuple[AnyKind, str]] = []

    def hear(event: Event) -> None:
        if type(event) is Changed and event.do == CREATE:
            made.append((event.kind, event.record.id))

    engine.listen(hear)
    world = engine.world
    start = world.now
    for crowd in crowds:
        try:
            with _uncollected():
                _live(engine, _lives(engine, crowd, words[crowd.vendor].makers[crowd.noun], start))
        except EngineError as refused:
            raise ScenarioError([ScenarioMistake(*crowd.spot, str(refused))]) from None
        finally:
            world.now = start
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the collector tens of thousands of records that are to stay: looking for circles in them takes as long again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lives(engine: Engine, crowd: Crowd, maker: Maker[Any], start: datetime) -> list[_Life]:
    population = crowd.population
    lifecycle = maker.lifecycle
    weights = population.statuses or {each.name: 1.0 for each in lifecycle.statuses}
    starts = maker.starts or (lifecycle.initial,)
    ways = {status: _ways(lifecycle, starts, status) for status in weights}
    make: Make[Any] = maker.begin(engine, population)
    batch = engine.next_ordinal(f"{maker.kind.name} population")
    seed = engine.world.seed
    dice = Dice(seed, maker.kind.name, "population", batch)
    seconds = int(population.over.total_seconds())
    ages = sorted((1 + dice.below(seconds) for _ in range(population.count)), reverse=True)
    lives = []
    for n, (age, status) in enumerate(zip(ages, _dealt(weights, population.count, dice), strict=True)):
        own = Dice(seed, maker.kind.name, "population", batch, n)
        begins, way = own.pick(ways[status])
        steps = _timed(start, timedelta(seconds=age), way, own)
        lives.append(_Life(maker, make, own, begins, steps))
    return lives


def _dealt(weights: Mapping[str, float], count: int, dice: Dice) -> list[str]:
    """So many statuses, each as often as its weight says to the nearest whole number, in an order by chance."""
    total = sum(weights.values())
    shares = {status: weight / total * count for status, weight in weights.items()}
    counts = {status: int(share) for status, share in shares.items()}
    # What rounding down leaves over goes to those that lost most by it.
    losers = sorted(shares, key=lambda status: counts[status] - shares[status])
    for status in losers[: count - sum(counts.values())]:
        counts[status] += 1
    dealt = [status for status, number in counts.items() for _ in range(number)]
    for last in range(len(dealt) - 1, 0, -1):
        other = dice.below(last + 1)
        dealt[last], dealt[other] = dealt[other], dealt[last]
    return dealt


def _ways(lifecycle: Lifecycle[Any], starts: Iterable[str], status: str) -> list[tuple[str, Way]]:
    """For each status in which records begin and from which there is a way to this one: that status and the way."""
    found = ((start, way_to(lifecycle, start, status)) for start in starts)
    ways = [(start, way) for start, way in found if way is not None]
    if not ways:
        raise InvalidInput("statuses", f"no moves lead to {status!r}")
    return ways


def way_to(lifecycle: Lifecycle[Any], start: str, status: str) -> Way | None:
    """The moves from one status to another that are best known to be made; None where there are none."""
    open_: list[tuple[int, int, str, Way]] = [(0, 0, start, ())]
    closed: set[str] = set()
    serial = 0
    while open_:
        cost, _, here, way = heappop(open_)
        if here == status:
            return way
        if here in closed:
            continue
        closed.add(here)
        for move in lifecycle.possible_from(here):
            target = move.target or here
            serial += 1
            heappush(open_, (cost + _cost(lifecycle, move, is_last=target == status), serial, target, (*way, move.do)))
    return None


def _cost(lifecycle: Lifecycle[Any], move: Move[Any], *, is_last: bool) -> int:
    status = lifecycle.status(move.target or "")
    detour = _DETOUR if status is not None and status.stage in _TROUBLE and not is_last else 0
    return _COSTS[move.grounds.evidence] + detour


def _timed(start: datetime, age: timedelta, way: Way, dice: Dice) -> list[tuple[datetime, str]]:
    """The creation and the moves with their times: after the creation, before the start, and within a day for each move."""
    born = start - age
    span = min(age, _BETWEEN_MOVES * len(way))
    parts = sorted(dice.below(_PARTS) for _ in way)
    seconds = span.total_seconds()
    moves = [(born + timedelta(seconds=int(seconds * part / _PARTS)), do) for part, do in zip(parts, way, strict=True)]
    return [(born, CREATE), *moves]


def _live(engine: Engine, lives: list[_Life]) -> None:
    world = engine.world
    steps = sorted((at, n, ordinal) for n, life in enumerate(lives) for ordinal, (at, _) in enumerate(life.steps))
    for at, n, ordinal in steps:
        life = lives[n]
        world.now = at
        if ordinal == 0:
            life.id = life.make(life.dice, life.start).id
        else:
            do = life.steps[ordinal][1]
            engine.move(life.maker.kind, life.id, do, life.maker.given(do, life.dice))
