"""Looking at records and moving them."""

from collections.abc import Callable

from tests.clients import Client
from tests.control.conftest import TIMELINE
from tests.control.problems import problem

RECORDS = "/_mock/sandboxes/default/records/nimbus"
ORDER = f"{RECORDS}/order/ord_abc123xyz"
JOURNAL = "/_mock/sandboxes/default/journal"


def test_records_of_any_kind_are_listed(client: Client) -> None:
    patients = client.get(f"{RECORDS}/patient?limit=1").json()

    assert patients["total"] == 3
    assert len(patients["records"]) == 1
    assert (patients["records"][0]["status"], patients["records"][0]["stage"]) == (None, None)


def test_records_are_paged_by_status(client: Client) -> None:
    found = client.get(f"{RECORDS}/order?status=processing&offset=1").json()

    assert (found["total"], [each["id"] for each in found["records"]]) == (2, ["ord_1234567890"])
    assert client.get(f"{RECORDS}/order?status=shipped").json() == {"total": 0, "records": []}
    problem(client.get(f"{RECORDS}/order?status=shiped"), "unknown-status")


def test_a_record_shows_all_that_is_known_of_it(play: Callable[[str], Client], order: Callable[..., str]) -> None:
    client = play(TIMELINE)
    id = order(client)

    record = client.get(f"{RECORDS}/order/{id}").json()

    assert (record["status"], record["stage"], record["owner"], record["version"]) == ("pending", "received", "nimbus-test", 1)
    assert record["content"]["patientId"] == "pat_test_001"
    call = client.get(f"{JOURNAL}?kind=call").json()["entries"][0]["n"]
    assert record["history"] == [{"at": "2026-01-05T09:00:00Z", "do": "create", "status": "pending", "cause": call, "with": {}}]
    assert [each["do"] for each in record["moves"]] == ["process", "cancel"]
    assert record["next_due"] == {"at": "2026-01-05T10:00:00Z", "do": "process", "timeline": "swift"}


def test_a_possible_move_says_what_it_takes(client: Client) -> None:
    ship = client.get(ORDER).json()["moves"][0]

    assert (ship["do"], ship["to"]) == ("ship", "shipped")
    assert ship["takes"][0] == {
        "name": "trackingNumber",
        "about": "the carrier's tracking number",
        "example": "1Z999AA10123456784",
        "required": False,
    }


def test_a_move_is_made_and_caused_by_the_command(client: Client) -> None:
    moved = client.post(f"{ORDER}/moves", {"do": "ship", "with": {"trackingNumber": "TRACK12345"}})

    record = moved.json()
    assert moved.status_code == 200
    assert (record["status"], record["content"]["trackingNumber"]) == ("shipped", "TRACK12345")
    step = record["history"][-1]
    assert (step["do"], step["with"]) == ("ship", {"trackingNumber": "TRACK12345"})
    command = client.get(f"{JOURNAL}/{step['cause']}").json()
    assert (command["kind"], command["do"], command["move"]) == ("command", "move", "ship")
    assert command["record"] == {"kind": "nimbus.order", "id": "ord_abc123xyz"}


def test_a_refused_move_says_what_is_possible_and_leaves_no_trace(client: Client) -> None:
    illegal = problem(client.post(f"{ORDER}/moves", {"do": "deliver"}), "illegal-move")
    unknown = problem(client.post(f"{ORDER}/moves", {"do": "teleport"}), "unknown-move")
    untaken = problem(client.post(f"{ORDER}/moves", {"do": "ship", "with": {"speed": "fast"}}), "invalid-input")
    missing = problem(client.post(f"{RECORDS}/order/ord_nowhere/moves", {"do": "ship"}), "unknown-record")

    assert (illegal["status"], illegal["record_status"], illegal["possible"]) == (409, "processing", ["ship", "cancel"])
    assert "deliver" in unknown["known"]
    assert untaken["field"] == "speed"
    assert "ord_nowhere" in missing["detail"]
    assert client.get(JOURNAL).json()["last"] == 1


def test_a_record_without_statuses_cannot_be_moved(client: Client) -> None:
    assert problem(client.post(f"{RECORDS}/patient/pat_test_001/moves", {"do": "ship"}), "unknown-move")["known"] == []


def test_what_an_address_names_must_be_there(client: Client) -> None:
    problem(client.get("/_mock/sandboxes/w9/records/nimbus/order"), "unknown-sandbox")
    problem(client.get("/_mock/sandboxes/default/records/nimbos/order"), "unknown-vendor")
    assert "'order'" in problem(client.get(f"{RECORDS}/ordre/x"), "unknown-kind")["detail"]
    problem(client.get(f"{RECORDS}/order/x"), "unknown-record")
