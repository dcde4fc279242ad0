"""News of the pharmacy: taken once, and only from the pharmacy."""

import httpx
import pytest
from clinic.book import Book
from clinic.ordering import Clinic
from samples import ADDRESS

from mock_server.client import Sandbox, Subscription


@pytest.fixture
def ordered(clinic: Clinic, book: Book) -> str:
    """The pharmacy's id of an order that was made."""
    clinic.prescribe("pat_1234567890", "rx_9876543210", ADDRESS)
    return str(book.rows()[0].pharmacy_id)


def ship(sandbox: Sandbox, order: str) -> None:
    """Let the pharmacy ship, and come back when it has told so."""
    sandbox.orders.move("nimbus", order, "process")
    sandbox.orders.move("nimbus", order, "ship", trackingNumber="1Z999AA10000000001")
    sandbox.webhooks.wait("order.fulfilled", record=order, state="delivered")


@pytest.mark.usefixtures("listening")
def test_shipping_is_written_down(ordered: str, book: Book, sandbox: Sandbox) -> None:
    ship(sandbox, ordered)

    assert [(row.status, row.tracking) for row in book.rows()] == [("shipped", "1Z999AA10000000001")]


@pytest.mark.usefixtures("listening")
def test_news_that_come_twice_count_once(ordered: str, book: Book, sandbox: Sandbox) -> None:
    ship(sandbox, ordered)
    book.stands(ordered, "delivered", None)

    (told,) = sandbox.webhooks.deliveries(event="order.fulfilled", state="delivered")
    assert sandbox.webhooks.resend(told.id).last_status == 204

    assert [row.status for row in book.rows()] == ["delivered"]


def test_forged_news_are_refused(listening: Subscription, ordered: str, book: Book) -> None:
    forged = {"id": "evt_1", "type": "order.fulfilled", "data": {"orderId": ordered}}

    answer = httpx.post(str(listening.url), json=forged, headers={"X-Webhook-Signature": "0" * 64})

    assert answer.status_code == 401
    assert [row.status for row in book.rows()] == ["pending"]
