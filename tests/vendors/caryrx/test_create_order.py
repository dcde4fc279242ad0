"""Creating orders."""

from collections.abc import Callable

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import (
    API,
    KEY,
    LOCATION,
    PATIENT,
    PRESCRIPTION,
    RECORDS,
    Json,
    made,
    order_with,
    read,
    records,
    refused,
    wrong_field,
)


def location_with_zip(client: Client, code: str) -> str:
    return str(made(client, f"patients/{PATIENT}/location", samples.NEW_LOCATION | {"address_to_zip": code})["id"])


@pytest.mark.proves("CRX-29", "CRX-31")
def test_the_method_is_kept_as_it_is_sent_for_the_samples_zip_code_too(client: Client) -> None:
    same_day = made(client, "orders", samples.NEW_ORDER)
    by_mail = made(client, "orders", order_with(shipping_method="2day_mailorder"))

    assert (same_day["shipping_method"], same_day["delivery_schedule"]) == ("sameday_delivery", None)
    assert (by_mail["shipping_method"], by_mail["delivery_schedule"]) == ("2day_mailorder", "mailorder")
    assert read(client, f"orders/{same_day['id']}")["packaging_method"] is None
    assert read(client, f"orders/{by_mail['id']}")["packaging_method"] == "usps_firstclass"


@pytest.mark.proves("CRX-27")
def test_members_stand_in_the_pages_order_and_nothing_is_added(client: Client) -> None:
    assert list(made(client, "orders", samples.NEW_ORDER)) == list(samples.ORDER_CREATED)


@pytest.mark.proves("CRX-30")
@pytest.mark.parametrize(("code", "method"), [("00002", "2day_mailorder"), ("00003", "sameday_delivery")])
def test_to_the_reserved_zip_code_alone_a_same_day_order_goes_by_mail(client: Client, code: str, method: str) -> None:
    location = location_with_zip(client, code)

    shown = made(client, "orders", order_with(patient_location_id=location))

    assert (shown["shipping_method"], shown["address_to_zip"]) == (method, code)
    assert read(client, f"orders/{shown['id']}")["shipping_method"] == method


@pytest.mark.proves("CRX-30")
def test_the_switch_sends_every_same_day_order_by_mail(play: Callable[[str], Client]) -> None:
    client = play("switches: {caryrx: {same_day: mail_order}}")

    shown = made(client, "orders", samples.NEW_ORDER)

    assert (shown["shipping_method"], shown["delivery_schedule"]) == ("2day_mailorder", "mailorder")


@pytest.mark.proves("CRX-76")
def test_the_address_is_that_of_the_location_and_may_lack_its_second_line(client: Client) -> None:
    location = made(client, f"patients/{PATIENT}/location", samples.NEW_LOCATION | {"address_to_street2": None})["id"]

    shown = made(client, "orders", order_with(patient_location_id=location))

    assert (shown["address_to_street1"], shown["address_to_street2"]) == ("123 Main St", None)


@pytest.mark.proves("CRX-33")
@pytest.mark.parametrize("name", ["central_fill", "patient_delivery_note", "patient_pharmacy_note", "order_status"])
def test_what_is_not_needed_may_be_left_out(client: Client, name: str) -> None:
    assert made(client, "orders", order_with(**{name: ...}))["order_status"] == "pending"
    assert made(client, "orders", order_with(**{name: None}))["order_status"] == "pending"


@pytest.mark.proves("CRX-33", "CRX-45", "CRX-46")
@pytest.mark.parametrize("status", ["pending", "ready_to_fill", "shipped", "delivered", "delivery_failed"])
def test_a_known_status_is_taken_as_given_and_what_is_under_way_can_be_tracked(client: Client, status: str) -> None:
    id = made(client, "orders", order_with(order_status=status))["id"]

    shown = read(client, f"orders/{id}")

    is_under_way = status not in ("pending", "ready_to_fill")
    assert shown["order_status"] == status
    assert (shown["shipment_tracking_url"] is not None) == (shown["shipment_tracking_eta"] is not None) == is_under_way


@pytest.mark.proves("CRX-74")
def test_an_order_may_have_several_prescriptions_in_the_order_in_which_they_were_sent(client: Client) -> None:
    ids = ["i7mmszsi84", PRESCRIPTION, "x1yx8vbbcf"]

    shown = made(client, "orders", order_with(prescriptions=[{"id": id, "entity": "Prescription"} for id in ids]))

    assert [each["id"] for each in shown["prescriptions"]] == ids


