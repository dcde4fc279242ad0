"""The engine: the only way in which anything changes. Every command is synchronous, checks first, and changes at once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar, cast

from mock_server.engine.clock import LATEST, show_instant
from mock_server.engine.errors import (
    DuplicateRecord,
    EngineError,
    IllegalMove,
    InvalidInput,
    UnknownMove,
    UnknownRecord,
)
from mock_server.engine.events import Changed, Event, Listener, Removed, Skipped
from mock_server.engine.ids import draw
from mock_server.engine.lifecycle import Move, Setting
from mock_server.engine.records import EVERYBODY, NOTHING, AnyKind, AnyRecord, ContentT, Kind, Record, Step
from mock_server.engine.schedule import PlannedMove, Task
from mock_server.engine.world import World

LONGEST_ADVANCE = timedelta(days=366)
MOST_DUE = 100_000
"""How much may fall due within one step of the clock, so that a typo does not hold the server up."""

CREATE = "create"
AMEND = "amend"

TaskT = TypeVar("TaskT")


@dataclass(frozen=True, slots=True)
class Settled:
    """How a step of the clock went: how many things fell due, and whether it stopped early at the bound on them.

    `paused_before` is where it was going when it paused, for whoever lets it go on.
    """

    due: int
    is_complete: bool
    paused_before: datetime | None = None


Pause = Callable[[], bool]
"""Says whether a step of the clock has to wait, before it goes on from one instant to the next."""


def never() -> bool:
    """No pause."""
    return False


class Engine:
    """Commands on one world.

    `cause` is the journal number of what is being done at the moment; it is noted in the history of what changes.
    `kinds` are all kinds that the world may hold, by name.
    """

    __slots__ = ("_listeners", "_runners", "cause", "kinds", "world")

    def __init__(self, world: World, kinds: Mapping[str, AnyKind]) -> None:
        self.world = world
        self.kinds = kinds
        self.cause: int | None = None
        self._listeners: tuple[Listener, ...] = ()
        self._runners: dict[type, Callable[[Task], None]] = {}
        self.run_due(PlannedMove, self._make_planned_move)

    # -- being heard -------------------------------------------------------------------------------------------------

    def listen(self, listener: Listener) -> None:
        """Let a listener hear every event from now on, after those who listen already."""
        self._listeners += (listener,)

    @contextmanager
    def heard(self) -> Iterator[list[Event]]:
        """The events of what is done meanwhile, in the order of the changes."""
        events: list[Event] = []
        listeners = self._listeners
        self._listeners = (events.append, *listeners)
        try:
            yield events
        finally:
            self._listeners = listeners

    def run_due(self, task: type[TaskT], run: Callable[[TaskT], None]) -> None:
        """Say who runs tasks of a type when they fall due."""
        self._runners[task] = cast("Callable[[Task], None]", run)

    def _tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)

    # -- asking ------------------------------------------------------------------------------------------------------

    def find(self, kind: Kind[ContentT], id: str) -> Record[ContentT] | None:
        """The record of that kind and id, if there is one."""
        return self.world.store.get(kind, id)

    def get(self, kind: Kind[ContentT], id: str) -> Record[ContentT]:
        """The record of that kind and id.

        Raises:
            UnknownRecord: there is none.
        """
        record = self.world.store.get(kind, id)
        if record is None:
            raise UnknownRecord(kind.name, id)
        return record

    def next_due_for(self, kind: str, id: str) -> tuple[datetime, PlannedMove] | None:
        """The next planned move of a record, if one is planned."""
        for at, _, task in self.world.schedule.each():
            if isinstance(task, PlannedMove) and task.kind == kind and task.id == id:
                return at, task
        return None

    # -- changing ----------------------------------------------------------------------------------------------------

    def next_ordinal(self, counter: str) -> int:
        """Count one further; answers the new count, 1 at first."""
        counters = self.world.counters
        counters[counter] = count = counters.get(counter, 0) + 1
        return count

    def mint(self, kind: Kind[ContentT]) -> str:
        """The next id of the kind that no record has."""
        while True:
            id = kind.ids.mint(self.world.seed, kind.name, self.next_ordinal(kind.name))
            if self.world.store.get(kind, id) is None:
                return id

    def create(  # each is a column of the new record; all but two are keyword-only with a default
        self,
        kind: Kind[ContentT],
        content: ContentT,
        *,
        id: str | None = None,
        owner: str = EVERYBODY,
        status: str | None = None,
        created_at: datetime | None = None,
        updated_at: datetime | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Record[ContentT]:
        """Make a record and tell of it.

        Raises:
            DuplicateRecord: the id or a unique reference is taken.
            InvalidInput: the status is none of the kind's.
        """
        world = self.world
        lifecycle = kind.lifecycle
        if status is None:
            status = lifecycle.initial if lifecycle else ""
        elif lifecycle is None or lifecycle.status(status) is None:
            raise InvalidInput("status", f"{status!r} is no status of {kind.name}")
        if id is None:
            id = self.mint(kind)
        elif world.store.get(kind, id) is not None:
            raise DuplicateRecord(kind.name, "id", id)
        at = created_at or world.now
        step = Step(at, CREATE, status, self.cause, given or NOTHING)
        record = Record(kind.name, id, owner, status, content, at, updated_at or at, (step,))
        world.store.put(kind, record)
        event = lifecycle.created_event if lifecycle else None
        # A record may be older than its arrival here; the news of it are not.
        self._tell(Changed(world.now, kind, record, None, CREATE, event, step.given))
        return record

    def move(
        self,
        kind: Kind[ContentT],
        id: str,
        do: str,
        given: Mapping[str, str] | None = None,
        *,
        content: ContentT | None = None,
        plan: str | None = None,
    ) -> Record[ContentT]:
        """Make a lifecycle move on a record and tell of it. `content` replaces the record's before the move sets its own.

        Raises:
            UnknownRecord: there is no such record.
            UnknownMove: its lifecycle has no such move.
            IllegalMove: the record's status does not allow the move.
            InvalidInput: the move does not take one of the given values, or misses one.
        """
        record = self.get(kind, id)
        move = self._allowed(kind, record, do)
        given = given or NOTHING
        move.check(given)
        world = self.world
        setting = Setting(world.now, given, partial(draw, world.seed, kind.name, id, record.version))
        after = self._replaced(
            kind,
            record,
            do,
            status=move.target or record.status,
            content=move.sets(record.content if content is None else content, setting),
            given=given,
        )
        self._tell(Changed(world.now, kind, after, record, do, move.event, given, plan))
        return after

    def amend(
        self,
        kind: Kind[ContentT],
        id: str,
        content: ContentT,
        *,
        do: str = AMEND,
        event: str | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Record[ContentT]:
        """Replace a record's content outside its lifecycle and tell of it.

        Raises:
            UnknownRecord: there is no such record.
        """
        record = self.get(kind, id)
        given = given or NOTHING
        after = self._replaced(kind, record, do, status=record.status, content=content, given=given)
        self._tell(Changed(self.world.now, kind, after, record, do, event, given))
        return after

    def remove(self, kind: Kind[ContentT], id: str) -> None:
        """Forget a record and what is planned for it.

        Raises:
            UnknownRecord: there is no such record.
        """
        record = self.get(kind, id)
        self.world.store.remove(kind, id)
        self.world.schedule.drop(lambda task: isinstance(task, PlannedMove) and (task.kind, task.id) == (kind.name, id))
        self._tell(Removed(self.world.now, kind, record))

    def switch(self, vendor: str, settings: object) -> None:
        """Put a vendor's settings in the place of those that it has."""
        self.world.switches = {**self.world.switches, vendor: settings}

    def forget_count(self, counter: str) -> None:
        """Let a counter begin anew."""
        self.world.counters.pop(counter, None)

    def plan(self, at: datetime, task: Task) -> None:
        """Put a task on the schedule."""
        self.world.schedule.add(at, task)

    def _allowed(self, kind: Kind[ContentT], record: Record[ContentT], do: str) -> Move[ContentT]:
        if kind.lifecycle is None or not kind.lifecycle.named(do):
            raise UnknownMove(kind.name, do, kind.lifecycle.names if kind.lifecycle else ())
        move = kind.lifecycle.find(do, record.status)
        if move is None:
            possible = [each.do for each in kind.lifecycle.possible_from(record.status)]
            raise IllegalMove(kind.name, record.id, record.status, do, possible)
        return move

    def _replaced(
        self,
        kind: Kind[ContentT],
        record: Record[ContentT],
        do: str,
        *,
        status: str,
        content: ContentT,
        given: Mapping[str, str],
    ) -> Record[ContentT]:
        now = self.world.now
        step = Step(now, do, status, self.cause, given)
        # What `dataclasses.replace` would do, written out: every move comes through here.
        after = Record(record.kind, record.id, record.owner, status, content, record.created_at, now, (*record.history, step))
        self.world.store.put(kind, after)
        return after

    # -- time --------------------------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Bring the world to what its clock reads, which does nothing where the clock stands."""
        clock = self.world.clock
        if not clock.is_frozen:
            self._settle(clock.reading())

    def advance(self, by: timedelta, pause: Pause = never) -> Settled:
        """Move the clock on and run what falls due on the way, each thing at its own time.

        Where `pause` says so it stops at the instant it has reached; `set_clock` to the rest of the way goes on.

        Raises:
            InvalidInput: the step is negative, or longer than a year.
        """
        self.catch_up()
        if not timedelta(0) <= by <= LONGEST_ADVANCE:
            raise InvalidInput("advance", f"{by} is not between nothing and {LONGEST_ADVANCE.days} days")
        return self._step_to(self.world.now + by, pause)

    def set_clock(self, at: datetime, pause: Pause = never) -> Settled:
        """Move the clock to an instant and run what falls due on the way. Pauses as `advance` does.

        Raises:
            InvalidInput: the instant is in the past, or more than a year away.
        """
        self.catch_up()
        if at < self.world.now:
            raise InvalidInput("set", f"{show_instant(at)} is in the past; a clock never goes back, a reset does")
        if at - self.world.now > LONGEST_ADVANCE:
            raise InvalidInput("set", f"{show_instant(at)} is more than {LONGEST_ADVANCE.days} days away")
        return self._step_to(at, pause)

    def advance_to_next(self) -> Settled:
        """Move the clock to the next due thing, however far, and run all that is due at that instant."""
        self.catch_up()
        at = self.world.schedule.next_at()
        return Settled(0, is_complete=True) if at is None else self._step_to(at)

    def freeze(self) -> None:
        """Let the clock stand where it is."""
        self.catch_up()
        self.world.clock.freeze()
        self.world.now = self.world.clock.reading()

    def run(self, speed: float) -> None:
        """Let the clock run at a speed from where it is.

        Raises:
            InvalidInput: the speed is out of bounds.
        """
        self.catch_up()
        self.world.clock.run(speed)

    def _step_to(self, at: datetime, pause: Pause = never) -> Settled:
        if at > LATEST:
            raise InvalidInput("clock", f"{show_instant(at)} is beyond {show_instant(LATEST)}")
        settled = self._settle(at, pause)
        world = self.world
        if world.now > world.clock.reading():
            world.clock.jump(world.now)
        return settled

    def _settle(self, until: datetime, pause: Pause = never) -> Settled:
        world = self.world
        schedule = world.schedule
        count = 0
        while (at := schedule.next_at()) is not None and at <= until:
            if count == MOST_DUE:
                return Settled(count, is_complete=False)
            if at > world.now and pause():
                return Settled(count, is_complete=False, paused_before=until)
            at, _, task = schedule.pop()
            world.now = max(world.now, at)
            self._runners[type(task)](task)
            count += 1
        if until > world.now and pause():
            return Settled(count, is_complete=False, paused_before=until)
        world.now = max(world.now, until)
        return Settled(count, is_complete=True)

    def _make_planned_move(self, task: PlannedMove) -> None:
        try:
            self.move(self.kinds[task.kind], task.id, task.do, task.given, plan=task.plan)
        except EngineError as refused:
            self._tell(Skipped(self.world.now, task.kind, task.id, task.do, task.plan, str(refused)))

    # -- whole worlds ------------------------------------------------------------------------------------------------

    def records(self, kind: AnyKind) -> list[AnyRecord]:
        """All records of a kind, oldest first."""
        return list(self.world.store.each(kind))
