"""The connection as a fault sees it: answer on it, wait, write what is no answer, cut it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from mock_server.engine.engine import Engine

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LINE: Final = "mock_server.line"
"""Under which the extensions of a request's scope hold its line, where the server has one."""
LONGEST_WAIT: Final = 60.0
"""Real seconds that any fault holds a call at most, so that a typo holds up no suite."""

Luck = Callable[[str], int]
"""A large number from the seed, the rule and its match, for a word that says what it decides."""


class Line(Protocol):
    """The socket beneath a request. `is_held` says that a fault keeps it from being answered."""

    is_held: bool

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""

    def close(self) -> None:
        """End the connection once all is sent."""

    def reset(self) -> None:
        """Break the connection off, so that the client's system says that it was reset."""


class ConnectionCut(ConnectionError):
    """A fault has cut the connection, and there is none: the server was called in process.

    `how` is what a client on a network would have seen: `reset`, `empty`, `garbage` or `truncated`.
    """

    def __init__(self, how: str) -> None:
        super().__init__(f"a fault has cut the connection ({how})")
        self.how = how


class Outgoing(NamedTuple):
    """An answer as it is about to go out."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class Bell:
    """Rings when a sandbox's clock may have moved; those who wait for an instant then look again."""

    __slots__ = ("_rung",)

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait."""
        self._rung.set()
        self._rung = asyncio.Event()

    def next_ring(self) -> asyncio.Event:
        """What is set when the bell rings next."""
        return self._rung


@dataclass(slots=True)
class Wire:
    """One call's connection, while its answer is held back or spoiled."""

    receive: Receive
    send: Send
    line: Line | None
    engine: Callable[[], Engine]
    bell: Bell
    _shows: str = "empty"

    async def answer(self, answer: Outgoing) -> None:
        """Send a whole answer."""
        await self.begin(answer)
        await self.send({"type": "http.response.body", "body": answer.body})

    async def begin(self, answer: Outgoing) -> None:
        """Send the head of an answer."""
        self._shows = "truncated"
        await self.send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})

    async def piece(self, body: bytes, *, is_last: bool) -> None:
        """Send a part of an answer's body."""
        await self.send({"type": "http.response.body", "body": body, "more_body": not is_last})

    async def wait(self, seconds: float) -> None:
        """Let real time pass, as long as the client is still there."""
        # Nothing sleeps: what is waited for is that the client hangs up, and that for so long at most.
        await self._hold(self._client_gone(), seconds)

    async def wait_until(self, at: datetime) -> None:
        """Let the sandbox's time pass, as long as the client is still there, and the sandbox has not begun anew."""
        gone, passed = asyncio.ensure_future(self._client_gone()), asyncio.ensure_future(self._clock_shows(at))
        try:
            await self._hold(asyncio.wait({gone, passed}, return_when=asyncio.FIRST_COMPLETED), LONGEST_WAIT)
        finally:
            gone.cancel()
            passed.cancel()

    async def write(self, data: bytes) -> None:
        """Send bytes that are no answer, and end the connection."""
        self._shows = "garbage"
        if self.line is not None:
            self.line.write(data)
        await self.close()

    async def close(self) -> None:
        """End the connection without another word.

        Raises:
            ConnectionCut: there is none.
        """
        if self.line is None:
            raise ConnectionCut(self._shows)
        self.line.close()
        await self.wait(LONGEST_WAIT)

    async def reset(self) -> None:
        """Break the connection off.

        Raises:
            ConnectionCut: there is none.
        """
        if self.line is None:
            raise ConnectionCut("reset")
        self.line.reset()
        await self.wait(LONGEST_WAIT)

    async def _hold(self, event: Awaitable[object], seconds: float) -> None:
        if self.line is not None:
            self.line.is_held = True
        try:
            async with asyncio.timeout(seconds):
                await event
        except TimeoutError:
            return
        finally:
            if self.line is not None:
                self.line.is_held = False

    async def _clock_shows(self, at: datetime) -> None:
        engine = self.engine()
        clock = engine.world.clock
        while self.engine() is engine and clock.reading() < at:
            # A clock that stands goes on when somebody says so, and the bell tells of it; one that runs gets there.
            ring = self.bell.next_ring()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(clock.real_seconds_until(at)):
                    await ring.wait()

    async def _client_gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
