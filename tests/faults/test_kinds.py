"""What each fault makes of an answer, on a connection that only takes notes."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from mock_server.engine.clock import wall_seconds
from mock_server.faults.kinds import (
    AnswerLost,
    Delay,
    Empty,
    Garbage,
    Hang,
    Reset,
    Slow,
    Truncate,
    WireFault,
    WrongContentType,
)
from mock_server.faults.sending import Sending
from mock_server.faults.wire import LONGEST_WAIT, Bell, ConnectionCut, Message, Outgoing, Wire
from tests.faults.worlds import engine_of

SECOND = timedelta(seconds=1)
JSON = (b"content-type", b"application/json")
LENGTH = (b"content-length", b"40")
BODY = b"0123456789" * 4
ANSWER = Outgoing(201, (JSON, LENGTH), BODY)


def luck(word: str) -> int:
    return sum(word.encode()) << 110


@dataclass
class Notes:
    """Takes notes of all that is done to a connection; nothing is waited for."""

    done: list[object] = field(default_factory=list)
    is_held: bool = False

    def write(self, data: bytes) -> None:
        self.done.append(("write", data))

    def close(self) -> None:
        self.done.append("close")

    def reset(self) -> None:
        self.done.append("reset")

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.done.append((message["status"], message["headers"]))
        else:
            self.done.append((message["body"], message.get("more_body", False)))

    async def receive(self) -> Message:
        return {"type": "http.disconnect"}


class NotedWire(Wire):
    """Notes how long it is asked to wait."""

    async def wait(self, seconds: float) -> None:
        assert isinstance(self.line, Notes)
        self.line.done.append(f"wait {seconds:g}")


def sent(fault: WireFault | None, delay: Delay | None = None, answer: Outgoing = ANSWER) -> list[object]:
    notes, engine = Notes(), engine_of()

    async def go() -> None:
        wire = NotedWire(notes.receive, notes.send, notes, lambda: engine, Bell())
        await Sending(luck, delay, fault).send(answer, wire)

    asyncio.run(go())
    return notes.done


HEAD = (201, [JSON, LENGTH])
GONE = f"wait {LONGEST_WAIT:g}"
"""How long the end of a connection is waited for."""


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Hang(5 * SECOND), ["wait 5", "close", GONE]),
        (Reset(), ["reset", GONE]),
        (Empty(), ["close", GONE]),
        (AnswerLost(), ["reset", GONE]),
        (Truncate(), [HEAD, (BODY[:20], True), "close", GONE]),
        (Truncate(size=3), [HEAD, (BODY[:3], True), "close", GONE]),
        (Truncate(size=99), [HEAD, (BODY[:39], True), "close", GONE]),
        (WrongContentType("text/plain"), [(201, [(b"content-type", b"text/plain"), LENGTH]), (BODY, False)]),
    ],
)
def test_a_fault_sends_what_it_says(fault: WireFault, done: list[object]) -> None:
    assert sent(fault) == done


def test_a_slow_answer_comes_in_twenty_pieces() -> None:
    done = sent(Slow(10 * SECOND))

    pieces = [(BODY[n : n + 2], True) for n in range(0, 40, 2)]
    assert done == [HEAD, *(each for piece in pieces for each in ("wait 0.5", piece)), (b"", False)]


def test_garbage_is_drawn_from_the_seed_and_is_no_http() -> None:
    written, *rest = sent(Garbage(64))

    assert rest == ["close", GONE]
    assert isinstance(written, tuple)
    assert len(written[1]) == 64
    assert not written[1].startswith(b"HTTP")
    assert sent(Garbage(64))[0] == written


def test_an_answer_without_a_body_cannot_be_truncated_and_is_not_sent() -> None:
    assert sent(Truncate(), answer=Outgoing(204, (), b"")) == ["close", GONE]


def test_a_delay_comes_before_the_answer_or_the_fault() -> None:
    assert sent(None, Delay(2 * SECOND, 2 * SECOND)) == ["wait 2", HEAD, (BODY, False)]
    assert sent(Reset(), Delay(2 * SECOND, 2 * SECOND)) == ["wait 2", "reset", GONE]


def test_a_delay_between_two_bounds_is_drawn() -> None:
    first, *_ = sent(None, Delay(SECOND, 3 * SECOND))

    assert isinstance(first, str)
    assert 1 <= float(first.removeprefix("wait ")) <= 3


def test_no_real_delay_is_longer_than_a_minute() -> None:
    assert sent(None, Delay(timedelta(days=1), timedelta(days=1)))[0] == "wait 60"
    assert sent(Hang(timedelta(days=1)))[0] == "wait 60"


@pytest.mark.parametrize("fault", [Reset(), Empty(), AnswerLost(), Garbage(), Truncate(), Hang(SECOND / 1000)])
def test_in_process_there_is_no_connection_and_the_caller_is_told(fault: WireFault) -> None:
    notes, engine = Notes(), engine_of()

    async def go() -> None:
        await Sending(luck, None, fault).send(ANSWER, Wire(notes.receive, notes.send, None, lambda: engine, Bell()))

    with pytest.raises(ConnectionCut, match="a fault has cut the connection"):
        asyncio.run(go())


class Waiting:
    """A wire whose client stays on the line until it is told to hang up."""

    def __init__(self) -> None:
        self.engine = engine_of(wall=wall_seconds)
        self.bell = Bell()
        self.notes = Notes()
        self.gone = asyncio.Event()
        self.wire = Wire(self._receive, self.notes.send, self.notes, lambda: self.engine, self.bell)

    async def _receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}


def run(story: Callable[[Waiting, "asyncio.Task[None]"], Coroutine[object, object, None]], delay: Delay) -> None:
    async def go() -> None:
        waiting = Waiting()
        task = asyncio.create_task(Sending(luck, delay).send(ANSWER, waiting.wire))
        for _ in range(5):
            await asyncio.wait({task}, timeout=0)
        await story(waiting, task)

    asyncio.run(go())


SANDBOX_HOUR = Delay(timedelta(hours=1), timedelta(hours=1), is_sandbox_time=True)


def test_a_delay_of_sandbox_time_ends_when_the_clock_gets_there() -> None:
    async def story(waiting: Waiting, task: "asyncio.Task[None]") -> None:
        waiting.engine.advance(timedelta(minutes=59))
        waiting.bell.ring()
        await asyncio.wait({task}, timeout=0)
        assert not task.done()
        assert waiting.notes.is_held

        waiting.engine.advance(timedelta(minutes=1))
        waiting.bell.ring()
        await task
        assert waiting.notes.done == [HEAD, (BODY, False)]
        assert not waiting.notes.is_held

    run(story, SANDBOX_HOUR)


def test_a_delay_of_sandbox_time_ends_when_the_sandbox_begins_anew() -> None:
    async def story(waiting: Waiting, task: "asyncio.Task[None]") -> None:
        waiting.engine = engine_of()
        waiting.bell.ring()
        await task
        assert waiting.notes.done == [HEAD, (BODY, False)]

    run(story, SANDBOX_HOUR)


def test_a_delay_of_sandbox_time_ends_when_a_running_clock_gets_there_by_itself() -> None:
    async def story(waiting: Waiting, task: "asyncio.Task[None]") -> None:
        waiting.engine.run(1_000_000)
        waiting.bell.ring()
        await task
        assert waiting.notes.done == [HEAD, (BODY, False)]

    run(story, SANDBOX_HOUR)


@pytest.mark.parametrize("delay", [SANDBOX_HOUR, Delay(timedelta(minutes=1), timedelta(minutes=1))])
def test_a_delay_ends_when_the_client_hangs_up(delay: Delay) -> None:
    async def story(waiting: Waiting, task: "asyncio.Task[None]") -> None:
        assert not task.done()
        waiting.gone.set()
        await task

    run(story, delay)


def test_real_time_passes_by_itself() -> None:
    async def story(waiting: Waiting, task: "asyncio.Task[None]") -> None:
        await task
        assert waiting.notes.done == [HEAD, (BODY, False)]

    run(story, Delay(SECOND / 1000, SECOND / 1000))


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Delay(SECOND, SECOND), "delay 1s"),
        (Delay(SECOND, 2 * SECOND, is_sandbox_time=True), "delay 1s to 2s of sandbox time"),
        (Hang(SECOND), "hang 1s"),
        (Truncate(), "truncate to 50%"),
        (Truncate(size=3), "truncate to 3 bytes"),
        (Slow(SECOND), "slow, over 1s"),
        (Garbage(9), "garbage of 9 bytes"),
        (WrongContentType(), "wrong_content_type text/html"),
        (AnswerLost(), "answer_lost"),
        (Reset(), "reset"),
        (Empty(), "empty"),
    ],
)
def test_a_fault_says_in_the_journal_what_it_does(fault: object, text: str) -> None:
    assert str(fault) == text
