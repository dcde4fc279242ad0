"""A world: everything that makes a sandbox what it is, apart from what it has witnessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mock_server.engine.clock import Clock, ClockStart, Wall
from mock_server.engine.idempotency import Keys
from mock_server.engine.schedule import Schedule
from mock_server.engine.store import Store


@dataclass(slots=True)
class World:
    """The state that reset, fork and snapshot copy. All of it is a few dictionaries of immutable things.

    `now` is the time at which the present command happens: the clock's reading, or the moment at which a due thing fell
    due. `counters` hold the last ordinal by kind and the counts of rate-limit windows. `switches` hold each vendor's
    settings, immutable too.
    """

    seed: int
    clock: Clock
    now: datetime
    store: Store = field(default_factory=Store)
    schedule: Schedule = field(default_factory=Schedule)
    keys: Keys = field(default_factory=Keys)
    counters: dict[str, int] = field(default_factory=dict)
    switches: Mapping[str, object] = field(default_factory=dict)

    @staticmethod
    def begin(seed: int, start: ClockStart, wall: Wall, switches: Mapping[str, object]) -> "World":
        """An empty world at the start of its clock."""
        clock = Clock(start, wall)
        return World(seed, clock, start.at, switches=switches)

    def copy(self, start: ClockStart | None = None, wall: Wall | None = None) -> "World":
        """A world equal to this one; with `start` and `wall`, its clock starts anew from there."""
        clock = self.clock.copy() if start is None or wall is None else Clock(start, wall)
        return World(
            self.seed,
            clock,
            self.now if start is None else start.at,
            self.store.copy(),
            self.schedule.copy(),
            self.keys.copy(),
            self.counters.copy(),
            self.switches,
        )
