"""How Nimbus wants its clients to behave, and what they look for in vain in version 1."""

from collections.abc import Mapping
from typing import Final

from mock_server.contract.answers import VendorError
from mock_server.contract.call import Call
from mock_server.contract.conduct import Absence, Conduct
from mock_server.contract.strictness import dotted
from mock_server.contract.violations import BODY, Violation
from mock_server.engine.evidence import documented, inferred
from mock_server.vendors.nimbus.errors import INVALID_REQUEST, TEST_WEBHOOK, VALIDATION_ERROR

_BY_HAND: Final = "let the pharmacy cancel it, until it ships: mock-server orders move nimbus {orderId} cancel"
_NO_CANCEL: Final = "version 1 has no call that cancels an order; the vendor plans one"


def refuse(call: Call, violation: Violation) -> tuple[VendorError, str, Mapping[str, object]]:
    """A violation in a strict sandbox: a validation error of a field of the body, else an invalid request."""
    field = dotted(violation)
    is_of_field = violation.part == BODY and field and call.note.operation != TEST_WEBHOOK
    return (VALIDATION_ERROR if is_of_field else INVALID_REQUEST), field, {"field": field, "reason": violation.reason}


CONDUCT: Final = Conduct(
    ignores=inferred("NIM-37"),
    any_type=inferred("NIM-38"),
    urges_key=documented("NIM-70"),
    mends={
        "refill_not_eligible": "ask again from the day on that details.nextEligibleDate names",
        "payload_too_large": "send at most 1 MiB",
        "headers_too_large": "send at most 100 headers, and no cookies of other servers",
    },
    absent=(
        Absence("DELETE", "/orders/{orderId}", _NO_CANCEL, _BY_HAND, documented("NIM-68")),
        Absence("POST", "/orders/{orderId}/cancel", _NO_CANCEL, _BY_HAND, documented("NIM-68")),
        Absence(
            "GET",
            "/orders",
            "version 1 has no call that lists orders",
            "keep the ids that POST /orders answers, and read each with GET /orders/{orderId}",
            inferred("NIM-22"),
        ),
        Absence(
            "GET",
            "/refills/{refillId}",
            "version 1 has no call that reads a refill; the vendor plans one",
            "keep what POST /refills answers, and wait for the event refill.ready",
            documented("NIM-68"),
        ),
    ),
    refuse=refuse,
)
