"""The player: puts a scenario's fixtures into a world and plans what its timelines say."""

from collections.abc import Iterable

from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.errors import EngineError
from mock_server.engine.events import Changed, Event
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.engine.schedule import PlannedMove
from mock_server.scenarios.errors import ScenarioError, ScenarioMistake
from mock_server.scenarios.scenario import Scenario, Timeline
from mock_server.scenarios.words import CREDENTIALS, Words


class Player:
    """Follows a scenario's timelines in one world: each new record follows the first timeline that matches it."""

    __slots__ = ("_by_kind", "_engine")

    def __init__(self, engine: Engine, timelines: Iterable[Timeline]) -> None:
        self._engine = engine
        self._by_kind: dict[str, list[Timeline]] = {}
        for timeline in timelines:
            self._by_kind.setdefault(timeline.kind, []).append(timeline)

    def hear(self, event: Event) -> None:
        """Plan the moves of a record that has just been made."""
        if type(event) is Changed and event.do == CREATE and event.kind.name in self._by_kind:
            timeline = self._timeline_for(event.kind, event.record)
            if timeline is not None:
                self._plan(event.kind, event.record, timeline)

    def _timeline_for(self, kind: AnyKind, record: AnyRecord) -> Timeline | None:
        timelines = self._by_kind[kind.name]
        shown = kind.view(record) if any(timeline.when.equals for timeline in timelines) else {}
        return next((timeline for timeline in timelines if timeline.when.holds_for(shown)), None)

    def _plan(self, kind: AnyKind, record: AnyRecord, timeline: Timeline) -> None:
        # A record that starts further along takes up the timeline where it stands, so what it has behind it is left out.
        status = record.status
        now = self._engine.world.now
        for step in timeline.moves:
            move = kind.lifecycle.find(step.do, status) if kind.lifecycle else None
            if move is not None:
                status = move.target or status
                self._engine.plan(now + step.after, PlannedMove(kind.name, record.id, step.do, timeline.name, step.given))


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
                raise ScenarioError([ScenarioMistake(*fixture.place, str(wrong))]) from None


def credentials_of(scenario: Scenario, words: Words) -> dict[str, dict[str, object]]:
    """What each vendor knows of the bearers of the scenario's credentials, by vendor and secret."""
    known: dict[str, dict[str, object]] = {slug: {} for slug in words}
    for fixture in scenario.fixtures:
        read = words[fixture.vendor].credential
        if fixture.plural == CREDENTIALS and read is not None:
            secret, bearer = read(fixture.model)
            known[fixture.vendor][secret] = bearer
    return known
