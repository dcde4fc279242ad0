"""What the sandboxes of a server have met, by sandbox, when they are gone too."""

from collections.abc import Iterator
from typing import Final

from mock_server.journal.tally import Tally

MOST_KEPT: Final = 5_000
"""Of so many sandboxes a server says what each has met. Of the others, the earliest, it says so of all together."""


class Memory:
    """Tallies by the id of their sandbox. A sandbox that is made anew goes on where the last of its id ended.

    `others` is the tally of those beyond the bound, `forgotten` how many they are.
    """

    __slots__ = ("_by_id", "_most", "forgotten", "others")

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._by_id: dict[str, Tally] = {}
        self.others = Tally()
        self.forgotten = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[tuple[str, Tally]]:
        return iter(self._by_id.items())

    def keep(self, id: str, tally: Tally) -> None:
        """Remember what a sandbox has met; one that has met nothing is not remembered."""
        if not tally:
            return
        before = self._by_id.pop(id, None)
        if before is not None:
            tally.add(before)
        self._by_id[id] = tally
        if len(self._by_id) > self._most:
            self.others.add(self._by_id.pop(next(iter(self._by_id))))
            self.forgotten += 1

    def copy(self) -> "Memory":
        """A memory that goes on from here and leaves this one as it is."""
        other = Memory(self._most)
        other._by_id = self._by_id.copy()
        other.others = self.others.copy()
        other.forgotten = self.forgotten
        return other
