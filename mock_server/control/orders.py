"""Finding orders of all vendors at once: by status, stage and age, newest first, at the cost of a page."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice

from mock_server.engine.lifecycle import Stage
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.engine.schedule import PlannedMove
from mock_server.engine.store import ALL, STATUS, Store
from mock_server.engine.world import World

Found = tuple[AnyKind, AnyRecord]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are wanted. Those as old as `older_than` count as older, and not as newer than it."""

    status: str | None = None
    stage: Stage | None = None
    older_than: timedelta | None = None
    newer_than: timedelta | None = None

    def keys(self, kind: AnyKind) -> list[tuple[str, str]]:
        """The index and the keys in it under which a kind's wanted records stand."""
        if self.status is None and self.stage is None:
            return [(ALL, "")]
        statuses = kind.lifecycle.statuses if kind.lifecycle else ()
        return [
            (STATUS, each.name) for each in statuses if self.status in (None, each.name) and self.stage in (None, each.stage)
        ]


@dataclass(frozen=True, slots=True)
class _Row:
    """The wanted records under one key of an index: from `start` to `stop` among them, newest first."""

    store: Store
    kind: AnyKind
    index: str
    key: str
    start: int
    stop: int

    def first(self, count: int) -> Iterator[Found]:
        """The newest of them."""
        limit = min(count, self.stop - self.start)
        records = self.store.page(self.kind, self.index, self.key, offset=self.start, limit=limit)
        return ((self.kind, record) for record in records)


def find(world: World, kinds: Iterable[AnyKind], wanted: Wanted, *, offset: int, limit: int) -> tuple[int, list[Found]]:
    """How many records are wanted, and a page of them, newest first."""
    rows = [_row(world, kind, index, key, wanted) for kind in kinds for index, key in wanted.keys(kind)]
    total = sum(row.stop - row.start for row in rows)
    newest_first = merge(*(row.first(offset + limit) for row in rows), key=_made_at, reverse=True)
    return total, list(islice(newest_first, offset, offset + limit))


def _made_at(found: Found) -> datetime:
    return found[1].created_at


def _row(world: World, kind: AnyKind, index: str, key: str, wanted: Wanted) -> _Row:
    store = world.store
    count = store.count(kind, index, key)

    def first_of_age(age: timedelta) -> int:
        # Records stand newest first, so those older than an age are all that follow the first of them.
        born = world.now - age

        def is_older(position: int) -> bool:
            return store.page(kind, index, key, offset=position, limit=1)[0].created_at <= born

        return bisect_left(range(count), True, key=is_older)  # noqa: FBT003  # what is sought among booleans

    start = 0 if wanted.older_than is None else first_of_age(wanted.older_than)
    stop = count if wanted.newer_than is None else first_of_age(wanted.newer_than)
    return _Row(store, kind, index, key, start, max(start, stop))


def next_due(world: World) -> dict[tuple[str, str], tuple[datetime, PlannedMove]]:
    """The next planned move of each record that has one, by kind and id."""
    planned: dict[tuple[str, str], tuple[datetime, PlannedMove]] = {}
    for at, _, task in world.schedule.each():
        if isinstance(task, PlannedMove):
            planned.setdefault((task.kind, task.id), (at, task))
    return planned
