"""The vendor's printed records, as the default scenario holds them: key for key, type for type, value for value."""

import base64
from typing import Any

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import GROUP, LINK, ORDERS, PHARMACY, SHOP, STATUSES, order, patch

ADDRESS = {
    "first_name": "Max",
    "last_name": "Mustermann",
    "street": "Hauptstr.",
    "house_number": "1",
    "zip_code": "10115",
    "city": "Berlin",
    "country": "Germany",
    "additional_address": None,
    "province": None,
}
LISTED: dict[str, Any] = {
    "uid": "po-abc123",
    "status": "waiting for pharmacy",
    "name": "#1001",
    "shop_order_name": "#1234",
    "external_status": "OPEN",
    "pharmacy": {"uid": "ph-xyz", "display_name": "City Pharmacy"},
    "order": {"uid": "ord-123", "delivery_address": ADDRESS, "invoice_address": ADDRESS, "priority": 5},
    "order_items": [
        {
            "uid": "oi-789",
            "amount": 1,
            "sku": {"uid": "sku-456", "display_name": "Medication X 100mg", "pzn": "12345678"},
            "total_paid_amount": 1299,
        }
    ],
    "shop_shipping_methods": [
        {
            "uid": "shop-shipping-method-uid",
            "display_name": "DHL Standard",
            "external_id": "shopify-standard",
            "pharmacy_mapping": {"pharmacy_uid": "ph-xyz", "shipping_method_identifier_for_pharmacy": "DHL_STANDARD"},
        }
    ],
    "shipping_costs_amount": 499,
    "shipping_costs_currency": "EUR",
}


def in_order(value: object) -> object:
    """A JSON value in which the order of members counts too."""
    if isinstance(value, dict):
        return [(key, in_order(inner)) for key, inner in value.items()]
    return [in_order(inner) for inner in value] if isinstance(value, list) else (type(value), value)


@pytest.mark.proves("RXS-1", "RXS-2", "RXS-73", "RXS-79", "RXS-103")
def test_the_shops_two_prescriptions_stand_as_printed(client: Client) -> None:
    answer = client.get(f"{STATUSES}?prescription_uids=px-abc123,px-def456", SHOP)

    assert answer.status_code == 200
    assert in_order(answer.json()) == in_order(
        {
            "data": [
                {
                    "prescription_uid": "px-abc123",
                    "order_status": "completed",
                    "fulfillment_status": "fulfilled",
                    "tracking_number": "1Z999AA10123456784",
                    "tracking_url": "https://tracking.example.com/1Z999AA10123456784",
                    "created_at": "2025-03-15T10:30:00Z",
                    "fulfilled_at": "2025-03-17T14:00:00Z",
                    "line_items": [{"sku_uid": "sku-456", "display_name": "Medication X 100mg", "quantity": 1}],
                },
                {
                    "prescription_uid": "px-def456",
                    "order_status": "processing",
                    "fulfillment_status": "unfulfilled",
                    "tracking_number": None,
                    "tracking_url": None,
                    "created_at": "2025-03-16T09:00:00Z",
                    "fulfilled_at": None,
                    "line_items": [{"sku_uid": "sku-789", "display_name": "Medication Y 50mg", "quantity": 2}],
                },
            ]
        }
    )


@pytest.mark.proves("RXS-13", "RXS-20", "RXS-73", "RXS-103")
def test_the_listed_order_stands_as_printed(client: Client) -> None:
    listed = client.get(f"{ORDERS}/?search=po-abc123", PHARMACY).json()

    assert in_order(listed) == in_order({"data": [LISTED], "totalRegistries": 1, "totalPages": 1})


