"""The pharmacy's API and the shop's are two faces of the same records."""

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import (
    API,
    CONTROL,
    GROUP,
    LINK,
    ORDERS,
    PHARMACY,
    complete,
    order,
    patch,
    records,
    seen_by_the_shop,
    set_status,
)


@pytest.mark.proves("RXS-7", "RXS-9", "RXS-34")
def test_the_shop_sees_each_step_of_the_pharmacy(client: Client) -> None:
    untouched = {"tracking_number": None, "tracking_url": None, "fulfilled_at": None, "fulfillment_status": "unfulfilled"}

    held = set_status(client, "po-def", "on-hold", comment="The dose on the prescription cannot be read")
    assert (held.status_code, held.json()["status"]) == (200, "on-hold")
    row = seen_by_the_shop(client, "px-def456")
    assert (row["order_status"], {name: row[name] for name in untouched}) == ("processing", untouched)

    resumed = set_status(client, "po-def", "in-progress")
    assert (resumed.status_code, resumed.json()["status"]) == (200, "in-progress")
    row = seen_by_the_shop(client, "px-def456")
    assert (row["order_status"], {name: row[name] for name in untouched}) == ("processing", untouched)

    client.post(f"{CONTROL}/clock", {"advance": "1d"})
    assert (
        complete(client, "po-def", LINK, {"tracking_link": "https://other.example.com/9", "carrier": "UPS"}).status_code == 200
    )
    assert seen_by_the_shop(client, "px-def456") == {
        "prescription_uid": "px-def456",
        "order_status": "completed",
        "fulfillment_status": "fulfilled",
        "tracking_number": "123",
        "tracking_url": "https://tracking.example.com/parcel/123",
        "created_at": "2025-03-16T09:00:00Z",
        "fulfilled_at": "2026-01-06T09:00:00Z",
        "line_items": [{"sku_uid": "sku-789", "display_name": "Medication Y 50mg", "quantity": 2}],
    }


@pytest.mark.proves("RXS-7")
def test_a_cancelled_order_is_cancelled_for_the_shop(client: Client) -> None:
    set_status(client, "po-def", "cancelled")

    row = seen_by_the_shop(client, "px-def456")
    assert (row["order_status"], row["fulfillment_status"], row["fulfilled_at"]) == ("cancelled", "unfulfilled", None)


@pytest.mark.proves("RXS-7", "RXS-8")
def test_a_prescription_is_fulfilled_when_the_last_of_its_pharmacies_is_done(client: Client) -> None:
    before = seen_by_the_shop(client, "px-206")
    complete(client, "po-206-a", {"tracking_link": "https://tracking.example.com/parcel/a", "carrier": "DPD"})
    after = seen_by_the_shop(client, "px-206")

    assert (before["order_status"], before["fulfillment_status"]) == ("processing", "partially_fulfilled")
    assert (before["fulfilled_at"], before["tracking_number"]) == (None, "206")
    assert (after["order_status"], after["fulfillment_status"]) == ("completed", "fulfilled")
    assert after["fulfilled_at"] == "2026-01-05T09:00:00Z"
    assert [line["sku_uid"] for line in after["line_items"]] == ["sku-789", "sku-456"]


@pytest.mark.proves("RXS-8", "RXS-10")
def test_a_cancelled_part_does_not_count_beside_one_that_is_done(client: Client) -> None:
    set_status(client, "po-206-a", "cancelled")

    row = seen_by_the_shop(client, "px-206")
    assert (row["order_status"], row["fulfillment_status"]) == ("completed", "fulfilled")
    assert [line["sku_uid"] for line in row["line_items"]] == ["sku-456"]


def test_a_move_of_the_sandboxs_own_api_does_all_that_the_pharmacys_call_does(client: Client) -> None:
    moves = f"{CONTROL}/records/rxscale/pharmacy_order/po-def/moves"

    client.post(moves, {"do": "hold", "with": {"comment": "Why?"}})
    moved = client.post(moves, {"do": "complete", "with": LINK})

    assert moved.status_code == 200
    assert seen_by_the_shop(client, "px-def456")["tracking_number"] == "123"
    assert order(client, "po-def")["payouts"][0]["status"] == "routed"
    rows = client.get(f"{API}/pharmacy_skus/", PHARMACY).json()["data"]
    assert next(row["stock"] for row in rows if row["uid"] == "psku-789") == 38
    assert len(records(client, "issue_thread")) == 2


@pytest.mark.proves("RXS-69", "RXS-70")
def test_a_mapping_that_the_pharmacist_saves_is_seen_on_later_reads_of_that_pharmacy(client: Client) -> None:
    before = order(client, "po-124")["shop_shipping_methods"][0]
    saved = client.post(
        f"{CONTROL}/records/rxscale/pharmacy/ph-xyz/moves",
        {
            "do": "save_shipping_mapping",
            "with": {
                "shop_shipping_method_uid": "shop-shipping-method-express",
                "shipping_method_identifier_for_pharmacy": "EXPRESS_1",
            },
        },
    )

    assert saved.status_code == 200
    assert before["pharmacy_mapping"] is None
    wanted = {"pharmacy_uid": "ph-xyz", "shipping_method_identifier_for_pharmacy": "EXPRESS_1"}
    assert order(client, "po-124")["shop_shipping_methods"][0] == before | {"pharmacy_mapping": wanted}
    (listed,) = client.get(f"{ORDERS}/?search=po-124", PHARMACY).json()["data"]
    assert listed["shop_shipping_methods"][0]["pharmacy_mapping"] == wanted
    assert order(client, "po-abc123")["shop_shipping_methods"][0]["pharmacy_mapping"] is not None


@pytest.mark.parametrize("path", ["/status", "/complete_order"])
def test_a_groups_key_moves_the_orders_of_the_pharmacy_it_names(client: Client, path: str) -> None:
    body = {"status": "cancelled"} if path == "/status" else {}

    assert patch(client, f"/pharmacy_orders/po-207{path}?pharmacy_uid=ph-xyz", body, GROUP).status_code == 404
    assert patch(client, f"/pharmacy_orders/po-207{path}", body, GROUP).status_code == 400
    assert patch(client, f"/pharmacy_orders/po-207{path}?pharmacy_uid=pharmacy-uid", body, GROUP).status_code == 200
