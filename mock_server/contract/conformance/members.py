"""The members of a JSON body against the model that documents it: unknown ones, other spellings, types taken leniently."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic.fields import FieldInfo

from mock_server.contract.conduct import Conduct, Documented
from mock_server.contract.violations import BODY, Sort, Violation, pointer_to
from mock_server.wire import write_json

Steps = tuple[str | int, ...]

_JSON_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_NAMES: Final[Mapping[str, str]] = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "list_type": "a list",
}


def is_of_type(value: object, name: str) -> bool:
    """Whether a JSON value is of a JSON type; a name that is none fits everything."""
    if name not in _JSON_TYPES:
        return True
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _JSON_TYPES[name]) or (name == "integer" and isinstance(value, float) and value.is_integer())


def undocumented(name: str, known: Mapping[str, object], steps: Steps, conduct: Conduct) -> Violation:
    """That a member is none of the document's, with the nearest that is."""
    by_lower = {each.lower(): each for each in known}
    near = by_lower.get(name.lower()) or next(iter(get_close_matches(name, known, n=1)), None)
    instead = f"write {near!r}" if near else f"leave it out; known here: {', '.join(known) or 'nothing'}"
    says = f"the document has no member {name[:80]!r} here, and the vendor ignores it"
    return Violation(Sort.UNDOCUMENTED, BODY, pointer_to(*steps, name), says, instead, conduct.ignores)


def hold_members(model: type[BaseModel], sent: object, conduct: Conduct, *, folds_case: bool) -> Iterator[Violation]:
    """What the members of a body have against them."""
    yield from _walk(model, sent, (), conduct, folds_case=folds_case)
    yield from _lenient(model, sent)


def _walk(model: type[BaseModel], sent: object, steps: Steps, conduct: Conduct, *, folds_case: bool) -> Iterator[Violation]:
    if isinstance(sent, list):
        for position, each in enumerate(sent):
            yield from _walk(model, each, (*steps, position), conduct, folds_case=folds_case)
    if not isinstance(sent, dict):
        return
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    others = {other: name for name, field in known.items() for other in _other_names(field, name)}
    by_lower = {name.lower(): name for name in known}
    is_open = model.model_config.get("extra") == "allow"
    for name, value in sent.items():
        proper = name if name in known else by_lower.get(name.lower()) if folds_case else others.get(name)
        if proper is None:
            if not is_open:
                yield undocumented(name, known, steps, conduct)
            continue
        if proper != name:
            says = f"{name!r} is taken, but the document spells it {proper!r}"
            yield Violation(Sort.SPELLING, BODY, pointer_to(*steps, name), says, f"write {proper!r}", conduct.ignores)
        yield from _value(known[proper], value, (*steps, name), conduct, folds_case=folds_case)


def _other_names(field: FieldInfo, name: str) -> Iterator[str]:
    """The names besides its own under which a member is taken."""
    alias = field.validation_alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    yield from (each for each in choices if isinstance(each, str) and each != name)


def _value(field: FieldInfo, value: object, steps: Steps, conduct: Conduct, *, folds_case: bool) -> Iterator[Violation]:
    if value is None:
        return
    models, marks = _parts(field.annotation, list(field.metadata))
    for mark in marks:
        sort = _strays(value, mark)
        if sort is not None:
            says = f"the vendor documents {mark.says}, and takes this too"
            yield Violation(sort, BODY, pointer_to(*steps), says, f"send {mark.says}", mark.grounds)
    if models:
        best = max(models, key=lambda model: len(model.model_fields.keys() & (value.keys() if isinstance(value, dict) else ())))
        yield from _walk(best, value, steps, conduct, folds_case=folds_case)


def _strays(value: object, mark: Documented) -> Sort | None:
    """How a value differs from what is documented, where it is taken all the same; what is not taken is refused by itself."""
    if isinstance(value, str) and mark.pattern:
        if re.fullmatch(mark.pattern, value):
            return None
        folded = value.strip().replace("-", "_").replace(" ", "_")
        is_taken = re.fullmatch(mark.pattern, value.strip(), re.IGNORECASE) or re.fullmatch(mark.pattern, folded, re.IGNORECASE)
        return Sort.SPELLING if is_taken else None
    return Sort.WRONG_TYPE if mark.type and not is_of_type(value, mark.type) else None


def _parts(annotation: Any, metadata: list[object]) -> tuple[list[type[BaseModel]], list[Documented]]:  # noqa: ANN401  # any type there is
    """The models and the marks that an annotation is made of, however deep they stand in it."""
    marks = [each for each in metadata if isinstance(each, Documented)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation], marks
    models: list[type[BaseModel]] = []
    for inner in get_args(annotation):
        found, more = _parts(inner, list(getattr(inner, "__metadata__", ())))
        models += found
        marks += more
    return models, marks


def _lenient(model: type[BaseModel], sent: object) -> Iterator[Violation]:
    """Values that are taken although their type is another one: what strict reading refuses and lenient reading does not."""
    strict = _errors(model, sent, strict=True)
    lenient = _errors(model, sent, strict=None) if strict else {}
    for steps, sort in strict.items():
        if steps not in lenient and sort in _NAMES:
            says = f"the document has {_NAMES[sort]} here, and this is taken all the same"
            yield Violation(Sort.WRONG_TYPE, BODY, pointer_to(*steps), says, f"send {_NAMES[sort]}")


def _errors(model: type[BaseModel], sent: object, *, strict: bool | None) -> dict[Steps, str]:
    try:
        model.model_validate_json(write_json(sent), strict=strict)
    except ValidationError as wrong:
        return {each["loc"]: each["type"] for each in wrong.errors(include_url=False, include_context=False)}
    return {}


def hold_schema(schema: Mapping[str, Any], sent: object, conduct: Conduct) -> Iterator[Violation]:
    """What the members of a body have against them that is documented by a JSON schema without depth."""
    known = schema.get("properties")
    if not isinstance(sent, dict) or not isinstance(known, Mapping):
        return
    for name, value in sent.items():
        if name not in known:
            yield undocumented(name, known, (), conduct)
        elif value is not None and not is_of_type(value, known[name].get("type", "")):
            wanted = known[name]["type"]
            says = f"the document has a value of type {wanted} here, and this is taken all the same"
            yield Violation(Sort.WRONG_TYPE, BODY, pointer_to(name), says, f"send a value of type {wanted}")
