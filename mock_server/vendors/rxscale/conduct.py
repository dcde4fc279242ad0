"""How RxScale wants its clients to behave, and how a strict sandbox refuses what it would let pass."""

from collections.abc import Mapping
from typing import Final

from mock_server.contract.answers import VendorError
from mock_server.contract.call import Call
from mock_server.contract.conduct import Conduct, OldSpelling
from mock_server.contract.strictness import dotted
from mock_server.contract.violations import BODY, QUERY, Violation
from mock_server.engine.evidence import documented, inferred
from mock_server.vendors.rxscale.errors import BAD_REQUEST, VALIDATION_ERROR
from mock_server.vendors.rxscale.lifecycle import SETTABLE


def refuse(_: Call, violation: Violation) -> tuple[VendorError, str, Mapping[str, object]]:
    """A violation in a strict sandbox: a message under the field's name, or a bad request where no field is at fault."""
    field = dotted(violation)
    is_of_field = violation.part in (BODY, QUERY) and bool(field)
    return (VALIDATION_ERROR if is_of_field else BAD_REQUEST), field, {"field": field, "reason": f"{violation.reason}."}


CONDUCT: Final = Conduct(
    ignores=inferred("RXS-71"),
    other_paths=inferred("RXS-11", "RXS-12"),
    old_headers={"x-rxscale-authorization": OldSpelling("X-API-Key", documented("RXS-55"))},
    mends={
        "too_many_prescriptions": "ask for at most 50 prescriptions at a time",
        "status_not_settable": (
            f"send one of {', '.join(SETTABLE)}, spelled exactly so; an order is completed by PATCH …/complete_order alone"
        ),
        "comment_required": 'send a comment that says why, such as {"status": "on-hold", "comment": "Out of stock"}',
        "order_closed": "leave the order as it is: once completed or cancelled, it takes no other status",
        "tracking_after_completion": "send tracking links with the call that completes the order, and none afterwards",
        "resource_exists": "use the subscription that there is, or delete it first",
        "payload_too_large": "send at most 1 MiB",
        "headers_too_large": "send at most 100 headers, and no cookies of other servers",
    },
    refuse=refuse,
)
