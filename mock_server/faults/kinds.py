"""The faults that befall calls, a small object each; how each of them is met is one method."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import shake_256
from typing import ClassVar, Final

from mock_server.engine.clock import show_duration
from mock_server.faults.wire import LONGEST_WAIT, Luck, Outgoing, Wire

MOST_GARBAGE: Final = 64 << 10
_PIECES: Final = 20
_PARTS: Final = 1 << 53


def between(least: timedelta, most: timedelta, luck: Luck, word: str) -> timedelta:
    """A stretch of time drawn evenly from those between two; the one itself where they are equal."""
    return least if least == most else least + (most - least) * ((luck(word) >> 75) / _PARTS)


@dataclass(frozen=True, slots=True)
class Delay:
    """The answer comes late: after real time, or once the sandbox's clock has gone on by so much."""

    least: timedelta
    most: timedelta
    is_sandbox_time: bool = False

    def __str__(self) -> str:
        span = (
            show_duration(self.least)
            if self.least == self.most
            else f"{show_duration(self.least)} to {show_duration(self.most)}"
        )
        return f"delay {span}{' of sandbox time' if self.is_sandbox_time else ''}"

    async def pass_time(self, wire: Wire, luck: Luck) -> None:
        """Wait."""
        span = between(self.least, self.most, luck, "delay")
        if self.is_sandbox_time:
            await wire.wait_until(wire.engine().world.now + span)
        else:
            await wire.wait(min(span.total_seconds(), LONGEST_WAIT))


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer comes: the connection stands open for so long, and is closed then. The vendor never sees the call."""

    span: timedelta
    reaches_vendor: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"hang {show_duration(self.span)}"

    async def send(self, _: Outgoing, wire: Wire, __: Luck) -> None:
        """Send nothing, for long."""
        await wire.wait(min(self.span.total_seconds(), LONGEST_WAIT))
        await wire.close()


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset in place of an answer. The vendor never sees the call."""

    reaches_vendor: ClassVar[bool] = False

    def __str__(self) -> str:
        return "reset"

    async def send(self, _: Outgoing, wire: Wire, __: Luck) -> None:
        """Send nothing."""
        await wire.reset()


@dataclass(frozen=True, slots=True)
class Empty:
    """The connection is closed in place of an answer. The vendor never sees the call."""

    reaches_vendor: ClassVar[bool] = False

    def __str__(self) -> str:
        return "empty"

    async def send(self, _: Outgoing, wire: Wire, __: Luck) -> None:
        """Send nothing."""
        await wire.close()


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that are no HTTP come in place of an answer. The vendor never sees the call."""

    size: int = 64
    reaches_vendor: ClassVar[bool] = False

    def __str__(self) -> str:
        return f"garbage of {self.size} bytes"

    async def send(self, _: Outgoing, wire: Wire, luck: Luck) -> None:
        """Send bytes drawn from the seed, of which the first begins no status line."""
        await wire.write(b"\x00" + shake_256(str(luck("garbage")).encode()).digest(self.size - 1))


@dataclass(frozen=True, slots=True)
class Truncate:
    """The answer ends in the middle of its body: after so many bytes, or after a share of them. The call has had its effect."""

    share: float = 0.5
    size: int | None = None
    reaches_vendor: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"truncate to {f'{self.share * 100:g}%' if self.size is None else f'{self.size} bytes'}"

    def cut(self, body: bytes) -> bytes:
        """What is left of a body: never all of it."""
        size = int(len(body) * self.share) if self.size is None else self.size
        return body[: min(size, max(0, len(body) - 1))]

    async def send(self, answer: Outgoing, wire: Wire, _: Luck) -> None:
        """Send the head and a part of the body; nothing of an answer that has no body."""
        if answer.body:
            await wire.begin(answer)
            await wire.piece(self.cut(answer.body), is_last=False)
        await wire.close()


@dataclass(frozen=True, slots=True)
class Slow:
    """The answer's body dribbles in, in twenty pieces over so long. The call has had its effect."""

    span: timedelta
    reaches_vendor: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"slow, over {show_duration(self.span)}"

    async def send(self, answer: Outgoing, wire: Wire, _: Luck) -> None:
        """Send the head, then a piece after each pause."""
        await wire.begin(answer)
        size = max(1, -(-len(answer.body) // _PIECES))
        pause = min(self.span.total_seconds(), LONGEST_WAIT) / _PIECES
        for start in range(0, len(answer.body), size):
            await wire.wait(pause)
            await wire.piece(answer.body[start : start + size], is_last=False)
        await wire.piece(b"", is_last=True)


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The call has its effect, and the connection is reset before the answer: what makes clients order twice."""

    reaches_vendor: ClassVar[bool] = True

    def __str__(self) -> str:
        return "answer_lost"

    async def send(self, _: Outgoing, wire: Wire, __: Luck) -> None:
        """Send nothing."""
        await wire.reset()


@dataclass(frozen=True, slots=True)
class WrongContentType:
    """The answer is as it should be, but says that it is something else. The call has had its effect."""

    media: str = "text/html"
    reaches_vendor: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"wrong_content_type {self.media}"

    async def send(self, answer: Outgoing, wire: Wire, _: Luck) -> None:
        """Send the answer under the other type."""
        others = tuple(header for header in answer.headers if header[0] != b"content-type")
        await wire.answer(answer._replace(headers=((b"content-type", self.media.encode("latin-1")), *others)))


WireFault = Hang | Reset | Empty | Garbage | Truncate | Slow | AnswerLost | WrongContentType
"""What happens between a server and its client, whatever the vendor would answer."""


@dataclass(frozen=True, slots=True)
class Status:
    """The call fails with this status, in the vendor's voice, before the vendor looks at it."""

    status: int

    def __str__(self) -> str:
        return f"status {self.status}"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Of the calls that match, so many are let through in each window of so many seconds; the others get the vendor's 429."""

    calls: int
    seconds: int

    def __str__(self) -> str:
        return f"rate_limit of {self.calls} in {show_duration(timedelta(seconds=self.seconds))}"


@dataclass(frozen=True, slots=True)
class StaleRead:
    """The call is answered as it would have been so long ago: what has changed since is not seen yet."""

    age: timedelta

    def __str__(self) -> str:
        return f"stale_read of {show_duration(self.age)}"


Fault = WireFault | Status | RateLimit | StaleRead
