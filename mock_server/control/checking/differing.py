"""In what something differs from what was asked for, in words; nothing where it fits."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from mock_server.control.models.filters import Scalar, Wanted
from mock_server.faults.conditions import MISSING, look_up, text_of
from mock_server.journal.masking import CREDENTIAL_HEADERS, MASK, MASKED

_LONGEST = 200


def differing(name: str, found: object, wanted: object) -> Iterator[str]:
    """How a member differs, where something is wanted of it."""
    if wanted is not None and found != wanted:
        yield f"{name} is {_bare(found)}, not {_bare(wanted)}"


def differing_values(document: Mapping[str, object], where: Mapping[str, Wanted]) -> Iterator[str]:
    """How the values of a document differ from those that are wanted by dotted path. Secrets are not shown."""
    for path, wanted in where.items():
        found = look_up(document, path)
        if not _fits(found, wanted):
            is_secret = _is_secret(path) and found is not MISSING and not isinstance(wanted, dict)
            yield f"{path} is another" if is_secret else f"{path} is {_shown(path, found)}, not {_told(path, wanted)}"


def told_filter(wanted: BaseModel, filter: type[BaseModel]) -> str:
    """What a filter asks for, in words: of the members that filters of its sort have. Secrets are not shown."""
    said: list[str] = []
    for name in filter.model_fields:
        value = getattr(wanted, name)
        if isinstance(value, dict):
            said += [f"{path} {_told(path, each)}" for path, each in value.items()]
        elif value is not None:
            said.append(f"{name} {value}")
    return ", ".join(said)


def _fits(found: object, wanted: Wanted) -> bool:
    if isinstance(wanted, dict):
        (inner,) = wanted.values()
        if isinstance(inner, list):
            return any(_is(found, each) for each in inner)
        return (found is not MISSING) is inner
    return _is(found, wanted)


def _is(found: object, wanted: Scalar) -> bool:
    # As text, as in scenarios: an address has no numbers, and a vendor may write a number as text.
    return found is not MISSING and text_of(found) == text_of(wanted)


def _told(path: str, wanted: Wanted) -> str:
    if isinstance(wanted, dict):
        (inner,) = wanted.values()
        if isinstance(inner, list):
            return f"one of {', '.join(_shown(path, each) for each in inner)}"
        return "present" if inner else "missing"
    return _shown(path, wanted)


def _shown(path: str, value: object) -> str:
    if value is MISSING:
        return "missing"
    if _is_secret(path):
        return MASK
    value = MASKED.json(value)
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else _quoted(value)


def _is_secret(path: str) -> bool:
    steps = path.split(".")
    if steps[0] == "header":
        return steps[-1].encode() in CREDENTIAL_HEADERS
    return any(MASKED.member(step, "") == MASK for step in steps)


def _quoted(value: object) -> str:
    text = f"{value!r}" if isinstance(value, str) else text_of(value) or str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _bare(value: object) -> str:
    return "none" if value is None else str(value)
