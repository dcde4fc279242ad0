"""A JSON value against a schema of our OpenAPI documents: every place where it does not fit, told without its values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final

from mock_server.drift.departures import Flaw, Kind, form, word
from mock_server.drift.people import folded, is_personal

Schema = Mapping[str, Any]  # JSON Schema's own values are of any kind

_ALIKE: Final = 0.6
"""From here on two names are near enough that one may be the other, renamed."""
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_NAME: Final = re.compile(r"[A-Za-z_$][\w$:-]{0,59}", re.ASCII)
_MOST_DIGITS: Final = 2
_MOST_LISTED: Final = 12


def json_type(value: object) -> str:
    """The name of a value's JSON type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def step(pointer: str, name: str) -> str:
    """The JSON pointer to a member."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


class Schemas:
    """The schemas of one document. `components` are those that others refer to."""

    __slots__ = ("_components",)

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components

    def hold(self, value: object, schema: Schema, pointer: str = "") -> list[Flaw]:
        """Every place where a value does not fit a schema; none where it fits."""
        return list(self._hold(value, self.resolved(schema), pointer))

    def resolved(self, schema: Schema) -> Schema:
        """The schema that a reference leads to."""
        while "$ref" in schema:
            schema = self._components[schema["$ref"].rpartition("/")[2]]
        return schema

    def outline(self, schema: Schema, depth: int = 3) -> str:
        """A schema in a few words: `{error: {code, message}}`."""
        schema = self.resolved(schema)
        if "anyOf" in schema:
            return " or ".join(dict.fromkeys(self.outline(each, depth) for each in schema["anyOf"]))
        members: Mapping[str, Schema] = schema.get("properties", {})
        if not members or not depth:
            return _type_of(schema)
        inner = (f"{name}: {self.outline(each, depth - 1)}" for name, each in members.items())
        return f"{{{', '.join(text.removesuffix(': a string') for text in inner)}}}"

    def _hold(self, value: object, schema: Schema, pointer: str) -> Iterator[Flaw]:
        if "anyOf" in schema:
            yield from self._hold_any(value, [self.resolved(each) for each in schema["anyOf"]], pointer)
            return
        is_listed = "enum" in schema or "const" in schema
        wanted = schema.get("type")
        found = json_type(value)
        if wanted is not None and found != wanted and not (wanted == "number" and found == "integer"):
            yield Flaw(Kind.WRONG_TYPE, pointer, _type_of(schema), _article(found))
        elif is_listed:
            known = schema.get("enum", [schema.get("const")])
            if value not in known:
                yield Flaw(Kind.UNKNOWN_VALUE, pointer, listed(known), _told(value, pointer))
        elif isinstance(value, dict):
            yield from self._hold_object(value, schema, pointer)
        elif isinstance(value, list):
            items = self.resolved(schema.get("items", {}))
            found_inside = (flaw for each in value for flaw in self._hold(each, items, f"{pointer}/*"))
            yield from dict.fromkeys(found_inside)
        else:
            yield from _hold_scalar(value, schema, pointer)

    def _hold_any(self, value: object, schemas: Sequence[Schema], pointer: str) -> Iterator[Flaw]:
        """The flaws against the schema that a value fits best."""
        found = [list(self._hold(value, each, pointer)) for each in schemas]
        if all(any(flaw.kind is Kind.WRONG_TYPE and flaw.pointer == pointer for flaw in flaws) for flaws in found):
            ours = " or ".join(dict.fromkeys(_type_of(each) for each in schemas))
            yield Flaw(Kind.WRONG_TYPE, pointer, ours, _article(json_type(value)))
            return
        fitting = [
            flaws for flaws in found if not any(each.kind is Kind.WRONG_TYPE and each.pointer == pointer for each in flaws)
        ]
        yield from min(fitting, key=len)

    def _hold_object(self, value: Mapping[str, object], schema: Schema, pointer: str) -> Iterator[Flaw]:
        members: Mapping[str, Schema] = schema.get("properties", {})
        others = schema.get("additionalProperties", False)
        if "properties" not in schema and "additionalProperties" not in schema:
            return  # any object will do
        renamed = self._renamed(value, schema) if not others else {}
        for name, ours in members.items():
            if name in value:
                yield from self._hold(value[name], self.resolved(ours), step(pointer, name))
            elif name in renamed:
                yield Flaw(Kind.RENAMED_MEMBER, step(pointer, name), repr(name), repr(_named(renamed[name])))
            elif name in schema.get("required", ()):
                yield Flaw(Kind.MISSING_MEMBER, step(pointer, name), _type_of(self.resolved(ours)), "nothing")
        for name in value:
            if name in members or name in renamed.values() or others is True:
                continue
            if isinstance(others, Mapping):
                yield from self._hold(value[name], self.resolved(others), f"{pointer}/*")
            else:
                yield Flaw(Kind.UNDOCUMENTED_MEMBER, step(pointer, _named(name)), "nothing", _article(json_type(value[name])))

    def _renamed(self, value: Mapping[str, object], schema: Schema) -> dict[str, str]:
        """Which members of ours stand there under which other names, as far as names and values say so."""
        members: Mapping[str, Schema] = schema.get("properties", {})
        extra = sorted(value.keys() - members.keys())
        absent = [name for name in members if name not in value]
        missing = [name for name in absent if name in schema.get("required", ())]
        is_only_one = len(extra) == len(missing) == 1
        pairs = [
            (_likeness(ours, theirs), ours, theirs)
            for ours in absent
            for theirs in extra
            if not self.hold(value[theirs], members[ours])
        ]
        found: dict[str, str] = {}
        for likeness, ours, theirs in sorted(pairs, reverse=True):
            is_free = ours not in found and theirs not in found.values()
            if is_free and (likeness >= _ALIKE or (is_only_one and ours in missing)):
                found[ours] = theirs
        return found


def _named(name: str) -> str:
    """The name of a member that our document does not have; `*` for what is rather somebody's number or address."""
    return name if is_name(name) else "*"


