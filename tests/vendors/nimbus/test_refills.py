import json
import re
from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, REFILL


@pytest.mark.proves("NIM-24", "NIM-53", "NIM-72")
def test_a_refill_is_answered_as_the_guide_prints_it(client: Client) -> None:
    answer = client.post("/nimbus/refills", REFILL, headers=KEY)

    id = answer.json()["id"]
    assert answer.status_code == 201
    assert re.fullmatch(r"ref_[a-z0-9]{9}", id)
    assert (
        answer.content
        == json.dumps(
            {
                "id": id,
                "prescriptionId": "rx_9876543210",
                "patientId": "pat_1234567890",
                "status": "pending",
                "requestedQuantity": 30,
                "createdAt": "2026-01-05T09:00:00Z",
            },
            separators=(",", ":"),
        ).encode()
    )


@pytest.mark.proves("NIM-24")
def test_without_a_quantity_the_prescriptions_own_is_asked_for(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {prescriptions: [{id: rx_ninety, quantity: 90}]}}")
    body = {"prescriptionId": "rx_ninety", "patientId": "pat_test_001"}

    assert client.post("/nimbus/refills", body, headers=KEY).json()["requestedQuantity"] == 90
    assert client.post("/nimbus/refills", body | {"requestedQuantity": None}, headers=KEY).json()["requestedQuantity"] == 90
    assert client.post("/nimbus/refills", body | {"requestedQuantity": 45.0}, headers=KEY).json()["requestedQuantity"] == 45


@pytest.mark.proves("NIM-24")
@pytest.mark.parametrize("quantity", [0, -1, 1.5, "30", True, [], 2**31])
def test_a_quantity_is_a_whole_number_from_one(client: Client, quantity: object) -> None:
    answer = client.post("/nimbus/refills", REFILL | {"requestedQuantity": quantity}, headers=KEY)

    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["field"] == "requestedQuantity"


@pytest.mark.parametrize(
    ("quantity", "reason"), [(0, "Must be a whole number of at least 1"), (2**31, "Must be at most 2147483647")]
)
def test_a_quantity_out_of_bounds_is_told_by_the_bound_it_breaks(client: Client, quantity: int, reason: str) -> None:
    answer = client.post("/nimbus/refills", REFILL | {"requestedQuantity": quantity}, headers=KEY)

    assert answer.json()["error"]["details"] == {"field": "requestedQuantity", "reason": reason}


@pytest.mark.proves("NIM-33")
def test_the_first_failing_field_is_named_in_the_schemas_order(client: Client) -> None:
    answer = client.post("/nimbus/refills", {}, headers=KEY)

    assert answer.json()["error"]["details"] == {"field": "prescriptionId", "reason": "Field is required"}


@pytest.mark.proves("NIM-26", "NIM-73")
def test_the_reserved_prescription_is_not_eligible_yet(client: Client) -> None:
    answer = client.post("/nimbus/refills", REFILL | {"prescriptionId": "rx_tooearly"}, headers=KEY)

    assert answer.status_code == 422
    assert answer.json()["error"] | {"requestId": ""} == {
        "code": "refill_not_eligible",
        "message": "Refill is not eligible at this time",
        "requestId": "",
        "details": {"reason": "Too early for refill", "nextEligibleDate": "2026-01-12"},
    }


@pytest.mark.proves("NIM-26")
def test_the_next_eligible_date_lies_ahead_whatever_the_clock_says(play: Callable[[str], Client]) -> None:
    client = play("clock: {start: 2025-01-15T15:00:00Z}")

    answer = client.post("/nimbus/refills", REFILL | {"prescriptionId": "rx_tooearly"}, headers=KEY)

    # The guide's own date, on the day of its other samples.
    assert answer.json()["error"]["details"]["nextEligibleDate"] == "2025-01-22"


@pytest.mark.proves("NIM-55")
def test_an_unknown_prescription_is_a_validation_error(client: Client) -> None:
    answer = client.post("/nimbus/refills", REFILL | {"prescriptionId": "rx_notfound"}, headers=KEY)

    assert answer.json()["error"]["details"] == {"field": "prescriptionId", "reason": "Prescription not found"}


@pytest.mark.proves("NIM-25", "NIM-72")
def test_a_refill_goes_its_own_way(client: Client) -> None:
    id = client.post("/nimbus/refills", REFILL, headers=KEY).json()["id"]
    moves = f"/_mock/sandboxes/default/records/nimbus/refill/{id}/moves"

    approved = client.post(moves, {"do": "approve", "with": {"approvedQuantity": "28"}}).json()
    client.post(moves, {"do": "process"})
    shipped = client.post(moves, {"do": "ship"}).json()

    assert approved["content"]["approvedQuantity"] == 28
    assert approved["content"]["estimatedShipDate"] == "2026-01-07"
    assert (shipped["status"], shipped["stage"]) == ("shipped", "shipped")
    assert client.post(moves, {"do": "cancel"}).status_code == 409


def test_a_refill_that_starts_as_approved_has_what_approval_sets(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {refills: [{id: ref_1, status: processing, requestedQuantity: 28}]}}")

    content = client.get("/_mock/sandboxes/default/records/nimbus/refill/ref_1").json()["content"]

    assert (content["approvedQuantity"], content["estimatedShipDate"]) == (28, "2026-01-07")


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01"])
def test_a_day_that_no_calendar_has_is_refused_by_the_move_that_takes_one(client: Client, day: str) -> None:
    id = client.post("/nimbus/refills", REFILL, headers=KEY).json()["id"]
    moves = f"/_mock/sandboxes/default/records/nimbus/refill/{id}/moves"

    refused = client.post(moves, {"do": "approve", "with": {"estimatedShipDate": day}})

    assert (refused.status_code, refused.json()["field"]) == (422, "estimatedShipDate")


@pytest.mark.proves("NIM-55")
def test_a_prescription_that_nobody_knows_cannot_be_refilled(client: Client) -> None:
    answer = client.post("/nimbus/refills", REFILL | {"prescriptionId": "rx_never_heard_of"}, headers=KEY)

    assert answer.status_code == 422
    assert answer.json()["error"]["details"] == {"field": "prescriptionId", "reason": "Prescription not found"}
