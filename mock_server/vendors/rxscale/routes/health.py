"""Whether the APIs are there."""

from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.call import Call
from mock_server.contract.operation import Operation
from mock_server.engine.evidence import inferred, observed
from mock_server.vendors.rxscale.models import HealthOut
from mock_server.vendors.rxscale.routes.shared import OTHER_PHARMACY_API, OTHER_PUBLIC_API, PHARMACY_API, PUBLIC_API
from mock_server.wire import write_json


def check_pharmacy_api(_: Call) -> Answer:
    """Ask whether the pharmacies' API is there.

    Needs no key and takes any.
    """
    return Answer(200, write_json({"status": "ok"}))


def check_public_api(_: Call) -> Answer:
    """Ask whether the shops' API is there.

    Needs no key and takes any.
    """
    return Answer(200, write_json({"status": "ok"}))


OPERATIONS: Final = (
    Operation(
        name="check_pharmacy_api",
        method="GET",
        path=f"{PHARMACY_API}/health/",
        aliases=(f"{OTHER_PHARMACY_API}/health/",),
        handler=check_pharmacy_api,
        grounds=observed("RXS-66") + inferred("RXS-67"),
        tag="Health",
        answer=HealthOut,
        answer_example={"status": "ok"},
        is_anonymous=True,
    ),
    Operation(
        name="check_public_api",
        method="GET",
        path=f"{PUBLIC_API}/health/",
        aliases=(f"{OTHER_PUBLIC_API}/health/",),
        handler=check_public_api,
        grounds=observed("RXS-66") + inferred("RXS-67"),
        tag="Health",
        answer=HealthOut,
        answer_example={"status": "ok"},
        is_anonymous=True,
    ),
)
