"""CloudRx's catalogue of errors: the envelope's, the two bare statuses, and the identity server's own."""

from collections.abc import Mapping
from typing import Final

from mock_server.contract.answers import VendorError
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
from mock_server.engine.evidence import Grounds, documented, inferred, invented

_FIELDS: Final = ("field", "message")
_ORDER_ID: Final = "The OrderId is not valid or does not exist in CloudRx System."
"""What the reference says of the status 400, of both reasons at once (CLX-23)."""


def _about_field(name: str, about: str, grounds: Grounds, field: str, message: str) -> VendorError:
    """An error of status 400 that names one field, spelled as the vendor spells fields in errors: PascalCase (CLX-72)."""
    return VendorError(name, 400, about, grounds, "Bad Request", message, _FIELDS, {"field": field, "message": message})


INVALID_REQUEST = VendorError(
    "invalid_request",
    400,
    "The request itself cannot be read.",
    documented("CLX-72", "CLX-73") + inferred("CLX-75"),
    code="Bad Request",
    message="The request could not be read.",
    fields=("message",),
)
VALIDATION_FAILED = VendorError(
    "validation_failed",
    400,
    "The body breaks the model; every place that does is listed.",
    inferred("CLX-33", "CLX-34", "CLX-43", "CLX-44", "CLX-47", "CLX-48", "CLX-49", "CLX-50", "CLX-74"),
    code="Validation failed",
    message="The field is required.",
    fields=_FIELDS,
    example={"field": "Prescription.ClinicOrderId", "message": "The field is required."},
)
CLINIC_CODE_REQUIRED = _about_field(
    "clinic_code_required",
    "No clinic code is given where one is needed.",
    documented("CLX-21", "CLX-58"),
    "ClinicCode",
    "Clinic Code is required for this call",
)
INVALID_ORDER_ID = _about_field(
    "invalid_order_id",
    "The order number is missing or is no number, or no order is named at all.",
    documented("CLX-19", "CLX-23"),
    "OrderId",
    _ORDER_ID,
)
UNKNOWN_ORDER = _about_field(
    "unknown_order",
    "Nobody has an order of that number or reference.",
    documented("CLX-23"),
    "OrderId",
    _ORDER_ID,
)
AMBIGUOUS_REFERENCE = _about_field(
    "ambiguous_reference",
    "Several clinics of the client have an order of that reference.",
    inferred("CLX-26"),
    "ClinicCode",
    "Several clinics have this order reference; use the call with the clinic code.",
)
INVALID_DATE = _about_field(
    "invalid_date",
    "A date of the range is missing or unreadable, the range is longer than three days, or ends before it starts.",
    inferred("CLX-27", "CLX-28"),
    "EndDate",
    "The date range must be at most 3 days.",
)
INVALID_COUNTRY = _about_field(
    "invalid_country",
    "A country is no ISO 3166 alpha-3 code.",
    documented("CLX-35") + inferred("CLX-45"),
    "CountryCode",
    "The country code is not valid.",
)
INVALID_CLINIC = _about_field(
    "invalid_clinic",
    "The clinic is not the client's, or it is not clear which is meant.",
    documented("CLX-35") + inferred("CLX-40"),
    "ClinicCode",
    "The clinic is not valid.",
)
INVALID_COURIER = _about_field(
    "invalid_courier",
    "There is no such courier.",
    documented("CLX-35") + inferred("CLX-43"),
    "CourierCode",
    "The courier is not valid.",
)
INVALID_PRESCRIBER = _about_field(
    "invalid_prescriber",
    "No prescriber is named, or the pharmacy takes no orders of this one.",
    documented("CLX-35") + inferred("CLX-46"),
    "RegistrationNumber",
    "The prescriber is not valid.",
)
DUPLICATE_CLINIC_ORDER_ID = _about_field(
    "duplicate_clinic_order_id",
    "The clinic has an order of that reference already; nothing is created and nothing replayed.",
    documented("CLX-35", "CLX-38") + inferred("CLX-39"),
    "ClinicOrderId",
    "An order with this ClinicOrderId already exists.",
)
INVALID_FORMAT = _about_field(
    "invalid_format",
    "A postcode, phone number, e-mail address, registration number or dm+d code has not the shape of one.",
    invented("CLX-79"),
    "PostCode",
    "The value is not valid.",
)
UNUSABLE_MESSAGE = _about_field(
    "unusable_hl7_message",
    "The HL7 message cannot be used; the field names segment and field.",
    inferred("CLX-53", "CLX-57"),
    "PID-5",
    "PID-5.1, the surname, is missing.",
)
NOT_CANCELLABLE = _about_field(
    "not_cancellable",
    "The order is dispatched, processed or cancelled already.",
    inferred("CLX-60"),
    "OrderId",
    "The order can no longer be cancelled.",
)
INVALID_PARAMETER = _about_field(
    "invalid_parameter",
    "A parameter of the product and courier calls, or of a cancellation, does not fit.",
    invented("CLX-59", "CLX-63"),
    "Quantity",
    "The value is not valid.",
)
MALFORMED_AUTHORIZATION = VendorError(
    "malformed_authorization",
    400,
    "The Authorization header is sent twice, or holds no single token.",
    inferred("CLX-14"),
    code="Bad Request",
    message="The Authorization header is malformed.",
)
UNAUTHORIZED = VendorError(
    "unauthorized",
    401,
    "No token is sent, or one that is unknown, expired, or of another sandbox. There is no body; WWW-Authenticate says which.",
    documented("CLX-11") + inferred("CLX-13"),
    is_bare=True,
)
INSUFFICIENT_SCOPE = VendorError(
    "insufficient_scope",
    403,
    "The token lacks the scope of this call; the answer has no body.",
    inferred("CLX-12", "CLX-13"),
    is_bare=True,
)
PATIENT_LOCKED_OUT = VendorError(
    "patient_locked_out",
    403,
    "No orders are taken for this patient.",
    documented("CLX-36"),
    code="Forbidden",
    message="The patient is locked out.",
    fields=("message",),
)
NOT_FOUND = VendorError(
    "not_found",
    404,
    "The order is not in the clinic's scope.",
    documented("CLX-22", "CLX-72"),
    code="Not Found",
    message="Not found in the clinic's scope.",
    fields=("message",),
)
NO_SUCH_ADDRESS = VendorError(
    "no_such_address",
    404,
    "There is no such address.",
    inferred("CLX-16", "CLX-76"),
    code="Not Found",
    message="There is no such address.",
)
UNKNOWN_PRODUCT = VendorError(
    "unknown_product",
    404,
    "There is no such product in the sample catalogue.",
    invented("CLX-63", "CLX-64"),
    code="Not Found",
    message="There is no such product.",
)
METHOD_NOT_ALLOWED = VendorError(
    "method_not_allowed",
    405,
    "The address exists and takes other methods.",
    inferred("CLX-76"),
    code="Method Not Allowed",
    message="The method is not allowed here.",
)
PAYLOAD_TOO_LARGE = VendorError(
    "payload_too_large",
    413,
    "The body is longer than 1 MiB.",
    inferred("CLX-76"),
    code="Payload Too Large",
    message="The body is too long.",
)
HEADERS_TOO_LARGE = VendorError(
    "headers_too_large",
    431,
    "More than 100 headers, or more than 32 KiB of them.",
    inferred("CLX-76"),
    code="Request Header Fields Too Large",
    message="The headers are too long.",
)
SERVER_FAULT = VendorError(
    "server_fault",
    500,
    "The server failed.",
    documented("CLX-61", "CLX-77"),
    code="Internal Server Error",
    message="CloudRx system is in fault state.",
    fields=("message",),
)

