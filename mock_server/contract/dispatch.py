"""How a call to a vendor is answered, in one synchronous block: route, fault, credential, content, schema, rule, state."""

import logging
from collections.abc import Callable
from functools import partial

from pydantic import BaseModel, ValidationError

from mock_server.contract.answers import Answer, Refused
from mock_server.contract.call import Call, Flaw
from mock_server.contract.gate import Gate, refuse_by_rule
from mock_server.contract.operation import Operation
from mock_server.contract.paths import Found
from mock_server.contract.strictness import refuse_violations
from mock_server.contract.vendor import Vendor
from mock_server.engine.errors import EngineError, IllegalMove
from mock_server.engine.idempotency import fingerprint
from mock_server.journal.entries import Explanation
from mock_server.wire import MalformedJson, read_json

_log = logging.getLogger(__name__)


def respond(vendor: Vendor, call: Call) -> Answer:
    """Answer a call in the vendor's voice, whatever happens. Nothing is awaited, so a call's change is atomic."""
    try:
        answer = _carry_out_or_refuse(vendor, call)
    except Exception:  # noqa: BLE001  # whatever it is, the client must see the vendor's own 500, and we the log
        _log.exception("the answer to call %d in sandbox %r failed", call.n, call.sandbox.id)
        answer = _refuse(vendor, call, Refused(vendor.common.internal, "the server failed; its log says how"))
    headers = answer.headers
    if answer.location:
        headers += ((b"location", f"{call.origin}{answer.location}".encode("latin-1")),)
    return answer._replace(headers=headers + call.extra) if call.extra or answer.location else answer


def _carry_out_or_refuse(vendor: Vendor, call: Call) -> Answer:
    try:
        return _carry_out(vendor, call)
    except Refused as refused:
        return _refuse(vendor, call, refused)
    except EngineError as refused:
        return _refuse(vendor, call, vendor.voice.translate(refused), refused)


def _refuse(vendor: Vendor, call: Call, refused: Refused, cause: EngineError | None = None) -> Answer:
    error = refused.error
    call.note.explanation = Explanation(
        error.name,
        refused.says,
        refused.field,
        refused.because,
        error.grounds.cites,
        error.grounds.evidence,
        (cause.kind, cause.id, cause.status, cause.do) if isinstance(cause, IllegalMove) else None,
    )
    return vendor.voice.say(call, refused)


def _carry_out(vendor: Vendor, call: Call) -> Answer:
    note = call.note
    if call.flaw is not None and call.flaw is not Flaw.BODY_TOO_LARGE:
        raise _flawed(vendor, call, call.flaw)
    found = vendor.table.find(note.method, note.path)
    operation = found.operation
    if operation is None:
        raise _unmatched(vendor, call, found)
    note.operation = name = vendor.names[operation.name]
    call.values = found.values
    rows = call.sandbox.rules.rows.get(name)
    gate = None
    if call.summons is not None or (rows is not None and rows.act_on_arrival):
        gate = Gate(vendor, call, operation, rows)
        answer = gate.arrive()
        if answer is not None:
            return answer
    _admit(vendor, call, operation)
    if gate is not None:
        gate.admit()
    key = _idempotency_key(vendor, call, operation)
    arguments = () if operation.body is None else (_read_body(vendor, call, operation, operation.body),)
    if gate is not None:
        gate.understand()
        call = gate.seen()
    elif rows is not None:
        refuse_by_rule(vendor, call, operation, rows)
    if call.sandbox.is_strict:
        refuse_violations(vendor, call)
    if key is None:
        answer = operation.handler(call, *arguments)
    else:
        answer = _handle_once(vendor, call, key, partial(operation.handler, call, *arguments))
    return answer if gate is None else gate.leave(answer)


