from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import (
    CONTROL,
    LINK,
    ORDERS,
    PHARMACY,
    complete,
    order,
    patch,
    records,
    seen_by_the_shop,
    set_status,
    stock,
)

CITY = {"uid": "ph-xyz", "display_name": "City Pharmacy"}
PATH = "/pharmacy_orders/po-abc123/complete_order"
CARRIERS = ("DHL", "DPD", "UPS", "Hermes", "FedEx", "Other")
BAD_CARRIER = "Must be one of: DHL, DPD, UPS, Hermes, FedEx, Other."


@pytest.mark.proves("RXS-34", "RXS-35", "RXS-39", "RXS-40", "RXS-78")
@pytest.mark.parametrize("uid", ["po-201", "po-abc123", "po-202", "po-203", "po-def", "po-204"])
def test_every_open_order_can_be_completed(client: Client, uid: str) -> None:
    answer = complete(client, uid, LINK)

    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    assert list(answer.json()) == [
        "uid",
        "status",
        "name",
        "external_status",
        "pharmacy",
        "order_items",
        "shop_shipping_methods",
        "shipping_costs_amount",
        "shipping_costs_currency",
    ]
    assert list(answer.json()["order_items"][0]) == ["uid", "amount", "sku"]
    assert (order(client, uid)["status"], order(client, uid)["external_status"]) == ("completed", "OPEN")


@pytest.mark.proves("RXS-34", "RXS-88")
@pytest.mark.parametrize("content", [b"", b"{}", b"null", b'{"tracking_links":[]}', b'{"tracking_links":null}', b'{"other":1}'])
def test_tracking_may_be_left_out_in_every_way(client: Client, content: bytes) -> None:
    for _ in range(2):
        answer = client.request("PATCH", f"{ORDERS}/po-def/complete_order", content=content, headers=PHARMACY)

        assert answer.status_code == 200
    row = seen_by_the_shop(client, "px-def456")
    assert (row["order_status"], row["tracking_number"], row["tracking_url"]) == ("completed", None, None)


@pytest.mark.proves("RXS-34", "RXS-38", "RXS-42", "RXS-43", "RXS-44", "RXS-108")
def test_stock_goes_down_once_and_payouts_are_routed_once(client: Client) -> None:
    client.post(f"{CONTROL}/clock", {"advance": "1h"})
    before = order(client, "po-204")["payouts"]

    first, second = complete(client, "po-204"), complete(client, "po-204")

    assert first.content == second.content
    assert stock(client, "psku-456") == 23
    (payout,) = order(client, "po-204")["payouts"]
    assert payout.pop("provider_route_id").startswith("rt_")
    assert [payout] == [
        {key: value for key, value in row.items() if key != "provider_route_id"}
        | {"status": "routed", "routing_created_at": 1767607200}
        for row in before
    ]


def test_a_hundred_completions_at_once_reduce_stock_once_and_route_once(client: Client) -> None:
    calls: list[tuple[str, str, object, dict[str, str]]] = [("PATCH", f"{ORDERS}/po-204/complete_order", {}, PHARMACY)] * 100

    answers = client.together([(method, path, body, headers) for method, path, body, headers in calls])

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert stock(client, "psku-456") == 23
    entries = client.get(f"{CONTROL}/journal?limit=500").json()["entries"]
    assert [each["do"] for each in entries if each["kind"] == "move"] == ["complete", "reduce_stock", "route"]


def test_a_hundred_completions_with_tracking_succeed_once(client: Client) -> None:
    body = {"tracking_links": [LINK]}

    answers = client.together([("PATCH", f"{ORDERS}/po-204/complete_order", body, PHARMACY)] * 100)

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 99
    assert stock(client, "psku-456") == 23


@pytest.mark.proves("RXS-34")
@pytest.mark.parametrize("carrier", CARRIERS)
def test_six_carriers_are_taken(client: Client, carrier: str) -> None:
    assert complete(client, "po-abc123", LINK | {"carrier": carrier}).status_code == 200


@pytest.mark.proves("RXS-36", "RXS-37")
@pytest.mark.parametrize("carrier", ["GLS", "dhl", "Dhl", "", " DHL", "other"])
def test_a_seventh_carrier_is_refused_by_its_place(client: Client, carrier: str) -> None:
    answer = complete(client, "po-abc123", LINK, LINK | {"carrier": carrier})

    assert answer.status_code == 400
    assert answer.json() == {"error": {"tracking_links": {"1": {"carrier": [BAD_CARRIER]}}}, "pharmacy": CITY}
    assert order(client, "po-abc123")["status"] == "waiting for pharmacy"
    assert stock(client, "psku-456") == 25


