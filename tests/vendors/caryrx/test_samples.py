"""Every sample of the page, as it is printed there."""

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import (
    API,
    KEY,
    LOCATION,
    NOW,
    ORDER,
    PATIENT,
    PRESCRIPTION,
    Json,
    as_bytes,
    made,
    read,
)


@pytest.mark.proves("CRX-9", "CRX-34", "CRX-67", "CRX-78")
def test_a_patient_is_read_as_printed_and_with_the_orders_of_the_other_samples(client: Client) -> None:
    shown = read(client, f"patients/{PATIENT}")

    others = [shown["orders"].pop() for _ in range(2)]
    assert as_bytes(shown) == as_bytes(samples.PATIENT)
    assert [each["id"] for each in others] == ["wbbubgc6s5", ORDER]


@pytest.mark.proves("CRX-4", "CRX-9", "CRX-36", "CRX-38", "CRX-66", "CRX-77")
def test_a_prescription_is_read_byte_for_byte_as_printed(client: Client) -> None:
    answer = client.get(f"{API}/prescriptions/{PRESCRIPTION}", KEY)

    assert answer.content == as_bytes(samples.PRESCRIPTION)


@pytest.mark.proves("CRX-4", "CRX-9", "CRX-40", "CRX-41", "CRX-42")
def test_an_order_is_read_with_the_printed_members_first_and_in_their_order(client: Client) -> None:
    shown = read(client, f"orders/{ORDER}")

    # The samples differ in when the prescription was made; what is kept is what the patient's sample says.
    for line in shown["prescriptions"]:
        line |= {"created_at": "2022-01-25T18:56:55.873Z", "updated_at": "2022-01-25T18:56:55.873Z"}
    documented = list(shown.items())[: len(samples.DOCUMENTED_ORDER)]
    assert as_bytes(dict(documented)) == as_bytes(samples.DOCUMENTED_ORDER)
    assert list(shown)[len(documented) :] == [
        "updated_at",
        "delivery_schedule",
        "patient_location_id",
        "address_to_name",
        "address_to_street1",
        "address_to_street2",
        "address_to_city",
        "address_to_state",
        "address_to_zip",
        "shipment_tracking_url",
        "shipment_tracking_eta",
        "patient_delivery_note",
        "patient_pharmacy_note",
    ]


@pytest.mark.proves("CRX-5", "CRX-7", "CRX-8", "CRX-9", "CRX-10", "CRX-18", "CRX-23", "CRX-25")
@pytest.mark.parametrize(
    ("path", "body", "sample"),
    [
        ("patients", samples.NEW_PATIENT, samples.PATIENT_REFERENCE),
        (f"patients/{PATIENT}/location", samples.NEW_LOCATION, samples.LOCATION_REFERENCE),
        ("prescriptions", samples.NEW_PRESCRIPTION, samples.PRESCRIPTION_REFERENCE),
    ],
)
def test_what_is_made_is_answered_with_a_reference_as_printed(client: Client, path: str, body: Json, sample: Json) -> None:
    shown = made(client, path, body)

    assert len(shown["id"]) == 10
    assert as_bytes(shown) == as_bytes(sample | {"id": shown["id"], "created_at": NOW, "updated_at": NOW})


@pytest.mark.proves("CRX-5", "CRX-27")
def test_an_order_is_answered_as_printed_but_for_the_method_that_was_asked_for(client: Client) -> None:
    shown = made(client, "orders", samples.NEW_ORDER | {"shipping_method": "2day_mailorder"})

    assert shown.pop("prescriptions") == read(client, f"patients/{PATIENT}")["prescriptions"][-1:]
    assert shown.pop("patient") == samples.PATIENT_REFERENCE
    sample = {name: value for name, value in samples.ORDER_CREATED.items() if name not in ("prescriptions", "patient")}
    assert as_bytes(shown) == as_bytes(sample | {"id": shown["id"]})


@pytest.mark.proves("CRX-66", "CRX-67")
def test_the_sample_records_are_where_the_samples_have_them(client: Client) -> None:
    order = read(client, "orders/wbbubgc6s5")

    assert (order["patient_location_id"], order["patient"]["id"]) == (LOCATION, PATIENT)
    assert [line["id"] for line in order["prescriptions"]] == [PRESCRIPTION]
    assert read(client, "orders/l1arhug55v")["updatedAt"] == "2021-01-25T19:25:00.840Z"
