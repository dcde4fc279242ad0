"""The shipped stories of how an order can go, and how it can disappoint."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mock_server.app import build_app
from mock_server.scenarios.errors import ScenarioError
from mock_server.settings import Settings
from tests.clients import Client
from tests.vendors.cloudrx.calls import API, CONTROL, advance, create, details, fetch_token, order_with, orders, status


@contextmanager
def playing(name: str) -> Iterator[Client]:
    with Client(build_app(Settings(scenario=name))) as client:
        client.post(f"{CONTROL}/clock", {"freeze": True})
        yield client


def seen(client: Client, id: int, *steps: str) -> list[str]:
    """How an order stands after each of some steps of the clock."""
    found = []
    for step in steps:
        advance(client, step)
        found.append(status(client, id)["orderStatus"])
    return found


@pytest.mark.proves("CLX-65", "CLX-67", "CLX-68")
def test_on_the_happy_path_an_order_reaches_the_patient() -> None:
    with playing("happy-path") as client:
        create(client)
        create(client, order_with(prescription__paymentType="Patient", prescription__clinicOrderId="b"))

        assert seen(client, 2, "0s", "3h", "4h", "1d") == [
            "Waiting Clinical Check",
            "Prescription at Pharmacy",
            "Prescription Dispatched",
            "Prescription Processed",
        ]
        assert status(client, 3)["orderStatus"] == "Prescription Processed"
        assert status(client, 1)["orderStatus"] == "Prescription Processed"


@pytest.mark.proves("CLX-65", "CLX-66", "CLX-68")
def test_payment_failed_then_paid() -> None:
    with playing("cloudrx/payment-failed-then-paid") as client:
        create(client, order_with(prescription__paymentType="Patient"))

        assert seen(client, 2, "0s", "1h", "1d", "2h", "4h", "2d") == [
            "Waiting Payment Success",
            "Payment Failed",
            "Waiting Clinical Check",
            "Prescription at Pharmacy",
            "Prescription Dispatched",
            "Prescription Processed",
        ]


@pytest.mark.proves("CLX-65", "CLX-69")
def test_cancelled_by_the_pharmacist_with_a_reason() -> None:
    with playing("cloudrx/cancelled-by-pharmacist") as client:
        create(client)
        advance(client, "1d")

        shown = status(client, 2)
        assert (shown["orderStatus"], shown["cancelReason"]) == (
            "Cancelled",
            "Interacts with another medicine of the patient",
        )
        assert (shown["dispatchDate"], shown["trackingId"]) == (None, None)


@pytest.mark.proves("CLX-5")
def test_the_token_expires_mid_flow() -> None:
    with playing("cloudrx/expired-token") as client:
        create(client)
        fetched = fetch_token(client).json()
        assert fetched["expires_in"] == 300
        old = {"Authorization": f"Bearer {fetched['access_token']}"}
        assert client.get(f"{API}/Order/status?orderId=2", old).status_code == 200
        advance(client, "5m")

        assert client.get(f"{API}/Order/status?orderId=2", old).status_code == 401
        new = {"Authorization": f"Bearer {fetch_token(client).json()['access_token']}"}
        assert client.get(f"{API}/Order/status?orderId=2", new).json()["orderStatus"] == "Prescription at Pharmacy"


@pytest.mark.proves("CLX-38")
def test_duplicate_reference() -> None:
    with playing("cloudrx/duplicate-reference") as client:
        order = order_with(prescription__clinicOrderId="order-0001")

        assert details(create(client, order), 400)[0] == "ClinicOrderId"
        assert len(orders(client)) == 3


@pytest.mark.proves("CLX-36", "CLX-37")
def test_locked_out_patient() -> None:
    with playing("cloudrx/locked-out-patient") as client:
        order = order_with(customer__surname="Sample", customer__dateOfBirth="1990-01-01")

        details(create(client, order), 403)
        assert create(client, order_with(customer__surname="Another")).status_code == 200


def test_an_order_that_starts_as_dispatched_has_what_dispatching_sets(play: Callable[[str], Client]) -> None:
    rows = "[{id: 7, clinicOrderId: a, orderStatus: Prescription Processed, createdAt: 2026-01-01T09:00:00Z}]"
    client = play(f"fixtures: {{cloudrx: {{orders: {rows}}}}}\n")

    shown = status(client, 7)

    assert shown["dispatchDate"] == "2026-01-01T09:00:00.000Z"
    assert len(shown["trackingId"]) == 13


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("id: 2147483648, clinicOrderId: a", "2147483647"),
        ("id: 7, clinicOrderId: a, clinicCode: nobodys", "nobodys"),
        ("id: 7, clinicOrderId: a, courierCode: PIGEON", "PIGEON"),
        ("id: 7, clinicOrderId: a, orderStatus: Lost", "Waiting Clinical Check"),
        ("id: 7, clinicOrderId: a, createdAt: soon", "soon"),
        ("id: 7, clinicOrderId: abc1234", "abc1234"),
    ],
)
def test_an_order_that_cannot_be_there_is_named_when_the_scenario_is_read(
    play: Callable[[str], Client], row: str, says: str
) -> None:
    with pytest.raises(ScenarioError, match=says):
        play(f"fixtures: {{cloudrx: {{orders: [{{{row}}}]}}}}\n")
