"""Reading a request's body: its type, its size, its JSON and its shape, in this order, and what to say of each."""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mock_server.control.problems import BODY_TOO_LARGE, INVALID_REQUEST, JSON_ONLY, MALFORMED_JSON, Problem
from mock_server.scenarios.errors import hint, show
from mock_server.wire import MAX_BODY, MalformedJson, read_json

ModelT = TypeVar("ModelT", bound=BaseModel)

_WORDS: Final = {
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "finite_number": "must be a number",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of at most 64 bits",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "string_type": "must be text",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "string_pattern_mismatch": "must match {pattern}",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "missing": "is missing",
}


async def read(request: Request, model: type[ModelT], *, may_be_empty: bool = False) -> ModelT:
    """The request's body as `model`; where it may be empty, no body at all stands for an empty object.

    Raises:
        Problem: the content type, the size, the JSON or the shape is not what the operation reads.
    """
    return read_as(await read_object(request, may_be_empty=may_be_empty), model)


def read_as(document: dict[str, object], model: type[ModelT]) -> ModelT:
    """A JSON object as `model`.

    Raises:
        Problem: it does not have that shape.
    """
    try:
        return model.model_validate(document)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
        known = [field.alias or name for name, field in model.model_fields.items()]
        raise invalid(errors, known=known, in_body=True) from None


async def read_object(request: Request, *, may_be_empty: bool = False, longest: int = MAX_BODY) -> dict[str, object]:
    """The JSON object that the request's body holds, of at most `longest` bytes.

    Raises:
        Problem: the content type, the size or the JSON is not what the server reads.
    """
    # A page of another origin can post forms and plain text without asking, but never this type.
    if not _is_json(request.headers.getlist("content-type")):
        raise Problem(JSON_ONLY, "send the body as JSON, with the header Content-Type: application/json")
    body = await _read_bytes(request, longest)
    if not body and may_be_empty:
        return {}
    try:
        document = read_json(body)
    except MalformedJson as wrong:
        raise Problem(MALFORMED_JSON, str(wrong)) from None
    if not isinstance(document, dict):
        raise invalid([{"type": "model_type", "loc": (), "msg": "", "input": None}], known=(), in_body=True)
    return document


def _is_json(types: Sequence[str]) -> bool:
    return len(types) == 1 and types[0].partition(";")[0].strip().lower() == "application/json"


async def _read_bytes(request: Request, longest: int) -> bytes:
    # A length that does not fit is known before a byte of the body has come.
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > len(str(longest)) or int(length) > longest):
        raise _too_large(longest)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > longest:
            raise _too_large(longest)
    return bytes(body)


def _too_large(longest: int) -> Problem:
    # What is left of the body stays unread, so the connection cannot be used again.
    return Problem(BODY_TOO_LARGE, f"the server reads at most {longest} bytes here", headers={"connection": "close"})


def invalid(errors: Iterable[ErrorDetails], *, known: Iterable[str], in_body: bool) -> Problem:
    """What is wrong with the shape of a request: each place with a sentence in plain words, and never what was sent.

    `known` are the members that a body may have. A place is a JSON pointer in a body, else the name of a parameter.
    """
    words = list(known)
    found = []
    for error in errors:
        says = _say(error, words)
        if in_body:
            found.append({"pointer": pointer(error["loc"]), "says": says})
        else:
            found.append({"parameter": str(error["loc"][-1]), "says": says})
    sentences = [f"{each.get('parameter') or each.get('pointer') or 'the body'} {each['says']}" for each in found]
    return Problem(INVALID_REQUEST, "; ".join(sentences[:5]), errors=found)


def pointer(steps: Iterable[str | int]) -> str:
    """The JSON pointer to a place in a body."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _say(error: ErrorDetails, known: list[str]) -> str:
    sort = error["type"]
    context = error.get("ctx", {})
    if sort == "extra_forbidden":
        word = str(error["loc"][-1])
        return f"is not known here{hint(word, known)}" if len(error["loc"]) == 1 else f"is not known here: {show(word)}"
    if sort in ("value_error", "assertion_error"):
        return str(context["error"])
    if sort in _WORDS:
        return _WORDS[sort].format_map(context)
    return error["msg"]
