"""What the tests of coverage share: calls as a client makes them, each in a sandbox of its own."""

from collections.abc import Callable

import pytest

from tests.clients import Client

KEY = {"X-API-Key": "nimbus-test-key"}
ORDER = {
    "patientId": "pat_test_001",
    "prescriptionId": "rx_test_001",
    "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
}
Place = Callable[..., str]


@pytest.fixture
def sandboxes(client: Client) -> list[str]:
    """Two sandboxes."""
    return [client.post("/_mock/sandboxes", {"id": id}).json()["id"] for id in ("test-a", "test-b")]


@pytest.fixture
def place(client: Client) -> Place:
    """Places an order at Nimbus in a sandbox, and answers with its id."""

    def order(sandbox: str = "default") -> str:
        return str(client.post(f"/s/{sandbox}/nimbus/orders", ORDER, headers=KEY).json()["id"])

    return order
