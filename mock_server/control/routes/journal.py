"""What happened in a sandbox, and what goes differently in it: the journal, the rules."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Annotated, Final

from fastapi import Header, Path, Query, Request
from fastapi.responses import StreamingResponse

from mock_server.contract.operation import Link
from mock_server.control.listening import Listener, Show, check_room
from mock_server.control.models.journal import (
    JournalFilter,
    JournalOut,
    JournalPage,
    JournalView,
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
from mock_server.control.telling import tell_brief, tell_story, tell_whole, violations_in
from mock_server.journal.entries import Entry
from mock_server.journal.picking import Wanted, pick
from mock_server.journal.showing import Shown
from mock_server.sandboxes.sandbox import Sandbox

_BRIEF_AT_ONCE: Final = 50
_WHOLE_AT_ONCE: Final = 5
"""Entries that are shown before others have their turn."""


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
    journal = found.journal
    last, dropped = journal.last, journal.dropped
    picked = await _picked(server, found, asked)
    has_more = len(picked) > asked.limit and not asked.newest
    picked = picked[-asked.limit :] if asked.newest else picked[: asked.limit]
    show = _brief(server, found, asked)
    entries = [show(entry) async for entry in _in_turns(picked, _BRIEF_AT_ONCE)]
    return JournalOut(entries=entries, last=last, dropped=dropped, next=picked[-1].n if has_more else None)


async def export_journal(request: Request, sandbox: str, asked: Annotated[JournalFilter, Query()]) -> JsonLines:
    """A sandbox's journal as JSON Lines: an entry a line, whole, oldest first."""
    server = served(request)
    found = server.sandbox(sandbox)
    entries = await _picked(server, found, asked)
    mask = server.mask(found, is_on=not asked.unmasked)
    return JsonLines(_lines(entries, partial(tell_whole, server, found, mask=mask)))


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
    choose = partial(_violates, server, found) if asked.violations else None
    listener = Listener(server, found, _wanted(server, asked), _brief(server, found, asked), choose=choose, since=since)
    return EventStream(listener.events(), headers={"cache-control": "no-store", "x-accel-buffering": "no"})


async def get_entry(
    request: Request,
    sandbox: str,
    n: Annotated[int, Path(ge=1, le=LARGEST, description="The entry's number."), PlainInt],
    asked: Annotated[JournalView, Query()],
) -> dict[str, object]:
    """One entry of a sandbox's journal, whole: a call with its request, its answer, and what is to be said of it.

    A refused call is explained: what was wrong and where, the rule or switch behind it, how we know, and what to do.
    `violations` are what the call does against the vendor's document. `because_of` and `led_to` are the entries that brought
    this one about, and those that it brought about. Credentials, and what tells who a patient is, are masked unless asked for.
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
    mask = server.mask(found, is_on=not asked.unmasked)
    return tell_whole(server, found, entry, mask=mask) | tell_story(found, entry, mask=mask)


async def _picked(server: ControlledServer, sandbox: Sandbox, asked: JournalFilter) -> list[Entry]:
    picked = list(pick(sandbox.journal, _wanted(server, asked), asked.since))
    if not asked.violations:
        return picked
    return [entry async for entry in _in_turns(picked, _BRIEF_AT_ONCE) if _violates(server, sandbox, entry)]


def _violates(server: ControlledServer, sandbox: Sandbox, entry: Entry) -> bool:
    return bool(violations_in(server, sandbox, entry))


async def _in_turns(entries: Sequence[Entry], at_once: int) -> AsyncIterator[Entry]:
    """The entries, with the others having their turn after every few of them: much is worked out for each."""
    for position, entry in enumerate(entries):
        if position % at_once == 0:
            await asyncio.sleep(0)  # noqa: TID251  # delays nothing
        yield entry


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
    return partial(tell_brief, server, sandbox, mask=server.mask(sandbox, is_on=not asked.unmasked))


async def _lines(entries: list[Entry], show: Callable[[Entry], Shown]) -> AsyncIterator[bytes]:
    async for entry in _in_turns(entries, _WHOLE_AT_ONCE):
        yield json.dumps(show(entry)).encode() + b"\n"


_TAG: Final = "journal"
_BELOW: Final = "/_mock/sandboxes/{sandbox}"
_NONE: Final = (UNKNOWN_SANDBOX,)
_FILTERED: Final = (UNKNOWN_SANDBOX, UNKNOWN_VENDOR, UNKNOWN_OPERATION, INVALID_REQUEST)
_FIRST: Final = Link(
    "entry",
    "get_entry",
    {"sandbox": "$request.path.sandbox", "n": "$response.body#/entries/0/n"},
    "Look at the first of them, whole.",
)

ROUTES: Final = (
    Route("GET", f"{_BELOW}/journal", list_journal, _TAG, _FILTERED, links=(_FIRST,)),
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
)
