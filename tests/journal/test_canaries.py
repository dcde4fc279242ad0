"""Strings that nobody may ever read in the journal, sent wherever a client may send a secret or a patient's data."""

import pytest

from mock_server.vendors.cloudrx.routes.samples import MESSAGE
from tests.clients import Client
from tests.vendors.cloudrx.calls import FORM, TOKEN, order_with
from tests.vendors.nimbus.orders import KEY, address_with

CANARY = "Kanarienvogel"
JOURNAL = "/_mock/sandboxes/default/journal"
PHARMACY_API = "/rxscale/v1/external_pharmacy_api"


def sing(client: Client) -> None:
    """Send the canary by every way: accepted, refused by the schema, by the state, by the credential, and unreadable."""
    nimbus = address_with(street1=CANARY, street2=CANARY, zip=CANARY)
    client.post("/nimbus/orders", nimbus, headers=KEY)
    client.post("/nimbus/orders", address_with(street1=CANARY), headers=KEY)
    client.post("/nimbus/orders", {**address_with(), "notes": CANARY * 100}, headers=KEY)
    client.post("/nimbus/orders", address_with(), headers={"X-API-Key": CANARY, "Authorization": f"Bearer {CANARY}"})
    client.post("/nimbus/orders?apikey=" + CANARY, content=b'{"notes": "' + CANARY.encode(), headers=KEY)
    for surname in (CANARY, ""):
        order = order_with(
            customer__surname=surname,
            customer__firstName=CANARY,
            customer__email=f"{CANARY}@example.com",
            customer__telephone=CANARY,
            deliveryAddress__address1=CANARY,
            deliveryAddress__postCode=CANARY,
        )
        client.request("PUT", "/cloudrx/api/v2/Order/create", json=order, headers=TOKEN)
    client.request("PUT", "/cloudrx/api/v2/Order/create", json=order_with(customer__dateOfBirth=CANARY), headers=TOKEN)
    for message in (MESSAGE, MESSAGE.replace("RXE|1|", "RXE||")):
        content = message.replace("Sample^Test", f"{CANARY}^{CANARY}").replace("1 Sample Street", CANARY).encode()
        headers = TOKEN | {"Content-Type": "text/plain"}
        client.request("PUT", "/cloudrx/api/v2/Order/create-with-hl7message", content=content, headers=headers)
    locked = order_with(customer__surname="Lockedout", customer__dateOfBirth="1990-01-01", customer__firstName=CANARY)
    client.request("PUT", "/cloudrx/api/v2/Order/create", json=locked, headers=TOKEN)
    secret = f"grant_type=client_credentials&client_id=cloudrx-test-client&client_secret={CANARY}"
    client.post("/cloudrx/connect/token", content=secret.encode(), headers=FORM)
    client.get(f"{PHARMACY_API}/pharmacy_orders/po-abc123", {"X-API-Key": "rxscale-pharmacy-key"})


@pytest.mark.parametrize("path", ["?limit=1000", "/export", "?violations=true", "?outcome=refused"])
def test_no_canary_is_ever_shown_unless_asked_for(client: Client, path: str) -> None:
    sing(client)

    assert CANARY not in client.get(f"{JOURNAL}{path}").text
    assert CANARY in client.get(f"{JOURNAL}/export?unmasked=true").text


def test_no_canary_is_shown_in_a_single_entry_or_its_explanation(client: Client) -> None:
    sing(client)
    last = client.get(JOURNAL).json()["last"]

    for n in range(1, last + 1):
        assert CANARY not in client.get(f"{JOURNAL}/{n}").text, n


def test_the_patients_of_answers_are_hidden_as_well(client: Client) -> None:
    answer = client.get(f"{PHARMACY_API}/pharmacy_orders/po-abc123", {"X-API-Key": "rxscale-pharmacy-key"})

    shown = client.get(f"{JOURNAL}/{answer.headers['x-mock-journal']}").text

    assert "Mustermann" in answer.text
    assert "Mustermann" not in shown
    assert "Medication X" in shown