@pytest.mark.proves("CRX-50")
def test_a_prescription_need_not_be_verified(client: Client) -> None:
    pending = made(client, "prescriptions", samples.NEW_PRESCRIPTION)["id"]

    assert made(client, "orders", order_with(prescriptions=[{"id": pending}]))["order_status"] == "pending"


@pytest.mark.proves("CRX-63")
def test_each_call_makes_a_new_order(client: Client) -> None:
    assert made(client, "orders", samples.NEW_ORDER)["id"] != made(client, "orders", samples.NEW_ORDER)["id"]


@pytest.mark.proves("CRX-19", "CRX-28", "CRX-32", "CRX-33")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "shipping_method"),
        (order_with(shipping_method="pickup"), "shipping_method"),
        (order_with(shipping_method=5), "shipping_method"),
        (order_with(central_fill="false"), "central_fill"),
        (order_with(central_fill=0), "central_fill"),
        (order_with(patient_id=...), "patient_id"),
        (order_with(patient_id="nobodyhere"), "patient_id"),
        (order_with(patient_id=LOCATION), "patient_id"),
        (order_with(patient_location_id=...), "patient_location_id"),
        (order_with(patient_location_id="nowherehre"), "patient_location_id"),
        (order_with(prescriptions=...), "prescriptions"),
        (order_with(prescriptions=[]), "prescriptions"),
        (order_with(prescriptions={"id": PRESCRIPTION}), "prescriptions"),
        (order_with(prescriptions=[PRESCRIPTION]), "prescriptions.0"),
        (order_with(prescriptions=[{"id": PRESCRIPTION}, {}]), "prescriptions.1.id"),
        (order_with(prescriptions=[{"id": PRESCRIPTION}, {"id": "nothinghre"}]), "prescriptions"),
        (order_with(prescriptions=[{"id": PATIENT}]), "prescriptions"),
        (order_with(patient_delivery_note=5), "patient_delivery_note"),
        (order_with(order_status="cancelled"), "order_status"),
        (order_with(order_status=""), "order_status"),
    ],
)
def test_a_wrong_member_is_named_and_nothing_is_made(client: Client, body: Json, field: str) -> None:
    assert wrong_field(client.post(f"{API}/orders", body, headers=KEY)) == field
    assert len(records(client, "order")) == 4


@pytest.mark.proves("CRX-28")
def test_what_belongs_to_another_patient_is_refused(client: Client) -> None:
    other = made(client, "patients", samples.NEW_PATIENT)["id"]
    location = made(client, f"patients/{other}/location", samples.NEW_LOCATION | {"patientId": other})["id"]
    prescription = made(client, "prescriptions", samples.NEW_PRESCRIPTION | {"patientId": other})["id"]

    for changes, field in (
        ({"patient_id": other}, "patient_location_id"),
        ({"patient_location_id": location}, "patient_location_id"),
        ({"patient_id": other, "patient_location_id": location}, "prescriptions"),
        ({"prescriptions": [{"id": prescription}]}, "prescriptions"),
    ):
        assert wrong_field(client.post(f"{API}/orders", order_with(**changes), headers=KEY)) == field


@pytest.mark.proves("CRX-75")
def test_central_filling_is_kept_and_not_answered(client: Client) -> None:
    shown = made(client, "orders", order_with(central_fill=True))

    assert "central_fill" not in shown
    assert client.get(f"{RECORDS}/order/{shown['id']}").json()["content"]["central_fill"] is True


RULES = """
rules:
  - name: no-courier-today
    on: caryrx.create_order
    when: {body.shipping_method: sameday_delivery}
    refuse: {error: validation_error, field: shipping_method, message: No courier is free today}
  - name: down
    on: caryrx.get_order
    fault: {status: 503}
"""


def test_a_scenarios_rules_speak_in_the_same_envelope(play: Callable[[str], Client]) -> None:
    client = play(RULES)

    error = refused(client.post(f"{API}/orders", samples.NEW_ORDER, headers=KEY), 400, "validation_error")
    assert (error["field"], error["message"]) == ("shipping_method", "No courier is free today")
    refused(client.get(f"{API}/orders/mu0cu5dv3f", KEY), 503, "internal_error")
