"""What a strict sandbox adds: what is a violation elsewhere is refused, in the vendor's voice."""

from mock_server.contract.answers import Refused
from mock_server.contract.call import Call
from mock_server.contract.conformance.holding import violations_of
from mock_server.contract.vendor import Vendor
from mock_server.contract.violations import BODY, Violation

STRICT = "strict"
"""What is behind a refusal that a lenient sandbox would not make."""


def refuse_violations(vendor: Vendor, call: Call) -> None:
    """Hold a call against the vendor's document.

    Raises:
        Refused: it violates the document; the first violation is told.
    """
    violations = violations_of(vendor, call.note, call.sandbox.credentials[vendor.slug])
    if violations:
        raise _refusal(vendor, call, violations[0])


def _refusal(vendor: Vendor, call: Call, violation: Violation) -> Refused:
    says = f"{violation.where}: {violation.says}"
    if vendor.conduct.refuse is not None:
        error, field, given = vendor.conduct.refuse(call, violation)
    else:
        field = dotted(violation)
        error, given = vendor.common.malformed, {"field": field, "reason": violation.reason, "message": violation.reason}
    return Refused(error, says, field=field or None, given=given, because=STRICT)


def dotted(violation: Violation) -> str:
    """The place of a violation as most vendors write places: `shippingAddress.zip`, or the name of the header or parameter."""
    return violation.place.removeprefix("/").replace("/", ".") if violation.part == BODY else violation.place
