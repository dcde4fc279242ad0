"""Letting a record appear by itself."""

from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.control.conftest import TIMELINE
from tests.control.problems import problem

SANDBOX = "/_mock/sandboxes/default"
RECORDS = f"{SANDBOX}/records"
JOURNAL = f"{SANDBOX}/journal"
SAME_CODE = {"id": "9", "dmdCode": 9000000000011006, "name": "Another", "pack": 1, "price": 1}


def test_a_record_appears_as_a_scenario_would_list_it(client: Client) -> None:
    answer = client.post(f"{RECORDS}/nimbus/order", {"id": "ord_walkin", "status": "processing", "notes": "By hand"})

    record = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{RECORDS}/nimbus/order/ord_walkin")
    assert (record["id"], record["status"], record["created_at"]) == ("ord_walkin", "processing", "2026-01-05T09:00:00Z")
    assert record["owner"] is None
    assert client.get(answer.headers["location"]).json() == record


def test_it_is_caused_by_the_command_which_says_what_was_asked(client: Client) -> None:
    record = client.post(f"{RECORDS}/nimbus/refill", {"id": "ref_new", "requestedQuantity": 60}).json()

    command = client.get(f"{JOURNAL}/{record['history'][0]['cause']}").json()
    assert (command["kind"], command["do"]) == ("command", "create")
    assert command["record"] == {"kind": "nimbus.refill", "id": "ref_new"}
    assert command["row"] == {"id": "ref_new", "requestedQuantity": 60}


def test_what_a_new_record_brings_about_follows(play: Callable[[str], Client]) -> None:
    client = play(TIMELINE)

    record = client.post(f"{RECORDS}/nimbus/order", {"id": "ord_walkin"}).json()

    assert record["next_due"] == {"at": "2026-01-05T10:00:00Z", "do": "process", "timeline": "swift"}
    (delivery,) = client.get(f"{SANDBOX}/deliveries").json()["deliveries"]
    assert (delivery["event"], delivery["state"]) == ("order.created", "collected")


def test_a_record_may_be_older_than_its_arrival_which_the_journal_tells_at_its_own_time(client: Client) -> None:
    client.post(f"{SANDBOX}/clock", {"advance": "1h"})

    record = client.post(f"{RECORDS}/nimbus/order", {"id": "ord_old", "createdAt": "2025-12-24T08:00:00Z"}).json()

    assert record["created_at"] == record["history"][0]["at"] == "2025-12-24T08:00:00Z"
    assert {entry["at"] for entry in client.get(f"{JOURNAL}?since=2").json()["entries"]} == {"2026-01-05T10:00:00Z"}


def test_records_that_come_about_with_others_are_not_mistaken_for_it(client: Client) -> None:
    row = {
        "uid": "po-held",
        "pharmacy": "ph-xyz",
        "order": "ord-123",
        "status": "on-hold",
        "comment": "Which dose?",
        "items": [{"uid": "oi-held", "sku": "sku-456", "total_paid_amount": 1299}],
    }

    record = client.post(f"{RECORDS}/rxscale/pharmacy_order", row).json()

    assert (record["kind"], record["id"], record["status"]) == ("pharmacy_order", "po-held", "on-hold")
    made = [each["record"]["kind"] for each in client.get(f"{JOURNAL}?kind=move").json()["entries"]]
    assert made == ["rxscale.pharmacy_order", "rxscale.payout", "rxscale.issue_thread"]


def test_an_id_with_odd_signs_has_an_address_all_the_same(client: Client) -> None:
    row = {"uid": "my shop/ä", "organisation": "org-test"}

    answer = client.post(f"{RECORDS}/rxscale/shop", row)

    assert answer.headers["location"] == f"{RECORDS}/rxscale/shop/my%20shop%2F%C3%A4"


@pytest.mark.parametrize(
    ("kind", "row", "slug", "pointer"),
    [
        ("nimbus/order", {"id": "ord_x", "colour": "red"}, "invalid-request", "/colour"),
        ("nimbus/order", {}, "invalid-request", "/id"),
        ("nimbus/order", {"id": "ord_x", "shippingAddress": {"zip": "1"}}, "invalid-request", "/shippingAddress/street1"),
        ("nimbus/order", {"id": "ord_x", "createdAt": "yesterday"}, "invalid-request", "/createdAt"),
        ("nimbus/order", {"id": "ord_x", "status": "lost"}, "invalid-request", "/status"),
        ("nimbus/order", {"id": "ord_abc123xyz"}, "duplicate-record", None),
        ("cloudrx/product", SAME_CODE, "duplicate-record", None),
        ("rxscale/order", {"uid": "o", "shop": "nowhere"}, "unknown-record", None),
        ("rxscale/payout", {}, "no-fixtures", None),
        ("nimbus/ordre", {}, "unknown-kind", None),
        ("nimbos/order", {}, "unknown-vendor", None),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_no_trace(
    client: Client, kind: str, row: dict[str, object], slug: str, pointer: str | None
) -> None:
    before = client.get(f"{SANDBOX}/snapshot").text

    refused = problem(client.post(f"{RECORDS}/{kind}", row), slug)

    assert pointer is None or pointer in [each["pointer"] for each in refused["errors"]]
    assert client.get(f"{SANDBOX}/snapshot").text == before
    assert client.get(JOURNAL).json()["last"] == 1


def test_a_refusal_names_the_kinds_that_can_be_made(client: Client) -> None:
    refused = problem(client.post(f"{RECORDS}/rxscale/webhook", {}), "no-fixtures")

    assert "pharmacy_order, order, pharmacy, shop, sku, pharmacy_sku" in refused["detail"]
