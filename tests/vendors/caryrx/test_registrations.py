"""Registering for callbacks: what is answered, what is kept, and when the test payload is due."""

from collections.abc import Callable

import pytest

from mock_server.vendors.caryrx.webhooks import TEST_COUNTER, TEST_ORDER, TEST_PRESCRIPTION
from tests.clients import Client
from tests.vendors.caryrx.calls import API, CONTROL, KEY, LIVE_LIKE, Json, as_bytes, records, wrong_field

URL = "https://webhook.site/47dbf796-eec4-4049-8768-95a5f404d9a0"
STREAMS = ("prescriptions", "orders")


def register(client: Client, stream: str, url: str = URL, key: dict[str, str] = KEY) -> None:
    assert client.post(f"{API}/{stream}/events", {"callbackUrl": url, "authType": "none"}, headers=key).status_code == 200


def kept(client: Client) -> list[tuple[str, str, str]]:
    """Account, stream and address of every registration."""
    return [
        (each["owner"], each["content"]["stream"], each["content"]["callback_url"]) for each in records(client, "registration")
    ]


def due(client: Client) -> int:
    """How many test payloads have come due."""
    counters: Json = client.get(f"{CONTROL}/snapshot").json()["counters"]
    return int(counters.get(TEST_COUNTER, 0))


@pytest.mark.proves("CRX-11", "CRX-13", "CRX-73")
def test_prescriptions_are_answered_with_the_test_object_as_printed(client: Client) -> None:
    answer = client.post(f"{API}/prescriptions/events", {"callbackUrl": URL, "authType": "none"}, headers=KEY)

    assert answer.content == as_bytes(TEST_PRESCRIPTION)
    shown = answer.json()
    assert (shown["id"], shown["medication_name"], shown["last_fill"]) == ("test_object", "Amoxicillian 10mg", "01-01-2000")
    assert shown["patient"]["entity_type"] == "Prescription"


@pytest.mark.proves("CRX-12", "CRX-13", "CRX-15")
def test_orders_are_answered_with_the_printed_object_under_the_id_that_callers_know(client: Client) -> None:
    answer = client.post(f"{API}/orders/events", {"callbackUrl": URL}, headers=KEY)

    assert answer.content == as_bytes(TEST_ORDER | {"id": "test_object"})
    assert answer.json()["prescriptions"][0]["entity_type"] == "Order"


@pytest.mark.proves("CRX-15")
def test_the_switch_answers_with_the_pages_own_id(play: Callable[[str], Client]) -> None:
    client = play("switches: {caryrx: {order_test_id: sample}}")

    assert client.post(f"{API}/orders/events", {"callbackUrl": URL}, headers=KEY).json()["id"] == "D1ABCXOX"
    assert client.post(f"{API}/prescriptions/events", {"callbackUrl": URL}, headers=KEY).json()["id"] == "test_object"


@pytest.mark.proves("CRX-16")
def test_an_account_has_one_address_for_each_stream_and_the_last_one_counts(client: Client) -> None:
    for stream in STREAMS:
        register(client, stream, "https://clinic.example/old")
        register(client, stream, f"https://clinic.example/{stream}")
    register(client, "orders", "https://other.example/orders", LIVE_LIKE)

    assert kept(client) == [
        ("caryrx-test", "prescription", "https://clinic.example/prescriptions"),
        ("caryrx-test", "order", "https://clinic.example/orders"),
        ("caryrx-live-like", "order", "https://other.example/orders"),
    ]


@pytest.mark.proves("CRX-16")
def test_a_test_payload_is_due_only_where_the_address_is_new_for_account_and_stream(client: Client) -> None:
    seen = []
    for stream, url, key in (
        ("orders", URL, KEY),
        ("orders", URL, KEY),
        ("orders", f"{URL}/2", KEY),
        ("orders", URL, {"apikey": "TEST-123"}),
        ("prescriptions", URL, KEY),
        ("orders", URL, LIVE_LIKE),
    ):
        register(client, stream, url, key)
        seen.append(due(client))

    assert seen == [1, 1, 2, 2, 3, 4]


def test_what_is_refused_leaves_the_registration_as_it_was(client: Client) -> None:
    register(client, "orders")

    assert client.post(f"{API}/orders/events", {"callbackUrl": "nowhere"}, headers=KEY).status_code == 400

    assert kept(client) == [("caryrx-test", "order", URL)]
    assert due(client) == 1


@pytest.mark.proves("CRX-17")
@pytest.mark.parametrize("word", ["none", "NONE", "None", None])
def test_no_authentication_may_be_written_in_any_case_or_not_at_all(client: Client, word: str | None) -> None:
    assert client.post(f"{API}/orders/events", {"callbackUrl": URL, "authType": word}, headers=KEY).status_code == 200


@pytest.mark.proves("CRX-17")
@pytest.mark.parametrize("word", ["basic", "", "bearer", 5, True])
def test_any_other_authentication_is_refused(client: Client, word: object) -> None:
    answer = client.post(f"{API}/orders/events", {"callbackUrl": URL, "authType": word}, headers=KEY)

    assert wrong_field(answer) == "authType"


@pytest.mark.proves("CRX-17")
@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        5,
        "clinic.example/hooks",
        "ftp://clinic.example/hooks",
        "http://",
        "https://user:pass@clinic.example/",
        "https://clinic.example/#top",
        "https://clinic.example/a b",
        "https://clinic.example:0/",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/",
        "https://clinic.example/\n",
        "https://clinic.example/" + "a" * 2_048,
    ],
)
@pytest.mark.parametrize("stream", STREAMS)
def test_an_address_that_cannot_be_called_back_is_refused(client: Client, stream: str, url: object) -> None:
    assert wrong_field(client.post(f"{API}/{stream}/events", {"callbackUrl": url}, headers=KEY)) == "callbackUrl"


@pytest.mark.proves("CRX-17")
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/hooks", "http://localhost/x", "https://clinic.example", "http://[::1]/x?y=z"]
)
def test_addresses_of_this_machine_are_taken_and_https_is_not_asked_for(client: Client, url: str) -> None:
    assert client.post(f"{API}/orders/events", {"callbackUrl": url}, headers=KEY).status_code == 200


def test_registrations_survive_a_snapshot(client: Client) -> None:
    register(client, "orders")
    snapshot = client.get(f"{CONTROL}/snapshot").json()
    client.post(f"{CONTROL}/reset", {})

    client.post(f"{CONTROL}/restore", snapshot)
    register(client, "orders")

    assert due(client) == 1
