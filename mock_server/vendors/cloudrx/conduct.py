"""How CloudRx wants its clients to behave, and how a strict sandbox refuses what it would let pass."""

from collections.abc import Iterator, Mapping
from typing import Final

from mock_server.contract.answers import VendorError
from mock_server.contract.call import Call
from mock_server.contract.conduct import Conduct
from mock_server.contract.violations import BODY, Violation
from mock_server.engine.evidence import inferred
from mock_server.vendors.cloudrx import doors
from mock_server.vendors.cloudrx.errors import INVALID_REQUEST, VALIDATION_FAILED
from mock_server.vendors.cloudrx.speech import place


def refuse(_: Call, violation: Violation) -> tuple[VendorError, str, Mapping[str, object]]:
    """A violation in a strict sandbox: a failed validation of the field, or a request that cannot be read."""
    message = f"{violation.reason}."
    if violation.part != BODY or not violation.place.startswith("/"):
        return INVALID_REQUEST, violation.place, {"message": message}
    steps = [int(step) if step.isdecimal() else step for step in violation.place[1:].split("/")]
    field = place(steps)
    return VALIDATION_FAILED, field, {"listed": [{"field": field, "message": message}]}


def values_in_message(body: bytes) -> Iterator[tuple[str, str, str]]:
    """What an HL7 message says: where it stands, such as `PID-13`, for which member of an order, and what it is."""
    for found in doors.read_message(body).found:
        yield found.place, found.member.rpartition(".")[2], str(found.value)


CONDUCT: Final = Conduct(
    ignores=inferred("CLX-16", "CLX-34"),
    other_paths=inferred("CLX-16"),
    mends={
        "clinic_code_required": "send clinicCode, such as cl1234: this call is about one clinic",
        "invalid_order_id": (
            "send the pharmacy's number, such as 1; the clinic's own number is asked for with "
            "GET /api/v2/Order/status-clinic-ordernumber"
        ),
        "ambiguous_reference": "say which clinic is meant: GET /api/v2/Order/status-with-clinic-code takes clinicCode too",
        "invalid_date": "ask for at most three days, both ends included, such as startDate=2025-09-17&endDate=2025-09-19",
        "invalid_country": "send the country as three capitals, such as GBR",
        "invalid_clinic": "send the code of a clinic that the client has, such as cl1234",
        "invalid_courier": "send a courier that there is, such as RMT24",
        "invalid_prescriber": "send the prescriber's registration number and name, and one whose orders are taken",
        "duplicate_clinic_order_id": "send another clinicOrderId: each is good for one order of its clinic, for ever",
        "unusable_hl7_message": "see how the message is read: mock-server hl7 explain FILE",
        "patient_locked_out": "order for another patient: the scenario says that no orders are taken for this one",
        "malformed_authorization": "send one Authorization header, with one token: Authorization: Bearer cloudrx-test-token",
        "payload_too_large": "send at most 1 MiB",
        "headers_too_large": "send at most 100 headers, and no cookies of other servers",
    },
    refuse=refuse,
)
