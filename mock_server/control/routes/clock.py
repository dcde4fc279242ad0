"""The clock of a sandbox: read it, and move it."""

from typing import Final

from fastapi import Request

from mock_server.control.bodies import read
from mock_server.control.models.clock import ClockOut, StepClock, SteppedClock
from mock_server.control.problems import INVALID_INPUT, UNKNOWN_SANDBOX
from mock_server.control.route import Route
from mock_server.control.server import served
from mock_server.engine.clock import show_duration, show_instant
from mock_server.engine.engine import Engine, Pause, Settled
from mock_server.journal.showing import show_entry
from mock_server.sandboxes.stepping import step_clock as step_clock_and_send


async def get_clock(request: Request, sandbox: str) -> ClockOut:
    """How a sandbox's clock stands, and when the next thing falls due."""
    return ClockOut.of(served(request).sandbox(sandbox))


async def step_clock(request: Request, sandbox: str) -> SteppedClock:
    """Move a sandbox's clock, let it stand, or let it run.

    What falls due on the way is done in the order of its time, each at its own; webhooks are sent and tried again. The call
    answers when all of it is done, and says what happened: a test never has to wait.
    """
    wish = await read(request, StepClock)
    found = served(request).sandbox(sandbox)
    before = found.journal.last

    def step(engine: Engine) -> Settled | None:
        return _step(engine, wish, found.must_wait)

    settled = await step_clock_and_send(found, served(request).send_due, _in_words(wish), step)
    mask = served(request).mask(found)
    happened = [show_entry(entry, mask=mask) for entry in found.journal.since(before)]
    return SteppedClock.after(found, settled, happened)


def _step(engine: Engine, wish: StepClock, pause: Pause) -> Settled | None:
    if wish.step == "advance":
        return engine.advance(wish.advance, pause)
    if wish.step == "set":
        return engine.set_clock(wish.set, pause)
    if wish.step == "next":
        return engine.advance_to_next()
    if wish.step == "run":
        engine.run(wish.run.speed)
    else:
        engine.freeze()
    return None


def _in_words(wish: StepClock) -> str:
    """The step as the journal calls it."""
    if wish.step == "advance":
        return f"advance {show_duration(wish.advance)}"
    if wish.step == "set":
        return f"set {show_instant(wish.set)}"
    return f"run at speed {wish.run.speed:g}" if wish.step == "run" else wish.step


_TAG: Final = "clock"
_CLOCK: Final = "/_mock/sandboxes/{sandbox}/clock"

ROUTES: Final = (
    Route("GET", _CLOCK, get_clock, _TAG, (UNKNOWN_SANDBOX,)),
    Route("POST", _CLOCK, step_clock, _TAG, (UNKNOWN_SANDBOX, INVALID_INPUT), body=StepClock, example={"advance": "2d"}),
)
