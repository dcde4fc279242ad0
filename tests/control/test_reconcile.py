"""What a consumer believes of its orders, held against how they stand."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client
from tests.control.conftest import ADDRESS
from tests.control.problems import problem
from tests.vendors.nimbus.orders import KEY

SANDBOX = "/_mock/sandboxes/default"
SAMPLE = {"vendor": "nimbus", "id": "ord_abc123xyz"}
TRACKING = "1Z999AA10123456784"


def reconcile(client: Client, *believed: object, **more: object) -> dict[str, Any]:
    answer = client.post(f"{SANDBOX}/reconcile", {"believed": believed} | more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def difference(client: Client, *believed: object) -> dict[str, Any]:
    told = reconcile(client, *believed)
    (only,) = told["differences"]
    assert told["ok"] is False
    found: dict[str, Any] = only
    return found


def move(client: Client, id: str, do: str, **given: str) -> None:
    answer = client.post(f"{SANDBOX}/records/nimbus/order/{id}/moves", {"do": do, "with": given})
    assert answer.status_code == 200, answer.text


def test_belief_and_truth_agree(client: Client, order: Callable[..., str]) -> None:
    id = order(client)

    told = reconcile(
        client,
        {"vendor": "nimbus", "reference": "rx_test_001", "stage": "received", "tracking": ""},
        SAMPLE | {"status": "processing", "tracking": TRACKING},
    )

    assert told == {"ok": True, "believed": 2, "agreed": 2, "differences": []}
    assert reconcile(client, {"vendor": "nimbus", "reference": id, "status": "pending"})["ok"]


def test_an_order_that_the_consumer_does_not_know_is_lost(client: Client, order: Callable[..., str]) -> None:
    id = order(client)

    lost = difference(client)

    assert (lost["sort"], lost["id"], lost["found"]) == ("lost", id, "pending")
    assert lost["parted"] == {
        "n": 3,
        "at": "2026-01-05T09:00:00Z",
        "do": "create",
        "says": f"nimbus.order {id} was made",
    }


def test_the_orders_of_the_scenario_are_meant_only_if_asked_for(client: Client) -> None:
    told = reconcile(client, SAMPLE, vendors=["nimbus"], fixtures=True)

    assert [(each["sort"], each["id"], each["parted"]["n"]) for each in told["differences"]] == [
        ("lost", "ord_1234567890", None)
    ]


def test_orders_of_vendors_that_are_not_meant_are_left_out(client: Client, order: Callable[..., str]) -> None:
    order(client)

    assert reconcile(client, vendors=["rxscale"])["ok"]


def test_an_order_that_was_refused_is_unknown_and_the_call_is_named(client: Client) -> None:
    client.post("/nimbus/orders", {"prescriptionId": "rx_test_002"}, headers=KEY)

    unknown = difference(client, {"vendor": "nimbus", "reference": "rx_test_002"})

    assert (unknown["sort"], unknown["id"], unknown["reference"]) == ("unknown", None, "rx_test_002")
    assert (unknown["parted"]["n"], unknown["parted"]["do"]) == (2, "nimbus.create_order")
    assert unknown["parted"]["says"].startswith("it was answered 422: ")


def test_an_order_that_never_was_has_no_parting(client: Client) -> None:
    assert difference(client, {"vendor": "nimbus", "id": "ord_nowhere"})["parted"] is None


def test_the_same_order_made_twice_is_a_double(client: Client, order: Callable[..., str]) -> None:
    first, second = order(client), order(client)

    by_id = difference(client, {"vendor": "nimbus", "id": first})
    by_reference = difference(client, {"vendor": "nimbus", "reference": "rx_test_001"})

    assert (by_id["sort"], by_id["id"]) == ("double", second)
    assert by_id["says"] == f"nimbus has the order {second} (pending), besides {first}: the same was ordered twice"
    assert (by_reference["sort"], by_reference["id"], by_reference["parted"]["n"]) == ("double", second, 5)


def test_an_order_that_was_cancelled_and_made_again_is_no_double(client: Client, order: Callable[..., str]) -> None:
    move(client, order(client), "cancel")
    body = {"patientId": "pat_test_001", "prescriptionId": "rx_test_001", "shippingAddress": ADDRESS, "notes": "again"}
    again = client.post("/nimbus/orders", body, headers=KEY).json()["id"]

    told = reconcile(client, {"vendor": "nimbus", "reference": "rx_test_001", "status": "pending"})

    assert again not in str(told)
    assert [each["sort"] for each in told["differences"]] == ["lost"]


def test_an_order_that_is_believed_in_twice_is_a_double(client: Client) -> None:
    twice = difference(client, SAMPLE, SAMPLE)

    assert (twice["sort"], twice["says"]) == ("double", "the order ord_abc123xyz stands twice among what is believed")


@pytest.mark.parametrize(
    ("belief", "says", "do"),
    [
        ({"status": "pending"}, "it came to processing (preparing)", "process"),
        ({"status": "processing"}, "it came to shipped", "ship"),
        ({"stage": "preparing"}, "it came to shipped", "ship"),
        ({"status": "delivered"}, "it came to shipped, and was never as believed", "ship"),
    ],
)
def test_a_wrong_status_names_the_event_at_which_it_became_wrong(
    client: Client, order: Callable[..., str], belief: dict[str, str], says: str, do: str
) -> None:
    id = order(client)
    move(client, id, "process")
    move(client, id, "ship")

    wrong = difference(client, {"vendor": "nimbus", "id": id} | belief)

    assert (wrong["sort"], wrong["found"], wrong["believed"]) == ("wrong_status", "shipped", next(iter(belief.values())))
    assert (wrong["parted"]["do"], wrong["parted"]["says"]) == (do, says)
    assert client.get(f"{SANDBOX}/journal/{wrong['parted']['n']}").json()["do"] == do


def test_wrong_tracking_names_the_event_that_brought_it(client: Client) -> None:
    move(client, "ord_abc123xyz", "ship", trackingNumber="1Z999AA10000000001")

    old = difference(client, SAMPLE | {"tracking": TRACKING})
    none = difference(client, SAMPLE | {"tracking": ""})
    never = difference(client, SAMPLE | {"tracking": "1Z999AA1XXXXXXXXXX"})

    assert (old["sort"], old["believed"], old["found"]) == ("wrong_tracking", TRACKING, "1Z999AA10000000001")
    assert old["parted"]["do"] == never["parted"]["do"] == "ship"
    assert (none["believed"], none["parted"]["says"]) == (None, "its tracking became 1Z999AA10000000001")


def test_tracking_in_a_list_of_links_is_found(client: Client) -> None:
    believed = {"vendor": "rxscale", "id": "po-abc123", "tracking": "https://tracking.example.com/parcel/none"}

    wrong = difference(client, believed)

    assert wrong["sort"] == "wrong_tracking"
    assert wrong["parted"] is None


def test_each_difference_stands_by_itself(client: Client, order: Callable[..., str]) -> None:
    id = order(client)

    told = reconcile(
        client,
        {"vendor": "nimbus", "id": id, "status": "shipped", "tracking": TRACKING},
        {"vendor": "nimbus", "id": "ord_nowhere"},
        SAMPLE,
    )

    assert [each["sort"] for each in told["differences"]] == ["wrong_status", "wrong_tracking", "unknown"]
    assert (told["believed"], told["agreed"]) == (3, 1)


def test_a_belief_must_name_a_vendor_and_an_order(client: Client) -> None:
    problem(client.post(f"{SANDBOX}/reconcile", {"believed": [{"vendor": "nimbos", "id": "1"}]}), "unknown-name")
    problem(client.post(f"{SANDBOX}/reconcile", {"believed": [], "vendors": ["nimbos"]}), "unknown-name")
    refused = problem(client.post(f"{SANDBOX}/reconcile", {"believed": [{"vendor": "nimbus"}]}), "invalid-request")
    assert refused["errors"] == [{"pointer": "/believed/0", "says": "must name the order by id or by reference"}]
