"""Verifying calls, records and webhooks after the fact."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.control.problems import problem
from tests.vendors.nimbus.orders import KEY, ORDER

SANDBOX = "/_mock/sandboxes/default"
MADE = {"operation": "nimbus.create_order", "status": 201}


def verify(client: Client, **checks: object) -> dict[str, Any]:
    answer = client.post(f"{SANDBOX}/verify", checks)
    assert answer.status_code == 200, answer.text
    verdict: dict[str, Any] = answer.json()
    return verdict


def failure(client: Client, **checks: object) -> dict[str, Any]:
    (only,) = verify(client, **checks)["failures"]
    found: dict[str, Any] = only
    return found


def move(client: Client, id: str, *moves: str) -> None:
    for do in moves:
        assert client.post(f"{SANDBOX}/records/nimbus/order/{id}/moves", {"do": do}).status_code == 200


# -- calls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "ok"),
    [
        ({}, True),
        ({"exactly": 2}, True),
        ({"exactly": 1}, False),
        ({"at_least": 2}, True),
        ({"at_least": 3}, False),
        ({"at_most": 2}, True),
        ({"at_most": 1}, False),
        ({"at_least": 1, "at_most": 3}, True),
        ({"exactly": 0}, False),
    ],
)
def test_calls_are_counted_against_bounds(client: Client, order: Callable[..., str], bounds: dict[str, int], ok: bool) -> None:  # noqa: FBT001  # what a case expects
    order(client)
    order(client)

    verdict = verify(client, calls=[MADE | bounds])

    assert (verdict["ok"], verdict["checks"]) == (ok, 1)


@pytest.mark.parametrize(
    ("wanted", "ok"),
    [
        ({"vendor": "nimbus"}, True),
        ({"vendor": "rxscale"}, False),
        ({"operation": "nimbus.*"}, True),
        ({"operation": "rxscale.*"}, False),
        ({"status": 201.0}, True),
        ({"status": "2xx"}, True),
        ({"status": "4xx"}, False),
        ({"replay": False}, True),
        ({"replay": True}, False),
        ({"where": {"body.shippingAddress.zip": 78701}}, True),
        ({"where": {"body.shippingAddress.zip": {"in": ["1", "78701"]}}}, True),
        ({"where": {"body.notes": {"present": False}, "query.dry": {"present": False}}}, True),
        ({"where": {"header.x-api-key": "nimbus-test-key"}}, True),
        ({"where": {"answer.status": "pending"}}, True),
        ({"where": {"answer.status": "shipped"}}, False),
    ],
)
def test_calls_are_picked_by_what_was_asked_and_answered(
    client: Client,
    order: Callable[..., str],
    wanted: dict[str, object],
    ok: bool,  # noqa: FBT001  # what a case expects
) -> None:
    order(client)

    assert verify(client, calls=[wanted])["ok"] is ok


def test_values_of_path_query_and_form_are_picked_too(client: Client) -> None:
    client.get("/nimbus/orders/ord_abc123xyz?expand=all", KEY)
    form = {"content-type": "application/x-www-form-urlencoded"}
    client.post("/cloudrx/connect/token", content=b"grant_type=client_credentials&client_id=x", headers=form)

    verdict = verify(
        client,
        calls=[
            {"where": {"path.orderId": "ord_abc123xyz", "query.expand": "all"}},
            {"vendor": "cloudrx", "where": {"body.grant_type": "client_credentials"}},
        ],
    )

    assert verdict["ok"], verdict


def test_a_call_that_is_missing_comes_with_what_nearly_fits_and_the_story(client: Client, order: Callable[..., str]) -> None:
    order(client)
    client.post("/nimbus/orders", ORDER | {"patientId": 5}, headers=KEY)

    verdict = verify(client, calls=[MADE | {"where": {"body.prescriptionId": ORDER["prescriptionId"]}}])

    (missed,) = verdict["failures"]
    assert missed["check"] == "/calls/0"
    assert missed["says"] == (
        "expected at least 1 with operation nimbus.create_order, status 201, body.prescriptionId 'rx_9876543210'; found 0"
    )
    assert missed["nearest"][0] == {
        "what": "4 nimbus.create_order answered 422",
        "n": 4,
        "differs": ["status is 422, not 201"],
    }
    assert missed["nearest"][1]["differs"] == ["body.prescriptionId is 'rx_test_001', not 'rx_9876543210'"]
    assert [entry["n"] for entry in verdict["story"]] == [1, 2, 3, 4]


def test_a_mistyped_path_names_the_operation_that_was_meant(client: Client) -> None:
    client.post("/nimbus/order", ORDER, headers=KEY)

    (near,) = failure(client, calls=[{"operation": "nimbus.create_order"}])["nearest"]

    assert near["what"] == "2 nimbus POST /order answered 404"
    assert near["differs"] == ["operation is none, the nearest being POST /orders, not nimbus.create_order"]


def test_secrets_are_compared_and_never_shown(client: Client, order: Callable[..., str]) -> None:
    order(client)

    answer = client.post(f"{SANDBOX}/verify", {"calls": [{"where": {"header.x-api-key": "guess", "body.token": "t"}}]})

    assert answer.json()["failures"][0]["nearest"][0]["differs"] == [
        "header.x-api-key is another",
        "body.token is missing, not ***",
    ]
    assert "nimbus-test-key" not in answer.text


def test_too_many_calls_are_listed_by_their_numbers(client: Client, order: Callable[..., str]) -> None:
    order(client)
    order(client)

    missed = failure(client, calls=[MADE | {"exactly": 1}])

    assert missed["found"] == ["2 nimbus.create_order answered 201", "4 nimbus.create_order answered 201"]
    assert missed["nearest"] == []


def test_calls_came_in_an_order_with_others_between(client: Client, order: Callable[..., str]) -> None:
    order(client)
    client.get("/nimbus/orders/nothing", KEY)
    client.get("/nimbus/orders/ord_abc123xyz", KEY)

    assert verify(client, calls_in_order=[MADE, {"operation": "nimbus.get_order", "status": 200}])["ok"]


def test_a_broken_order_names_the_step_and_what_came_too_early(client: Client, order: Callable[..., str]) -> None:
    client.get("/nimbus/orders/ord_abc123xyz", KEY)
    order(client)

    missed = failure(client, calls_in_order=[MADE, {"operation": "nimbus.get_order"}])

    assert missed["check"] == "/calls_in_order/1"
    assert missed["says"] == (
        "expected one with operation nimbus.get_order after 3 nimbus.create_order answered 201; found none, "
        "only earlier: 2 nimbus.get_order answered 200"
    )


def test_only_what_came_after_a_number_is_looked_at(client: Client, order: Callable[..., str]) -> None:
    order(client)
    last = client.get(f"{SANDBOX}/journal").json()["last"]

    assert verify(client, since=last, calls=[MADE | {"exactly": 0}])["ok"]


def test_what_the_journal_has_forgotten_is_never_counted_as_absent(order: Callable[..., str]) -> None:
    with Client(build_app(Settings(journal_entries=3))) as client:
        order(client)
        order(client)

        few = verify(client, calls=[MADE | {"at_least": 1}])
        sure = failure(client, calls=[MADE | {"exactly": 1}])
        later = verify(client, since=2, calls=[MADE | {"exactly": 1}])

    assert (few["ok"], few["forgotten"]) == (True, 2)
    assert sure["says"].startswith("found 1, as expected, but the journal has forgotten 2 older entries")
    assert later["ok"]


# -- records ---------------------------------------------------------------------------------------------------------


def test_records_are_counted_by_status_stage_value_and_origin(client: Client, order: Callable[..., str]) -> None:
    move(client, order(client), "process")
    order(client)

    verdict = verify(
        client,
        records=[
            {"vendor": "nimbus", "status": "pending", "exactly": 1},
            {"vendor": "nimbus", "stage": "preparing", "exactly": 3},
            {"vendor": "nimbus", "stage": "preparing", "fixture": False, "exactly": 1},
            {"where": {"prescriptionId": "rx_test_001"}, "exactly": 2},
            {"vendor": "nimbus", "kind": "prescription", "id": "rx_test_001"},
            {"vendor": "rxscale", "kind": "pharmacy_order", "fixture": False, "exactly": 0},
        ],
    )

    assert verdict["ok"], verdict


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ({"contains": ["shipped", "pending"]}, None),
        ({"contains": ["delivered"]}, "never was at delivered"),
        ({"in_order": ["pending", "shipped"]}, None),
        ({"in_order": ["shipped", "pending"]}, "did not go shipped → pending in this order"),
        ({"ends_with": ["processing", "shipped"]}, None),
        ({"ends_with": ["pending", "shipped"]}, "does not end with pending → shipped"),
        ({"never": [{"reached": "shipped", "after": "cancelled"}]}, None),
        ({"never": [{"reached": "shipped", "after": "processing"}]}, "came to shipped after processing"),
        ({"by": "stage", "ends_with": ["preparing", "shipped"]}, None),
        ({"by": "move", "in_order": ["create", "ship"]}, None),
        ({"by": "move", "contains": ["deliver"]}, "never was at deliver"),
    ],
)
def test_a_history_went_as_it_should(
    client: Client, order: Callable[..., str], history: dict[str, object], says: str | None
) -> None:
    id = order(client)
    move(client, id, "process", "ship")

    verdict = verify(client, records=[{"vendor": "nimbus", "id": id, "history": history}])

    assert verdict["ok"] is (says is None)
    if says is not None:
        assert verdict["failures"][0]["check"] == "/records/0/history"
        assert verdict["failures"][0]["says"].endswith(f": it {says}")


def test_no_order_of_any_vendor_shipped_after_it_was_cancelled(client: Client, order: Callable[..., str]) -> None:
    move(client, order(client), "cancel")
    never = {"by": "stage", "never": [{"reached": "shipped", "after": "cancelled"}]}

    assert verify(client, records=[{"history": never}])["ok"]


def test_a_record_that_is_missing_comes_with_what_nearly_fits(client: Client) -> None:
    missed = failure(client, records=[{"vendor": "nimbus", "id": "ord_abc123xyz", "status": "shipped"}])

    assert missed["nearest"][0]["what"] == "nimbus.order ord_abc123xyz went processing"
    assert missed["nearest"][0]["differs"] == ["status is processing, not shipped"]


def test_two_orders_for_one_prescription_are_found(client: Client, order: Callable[..., str]) -> None:
    check = {"vendor": "nimbus", "one_per": "prescriptionId"}
    first = order(client)
    assert verify(client, records=[check])["ok"]

    order(client)
    missed = failure(client, records=[check])
    move(client, first, "cancel")

    assert missed["says"] == "2 records have the same prescriptionId rx_test_001"
    assert len(missed["found"]) == 2
    assert verify(client, records=[check])["ok"]


# -- webhooks --------------------------------------------------------------------------------------------------------


def test_deliveries_are_counted_and_put_in_order(client: Client, order: Callable[..., str]) -> None:
    id = order(client)
    move(client, id, "process", "ship")

    verdict = verify(
        client,
        webhooks=[
            {"record": id, "exactly": 2},
            {"vendor": "nimbus", "kind": "order", "event": "order.fulfilled", "state": "collected"},
            {"state": "dead", "exactly": 0},
        ],
        webhooks_in_order=[{"event": "order.created"}, {"event": "order.fulfilled"}],
    )

    assert (verdict["ok"], verdict["checks"]) == (True, 4)


def test_a_delivery_that_is_missing_comes_with_what_nearly_fits(client: Client, order: Callable[..., str]) -> None:
    id = order(client)

    missed = failure(client, webhooks=[{"record": id, "event": "order.fulfilled"}])
    turned = failure(client, webhooks_in_order=[{"record": id}, {"event": "order.created"}])
    later = verify(client, since=3, webhooks=[{"exactly": 0}])

    assert missed["nearest"][0]["what"] == f"whd-1 nimbus order.created of {id}: collected"
    assert missed["nearest"][0]["differs"] == ["event is order.created, not order.fulfilled"]
    assert turned["check"] == "/webhooks_in_order/1"
    assert later["ok"]


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checks", "says"),
    [
        ({"calls": [{"operation": "nimbus.create_ordr"}]}, "'nimbus.create_order'"),
        ({"calls_in_order": [{"vendor": "nimbos"}]}, "'nimbus'"),
        ({"records": [{"kind": "ordr"}]}, "'order'"),
        ({"records": [{"vendor": "nimbus", "kind": "ordr"}]}, "'order'"),
        ({"records": [{"status": "shiped"}]}, "'shipped'"),
        ({"records": [{"history": {"contains": ["shiped"]}}]}, "'shipped'"),
        ({"records": [{"history": {"by": "stage", "contains": ["shiped"]}}]}, "'shipped'"),
        ({"records": [{"history": {"by": "move", "contains": ["shp"]}}]}, "'ship'"),
        ({"webhooks": [{"event": "order.creatd"}]}, "'order.created'"),
    ],
)
def test_a_name_that_nothing_bears_is_refused_with_the_nearest(client: Client, checks: dict[str, object], says: str) -> None:
    assert says in problem(client.post(f"{SANDBOX}/verify", checks), "unknown-name")["detail"]


@pytest.mark.parametrize(
    ("checks", "pointer"),
    [
        ({"calls": [{"status": "201"}]}, "/calls/0/status"),
        ({"calls": [{"status": 42}]}, "/calls/0/status"),
        ({"calls": [{"where": {"bdy.x": 1}}]}, "/calls/0/where"),
        ({"calls": [{"where": {"body.x": {"above": 1}}}]}, "/calls/0/where"),
        ({"calls": [{"where": {"body.x": {"present": True, "in": []}}}]}, "/calls/0/where"),
        ({"calls": [{"where": []}]}, "/calls/0/where"),
        ({"calls": [{"exactly": -1}]}, "/calls/0/exactly"),
        ({"records": [{"where": {"a..b": 1}}]}, "/records/0/where"),
        ({"since": True}, "/since"),
        ({"call": []}, "/call"),
    ],
)
def test_a_check_of_the_wrong_shape_is_refused_by_its_place(client: Client, checks: dict[str, object], pointer: str) -> None:
    refused = problem(client.post(f"{SANDBOX}/verify", checks), "invalid-request")

    assert [error["pointer"] for error in refused["errors"]] == [pointer]


def test_a_check_changes_nothing(client: Client, order: Callable[..., str]) -> None:
    order(client)
    before = client.get(f"{SANDBOX}/snapshot").text, client.get(f"{SANDBOX}/journal").text

    verify(client, calls=[MADE], records=[{"status": "cancelled"}])

    assert (client.get(f"{SANDBOX}/snapshot").text, client.get(f"{SANDBOX}/journal").text) == before
