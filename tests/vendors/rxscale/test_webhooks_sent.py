"""What RxScale tells subscribers, held against the webhook pages."""

import json

import pytest

from tests.clients import Client
from tests.webhooks.sink import Sink, receiving
from tests.webhooks.steps import SANDBOX, drain, move

HOOKS = "/rxscale/v1/external_pharmacy_api/webhooks/"
PHARMACY = {"X-API-Key": "rxscale-pharmacy-key"}
GROUP = {"X-API-Key": "rxscale-group-key"}


def subscribe(client: Client, sink: Sink, sort: str, key: dict[str, str]) -> str:
    answer = client.post(HOOKS, {"target": sink.url(f"/{sort}"), "notification_type": sort}, headers=key)
    assert answer.status_code == 201, answer.text
    secret: str = answer.json()["signing_secret"]
    return secret


@pytest.mark.proves("RXS-81", "RXS-82", "RXS-83", "RXS-112")
def test_an_orders_change_is_told_to_those_who_asked_about_its_pharmacy(reaching: Client) -> None:
    with receiving() as sink:
        subscribe(reaching, sink, "pharmacy_order_updated", PHARMACY)
        move(reaching, "po-201", "queue", "rxscale", "pharmacy_order")
        move(reaching, "po-207", "make_ready", "rxscale", "pharmacy_order")  # another pharmacy's
        drain(reaching)

    (received,) = sink.received
    body = json.loads(received.body)
    assert received.headers["x-webhook-event"] == "pharmacy_order_updated"
    assert list(body) == ["event_type", "timestamp", "payload_version", "data"]
    assert (body["event_type"], body["timestamp"], body["payload_version"]) == ("pharmacy_order_updated", 1767603600, "1")
    data = body["data"]
    assert list(data) == [
        *("uid", "status", "name", "data", "external_status", "created_at", "updated_at", "deleted_at"),
        *("pharmacy", "order", "delivery_type", "order_items", "patient_data"),
    ]
    assert (data["uid"], data["status"], data["data"], data["deleted_at"]) == ("po-201", "waiting for pharmacy", {}, None)
    assert list(data["order"]) == [
        *("uid", "delivery_address", "invoice_address", "shipping_costs_amount", "shipping_costs_currency", "priority"),
    ]
    assert "province" not in data["order"]["delivery_address"]
    item = data["order_items"][0]
    assert set(item["sku"]) == {"uid", "display_name", "pzn", "product_uid", "product_display_name", "product_handle"}
    assert item["pharmacy_sku"] == {"uid": "psku-456", "external_id": "ART-456", "price": 1299, "stock": 25}


def test_a_group_hears_of_all_its_pharmacies(reaching: Client) -> None:
    with receiving() as sink:
        subscribe(reaching, sink, "pharmacy_order_updated", GROUP)
        move(reaching, "po-201", "queue", "rxscale", "pharmacy_order")
        move(reaching, "po-207", "make_ready", "rxscale", "pharmacy_order")
        drain(reaching)

    assert [json.loads(each.body)["data"]["uid"] for each in sink.received] == ["po-201", "po-207"]


@pytest.mark.proves("RXS-84", "RXS-107")
def test_completing_an_order_tells_of_the_order_and_of_the_stock_it_took(reaching: Client) -> None:
    with receiving() as sink:
        subscribe(reaching, sink, "pharmacy_order_updated", PHARMACY)
        subscribe(reaching, sink, "pharmacy_sku_stock_updated", PHARMACY)
        move(reaching, "po-204", "complete", "rxscale", "pharmacy_order")
        drain(reaching)

    told = {each.path: json.loads(each.body)["data"] for each in sink.received}
    assert told["/pharmacy_order_updated"]["status"] == "completed"
    assert told["/pharmacy_sku_stock_updated"]["stock"] == 23


@pytest.mark.proves("RXS-85")
def test_a_stock_that_stays_as_it_is_tells_nobody(reaching: Client) -> None:
    with receiving() as sink:
        subscribe(reaching, sink, "pharmacy_sku_stock_updated", PHARMACY)
        for stock in (25, 24, 24):
            path = "/rxscale/v1/external_pharmacy_api/pharmacy_skus/psku-456/stock"
            answer = reaching.request("PATCH", path, json={"stock": stock}, headers=PHARMACY)
            assert answer.status_code == 200, answer.text
        drain(reaching)

    assert [json.loads(each.body)["data"]["stock"] for each in sink.received] == [24]


def test_a_deleted_subscription_hears_nothing_more(reaching: Client) -> None:
    with receiving() as sink:
        subscribe(reaching, sink, "pharmacy_order_updated", PHARMACY)
        (uid,) = [each["uid"] for each in reaching.get(HOOKS, headers=PHARMACY).json()]
        reaching.request("DELETE", f"{HOOKS}{uid}", headers=PHARMACY)
        move(reaching, "po-201", "queue", "rxscale", "pharmacy_order")
        drain(reaching)

    assert sink.received == []
    assert reaching.get(f"{SANDBOX}/deliveries").json()["total"] == 0
