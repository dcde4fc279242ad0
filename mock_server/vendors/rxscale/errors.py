"""RxScale's catalogue of errors, its three shapes of bodies, and what the engine's refusals become in them."""

from collections.abc import Mapping
from typing import Final

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
from mock_server.engine.evidence import documented, inferred, observed
from mock_server.vendors.rxscale.lifecycle import CARRIERS, SETTABLE
from mock_server.vendors.rxscale.records import PHARMACY_ORDER
from mock_server.vendors.rxscale.shown import Shown, show_named
from mock_server.wire import write_json

COMPLETE_OPERATION: Final = "rxscale.complete_pharmacy_order"
PUBLIC_FACE: Final = "/v2/"
"""What paths of the shops' API start with; all others are the pharmacies'."""

MUST_BE_SETTABLE: Final = f"Must be one of: {', '.join(SETTABLE)}."
MUST_BE_CARRIER: Final = f"Must be one of: {', '.join(CARRIERS)}."
_FIELD: Final = ("field", "reason")

BAD_REQUEST = VendorError(
    "bad_request",
    400,
    "The request cannot be read, or the server failed: the vendor answers both alike.",
    inferred("RXS-64"),
    message="Bad request",
)
MISSING_PARAMETER = VendorError(
    "missing_parameter",
    400,
    "A query parameter is missing.",
    inferred("RXS-3", "RXS-57"),
    message="Missing required parameter: {parameter}",
    fields=("parameter",),
    example={"parameter": "prescription_uids"},
)
MISSING_PHARMACY = VendorError(
    "missing_pharmacy",
    400,
    "The key is for a group of pharmacies, and the query does not say which of them is meant.",
    inferred("RXS-57"),
    message="Missing required parameter: pharmacy_uid",
)
TOO_MANY_PRESCRIPTIONS = VendorError(
    "too_many_prescriptions",
    400,
    "More than 50 prescriptions are asked for.",
    inferred("RXS-3"),
    message="Maximum of 50 prescription UIDs allowed",
)
VALIDATION_ERROR = VendorError(
    "validation_error",
    400,
    "A parameter or a field of the body does not fit; messages stand under its name.",
    inferred("RXS-59", "RXS-80"),
    fields=_FIELD,
    example={"field": "limit", "reason": "Not a valid integer."},
)
STATUS_NOT_SETTABLE = VendorError(
    "status_not_settable",
    400,
    "The status is none that can be set here; `completed` is not either.",
    inferred("RXS-24", "RXS-25"),
    fields=_FIELD,
    example={"field": "status", "reason": MUST_BE_SETTABLE},
)
COMMENT_REQUIRED = VendorError(
    "comment_required",
    400,
    "An order is put on hold without saying why.",
    documented("RXS-26"),
    fields=_FIELD,
    example={"field": "comment", "reason": "A comment is required when setting an order on hold"},
)
ORDER_CLOSED = VendorError(
    "order_closed",
    400,
    "The order is completed or cancelled and takes no further status.",
    inferred("RXS-33", "RXS-41"),
    fields=_FIELD,
    example={"field": "status", "reason": "Order is already cancelled"},
)
INVALID_TRACKING_LINK = VendorError(
    "invalid_tracking_link",
    400,
    "A tracking link or its carrier is refused, by its place in the list; the pharmacy is named beside.",
    documented("RXS-36"),
    fields=_FIELD,
    example={"field": "tracking_links.0.tracking_link", "reason": "Invalid tracking link"},
)
TRACKING_AFTER_COMPLETION = VendorError(
    "tracking_after_completion",
    400,
    "The order is completed already, and tracking links sent now would be lost.",
    inferred("RXS-38"),
    fields=_FIELD,
    example={"field": "tracking_links", "reason": "Tracking links cannot be added to a completed order"},
)
API_KEY_MISSING = VendorError(
    "api_key_missing",
    401,
    "A call to the pharmacies' API carries no X-API-Key.",
    inferred("RXS-60"),
    code="api_key_missing",
    message="X-API-Key header is expected",
)
AUTHORIZATION_HEADER_MISSING = VendorError(
    "authorization_header_missing",
    401,
    "A call to the shops' API carries no key in any of the three ways.",
    inferred("RXS-60"),
    code="authorization_header_missing",
    message="Authorization header is expected",
)
INVALID_HEADER = VendorError(
    "invalid_header",
    401,
    "The Authorization header holds no bearer token.",
    inferred("RXS-60"),
    code="invalid_header",
    message="Authorization header must be a Bearer token",
)
INVALID_API_KEY = VendorError(
    "invalid_api_key",
    401,
    "The key is unknown or inactive.",
    inferred("RXS-60"),
    code="invalid_api_key",
    message="API key not found or inactive",
)
PERMISSION_DENIED = VendorError(
    "permission_denied",
    403,
    "The key is known and lacks the permission that the pharmacies' API asks for.",
    inferred("RXS-58", "RXS-61"),
    code="permission_denied",
    message="Permission denied",
)
SHOP_PERMISSION_DENIED = VendorError(
    "shop_permission_denied",
    403,
    "The key is known and lacks the permission that the shops' API asks for.",
    observed("RXS-61") + inferred("RXS-58"),
    code="permission_denied",
    # The one permission that is asked for here, worded as the live host was seen to word another (RXS-61).
    message="API key lacks required permission: EnumAPIKeyPermission.ORDER_READ",
)
NOT_FOUND = VendorError(
    "not_found",
    404,
    "There is no such thing, or it is out of the key's scope.",
    documented("RXS-62"),
    message="Resource not found",
)
SHOP_NOT_FOUND = VendorError(
    "shop_not_found",
    404,
    "There is no such shop in the key's organisation.",
    inferred("RXS-6"),
    message="Shop not found",
)
METHOD_NOT_ALLOWED = VendorError(
    "method_not_allowed",
    405,
    "The address exists and takes other methods.",
    observed("RXS-63"),
    message="Method not allowed",
)
RESOURCE_EXISTS = VendorError(
    "resource_exists",
    409,
    "The same subscription exists already.",
    inferred("RXS-52"),
    message="Resource already exists",
)
PAYLOAD_TOO_LARGE = VendorError(
    "payload_too_large",
    413,
    "The body is longer than 1 MiB.",
    inferred("RXS-63"),
    message="Payload too large",
)
RATE_LIMIT_EXCEEDED = VendorError(
    "rate_limit_exceeded",
    429,
    "More than 10 calls in a second or 600 in a minute.",
    documented("RXS-65"),
    message="Rate limit exceeded",
)
HEADERS_TOO_LARGE = VendorError(
    "headers_too_large",
    431,
    "More than 100 headers, or more than 32 KiB of them.",
    inferred("RXS-63"),
    message="Request header fields too large",
)

