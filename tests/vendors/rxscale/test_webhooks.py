import re
from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import API, CONTROL, GROUP, PHARMACY, READER

HOOKS = f"{API}/webhooks/"
WANTED = {"target": "https://hooks.example.com/rxscale", "notification_type": "pharmacy_order_updated"}


@pytest.mark.proves("RXS-51", "RXS-52")
def test_a_subscription_shows_its_secret_once(client: Client) -> None:
    made = client.post(HOOKS, WANTED, headers=PHARMACY)

    assert made.status_code == 201
    assert list(made.json()) == ["uid", "target", "notification_type", "signing_secret"]
    secret = made.json()["signing_secret"]
    assert re.fullmatch(r"whsec_[0-9a-f]{32}", secret)
    assert client.get(HOOKS, PHARMACY).json() == [{"uid": made.json()["uid"], **WANTED}]
    assert client.get(HOOKS, READER).json() == client.get(HOOKS, PHARMACY).json()
    assert secret not in client.get(f"{CONTROL}/records/rxscale/webhook/{made.json()['uid']}").text
    assert secret not in client.get(f"{CONTROL}/journal/{made.headers['x-mock-journal']}").text


@pytest.mark.proves("RXS-54")
def test_each_subscription_has_a_secret_of_its_own_and_the_same_after_a_reset(client: Client) -> None:
    def subscribe() -> list[str]:
        kinds = ("pharmacy_order_created", "pharmacy_order_updated", "pharmacy_sku_stock_updated")
        made = [client.post(HOOKS, WANTED | {"notification_type": kind}, headers=PHARMACY) for kind in kinds]
        return [answer.json()["signing_secret"] for answer in made]

    first = subscribe()
    client.post(f"{CONTROL}/reset", {})

    assert len(set(first)) == 3
    assert subscribe() == first


@pytest.mark.proves("RXS-52")
def test_the_same_subscription_again_is_a_conflict(client: Client) -> None:
    client.post(HOOKS, WANTED, headers=PHARMACY)

    again = client.post(HOOKS, WANTED, headers=PHARMACY)
    assert (again.status_code, again.json()) == (409, {"error": "Resource already exists"})
    assert client.post(HOOKS, WANTED | {"target": "https://hooks.example.com/2"}, headers=PHARMACY).status_code == 201
    assert client.post(HOOKS, WANTED, headers=GROUP).status_code == 201


@pytest.mark.proves("RXS-51")
def test_a_deleted_subscription_is_gone_and_may_be_made_again(client: Client) -> None:
    uid = client.post(HOOKS, WANTED, headers=PHARMACY).json()["uid"]

    deleted = client.request("DELETE", f"{HOOKS}{uid}", headers=PHARMACY)

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert client.get(HOOKS, PHARMACY).json() == []
    assert client.request("DELETE", f"{HOOKS}{uid}", headers=PHARMACY).json() == {"error": "Resource not found"}
    assert client.post(HOOKS, WANTED, headers=PHARMACY).status_code == 201


@pytest.mark.proves("RXS-87")
def test_another_keys_subscription_is_neither_seen_nor_deleted(client: Client) -> None:
    uid = client.post(HOOKS, WANTED, headers=GROUP).json()["uid"]

    assert client.get(HOOKS, PHARMACY).json() == []
    assert client.request("DELETE", f"{HOOKS}{uid}", headers=PHARMACY).status_code == 404
    assert len(client.get(HOOKS, GROUP).json()) == 1


@pytest.mark.proves("RXS-53", "RXS-54", "RXS-102")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"target": "nonsense"}, "target"),
        ({"target": "ftp://hooks.example.com"}, "target"),
        ({"target": "http://hooks.example.com"}, "target"),
        ({"target": "http://localhost.example.com"}, "target"),
        ({"target": "http://127.0.0.1.example.com"}, "target"),
        ({"target": "http://localhost@hooks.example.com"}, "target"),
        ({"target": None}, "target"),
        ({"notification_type": "patient_doctor_meeting_updated"}, "notification_type"),
        ({"notification_type": 1}, "notification_type"),
    ],
)
def test_a_subscription_that_does_not_fit_is_refused_by_field(client: Client, body: dict[str, object], field: str) -> None:
    answer = client.post(HOOKS, WANTED | body, headers=PHARMACY)

    assert answer.status_code == 400
    assert list(answer.json()["error"]) == [field]
    assert client.get(HOOKS, PHARMACY).json() == []


@pytest.mark.proves("RXS-53")
@pytest.mark.parametrize(
    "target", ["http://localhost:9000/hook", "http://127.0.0.1:9000", "http://[::1]:9000/x", "HTTPS://h.example"]
)
def test_http_is_taken_on_the_loopback(client: Client, target: str) -> None:
    assert client.post(HOOKS, WANTED | {"target": target}, headers=PHARMACY).status_code == 201


@pytest.mark.proves("RXS-53")
def test_the_switch_webhook_targets_takes_http_everywhere(play: Callable[[str], Client]) -> None:
    client = play("switches: {rxscale: {webhook_targets: any}}")

    assert client.post(HOOKS, WANTED | {"target": "http://app:9000/hook"}, headers=PHARMACY).status_code == 201
