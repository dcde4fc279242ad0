from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import API, CONTROL, GROUP, PHARMACY, complete, order, set_status


def payouts(client: Client, query: str = "", key: dict[str, str] = PHARMACY) -> dict[str, Any]:
    answer = client.get(f"{API}/payouts{query}", key)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def orders(client: Client, query: str = "", key: dict[str, str] = PHARMACY) -> list[str]:
    return [row["pharmacy_order_uid"] for row in payouts(client, query, key)["data"]]


ALL = ["po-206-a", "po-204", "po-202", "po-def", "po-abc", "po-abc123"]


@pytest.mark.proves("RXS-43", "RXS-45")
def test_a_pharmacys_payouts_are_listed_by_the_age_of_their_orders(client: Client) -> None:
    page = payouts(client)

    assert [row["pharmacy_order_uid"] for row in page["data"]] == ALL
    assert (page["totalRegistries"], page["totalPages"]) == (6, 1)
    assert page["data"][5] == order(client, "po-abc123")["payouts"][0]


def test_a_groups_key_sees_those_that_the_named_pharmacy_receives(client: Client) -> None:
    assert orders(client, "?pharmacy_uid=pharmacy-uid", GROUP) == ["po-207", "po-206-b"]


@pytest.mark.proves("RXS-45", "RXS-46")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=routed", ["po-abc"]),
        ("?status=projected&limit=2", ["po-206-a", "po-204"]),
        ("?status=nothing", []),
        ("?limit=2&page=2", ["po-abc", "po-abc123"]),
        ("?sort_direction=asc", ALL[::-1]),
        ("?sort_by=amount", ["po-204", "po-def", "po-abc", "po-abc123", "po-206-a", "po-202"]),
        ("?sort_by=amount&sort_direction=asc&limit=2", ["po-206-a", "po-202"]),
        ("?sort_by=routing_created_at&limit=1", ["po-abc"]),
        ("?search=%231001", ["po-abc123"]),
        ("?search=PO-20", ["po-206-a", "po-204", "po-202"]),
        ("?search=medication%20y", ["po-206-a", "po-202", "po-def"]),
        ("?search=rt_", ["po-abc"]),
        ("?start_date=1764835200", ["po-206-a", "po-204"]),
        ("?end_date=1711899000", ["po-abc123"]),
        ("?start_date=1742220000&end_date=1742220000", ["po-abc"]),
    ],
)
def test_filters_and_sorting_are_as_documented(client: Client, query: str, found: list[str]) -> None:
    assert orders(client, query) == found


@pytest.mark.proves("RXS-46")
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("?start_date=yesterday", "start_date", "Not a valid integer."),
        ("?end_date=1.5", "end_date", "Not a valid integer."),
        ("?sort_by=name", "sort_by", "Must be one of: pharmacy_order_created_at, routing_created_at, amount."),
        ("?sort_direction=up", "sort_direction", "Must be one of: desc, asc."),
    ],
)
def test_a_filter_that_is_none_is_refused_by_field(client: Client, query: str, field: str, message: str) -> None:
    answer = client.get(f"{API}/payouts{query}", PHARMACY)

    assert (answer.status_code, answer.json()) == (400, {"error": {field: [message]}})


@pytest.mark.proves("RXS-44")
def test_completing_routes_and_cancelling_withdraws(client: Client) -> None:
    complete(client, "po-204")
    set_status(client, "po-202", "cancelled")

    assert orders(client, "?status=routed") == ["po-204", "po-abc"]
    assert orders(client, "?status=projected") == ["po-206-a", "po-def", "po-abc123"]


@pytest.mark.proves("RXS-23", "RXS-43")
def test_payouts_are_for_prepaid_orders_unless_the_fixture_says_otherwise(play: Callable[[str], Client]) -> None:
    client = play(
        "fixtures: {rxscale: {orders: [{uid: ord-1, prepaid: 1, has_payouts: false}, {uid: ord-2, has_payouts: true}], "
        "pharmacy_orders: [{uid: po-1, pharmacy: ph-xyz, order: ord-1, items: [{uid: oi-1, sku: sku-456}]}, "
        "{uid: po-2, pharmacy: ph-xyz, order: ord-2, items: [{uid: oi-2, sku: sku-456, total_paid_amount: 5}]}]}}"
    )

    assert (order(client, "po-1")["prepaid"], order(client, "po-1")["payouts"]) == (1, [])
    assert (order(client, "po-2")["prepaid"], [row["amount"] for row in order(client, "po-2")["payouts"]]) == (0, [5])


@pytest.mark.proves("RXS-43")
def test_a_payout_that_another_pharmacy_receives_is_left_out(play: Callable[[str], Client]) -> None:
    client = play(
        "fixtures: {rxscale: {orders: [{uid: ord-1, prepaid: 1}], pharmacy_orders: [{uid: po-1, pharmacy: ph-xyz, "
        "order: ord-1, payout_receiver: pharmacy-uid, items: [{uid: oi-1, sku: sku-456}]}]}}"
    )

    assert order(client, "po-1")["payouts"] == []
    assert "po-1" not in orders(client)
    assert "po-1" in orders(client, "?pharmacy_uid=pharmacy-uid", GROUP)


@pytest.mark.proves("RXS-108")
def test_a_route_may_be_without_an_identifier(play: Callable[[str], Client]) -> None:
    client = play(
        "fixtures: {rxscale: {orders: [{uid: ord-1, prepaid: 1}], pharmacy_orders: [{uid: po-1, pharmacy: ph-xyz, "
        "order: ord-1, provider_route: anonymous, items: [{uid: oi-1, sku: sku-456}]}]}}"
    )
    complete(client, "po-1")

    (row,) = order(client, "po-1")["payouts"]
    assert (row["status"], row["provider_route_id"], row["routing_created_at"]) == ("routed", None, 1767603600)


def test_a_payout_that_was_routed_by_hand_is_left_as_it_is(client: Client) -> None:
    found = client.get(f"{CONTROL}/records/rxscale/payout").json()["records"]
    for each in found:
        client.post(f"{CONTROL}/records/rxscale/payout/{each['id']}/moves", {"do": "route"})
    before = order(client, "po-204")["payouts"]

    complete(client, "po-204")
    set_status(client, "po-202", "cancelled")

    assert order(client, "po-204")["payouts"] == before
    assert orders(client, "?status=projected") == []
