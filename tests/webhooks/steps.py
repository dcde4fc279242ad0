"""What tests of webhooks do again and again, over HTTP alone."""

from typing import Any

from tests.clients import Client

SANDBOX = "/_mock/sandboxes/default"
KEY = {"X-API-Key": "nimbus-test-key"}
ORDER = {
    "patientId": "pat_1234567890",
    "prescriptionId": "rx_9876543210",
    "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
}
Json = dict[str, Any]


def subscribe(client: Client, url: str, vendor: str = "nimbus", **more: object) -> Json:
    answer = client.post(f"{SANDBOX}/webhooks", {"vendor": vendor, "url": url, **more})
    assert answer.status_code == 201, answer.text
    subscription: Json = answer.json()
    return subscription


def make_order(client: Client) -> str:
    answer = client.post("/nimbus/orders", ORDER, headers=KEY)
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


def move(client: Client, id: str, do: str, vendor: str = "nimbus", kind: str = "order", **given: str) -> None:
    answer = client.post(f"{SANDBOX}/records/{vendor}/{kind}/{id}/moves", {"do": do, "with": given})
    assert answer.status_code == 200, answer.text


def advance(client: Client, by: str) -> Json:
    answer = client.post(f"{SANDBOX}/clock", {"advance": by})
    assert answer.status_code == 200, answer.text
    stepped: Json = answer.json()
    return stepped


def drain(client: Client, *, forget: bool = False) -> list[Json]:
    """All settled deliveries but the collected ones, once nothing is under way."""
    answer = client.post(f"{SANDBOX}/outbox/drain", {"forget": forget})
    assert answer.status_code == 200, answer.text
    return [each for each in answer.json()["deliveries"] if each["state"] != "collected"]


def deliveries(client: Client, query: str = "") -> list[Json]:
    """All deliveries but the collected ones, as they stand."""
    answer = client.get(f"{SANDBOX}/deliveries?limit=1000{query}")
    assert answer.status_code == 200, answer.text
    return [each for each in answer.json()["deliveries"] if each["state"] != "collected"]
