"""The book and the pharmacy agree in the end, whatever got lost."""

import pytest
from clinic.book import Book
from clinic.ordering import Clinic
from samples import ADDRESS

from mock_server.client import Belief, NotReconciled, Sandbox


def beliefs(book: Book) -> list[Belief]:
    """What the clinic believes, for the mock server to hold against how it is."""
    return [{"vendor": "nimbus", "id": row.pharmacy_id, "status": row.status, "tracking": row.tracking} for row in book.rows()]


def test_lost_news_are_noticed_and_made_up_for(clinic: Clinic, book: Book, sandbox: Sandbox) -> None:
    clinic.prescribe("pat_1234567890", "rx_9876543210", ADDRESS)
    order = str(book.rows()[0].pharmacy_id)
    sandbox.orders.move("nimbus", order, "process")
    with pytest.raises(NotReconciled, match=f"the order {order} is processing, not pending"):
        sandbox.reconcile(beliefs(book))

    assert clinic.catch_up() == ["rx_9876543210"]

    sandbox.reconcile(beliefs(book))


@pytest.mark.scenario("scenarios/a-week.yaml")
@pytest.mark.usefixtures("listening")
def test_after_a_week_all_is_delivered_and_known(clinic: Clinic, book: Book, sandbox: Sandbox) -> None:
    for prescription in ("rx_9876543210", "rx_test_001", "rx_test_002"):
        clinic.prescribe("pat_1234567890", prescription, ADDRESS)

    sandbox.wait(record={"vendor": "nimbus", "fixture": False, "status": "delivered"}, count=3, advance="7d")
    clinic.catch_up()

    sandbox.reconcile(beliefs(book))
    assert {(row.status, row.tracking) for row in book.rows()} == {("delivered", "1Z999AA10000000001")}
    sandbox.verify(records=[{"vendor": "nimbus", "history": {"never": [{"reached": "shipped", "after": "cancelled"}]}}])
