"""Ordering: once, whatever happens on the way."""

import pytest
from clinic.book import Book
from clinic.ordering import Clinic
from clinic.pharmacy import ATTEMPTS, Refused
from samples import ADDRESS

from mock_server.client import Sandbox


def test_a_prescription_is_ordered(clinic: Clinic, book: Book, sandbox: Sandbox) -> None:
    assert clinic.prescribe("pat_1234567890", "rx_9876543210", ADDRESS)

    (row,) = book.rows()
    assert row.status == "pending"
    sandbox.verify(
        calls=[{"operation": "nimbus.create_order", "where": {"body.prescriptionId": "rx_9876543210"}, "exactly": 1}],
        records=[{"vendor": "nimbus", "id": str(row.pharmacy_id), "status": "pending"}],
    )


def test_a_lost_answer_does_not_order_twice(clinic: Clinic, sandbox: Sandbox) -> None:
    sandbox.rules.add("lost-once", on="nimbus.create_order", calls="1", fault="answer_lost")

    assert clinic.prescribe("pat_1234567890", "rx_9876543210", ADDRESS)

    sandbox.verify(
        calls=[
            {"operation": "nimbus.create_order", "exactly": 2},
            {"operation": "nimbus.create_order", "replay": True, "exactly": 1},
        ],
        records=[{"vendor": "nimbus", "fixture": False, "exactly": 1, "one_per": "prescriptionId"}],
    )


@pytest.mark.expects_refusal("nimbus.validation_error")
def test_a_refused_order_is_struck_out_and_says_why(clinic: Clinic, book: Book) -> None:
    with pytest.raises(Refused, match="Invalid ZIP code format") as refused:
        clinic.prescribe("pat_1234567890", "rx_9876543210", ADDRESS | {"zip": "787"})

    assert refused.value.field == "shippingAddress.zip"
    assert book.rows() == []


@pytest.mark.scenario("scenarios/pharmacy-down.yaml")
def test_what_the_pharmacy_cannot_take_is_kept_for_later(clinic: Clinic, book: Book, sandbox: Sandbox) -> None:
    assert not clinic.prescribe("pat_1234567890", "rx_9876543210", ADDRESS)
    sandbox.verify(calls=[{"operation": "nimbus.create_order", "status": 503, "exactly": ATTEMPTS}])

    sandbox.reset("default")
    clinic.catch_up()

    assert [row.status for row in book.rows()] == ["pending"]
