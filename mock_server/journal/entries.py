"""The journal and its entries. An entry holds what came and went as it is; `showing` formats it when someone reads."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mock_server.engine.events import Event

Headers = tuple[tuple[bytes, bytes], ...] | list[tuple[bytes, bytes]]

ENTRY_BYTES = 700
"""About what an entry takes besides the bodies it holds."""
IDLE: Final = "nothing: "
"""How it begins what a rule did that was asked for and had no part in the answer."""
WEBHOOK_FAULT: Final = "webhook fault"
"""The command that says what a rule does to a delivery."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a call was refused: in a sentence, with the field, the rule or switch behind it, and the rows that say so.

    `move` is the lifecycle step that was not possible: kind, id and status of the record, and the step's name. What else can be
    said is worked out when someone asks.
    """

    error: str
    says: str
    field: str | None = None
    because: str | None = None
    cites: tuple[str, ...] = ()
    evidence: str | None = None
    move: tuple[str, str, str, str] | None = None


@dataclass(slots=True)
class Call:
    """A call as it came and the answer as it went; the answer's part is filled in when it goes.

    `headers` are there while the call is answered, and `packed` afterwards: two dozen little things for each of thousands of
    calls would cost more to forget than to keep. `met` are the rules that the call has met, each with what it did, and `rule`
    is the last of them.
    """

    vendor: str
    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes = b""
    operation: str | None = None
    caller: str | None = None
    status: int = 0
    answer: bytes = b""
    answer_headers: Headers = ()
    explanation: Explanation | None = None
    rule: str | None = None
    is_replay: bool = False
    packed: bytes = b""
    met: tuple[tuple[str, str], ...] = ()

    def meet(self, rule: str, does: str) -> None:
        """Write down that a rule has had its part in the answer."""
        self.rule = rule
        self.met += ((rule, does),)

    def pack(self) -> None:
        """Put the headers together, once nobody asks for one of them any more. No header holds a line end."""
        self.packed = b"\n".join([part for header in self.headers for part in header])
        self.headers = ()

    def sent_headers(self) -> Headers:
        """The headers as they came."""
        if not self.packed:
            return self.headers
        parts = self.packed.split(b"\n")
        return list(zip(parts[::2], parts[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class Sending:
    """An attempt to bring news to a subscriber: written down when it begins, and once more when it is over.

    `record` is what the news are about, by kind and id. `state` is how the delivery stands since, None while it is under way.
    """

    vendor: str
    event: str
    delivery: str
    record: tuple[str, str]
    url: str
    attempt: int
    state: str | None = None
    status: int | None = None
    error: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The clock was told something, or ran on until something fell due."""

    do: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Command:
    """The sandbox's own API, or a person at a terminal, did something to the sandbox."""

    do: str
    about: Mapping[str, object] = field(default_factory=dict)


What = Call | Event | ClockStep | Command | Sending


@dataclass(slots=True)
class Entry:
    """One line of the journal. `cause` is the number of the entry that brought this one about."""

    n: int
    at: datetime
    cause: int | None
    what: What


class Journal:
    """The entries of one sandbox, numbered from 1 without gaps; the oldest go when a bound is reached.

    `readers` are called whenever something is written down, a call once it has been answered. `heir` is told of each entry that
    goes. Neither may raise.
    """

    __slots__ = ("_bytes", "_entries", "_max_bytes", "_max_entries", "_next", "dropped", "heir", "readers")

    def __init__(self, max_entries: int, max_bytes: int, readers: list[Callable[[], None]] | None = None) -> None:
        self.readers: list[Callable[[], None]] = [] if readers is None else readers
        self._entries: deque[Entry] = deque()
        self._next = 1
        self._bytes = 0
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self.dropped = 0
        self.heir: Callable[[Entry], None] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def last(self) -> int:
        """The number of the newest entry, 0 where there is none."""
        return self._next - 1

    def note(self, what: What, at: datetime, cause: int | None = None) -> Entry:
        """Write down what happens."""
        entry = Entry(self._next, at, cause, what)
        self._next += 1
        self._entries.append(entry)
        self._bytes += ENTRY_BYTES
        if type(what) is Call:
            self._bytes += len(what.body)
        elif self.readers:
            self.tell_readers()
        if len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
            self._forget()
        return entry

    def note_answer(self, call: Call, status: int, body: bytes, headers: Headers) -> None:
        """Write down what a call was answered."""
        call.pack()
        call.status = status
        call.answer = body
        call.answer_headers = headers
        self._bytes += len(body) + len(call.packed)
        if self.readers:
            self.tell_readers()

    def tell_readers(self) -> None:
        """Let those who wait for something look again."""
        for read in self.readers:
            read()

    def withdraw(self, entry: Entry) -> None:
        """Take back the newest entry: what it announced did not happen."""
        if self._entries and self._entries[-1] is entry:
            self._entries.pop()
            self._next -= 1
            self._bytes -= ENTRY_BYTES

    def _forget(self) -> None:
        entries = self._entries
        while len(entries) > 1 and (len(entries) > self._max_entries or self._bytes > self._max_bytes):
            oldest = entries.popleft()
            self._bytes -= ENTRY_BYTES
            if type(oldest.what) is Call:
                self._bytes -= len(oldest.what.body) + len(oldest.what.answer) + len(oldest.what.packed)
            self.dropped += 1
            if self.heir is not None:
                self.heir(oldest)

    def get(self, n: int) -> Entry | None:
        """The entry of that number, while it is kept."""
        if not self._entries:
            return None
        position = n - self._entries[0].n
        return self._entries[position] if 0 <= position < len(self._entries) else None

    def since(self, n: int) -> Iterator[Entry]:
        """The kept entries after number `n`, oldest first."""
        first = self._entries[0].n if self._entries else self._next
        return (self._entries[position] for position in range(max(0, n + 1 - first), len(self._entries)))

    def copy(self, readers: list[Callable[[], None]] | None = None) -> "Journal":
        """A journal with the same past and readers of its own."""
        other = Journal(self._max_entries, self._max_bytes, readers)
        other._entries = self._entries.copy()
        other._next = self._next
        other._bytes = self._bytes
        other.dropped = self.dropped
        return other
