"""Idempotency keys that conflict: which call used one first, and in what the bodies differ."""

from typing import Final

from mock_server.contract.violations import pointer_to
from mock_server.engine.errors import KeyConflict
from mock_server.explaining.case import Case
from mock_server.journal.entries import Call, Entry
from mock_server.journal.showing import LOWEST_REFUSAL
from mock_server.wire import MalformedJson, read_json

_NOTHING: Final = object()
_MOST: Final = 20
"""Places that are told; whoever changed more knows it."""


def first_use(case: Case) -> Entry | None:
    """The entry of the call that made something with the key; none where the refusal is about no key, or it is forgotten."""
    idempotency = case.vendor.idempotency
    if idempotency is None or case.error is not case.vendor.voice.translate(KeyConflict("", "")).error:
        return None
    key = case.header(idempotency.header.decode())
    for entry in case.sandbox.journal.since(0):
        call = entry.what
        if entry.n < case.entry.n and isinstance(call, Call) and _is_first(call, case, idempotency.header, key):
            return entry
    return None


def _is_first(call: Call, case: Case, header: bytes, key: str | None) -> bool:
    return (
        (call.operation, call.caller) == (case.call.operation, case.call.caller)
        and not call.is_replay
        and 0 < call.status < LOWEST_REFUSAL
        and any(name.lower() == header and value.decode("latin-1") == key for name, value in call.sent_headers())
    )


def differs_from(case: Case, first: Entry) -> list[str]:
    """The places, as JSON pointers, at which the body differs from that of an earlier call."""
    if not isinstance(first.what, Call):
        return []
    places: list[str] = []
    _compare(_read(first.what.body), _read(case.call.body), (), places)
    return places[:_MOST]


def _read(body: bytes) -> object:
    try:
        return read_json(body)
    except MalformedJson:
        return body


def _compare(before: object, after: object, steps: tuple[str | int, ...], places: list[str]) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            _compare(before.get(name, _NOTHING), after.get(name, _NOTHING), (*steps, name), places)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for position, pair in enumerate(zip(before, after, strict=True)):
            _compare(*pair, (*steps, position), places)
    elif before != after:
        places.append(pointer_to(*steps) or "the whole body")
