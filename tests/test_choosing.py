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


@pytest.mark.parametrize(
    ("path", "headers", "sandbox", "says"),
    [
        (
            "/nimbus/orders",
            {"X-API-Key": "wrong"},
            "default",
            "is none that the sandbox 'default' knows, and names no other sandbox",
        ),
        ("/nimbus/orders", {"X-API-Key": "wrong--w3"}, "w3", "is none that the sandbox 'w3' knows"),
        ("/nimbus/orders", {"X-API-Key": "nimbus-test-key--gone"}, "default", "names the sandbox 'gone', which does not exist"),
        (
            "/s/other/nimbus/orders",
            {"X-API-Key": "nimbus-test-key--w3"},
            "other",
            "names the sandbox 'w3', while the path leads to the sandbox 'other'",
        ),
        (
            "/rxscale/v1/external_pharmacy_api/payouts",
            {"X-API-Key": "rxscale-pharmacy-key--w3", "X-Mock-Sandbox": "other"},
            "other",
            "names the sandbox 'w3', while the header X-Mock-Sandbox leads to the sandbox 'other'",
        ),
        (
            "/s/other/cloudrx/api/v2/Order/status",
            {"Authorization": "Bearer cloudrx-test-token--w3"},
            "other",
            "names the sandbox 'w3', while the path leads to the sandbox 'other'",
        ),
    ],
)
def test_the_journal_says_which_sandbox_a_credential_names(
    worlds: Client, path: str, headers: dict[str, str], sandbox: str, says: str
) -> None:
    answer = worlds.post(path, ORDER, headers=headers) if "nimbus" in path else worlds.get(path, headers)

    assert answer.status_code == 401
    entry = worlds.get(f"/_mock/sandboxes/{sandbox}/journal/{answer.headers['x-mock-journal']}").json()
    assert entry["explanation"]["says"].endswith(says)


def test_the_journal_of_a_sandbox_holds_its_own_calls_alone(worlds: Client) -> None:
    worlds.post("/s/w3/nimbus/orders", ORDER, headers=KEY)

    assert worlds.get("/_mock/sandboxes/w3/journal").json()["last"] == 3
    assert worlds.get("/_mock/sandboxes/other/journal").json()["last"] == 1


def test_what_is_no_vendors_address_is_answered_by_the_sandbox_itself(client: Client) -> None:
    for path in ("/nothing", "/s/w3", "/s/w3/nothing", "/s", "/nimbusx/orders"):
        answer = client.get(path)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
