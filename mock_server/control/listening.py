"""The journal while it is written, as server-sent events: woken by the journal, never by an interval."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Final

from mock_server.control.problems import TOO_MANY_LISTENERS, Problem
from mock_server.control.server import ControlledServer
from mock_server.journal.entries import ClockStep, Entry, Sending
from mock_server.journal.picking import Wanted, pick
from mock_server.journal.showing import Shown, kind_of
from mock_server.sandboxes.sandbox import Sandbox

MOST_LISTENERS: Final = 50
"""To one sandbox at a time, those who wait for something in it included."""
HEARTBEAT: Final = 15.0
"""Real seconds without news after which a comment is sent, so that nobody between takes the connection for dead."""
_AT_ONCE: Final = 100
"""Entries that are written down before others have their turn; a listener that falls behind holds nobody up."""
_MOST_UNSETTLED: Final = 64
"""Entries already told that are looked at again, since what came of them was still open."""

Show = Callable[[Entry], Shown]
Choose = Callable[[Entry], bool]


def check_room(sandbox: Sandbox) -> None:
    """Make sure that one more may listen.

    Raises:
        Problem: as many listen already as may.
    """
    if len(sandbox.readers) >= MOST_LISTENERS:
        raise Problem(TOO_MANY_LISTENERS, f"{MOST_LISTENERS} listen to the sandbox {sandbox.id!r} already")


class Listener:
    """One who reads along. Nothing is kept for it but its place in the journal: what is forgotten before it comes, it misses.

    `since` is the number after which it begins. Of what is wanted, only what `choose` takes is told. A heartbeat comes after so
    many seconds without news.
    """

    def __init__(
        self,
        server: ControlledServer,
        sandbox: Sandbox,
        wanted: Wanted,
        show: Show,
        *,
        choose: Choose | None = None,
        since: int = 0,
        heartbeat: float = HEARTBEAT,
    ) -> None:
        self._server = server
        self._sandbox = sandbox
        self._wanted = wanted
        self._show = show
        self._choose = choose
        self._journal = sandbox.journal
        self._since = since
        self._heartbeat = heartbeat
        self._news = asyncio.Event()
        self._unsettled: list[tuple[Entry, object]] = []

    async def events(self) -> AsyncIterator[bytes]:
        """What happens, as it happens, until the server stops or the sandbox is dropped."""
        if len(self._sandbox.readers) >= MOST_LISTENERS:
            return
        with self._sandbox.read_by(self._news.set):
            yield b"retry: 2000\n\n"
            while self._is_there():
                self._news.clear()
                for told in self._news_so_far():
                    if told:
                        yield told
                    await asyncio.sleep(0)  # noqa: TID251  # delays nothing: the others have their turn
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._heartbeat):
                        await self._news.wait()
                if not self._news.is_set():
                    yield b": still here\n\n"
            yield b"event: end\ndata: {}\n\n"

    def _is_there(self) -> bool:
        return self._server.is_ready() and self._server.sandboxes.find(self._sandbox.id) is self._sandbox

    def _news_so_far(self) -> Iterator[bytes]:
        journal = self._sandbox.journal
        if journal is not self._journal or self._since > journal.last:
            self._journal, self._since = journal, 0
            self._unsettled.clear()
            yield b"event: reset\ndata: {}\n\n"
        if self._since < journal.dropped and self._since:
            yield b'event: missed\ndata: {"entries": %d}\n\n' % (journal.dropped - self._since)
        found = [*self._changed(), *((entry, True) for entry in pick(journal, self._wanted, self._since))]
        self._since = journal.last
        for at in range(0, len(found), _AT_ONCE):
            chosen = (row for row in found[at : at + _AT_ONCE] if self._choose is None or self._choose(row[0]))
            yield b"".join(self._event(entry, is_new=is_new) for entry, is_new in chosen)

    def _changed(self) -> list[tuple[Entry, bool]]:
        """Entries told before that say something else by now: an attempt is over, a step of the clock has gone on."""
        changed = [entry for entry, what in self._unsettled if entry.what is not what]
        self._unsettled = [(entry, entry.what) for entry, _ in self._unsettled]
        return [(entry, False) for entry in changed]

    def _event(self, entry: Entry, *, is_new: bool) -> bytes:
        if is_new and isinstance(entry.what, Sending | ClockStep):
            self._unsettled = [*self._unsettled[1 - _MOST_UNSETTLED :], (entry, entry.what)]
        # What is told again carries no id: whoever comes back goes on after the newest.
        id = f"id: {entry.n}\n" if is_new else ""
        return f"{id}event: {kind_of(entry)}\ndata: {json.dumps(self._show(entry))}\n\n".encode()