@pytest.mark.proves("RXS-36", "RXS-37")
@pytest.mark.parametrize(
    "link",
    [
        "",
        "parcel/123",
        "tracking.example.com/123",
        "//tracking.example.com/1",
        "ftp://tracking.example.com/1",
        "https://",
        "https:///path",
        "https://?x",
        "https:// tracking.example.com",
        "https://tracking.example.com/a b",
        "javascript:alert(1)",
        "mailto:a@b.c",
        "https://tracking.example.com/1\n",
    ],
)
def test_what_is_no_web_address_is_refused_as_printed(client: Client, link: str) -> None:
    answer = complete(client, "po-abc123", LINK | {"tracking_link": link})

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": {"tracking_links": {"0": {"tracking_link": ["Invalid tracking link"]}}}, "pharmacy": CITY},
    )


@pytest.mark.proves("RXS-37")
@pytest.mark.parametrize(
    "link",
    [
        "http://t.example.com",
        "HTTPS://T.EXAMPLE.COM/1",
        "https://t.example.com:8443/x?y=1#z",
        "https://zustellung.müller.example/1",
        "https://[2001:db8::1]/1",
        "https://user@t.example.com/1",
        "https://t.example.com?n=1",
    ],
)
def test_web_addresses_are_taken_and_told_to_the_shop(client: Client, link: str) -> None:
    assert complete(client, "po-def", LINK | {"tracking_link": link}).status_code == 200
    assert seen_by_the_shop(client, "px-def456")["tracking_url"] == link


@pytest.mark.proves("RXS-36", "RXS-37", "RXS-80")
@pytest.mark.parametrize(
    ("links", "error"),
    [
        ([{"carrier": "DHL"}], {"0": {"tracking_link": ["Missing data for required field."]}}),
        ([{"tracking_link": LINK["tracking_link"]}], {"0": {"carrier": ["Missing data for required field."]}}),
        (
            [{}],
            {"0": {"tracking_link": ["Missing data for required field."], "carrier": ["Missing data for required field."]}},
        ),
        ([LINK | {"tracking_link": 5}], {"0": {"tracking_link": ["Not a valid string."]}}),
        ([LINK | {"carrier": None}], {"0": {"carrier": ["Field may not be null."]}}),
        (["https://t.example.com"], {"0": {"_schema": ["Invalid input type."]}}),
        ([None], {"0": {"_schema": ["Field may not be null."]}}),
        ("https://t.example.com", ["Not a valid list."]),
        (LINK, ["Not a valid list."]),
        (
            [LINK, LINK | {"carrier": "GLS"}, LINK | {"tracking_link": "x"}],
            {"1": {"carrier": [BAD_CARRIER]}, "2": {"tracking_link": ["Invalid tracking link"]}},
        ),
    ],
)
def test_everything_wrong_with_tracking_links_is_told_by_place_with_the_pharmacy(
    client: Client, links: object, error: object
) -> None:
    answer = patch(client, PATH, {"tracking_links": links})

    assert (answer.status_code, answer.json()) == (400, {"error": {"tracking_links": error}, "pharmacy": CITY})


@pytest.mark.proves("RXS-38")
def test_tracking_for_a_completed_order_is_refused_so_that_it_is_not_lost(client: Client) -> None:
    for uid, key in (("po-abc", "px-abc123"),):
        before = seen_by_the_shop(client, key)
        answer = complete(client, uid, LINK)

        assert (answer.status_code, answer.json()) == (
            400,
            {
                "error": {"tracking_links": ["Tracking links cannot be added to a completed order"]},
                "pharmacy": CITY,
            },
        )
        assert complete(client, uid).status_code == 200
        assert seen_by_the_shop(client, key) == before


@pytest.mark.proves("RXS-38")
def test_bad_tracking_is_told_before_that_the_order_is_completed(client: Client) -> None:
    answer = complete(client, "po-abc", LINK | {"carrier": "GLS"})

    assert answer.json()["error"] == {"tracking_links": {"0": {"carrier": [BAD_CARRIER]}}}


@pytest.mark.proves("RXS-41")
@pytest.mark.parametrize("links", [(), (LINK,)])
def test_a_cancelled_order_cannot_be_completed(client: Client, links: tuple[object, ...]) -> None:
    answer = complete(client, "po-205", *links)

    assert (answer.status_code, answer.json()) == (400, {"error": {"status": ["Order is already cancelled"]}, "pharmacy": CITY})
    assert stock(client, "psku-789") == 40


