"""What is wrong with a body, in the words and the shape that the vendor's stack gives it (RXS-80)."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mock_server.contract.answers import Refused
from mock_server.contract.call import Call
from mock_server.vendors.rxscale.errors import (
    COMPLETE_OPERATION,
    INVALID_TRACKING_LINK,
    MUST_BE_CARRIER,
    MUST_BE_SETTABLE,
    STATUS_NOT_SETTABLE,
    VALIDATION_ERROR,
)

MISSING: Final = "Missing data for required field."
NOT_A_STRING: Final = "Not a valid string."
_NULL: Final = "Field may not be null."
_BY_TYPE: Final[Mapping[str, str]] = {
    "missing": MISSING,
    "string_type": NOT_A_STRING,
    "string_too_short": "Shorter than minimum length 1.",
    "string_too_long": "Longer than maximum length 255.",
    "int_type": "Not a valid integer.",
    "int_from_float": "Not a valid integer.",
    "greater_than_equal": "Must be greater than or equal to 0.",
    "less_than_equal": "Must be less than or equal to 2147483647.",
    "tuple_type": "Not a valid list.",
    "model_type": "Invalid input type.",
    "model_attributes_type": "Invalid input type.",
}
_BY_FIELD: Final[Mapping[str, str]] = {
    "status": MUST_BE_SETTABLE,
    "carrier": MUST_BE_CARRIER,
    "tracking_link": "Invalid tracking link",
    "target": "Not a valid URL.",
    "notification_type": ("Must be one of: pharmacy_order_created, pharmacy_order_updated, pharmacy_sku_stock_updated."),
}


def _message(wrong: ErrorDetails) -> str:
    kind, found = wrong["type"], wrong["input"]
    if kind == "missing":
        return MISSING
    if found is None:
        return _NULL
    if kind == "literal_error" and not isinstance(found, str):
        return NOT_A_STRING
    return _BY_TYPE.get(kind) or _BY_FIELD.get(str(wrong["loc"][-1]), "Invalid value.")


def invalid(call: Call, _: type[BaseModel], wrong: ValidationError) -> Refused:
    """All that is wrong with a body, by field and place in a list."""
    found: dict[str, object] = {}
    said = []
    for each in wrong.errors(include_url=False, include_context=False):
        steps = [str(step) for step in each["loc"]] or ["_schema"]
        if each["type"] in ("model_type", "model_attributes_type"):
            steps.append("_schema")
        message = _message(each)
        said.append(f"{'.'.join(steps)}: {message}")
        place = found
        for step in steps[:-1]:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                break
            place = inner
        place[steps[-1]] = [message]
    error = VALIDATION_ERROR
    if call.note.operation == COMPLETE_OPERATION:
        error = INVALID_TRACKING_LINK
    elif found.get("status") == [MUST_BE_SETTABLE]:
        error = STATUS_NOT_SETTABLE
    return Refused(error, "; ".join(said), field=said[0].partition(":")[0], given={"errors": found})
