"""Delivery addresses of a patient."""

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import API, KEY, PATIENT, RECORDS, Json, changed, made, records, refused, wrong_field

PATH = f"patients/{PATIENT}/location"


def location_with(**changes: object) -> Json:
    return changed(samples.NEW_LOCATION, **changes)


@pytest.mark.proves("CRX-5", "CRX-23")
def test_a_location_is_kept_as_it_is_sent(client: Client) -> None:
    id = made(client, PATH, location_with(address_to_latitude=40.7128, address_to_longitude=-74))["id"]

    shown = client.get(f"{RECORDS}/location/{id}").json()["content"]

    assert shown == {
        "entity_type": "PatientLocation",
        "id": id,
        **samples.NEW_LOCATION,
        "address_to_latitude": 40.7128,
        "address_to_longitude": -74,
    }


@pytest.mark.proves("CRX-19", "CRX-24")
@pytest.mark.parametrize(
    "name", ["patientId", "locationName", "address_to_street2", "address_to_latitude", "address_to_longitude"]
)
def test_what_callers_do_not_send_may_be_left_out(client: Client, name: str) -> None:
    made(client, PATH, location_with(**{name: ...}))
    made(client, PATH, location_with(**{name: None}))


@pytest.mark.proves("CRX-19", "CRX-24")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        (location_with(patientId="somebody00"), "patientId"),
        (location_with(patientId=5), "patientId"),
        (location_with(locationName=5), "locationName"),
        (location_with(address_to_street1=...), "address_to_street1"),
        (location_with(address_to_city=""), "address_to_city"),
        (location_with(address_to_state="New York"), "address_to_state"),
        (location_with(address_to_state=...), "address_to_state"),
        (location_with(address_to_zip=27511), "address_to_zip"),
        (location_with(address_to_latitude=91), "address_to_latitude"),
        (location_with(address_to_longitude="1"), "address_to_longitude"),
        (location_with(address_to_longitude=True), "address_to_longitude"),
    ],
)
def test_a_wrong_member_is_named_and_nothing_is_made(client: Client, body: Json, field: str) -> None:
    assert wrong_field(client.post(f"{API}/{PATH}", body, headers=KEY)) == field
    assert len(records(client, "location")) == 1


@pytest.mark.proves("CRX-24", "CRX-28")
def test_an_unknown_patient_in_the_path_is_not_found_whatever_the_body_says(client: Client) -> None:
    refused(client.post(f"{API}/patients/nobodyhere/location", samples.NEW_LOCATION, headers=KEY), 404, "not_found")


@pytest.mark.proves("CRX-23")
def test_no_call_reads_a_location(client: Client) -> None:
    refused(client.get(f"{API}/{PATH}", KEY), 405, "method_not_allowed")
