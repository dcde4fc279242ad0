"""What happened in a sandbox, and what goes differently in it: the journal, the rules."""

from itertools import islice
from typing import Annotated, Final

from fastapi import Path, Query, Request

from mock_server.control.models.journal import (
    EntryKind,
    JournalOut,
    RuleList,
    RuleOut,
)
from mock_server.control.models.words import LARGEST, PlainInt
from mock_server.control.problems import INVALID_REQUEST, UNKNOWN_ENTRY, UNKNOWN_SANDBOX, Problem
from mock_server.control.route import Route
from mock_server.control.server import served
from mock_server.journal.entries import show_entry


async def list_journal(
    request: Request,
    sandbox: str,
    since: Annotated[int, Query(ge=0, le=LARGEST, description="Only entries after this number."), PlainInt] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="The most that are wanted."), PlainInt] = 100,
    kind: Annotated[EntryKind | None, Query(description="Only entries of this sort.")] = None,
) -> JournalOut:
    """What happened in a sandbox, oldest first: calls with their answers, moves, steps of the clock, commands.

    Each entry names the number of the entry that brought it about. To read on, ask for `since` the answer's `next`.
    Credentials are masked.
    """
    journal = served(request).sandbox(sandbox).journal
    shown = (show_entry(entry) for entry in journal.since(since))
    entries = list(islice((each for each in shown if kind in (None, each["kind"])), limit + 1))
    has_more = len(entries) > limit
    entries = entries[:limit]
    next_since = int(str(entries[-1]["n"])) if has_more else None
    return JournalOut(entries=entries, last=journal.last, dropped=journal.dropped, next=next_since)


async def get_entry(
    request: Request,
    sandbox: str,
    n: Annotated[int, Path(ge=1, le=LARGEST, description="The entry's number."), PlainInt],
) -> dict[str, object]:
    """One entry of a sandbox's journal, whole: a call with its request and its answer. Credentials are masked."""
    journal = served(request).sandbox(sandbox).journal
    entry = journal.get(n)
    if entry is None:
        reason = (
            f"entry {n} was forgotten to keep the journal's bounds; raise --journal-entries or --journal-bytes"
            if n <= journal.last
            else f"entry {n} was never written; the newest is {journal.last}"
        )
        raise Problem(UNKNOWN_ENTRY, reason)
    return show_entry(entry, is_whole=True)


async def list_rules(request: Request, sandbox: str) -> RuleList:
    """What goes differently in a sandbox on purpose, in the order in which it is tried."""
    return RuleList(rules=[RuleOut.of(rule) for rule in served(request).sandbox(sandbox).rules.rules])


_TAG: Final = "journal"
_BELOW: Final = "/_mock/sandboxes/{sandbox}"
_NONE: Final = (UNKNOWN_SANDBOX,)

ROUTES: Final = (
    Route("GET", f"{_BELOW}/journal", list_journal, _TAG, (*_NONE, INVALID_REQUEST)),
    Route("GET", f"{_BELOW}/journal/{{n}}", get_entry, _TAG, (*_NONE, UNKNOWN_ENTRY, INVALID_REQUEST)),
    Route("GET", f"{_BELOW}/rules", list_rules, _TAG, _NONE),
)
