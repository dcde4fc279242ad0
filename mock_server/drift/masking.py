"""What a client sent and a vendor answered, with made-up values: what a recording may hold."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from mock_server.drift.people import folded, is_personal, made_up, same_form
from mock_server.drift.schemas import Schema, Schemas, is_name, json_type
from mock_server.journal.masking import CREDENTIAL_FIELDS
from mock_server.scenarios.matcher_reading import MATCHER_WORDS

_LONGEST_NUMBER: Final = 999_999
"""A longer one may be somebody's: a phone number, a number of the health service."""
_ID_ENDINGS: Final = ("id", "uid", "token", "number", "reference", "code")

Known = Callable[[object], str | None]
"""The reference to a value that an earlier answer gave, where there is one."""


def is_id(name: str) -> bool:
    """Whether a member is called like what names a record."""
    return folded(name).endswith(_ID_ENDINGS) and not is_personal(name)


class Masks:
    """Puts made-up values in the place of a client's, the same for the same. Samples come from the vendor's document."""

    __slots__ = ("_counts", "_known", "_schemas", "_stand_ins")

    def __init__(self, schemas: Schemas, known: Known) -> None:
        self._schemas = schemas
        self._known = known
        self._stand_ins: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def sent(self, value: object, schema: Schema, sample: object, name: str = "") -> object:
        """A value as a recording sends it: references, words of closed lists, plain numbers, and else what is made up."""
        schema = self._fitting(value, schema)
        if isinstance(value, dict):
            return self._members(value, schema, sample)
        if isinstance(value, list):
            items, first = schema.get("items", {}), sample[0] if isinstance(sample, list) and sample else None
            return [self.sent(each, items, first, name) for each in value]
        if isinstance(value, str):
            return self.text(value, schema, sample, name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            reference = self._known(value) if is_id(name) else None
            is_telling = is_personal(name) or abs(value) > _LONGEST_NUMBER
            instead = sample if json_type(sample) in ("integer", "number") else 1
            return reference or (instead if is_telling else value)
        return value

    def text(self, text: str, schema: Schema, sample: object, name: str) -> str:
        """A text as a recording sends it."""
        reference = self._known(text) if not is_personal(name) else None
        if reference is not None:
            return reference
        is_word = text in schema.get("enum", [schema.get("const")])
        if is_word and not is_personal(name):
            return text
        is_secret = folded(name) in CREDENTIAL_FIELDS
        if schema and not is_word and not is_secret and self._schemas.hold(text, schema):
            return same_form(text)  # it does not fit the document, and should not fit it in the recording either
        words = schema.get("enum", ()) if is_word else ()
        printed = [each for each in (sample, *schema.get("examples", ()), *words) if isinstance(each, str)]
        instead = printed[0] if printed else made_up(text)
        return self.numbered(name, text, instead) if is_id(name) and not is_secret else instead

    def numbered(self, name: str, text: str, first: str) -> str:
        """What stands for the value of an identifier: the same for the same value, another for another."""
        if text not in self._stand_ins:
            before = self._counts[folded(name)]
            self._counts[folded(name)] += 1
            self._stand_ins[text] = f"{first}{before + 1}" if before else first
        return self._stand_ins[text]

    def is_numbered(self, text: str) -> bool:
        """Whether something stands for that value already."""
        return text in self._stand_ins

    def _members(self, value: Mapping[str, object], schema: Schema, sample: object) -> dict[str, object]:
        members: Mapping[str, Schema] = schema.get("properties", {})
        samples: Mapping[str, object] = sample if isinstance(sample, Mapping) else {}
        return {
            name: self.sent(each, members.get(name, {}), samples.get(name), name)
            for name, each in value.items()
            if is_name(name)
        }

    def _fitting(self, value: object, schema: Schema) -> Schema:
        """Of several schemas the one that is meant by a value's type."""
        schema = self._schemas.resolved(schema)
        if "anyOf" not in schema:
            return schema
        choices = [self._schemas.resolved(each) for each in schema["anyOf"]]
        found = json_type(value)
        return next((each for each in choices if each.get("type") in (found, None)), choices[0])

    def expected(self, value: object, schema: Schema, codes: frozenset[str], name: str = "") -> object:
        """What a recording expects of an answer: its members, the words of closed lists and codes, and else only types."""
        schema = self._fitting(value, schema)
        if isinstance(value, dict):
            members: Mapping[str, Schema] = schema.get("properties", {})
            inner: dict[str, Any] = {
                key: self.expected(each, members.get(key, {}), codes, key) for key, each in value.items() if is_name(key)
            }
            return {"members": inner} if not inner.keys().isdisjoint(MATCHER_WORDS) else inner
        is_word = value in codes or value in schema.get("enum", [schema.get("const")]) if isinstance(value, str) else False
        if not is_personal(name) and (is_word or isinstance(value, bool)):
            return value
        found = json_type(value)
        return {"any": True} if found == "null" else {"type": "number" if found == "integer" else found}


def ways_to_ids(value: object, way: str = "body", name: str = "") -> list[tuple[str, str, str]]:
    """The identifiers in an answer: the value as text, its member's name, and the way to it."""
    if isinstance(value, dict):
        inner = ((f"{way}.{key}", key, each) for key, each in value.items() if key and "." not in key)
        return [found for at, key, each in inner for found in ways_to_ids(each, at, key)]
    if isinstance(value, list):
        return [found for n, each in enumerate(value) for found in ways_to_ids(each, f"{way}.{n}", name)]
    is_scalar = isinstance(value, str | int) and not isinstance(value, bool)
    return [(str(value), name, way)] if is_scalar and is_id(name) and value != "" else []
