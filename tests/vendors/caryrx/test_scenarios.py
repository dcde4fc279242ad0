"""The shipped stories of how an order can go, and how it can disappoint."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx.calls import CONTROL, ORDER, PATIENT, RECORDS, advance, made, order_with, read, records


@contextmanager
def playing(name: str) -> Iterator[Client]:
    with Client(build_app(Settings(scenario=name, egress="local"))) as client:
        client.post(f"{CONTROL}/clock", {"freeze": True})
        yield client


def seen(client: Client, id: str, *steps: str) -> list[str]:
    """How an order stands after each of some steps of the clock."""
    found = []
    for step in steps:
        advance(client, step)
        found.append(read(client, f"orders/{id}")["order_status"])
    return found


@pytest.mark.proves("CRX-45", "CRX-46")
def test_on_the_happy_path_a_prescription_is_verified_and_orders_reach_the_patient() -> None:
    with playing("happy-path") as client:
        prescription = made(client, "prescriptions", samples.NEW_PRESCRIPTION)["id"]
        same_day = made(client, "orders", order_with(prescriptions=[{"id": prescription}]))["id"]
        by_mail = made(client, "orders", order_with(shipping_method="2day_mailorder"))["id"]

        assert seen(client, same_day, "14m", "2m", "45m", "1h") == ["pending", "ready_to_fill", "shipped", "delivered"]
        assert read(client, f"prescriptions/{prescription}")["status"] == "verified"
        assert seen(client, by_mail, "0s", "1d", "2d") == ["ready_to_fill", "shipped", "delivered"]
        assert read(client, f"orders/{ORDER}")["order_status"] == "delivered"


def test_on_the_happy_path_a_same_day_courier_moves_on() -> None:
    with playing("happy-path") as client:
        id = made(client, "orders", samples.NEW_ORDER)["id"]
        advance(client, "2h")

        steps = [each["do"] for each in client.get(f"{RECORDS}/order/{id}").json()["history"]]
        assert steps == ["create", "make_ready", "ship", "track", "deliver"]


def test_on_the_happy_path_a_received_prescription_is_verified_too() -> None:
    with playing("happy-path") as client:
        id = client.post(f"{RECORDS}/prescription", {"patientId": PATIENT}).json()["id"]
        advance(client, "15m")

        assert read(client, f"prescriptions/{id}")["status"] == "verified"


def test_rejected_prescription() -> None:
    with playing("caryrx/rejected-prescription") as client:
        id = made(client, "prescriptions", samples.NEW_PRESCRIPTION)["id"]
        order = made(client, "orders", order_with(prescriptions=[{"id": id}]))["id"]
        advance(client, "2h")

        shown = read(client, f"prescriptions/{id}")
        assert (shown["status"], shown["rx_number"]) == ("rejected", None)
        assert read(client, f"orders/{order}")["order_status"] == "pending"


def test_failed_delivery() -> None:
    with playing("caryrx/failed-delivery") as client:
        id = made(client, "orders", samples.NEW_ORDER)["id"]

        assert seen(client, id, "1h", "1h", "1d", "1d") == ["ready_to_fill", "shipped", "shipped", "delivery_failed"]
        shown = read(client, f"orders/{id}")
        assert shown["shipment_tracking_url"] == "https://tracking.example.com/parcel/123"
        assert shown["shipment_tracking_eta"] == "2026-01-09T17:00:00.000Z"


@pytest.mark.proves("CRX-29", "CRX-31")
def test_same_day_downgraded() -> None:
    with playing("caryrx/same-day-downgraded") as client:
        answered = made(client, "orders", samples.NEW_ORDER)

        assert (answered["shipping_method"], answered["delivery_schedule"]) == ("2day_mailorder", "mailorder")
        assert read(client, f"orders/{answered['id']}")["packaging_method"] == "usps_firstclass"


def test_callback_endpoint_down() -> None:
    with playing("caryrx/callback-endpoint-down") as client:
        streams = [each["content"]["stream"] for each in records(client, "registration")]
        id = made(client, "orders", samples.NEW_ORDER)["id"]

        assert streams == ["prescription", "order"]
        assert seen(client, id, "0s", "1h", "1h", "2d") == ["pending", "ready_to_fill", "shipped", "delivered"]
        told = client.get(f"/_mock/sandboxes/default/deliveries?record={id}").json()["deliveries"]
        assert [(each["event"], each["state"], each["attempts"], each["last_error"]) for each in told] == [
            ("order", "dead", 3, "refused")
        ] * 4
