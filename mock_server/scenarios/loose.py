"""JSON Schemas as loose as scenarios are: every plain value there is text, so that `7` and `"7"` are the same."""

import re
from typing import Any, Final

Schema = dict[str, Any]  # a JSON Schema: JSON values of any shape

_SCALARS: Final = ["string", "number", "boolean"]
_BOUNDS: Final = frozenset({"type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_AS_TEXT: Final[dict[str, Schema]] = {
    "integer": {"type": "string", "pattern": "^[0-9]{1,19}$"},
    "number": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "boolean": {"enum": ["true", "false", "on", "off", "yes", "no", "t", "f", "y", "n", "1", "0"]},
}
_DURATION: Final = re.compile(r"P(T?[0-9])")
_NAMED: Final = ("properties", "$defs", "patternProperties")
_LISTED: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE: Final = ("items", "additionalProperties", "not", "if", "then", "else")


def loosen(schema: Schema) -> Schema:
    """The same schema, in which numbers and true and false may be written as text, and text as what looks like a number.

    There is no null, since no file has one: what has no value is left out. What is loose already stays as it is.
    """
    if schema.get("anyOf", [None])[-1] in _AS_TEXT.values():
        return schema
    loose = _without_null({key: _loosened(key, value) for key, value in schema.items()})
    if _DURATION.match(str(loose.get("default"))):
        del loose["default"]  # pydantic would show it as no scenario writes it
    sort = loose.get("type")
    if sort == "string" and not loose.keys() & {"enum", "const", "pattern", "format", "examples"}:
        loose["type"] = _SCALARS
    elif isinstance(sort, str) and sort in _AS_TEXT:
        typed = {key: loose.pop(key) for key in list(loose) if key in _BOUNDS}
        loose["anyOf"] = [typed, _AS_TEXT[sort]]
    return loose


def _without_null(schema: Schema) -> Schema:
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == len(schema.get("anyOf", ())):
        return schema
    others = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    return {**options[0], **others} if len(options) == 1 else {"anyOf": options, **others}


def _loosened(key: str, value: Any) -> Any:  # noqa: ANN401  # any part of a schema
    if key in _NAMED:
        return {name: loosen(inner) for name, inner in value.items()}
    if key in _LISTED:
        return [loosen(inner) for inner in value]
    return loosen(value) if key in _SINGLE and isinstance(value, dict) else value