def _admit(vendor: Vendor, call: Call, operation: Operation) -> None:
    """Ask who calls, how often, whether it may, and whether the body can be read at all, in this order."""
    if not operation.is_anonymous:
        call.caller = vendor.voice.authenticate(call)
        call.note.caller = call.caller.name
    call.extra = vendor.voice.meter(call, operation)
    if operation.permission is not None and operation.permission not in call.caller.grants:
        says = f"the credential {call.caller.name!r} lacks {operation.permission!r}"
        raise Refused(operation.forbidden or vendor.common.forbidden, says)
    if call.flaw is not None:
        raise _flawed(vendor, call, call.flaw)
    if operation.check is not None:
        operation.check(call)


def _handle_once(vendor: Vendor, call: Call, key: str, handle: Callable[[], Answer]) -> Answer:
    """Handle a call with an idempotency key, or answer it as its first use was answered."""
    if vendor.idempotency is None:
        return handle()
    policy = vendor.idempotency.policy(call)
    keys = call.engine.world.keys
    scope = f"{call.caller.name} {call.note.operation}"
    kept = keys.begin(policy, scope, key, call.note.body, call.engine.world.now, _fingerprint_of)
    if kept is not None:
        call.note.is_replay = True
        return Answer(kept.status, kept.body, kept.headers, kept.location)
    try:
        answer = handle()
    except BaseException:
        keys.abandon(scope, key)
        raise
    keys.finish(policy, scope, key, answer.status, answer.body, answer.headers, answer.location)
    return answer


def _fingerprint_of(body: bytes) -> bytes:
    return fingerprint(read_json(body) if body else {})


def _read_body(vendor: Vendor, call: Call, operation: Operation, model: type[BaseModel]) -> BaseModel:
    body = call.note.body
    if not body and not operation.body_is_required:
        call.parsed = {}
    elif call.parsed is None:
        try:
            call.parsed = read_json(body)
        except MalformedJson as wrong:
            raise Refused(vendor.common.malformed, str(wrong)) from None
    if call.parsed is None and operation.takes_null:
        call.parsed = {}
    if not isinstance(call.parsed, dict):
        raise Refused(vendor.common.malformed, "the body is JSON, but no object")
    try:
        return model.model_validate(call.parsed, context=call.engine.world.switches[vendor.slug])
    except ValidationError as wrong:
        raise vendor.voice.invalid(call, model, wrong) from None


def _idempotency_key(vendor: Vendor, call: Call, operation: Operation) -> str | None:
    if not operation.is_idempotent or vendor.idempotency is None:
        return None
    key = call.header(vendor.idempotency.header)
    if key is not None and not key.isascii():
        key = _characters(key)
    if key is not None and not 0 < len(key) <= vendor.idempotency.longest:
        raise Refused(
            vendor.common.malformed,
            f"the idempotency key has {len(key)} characters; it must have 1 to {vendor.idempotency.longest}",
            field=vendor.idempotency.header.decode(),
        )
    return key


def _characters(header: str) -> str:
    """A header's value as the characters that were meant: clients send what is no ASCII as UTF-8, a sign in several bytes."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header


def _unmatched(vendor: Vendor, call: Call, found: Found[Operation]) -> Refused:
    note = call.note
    if found.methods:
        allowed = ", ".join(found.methods)
        return Refused(
            vendor.common.method_not_allowed,
            f"{note.path} exists, but not with {note.method}; it takes {allowed}",
            headers=((b"allow", allowed.encode()),),
        )
    return Refused(vendor.common.not_found, f"{vendor.title} has no operation {note.method} {note.path}")


def _flawed(vendor: Vendor, call: Call, flaw: Flaw) -> Refused:
    errors = {
        Flaw.UNREADABLE: vendor.common.malformed,
        Flaw.NO_HOST: vendor.common.malformed,
        Flaw.TOO_MANY_HEADERS: vendor.common.headers_too_large,
        Flaw.BODY_TOO_LARGE: vendor.common.body_too_large,
        Flaw.UNKNOWN_SANDBOX: vendor.common.not_found,
    }
    says = f"{flaw}: {call.asked_sandbox[:80]!r}" if flaw is Flaw.UNKNOWN_SANDBOX else flaw.value
    return Refused(errors[flaw], says)
