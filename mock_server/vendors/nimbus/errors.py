"""Nimbus's catalogue of errors, its envelope, and what the engine's and the schema's refusals become in it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from pydantic import BaseModel, ValidationError

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
from mock_server.engine.evidence import documented, inferred
from mock_server.engine.ids import IdShape
from mock_server.wire import write_json

TEST_WEBHOOK: Final = "nimbus.send_test_webhook"
"""The one operation for which the vendor documents no 422 (NIM-27)."""

_INVALID: Final = "The request is invalid"

INVALID_REQUEST = VendorError(
    "invalid_request",
    400,
    "The request itself cannot be read: no JSON object, a bad header, a bad test event.",
    documented("NIM-16") + inferred("NIM-33"),
    code="invalid_request",
    message=_INVALID,
    fields=("field", "reason"),
)
UNAUTHORIZED = VendorError(
    "unauthorized",
    401,
    "The API key is missing or unknown.",
    documented("NIM-17"),
    code="unauthorized",
    message="Invalid or missing API key",
)
FORBIDDEN = VendorError(
    "forbidden",
    403,
    "The API key is known and may not do this.",
    documented("NIM-18"),
    code="forbidden",
    message="Insufficient permissions",
)
NOT_FOUND = VendorError(
    "not_found",
    404,
    "There is no such order, or no such address.",
    documented("NIM-19"),
    code="not_found",
    message="The requested resource was not found",
)
METHOD_NOT_ALLOWED = VendorError(
    "method_not_allowed",
    405,
    "The address exists and takes other methods.",
    inferred("NIM-22"),
    code="method_not_allowed",
    message="The method is not allowed for this resource",
)
IDEMPOTENCY_KEY_CONFLICT = VendorError(
    "idempotency_key_conflict",
    409,
    "The idempotency key was used before, with another body or while its first call still runs.",
    documented("NIM-13", "NIM-14"),
    code="idempotency_key_conflict",
    message="An order with this idempotency key already exists",
)
PAYLOAD_TOO_LARGE = VendorError(
    "payload_too_large",
    413,
    "The body is longer than 1 MiB.",
    inferred("NIM-23"),
    code="invalid_request",
    message=_INVALID,
)
VALIDATION_ERROR = VendorError(
    "validation_error",
    422,
    "The body is JSON and breaks the schema; `field` is a dotted path to the first place.",
    documented("NIM-12") + inferred("NIM-33"),
    code="validation_error",
    message="The request body is invalid",
    fields=("field", "reason"),
    example={"field": "shippingAddress.zip", "reason": "Invalid ZIP code format"},
)
REFILL_NOT_ELIGIBLE = VendorError(
    "refill_not_eligible",
    422,
    "The prescription cannot be refilled now.",
    inferred("NIM-26"),
    code="refill_not_eligible",
    message="Refill is not eligible at this time",
    fields=("reason", "nextEligibleDate"),
    example={"reason": "Too early for refill", "nextEligibleDate": "2025-01-22"},
)
RATE_LIMIT_EXCEEDED = VendorError(
    "rate_limit_exceeded",
    429,
    "More calls than the bucket allows in its minute; `retryAfter` is in seconds.",
    documented("NIM-20"),
    code="rate_limit_exceeded",
    message="Rate limit exceeded",
    fields=("retryAfter",),
    example={"retryAfter": 60},
)
HEADERS_TOO_LARGE = VendorError(
    "headers_too_large",
    431,
    "More than 100 headers, or more than 32 KiB of them.",
    inferred("NIM-23"),
    code="invalid_request",
    message=_INVALID,
)
INTERNAL_ERROR = VendorError(
    "internal_error",
    500,
    "The server failed.",
    documented("NIM-21"),
    code="internal_error",
    message="An internal error occurred",
)

CATALOGUE = (
    INVALID_REQUEST,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    IDEMPOTENCY_KEY_CONFLICT,
    PAYLOAD_TOO_LARGE,
    VALIDATION_ERROR,
    REFILL_NOT_ELIGIBLE,
    RATE_LIMIT_EXCEEDED,
    HEADERS_TOO_LARGE,
    INTERNAL_ERROR,
)

TABLE: Final[Mapping[type[EngineError], VendorError]] = {
    UnknownRecord: NOT_FOUND,
    DuplicateRecord: INTERNAL_ERROR,
    UnknownMove: INTERNAL_ERROR,
    IllegalMove: INTERNAL_ERROR,
    InvalidInput: VALIDATION_ERROR,
    KeyConflict: IDEMPOTENCY_KEY_CONFLICT,
    KeyInFlight: IDEMPOTENCY_KEY_CONFLICT,
    StoreFull: INTERNAL_ERROR,
}
"""What each refusal of the engine becomes. No call of version 1 makes a move, so moves refused are our own failures."""

# Only the ZIP code's reason is printed by the vendor (NIM-12); the others follow its tone.
_REASONS: Final[Mapping[str, str]] = {
    "shippingAddress.zip": "Invalid ZIP code format",
    "shippingAddress.state": "Invalid state format",
    "shippingAddress.country": "Invalid country format",
    "patientId": "Invalid patient ID format",
    "prescriptionId": "Invalid prescription ID format",
    "requestedQuantity": "Must be a whole number of at least 1",
    "eventType": "Must be one of order.created, order.fulfilled, refill.ready",
    "webhookUrl": "Invalid URL format",
}

_TOO_MUCH: Final[Mapping[str, str]] = {
    "string_too_long": "Must be at most {max_length} characters",
    "less_than_equal": "Must be at most {le}",
}
"""What is said of a value beyond a bound, by the validator's own name for it."""

