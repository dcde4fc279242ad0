import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import API, KEY, LIVE_LIKE, ORDER, PATIENT, PRESCRIPTION, made, read, refused

CALLS = [
    ("POST", "prescriptions/events", {"callbackUrl": "https://clinic.example/hooks"}),
    ("POST", "orders/events", {"callbackUrl": "https://clinic.example/hooks"}),
    ("POST", "patients", samples.NEW_PATIENT),
    ("POST", "patients/find", samples.WANTED_PATIENT),
    ("POST", f"patients/{PATIENT}/location", samples.NEW_LOCATION),
    ("POST", "prescriptions", samples.NEW_PRESCRIPTION),
    ("POST", "orders", samples.NEW_ORDER),
    ("GET", f"patients/{PATIENT}", None),
    ("GET", f"prescriptions/{PRESCRIPTION}", None),
    ("GET", f"orders/{ORDER}", None),
]


@pytest.mark.proves("CRX-2", "CRX-59")
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
@pytest.mark.parametrize("key", [None, "", "wrong", "caryrx-test-key--nowhere", "CARYRX-TEST-KEY", "test 123"])
def test_a_missing_or_unknown_key_is_unauthorized(
    client: Client, method: str, path: str, body: object, key: str | None
) -> None:
    answer = client.request(method, f"{API}/{path}", json=body, headers={} if key is None else {"apikey": key})

    assert "field" not in refused(answer, 401, "unauthorized")


@pytest.mark.proves("CRX-3")
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
@pytest.mark.parametrize("key", ["caryrx-test-key", "TEST-123", "test-123", "test_123"])
def test_every_documented_spelling_of_the_sample_key_may_do_everything(
    client: Client, method: str, path: str, body: object, key: str
) -> None:
    assert client.request(method, f"{API}/{path}", json=body, headers={"apikey": key}).status_code == 200


@pytest.mark.proves("CRX-3")
def test_all_spellings_are_one_account(client: Client) -> None:
    id = made(client, "patients", samples.NEW_PATIENT, {"apikey": "TEST-123"})["id"]

    for key in ("caryrx-test-key", "test-123", "test_123"):
        assert read(client, f"patients/{id}", {"apikey": key})["id"] == id


@pytest.mark.proves("CRX-2")
def test_the_header_may_be_written_in_any_case(client: Client) -> None:
    assert client.get(f"{API}/patients/{PATIENT}", {"ApiKey": "caryrx-test-key"}).status_code == 200


@pytest.mark.proves("CRX-70")
def test_the_key_is_looked_at_before_the_body(client: Client) -> None:
    assert client.post(f"{API}/patients", content=b"{").status_code == 401
    assert client.post(f"{API}/patients", content=b"{" * (1 << 21)).status_code == 401
    assert client.post(f"{API}/prescriptions", content=b"{", headers=LIVE_LIKE).status_code == 403


@pytest.mark.proves("CRX-61")
def test_an_account_sees_nothing_of_anothers(client: Client) -> None:
    patient = made(client, "patients", samples.NEW_PATIENT, LIVE_LIKE)["id"]

    refused(client.get(f"{API}/patients/{patient}", KEY), 404, "not_found")
    refused(client.post(f"{API}/patients/{patient}/location", samples.NEW_LOCATION, headers=KEY), 404, "not_found")
    error = refused(
        client.post(f"{API}/prescriptions", samples.NEW_PRESCRIPTION | {"patientId": patient}, headers=KEY),
        400,
        "validation_error",
    )
    assert error["field"] == "patientId"


@pytest.mark.proves("CRX-61")
def test_of_a_patient_that_all_see_each_account_sees_its_own_orders(client: Client) -> None:
    ours = made(client, "orders", samples.NEW_ORDER)["id"]
    theirs = made(client, "orders", samples.NEW_ORDER, LIVE_LIKE)["id"]

    assert ours in [each["id"] for each in read(client, f"patients/{PATIENT}")["orders"]]
    assert theirs not in [each["id"] for each in read(client, f"patients/{PATIENT}")["orders"]]
    assert theirs in [each["id"] for each in read(client, f"patients/{PATIENT}", LIVE_LIKE)["orders"]]
    refused(client.get(f"{API}/orders/{theirs}", KEY), 404, "not_found")


@pytest.mark.proves("CRX-26")
def test_a_key_that_is_like_a_live_one_may_do_all_but_create_prescriptions(client: Client) -> None:
    for method, path, body in CALLS:
        answer = client.request(method, f"{API}/{path}", json=body, headers=LIVE_LIKE)
        if path == "prescriptions":
            refused(answer, 403, "forbidden")
        else:
            assert answer.status_code == 200, path


def test_the_journal_explains_and_never_shows_the_key(client: Client) -> None:
    answer = client.get(f"{API}/patients/{PATIENT}", {"apikey": "secret-of-somebody"})

    entry = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}")
    assert "apikey" in entry.json()["explanation"]["says"]
    assert entry.json()["explanation"]["evidence"] == "invented"
    assert "secret-of-somebody" not in entry.text


@pytest.mark.proves("CRX-69")
@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "patients", "POST"),
        ("DELETE", f"patients/{PATIENT}", "GET"),
        ("PUT", f"orders/{ORDER}", "GET"),
        ("GET", f"patients/{PATIENT}/location", "POST"),
        ("PATCH", "orders/events", "POST, GET"),
    ],
)
def test_a_wrong_method_is_refused_with_the_right_ones(client: Client, method: str, path: str, allow: str) -> None:
    answer = client.request(method, f"{API}/{path}")

    refused(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == allow


@pytest.mark.proves("CRX-1", "CRX-64", "CRX-65")
@pytest.mark.parametrize(
    "path",
    ["/caryrx/patients", "/caryrx/v2/patients", f"{API}/paymentmethods", f"{API}/zipcodes/27511", f"{API}/Patients/{PATIENT}"],
)
def test_what_is_not_emulated_is_not_found(client: Client, path: str) -> None:
    refused(client.get(path, KEY), 404, "not_found")


@pytest.mark.proves("CRX-62")
def test_a_slash_at_the_end_unknown_parameters_and_content_types_make_no_difference(client: Client) -> None:
    plain = client.get(f"{API}/orders/{ORDER}", KEY)

    for path in (f"{API}/orders/{ORDER}/", f"{API}/orders/{ORDER}?expand=all"):
        assert client.get(path, KEY).content == plain.content
    assert client.get(f"{API}/orders/{ORDER}", KEY | {"Content-Type": "application/json"}).content == plain.content


@pytest.mark.proves("CRX-7")
def test_ids_are_told_apart_by_case(client: Client) -> None:
    refused(client.get(f"{API}/orders/{ORDER.upper()}", KEY), 404, "not_found")
