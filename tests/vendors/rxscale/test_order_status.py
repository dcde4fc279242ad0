from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import SHOP, STATUSES, seen_by_the_shop


def asked(client: Client, uids: str, shop: str = "my-shop") -> tuple[int, list[str]]:
    answer = client.get(f"/rxscale/v2/public/orders/{shop}?prescription_uids={uids}", SHOP)
    return answer.status_code, [row["prescription_uid"] for row in answer.json().get("data", [])]


@pytest.mark.proves("RXS-4", "RXS-5")
def test_rows_stand_in_the_order_of_the_question_each_once_and_unknown_ones_are_left_out(client: Client) -> None:
    assert asked(client, "px-def456,px-nothing,%20px-abc123%20,,px-def456") == (200, ["px-def456", "px-abc123"])
    assert asked(client, "px-nothing") == (200, [])


@pytest.mark.proves("RXS-3", "RXS-118")
@pytest.mark.parametrize("query", ["", "?", "?prescription_uids=", "?prescription_uids=,%20,", "?prescription_uid=px-abc123"])
def test_without_prescriptions_the_call_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"{STATUSES}{query}", SHOP)

    assert (answer.status_code, answer.json()) == (400, {"error": "Missing required parameter: prescription_uids"})


@pytest.mark.proves("RXS-3", "RXS-4")
def test_fifty_prescriptions_are_taken_and_fifty_one_are_not(client: Client) -> None:
    many = [f"px-{n}" for n in range(49)]

    assert asked(client, ",".join(["px-abc123", *many])) == (200, ["px-abc123"])
    assert asked(client, ",".join(["px-abc123", "px-def456", *many]))[0] == 400
    assert asked(client, ",".join(["px-abc123"] * 51))[0] == 400
    answer = client.get(f"{STATUSES}?prescription_uids={','.join(['x'] * 51)}", SHOP)
    assert answer.json() == {"error": "Maximum of 50 prescription UIDs allowed"}


@pytest.mark.proves("RXS-6")
@pytest.mark.parametrize("shop", ["nothing", "MY-SHOP", "my-shop.example"])
def test_an_unknown_shop_is_not_found_once_the_question_is_sound(client: Client, shop: str) -> None:
    answer = client.get(f"/rxscale/v2/public/orders/{shop}?prescription_uids=px-abc123", SHOP)

    assert (answer.status_code, answer.json()) == (404, {"error": "Shop not found"})
    assert client.get(f"/rxscale/v2/public/orders/{shop}", SHOP).status_code == 400


@pytest.mark.proves("RXS-1", "RXS-5")
def test_a_shop_may_be_a_domain_and_does_not_see_another_shops_prescriptions(client: Client) -> None:
    assert asked(client, "px-abc123", "my-store.myshopify.com") == (200, [])


@pytest.mark.proves("RXS-6")
def test_a_shop_of_another_organisation_is_not_found(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {rxscale: {shops: [{uid: their-shop, organisation: org-other}]}}")

    assert asked(client, "px-abc123", "their-shop")[0] == 404


@pytest.mark.proves("RXS-10")
def test_of_several_orders_for_a_prescription_the_newest_is_shown(play: Callable[[str], Client]) -> None:
    client = play(
        "fixtures: {rxscale: {orders: [{uid: ord-new, prescription_uid: px-abc123, created_at: 2025-06-01T00:00:00Z},"
        " {uid: ord-old, prescription_uid: px-abc123, created_at: 2025-01-01T00:00:00Z}]}}"
    )

    row = seen_by_the_shop(client, "px-abc123")
    assert (row["created_at"], row["order_status"], row["line_items"]) == ("2025-06-01T00:00:00Z", "processing", [])


@pytest.mark.proves("RXS-7", "RXS-100")
def test_a_fixture_may_tell_the_shop_any_status(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {rxscale: {orders: [{uid: ord-1, prescription_uid: px-1, order_status: waiting for doctor}]}}")

    assert seen_by_the_shop(client, "px-1")["order_status"] == "waiting for doctor"


@pytest.mark.proves("RXS-9")
@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("https://t.example.com/a/b/123", "123"),
        ("https://t.example.com/a/123/", "123"),
        ("https://t.example.com/", None),
        ("https://t.example.com", None),
        ("https://t.example.com/track?id=9", "track"),
    ],
)
def test_the_tracking_number_is_the_end_of_the_links_path(play: Callable[[str], Client], link: str, number: str | None) -> None:
    client = play(
        "fixtures: {rxscale: {orders: [{uid: ord-1, prescription_uid: px-1}], pharmacy_orders: [{uid: po-1, pharmacy: ph-xyz, "
        f'order: ord-1, status: completed, items: [{{uid: oi-1, sku: sku-456}}], tracking_links: [{{tracking_link: "{link}", '
        "carrier: DHL}]}]}}"
    )

    row = seen_by_the_shop(client, "px-1")
    assert (row["tracking_url"], row["tracking_number"]) == (link, number)


@pytest.mark.proves("RXS-11", "RXS-12")
@pytest.mark.parametrize("prefix", ["/v2/public", "/v2/public-api"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_both_spellings_of_the_prefix_lead_to_the_same_rows(client: Client, prefix: str, slash: str) -> None:
    answer = client.get(f"/rxscale{prefix}/orders/my-shop{slash}?prescription_uids=px-abc123", SHOP)

    assert answer.json() == client.get(f"{STATUSES}?prescription_uids=px-abc123", SHOP).json()