@pytest.mark.proves("RXS-64")
def test_what_cannot_be_read_names_no_pharmacy(client: Client) -> None:
    for content in (b"{", b"[]", b"0"):
        answer = client.request("PATCH", f"{ORDERS}/po-abc123/complete_order", content=content, headers=PHARMACY)

        assert (answer.status_code, answer.json()) == (400, {"error": "Bad request"})


@pytest.mark.proves("RXS-42")
def test_too_little_stock_never_keeps_an_order_from_being_completed(client: Client) -> None:
    patch(client, "/pharmacy_skus/psku-456/stock", {"stock": 1})

    assert complete(client, "po-204").status_code == 200
    assert stock(client, "psku-456") == 0


@pytest.mark.proves("RXS-42")
def test_an_article_that_the_pharmacy_does_not_sell_does_not_either(play: Callable[[str], Client]) -> None:
    client = play(
        'fixtures: {rxscale: {skus: [{uid: sku-rare, display_name: Rare, pzn: "00000017"}], orders: [{uid: ord-1}], '
        "pharmacy_orders: [{uid: po-1, pharmacy: ph-xyz, order: ord-1, items: [{uid: oi-1, sku: sku-rare}]}]}}"
    )

    assert complete(client, "po-1").status_code == 200


@pytest.mark.proves("RXS-42", "RXS-44")
def test_cancelling_gives_no_stock_back_and_takes_none(client: Client) -> None:
    set_status(client, "po-204", "cancelled")

    assert stock(client, "psku-456") == 25
    assert order(client, "po-204")["payouts"] == []


@pytest.mark.proves("RXS-34", "RXS-85")
def test_news_of_a_completion_is_told_once_for_order_and_stock(client: Client) -> None:
    complete(client, "po-204")
    complete(client, "po-204")

    entries = client.get(f"{CONTROL}/journal").json()["entries"]
    events = [each["event"] for each in entries if each["kind"] == "move"]
    assert events == ["pharmacy_order_updated", "pharmacy_sku_stock_updated", None]


def test_the_reserved_link_is_refused_as_printed(client: Client) -> None:
    answer = complete(client, "po-abc123", {"tracking_link": "https://refused.example.com/parcel/1", "carrier": "DHL"})

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": {"tracking_links": {"0": {"tracking_link": ["Invalid tracking link"]}}}, "pharmacy": CITY},
    )


@pytest.mark.proves("RXS-34")
def test_all_links_are_kept_and_the_first_goes_on(client: Client) -> None:
    second = {"tracking_link": "https://other.example.com/2", "carrier": "Other"}
    complete(client, "po-abc123", LINK, second)

    kept = client.get(f"{CONTROL}/records/rxscale/pharmacy_order/po-abc123").json()
    assert kept["content"]["tracking_links"] == [LINK, second]
    assert kept["history"][-1]["with"] == LINK
    assert seen_by_the_shop(client, "px-ghi789")["tracking_url"] == LINK["tracking_link"]
    assert len(records(client, "payout")) > 0


@pytest.mark.parametrize("link", ["https://[::::]/x", "https://[1.2]/x", "https://ex\u2100mple.com/x", "https://a.b:99999/x"])
def test_a_link_that_cannot_be_taken_apart_is_refused_and_the_shop_can_still_ask(client: Client, link: str) -> None:
    address = "/rxscale/v1/external_pharmacy_api/pharmacy_orders/po-abc123"
    key = {"X-API-Key": "rxscale-pharmacy-key"}

    answer = client.request(
        "PATCH", f"{address}/complete_order", json={"tracking_links": [{"tracking_link": link, "carrier": "DHL"}]}, headers=key
    )

    assert answer.status_code == 400
    assert answer.json()["error"] == {"tracking_links": {"0": {"tracking_link": ["Invalid tracking link"]}}}
    assert client.get(address, headers=key).json()["status"] == "waiting for pharmacy"
    moved = client.post(
        "/_mock/sandboxes/default/records/rxscale/pharmacy_order/po-abc123/moves",
        {"do": "complete", "with": {"tracking_link": link, "carrier": "DHL"}},
    )
    assert moved.status_code == 422


@pytest.mark.parametrize("given", [{"tracking_link": "https://a.example/1"}, {"carrier": "DHL"}])
def test_the_move_takes_a_link_and_its_carrier_together(client: Client, given: dict[str, str]) -> None:
    moves = "/_mock/sandboxes/default/records/rxscale/pharmacy_order/po-abc123/moves"

    assert client.post(moves, {"do": "complete", "with": given}).status_code == 422
    assert client.post(moves, {"do": "complete"}).json()["status"] == "completed"
