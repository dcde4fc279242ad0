"""Sandboxes: make, look at, reset, fork, keep, bring back, drop."""

from typing import Final

from fastapi import Request, Response

from mock_server.contract.operation import Link
from mock_server.control.bodies import read, read_object
from mock_server.control.models.sandboxes import (
    CreateSandbox,
    ForkSandbox,
    ResetSandbox,
    SandboxBrief,
    SandboxList,
    SandboxOut,
)
from mock_server.control.problems import (
    BAD_SANDBOX_ID,
    BAD_SNAPSHOT,
    BROKEN_SCENARIO,
    DEFAULT_STAYS,
    INVALID_SCENARIO,
    SANDBOX_EXISTS,
    TOO_MANY_SANDBOXES,
    UNKNOWN_SANDBOX,
    UNKNOWN_SCENARIO,
    problem_of,
)
from mock_server.control.route import Route
from mock_server.control.server import ControlledServer, origin_of, served
from mock_server.journal.entries import Command
from mock_server.sandboxes import snapshot
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.start import Start
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.scenario import Scenario

SCENARIO_TEXT: Final = "scenario_text"
"""What a scenario that comes with a request is called where its mistakes are told."""


async def list_sandboxes(request: Request) -> SandboxList:
    """The sandboxes of this server, the default one first."""
    sandboxes = [SandboxBrief.of(sandbox) for sandbox in served(request).sandboxes]
    return SandboxList(total=len(sandboxes), sandboxes=sandboxes)


async def create_sandbox(request: Request, response: Response) -> SandboxOut:
    """Make a sandbox at the start of a scenario.

    Two sandboxes of one scenario hand out the same ids, so that tests which run side by side see the same; give a seed to
    tell them apart. The scenario is one of the server's, by name, or one's own, as text. The answer says how the new sandbox
    is reached.
    """
    wish = await read(request, CreateSandbox, may_be_empty=True)
    server = served(request)
    if wish.scenario_text is not None:
        return _made(request, response, _of_text(server, wish, wish.scenario_text))
    return _made(request, response, _create(server, wish, server.scenario(wish.scenario)))


def _create(server: ControlledServer, wish: CreateSandbox, scenario: Scenario) -> Sandbox:
    clock = None if wish.clock is None else wish.clock.on(scenario.clock)
    return server.sandboxes.create(wish.id, scenario, wish.seed, clock, strict=wish.strict)


def _of_text(server: ControlledServer, wish: CreateSandbox, text: str) -> Sandbox:
    try:
        return _create(server, wish, server.sandboxes.library.read(text, SCENARIO_TEXT))
    except ScenarioError as broken:
        raise problem_of(broken, INVALID_SCENARIO) from None


async def get_sandbox(request: Request, sandbox: str) -> SandboxOut:
    """A sandbox, and how it is reached."""
    return _told(request, served(request).sandbox(sandbox))


async def delete_sandbox(request: Request, sandbox: str) -> None:
    """Drop a sandbox and all in it. The default one stays."""
    server = served(request)
    server.sandbox(sandbox)
    server.sandboxes.drop(sandbox)


async def reset_sandbox(request: Request, sandbox: str) -> SandboxOut:
    """Return a sandbox to the start of its scenario, or to that of another one.

    Its records, its clock and its journal begin anew; what it was before is gone.
    """
    wish = await read(request, ResetSandbox, may_be_empty=True)
    server = served(request)
    found = server.sandbox(sandbox)
    found.reset(_start(server, found, wish))
    return _told(request, found)


def _start(server: ControlledServer, sandbox: Sandbox, wish: ResetSandbox) -> Start:
    present = sandbox.start
    if wish.scenario is not None:
        return server.sandboxes.start_of(server.scenario(wish.scenario), wish.seed)
    return present if wish.seed is None else server.sandboxes.start_of(present.scenario, wish.seed, present.clock)