@pytest.mark.proves("RXS-21", "RXS-22", "RXS-23", "RXS-43", "RXS-44", "RXS-73", "RXS-79", "RXS-101")
def test_its_detail_stands_as_printed_after_the_list(client: Client) -> None:
    detail = order(client, "po-abc123")

    file = detail["prescription_file"]
    assert base64.b64decode(file["content_base64"], validate=True).startswith(b"%PDF-1.4\n")
    assert in_order(detail | {"prescription_file": None}) == in_order(
        LISTED
        | {
            "patient_data": {
                "uid": "pat-123",
                "display_name": "Max Mustermann",
                "email": "max@example.com",
                "date_of_birth": "1990-01-15",
            },
            "doctor_data": {"uid": "doc-456", "display_name": "Dr. Schmidt"},
            "prescription_file": None,
            "prepaid": 1,
            "payouts": [
                {
                    "status": "projected",
                    "amount": 1299,
                    "currency": "EUR",
                    "component_type": "item_rest",
                    "routing_description": "Medication X 100mg rest amount",
                    "provider_route_id": None,
                    "pharmacy_order_uid": "po-abc123",
                    "pharmacy_order_name": "#1001",
                    "pharmacy_order_created_at": 1711899000,
                    "routing_created_at": None,
                }
            ],
        }
    )
    assert list(file) == ["filename", "content_base64"]
    assert file["filename"] == "prescription_001.pdf"
    assert file["content_base64"].startswith("JVBERi0xLjQK")


@pytest.mark.proves("RXS-20", "RXS-21", "RXS-98", "RXS-116")
def test_a_second_order_has_no_shop_order_and_no_mapping_as_the_printed_detail(client: Client) -> None:
    detail = order(client, "po-124")

    assert detail["shop_order_name"] is None
    assert [method["pharmacy_mapping"] for method in detail["shop_shipping_methods"]] == [None]
    assert (detail["prescription_file"], detail["doctor_data"], detail["payouts"]) == (None, None, [])
    assert (detail["shipping_costs_amount"], detail["shipping_costs_currency"], detail["name"]) == (None, None, None)


@pytest.mark.proves("RXS-35", "RXS-74")
def test_the_printed_completion_is_reached_at_the_printed_pharmacy(client: Client) -> None:
    answer = patch(
        client, "/pharmacy_orders/po-207/complete_order?pharmacy_uid=pharmacy-uid", {"tracking_links": [LINK]}, GROUP
    )

    assert answer.status_code == 200
    assert in_order(answer.json()) == in_order(
        {
            "uid": "po-207",
            "status": "completed",
            "name": "#1001",
            "external_status": "OPEN",
            "pharmacy": {"uid": "pharmacy-uid", "display_name": "Example Pharmacy"},
            "order_items": [
                {
                    "uid": "oi-207",
                    "amount": 1,
                    "sku": {"uid": "sku-456", "display_name": "Medication X 100mg", "pzn": "12345678"},
                }
            ],
            "shop_shipping_methods": [
                {
                    "uid": "shop-shipping-method-uid",
                    "display_name": "DHL Standard",
                    "external_id": "shopify-standard",
                    "pharmacy_mapping": {
                        "pharmacy_uid": "pharmacy-uid",
                        "shipping_method_identifier_for_pharmacy": "DHL_STANDARD",
                    },
                }
            ],
            "shipping_costs_amount": 499,
            "shipping_costs_currency": "EUR",
        }
    )


@pytest.mark.proves("RXS-36")
def test_the_refused_link_is_answered_exactly_as_printed(client: Client) -> None:
    links = [{"tracking_link": "not-a-link", "carrier": "DHL"}]
    path = "/pharmacy_orders/po-207/complete_order?pharmacy_uid=pharmacy-uid"

    answer = patch(client, path, {"tracking_links": links}, GROUP)

    assert answer.status_code == 400
    assert in_order(answer.json()) == in_order(
        {
            "error": {"tracking_links": {"0": {"tracking_link": ["Invalid tracking link"]}}},
            "pharmacy": {"uid": "pharmacy-uid", "display_name": "Example Pharmacy"},
        }
    )


@pytest.mark.proves("RXS-30", "RXS-117")
def test_every_status_occurs_at_the_test_pharmacy_and_open_orders_can_be_supplied(client: Client) -> None:
    listed = client.get(f"{ORDERS}/", PHARMACY).json()["data"]

    assert {each["status"] for each in listed} == {
        "init",
        "waiting for pharmacy",
        "pending review",
        "on-hold",
        "in-progress",
        "ready_for_pickup",
        "completed",
        "cancelled",
    }
    skus = client.get("/rxscale/v1/external_pharmacy_api/pharmacy_skus/", PHARMACY).json()["data"]
    left = {row["sku"]["uid"]: row["stock"] for row in skus}
    for each in listed:
        if each["status"] not in ("completed", "cancelled"):
            assert all(left[item["sku"]["uid"]] >= 10 for item in each["order_items"]), each["uid"]
