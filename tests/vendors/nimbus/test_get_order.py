from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import ADDRESS, KEY, ORDER


@pytest.mark.proves("NIM-5", "NIM-6", "NIM-47", "NIM-75")
def test_the_documented_sample_is_answered_as_printed(client: Client) -> None:
    answer = client.get("/nimbus/orders/ord_abc123xyz", headers=KEY)

    assert answer.status_code == 200
    assert list(answer.json().items()) == [
        ("id", "ord_abc123xyz"),
        ("patientId", "pat_1234567890"),
        ("prescriptionId", "rx_9876543210"),
        ("status", "processing"),
        ("shippingAddress", ADDRESS),
        ("trackingNumber", "1Z999AA10123456784"),
        ("createdAt", "2025-01-15T15:00:00Z"),
        ("updatedAt", "2025-01-15T16:30:00Z"),
        ("estimatedDeliveryDate", "2025-01-18"),
    ]


@pytest.mark.proves("NIM-47")
def test_the_order_of_the_quickstart_is_there(client: Client) -> None:
    order = client.get("/nimbus/orders/ord_1234567890", headers=KEY).json()

    assert (order["status"], order["createdAt"], order["updatedAt"]) == (
        "processing",
        "2025-01-15T10:30:00Z",
        "2025-01-15T14:22:00Z",
    )
    assert "trackingNumber" not in order


@pytest.mark.proves("NIM-10")
@pytest.mark.parametrize(("status", "is_shipped"), [("processing", False), ("shipped", True), ("delivered", True)])
def test_an_order_that_starts_as_shipped_is_tracked(play: Callable[[str], Client], status: str, *, is_shipped: bool) -> None:
    client = play(f"fixtures: {{nimbus: {{orders: [{{id: ord_1, status: {status}, createdAt: 2026-01-02T09:00:00Z}}]}}}}")

    order = client.get("/nimbus/orders/ord_1", headers=KEY).json()

    assert ("trackingNumber" in order) == is_shipped
    assert order.get("estimatedDeliveryDate") == ("2026-01-05" if is_shipped else None)


def test_what_a_shipped_fixture_gives_stands(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {orders: [{id: ord_1, status: shipped, trackingNumber: '123456789012'}]}}")

    order = client.get("/nimbus/orders/ord_1", headers=KEY).json()

    assert (order["trackingNumber"], order["estimatedDeliveryDate"]) == ("123456789012", "2026-01-08")


@pytest.mark.proves("NIM-19", "NIM-34")
@pytest.mark.parametrize("id", ["ord_unknown", "abc", "ord_", "ord_abc-123", "ord_abc123xyz.json", "%00", "ord_abc123xyz%2F"])
def test_an_unknown_or_malformed_id_is_not_found(client: Client, id: str) -> None:
    answer = client.get(f"/nimbus/orders/{id}", headers=KEY)

    error = answer.json()["error"]
    assert answer.status_code == 404
    assert (error["code"], error["message"]) == ("not_found", "The requested resource was not found")
    assert "details" not in error


@pytest.mark.proves("NIM-40", "NIM-63")
def test_an_order_is_visible_to_the_tenant_of_its_key_alone_and_fixtures_to_all(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {credentials: [{key: other-key, tenant: other}, {key: twin-key, tenant: nimbus-test}]}}")
    id = client.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]

    assert client.get(f"/nimbus/orders/{id}", headers={"X-API-Key": "twin-key"}).status_code == 200
    assert client.get(f"/nimbus/orders/{id}", headers={"X-API-Key": "other-key"}).status_code == 404
    assert client.get("/nimbus/orders/ord_abc123xyz", headers={"X-API-Key": "other-key"}).status_code == 200
