"""Creating, finding and reading patients."""

from collections.abc import Callable

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import API, KEY, LIVE_LIKE, PATIENT, Json, changed, made, read, refused, wrong_field

PATIENTS = f"{API}/patients"
FIND = f"{PATIENTS}/find"


def patient_with(**changes: object) -> Json:
    return changed(samples.NEW_PATIENT, **changes)


@pytest.mark.proves("CRX-35")
def test_a_new_patient_is_read_without_email_and_phone_number(client: Client) -> None:
    id = made(client, "patients", samples.NEW_PATIENT)["id"]

    shown = read(client, f"patients/{id}")

    assert shown == {
        "first_name": "Test",
        "last_name": "Patient",
        "dob": "2000-01-01",
        "state": None,
        "cary_patient": False,
        "id": id,
        "pause_interventions": False,
        "tags": [],
        "prescriptions": [],
        "orders": [],
        "contact_info": [],
    }


@pytest.mark.proves("CRX-20", "CRX-63")
def test_the_same_patient_sent_twice_is_two_patients(client: Client) -> None:
    ids = {made(client, "patients", samples.NEW_PATIENT)["id"] for _ in range(2)}

    assert len(ids) == 2


@pytest.mark.proves("CRX-19")
@pytest.mark.parametrize("body", [patient_with(email=..., phone_number=...), patient_with(email=None, phone_number=None)])
def test_email_and_phone_number_may_be_left_out(client: Client, body: Json) -> None:
    made(client, "patients", body)


@pytest.mark.proves("CRX-8", "CRX-19")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "first_name"),
        (patient_with(first_name=None), "first_name"),
        (patient_with(first_name=""), "first_name"),
        (patient_with(last_name=...), "last_name"),
        (patient_with(last_name=["Patient"]), "last_name"),
        (patient_with(dob=...), "dob"),
        (patient_with(dob="01-01-2000"), "dob"),
        (patient_with(dob="2000-02-30"), "dob"),
        (patient_with(dob="2000-01-01T00:00:00Z"), "dob"),
        (patient_with(dob="\u0662000-01-01"), "dob"),
        (patient_with(dob=20000101), "dob"),
        (patient_with(email=5), "email"),
        (patient_with(phone_number="+1 202"), "phone_number"),
        (patient_with(phone_number=1000010101), "phone_number"),
        (patient_with(dob=5, last_name=5), "last_name"),
    ],
)
def test_a_wrong_member_is_named_the_first_one_in_the_pages_order(client: Client, body: Json, field: str) -> None:
    assert wrong_field(client.post(PATIENTS, body, headers=KEY)) == field


@pytest.mark.proves("CRX-59")
@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'"text"', b"null", b"{", b'{"a":1,"a":2}', b"\xff", b"NaN", b"[" * 100_000]
)
def test_what_is_no_json_object_is_refused(client: Client, body: bytes) -> None:
    refused(client.post(PATIENTS, content=body, headers=KEY), 400, "invalid_json")


@pytest.mark.proves("CRX-68")
def test_an_oversized_body_is_refused(client: Client) -> None:
    body = b'{"first_name": "' + b"n" * (1 << 20) + b'"}'

    refused(client.post(PATIENTS, content=body, headers=KEY), 413, "payload_too_large")


@pytest.mark.proves("CRX-62")
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_any_content_type_is_read_as_json(client: Client, content_type: str | None) -> None:
    headers = KEY if content_type is None else KEY | {"Content-Type": content_type}

    answer = client.post(PATIENTS, content=b'{"first_name":"A","last_name":"B","dob":"2000-01-01"}', headers=headers)

    assert answer.status_code == 200


@pytest.mark.proves("CRX-60")
def test_the_switch_answers_new_records_with_201_and_nothing_else(play: Callable[[str], Client]) -> None:
    client = play('switches: {caryrx: {created_status: "201"}}')

    for path, body in (
        ("patients", samples.NEW_PATIENT),
        (f"patients/{PATIENT}/location", samples.NEW_LOCATION),
        ("prescriptions", samples.NEW_PRESCRIPTION),
        ("orders", samples.NEW_ORDER),
    ):
        assert client.post(f"{API}/{path}", body, headers=KEY).status_code == 201, path
    assert client.post(FIND, samples.WANTED_PATIENT, headers=KEY).status_code == 200
    assert client.post(f"{API}/orders/events", {"callbackUrl": "https://a.example/"}, headers=KEY).status_code == 200


@pytest.mark.proves("CRX-21")
def test_a_patient_is_found_by_the_three_values(client: Client) -> None:
    assert client.post(FIND, samples.WANTED_PATIENT, headers=KEY).json() == samples.PATIENT_REFERENCE


@pytest.mark.proves("CRX-22")
@pytest.mark.parametrize("change", [{"first_name": "test"}, {"last_name": "Patients"}, {"email": "another@test.com"}])
def test_where_one_value_differs_nobody_is_found_and_that_is_no_error(client: Client, change: Json) -> None:
    answer = client.post(FIND, samples.WANTED_PATIENT | change, headers=KEY)

    assert (answer.status_code, answer.content) == (200, b"{}")


@pytest.mark.proves("CRX-22")
def test_of_several_patients_the_first_is_found(client: Client) -> None:
    wanted = {"first_name": "Ada", "last_name": "Sample", "email": "ada@example.com"}
    first, _ = [made(client, "patients", wanted | {"dob": dob}) for dob in ("1990-01-01", "1991-01-01")]

    assert client.post(FIND, wanted, headers=KEY).json() == first
    assert client.post(FIND, wanted, headers=LIVE_LIKE).json() == {}


@pytest.mark.proves("CRX-22")
@pytest.mark.parametrize("name", ["first_name", "last_name", "email"])
def test_all_three_values_are_needed(client: Client, name: str) -> None:
    assert wrong_field(client.post(FIND, changed(samples.WANTED_PATIENT, **{name: ...}), headers=KEY)) == name
    assert wrong_field(client.post(FIND, changed(samples.WANTED_PATIENT, **{name: ""}), headers=KEY)) == name


def test_an_unknown_patient_is_not_found(client: Client) -> None:
    error = refused(client.get(f"{PATIENTS}/nobodyhere", KEY), 404, "not_found")

    assert "field" not in error
