"""The place that a refusal speaks of: where it stands in the call, what was sent there, and what belongs there."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from pydantic import ValidationError

from mock_server.contract.conformance.framing import FORM, media_type
from mock_server.contract.operation import Header, Operation
from mock_server.contract.strictness import STRICT
from mock_server.contract.violations import BODY, HEADER, PATH, QUERY, Violation, pointer_to
from mock_server.explaining.case import Case, Schema
from mock_server.explaining.schemas import in_words, plain
from mock_server.journal.masking import MASK
from mock_server.journal.picking import names_in
from mock_server.wire import MalformedJson, read_json

_MISSING: Final = object()
_LONGEST: Final = 80
"""Characters of a value that are shown."""
_MOST_WORDS: Final = 200
_MOST_FLAWS: Final = 10
_NAMING: Final = ("id", "uid", "reference")
"""How the members end in which a call names a record."""
_OF_BODIES: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
"""The statuses of refusals that come after a body was looked at, and may be about it."""
_SEGMENT: Final = re.compile(r"[A-Z][A-Z0-9]{2}-[0-9]+(?:\.[0-9]+)?")
"""A field of an HL7 message, such as `PID-5`."""

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a call.

    `name` is a JSON pointer in the body, else the name of the parameter, header or value of the path. `sent` tells what stood
    there, `wanted` what belongs there; both are empty where nobody knows. `example` is a documented value, None without one.
    """

    part: str
    name: str
    sent: str = ""
    wanted: str = ""
    example: object = None

    @property
    def where(self) -> str:
        """The place in words."""
        if self.part == BODY:
            return f"{self.name} in the body"
        return f"{{{self.name}}} in the path" if self.part == PATH else f"the {self.part} {self.name}"


def locate(case: Case) -> Place | None:
    """The place that a refusal's field means: the vendor may spell it in its own way, and it may stand anywhere in the call."""
    field, operation = case.explanation.field, case.operation
    if not field:
        return None
    if _SEGMENT.fullmatch(field):
        return Place(BODY, field)
    if case.explanation.because == STRICT and case.violations:
        return _of_violation(case, case.violations[0])
    if operation is not None:
        found = _in_body(case, operation, field) or _in_parameters(case, operation, field)
        if found is not None:
            # A rule refuses whatever it likes: what the document asks for there says nothing about it.
            return replace(found, wanted="", example=None) if (case.explanation.because or "").startswith("rule") else found
    sent = case.header(field.lower())
    is_header = sent is not None or "-" in field or field in _credential_headers(case)
    return Place(HEADER, field, _told(case, field, _MISSING if sent is None else sent)) if is_header else None


def _of_violation(case: Case, violation: Violation) -> Place:
    """The place of what only a strict sandbox refuses; what belongs there is for the advice to say."""
    part, place = violation.part, violation.place
    if part == BODY and place.startswith("/"):
        steps = tuple(int(step) if step.isdecimal() else step for step in place[1:].split("/"))
        return Place(BODY, place, _told(case, str(steps[-1]), _value_at(_read(case), steps)))
    if part not in (QUERY, HEADER):
        return Place(part, place)
    sent = case.header(place.lower()) if part == HEADER else _queried(case).get(place.lower())
    return Place(part, place, _told(case, place, _MISSING if sent is None else sent))


def _credential_headers(case: Case) -> set[str]:
    """The headers in which the vendor looks for a credential."""
    return {"Authorization", *(str(scheme["name"]) for scheme in case.vendor.security.values() if scheme.get("in") == "header")}


def flaws(case: Case) -> list[Place]:
    """Every place of a JSON body that does not fit the operation's document, in the document's order."""
    operation, body = case.operation, _read(case)
    if operation is None or operation.body is None or not isinstance(body, dict) or case.call.status not in _OF_BODIES:
        return []
    try:
        operation.body.model_validate(body, context=case.sandbox.engine.world.switches[case.vendor.slug])
    except ValidationError as wrong:
        schema, definitions = case.schema
        found = (_follow(schema, definitions, list(each["loc"])) for each in wrong.errors(include_url=False)[:_MOST_FLAWS])
        places = [_in_body_at(case, operation, *each) for each in found if each is not None]
        return list({place.name: place for place in places}.values())
    return []


def _in_body(case: Case, operation: Operation, field: str) -> Place | None:
    schema, definitions = case.schema
    steps: list[str | int] = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", field)]
    found = _follow(schema, definitions, steps) or (_search(schema, definitions, steps[0]) if len(steps) == 1 else None)
    if found is None:
        return None
    return _in_body_at(case, operation, *found)


def _in_body_at(case: Case, operation: Operation, place: Steps, inner: Schema) -> Place:
    example = _documented(operation, place)
    if example is _MISSING:
        example = next(iter(inner.get("examples", ())), None)
    body = _value_at(_read(case), place)
    name = next((step for step in reversed(place) if isinstance(step, str)), "")
    return Place(BODY, pointer_to(*place), _told(case, name, body), in_words(inner), example)


