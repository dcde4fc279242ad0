"""Names in the other style, words in any case: lenient in what is sent, exact in what is answered."""

import pytest

from mock_server.vendors.caryrx.models import twin
from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import API, KEY, PATIENT, RECORDS, Json, made, order_with, read, wrong_field


@pytest.mark.proves("CRX-6")
@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("patient_id", "patientId"),
        ("patientId", "patient_id"),
        ("address_to_street1", "addressToStreet1"),
        ("addressToStreet1", "address_to_street1"),
        ("callbackUrl", "callback_url"),
        ("qty_written", "qtyWritten"),
        ("dob", "dob"),
    ],
)
def test_every_name_has_a_twin_in_the_other_style(name: str, other: str) -> None:
    assert twin(name) == other


def in_the_other_style(body: Json) -> Json:
    return {twin(name): value for name, value in body.items()}


@pytest.mark.proves("CRX-6")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("prescriptions/events", {"callbackUrl": "https://a.example/", "authType": "none"}),
        ("patients", samples.NEW_PATIENT),
        ("patients/find", samples.WANTED_PATIENT),
        (f"patients/{PATIENT}/location", samples.NEW_LOCATION),
        ("prescriptions", samples.NEW_PRESCRIPTION),
        ("orders", samples.NEW_ORDER),
    ],
)
def test_a_body_may_be_written_in_the_other_style_and_means_the_same(client: Client, path: str, body: Json) -> None:
    plain = made(client, path, body)
    client.post("/_mock/sandboxes/default/reset", {})

    other = made(client, path, in_the_other_style(body))

    assert in_the_other_style(body) != body
    assert other == plain


@pytest.mark.proves("CRX-6")
def test_the_exact_name_wins_where_both_are_sent(client: Client) -> None:
    body = samples.NEW_PATIENT | {"firstName": "Twin", "lastName": "Twin"}

    shown = read(client, f"patients/{made(client, 'patients', body)['id']}")

    assert (shown["first_name"], shown["last_name"]) == ("Test", "Patient")


@pytest.mark.proves("CRX-6")
def test_an_error_names_the_exact_spelling_whatever_was_sent(client: Client) -> None:
    answer = client.post(f"{API}/patients", {"firstName": "A", "lastName": 5, "dob": "2000-01-01"}, headers=KEY)

    assert wrong_field(answer) == "last_name"
    assert "lastName" not in answer.text


@pytest.mark.proves("CRX-6")
@pytest.mark.parametrize("word", ["SAMEDAY_DELIVERY", "sameday-delivery", "Sameday Delivery", "sameday_delivery"])
def test_a_method_may_be_written_in_any_case_with_hyphens_or_spaces_and_is_answered_exactly(client: Client, word: str) -> None:
    assert made(client, "orders", order_with(shipping_method=word))["shipping_method"] == "sameday_delivery"


@pytest.mark.proves("CRX-6")
@pytest.mark.parametrize("word", ["READY_TO_FILL", "ready-to-fill", "Ready to fill"])
def test_so_may_a_status(client: Client, word: str) -> None:
    assert made(client, "orders", order_with(order_status=word))["order_status"] == "ready_to_fill"


@pytest.mark.proves("CRX-6", "CRX-74")
def test_unknown_members_are_ignored_and_never_echoed(client: Client) -> None:
    line = {"id": "uccmdxbo8y", "entity": "Prescription", "quantity": 5}

    shown = made(client, "orders", order_with(prescriptions=[line], coupon="SAVE10"))

    assert "SAVE10" not in str(shown)
    assert "coupon" not in client.get(f"{RECORDS}/order/{shown['id']}").text