# The guide's sample is refused on 2025-01-15 and eligible on 2025-01-22 (NIM-26).
_UNTIL_ELIGIBLE: Final = timedelta(days=7)
_REQUEST_ID = IdShape("req_", 9)


def _envelope(error: VendorError, request_id: str, details: Mapping[str, object]) -> dict[str, object]:
    body: dict[str, object] = {"code": error.code, "message": error.message, "requestId": request_id}
    if details:
        body["details"] = details
    return {"error": body}


def example(error: VendorError) -> dict[str, object]:
    """The error's body with the vendor's sample values."""
    return _envelope(error, "req_abc123", error.example)


def say(call: Call, refused: Refused) -> Answer:
    """A refusal in the vendor's envelope: code, message, request id, and details where the error carries any."""
    error = refused.error
    headers = refused.headers
    details = {name: refused.given[name] for name in error.fields if name in refused.given}
    if error is RATE_LIMIT_EXCEEDED:
        # A scenario's values are text; the vendor's sample has a number here (NIM-20).
        details["retryAfter"] = seconds = int(str(details.get("retryAfter", 60)))
        headers = (*headers, (b"retry-after", str(seconds).encode()))
    if error is REFILL_NOT_ELIGIBLE:
        details.setdefault("nextEligibleDate", f"{call.engine.world.now + _UNTIL_ELIGIBLE:%Y-%m-%d}")
    request_id = _REQUEST_ID.mint(call.engine.world.seed, "nimbus.request", call.n)
    return Answer(error.status, write_json(_envelope(error, request_id, details)), (*JSON_TYPE, *headers))


def refuse_field(field: str, reason: str, *, because: str | None = None) -> Refused:
    """A validation error at a dotted path of the body."""
    return Refused(
        VALIDATION_ERROR, f"{field}: {reason}", field=field, given={"field": field, "reason": reason}, because=because
    )


def dotted(steps: Sequence[str | int]) -> str:
    """A place in a body as the vendor writes it: `shippingAddress.zip`."""
    return ".".join(str(step) for step in steps)


def invalid(call: Call, _: type[BaseModel], wrong: ValidationError) -> Refused:
    """The first failing field in schema order: 422, but 400 where the vendor documents no 422 (NIM-27)."""
    first = wrong.errors(include_url=False, include_input=True)[0]
    field = dotted(first["loc"])
    if first["type"] == "missing" or first["input"] is None:
        reason = "Field is required"
    elif first["type"] == "string_type":
        reason = "Must be a string"
    elif first["type"] in ("model_type", "model_attributes_type"):
        reason = "Must be an object"
    elif first["type"] in _TOO_MUCH:
        reason = _TOO_MUCH[first["type"]].format_map(first["ctx"])
    else:
        reason = _REASONS.get(field, "Invalid value")
    error = INVALID_REQUEST if call.note.operation == TEST_WEBHOOK else VALIDATION_ERROR
    return Refused(error, f"{field}: {reason}", field=field, given={"field": field, "reason": reason})


def translate(refused: EngineError) -> Refused:
    """What the engine refuses, as one of the vendor's errors."""
    given = {}
    field = None
    if isinstance(refused, InvalidInput):
        field = refused.field
        given = {"field": refused.field, "reason": refused.reason}
    because = "switch nimbus.idempotency" if isinstance(refused, KeyConflict) else None
    return Refused(TABLE[type(refused)], str(refused), field=field, given=given, because=because)
