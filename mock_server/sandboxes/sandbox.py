"""A sandbox: one isolated world with its engine, its journal and its rules."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from mock_server.engine.clock import Wall
from mock_server.engine.engine import Engine, Settled
from mock_server.engine.errors import InvalidInput
from mock_server.engine.events import Event
from mock_server.engine.world import World
from mock_server.faults.rules import RuleBook
from mock_server.journal.entries import Call, ClockStep, Command, Entry, Journal
from mock_server.sandboxes.start import Start
from mock_server.scenarios.player import Player

DEFAULT: Final = "default"
"""The sandbox that always exists and that calls without any other sign reach."""


class Sandbox:
    """One world, from its scenario's start on.

    `journal_bounds` are the most entries and the most bytes that its journal keeps.
    """

    __slots__ = ("_journal_bounds", "_wall", "engine", "id", "journal", "last_used", "rules", "start")

    def __init__(self, id: str, start: Start, wall: Wall, journal_bounds: tuple[int, int]) -> None:
        self.id = id
        self._wall = wall
        self._journal_bounds = journal_bounds
        self.last_used = wall()
        self._begin(start)

    def _begin(self, start: Start) -> None:
        self.start = start
        self.journal = Journal(*self._journal_bounds)
        self.rules: RuleBook = start.rules
        self._wake(start.world.copy(start.clock, self._wall))
        self.note(Command("start", {"scenario": start.scenario.name, "seed": start.world.seed}))

    def _wake(self, world: World) -> None:
        self.engine = Engine(world, self.start.kinds)
        self.engine.listen(self._hear)
        for react in self.start.reactions:
            self.engine.listen(partial(react, self.engine))
        self.engine.listen(Player(self.engine, self.start.scenario.timelines).hear)

    def _hear(self, event: Event) -> None:
        self.journal.note(event, event.at, self.engine.cause)

    @property
    def credentials(self) -> Mapping[str, Mapping[str, object]]:
        """What each vendor knows of the bearers of credentials, by vendor and secret."""
        return self.start.credentials

    # -- what happens ------------------------------------------------------------------------------------------------

    def note(self, what: Command | ClockStep | Call) -> Entry:
        """Write down what is being done to the sandbox; what it brings about is noted as caused by it."""
        entry = self.journal.note(what, self.engine.world.now)
        self.engine.cause = entry.n
        return entry

    def catch_up(self) -> None:
        """Bring a running clock's world up to now; where something falls due, the journal says so."""
        engine = self.engine
        clock = engine.world.clock
        if clock.is_frozen:
            return
        next_at = engine.world.schedule.next_at()
        if next_at is not None and next_at <= (reading := clock.reading()):
            self.note(ClockStep("run on", engine.world.now, reading))
        engine.catch_up()

    def step_clock(self, do: str, step: Callable[[Engine], Settled | None]) -> Settled:
        """Do something to the clock, noted first so that what falls due is caused by it.

        Raises:
            InvalidInput: the step is refused; nothing has happened and nothing is noted.
        """
        self.catch_up()
        before = self.engine.world.now
        entry = self.note(ClockStep(do, before, before))
        try:
            settled = step(self.engine)
        except InvalidInput:
            self.journal.withdraw(entry)
            raise
        entry.what = ClockStep(do, before, self.engine.world.now)
        return settled or Settled(0, is_complete=True)

    # -- whole worlds ------------------------------------------------------------------------------------------------

    def reset(self, start: Start | None = None) -> None:
        """Return to the start of the scenario, journal included; or to the start of another one."""
        self._begin(start or self.start)

    def fork(self, id: str) -> "Sandbox":
        """Another sandbox that is as this one is now, and goes its own way from here."""
        other = Sandbox(id, self.start, self._wall, self._journal_bounds)
        other.rules = self.rules
        other.journal = self.journal.copy()
        other._wake(self.engine.world.copy())
        return other

    def replace_world(self, world: World) -> None:
        """Take another world for this one's, as a restore does."""
        self._wake(world)
