"""A sandbox: one isolated world with its engine, its journal, its rules and its outbox."""

import asyncio
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from mock_server.engine.clock import Wall
from mock_server.engine.engine import Engine, Settled
from mock_server.engine.errors import InvalidInput
from mock_server.engine.events import Event
from mock_server.engine.world import World
from mock_server.faults.book import RuleBook
from mock_server.faults.past import Past
from mock_server.faults.rules import Rule
from mock_server.journal.entries import WEBHOOK_FAULT, Call, ClockStep, Command, Entry, Journal, Sending
from mock_server.journal.tally import Tally
from mock_server.sandboxes.mishaps import NewsDocument, mishap_of
from mock_server.sandboxes.start import Start
from mock_server.sandboxes.witness import Witness
from mock_server.scenarios.player import Player
from mock_server.webhooks.deliveries import Attempt, Delivery
from mock_server.webhooks.mishaps import Mishap
from mock_server.webhooks.outbox import Outbox, Scribe
from mock_server.webhooks.voice import News

DEFAULT: Final = "default"
"""The sandbox that always exists and that calls without any other sign reach."""


class Sandbox:
    """One world, from its scenario's start on.

    `journal_bounds` are the most entries and the most bytes that its journal keeps. `turn` is held by whoever moves the clock
    while webhooks are sent in between. `memo` is what vendors have worked out here and may forget at any time: it saves them
    work, and never changes an answer. The sandbox is strict where `strict` says so, and without that where its scenario does.
    """

    __slots__ = (
        "_journal_bounds",
        "_past",
        "_strict",
        "_wall",
        "engine",
        "id",
        "is_strict",
        "journal",
        "last_used",
        "memo",
        "outbox",
        "readers",
        "rules",
        "start",
        "turn",
        "witness",
    )

    def __init__(
        self, id: str, start: Start, wall: Wall, journal_bounds: tuple[int, int], *, strict: bool | None = None
    ) -> None:
        self.id = id
        self._strict = strict
        self._wall = wall
        self._journal_bounds = journal_bounds
        self.last_used = wall()
        self.turn = asyncio.Lock()
        self.memo: dict[Hashable, object] = {}
        self.readers: list[Callable[[], None]] = []
        self.witness = Witness()
        self._begin(start)

    def _begin(self, start: Start) -> None:
        self.start = start
        self.is_strict = start.scenario.is_strict if self._strict is None else self._strict
        self.journal = Journal(*self._journal_bounds, self.readers)
        self.journal.heir = self.witness.inherit_entry
        self._past: Past | None = None
        self.rules: RuleBook = start.rules
        self._wake(start.world.copy(start.clock, self._wall))
        self.note(Command("start", {"scenario": start.scenario.name, "seed": start.world.seed}))

    def _wake(self, world: World) -> None:
        start = self.start
        self.engine = Engine(world, start.kinds)
        scribe = Scribe(self.catch_up, lambda: self.journal.last, self._note_sending, self._note_sent, self._befalls)
        self.outbox = Outbox(self.engine, start.voices, start.subscriptions, scribe)
        self.outbox.heir = self.witness.inherit_delivery
        self.engine.listen(self._hear)
        self.engine.listen(self.outbox.hear)
        for react in start.reactions:
            self.engine.listen(partial(react, self.engine))
        self.engine.listen(Player(self.engine, start.scenario.timelines).hear)
        self._remember()

    def _remember(self) -> None:
        """Remember the changes that stale reads have not seen, where there is a rule for such reads."""
        reach = self.rules.looks_back
        if reach is not None:
            self._past = self._past or Past(reach)
            self._past.reach = reach
            self.engine.listen(self._past.hear)

    def _hear(self, event: Event) -> None:
        self.journal.note(event, event.at, self.engine.cause)

    def _befalls(self, news: News) -> Mishap | None:
        """What a rule lets go wrong with a delivery of news; the journal says so."""
        if not self.rules.news:
            return None
        document = partial(NewsDocument, news, self.engine, self.start.kinds)
        met = self.rules.news_fault(f"{news.vendor}.{news.event}", document, self.engine)
        if met is None:
            return None
        mishap = mishap_of(*met)
        about = {"rule": mishap.rule, "event": f"{news.vendor}.{news.event}", "record": news.record, "does": mishap.says}
        self.journal.note(Command(WEBHOOK_FAULT, about), self.engine.world.now, self.journal.last or None)
        return mishap

    def _note_sending(self, delivery: Delivery, attempt: Attempt) -> int:
        news = delivery.news
        sending = Sending(news.vendor, news.event, delivery.id, (news.kind, news.record), delivery.to.url or "", attempt.number)
        return self.journal.note(sending, attempt.at, delivery.cause).n

    def _note_sent(self, delivery: Delivery, attempt: Attempt) -> None:
        entry = self.journal.get(attempt.n)
        if entry is not None and isinstance(entry.what, Sending) and attempt.outcome is not None:
            outcome = attempt.outcome
            entry.what = replace(
                entry.what, state=delivery.state, status=outcome.status, error=outcome.error, next_at=attempt.next_at
            )
        self.journal.tell_readers()

    @property
    def credentials(self) -> Mapping[str, Mapping[str, object]]:
        """What each vendor knows of the bearers of credentials, by vendor and secret."""
        return self.start.credentials

    @contextmanager
    def read_by(self, reader: Callable[[], None]) -> Iterator[None]:
        """Call a reader whenever the journal grows, through resets too, and when the sandbox is dropped."""
        self.readers.append(reader)
        try:
            yield
        finally:
            self.readers.remove(reader)

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

    def go_on(self, cause: int | None, until: datetime) -> Settled:
        """Let the step of the clock with that number go on, which paused for webhooks to be sent."""
        self.catch_up()
        self.engine.cause = cause
        now = self.engine.world.now
        settled = self.engine.set_clock(max(until, now), self.must_wait)
        entry = None if cause is None else self.journal.get(cause)
        if entry is not None and isinstance(entry.what, ClockStep):
            entry.what = replace(entry.what, after=self.engine.world.now)
        return settled

    def must_wait(self) -> bool:
        """Whether the clock has to wait for webhooks to be sent: what comes of them decides what is planned next."""
        return self.outbox.is_due

    # -- what was met ------------------------------------------------------------------------------------------------

    def met(self) -> Tally:
        """What it has met since it was made, through all its resets; what a fork took over counts where it happened."""
        return self.witness.met(self.journal, self.outbox, self.engine.world.switches)

    def forget_met(self) -> None:
        """Count anew from here on."""
        self.witness.begin(self.journal.last)

    # -- whole worlds ------------------------------------------------------------------------------------------------

    def reset(self, start: Start | None = None) -> None:
        """Return to the start of the scenario, journal included; or to the start of another one."""
        self.witness.begin(0, self.met())
        self.outbox.close()
        self._begin(start or self.start)

    def fork(self, id: str) -> "Sandbox":
        """Another sandbox that is as this one is now, and goes its own way from here."""
        other = Sandbox(id, self.start, self._wall, self._journal_bounds, strict=self._strict)
        other.rules = self.rules
        other._past = None if self._past is None else self._past.copy()
        other.journal = self.journal.copy(other.readers)
        other.journal.heir = other.witness.inherit_entry
        other.witness.begin(other.journal.last)
        other._wake(self.engine.world.copy())
        other.outbox.take_over(self.outbox.contents())
        return other

    def as_it_was(self, at: datetime) -> "Sandbox":
        """The same sandbox, to read in, with its records as they were at an instant, as far as that is remembered."""
        world = self.engine.world.copy()
        if self._past is not None:
            self._past.undo(world.store, at)
        other = copy(self)
        other.engine = Engine(world, self.start.kinds)
        return other

    def replace_world(self, world: World, rules: RuleBook) -> None:
        """Take another world and its rules, as a restore does. Subscriptions stay; what waited to be sent is abandoned."""
        self.witness.begin(self.journal.last, self.met())  # its switches may be others
        outbox = self.outbox
        outbox.close()
        self._past = None
        self.rules = rules
        self._wake(world)
        self.outbox.take_over(outbox.contents())

    # -- rules -------------------------------------------------------------------------------------------------------

    def add_rule(self, rule: Rule) -> None:
        """Let a rule hold from now on, before all others. It must be a new one."""
        self.note(Command("add rule", {"rule": rule.name, "on": rule.on}))
        self._take_rules(rule.name, self.rules.with_rule(rule, self.engine.world.now))

    def remove_rule(self, name: str) -> None:
        """Forget a rule, until the next reset where it is the scenario's."""
        self.note(Command("remove rule", {"rule": name}))
        self._take_rules(name, self.rules.without(name))

    def enable_rule(self, name: str, *, is_enabled: bool) -> None:
        """Let a rule hold from now on, armed and counted anew; or let it rest."""
        self.note(Command("enable rule" if is_enabled else "disable rule", {"rule": name}))
        self._take_rules(name, self.rules.enabled(name, self.engine.world.now, is_enabled=is_enabled))

    def _take_rules(self, name: str, rules: RuleBook) -> None:
        self.rules = rules
        self.engine.forget_count(f"rule {name}")
        if self._past is None:
            self._remember()
        elif rules.looks_back is not None:
            self._past.reach = rules.looks_back