def is_name(name: str) -> bool:
    """Whether a member is called by a name, rather than by somebody's number or address."""
    return _NAME.fullmatch(name) is not None and len(re.findall(r"\d", name)) <= _MOST_DIGITS


def _likeness(ours: str, theirs: str) -> float:
    return SequenceMatcher(None, folded(ours), folded(theirs)).ratio()


def _type_of(schema: Schema) -> str:
    if "enum" in schema or "const" in schema:
        return listed(schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return "one of several"
    return _article(str(schema["type"])) if "type" in schema else "anything"


def _article(name: str) -> str:
    return name if name == "null" else f"an {name}" if name[0] in "aio" else f"a {name}"


def listed(known: Sequence[object]) -> str:
    """The values of a closed list, the first dozen of them."""
    shown = ", ".join(str(each) for each in known[:_MOST_LISTED])
    return f"one of {shown}{', …' if len(known) > _MOST_LISTED else ''}" if len(known) > 1 else shown


def _told(value: object, pointer: str) -> str:
    """A value that stands where a word of a closed list should; words that tell of a patient are not told."""
    if is_personal(pointer.rpartition("/")[2]):
        return "another"
    return word(value) if isinstance(value, str) else _article(json_type(value))


def _hold_scalar(value: object, schema: Schema, pointer: str) -> Iterator[Flaw]:
    if isinstance(value, str):
        ours = _form_broken(value, schema)
        if ours is not None:
            yield Flaw(Kind.WRONG_FORM, pointer, ours, form(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        low, high = schema.get("minimum"), schema.get("maximum")
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"from {low}" if high is None else f"up to {high}" if low is None else f"from {low} to {high}"
            yield Flaw(Kind.WRONG_FORM, pointer, f"a number {bounds}", "a number beyond it")


def _form_broken(text: str, schema: Schema) -> str | None:
    """What a text should look like and does not."""
    if "pattern" in schema and re.search(schema["pattern"], text) is None:
        return f"a text like {schema['pattern']}"
    if len(text) < schema.get("minLength", 0):
        return f"a text of at least {schema['minLength']} characters"
    if "maxLength" in schema and len(text) > schema["maxLength"]:
        return f"a text of at most {schema['maxLength']} characters"
    if schema.get("format") == "date-time" and not _INSTANT.fullmatch(text):
        return "an instant such as 2026-01-05T09:00:00Z"
    if schema.get("format") == "date" and not _is_date(text):
        return "a date such as 2026-01-05"
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
