"""The sandboxes of one server: create, look up, fork, drop; with a cap and an idle limit."""

import re
from collections import OrderedDict
from collections.abc import Iterator

from mock_server.engine.clock import ClockStart, Wall
from mock_server.sandboxes.errors import BadSandboxId, DefaultStays, SandboxExists, TooManySandboxes, UnknownSandbox
from mock_server.sandboxes.memory import Memory
from mock_server.sandboxes.sandbox import DEFAULT, Sandbox
from mock_server.sandboxes.start import Start, prepare
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.scenarios.scenario import Scenario
from mock_server.scenarios.words import Words

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_LONGEST_WAIT = 3_600.0
_STARTS_KEPT = 64
"""How many prepared starts are kept: scenario, seed and clock mostly repeat from sandbox to sandbox."""


def is_id(text: str) -> bool:
    """Whether a sandbox could be called so: an id stands in addresses and in credentials."""
    return _ID.fullmatch(text) is not None


class Sandboxes:
    """All sandboxes of a server by id. They share nothing but the scenarios they start from.

    `own` is the server's own scenario: what sandboxes start from unless they are told otherwise. It has been read once and
    for all, and goes before one of the library that has the same name. `cap` is the most sandboxes there may be.
    `idle_seconds` of real time without a call after which one is dropped, never where it is None.
    """

    def __init__(
        self,
        library: ScenarioLibrary,
        words: Words,
        wall: Wall,
        *,
        own: Scenario,
        cap: int = 1_000,
        idle_seconds: float | None = None,
        journal_bounds: tuple[int, int] = (5_000, 16 << 20),
    ) -> None:
        self.library = library
        self._words = words
        self._wall = wall
        self._cap = cap
        self._idle_seconds = idle_seconds
        self._journal_bounds = journal_bounds
        self._starts: OrderedDict[tuple[str, int, ClockStart], Start] = OrderedDict()
        self._named = 0
        self._own = own
        self._memory = Memory()
        self._by_id: dict[str, Sandbox] = {}
        self._by_id[DEFAULT] = Sandbox(DEFAULT, self.start_of(own), wall, journal_bounds)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Sandbox]:
        return iter(list(self._by_id.values()))

    @property
    def default(self) -> Sandbox:
        """The sandbox that calls without any other sign reach."""
        return self._by_id[DEFAULT]

    def find(self, id: str) -> Sandbox | None:
        """The sandbox of that id, if there is one; it counts as used now."""
        sandbox = self._by_id.get(id)
        if sandbox is not None:
            sandbox.last_used = self._wall()
        return sandbox

    def get(self, id: str) -> Sandbox:
        """The sandbox of that id; it counts as used now.

        Raises:
            UnknownSandbox: there is none.
        """
        sandbox = self.find(id)
        if sandbox is None:
            raise UnknownSandbox(id)
        return sandbox

    def scenario(self, name: str | None = None) -> Scenario:
        """The scenario of that name, the server's own one without a name.

        Raises:
            UnknownScenario: no scenario has that name.
            ScenarioError: the scenario's file has mistakes.
        """
        # A name may come over HTTP and leads into the library alone; the server's own scenario may come from any file.
        return self._own if name in (None, self._own.name) else self.library.named(name)

    def start_of(self, scenario: Scenario, seed: int | None = None, clock: ClockStart | None = None) -> Start:
        """The start of a scenario, with another seed or clock where they are given.

        Raises:
            ScenarioError: a fixture cannot be there, such as a second one with the same id.
        """
        key = (scenario.name, scenario.seed if seed is None else seed, clock or scenario.clock)
        start = self._starts.get(key)
        if start is None or start.scenario is not scenario:
            start = self._starts[key] = prepare(scenario, self._words, self._wall, key[1], key[2])
        self._starts.move_to_end(key)
        if len(self._starts) > _STARTS_KEPT:
            self._starts.popitem(last=False)
        return start

    def create(
        self,
        id: str | None = None,
        scenario: Scenario | str | None = None,
        seed: int | None = None,
        clock: ClockStart | None = None,
        *,
        strict: bool | None = None,
    ) -> Sandbox:
        """A new sandbox at the start of a scenario or of the one of that name, by default the server's own one.

        It is strict or not, or as the scenario is.

        Raises:
            BadSandboxId: the id could not stand in an address or a credential.
            SandboxExists: the id is taken.
            TooManySandboxes: the cap is reached.
            UnknownScenario: no scenario has that name.
            ScenarioError: the scenario's file has mistakes.
        """
        if not isinstance(scenario, Scenario):
            scenario = self.scenario(scenario)
        id = self._free_id(id)
        start = self.start_of(scenario, seed, clock)
        sandbox = Sandbox(id, start, self._wall, self._journal_bounds, strict=strict)
        self._by_id[id] = sandbox
        return sandbox

    def fork(self, source: str, id: str | None = None) -> Sandbox:
        """A new sandbox that is as `source` is now.

        Raises:
            UnknownSandbox: there is no source.
            BadSandboxId: the id could not stand in an address or a credential.
            SandboxExists: the id is taken.
            TooManySandboxes: the cap is reached.
        """
        original = self.get(source)
        original.catch_up()
        id = self._free_id(id)
        sandbox = self._by_id[id] = original.fork(id)
        return sandbox

    def drop(self, id: str) -> None:
        """Forget a sandbox and all in it.

        Raises:
            UnknownSandbox: there is none.
            DefaultStays: it is the default one.
        """
        if id == DEFAULT:
            raise DefaultStays
        self.get(id)
        self._bury(id)

    def drop_idle(self) -> list[str]:
        """Forget the sandboxes that nobody has used for the idle limit; answers their ids."""
        if self._idle_seconds is None:
            return []
        limit = self._wall() - self._idle_seconds
        idle = [id for id, sandbox in self._by_id.items() if sandbox.last_used < limit and id != DEFAULT]
        for id in idle:
            self._bury(id)
        return idle

    def _bury(self, id: str) -> None:
        sandbox = self._by_id.pop(id)
        self._memory.keep(id, sandbox.met())
        sandbox.journal.tell_readers()

    def met(self) -> Memory:
        """What every sandbox has met, those too that are gone."""
        memory = self._memory.copy()
        for id, sandbox in self._by_id.items():
            memory.keep(id, sandbox.met())
        return memory

    def forget_met(self) -> None:
        """Count what sandboxes meet anew from here on."""
        self._memory = Memory()
        for sandbox in self._by_id.values():
            sandbox.forget_met()

    def settle_running(self) -> float | None:
        """Bring sandboxes whose clock runs up to now and drop idle ones; answers in how many real seconds to come again."""
        self.drop_idle()
        waits = [] if self._idle_seconds is None else [max(self._idle_seconds / 4, 1.0)]
        for sandbox in self._by_id.values():
            world = sandbox.engine.world
            if not world.clock.is_frozen:
                sandbox.catch_up()
                next_at = world.schedule.next_at()
                wait = None if next_at is None else world.clock.real_seconds_until(next_at)
                if wait is not None:
                    waits.append(wait)
        # A slow clock's next thing may lie further away than a timer can say.
        return min([*waits, _LONGEST_WAIT]) if waits else None

    def _free_id(self, id: str | None) -> str:
        if id is None:
            while id is None or id in self._by_id:
                self._named += 1
                id = f"sandbox-{self._named}"
        elif not is_id(id):
            raise BadSandboxId(id)
        elif id in self._by_id:
            raise SandboxExists(id)
        if len(self._by_id) >= self._cap:
            self.drop_idle()
        if len(self._by_id) >= self._cap:
            raise TooManySandboxes(self._cap)
        return id