async def fork_sandbox(request: Request, response: Response, sandbox: str) -> SandboxOut:
    """Make a sandbox that is as this one is now, journal included; from here each goes its own way."""
    wish = await read(request, ForkSandbox, may_be_empty=True)
    server = served(request)
    source = server.sandbox(sandbox)
    fork = server.sandboxes.fork(source.id, wish.id)
    fork.note(Command("fork", {"from": source.id}))
    return _made(request, response, fork)


async def get_snapshot(request: Request, sandbox: str) -> snapshot.Snapshot:
    """A sandbox as a document: records, clock, planned moves, idempotency keys and switches, but not its journal.

    Equal sandboxes give equal documents. `restore` takes it back, in this server or another.
    """
    return snapshot.take(served(request).sandbox(sandbox))


async def restore_sandbox(request: Request, sandbox: str) -> SandboxOut:
    """Make a sandbox what a snapshot says. The snapshot must have been taken under the same scenario.

    The sandbox keeps its scenario, whose credentials go on to hold, and its journal. Rules stand as they stood. The histories
    of its records name no causes: the snapshot's are numbers of another journal. A snapshot may be 64 MiB large.
    """
    document = await read_object(request, longest=snapshot.LARGEST)
    server = served(request)
    found = server.sandbox(sandbox)
    snapshot.restore(found, document, server.wall)
    store = found.engine.world.store
    found.note(Command("restore", {"records": sum(store.count(kind) for kind in found.engine.kinds.values())}))
    return _told(request, found)


def _told(request: Request, sandbox: Sandbox) -> SandboxOut:
    return SandboxOut.at(sandbox, served(request), origin_of(request))


def _made(request: Request, response: Response, sandbox: Sandbox) -> SandboxOut:
    response.headers["location"] = f"/_mock/sandboxes/{sandbox.id}"
    return _told(request, sandbox)


_TAG: Final = "sandboxes"
_ALL: Final = "/_mock/sandboxes"
_ONE: Final = "/_mock/sandboxes/{sandbox}"
_NEW: Final = (BAD_SANDBOX_ID, SANDBOX_EXISTS, TOO_MANY_SANDBOXES)
_SCENARIO: Final = (UNKNOWN_SCENARIO, BROKEN_SCENARIO)
_NONE: Final = (UNKNOWN_SANDBOX,)
_LEADS_ON: Final = tuple(
    Link(name, operation, {"sandbox": "$response.body#/id"}, about)
    for name, operation, about in (
        ("sandbox", "get_sandbox", "Look at the new sandbox."),
        ("clock", "step_clock", "Move its clock."),
        ("orders", "list_orders", "See its orders."),
        ("reset", "reset_sandbox", "Return it to its start."),
        ("drop", "delete_sandbox", "Drop it."),
    )
)

ROUTES: Final = (
    Route("GET", _ALL, list_sandboxes, _TAG),
    Route(
        "POST",
        _ALL,
        create_sandbox,
        _TAG,
        (*_SCENARIO, INVALID_SCENARIO, *_NEW),
        201,
        body=CreateSandbox,
        example={"id": "w3", "scenario": "happy-path", "seed": 7, "clock": {"mode": "frozen"}},
        links=_LEADS_ON,
    ),
    Route("GET", _ONE, get_sandbox, _TAG, _NONE),
    Route(
        "DELETE",
        _ONE,
        delete_sandbox,
        _TAG,
        (*_NONE, DEFAULT_STAYS),
        204,
        "The sandbox is gone.",
        answers_with=Response,
    ),
    Route("POST", f"{_ONE}/reset", reset_sandbox, _TAG, (*_NONE, *_SCENARIO), body=ResetSandbox, example={"seed": 7}),
    Route(
        "POST",
        f"{_ONE}/fork",
        fork_sandbox,
        _TAG,
        (*_NONE, *_NEW),
        201,
        body=ForkSandbox,
        example={"id": "w3-later"},
        links=_LEADS_ON,
    ),
    Route("GET", f"{_ONE}/snapshot", get_snapshot, _TAG, _NONE),
    Route("POST", f"{_ONE}/restore", restore_sandbox, _TAG, (*_NONE, BAD_SNAPSHOT), body=snapshot.Snapshot),
)
