"""How CloudRx says no: the envelope, the bare statuses, the identity server's shape, and names of fields in PascalCase."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ValidationError

from mock_server.contract.answers import JSON_TYPE, Answer, HeaderRow, Refused, VendorError
from mock_server.contract.call import Call
from mock_server.engine.errors import EngineError, InvalidInput
from mock_server.vendors.cloudrx.errors import (
    INSUFFICIENT_SCOPE,
    INVALID_CLIENT,
    INVALID_PARAMETER,
    INVALID_REQUEST,
    MALFORMED_AUTHORIZATION,
    OAUTH,
    OAUTH_INVALID_REQUEST,
    OAUTH_SERVER_ERROR,
    SERVER_FAULT,
    TABLE,
    UNAUTHORIZED,
    VALIDATION_FAILED,
)
from mock_server.wire import write_json

ISSUE_TOKEN: Final = "cloudrx.issue_token"  # noqa: S105  # an operation's name, not a secret
NO_STORE: Final[HeaderRow] = ((b"cache-control", b"no-store"), (b"pragma", b"no-cache"))
_BASIC: Final[HeaderRow] = ((b"www-authenticate", b'Basic realm="cloudrx"'),)

_REASONS: Final[Mapping[str, str]] = {
    "missing": "The field is required.",
    "string_pattern_mismatch": "The field is required.",
    "string_type": "The value must be a string.",
    "int_type": "The value must be a whole number.",
    "float_type": "The value must be a number.",
    "bool_type": "The value must be true or false.",
    "list_type": "The value must be a list.",
    "too_short": "At least one entry is required.",
    "greater_than": "The value is too small.",
    "greater_than_equal": "The value is too small.",
    "less_than_equal": "The value is too large.",
}
_VALUE_ERROR: Final = "Value error, "
_PHRASES: Final[Mapping[int, str]] = {each.value: each.phrase for each in HTTPStatus}
_CHALLENGES: Final[Mapping[str, bytes]] = {
    UNAUTHORIZED.name: b'error="invalid_token"',
    INSUFFICIENT_SCOPE.name: b'error="insufficient_scope"',
    MALFORMED_AUTHORIZATION.name: b'error="invalid_request"',
}
"""What the challenge of RFC 6750 says of a token that is refused."""
_IS_MEMBER: Final = re.compile(r"(?!(?:int|str|float|bool)$)[a-z][A-Za-z0-9]*")


def pascal(name: str) -> str:
    """A member's name as errors spell it: `clinicCode` becomes `ClinicCode` (CLX-72)."""
    return name[:1].upper() + name[1:]


def place(steps: Sequence[str | int]) -> str:
    """A place in a body as errors spell it: `PrescribedItems[0].DmdCode`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{pascal(step)}"
    return text.removeprefix(".")


def refuse(error: VendorError, says: str, *, field: str | None = None, because: str | None = None) -> Refused:
    """A refusal in the error's own words, or about another field than its usual one."""
    given: dict[str, object] = {} if field is None else {"field": field}
    return Refused(error, says, field=field or str(error.example.get("field", "")) or None, given=given, because=because)


def refuse_saying(error: VendorError, field: str, message: str, *, because: str | None = None) -> Refused:
    """A refusal that names a field and says in its own words what is wrong with it."""
    return Refused(error, message, field=field, given={"field": field, "message": message}, because=because)


def invalid_parameter(name: str, says: str) -> Refused:
    """A parameter that does not fit; the reason is for the journal."""
    field = pascal(name)
    return Refused(INVALID_PARAMETER, says, field=field, given={"field": field, "message": f"{field} is not valid."})


def _details(error: VendorError, given: Mapping[str, object]) -> object:
    listed = given.get("listed")
    if listed is not None:
        return listed
    shown: dict[str, object] = {}
    if "field" in error.fields:
        shown["field"] = str(given.get("field", error.example["field"]))
    shown["message"] = str(given.get("message", error.message))
    return [shown] if error is VALIDATION_FAILED else shown


def _phrase(error: VendorError) -> str:
    # A scenario may make calls fail with a status that the vendor does not have.
    is_own = error.name != SERVER_FAULT.name or error.status == SERVER_FAULT.status
    return error.code if is_own else _PHRASES.get(error.status, error.code)


def _envelope(error: VendorError, given: Mapping[str, object]) -> dict[str, object]:
    return {"error": _phrase(error), "status": error.status, "details": _details(error, given)}


def example(error: VendorError) -> dict[str, object]:
    """The error's body with sample values."""
    return _oauth(error) if error in OAUTH else _envelope(error, {})


def _oauth(error: VendorError) -> dict[str, object]:
    if error in OAUTH:
        return {"error": error.code}
    if error.status == INVALID_CLIENT.status:
        return {"error": INVALID_CLIENT.code}
    return {"error": OAUTH_INVALID_REQUEST.code if error.status < OAUTH_SERVER_ERROR.status else OAUTH_SERVER_ERROR.code}


def say(call: Call, refused: Refused) -> Answer:
    """A refusal as CloudRx makes it: bare, in the identity server's shape, or in the envelope."""
    error = refused.error
    if error in OAUTH or call.note.operation == ISSUE_TOKEN:
        challenge = _BASIC if error.status == INVALID_CLIENT.status else ()
        return Answer(error.status, write_json(_oauth(error)), (*JSON_TYPE, *NO_STORE, *challenge))
    headers = refused.headers
    challenged = _CHALLENGES.get(error.name)
    if challenged is not None:
        headers = (*(headers or ((b"www-authenticate", b'Bearer realm="cloudrx", ' + challenged),)), *NO_STORE)
    if error.is_bare:
        return Answer(error.status, b"", headers)
    return Answer(error.status, write_json(_envelope(error, refused.given)), (*JSON_TYPE, *headers))


def reason(wrong: Mapping[str, object]) -> str:
    """What is wrong with a value, in a sentence, from what the schema's library says of it."""
    if wrong["input"] is None:
        return _REASONS["missing"]
    message = str(wrong["msg"])
    if message.startswith(_VALUE_ERROR):
        return message.removeprefix(_VALUE_ERROR)
    return _REASONS.get(str(wrong["type"]), "The value is not valid.")


def invalid(_: Call, __: type[BaseModel], wrong: ValidationError) -> Refused:
    """Every place of a body that breaks the model, in the order of the model."""
    listed = [{"field": field, "message": message} for field, message in flaws(wrong)]
    first = listed[0]
    return Refused(VALIDATION_FAILED, f"{first['field']}: {first['message']}", field=first["field"], given={"listed": listed})


def flaws(wrong: ValidationError) -> list[tuple[str, str]]:
    """Every place that breaks a model, as errors spell it, with what is wrong there; each place once."""
    found: dict[str, str] = {}
    for each in wrong.errors(include_url=False, include_input=True, include_context=False):
        # A value that fits none of several types is told once, without the types' own names.
        steps = [step for step in each["loc"] if isinstance(step, int) or _IS_MEMBER.fullmatch(step)]
        found.setdefault(place(steps), reason(each))
    return list(found.items())


def translate(refused: EngineError) -> Refused:
    """What the engine refuses, as one of the vendor's errors."""
    if isinstance(refused, InvalidInput):
        return invalid_parameter(refused.field, refused.reason)
    return Refused(TABLE[type(refused)], str(refused))


def unreadable(says: str) -> Refused:
    """A request that cannot be read; the reason is for the journal."""
    return Refused(INVALID_REQUEST, says)
