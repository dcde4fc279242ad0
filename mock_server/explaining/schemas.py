"""What a JSON schema asks for, in words."""

from collections.abc import Mapping
from typing import Final

from mock_server.explaining.case import Schema

_TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_FORMATS: Final[Mapping[str, str]] = {
    "date": "a date as YYYY-MM-DD",
    "date-time": "a date and time such as 2026-01-05T09:00:00Z",
}
_BLANK: Final = r"\S"
"""The pattern of text that is there at all."""
_READABLE: Final = 40
"""Signs of a pattern up to which it helps a reader; of a longer one the example says more."""
_UNBOUNDED: Final = 2**31 - 1
"""A bound that says no more than how numbers are kept."""


def plain(schema: Schema, definitions: Schema) -> Schema:
    """A schema with its reference followed, and without the null that stands for being absent."""
    while "$ref" in schema:
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        schema = {**definitions.get(schema["$ref"].rpartition("/")[2], {}), **beside}
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) == 1:
        rest = {name: value for name, value in schema.items() if name != "anyOf"}
        return plain({**options[0], **rest}, definitions)
    return schema


def in_words(schema: Schema) -> str:
    """What a value has to be; empty where anything will do."""
    if schema.get("anyOf"):
        return " or ".join(dict.fromkeys(word for option in schema["anyOf"] if (word := in_words(option))))
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        listed = ", ".join(str(value) for value in values)
        return f"one of {listed}" if len(values) > 1 else listed
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    type_ = schema.get("type", "")
    if isinstance(type_, list):
        return " or ".join(_TYPES.get(each, each) for each in type_)
    return _TYPES.get(type_, "") + _bounds(schema)


def _bounds(schema: Schema) -> str:
    if "required" in schema:
        return f" with {', '.join(schema['required'])}"
    if schema.get("type") == "string":
        return _of_text(schema)
    if schema.get("minItems"):
        return " with at least one entry"
    if "exclusiveMinimum" in schema:
        return f" above {schema['exclusiveMinimum']}"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None or low <= -_UNBOUNDED:
        return ""
    return f" from {low} on" if high is None or high >= _UNBOUNDED else f" from {low} to {high}"


def _of_text(schema: Schema) -> str:
    if "pattern" in schema:
        if schema["pattern"] == _BLANK:
            return " that is not blank"
        return f" that matches {schema['pattern']}" if len(schema["pattern"]) <= _READABLE else ""
    least, most = schema.get("minLength"), schema.get("maxLength")
    if most is not None:
        return f" of {least} to {most} characters" if least else f" of at most {most} characters"
    return " that is not empty" if least else ""
