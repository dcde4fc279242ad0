"""Finding orders of all vendors."""

from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.control.conftest import TIMELINE, Json
from tests.control.problems import problem

ORDERS = "/_mock/sandboxes/default/orders"


def listed(client: Client, query: str = "") -> Json:
    answer = client.get(f"{ORDERS}{query}")
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def ids(client: Client, query: str = "") -> list[str]:
    return [each["id"] for each in listed(client, query)["orders"]]


def test_an_order_is_listed_with_what_may_and_what_will_be_done(
    play: Callable[[str], Client], order: Callable[..., str]
) -> None:
    client = play(TIMELINE)
    id = order(client)
    client.post("/_mock/sandboxes/default/clock", {"advance": "2h"})

    found = listed(client)["orders"][0]

    assert found == {
        "vendor": "nimbus",
        "kind": "order",
        "id": id,
        "status": "processing",
        "stage": "preparing",
        "created_at": "2026-01-05T09:00:00Z",
        "updated_at": "2026-01-05T10:00:00Z",
        "age_seconds": 7_200,
        "moves_possible": ["ship", "cancel"],
        "next_due": {"at": "2026-01-07T09:00:00Z", "do": "ship", "timeline": "swift"},
        "history": [
            {"at": "2026-01-05T09:00:00Z", "do": "create", "status": "pending", "cause": 2, "with": {}},
            {"at": "2026-01-05T10:00:00Z", "do": "process", "status": "processing", "cause": 4, "with": {}},
        ],
    }


def test_orders_stand_newest_first_and_refills_are_none(client: Client, order: Callable[..., str]) -> None:
    first, second = order(client), order(client)

    assert ids(client, "?limit=2") == [second, first]
    assert ids(client, "?vendor=nimbus") == [second, first, "ord_abc123xyz", "ord_1234567890"]


def test_pages_join_to_the_whole_and_each_knows_the_total(client: Client, order: Callable[..., str]) -> None:
    for _ in range(5):
        order(client)
    whole = ids(client)

    pages = [listed(client, f"?limit=3&offset={offset}") for offset in range(0, len(whole) + 3, 3)]

    assert [each["id"] for page in pages for each in page["orders"]] == whole
    assert {page["total"] for page in pages} == {len(whole)}


def test_orders_are_found_by_status_and_by_stage(client: Client, order: Callable[..., str]) -> None:
    new = order(client)

    assert ids(client, "?vendor=nimbus&status=pending") == ids(client, "?vendor=nimbus&stage=received") == [new]
    assert ids(client, "?status=pending&limit=2") == [new, "wbbubgc6s5"]
    assert listed(client, "?vendor=nimbus&status=processing&limit=1")["total"] == 2
    assert listed(client, "?status=pending&stage=shipped") == {"total": 0, "orders": []}
    assert listed(client, "?vendor=nimbus&stage=on_hold")["total"] == 0


def test_orders_are_found_by_their_age(client: Client, order: Callable[..., str]) -> None:
    old = order(client)
    client.post("/_mock/sandboxes/default/clock", {"advance": "1d"})
    middle = order(client)
    client.post("/_mock/sandboxes/default/clock", {"advance": "1h"})
    young = order(client)

    assert ids(client, "?newer_than=1h") == [young]
    assert ids(client, "?older_than=1h&newer_than=2d") == [middle, old]
    assert ids(client, "?older_than=25h&newer_than=2d&status=pending") == [old]
    assert listed(client, "?vendor=nimbus&older_than=2d&limit=1")["total"] == 2
    assert listed(client, "?older_than=2d&newer_than=1d") == {"total": 0, "orders": []}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=%201", "limit"),
        ("limit=%2B1", "limit"),
        ("limit=1_0", "limit"),
        ("limit=01", "limit"),
        ("limit=1.0", "limit"),
        ("limit=", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999999999999", "offset"),
        ("stage=lost", "stage"),
        ("older_than=yesterday", "older_than"),
    ],
)
def test_a_malformed_parameter_is_named(client: Client, query: str, parameter: str) -> None:
    refused = problem(client.get(f"{ORDERS}?{query}"), "invalid-request")

    assert [each["parameter"] for each in refused["errors"]] == [parameter]


def test_words_that_nobody_knows_are_refused_with_the_nearest(client: Client) -> None:
    assert "'shipped'" in problem(client.get(f"{ORDERS}?status=shiped"), "unknown-status")["detail"]
    assert "'nimbus'" in problem(client.get(f"{ORDERS}?vendor=nimbos"), "unknown-vendor")["detail"]


def test_parameters_that_nobody_knows_are_ignored(client: Client) -> None:
    assert listed(client, "?colour=red") == listed(client)
