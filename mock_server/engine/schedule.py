"""What will happen by itself: due things in the order of their time, ties in the order in which they were planned."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A move that a timeline makes on a record; `plan` names the timeline."""

    kind: str
    id: str
    do: str
    plan: str
    given: Mapping[str, str] = field(default_factory=dict)


Task = object
"""What falls due: a frozen dataclass such as `PlannedMove`; the engine is told who runs which."""

Due = tuple[datetime, int, Task]
"""When, the ordinal of its planning, and what."""


class Schedule:
    """The due things of one sandbox."""

    __slots__ = ("_heap", "_serial")

    def __init__(self) -> None:
        self._heap: list[Due] = []
        self._serial = 0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, at: datetime, task: Task) -> None:
        """Plan a task."""
        self._serial += 1
        heappush(self._heap, (at, self._serial, task))

    def next_at(self) -> datetime | None:
        """When the next thing falls due, if there is one."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> Due:
        """Take the next thing off the schedule."""
        return heappop(self._heap)

    def drop(self, is_unwanted: Callable[[Task], bool]) -> int:
        """Forget the tasks of which that is true; answers how many."""
        kept = [due for due in self._heap if not is_unwanted(due[2])]
        dropped = len(self._heap) - len(kept)
        heapify(kept)
        self._heap = kept
        return dropped

    def each(self) -> Iterator[Due]:
        """Everything planned, in the order in which it will fall due."""
        return iter(sorted(self._heap, key=lambda due: due[:2]))

    def copy(self) -> "Schedule":
        """A schedule with the same due things."""
        other = Schedule()
        other._heap = self._heap.copy()
        other._serial = self._serial
        return other