CATALOGUE = (
    BAD_REQUEST,
    MISSING_PARAMETER,
    MISSING_PHARMACY,
    TOO_MANY_PRESCRIPTIONS,
    VALIDATION_ERROR,
    STATUS_NOT_SETTABLE,
    COMMENT_REQUIRED,
    ORDER_CLOSED,
    INVALID_TRACKING_LINK,
    TRACKING_AFTER_COMPLETION,
    API_KEY_MISSING,
    AUTHORIZATION_HEADER_MISSING,
    INVALID_HEADER,
    INVALID_API_KEY,
    PERMISSION_DENIED,
    SHOP_PERMISSION_DENIED,
    NOT_FOUND,
    SHOP_NOT_FOUND,
    METHOD_NOT_ALLOWED,
    RESOURCE_EXISTS,
    PAYLOAD_TOO_LARGE,
    RATE_LIMIT_EXCEEDED,
    HEADERS_TOO_LARGE,
)

TABLE: Final[Mapping[type[EngineError], VendorError]] = {
    UnknownRecord: NOT_FOUND,
    DuplicateRecord: RESOURCE_EXISTS,
    UnknownMove: BAD_REQUEST,
    IllegalMove: ORDER_CLOSED,
    InvalidInput: VALIDATION_ERROR,
    KeyConflict: BAD_REQUEST,
    KeyInFlight: BAD_REQUEST,
    StoreFull: BAD_REQUEST,
}
"""What each refusal of the engine becomes. The vendor has no idempotency keys, so two of them never come."""

_SAMPLE_PHARMACY: Final = {"uid": "pharmacy-uid", "display_name": "Example Pharmacy"}


def nested(field: str, messages: object) -> dict[str, object]:
    """Messages under a dotted path: `tracking_links.0.carrier` becomes three mappings within each other (RXS-36)."""
    shown = messages
    for step in reversed(field.split(".")):
        shown = {step: shown}
    return shown if isinstance(shown, dict) else {}


def _body(error: VendorError, given: Mapping[str, object]) -> Shown:
    if error.code:
        return {"code": error.code, "description": error.message}
    values = {**error.example, **given}
    if error.message:
        return {"error": error.message.format_map(values)}
    return {"error": values.get("errors") or nested(str(values["field"]), [values["reason"]])}


def example(error: VendorError) -> Shown:
    """The error's body with the vendor's sample values."""
    shown = _body(error, {})
    if error in (INVALID_TRACKING_LINK, TRACKING_AFTER_COMPLETION):
        shown["pharmacy"] = dict(_SAMPLE_PHARMACY)
    return shown


def say(call: Call, refused: Refused) -> Answer:
    """A refusal in the shape of its family: one message, code and description, or messages by field."""
    error = refused.error
    shown = _body(error, refused.given)
    if call.note.operation == COMPLETE_OPERATION and isinstance(shown.get("error"), dict):
        record = call.engine.find(PHARMACY_ORDER, call.values["pharmacy_order_uid"])
        if record is not None:
            shown["pharmacy"] = show_named(record.content.pharmacy)
    return Answer(error.status, write_json(shown), (*JSON_TYPE, *refused.headers))


def refuse_field(field: str, reason: str, error: VendorError = VALIDATION_ERROR) -> Refused:
    """A refusal that names one field, by a dotted path, and says what is wrong with it."""
    return Refused(error, f"{field}: {reason}", field=field, given={"field": field, "reason": reason})


def translate(refused: EngineError) -> Refused:
    """What the engine refuses, as one of the vendor's errors."""
    if isinstance(refused, InvalidInput):
        return refuse_field(refused.field, refused.reason)
    return Refused(TABLE[type(refused)], str(refused))
