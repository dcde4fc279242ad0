import json
import re
from collections.abc import Callable

import pytest

from tests.clients import Client
from tests.vendors.nimbus.orders import ADDRESS, KEY, ORDER, address_with, order_with


@pytest.mark.proves("NIM-1", "NIM-2", "NIM-3", "NIM-4", "NIM-29", "NIM-53")
def test_an_order_is_answered_as_the_guide_prints_it(client: Client) -> None:
    answer = client.post("/nimbus/orders", ORDER, headers=KEY)

    id = answer.json()["id"]
    assert answer.status_code == 201
    assert re.fullmatch(r"ord_[a-z0-9]{9}", id)
    assert (
        answer.content
        == json.dumps(
            {
                "id": id,
                "patientId": "pat_1234567890",
                "prescriptionId": "rx_9876543210",
                "status": "pending",
                "shippingAddress": ADDRESS,
                "createdAt": "2026-01-05T09:00:00Z",
                "updatedAt": "2026-01-05T09:00:00Z",
            },
            separators=(",", ":"),
        ).encode()
    )
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["location"] == f"http://127.0.0.1:8080/nimbus/orders/{id}"


@pytest.mark.proves("NIM-4")
def test_location_leads_to_the_order_under_the_address_that_the_client_used(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})

    answer = client.post("/s/w3/nimbus/orders", ORDER, headers=KEY | {"Host": "pharmacy.localhost:9000"})

    assert answer.headers["location"] == f"http://pharmacy.localhost:9000/s/w3/nimbus/orders/{answer.json()['id']}"
    assert client.get(f"/s/w3/nimbus/orders/{answer.json()['id']}", headers=KEY).status_code == 200


@pytest.mark.proves("NIM-30")
def test_the_second_line_of_the_street_is_answered_where_it_was_sent(client: Client) -> None:
    answer = client.post("/nimbus/orders", address_with(street2="Apt 4B"), headers=KEY)

    assert list(answer.json()["shippingAddress"]) == ["street1", "street2", "city", "state", "zip", "country"]


@pytest.mark.proves("NIM-35")
@pytest.mark.parametrize("order", [order_with(notes=None), address_with(street2=None)])
def test_a_null_counts_as_absent_and_is_never_echoed(client: Client, order: dict[str, object]) -> None:
    answer = client.post("/nimbus/orders", order, headers=KEY)

    assert answer.status_code == 201
    assert "null" not in answer.text


@pytest.mark.proves("NIM-2", "NIM-36")
def test_notes_are_taken_and_never_shown(client: Client) -> None:
    created = client.post("/nimbus/orders", order_with(notes="n" * 1000), headers=KEY)

    assert "notes" not in created.text
    assert "notes" not in client.get(f"/nimbus/orders/{created.json()['id']}", headers=KEY).text


@pytest.mark.proves("NIM-37")
def test_unknown_members_are_ignored(client: Client) -> None:
    answer = client.post("/nimbus/orders", order_with(priority="high", status="shipped"), headers=KEY)

    assert (answer.status_code, answer.json()["status"]) == (201, "pending")


@pytest.mark.proves("NIM-38")
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
def test_any_content_type_is_read_as_json(client: Client, content_type: str | None) -> None:
    headers = KEY if content_type is None else KEY | {"Content-Type": content_type}

    answer = client.post("/nimbus/orders", content=json.dumps(ORDER).encode(), headers=headers)

    assert answer.status_code == 201


@pytest.mark.proves("NIM-29", "NIM-32", "NIM-47")
@pytest.mark.parametrize("id", ["pat_test_001", "pat_test_002", "pat_1234567890", "pat_whoever"])
def test_documented_and_other_well_formed_patients_are_taken(client: Client, id: str) -> None:
    assert client.post("/nimbus/orders", order_with(patientId=id), headers=KEY).status_code == 201


