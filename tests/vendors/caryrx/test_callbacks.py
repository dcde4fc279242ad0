"""An account that registered is called back: first with the test payload, then with whole objects, unsigned."""

import json

import pytest

from tests.clients import Client
from tests.vendors.caryrx.calls import API, KEY, PATIENT, made, order_with
from tests.webhooks.sink import Sink, receiving
from tests.webhooks.steps import SANDBOX, advance, drain, move


def register(client: Client, sink: Sink, stream: str) -> dict[str, object]:
    sent = {"callbackUrl": sink.url(f"/{stream}"), "authType": "none"}
    answer = client.post(f"{API}/{stream}/events", sent, headers=KEY)
    assert answer.status_code == 200, answer.text
    shown: dict[str, object] = answer.json()
    return shown


@pytest.mark.proves("CRX-13", "CRX-14")
def test_the_test_payload_is_answered_and_posted_once_for_each_new_address(reaching: Client) -> None:
    with receiving() as sink:
        answered = [register(reaching, sink, stream) for stream in ("prescriptions", "orders", "orders")]
        drain(reaching)

    assert [each.path for each in sink.received] == ["/prescriptions", "/orders"]
    assert [json.loads(each.body) for each in sink.received] == answered[:2]
    assert [each["id"] for each in answered] == ["test_object"] * 3


@pytest.mark.proves("CRX-52", "CRX-54", "CRX-57")
def test_an_order_is_called_back_whole_at_each_step_without_a_signature(reaching: Client) -> None:
    with receiving() as sink:
        register(reaching, sink, "orders")
        order = made(reaching, "orders", order_with())["id"]
        for do in ("make_ready", "ship", "deliver"):
            move(reaching, order, do, "caryrx")
        drain(reaching)

    told = [json.loads(each.body) for each in sink.received[1:]]
    assert [(each["id"], each["order_status"]) for each in told] == [
        (order, status) for status in ("pending", "ready_to_fill", "shipped", "delivered")
    ]
    assert told[0]["shipment_tracking_url"] is None
    assert told[2]["shipment_tracking_url"]
    assert {name for each in sink.received for name in each.headers} == {
        *("host", "content-type", "content-length", "x-mock-journal"),
    }


@pytest.mark.proves("CRX-53")
def test_a_prescription_that_the_pharmacy_receives_is_called_back_as_in_production(reaching: Client) -> None:
    with receiving() as sink:
        register(reaching, sink, "prescriptions")
        row = {"patientId": PATIENT, "medication_name": "Atorvastatin", "qty_written": 30}
        answer = reaching.post(f"{SANDBOX}/records/caryrx/prescription", row)
        assert answer.status_code == 201, answer.text
        drain(reaching)

    told = json.loads(sink.received[-1].body)
    assert (told["id"], told["status"], told["source"]) == (answer.json()["id"], "pending", "escript")


@pytest.mark.proves("CRX-55")
def test_a_callback_that_fails_is_tried_three_times(reaching: Client) -> None:
    with receiving() as sink:
        sink.script = [200, 500, 500, 500]
        register(reaching, sink, "orders")
        drain(reaching)
        made(reaching, "orders", order_with())
        advance(reaching, "1h")
        (delivery,) = [each for each in drain(reaching) if each["state"] == "dead"]

    assert [attempt["at"] for attempt in delivery["tries"]] == [f"2026-01-05T09:00:{second}Z" for second in ("00", "01", "10")]
