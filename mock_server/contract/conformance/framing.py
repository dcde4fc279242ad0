"""What stands around a body: path, query, content type, headers and the idempotency key, against the document."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final
from urllib.parse import parse_qsl

from mock_server.contract.operation import Header, Operation
from mock_server.contract.paths import PathTable
from mock_server.contract.vendor import Vendor
from mock_server.contract.violations import BODY, HEADER, PATH, QUERY, Sort, Violation
from mock_server.journal.entries import Call

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
_STRAY_NUMBER: Final = re.compile(r"\s*\+\s*[0-9]+\s*|\s+-?[0-9]+\s*|-?[0-9]+\s+")
"""A whole number with a sign or blanks that do not belong to it."""


def hold_framing(vendor: Vendor, operation: Operation, call: Call) -> Iterator[Violation]:
    """What a call has against it, its body's content set aside."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(call.sent_headers())}
    yield from _path(vendor, operation, call.path)
    yield from _query(vendor, operation, call.query)
    yield from _content_type(vendor, operation, call.body, headers.get("content-type"))
    for name, old in vendor.conduct.old_headers.items():
        if name in headers:
            says = f"the header {name} is an older spelling"
            yield Violation(Sort.SPELLING, HEADER, name, says, f"send {old.instead}", old.grounds)
    if vendor.idempotency is not None and operation.is_idempotent and vendor.conduct.urges_key is not None:
        key = vendor.idempotency.header.decode()
        if key not in headers:
            name = next((each.name for each in operation.request_headers if each.name.lower() == key), key)
            says = f"without {name}, trying again after a broken connection makes another one"
            instead = f"send {name} with a value of its own for each thing to be made"
            yield Violation(Sort.NO_KEY, HEADER, name, says, instead, vendor.conduct.urges_key)


def media_type(sent: str | None) -> str:
    """A content type without its parameters, in lower case; empty where there is none."""
    return (sent or "").partition(";")[0].strip().lower()


def _path(vendor: Vendor, operation: Operation, path: str) -> Iterator[Violation]:
    grounds = vendor.conduct.other_paths
    if _leads_to(operation.path, path):
        return
    if _leads_to(operation.path, path, vendor):
        says = f"{path} is taken, but the document spells it {operation.path}"
        yield Violation(Sort.SPELLING, PATH, "", says, f"call {operation.path}", grounds)
    else:
        says = f"{path} is the spelling of another revision of the vendor's pages"
        yield Violation(Sort.SPELLING, PATH, "", says, f"call {operation.path}", grounds)


def _leads_to(template: str, path: str, vendor: Vendor | None = None) -> bool:
    """Whether a path is written as a template is: to the letter, or as leniently as a vendor reads."""
    folds, slash = (False, False) if vendor is None else (vendor.folds_case, vendor.takes_slash)
    table = PathTable([("GET", template, True)], folds_case=folds, takes_slash=slash)
    return table.find("GET", path).operation is not None


def _query(vendor: Vendor, operation: Operation, query: bytes) -> Iterator[Violation]:
    known = {each.name: each for each in operation.query}
    by_lower = {name.lower(): name for name in known}
    for name, value in dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)).items():
        proper = name if name in known else by_lower.get(name.lower()) if vendor.folds_case else None
        if proper is None:
            near = get_close_matches(name, known, n=1)
            instead = f"write {near[0]}" if near else f"leave it out; known here: {', '.join(known) or 'nothing'}"
            says = f"the document has no parameter {name[:80]!r} here, and the vendor ignores it"
            yield Violation(Sort.UNDOCUMENTED, QUERY, name, says, instead, vendor.conduct.ignores)
            continue
        if proper != name:
            says = f"{name!r} is taken, but the document spells it {proper!r}"
            yield Violation(Sort.SPELLING, QUERY, name, says, f"write {proper}", vendor.conduct.ignores)
        yield from _number(known[proper], value)


def _number(parameter: Header, value: str) -> Iterator[Violation]:
    # What is no number at all is refused by itself.
    if parameter.schema.get("type") == "integer" and _STRAY_NUMBER.fullmatch(value):
        says = "the document has plain digits here, and this is taken all the same"
        yield Violation(Sort.WRONG_TYPE, QUERY, parameter.name, says, f"send plain digits, such as {parameter.example}")


def _content_type(vendor: Vendor, operation: Operation, body: bytes, sent: str | None) -> Iterator[Violation]:
    if not body:
        return
    documented = documented_types(operation)
    if not documented:
        says = "the document has no body here, and the vendor ignores it"
        yield Violation(Sort.UNDOCUMENTED, BODY, "", says, "send none", vendor.conduct.ignores)
    elif media_type(sent) not in documented:
        says = f"the body is said to be {sent[:80]}" if sent else "nothing says what the body is"
        instead = f"send Content-Type: {documented[0]}"
        yield Violation(Sort.CONTENT_TYPE, HEADER, "Content-Type", says, instead, vendor.conduct.any_type)


def documented_types(operation: Operation) -> tuple[str, ...]:
    """The content types that an operation's document names for its body."""
    return (JSON,) if operation.body is not None else tuple(operation.body_types)
