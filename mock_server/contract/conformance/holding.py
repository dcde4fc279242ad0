"""One call held against the vendor's document, in all respects."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from mock_server.contract.conformance.framing import FORM, JSON, hold_framing, media_type
from mock_server.contract.conformance.members import hold_members, hold_schema
from mock_server.contract.conformance.people import Leaf, hold_people
from mock_server.contract.conformance.secrets import hold_secrets
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.contract.violations import BODY, PATH, QUERY, Violation, pointer_to
from mock_server.journal.entries import Call
from mock_server.wire import MalformedJson, read_json

_UNREAD: Final = object()
"""What stands for a body that is no JSON."""


def violations_of(vendor: Vendor, call: Call, known: Mapping[str, object]) -> tuple[Violation, ...]:
    """What a call does against its vendor's document; `known` are the credentials that the sandbox knows.

    A call that no operation matches is held against nothing but what must never be sent.
    """
    operation = operation_of(vendor, call)
    sent = _read(call.body)
    leaves = list(_leaves(operation, call, sent))
    found = [] if operation is None else [*hold_framing(vendor, operation, call), *_hold_body(vendor, operation, call, sent)]
    found += hold_secrets(vendor, call, known, leaves)
    found += hold_people(vendor, iter(leaves), _samples(vendor))
    return tuple(found)


def operation_of(vendor: Vendor, call: Call) -> Operation | None:
    """The operation that a call was matched with."""
    return next((each for each in vendor.operations if vendor.names[each.name] == call.operation), None)


def _read(body: bytes) -> object:
    try:
        return read_json(body) if body else _UNREAD
    except MalformedJson:
        return _UNREAD


def _hold_body(vendor: Vendor, operation: Operation, call: Call, sent: object) -> Iterator[Violation]:
    if operation.body is not None and sent is not _UNREAD:
        yield from hold_members(operation.body, sent, vendor.conduct, folds_case=vendor.folds_case)
    elif operation.body is None:
        media = FORM if _is_form(call) else JSON
        content = operation.body_types.get(media, {})
        schema: Any = content.get("schema", {})
        yield from hold_schema(schema, dict(_form(call)) if media == FORM else sent, vendor.conduct)


def _is_form(call: Call) -> bool:
    types = [value.decode("latin-1") for name, value in call.sent_headers() if name.lower() == b"content-type"]
    return any(media_type(each) == FORM for each in types)


def _form(call: Call) -> list[tuple[str, str]]:
    return parse_qsl(call.body.decode("utf-8", errors="replace"))


def _leaves(operation: Operation | None, call: Call, sent: object) -> Iterator[Leaf]:
    """Every string that a call sends, its headers set aside."""
    yield Leaf(PATH, "", "", call.path)
    for name, value in parse_qsl(call.query.decode("latin-1")):
        yield Leaf(QUERY, name, name, value)
    if sent is not _UNREAD:
        yield from _strings(sent, (), "")
    elif operation is not None and FORM in operation.body_types and _is_form(call):
        yield from (Leaf(BODY, pointer_to(name), name, value) for name, value in _form(call))
    elif call.body:
        yield Leaf(BODY, "", "", call.body.decode("utf-8", errors="replace"))
    if operation is not None and operation.values_in is not None:
        yield from (Leaf(BODY, place, name, value) for place, name, value in operation.values_in(call.body))


def _strings(value: object, steps: tuple[str | int, ...], name: str) -> Iterator[Leaf]:
    if isinstance(value, str):
        yield Leaf(BODY, pointer_to(*steps), name, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, (*steps, key), key)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _strings(inner, (*steps, position), name)


def _samples(vendor: Vendor) -> Callable[[], str]:
    """All that stands in the vendor's documented samples, as one text."""

    def samples() -> str:
        shown = [(each.body_examples, each.body_types, each.answer_example) for each in vendor.operations]
        return json.dumps(shown, ensure_ascii=False, default=dict)

    return samples
