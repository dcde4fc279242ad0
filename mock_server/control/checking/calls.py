"""Calls and moves of a journal, as checks see them."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final
from urllib.parse import parse_qsl

from mock_server.contract.vendor import Vendor
from mock_server.control.checking.counting import Sight
from mock_server.control.checking.differing import differing, differing_values
from mock_server.control.models.filters import CallFilter, MoveFilter
from mock_server.engine.events import Changed
from mock_server.explaining.nearest import nearest
from mock_server.journal.entries import Call, Entry, Headers, Journal
from mock_server.journal.masking import MASKED
from mock_server.wire import MalformedJson, read_json

SeenCall = tuple[Entry, Call]
SeenMove = tuple[Entry, Changed]

_FORM: Final = b"application/x-www-form-urlencoded"
_PARTS: Final = ("body", "query", "path", "header", "answer")


class CallDocument(Mapping[str, object]):
    """What a check may ask of a call, part by part; each is read only when it is asked for."""

    __slots__ = ("_call", "_vendor")

    def __init__(self, vendor: Vendor, call: Call) -> None:
        self._vendor = vendor
        self._call = call

    def __getitem__(self, part: str) -> object:
        call = self._call
        if part == "body":
            return _read(call.body, call.sent_headers())
        if part == "answer":
            return _read(call.answer, call.answer_headers)
        if part == "query":
            return _first(call.query.decode("latin-1"))
        if part == "path":
            return self._vendor.table.find(call.method, call.path).values
        if part == "header":
            return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(call.sent_headers())}
        raise KeyError(part)

    def __iter__(self) -> Iterator[str]:
        return iter(_PARTS)

    def __len__(self) -> int:
        return len(_PARTS)


def _read(body: bytes, headers: Headers) -> object:
    if any(name.lower() == b"content-type" and value.lower().startswith(_FORM) for name, value in headers):
        return _first(body.decode("utf-8", errors="replace"))
    with suppress(MalformedJson):  # what cannot be read has no values
        return read_json(body)
    return None


def _first(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, value)
    return found


def call_differs(vendors: Mapping[str, Vendor], wanted: CallFilter, seen: SeenCall) -> Iterator[str]:
    """In what a call differs from what is wanted."""
    _, call = seen
    yield from differing("vendor", call.vendor, wanted.vendor)
    if wanted.operation is not None and not _is_called(call, wanted.operation):
        yield f"operation is {_told_operation(vendors[call.vendor], call)}, not {wanted.operation}"
    if wanted.status is not None and wanted.status not in (call.status, f"{call.status // 100}xx"):
        yield f"status is {call.status or 'not there yet'}, not {wanted.status}"
    if wanted.replay is not None and call.is_replay is not wanted.replay:
        yield "it was answered as at its first use" if call.is_replay else "it was no replay"
    if wanted.where:
        yield from differing_values(CallDocument(vendors[call.vendor], call), wanted.where)


def _is_called(call: Call, operation: str) -> bool:
    if operation.endswith(".*"):
        return call.vendor == operation[:-2]
    return call.operation == operation


def _told_operation(vendor: Vendor, call: Call) -> str:
    if call.operation is not None:
        return call.operation
    near = nearest(vendor, call.method, call.path)
    return "none" if near is None else f"none, the nearest being {near.call}"


def move_differs(wanted: MoveFilter, seen: SeenMove) -> Iterator[str]:
    """In what a change of a record differs from what is wanted."""
    _, change = seen
    kind = change.kind
    yield from differing("vendor", kind.vendor, wanted.vendor)
    yield from differing("kind", kind.noun, wanted.kind)
    yield from differing("id", change.record.id, wanted.id)
    yield from differing("move", change.do, wanted.do)
    yield from differing("status", change.record.status or None, wanted.status)
    status = kind.lifecycle.status(change.record.status) if kind.lifecycle else None
    yield from differing("stage", None if status is None else status.stage.value, wanted.stage)
    yield from differing("event", change.event, wanted.event)


def calls_of(journal: Journal, since: int) -> list[SeenCall]:
    """The calls that a journal holds after a number, oldest first."""
    return [(entry, entry.what) for entry in journal.since(since) if isinstance(entry.what, Call)]


def moves_of(journal: Journal, since: int) -> list[SeenMove]:
    """The changes of records that a journal holds after a number, oldest first."""
    return [(entry, entry.what) for entry in journal.since(since) if isinstance(entry.what, Changed)]


def tell_call(seen: SeenCall) -> Sight:
    """A call in a few words: its number, its operation or its address, its answer's status."""
    entry, call = seen
    name = call.operation or f"{call.vendor} {call.method} {MASKED.text(call.path)}"
    return Sight(f"{entry.n} {name} " + (f"answered {call.status}" if call.status else "not answered yet"), entry.n)


def tell_move(seen: SeenMove) -> Sight:
    """A move in a few words: its number, the record, what was done to it, how it stands then."""
    entry, change = seen
    status = f", then {change.record.status}" if change.record.status else ""
    return Sight(f"{entry.n} {change.kind.name} {change.record.id}: {change.do}{status}", entry.n)
