"""What Nimbus tells a clinic, held against the pages' samples."""

import json
import re

import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER
from tests.webhooks.steps import SANDBOX, move

CREATED_AT = "2026-01-05T09:00:00Z"


def told(client: Client) -> list[dict[str, object]]:
    """The bodies of all collected deliveries."""
    kept = client.post(f"{SANDBOX}/outbox/drain", {"forget": False}).json()["deliveries"]
    return [json.loads(each["body"]) for each in kept]


@pytest.mark.proves("NIM-28", "NIM-52", "NIM-56", "NIM-57")
def test_an_order_is_told_when_it_is_made_and_when_it_is_shipped_and_not_otherwise(client: Client) -> None:
    order = client.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]
    move(client, order, "process")
    move(client, order, "ship", trackingNumber="1Z999AA10123456784", estimatedDeliveryDate="2026-01-08")
    move(client, order, "deliver")

    created, fulfilled = told(client)

    assert list(created) == ["id", "type", "createdAt", "data"]
    assert re.fullmatch(r"evt_[a-z0-9]{10}", str(created["id"]))
    assert (created["type"], created["createdAt"]) == ("order.created", CREATED_AT)
    assert created["data"] == {"orderId": order, "patientId": "pat_1234567890", "status": "pending"}
    assert fulfilled["type"] == "order.fulfilled"
    assert fulfilled["id"] != created["id"]
    assert fulfilled["data"] == {
        "orderId": order,
        "trackingNumber": "1Z999AA10123456784",
        "estimatedDeliveryDate": "2026-01-08",
    }


@pytest.mark.proves("NIM-52")
def test_a_cancelled_order_is_not_told(client: Client) -> None:
    order = client.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]
    move(client, order, "cancel")

    assert [each["type"] for each in told(client)] == ["order.created"]


@pytest.mark.proves("NIM-28", "NIM-57")
def test_a_refill_is_told_when_it_is_approved(client: Client) -> None:
    sent = {"patientId": "pat_1234567890", "prescriptionId": "rx_9876543210"}
    refill = client.post("/nimbus/refills", sent, headers=KEY).json()["id"]
    move(client, refill, "approve", kind="refill")

    (ready,) = told(client)

    assert ready["type"] == "refill.ready"
    assert ready["data"] == {"refillId": refill, "prescriptionId": "rx_9876543210", "status": "approved"}


def test_a_replayed_create_tells_nobody_again(client: Client) -> None:
    for _ in range(3):
        client.post("/nimbus/orders", ORDER, headers=KEY | {"Idempotency-Key": "once"})

    assert len(told(client)) == 1


@pytest.mark.proves("NIM-27", "NIM-57")
def test_a_test_event_is_the_pages_sample_under_an_id_of_its_own(client: Client) -> None:
    client.post("/nimbus/webhooks/test", {"eventType": "order.fulfilled"}, headers=KEY)
    client.post("/nimbus/webhooks/test", {}, headers=KEY)

    fulfilled, created = told(client)

    assert fulfilled["data"] == {
        "orderId": "ord_abc123xyz",
        "trackingNumber": "1Z999AA10123456784",
        "estimatedDeliveryDate": "2025-01-18",
    }
    assert created["type"] == "order.created"
    assert created["id"] != fulfilled["id"]
