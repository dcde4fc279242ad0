"""What the tests of the sandbox's own API share: sandboxes by address, orders through the vendor's door, a wall to move."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client
from tests.engine.parcels import Wall

Json = dict[str, Any]  # whatever a JSON object holds

ADDRESS = {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"}
TIMELINE = """
timelines:
  - name: swift
    for: nimbus.order
    moves: [{after: 1h, do: process}, {after: 2d, do: ship}]
"""


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def order() -> Callable[..., str]:
    """Places an order as a clinic would, and answers with its id."""

    def place(client: Client, sandbox: str = "default") -> str:
        body = {"patientId": "pat_test_001", "prescriptionId": "rx_test_001", "shippingAddress": ADDRESS}
        answer = client.post(f"/s/{sandbox}/nimbus/orders", body, headers={"X-API-Key": "nimbus-test-key"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    return place
