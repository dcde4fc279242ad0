"""The player: puts a scenario's fixtures into a world and plans what its timelines say."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.errors import EngineError
from mock_server.engine.events import Changed, Event
from mock_server.engine.ids import draw
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.engine.schedule import PlannedMove
from mock_server.faults.conditions import text_of
from mock_server.scenarios.errors import ScenarioError, ScenarioMistake
from mock_server.scenarios.scenario import Choice, Scenario, Timeline
from mock_server.scenarios.words import CREDENTIALS, Words

_PARTS: Final = 1 << 53
"""Into how many equal parts all cases are cut when a chance is drawn: as many as a float tells apart."""


class Player:
    """Follows a scenario's timelines in one world: each new record follows the first timeline that matches it."""

    __slots__ = ("_by_kind", "_engine", "_peeks")

    def __init__(self, engine: Engine, timelines: Iterable[Timeline]) -> None:
        self._engine = engine
        self._by_kind: dict[str, list[Timeline]] = {}
        for timeline in timelines:
            self._by_kind.setdefault(timeline.kind, []).append(timeline)
        self._peeks = {name: _peeks(engine.kinds[name], found) for name, found in self._by_kind.items()}

    def hear(self, event: Event) -> None:
        """Plan the moves of a record that has just been made."""
        if type(event) is Changed and event.do == CREATE:
            self.follow(event.kind, event.record)

    def follow(self, kind: AnyKind, record: AnyRecord) -> None:
        """Plan the moves of a record from where it stands, and from now on."""
        if kind.name in self._by_kind:
            timeline = self._timeline_for(kind, record)
            if timeline is not None:
                self._plan(kind, record, timeline)

    def _timeline_for(self, kind: AnyKind, record: AnyRecord) -> Timeline | None:
        timelines, peeks = self._by_kind[kind.name], self._peeks[kind.name]
        if peeks and not _is_wanted(record, peeks):
            return None  # no timeline asks for such a record, which most of them need not be shown for
        shown = kind.view(record) if any(not timeline.when.is_empty for timeline in timelines) else {}
        return next((timeline for timeline in timelines if timeline.when.holds_for(shown)), None)

    def _plan(self, kind: AnyKind, record: AnyRecord, timeline: Timeline) -> None:
        # A record that starts further along takes up the timeline where it stands, so what it has behind it is left out.
        status = record.status
        world = self._engine.world
        earliest = world.now
        for ordinal, step in enumerate(timeline.moves):
            luck = partial(draw, world.seed, "timeline", timeline.name, kind.name, record.id, ordinal)
            choice = chosen(step.choices, luck)
            move = kind.lifecycle.find(choice.do, status) if kind.lifecycle and choice else None
            if move is None or choice is None:
                continue
            status = move.target or status
            # However late a jitter makes a step, none overtakes the one above it.
            earliest = max(earliest, world.now + step.after + delay(step.jitter, luck))
            self._engine.plan(earliest, PlannedMove(kind.name, record.id, choice.do, timeline.name, choice.given))


Peeks = list[tuple[Callable[[AnyRecord], object], set[str]]]


def _peeks(kind: AnyKind, timelines: Iterable[Timeline]) -> Peeks:
    """The values of which a record must have one to follow any of the timelines, where all of them say so at a glance."""
    wanted: dict[str, set[str]] = {}
    for timeline in timelines:
        path, value = next(((path, value) for path, value in timeline.when.equals if path in kind.peeks), ("", ""))
        if not path:
            return []
        wanted.setdefault(path, set()).add(value)
    return [(kind.peeks[path], values) for path, values in wanted.items()]


def _is_wanted(record: AnyRecord, peeks: Peeks) -> bool:
    for peek, values in peeks:
        value = peek(record)
        if (value if type(value) is str else text_of(value)) in values:
            return True
    return False


Luck = Callable[[str], int]
"""A large number from the seed, the timeline, the record and the step, for a word that says what it decides."""


def chosen(choices: Sequence[Choice], luck: Luck) -> Choice | None:
    """The choice that a record takes; None where the chances leave room for nothing to happen, and it does."""
    if len(choices) == 1 and choices[0].chance >= 1:
        return choices[0]
    left = (luck("choice") % _PARTS) / _PARTS
    for choice in choices:
        left -= choice.chance
        if left < 0:
            return choice
    return None


def delay(jitter: timedelta, luck: Luck) -> timedelta:
    """How much later than at its time a step is made, in whole seconds up to the jitter."""
    return timedelta(seconds=luck("jitter") % (int(jitter.total_seconds()) + 1)) if jitter else jitter


def place_fixtures(engine: Engine, scenario: Scenario, words: Words) -> None:
    """Put the scenario's records into a world, in the order in which they are listed.

    Raises:
        ScenarioError: one cannot be there, such as a second one with the same id. Only the first is told, since the others
            may speak of it.
    """
    for fixture in scenario.fixtures:
        if fixture.plural != CREDENTIALS:
            try:
                words[fixture.vendor].place[fixture.plural](engine, fixture.model)
            except (EngineError, ValueError) as wrong:
                raise ScenarioError([ScenarioMistake(*fixture.spot, str(wrong))]) from None


def credentials_of(scenario: Scenario, words: Words) -> dict[str, dict[str, object]]:
    """What each vendor knows of the bearers of the scenario's credentials, by vendor and secret."""
    known: dict[str, dict[str, object]] = {slug: {} for slug in words}
    for fixture in scenario.fixtures:
        read = words[fixture.vendor].credential
        if fixture.plural == CREDENTIALS and read is not None:
            secret, bearer = read(fixture.model)
            known[fixture.vendor][secret] = bearer
    return known
