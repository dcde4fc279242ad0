"""A step of a sandbox's clock with webhooks sent on the way, each at the sandbox's time at which it is due."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from mock_server.engine.engine import MOST_DUE, Engine, Settled
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.webhooks.outbox import Outbox

SendDue = Callable[[Outbox], Awaitable[None]]
"""Sends all that is due in an outbox, and comes back when nothing is under way."""


async def step_clock(sandbox: Sandbox, send_due: SendDue, do: str, step: Callable[[Engine], Settled | None]) -> Settled:
    """Do something to a sandbox's clock; come back when all that fell due is settled, what was to be sent included.

    What comes of an attempt decides when the next is made, so the clock waits at each instant at which something is sent: one
    long step and many short ones give the same attempts. Other calls are answered meanwhile.

    Raises:
        InvalidInput: the step is refused; nothing has happened.
    """
    async with sandbox.turn:
        outbox = sandbox.outbox
        await send_due(outbox)
        settled = sandbox.step_clock(do, step)
        cause, due = sandbox.engine.cause, settled.due
        await send_due(outbox)
        # A reset in between leaves nothing to go on with.
        while settled.paused_before is not None and due < MOST_DUE and sandbox.outbox is outbox:
            settled = sandbox.go_on(cause, settled.paused_before)
            due += settled.due
            await send_due(outbox)
        return replace(settled, due=due)