@pytest.mark.proves("NIM-2", "NIM-11", "NIM-12", "NIM-30", "NIM-31", "NIM-33", "NIM-49", "NIM-67")
@pytest.mark.parametrize(
    ("order", "field", "reason"),
    [
        (address_with(zip="7870"), "shippingAddress.zip", "Invalid ZIP code format"),
        (address_with(zip="78701-12"), "shippingAddress.zip", "Invalid ZIP code format"),
        (address_with(zip="\u0667\u0668\u0667\u0660\u0661"), "shippingAddress.zip", "Invalid ZIP code format"),
        (address_with(zip="78701\n"), "shippingAddress.zip", "Invalid ZIP code format"),
        (address_with(zip=78701), "shippingAddress.zip", "Must be a string"),
        (address_with(state="tx"), "shippingAddress.state", "Invalid state format"),
        (address_with(country="USA"), "shippingAddress.country", "Invalid country format"),
        (address_with(country=...), "shippingAddress.country", "Field is required"),
        (address_with(street1=None), "shippingAddress.street1", "Field is required"),
        (order_with(patientId=...), "patientId", "Field is required"),
        (order_with(patientId=None), "patientId", "Field is required"),
        (order_with(patientId="1234"), "patientId", "Invalid patient ID format"),
        (order_with(prescriptionId="pat_1"), "prescriptionId", "Invalid prescription ID format"),
        (order_with(prescriptionId=True), "prescriptionId", "Must be a string"),
        (order_with(shippingAddress="here"), "shippingAddress", "Must be an object"),
        (order_with(shippingAddress=[]), "shippingAddress", "Must be an object"),
        (order_with(shippingAddress=None), "shippingAddress", "Field is required"),
        (order_with(notes="n" * 1001), "notes", "Must be at most 1000 characters"),
        (order_with(notes=7), "notes", "Must be a string"),
        ({}, "patientId", "Field is required"),
        (order_with(prescriptionId="x", patientId="x"), "patientId", "Invalid patient ID format"),
    ],
)
def test_a_body_that_breaks_the_schema_is_refused_naming_the_first_field(
    client: Client, order: dict[str, object], field: str, reason: str
) -> None:
    answer = client.post("/nimbus/orders", order, headers=KEY)

    error = answer.json()["error"]
    assert answer.status_code == 422
    assert list(error) == ["code", "message", "requestId", "details"]
    assert (error["code"], error["message"]) == ("validation_error", "The request body is invalid")
    assert re.fullmatch(r"req_[a-z0-9]{9}", error["requestId"])
    assert error["details"] == {"field": field, "reason": reason}


@pytest.mark.proves("NIM-16", "NIM-33")
@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'"text"', b"null", b"{", b'{"a":1,"a":2}', b"\xff", b"NaN", b"[" * 100_000]
)
def test_what_is_no_json_object_is_an_invalid_request(client: Client, body: bytes) -> None:
    answer = client.post("/nimbus/orders", content=body, headers=KEY)

    assert answer.status_code == 400
    assert list(answer.json()["error"]) == ["code", "message", "requestId"]
    assert answer.json()["error"]["code"] == "invalid_request"


@pytest.mark.proves("NIM-23")
@pytest.mark.parametrize("is_streamed", [False, True])
def test_an_oversized_body_is_refused_in_the_vendors_shape(client: Client, *, is_streamed: bool) -> None:
    body = b'{"notes": "' + b"n" * (1 << 20) + b'"}'

    headers = KEY | ({"Transfer-Encoding": "chunked"} if is_streamed else {})
    answer = client.post("/nimbus/orders", content=body, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "invalid_request")


@pytest.mark.proves("NIM-32")
@pytest.mark.parametrize(
    ("order", "field", "reason"),
    [
        (order_with(patientId="pat_notfound"), "patientId", "Patient not found"),
        (order_with(prescriptionId="rx_notfound"), "prescriptionId", "Prescription not found"),
    ],
)
def test_reserved_ids_are_refused_as_unknown(client: Client, order: dict[str, object], field: str, reason: str) -> None:
    answer = client.post("/nimbus/orders", order, headers=KEY)

    assert (answer.status_code, answer.json()["error"]["details"]) == (422, {"field": field, "reason": reason})


@pytest.mark.proves("NIM-32")
def test_the_switch_references_refuses_what_is_no_fixture(play: Callable[[str], Client]) -> None:
    client = play("switches: {nimbus: {references: known}}")

    patient = client.post("/nimbus/orders", order_with(patientId="pat_whoever"), headers=KEY)
    prescription = client.post("/nimbus/orders", order_with(prescriptionId="rx_whatever"), headers=KEY)

    assert patient.json()["error"]["details"] == {"field": "patientId", "reason": "Patient not found"}
    assert prescription.json()["error"]["details"] == {"field": "prescriptionId", "reason": "Prescription not found"}
    assert client.post("/nimbus/orders", ORDER, headers=KEY).status_code == 201


@pytest.mark.proves("NIM-31")
def test_the_switch_country_takes_the_united_states_for_granted(play: Callable[[str], Client]) -> None:
    client = play("switches: {nimbus: {country: default_us}}")

    answer = client.post("/nimbus/orders", address_with(country=...), headers=KEY)

    assert answer.json()["shippingAddress"]["country"] == "US"
