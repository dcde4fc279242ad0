"""The journal and its entries. An entry holds what came and went as it is; it is formatted only when someone reads."""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_plus

from mock_server.engine.clock import show_instant
from mock_server.engine.events import Changed, Event, Removed, Skipped
from mock_server.journal.masking import masked_headers, masked_json, masked_text

Headers = tuple[tuple[bytes, bytes], ...] | list[tuple[bytes, bytes]]

ENTRY_BYTES = 700
"""About what an entry takes besides the bodies it holds."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a call was refused: in a sentence, with the field, the rule or switch behind it, and the rows that say so."""

    error: str
    says: str
    field: str | None = None
    because: str | None = None
    cites: tuple[str, ...] = ()
    evidence: str | None = None
    nearest: str | None = None


@dataclass(slots=True)
class Call:
    """A call as it came and the answer as it went; the answer's part is filled in when it goes.

    `headers` are there while the call is answered, and `packed` afterwards: two dozen little things for each of thousands of
    calls would cost more to forget than to keep.
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
    """The entries of one sandbox, numbered from 1 without gaps; the oldest go when a bound is reached."""

    __slots__ = ("_bytes", "_entries", "_max_bytes", "_max_entries", "_next", "dropped")

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self._entries: deque[Entry] = deque()
        self._next = 1
        self._bytes = 0
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self.dropped = 0

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

    def copy(self) -> "Journal":
        """A journal with the same past."""
        other = Journal(self._max_entries, self._max_bytes)
        other._entries = self._entries.copy()
        other._next = self._next
        other._bytes = self._bytes
        other.dropped = self.dropped
        return other


def _show_body(body: bytes) -> object:
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    try:
        parsed = json.loads(text)
        json.dumps(parsed, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return masked_text(text)
    return masked_json(parsed)


def _show_explanation(explanation: Explanation | None) -> dict[str, object] | None:
    if explanation is None:
        return None
    return {
        "error": explanation.error,
        "says": masked_text(explanation.says),
        "field": explanation.field,
        "because": explanation.because,
        "cites": list(explanation.cites),
        "evidence": explanation.evidence,
        "nearest": explanation.nearest,
    }


def _show_call(call: Call, *, is_whole: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "vendor": call.vendor,
        "operation": call.operation,
        "call": f"{call.method} {masked_text(call.path)}",
        "query": masked_text(unquote_plus(call.query.decode("latin-1"))),
        "caller": call.caller,
        "status": call.status,
        "rule": call.rule,
        "replay": call.is_replay,
        "explanation": _show_explanation(call.explanation),
    }
    if is_whole:
        shown["request"] = {"headers": masked_headers(call.sent_headers()), "body": _show_body(call.body)}
        shown["answer"] = {"headers": masked_headers(call.answer_headers), "body": _show_body(call.answer)}
    return shown


def show_entry(entry: Entry, *, is_whole: bool = False) -> dict[str, object]:
    """An entry as JSON values: number, sandbox time, kind, cause and what it is about.

    With `is_whole` a call carries its request and its answer too. Credentials are masked.
    """
    what = entry.what
    shown: dict[str, object] = {"n": entry.n, "at": show_instant(entry.at), "kind": "", "cause": entry.cause}
    if isinstance(what, Call):
        shown |= {"kind": "call", **_show_call(what, is_whole=is_whole)}
    elif isinstance(what, Changed):
        shown |= {
            "kind": "move",
            "record": {"kind": what.kind.name, "id": what.record.id},
            "do": what.do,
            "from": what.before.status if what.before else None,
            "to": what.record.status,
            "with": dict(what.given),
            "event": what.event,
            "timeline": what.plan,
        }
    elif isinstance(what, Removed):
        shown |= {"kind": "removed", "record": {"kind": what.kind.name, "id": what.record.id}}
    elif isinstance(what, Skipped):
        shown |= {
            "kind": "skipped",
            "record": {"kind": what.kind, "id": what.id},
            "do": what.do,
            "timeline": what.plan,
            "reason": what.reason,
        }
    elif isinstance(what, Sending):
        shown |= {
            "kind": "webhook",
            "vendor": what.vendor,
            "event": what.event,
            "delivery": what.delivery,
            "record": {"kind": what.record[0], "id": what.record[1]},
            "url": masked_text(what.url),
            "attempt": what.attempt,
            "state": what.state,
            "status": what.status,
            "error": what.error,
            "next": None if what.next_at is None else show_instant(what.next_at),
        }
    elif isinstance(what, ClockStep):
        shown |= {"kind": "clock", "do": what.do, "from": show_instant(what.before), "to": show_instant(what.after)}
    else:
        shown |= {"kind": "command", "do": what.do, **masked_about(what.about)}
    return shown


def masked_about(about: Mapping[str, object]) -> dict[str, object]:
    """What a command was about, as JSON values, credentials masked."""
    return {key: masked_json(value) for key, value in about.items()}
