"""Prescriptions that are made by hand for testing, and how they read."""

from collections.abc import Callable

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import (
    API,
    CONTROL,
    KEY,
    PATIENT,
    Json,
    made,
    move,
    prescription_with,
    read,
    records,
    refused,
    wrong_field,
)


def read_new(client: Client, **changes: object) -> Json:
    id = made(client, "prescriptions", prescription_with(**changes))["id"]
    return read(client, f"prescriptions/{id}")


@pytest.mark.proves("CRX-25", "CRX-38", "CRX-39", "CRX-43", "CRX-51")
def test_a_new_prescription_is_pending_without_number_and_fill(client: Client) -> None:
    shown = read_new(client)

    assert list(shown) == list(samples.PRESCRIPTION)
    sample = samples.PRESCRIPTION | {"id": shown["id"], "status": "pending", "last_fill": None, "rx_number": None}
    assert shown == sample | {"days_supply": 10, "qty_written": 10, "total_tablets_remaining": 10}


@pytest.mark.proves("CRX-37")
@pytest.mark.parametrize(
    ("changes", "remaining", "refills"),
    [
        ({"qty_written": 30, "refills_written": 2}, 90, 2),
        ({"qty_written": 0.5, "refills_written": 1}, 1, 1),
        ({"qty_written": 0.1, "refills_written": 2}, 0.3, 2),
        ({"qty_written": 10.0, "refills_written": ...}, 10, 0),
        ({"qty_written": 10, "refills_written": None}, 10, 0),
    ],
)
def test_what_remains_follows_from_what_was_written(client: Client, changes: Json, remaining: float, refills: int) -> None:
    shown = read_new(client, **changes)

    assert shown["total_tablets_remaining"] == remaining
    assert (shown["refills_remaining"], shown["refills_written"], shown["qty_dispensed"]) == (refills, refills, 0)


def test_whole_numbers_are_answered_whole(client: Client) -> None:
    id = made(client, "prescriptions", prescription_with(qty_written=10.0, days_supply=2.5))["id"]

    assert (
        b'"days_supply":2.5,"qty_written":10,"total_tablets_remaining":10,'
        in client.get(f"{API}/prescriptions/{id}", KEY).content
    )


def test_numbers_survive_a_snapshot_as_they_are(client: Client) -> None:
    id = made(client, "prescriptions", prescription_with(qty_written=10.0, days_supply=2.5))["id"]
    before = client.get(f"{API}/prescriptions/{id}", KEY).content

    client.post(f"{CONTROL}/restore", client.get(f"{CONTROL}/snapshot").json())

    assert client.get(f"{API}/prescriptions/{id}", KEY).content == before


def test_the_days_of_supply_are_unknown_where_nobody_says_them(client: Client) -> None:
    assert read_new(client, days_supply=...)["days_supply"] is None


@pytest.mark.proves("CRX-25")
def test_the_data_are_kept_and_never_shown(client: Client) -> None:
    shown = read_new(client, data="for the pharmacist")

    assert "for the pharmacist" not in str(shown)
    assert records(client, "prescription")[-1]["content"]["data"] == "for the pharmacist"


@pytest.mark.proves("CRX-19")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "patientId"),
        (prescription_with(patientId="nobodyhere"), "patientId"),
        (prescription_with(patientId=None), "patientId"),
        (prescription_with(medication_name=...), "medication_name"),
        (prescription_with(medication_name=""), "medication_name"),
        (prescription_with(qty_written=...), "qty_written"),
        (prescription_with(qty_written="10"), "qty_written"),
        (prescription_with(qty_written=True), "qty_written"),
        (prescription_with(qty_written=-1), "qty_written"),
        (prescription_with(qty_written=10**10), "qty_written"),
        (prescription_with(refills_written=[]), "refills_written"),
        (prescription_with(days_supply="ten"), "days_supply"),
        (prescription_with(data={"a": 1}), "data"),
    ],
)
def test_a_wrong_member_is_named(client: Client, body: Json, field: str) -> None:
    assert wrong_field(client.post(f"{API}/prescriptions", body, headers=KEY)) == field


def test_an_unknown_prescription_is_not_found(client: Client) -> None:
    refused(client.get(f"{API}/prescriptions/nothinghre", KEY), 404, "not_found")
    refused(client.get(f"{API}/prescriptions/{PATIENT}", KEY), 404, "not_found")


@pytest.mark.proves("CRX-37", "CRX-43")
def test_a_verified_prescription_has_a_number_of_seven_digits(client: Client) -> None:
    first, second = (made(client, "prescriptions", samples.NEW_PRESCRIPTION)["id"] for _ in range(2))

    move(client, "prescription", first, "verify")
    move(client, "prescription", second, "verify", rx_number="7654321")

    drawn = read(client, f"prescriptions/{first}")
    assert (drawn["status"], len(str(drawn["rx_number"]))) == ("verified", 7)
    assert read(client, f"prescriptions/{second}")["rx_number"] == 7654321


@pytest.mark.proves("CRX-37", "CRX-44", "CRX-47")
def test_a_rejected_prescription_has_none_and_stays_rejected(client: Client) -> None:
    id = made(client, "prescriptions", samples.NEW_PRESCRIPTION)["id"]

    move(client, "prescription", id, "reject")

    shown = read(client, f"prescriptions/{id}")
    assert (shown["status"], shown["rx_number"]) == ("rejected", None)
    answer = client.post(f"{CONTROL}/records/caryrx/prescription/{id}/moves", {"do": "verify"})
    assert answer.json()["possible"] == []


@pytest.mark.proves("CRX-51")
def test_the_switch_verifies_at_once_whoever_makes_the_prescription(play: Callable[[str], Client]) -> None:
    client = play("switches: {caryrx: {verification: at_once}}")

    by_call = made(client, "prescriptions", samples.NEW_PRESCRIPTION)["id"]
    row = {"patientId": PATIENT, "status": "pending"}
    by_pharmacy = client.post(f"{CONTROL}/records/caryrx/prescription", row).json()["id"]

    for id in (by_call, by_pharmacy):
        shown = read(client, f"prescriptions/{id}")
        assert (shown["status"], len(str(shown["rx_number"]))) == ("verified", 7)
