"""CaryRx's errors. The vendor documents none: codes, messages and envelope are the stand-in's own, and marked so."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mock_server.contract.answers import JSON_TYPE, Answer, Refused, VendorError
from mock_server.contract.call import Call
from mock_server.engine.errors import (
    DuplicateRecord,
    EngineError,
    IllegalMove,
    InvalidInput,
    KeyConflict,
    KeyInFlight,
    StoreFull,
    UnknownMove,
    UnknownRecord,
)
from mock_server.engine.evidence import Grounds, invented
from mock_server.wire import write_json


def _error(code: str, status: int, about: str, message: str, grounds: Grounds) -> VendorError:
    return VendorError(code, status, about, grounds, code=code, message=message)


INVALID_JSON = _error("invalid_json", 400, "The body is no JSON object.", "The body must be a JSON object", invented("CRX-59"))
VALIDATION_ERROR = VendorError(
    "validation_error",
    400,
    "A member is missing or wrong, or names a record that is unknown or another patient's; `field` is a dotted path to it.",
    invented("CRX-19", "CRX-28", "CRX-59"),
    code="validation_error",
    message="The request is invalid",
    fields=("field", "message"),
    example={"field": "dob", "message": "dob must be a date as YYYY-MM-DD"},
)
UNAUTHORIZED = _error(
    "unauthorized", 401, "The API key is missing or unknown.", "The apikey is missing or unknown", invented("CRX-2", "CRX-59")
)
FORBIDDEN = _error(
    "forbidden",
    403,
    "Prescriptions are created for testing only, and the key is like one of production.",
    "This key may not create prescriptions",
    invented("CRX-26", "CRX-59"),
)
NOT_FOUND = _error(
    "not_found",
    404,
    "The path names no record of the account, or there is no such address.",
    "There is nothing here",
    invented("CRX-28", "CRX-59", "CRX-61"),
)
METHOD_NOT_ALLOWED = _error(
    "method_not_allowed",
    405,
    "The address exists and takes other methods.",
    "The method is not allowed here",
    invented("CRX-59"),
)
PAYLOAD_TOO_LARGE = _error(
    "payload_too_large", 413, "The body is longer than 1 MiB.", "The body is too large", invented("CRX-59", "CRX-68")
)
HEADERS_TOO_LARGE = _error(
    "headers_too_large",
    431,
    "More than 100 headers, or more than 32 KiB of them.",
    "The headers are too large",
    invented("CRX-59", "CRX-68"),
)
INTERNAL_ERROR = _error("internal_error", 500, "The server failed.", "The server failed", invented("CRX-59", "CRX-68"))

CATALOGUE = (
    INVALID_JSON,
    VALIDATION_ERROR,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    PAYLOAD_TOO_LARGE,
    HEADERS_TOO_LARGE,
    INTERNAL_ERROR,
)

TABLE: Final[Mapping[type[EngineError], VendorError]] = {
    UnknownRecord: NOT_FOUND,
    DuplicateRecord: INTERNAL_ERROR,
    UnknownMove: INTERNAL_ERROR,
    IllegalMove: INTERNAL_ERROR,
    InvalidInput: VALIDATION_ERROR,
    KeyConflict: INTERNAL_ERROR,
    KeyInFlight: INTERNAL_ERROR,
    StoreFull: INTERNAL_ERROR,
}
"""What each refusal of the engine becomes. No call moves a record, gives an id or carries an idempotency key (CRX-63)."""

_BY_TYPE: Final[Mapping[str, str]] = {
    "missing": "is required",
    "string_type": "must be a string",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge:.0f}",
    "less_than_equal": "must be at most {le:.0f}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must not be empty",
    "tuple_type": "must be an array",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "value_error": "{error}",
}
_BY_FIELD: Final[Mapping[str, str]] = {
    "callbackUrl": "must be an http or https address",
    "dob": "must be a date as YYYY-MM-DD",
    "phone_number": "must be digits",
    "address_to_state": "must be two letters",
}


def _envelope(error: VendorError, message: str, field: str | None) -> dict[str, object]:
    body = {"code": error.code, "message": message}
    if field is not None:
        body["field"] = field
    return {"error": body}


def example(error: VendorError) -> dict[str, object]:
    """The error's body with sample values."""
    given = {name: str(value) for name, value in error.example.items()}
    return _envelope(error, given.get("message", error.message), given.get("field"))


def say(_: Call, refused: Refused) -> Answer:
    """A refusal in the envelope of the stand-in: code, message, and the field where one is to blame."""
    error = refused.error
    given = {name: str(refused.given[name]) for name in error.fields if name in refused.given}
    body = _envelope(error, given.get("message", error.message), given.get("field"))
    return Answer(error.status, write_json(body), (*JSON_TYPE, *refused.headers))


def refuse_field(field: str, reason: str, *, says: str | None = None) -> Refused:
    """A validation error at a dotted path of the body; `says` tells more to whoever reads the journal."""
    message = f"{field} {reason}"
    return Refused(VALIDATION_ERROR, says or message, field=field, given={"field": field, "message": message})


def invalid(_: Call, __: type[BaseModel], wrong: ValidationError) -> Refused:
    """The first member that is missing or wrong, in the schema's order, under its exact name whatever was sent."""
    first = wrong.errors(include_url=False)[0]
    return refuse_field(".".join(str(step) for step in first["loc"]), _reason(first))


def _reason(wrong: ErrorDetails) -> str:
    if wrong["input"] is None:
        return "is required"
    words = _BY_TYPE.get(wrong["type"]) or _BY_FIELD.get(str(wrong["loc"][-1]), "is wrong")
    return words.format_map(wrong.get("ctx", {}))


def translate(refused: EngineError) -> Refused:
    """What the engine refuses, as one of the errors above."""
    if isinstance(refused, InvalidInput):
        return refuse_field(refused.field, refused.reason)
    return Refused(TABLE[type(refused)], str(refused))
