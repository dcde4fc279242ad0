"""What is told of vendors."""

from pathlib import Path

import pytest

from mock_server import resources
from tests.clients import Client
from tests.control.problems import problem


def test_vendors_are_listed_with_their_addresses(client: Client) -> None:
    listed = client.get("/_mock/vendors").json()

    assert listed["total"] == len(listed["vendors"])
    assert {"nimbus": "/nimbus"}.items() <= {each["vendor"]: each["address"] for each in listed["vendors"]}.items()


def test_a_vendor_tells_its_credentials_events_and_switches(client: Client) -> None:
    nimbus = client.get("/_mock/vendors/nimbus").json()

    assert nimbus["credentials"][0]["send"] == "X-API-Key: nimbus-test-key"
    created = next(event for event in nimbus["events"] if event["name"] == "order.created")
    assert (created["evidence"], created["cites"]) == ("documented", ["NIM-28", "NIM-56", "NIM-57"])
    switch = next(each for each in nimbus["switches"] if each["name"] == "idempotency")
    assert (switch["type"], switch["choices"], switch["default"]) == ("string", ["replay", "conflict"], "replay")
    assert switch["description"]


def test_an_operation_says_how_it_is_known_and_what_it_refuses(client: Client) -> None:
    operations = client.get("/_mock/vendors/nimbus/operations").json()["operations"]

    create = next(each for each in operations if each["name"] == "nimbus.create_order")
    assert (create["method"], create["path"], create["evidence"]) == ("POST", "/orders", "documented")
    assert create["cites"]
    assert create["in_part"]["inferred"] == ["NIM-15", "NIM-32"]
    assert "validation_error" in create["refusals"]


def test_a_lifecycle_says_for_each_status_and_move_how_it_is_known(client: Client) -> None:
    order = client.get("/_mock/vendors/nimbus/lifecycles/order").json()

    known = {"evidence": "documented", "cites": ["NIM-7"], "in_part": {}}
    assert {"name": "shipped", "stage": "shipped", **known} in order["statuses"]
    ship = next(each for each in order["moves"] if each["do"] == "ship")
    assert (ship["from"], ship["to"], ship["event"]) == (["processing"], "shipped", "order.fulfilled")
    assert ship["takes"][0]["name"] == "trackingNumber"
    assert order in client.get("/_mock/vendors/nimbus/lifecycles").json()["lifecycles"]


def test_kinds_without_statuses_have_no_lifecycle(client: Client) -> None:
    kinds = [each["kind"] for each in client.get("/_mock/vendors/nimbus/lifecycles").json()["lifecycles"]]

    assert kinds == ["order", "refill"]
    assert "order" in problem(client.get("/_mock/vendors/nimbus/lifecycles/patient"), "unknown-kind")["detail"]


def test_the_catalogue_of_errors_shows_bodies_as_the_vendor_writes_them(client: Client) -> None:
    errors = client.get("/_mock/vendors/nimbus/errors").json()["errors"]

    wrong_zip = next(each for each in errors if each["name"] == "validation_error")
    assert (wrong_zip["status"], wrong_zip["fields"]) == (422, ["field", "reason"])
    assert wrong_zip["example"]["error"]["code"] == "validation_error"


def test_an_unknown_vendor_or_kind_is_answered_with_the_nearest_word(client: Client) -> None:
    assert "'nimbus'" in problem(client.get("/_mock/vendors/nimbos"), "unknown-vendor")["detail"]
    assert "'refill'" in problem(client.get("/_mock/vendors/nimbus/lifecycles/refil"), "unknown-kind")["detail"]


def test_a_lifecycle_can_be_drawn(client: Client) -> None:
    answer = client.get("/_mock/vendors/nimbus/lifecycles/order/diagram")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("stateDiagram-v2\n    [*] --> pending\n")
    assert "    processing --> shipped: ship\n" in answer.text


def test_fidelity_tells_every_row_with_what_cites_and_proves_it(client: Client) -> None:
    told = client.get("/_mock/vendors/nimbus/fidelity").json()

    row = next(each for each in told["rows"] if each["id"] == "NIM-13")
    assert (row["evidence"], row["cited_by"]) == (
        "documented",
        ["error idempotency_key_conflict", "reserved value nimbus-key-in-use"],
    )
    test = "test_the_same_key_with_another_body_conflicts_and_changes_nothing"
    assert row["proved_by"] == [f"tests/vendors/nimbus/test_idempotency.py::{test}"]
    assert told["totals"]["rows"] == len(told["rows"])
    assert {"operation", "move", "error", "switch", "reserved value"} <= {each["sort"] for each in told["claims"]}


def test_fidelity_can_be_read_as_a_page(client: Client) -> None:
    answer = client.get("/_mock/vendors/nimbus/fidelity.md")

    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "# Nimbus OS: how faithful the stand-in is" in answer.text
    assert "| NIM-39 | Webhook addresses are public https ones. Departs: ours takes http and localhost too" in answer.text


def test_there_is_no_fidelity_of_a_vendor_that_is_not_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    problem(client.get("/_mock/vendors/nimbos/fidelity"), "unknown-vendor")
    monkeypatch.setattr(resources, "folder", lambda _: Path("nowhere"))
    for form in ("", ".md"):
        problem(client.get(f"/_mock/vendors/nimbus/fidelity{form}"), "unknown-document")
