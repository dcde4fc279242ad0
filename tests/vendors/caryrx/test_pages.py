"""Facts of the page that no other test is about."""

import pytest

from mock_server.vendors.caryrx import VENDOR
from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import API, KEY, made, order_with, prescription_with, read


@pytest.mark.proves("CRX-72")
def test_the_pages_flow_goes_from_registration_to_the_order_by_the_answers_alone(client: Client) -> None:
    for stream in ("prescriptions", "orders"):
        made(client, f"{stream}/events", {"callbackUrl": "https://clinic.example/hooks", "authType": "none"})
    patient = made(client, "patients", samples.NEW_PATIENT)["id"]
    location = made(client, f"patients/{patient}/location", samples.NEW_LOCATION | {"patientId": patient})["id"]
    prescription = made(client, "prescriptions", prescription_with(patientId=patient))["id"]
    lines = [{"id": prescription}]
    order = made(client, "orders", order_with(patient_id=patient, patient_location_id=location, prescriptions=lines))["id"]

    assert read(client, f"orders/{order}")["order_status"] == "pending"
    assert [each["id"] for each in read(client, f"patients/{patient}")["orders"]] == [order]
    assert read(client, f"prescriptions/{prescription}")["patient"]["id"] == patient


@pytest.mark.proves("CRX-63", "CRX-69")
def test_there_is_no_call_that_updates_cancels_lists_or_deletes(client: Client) -> None:
    assert {each.method for each in VENDOR.operations} == {"GET", "POST"}
    for path in ("patients", "prescriptions", "orders"):
        assert client.get(f"{API}/{path}", KEY).status_code == 405
    assert client.post(f"{API}/orders/mu0cu5dv3f/cancel", {}, headers=KEY).status_code == 404


@pytest.mark.proves("CRX-63")
def test_an_idempotency_key_means_nothing_and_nobody_is_counted(client: Client) -> None:
    keyed = KEY | {"Idempotency-Key": "once"}

    answers = [client.post(f"{API}/patients", samples.NEW_PATIENT, headers=keyed) for _ in range(150)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 150
