"""What a world was a while ago: the changes that stale reads have not seen yet."""

from collections import deque
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from mock_server.engine.events import Changed, Event, Removed
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.engine.store import Store

MOST_KEPT: Final = 100_000
"""Changes that are remembered; beyond them a stale read sees more of the present than it should."""


class _Before(NamedTuple):
    """How a record was before a change: None where it was made by it."""

    at: datetime
    kind: AnyKind
    id: str
    record: AnyRecord | None


class Past:
    """The changes of the last stretch of a sandbox's time, `reach` long."""

    __slots__ = ("_changes", "reach")

    def __init__(self, reach: timedelta) -> None:
        self.reach = reach
        self._changes: deque[_Before] = deque(maxlen=MOST_KEPT)

    def hear(self, event: Event) -> None:
        """Remember a change, and forget those that no read will ask for again."""
        changes = self._changes
        if isinstance(event, Changed):
            changes.append(_Before(event.at, event.kind, event.record.id, event.before))
        elif isinstance(event, Removed):
            changes.append(_Before(event.at, event.kind, event.record.id, event.record))
        while changes and changes[0].at < event.at - self.reach:
            changes.popleft()

    def undo(self, store: Store, at: datetime) -> None:
        """Make a store what it was at an instant, as far as that is known. What changed at that very instant has been seen."""
        for change in reversed(self._changes):
            if change.at <= at:
                return
            if change.record is not None:
                store.put(change.kind, change.record)
            elif store.get(change.kind, change.id) is not None:
                store.remove(change.kind, change.id)

    def copy(self) -> "Past":
        """The same past, for another sandbox."""
        other = Past(self.reach)
        other._changes = self._changes.copy()
        return other