def _follow(schema: Schema, definitions: Schema, steps: list[str | int]) -> tuple[Steps, Schema] | None:
    """Where steps lead in a schema, with the members' proper spelling."""
    place: Steps = ()
    schema = plain(schema, definitions)
    for step in steps:
        name, inner = (step, schema.get("items")) if isinstance(step, int) else _member(schema, step)
        if inner is None and "anyOf" in schema:
            break  # what is left says which of several types was tried
        if inner is None:
            return None
        place, schema = (*place, name), plain(inner, definitions)
    return place, schema


def _member(schema: Schema, name: str) -> tuple[str, Schema | None]:
    members = schema.get("properties", {})
    proper = next((each for each in members if each.lower() == name.lower()), name)
    return proper, members.get(proper)


def _search(schema: Schema, definitions: Schema, name: str | int) -> tuple[Steps, Schema] | None:
    """The one member of that name, however deep it stands; some vendors name fields without the way to them."""
    found: list[tuple[Steps, Schema]] = []
    waiting: list[tuple[Steps, Schema]] = [((), plain(schema, definitions))]
    while waiting:
        place, here = waiting.pop()
        for member, inner in here.get("properties", {}).items():
            there = ((*place, member), plain(inner, definitions))
            waiting.append(there)
            if member.lower() == str(name).lower():
                found.append(there)
    return found[0] if len(found) == 1 else None


def _in_parameters(case: Case, operation: Operation, field: str) -> Place | None:
    query = _queried(case)
    declared = [(QUERY, each) for each in operation.query] + [(HEADER, each) for each in operation.request_headers]
    for part, parameter in declared:
        if parameter.name.lower() == field.lower():
            sent = query.get(field.lower()) if part == QUERY else case.header(field.lower())
            return _parameter(case, part, parameter, sent)
    values = case.vendor.table.find(case.call.method, case.call.path).values
    for name, (about, example) in operation.path_values.items():
        if name.lower() == field.lower():
            wanted = about[:1].lower() + about[1:].rstrip(".")
            return Place(PATH, name, _told(case, name, values.get(name, _MISSING)), wanted, example)
    return None


def _parameter(case: Case, part: str, parameter: Header, sent: str | None) -> Place:
    told = _told(case, parameter.name, _MISSING if sent is None else sent)
    return Place(part, parameter.name, told, in_words(parameter.schema), parameter.example)


def value_named(case: Case, place: Place) -> str:
    """What stands at a place of the path or the query, as it was sent; empty where nothing does."""
    if place.part == PATH:
        return case.vendor.table.find(case.call.method, case.call.path).values.get(place.name, "")
    return _queried(case).get(place.name.lower(), "") if place.part == QUERY else ""


def _queried(case: Case) -> dict[str, str]:
    """The query's parameters by name in lower case; of one that is sent twice, the last."""
    sent = parse_qsl(case.call.query.decode("latin-1"), keep_blank_values=True)
    return {name.lower(): value for name, value in sent}


def values_sent(case: Case) -> set[str]:
    """The words of a call that may name a record: in its path, its query, and what its body calls an id."""
    found = names_in(case.call)
    waiting: list[tuple[str, object]] = [("", _read(case))]
    while waiting and len(found) < _MOST_WORDS:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.items())
        elif isinstance(value, list):
            waiting.extend((name, each) for each in value)
        elif isinstance(value, str) and name.lower().endswith(_NAMING):
            found.add(value)
    return found


def _read(case: Case) -> object:
    if media_type(case.header("content-type")) == FORM:
        return dict(parse_qsl(case.call.body.decode("utf-8", errors="replace")))
    try:
        return read_json(case.call.body) if case.call.body else _MISSING
    except MalformedJson:
        return _MISSING


def _value_at(value: object, place: Steps) -> object:
    for step in place:
        if isinstance(value, dict):
            value = next((inner for name, inner in value.items() if name.lower() == str(step).lower()), _MISSING)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return _MISSING
    return value


def _documented(operation: Operation, place: Steps) -> object:
    """What stands at a place in the vendor's own samples."""
    for sample in operation.body_examples.values():
        value = _value_at(sample, place)
        if value is not _MISSING:
            return value
    return _MISSING


def _told(case: Case, name: str, value: object) -> str:
    """What was sent, or its shape where the value itself must not be shown."""
    if value is _MISSING:
        return "nothing"
    shown = case.mask.member(name, value)
    if shown == MASK and value != MASK:
        return _shape(value)
    text = json.dumps(shown, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _shape(value: object) -> str:
    if isinstance(value, str):
        return f"text of {len(value)} character{'' if len(value) == 1 else 's'}" if value.strip() else "blank text"
    names: Mapping[type, str] = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
