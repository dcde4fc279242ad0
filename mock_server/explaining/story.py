"""What brought an entry about, and what it brought about."""

from itertools import islice
from typing import Final

from mock_server.journal.entries import Entry, Journal

_MOST: Final = 50
"""Entries that are told on either side."""


def causes_of(journal: Journal, entry: Entry) -> list[Entry]:
    """What led to an entry, from the first cause on; what is forgotten ends the row."""
    found: list[Entry] = []
    cause = None if entry.cause is None else journal.get(entry.cause)
    while cause is not None and len(found) < _MOST:
        found.append(cause)
        cause = None if cause.cause is None else journal.get(cause.cause)
    return found[::-1]


def effects_of(journal: Journal, entry: Entry) -> list[Entry]:
    """What an entry brought about at once, oldest first."""
    return list(islice((each for each in journal.since(entry.n) if each.cause == entry.n), _MOST))
