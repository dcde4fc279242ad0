"""What happened in a sandbox, and what goes differently in it: the journal, the rules."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import islice
from typing import Annotated, Final

from fastapi import Header, Path, Query, Request
from fastapi.responses import StreamingResponse

from mock_server.control.listening import Listener, Show, check_room
from mock_server.control.models.journal import (
    JournalFilter,
    JournalOut,
    JournalPage,
    JournalView,
    RuleList,
    RuleOut,
)
from mock_server.control.models.words import LARGEST, PlainInt
from mock_server.control.problems import (
    INVALID_REQUEST,
    TOO_MANY_LISTENERS,
    UNKNOWN_ENTRY,
    UNKNOWN_OPERATION,
    UNKNOWN_SANDBOX,
    UNKNOWN_VENDOR,
    Problem,
)
from mock_server.control.route import Route
from mock_server.control.server import ControlledServer, served
from mock_server.journal.entries import Entry
from mock_server.journal.picking import Wanted, pick
from mock_server.journal.showing import Shown, show_entry
from mock_server.sandboxes.sandbox import Sandbox

_AT_ONCE: Final = 50
"""Whole entries that are written down before others have their turn."""


class EventStream(StreamingResponse):
    """Server-sent events."""

    media_type = "text/event-stream"


class JsonLines(StreamingResponse):
    """A JSON object a line."""

    media_type = "application/x-ndjson"


async def list_journal(request: Request, sandbox: str, asked: Annotated[JournalPage, Query()]) -> JournalOut:
    """What happened in a sandbox, oldest first: calls with their answers, moves, steps of the clock, webhooks, commands.

    Each entry names the number of the entry that brought it about. To read on, ask for `since` the answer's `next`.
    Credentials, and what tells who a patient is, are masked unless asked for.
    """
    server = served(request)
    found = server.sandbox(sandbox)
    picked = pick(found.journal, _wanted(server, asked), asked.since)
    entries = list(deque(picked, maxlen=asked.limit) if asked.newest else islice(picked, asked.limit + 1))
    has_more = len(entries) > asked.limit
    entries = entries[: asked.limit]
    show = _brief(server, found, asked)
    return JournalOut(
        entries=[show(entry) for entry in entries],
        last=found.journal.last,
        dropped=found.journal.dropped,
        next=entries[-1].n if has_more else None,
    )


async def export_journal(request: Request, sandbox: str, asked: Annotated[JournalFilter, Query()]) -> JsonLines:
    """A sandbox's journal as JSON Lines: an entry a line, whole, oldest first."""
    server = served(request)
    found = server.sandbox(sandbox)
    entries = list(pick(found.journal, _wanted(server, asked), asked.since))
    mask = server.mask(found, is_on=not asked.unmasked)
    return JsonLines(_lines(entries, partial(show_entry, is_whole=True, mask=mask)))


async def listen_to_journal(
    request: Request,
    sandbox: str,
    asked: Annotated[JournalFilter, Query()],
    last_event_id: Annotated[str, Header(pattern="^[0-9]{0,18}$", description="As `since`: where a stream broke off.")] = "",
) -> EventStream:
    """A sandbox's journal as it is written: server-sent events, one an entry, named after its sort; `id` is its number.

    What has been written since `since` comes first. A webhook attempt or a step of the clock comes once more, without an `id`,
    when more is known of it. After a `reset` numbers begin anew; `missed` says how many entries were forgotten before they
    could be told; `end` comes when the sandbox is dropped or the server stops.
    """
    server = served(request)
    found = server.sandbox(sandbox)
    check_room(found)
    since = int(last_event_id) if last_event_id else asked.since
    listener = Listener(server, found, _wanted(server, asked), _brief(server, found, asked), since=since)
    return EventStream(listener.events(), headers={"cache-control": "no-store", "x-accel-buffering": "no"})


async def get_entry(
    request: Request,
    sandbox: str,
    n: Annotated[int, Path(ge=1, le=LARGEST, description="The entry's number."), PlainInt],
    asked: Annotated[JournalView, Query()],
) -> dict[str, object]:
    """One entry of a sandbox's journal, whole: a call with its request and its answer.

    Credentials, and what tells who a patient is, are masked unless asked for.
    """
    server = served(request)
    found = server.sandbox(sandbox)
    journal = found.journal
    entry = journal.get(n)
    if entry is None:
        reason = (
            f"entry {n} was forgotten to keep the journal's bounds; raise --journal-entries or --journal-bytes"
            if n <= journal.last
            else f"entry {n} was never written; the newest is {journal.last}"
        )
        raise Problem(UNKNOWN_ENTRY, reason)
    return show_entry(entry, is_whole=True, mask=server.mask(found, is_on=not asked.unmasked))


def _wanted(server: ControlledServer, asked: JournalFilter) -> Wanted:
    """What is asked for, once it is certain that it could be there: a misspelt vendor would find nothing, and mislead.

    Raises:
        Problem: there is no such vendor or operation.
    """
    if asked.vendor:
        server.vendor(asked.vendor)
    if asked.operation:
        server.check_operation(asked.operation)
    return asked.wanted


def _brief(server: ControlledServer, sandbox: Sandbox, asked: JournalView) -> Show:
    return partial(show_entry, mask=server.mask(sandbox, is_on=not asked.unmasked))


async def _lines(entries: list[Entry], show: Callable[[Entry], Shown]) -> AsyncIterator[bytes]:
    for at in range(0, len(entries), _AT_ONCE):
        yield b"".join(json.dumps(show(entry)).encode() + b"\n" for entry in entries[at : at + _AT_ONCE])
        await asyncio.sleep(0)  # noqa: TID251  # delays nothing: the others have their turn


async def list_rules(request: Request, sandbox: str) -> RuleList:
    """What goes differently in a sandbox on purpose, in the order in which it is tried."""
    return RuleList(rules=[RuleOut.of(rule) for rule in served(request).sandbox(sandbox).rules.rules])


_TAG: Final = "journal"
_BELOW: Final = "/_mock/sandboxes/{sandbox}"
_NONE: Final = (UNKNOWN_SANDBOX,)
_FILTERED: Final = (UNKNOWN_SANDBOX, UNKNOWN_VENDOR, UNKNOWN_OPERATION, INVALID_REQUEST)

ROUTES: Final = (
    Route("GET", f"{_BELOW}/journal", list_journal, _TAG, _FILTERED),
    Route("GET", f"{_BELOW}/journal/export", export_journal, _TAG, _FILTERED, answers_with=JsonLines),
    Route(
        "GET",
        f"{_BELOW}/journal/stream",
        listen_to_journal,
        _TAG,
        (*_FILTERED, TOO_MANY_LISTENERS),
        answers_with=EventStream,
    ),
    Route("GET", f"{_BELOW}/journal/{{n}}", get_entry, _TAG, (*_NONE, UNKNOWN_ENTRY, INVALID_REQUEST)),
    Route("GET", f"{_BELOW}/rules", list_rules, _TAG, _NONE),
)
