"""The pharmacy receives a prescription: it appears by itself, as in production."""

import pytest

from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.control.problems import problem
from tests.vendors.caryrx.calls import KEY, LIVE_LIKE, LOCATION, PATIENT, PRESCRIPTION, RECORDS, Json, made, order_with, read

ROW = {"patientId": PATIENT, "medication_name": "Lisinopril", "qty_written": 30, "refills_written": 1}
ORDER_ROW = {"patient_id": PATIENT, "patient_location_id": LOCATION, "prescriptions": [{"id": PRESCRIPTION}]}


def receive(client: Client, **changes: object) -> Json:
    answer = client.post(f"{RECORDS}/prescription", ROW | changes)
    assert answer.status_code == 201, answer.text
    record: Json = answer.json()
    return record


def test_a_received_prescription_is_read_and_ordered_like_any_other(client: Client) -> None:
    id = receive(client)["id"]

    shown = read(client, f"prescriptions/{id}")
    assert (shown["medication_name"], shown["status"], shown["total_tablets_remaining"]) == ("Lisinopril", "pending", 60)
    assert read(client, f"patients/{PATIENT}")["prescriptions"][-1]["id"] == id
    assert made(client, "orders", order_with(prescriptions=[{"id": id}]))["order_status"] == "pending"


def test_it_belongs_to_the_account_of_its_patient(client: Client) -> None:
    patient = made(client, "patients", samples.NEW_PATIENT, LIVE_LIKE)["id"]

    record = receive(client, patientId=patient)

    assert record["owner"] == "caryrx-live-like"
    assert read(client, f"prescriptions/{record['id']}", LIVE_LIKE)["status"] == "pending"
    assert client.get(f"/caryrx/v1/prescriptions/{record['id']}", KEY).status_code == 404


def test_one_that_everybody_may_see_is_nobodys_own(client: Client) -> None:
    assert receive(client)["owner"] is None


def test_a_verified_one_has_a_number_and_one_may_be_given(client: Client) -> None:
    assert len(str(receive(client, status="verified")["content"]["rx_number"])) == 7
    assert receive(client, id="Given00001", status="verified", rx_number=7654321)["content"]["rx_number"] == 7654321


def test_orders_and_patients_can_appear_too(client: Client) -> None:
    row = ORDER_ROW | {
        "shipping_method": "sameday_delivery",
        "order_status": "shipped",
        "sameday_location_x": "-77.5",
    }

    order = client.post(f"{RECORDS}/order", row).json()["content"]
    patient = client.post(f"{RECORDS}/patient", {"first_name": "Walk", "last_name": "In", "account": "caryrx-test"}).json()

    assert (order["order_status"], order["sameday_location_x"]) == ("shipped", "-77.5")
    assert order["shipment_tracking_url"] is not None
    assert patient["owner"] == "caryrx-test"


@pytest.mark.parametrize(
    ("kind", "row", "slug"),
    [
        ("prescription", {}, "invalid-request"),
        ("prescription", {"patientId": "nobodyhere"}, "invalid-input"),
        ("prescription", {"patientId": PATIENT, "status": "lost"}, "invalid-request"),
        ("prescription", {"patientId": PATIENT, "id": PRESCRIPTION}, "duplicate-record"),
        ("prescription", {"patientId": PATIENT, "id": "short"}, "invalid-request"),
        ("prescription", {"patientId": PATIENT, "medicationName": "X"}, "invalid-request"),
        ("location", {"patientId": "nobodyhere"}, "invalid-input"),
        ("order", {"patient_id": PATIENT, "patient_location_id": "x", "prescriptions": [{"id": "y"}]}, "invalid-input"),
        ("order", ORDER_ROW | {"shipment_tracking_url": "https://courier.example/1"}, "invalid-input"),
        ("order", ORDER_ROW | {"order_status": "shipped", "sameday_location_x": "1"}, "invalid-input"),
        ("order", ORDER_ROW | {"order_status": "shipped", "shipment_tracking_url": "nowhere"}, "invalid-input"),
        ("registration", {"stream": "refill", "callbackUrl": "https://a.example/"}, "invalid-request"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_appears(client: Client, kind: str, row: Json, slug: str) -> None:
    before = client.get("/_mock/sandboxes/default/snapshot").text

    problem(client.post(f"{RECORDS}/{kind}", row), slug)

    assert client.get("/_mock/sandboxes/default/snapshot").text == before


def test_an_account_has_one_registration_for_each_stream_here_too(client: Client) -> None:
    row = {"stream": "order", "callbackUrl": "https://a.example/"}
    assert client.post(f"{RECORDS}/registration", row).status_code == 201
    before = client.get("/_mock/sandboxes/default/snapshot").text

    problem(client.post(f"{RECORDS}/registration", row), "duplicate-record")
    assert client.get("/_mock/sandboxes/default/snapshot").text == before
    assert client.post(f"{RECORDS}/registration", row | {"stream": "prescription"}).status_code == 201