# The identity server's errors have the shape of RFC 6749, and nothing beside `error`: that is the code.
OAUTH_INVALID_REQUEST = VendorError(
    "oauth_invalid_request",
    400,
    "A parameter is missing or sent twice, the form cannot be read, or the client says who it is in two ways.",
    documented("CLX-6") + inferred("CLX-7"),
    code="invalid_request",
)
INVALID_CLIENT = VendorError(
    "invalid_client",
    401,
    "The client is unknown, or its secret is wrong.",
    documented("CLX-6") + inferred("CLX-7"),
    code="invalid_client",
)
UNSUPPORTED_GRANT_TYPE = VendorError(
    "unsupported_grant_type",
    400,
    "Another grant than client_credentials is asked for.",
    documented("CLX-2", "CLX-6") + inferred("CLX-7"),
    code="unsupported_grant_type",
)
INVALID_SCOPE = VendorError(
    "invalid_scope",
    400,
    "A scope does not exist, or the client may have none of those it asks for.",
    inferred("CLX-6", "CLX-7", "CLX-8"),
    code="invalid_scope",
)
OAUTH_SERVER_ERROR = VendorError(
    "oauth_server_error",
    500,
    "The identity server failed.",
    documented("CLX-6") + inferred("CLX-7"),
    code="server_error",
)
OAUTH = (OAUTH_INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE, INVALID_SCOPE, INVALID_CLIENT, OAUTH_SERVER_ERROR)

CATALOGUE = (
    INVALID_REQUEST,
    VALIDATION_FAILED,
    CLINIC_CODE_REQUIRED,
    INVALID_ORDER_ID,
    UNKNOWN_ORDER,
    AMBIGUOUS_REFERENCE,
    INVALID_DATE,
    INVALID_COUNTRY,
    INVALID_CLINIC,
    INVALID_COURIER,
    INVALID_PRESCRIBER,
    DUPLICATE_CLINIC_ORDER_ID,
    INVALID_FORMAT,
    UNUSABLE_MESSAGE,
    NOT_CANCELLABLE,
    INVALID_PARAMETER,
    MALFORMED_AUTHORIZATION,
    UNAUTHORIZED,
    INSUFFICIENT_SCOPE,
    PATIENT_LOCKED_OUT,
    NOT_FOUND,
    NO_SUCH_ADDRESS,
    UNKNOWN_PRODUCT,
    METHOD_NOT_ALLOWED,
    PAYLOAD_TOO_LARGE,
    HEADERS_TOO_LARGE,
    SERVER_FAULT,
    *OAUTH,
)

TABLE: Final[Mapping[type[EngineError], VendorError]] = {
    UnknownRecord: NOT_FOUND,
    DuplicateRecord: DUPLICATE_CLINIC_ORDER_ID,
    UnknownMove: SERVER_FAULT,
    IllegalMove: NOT_CANCELLABLE,
    InvalidInput: INVALID_PARAMETER,
    KeyConflict: SERVER_FAULT,
    KeyInFlight: SERVER_FAULT,
    StoreFull: SERVER_FAULT,
}
"""What each refusal of the engine becomes. The vendor has no idempotency keys, so two of them never come."""
