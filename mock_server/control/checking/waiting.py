"""Waits until something has happened in a sandbox: woken by the journal and by what falls due, never by an interval."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from mock_server.control.checking.looking import View, look_for
from mock_server.control.checking.verifying import story
from mock_server.control.models.waiting import Wait, Waited
from mock_server.control.problems import INVALID_INPUT, NOT_READY, TOO_MANY_WAITS, UNKNOWN_SANDBOX, Problem
from mock_server.control.server import ControlledServer
from mock_server.engine.clock import show_instant
from mock_server.engine.engine import Engine
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.stepping import step_clock

MOST_WAITS: Final = 100
"""In one sandbox at a time."""
_SHOWN: Final = 100


async def wait(server: ControlledServer, id: str, wish: Wait, limit: timedelta) -> Waited:
    """What came of waiting for something, for at most `limit` of real time.

    A frozen clock is moved on, from one due thing to the next, where the wish allows it.

    Raises:
        Problem: there is no such sandbox, or no more; the wish names something that there is not; as many wait already as
            may; the clock is to be moved and runs by itself; the server stops.
    """
    sandbox = server.sandbox(id)
    if len(sandbox.readers) >= MOST_WAITS:
        raise Problem(TOO_MANY_WAITS, f"{MOST_WAITS} wait for something in the sandbox {id!r} already")
    look = look_for(server, wish)
    clock_until = _clock_until(sandbox, wish)
    news = asyncio.Event()
    with sandbox.read_by(news.set), suppress(TimeoutError):
        async with asyncio.timeout(limit.total_seconds()):
            while len(look(sandbox).fitting()) < wish.count:
                if clock_until is not None and _may_go_on(sandbox, clock_until):
                    await step_clock(sandbox, server.send_due, "next, for a wait", Engine.advance_to_next)
                    await asyncio.sleep(0)  # noqa: TID251  # delays nothing: the others have their turn
                else:
                    await _hear(sandbox, news)
                news.clear()
                _check_still_there(server, sandbox)
    return _told(server, sandbox, wish, look(sandbox))


def _check_still_there(server: ControlledServer, sandbox: Sandbox) -> None:
    if not server.is_ready():
        raise Problem(NOT_READY, "the server is stopping")
    if server.sandbox(sandbox.id) is not sandbox:
        raise Problem(UNKNOWN_SANDBOX, f"the sandbox {sandbox.id!r} was dropped, and there is another one of that name now")


async def _hear(sandbox: Sandbox, news: asyncio.Event) -> None:
    """Wait until the journal grows, or until a running clock comes to what falls due next."""
    world = sandbox.engine.world
    next_at = world.schedule.next_at()
    with suppress(TimeoutError):
        async with asyncio.timeout(None if next_at is None else world.clock.real_seconds_until(next_at)):
            await news.wait()


def _clock_until(sandbox: Sandbox, wish: Wait) -> datetime | None:
    """How far the clock may be moved on, if it may."""
    world = sandbox.engine.world
    if wish.advance is None:
        return None
    if not world.clock.is_frozen:
        raise Problem(INVALID_INPUT, "advance: the clock runs by itself; leave this out, or freeze it first", field="advance")
    return world.now + wish.advance


def _may_go_on(sandbox: Sandbox, until: datetime) -> bool:
    """Whether something falls due soon enough that the clock may be moved on to it."""
    world = sandbox.engine.world
    next_at = world.schedule.next_at()
    return world.clock.is_frozen and next_at is not None and next_at <= until


def _told(server: ControlledServer, sandbox: Sandbox, wish: Wait, view: View[Any]) -> Waited:
    fitting = view.fitting()
    ok = len(fitting) >= wish.count
    return Waited(
        ok=ok,
        says="; ".join(view.row.told(fitting)) if ok else _says_missing(sandbox, wish, view, len(fitting)),
        found=[view.show(thing) for thing in fitting[:_SHOWN]],
        now=show_instant(sandbox.engine.world.clock.reading()),
        nearest=[] if ok else view.row.nearest(view.sought.differs),
        story=[] if ok else story(server, sandbox),
    )


def _says_missing(sandbox: Sandbox, wish: Wait, view: View[Any], count: int) -> str:
    says = f"waited for {wish.count}{view.sought}; found {count}"
    world = sandbox.engine.world
    next_at = world.schedule.next_at()
    if next_at is not None and world.clock.is_frozen:
        says += f"; the clock is frozen, and what falls due next does so at {show_instant(next_at)}"
        says += "" if wish.advance else ": say how far the clock may be moved on by `advance`"
    return says
