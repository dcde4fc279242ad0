"""How CaryRx wants its clients to behave, and what they look for in vain."""

from collections.abc import Mapping
from typing import Final

from mock_server.contract.answers import VendorError
from mock_server.contract.call import Call
from mock_server.contract.conduct import Absence, Conduct
from mock_server.contract.strictness import dotted
from mock_server.contract.violations import Violation
from mock_server.engine.evidence import documented, inferred, observed
from mock_server.vendors.caryrx.errors import VALIDATION_ERROR

_NO_CANCEL: Final = "no call cancels an order, as far as the vendor's page goes"
_NOT_HERE: Final = "leave the order as it is: nothing here or at the vendor takes it back"


def refuse(_: Call, violation: Violation) -> tuple[VendorError, str, Mapping[str, object]]:
    """A violation in a strict sandbox: a validation error, with the field where one is to blame."""
    field = dotted(violation)
    given = {"field": field} if field else {}
    return VALIDATION_ERROR, field, {**given, "message": f"{field}: {violation.reason}".removeprefix(": ")}


CONDUCT: Final = Conduct(
    ignores=inferred("CRX-6", "CRX-62"),
    any_type=inferred("CRX-62"),
    other_paths=inferred("CRX-62"),
    mends={
        "payload_too_large": "send at most 1 MiB",
        "headers_too_large": "send at most 100 headers, and no cookies of other servers",
    },
    absent=(
        Absence("DELETE", "/v1/orders/{orderId}", _NO_CANCEL, _NOT_HERE, inferred("CRX-69")),
        Absence("POST", "/v1/orders/{orderId}/cancel", _NO_CANCEL, _NOT_HERE, inferred("CRX-69")),
        Absence(
            "GET",
            "/v1/orders",
            "no call lists orders, as far as the vendor's page goes",
            "keep the ids that POST /v1/orders answers; GET /v1/patients/{patientId} has references to a patient's orders",
            inferred("CRX-69"),
        ),
        Absence(
            "POST",
            "/v1/paymentmethods",
            "a caller of the vendor stores credit cards there; the stand-in takes none",
            "leave it out, and send no card number anywhere here",
            observed("CRX-64"),
        ),
        Absence(
            "GET",
            "/v1/zipcodes/{zip}",
            "the vendor tells there of same-day coverage, in a shape that is not known",
            "order with sameday_delivery; the reserved ZIP code 00002 is out of a courier's reach",
            documented("CRX-65"),
        ),
    ),
    refuse=refuse,
)
