"""Entries as JSON values. One table says what each sort of entry is called and how it is shown."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote_plus

from mock_server.engine.clock import show_instant
from mock_server.engine.events import Changed, Removed, Skipped
from mock_server.journal.entries import Call, ClockStep, Command, Entry, Explanation, Headers, Sending
from mock_server.journal.masking import MASKED, Mask

Shown = dict[str, object]
"""A JSON object that is made to be looked at."""

LOWEST_REFUSAL: Final = 400
"""From this status on an answer says no."""


def outcome_of(call: Call) -> str:
    """What became of a call: `answered`, `refused`, or `unmatched` where the vendor has no such operation."""
    if call.status < LOWEST_REFUSAL:
        return "answered"
    return "unmatched" if call.operation is None else "refused"


def show_body(body: bytes, mask: Mask) -> object:
    """A body as JSON where it is that, else as text; None where there is none."""
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    try:
        parsed = json.loads(text)
        json.dumps(parsed, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return mask.text(text)
    return mask.json(parsed)


def _show_message(headers: Headers, body: bytes, mask: Mask) -> Shown:
    return {"headers": mask.headers(headers), "body": show_body(body, mask)}


def show_refusal(explanation: Explanation | None, mask: Mask) -> Shown | None:
    """Why a call was refused, as far as it was known when it was."""
    if explanation is None:
        return None
    return {
        "error": explanation.error,
        "says": mask.sentence(explanation.says),
        "field": explanation.field,
        "because": explanation.because,
        "cites": list(explanation.cites),
        "evidence": explanation.evidence,
    }


def _show_call(call: Call, mask: Mask) -> Shown:
    return {
        "vendor": call.vendor,
        "operation": call.operation,
        "call": f"{call.method} {mask.text(call.path)}",
        "query": mask.text(unquote_plus(call.query.decode("latin-1"))),
        "caller": call.caller,
        "status": call.status or None,
        "outcome": outcome_of(call),
        "rule": call.rule,
        "rules": [{"rule": rule, "does": does} for rule, does in call.met],
        "replay": call.is_replay,
        "explanation": show_refusal(call.explanation, mask),
    }


def _show_change(change: Changed, mask: Mask) -> Shown:
    return {
        "record": {"kind": change.kind.name, "id": change.record.id},
        "do": change.do,
        "from": change.before.status if change.before else None,
        "to": change.record.status,
        "with": mask.json(dict(change.given)),
        "event": change.event,
        "timeline": change.plan,
    }


def _show_removal(removed: Removed, _: Mask) -> Shown:
    return {"record": {"kind": removed.kind.name, "id": removed.record.id}}


def _show_skip(skipped: Skipped, mask: Mask) -> Shown:
    return {
        "record": {"kind": skipped.kind, "id": skipped.id},
        "do": skipped.do,
        "timeline": skipped.plan,
        "reason": mask.sentence(skipped.reason),
    }


def _show_sending(sending: Sending, mask: Mask) -> Shown:
    return {
        "vendor": sending.vendor,
        "event": sending.event,
        "delivery": sending.delivery,
        "record": {"kind": sending.record[0], "id": sending.record[1]},
        "url": mask.text(sending.url),
        "attempt": sending.attempt,
        "state": sending.state,
        "status": sending.status,
        "error": sending.error,
        "next": None if sending.next_at is None else show_instant(sending.next_at),
    }


def _show_step(step: ClockStep, _: Mask) -> Shown:
    return {"do": step.do, "from": show_instant(step.before), "to": show_instant(step.after)}


def _show_command(command: Command, mask: Mask) -> Shown:
    return {"do": command.do, **{name: mask.member(name, value) for name, value in command.about.items()}}


_SORTS: Final[Mapping[type, tuple[str, Callable[[Any, Mask], Shown]]]] = {
    Call: ("call", _show_call),
    Changed: ("move", _show_change),
    Removed: ("removed", _show_removal),
    Skipped: ("skipped", _show_skip),
    Sending: ("webhook", _show_sending),
    ClockStep: ("clock", _show_step),
    Command: ("command", _show_command),
}
KINDS: Final = tuple(kind for kind, _ in _SORTS.values())
"""What entries are called by sort."""


def kind_of(entry: Entry) -> str:
    """What an entry is called by its sort."""
    return _SORTS[type(entry.what)][0]


def show_entry(entry: Entry, *, is_whole: bool = False, mask: Mask = MASKED) -> Shown:
    """An entry as JSON values: number, sandbox time, kind, cause and what it is about.

    With `is_whole` a call carries its request and its answer too. What `mask` hides is masked.
    """
    what = entry.what
    kind, show = _SORTS[type(what)]
    shown = {"n": entry.n, "at": show_instant(entry.at), "kind": kind, "cause": entry.cause, **show(what, mask)}
    if is_whole and isinstance(what, Call):
        shown["request"] = _show_message(what.sent_headers(), what.body, mask)
        shown["answer"] = _show_message(what.answer_headers, what.answer, mask)
    return shown
