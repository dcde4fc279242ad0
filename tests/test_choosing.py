"""Which sandbox a call reaches: by path, by header, by credential, else the default one."""

import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import KEY, ORDER


@pytest.fixture
def worlds(client: Client) -> Client:
    for id in ("w3", "other"):
        client.post("/_mock/sandboxes", {"id": id})
    return client


def has_order(client: Client, sandbox: str, id: str) -> bool:
    return client.get(f"/_mock/sandboxes/{sandbox}/records/nimbus/order/{id}").status_code == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/s/w3/nimbus/orders", KEY),
        ("/nimbus/orders", KEY | {"X-Mock-Sandbox": "w3"}),
        ("/nimbus/orders", {"X-API-Key": "nimbus-test-key--w3"}),
        ("/s/w3/nimbus/orders", KEY | {"X-Mock-Sandbox": "other"}),
        ("/nimbus/orders", {"X-API-Key": "nimbus-test-key--w3", "X-Mock-Sandbox": "w3"}),
        ("/s/w3/nimbus/orders", {"X-API-Key": "nimbus-test-key--w3"}),
    ],
)
def test_a_call_reaches_the_sandbox_it_names(worlds: Client, path: str, headers: dict[str, str]) -> None:
    id = worlds.post(path, ORDER, headers=headers).json()["id"]

    assert has_order(worlds, "w3", id)
    assert not has_order(worlds, "default", id)
    assert not has_order(worlds, "other", id)


def test_without_any_sign_the_default_sandbox_is_reached(worlds: Client) -> None:
    id = worlds.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]

    assert has_order(worlds, "default", id)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/nimbus/orders", "nimbus-test-key--nowhere"),
        ("/nimbus/orders", "wrong--w3"),
        ("/s/other/nimbus/orders", "nimbus-test-key--w3"),
        ("/nimbus/orders", "nimbus-test-key--"),
    ],
)
def test_a_credential_for_a_sandbox_that_is_not_the_one_is_unknown(worlds: Client, path: str, key: str) -> None:
    answer = worlds.post(path, ORDER, headers={"X-API-Key": key})

    assert answer.status_code == 401
    assert "/nimbus" not in answer.text


def test_the_journal_of_a_sandbox_holds_its_own_calls_alone(worlds: Client) -> None:
    worlds.post("/s/w3/nimbus/orders", ORDER, headers=KEY)

    assert worlds.get("/_mock/sandboxes/w3/journal").json()["last"] == 3
    assert worlds.get("/_mock/sandboxes/other/journal").json()["last"] == 1


def test_what_is_no_vendors_address_is_answered_by_the_sandbox_itself(client: Client) -> None:
    for path in ("/nothing", "/s/w3", "/s/w3/nothing", "/s", "/nimbusx/orders"):
        answer = client.get(path)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
