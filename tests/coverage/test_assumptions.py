"""What a run relies on without proof, as questions to the vendor."""

import pytest

from mock_server.coverage.assumptions import Assumption, assumptions
from mock_server.coverage.taking import take
from mock_server.registry import VENDORS
from tests.clients import Client
from tests.coverage.conftest import KEY, ORDER, Place


@pytest.fixture
def found(client: Client, sandboxes: list[str], place: Place) -> dict[str, Assumption]:
    """By their first row: of two tests that place an order, and of one that cancels it while it is prepared."""
    for id in sandboxes:
        order = place(id)
    for do in ("process", "cancel"):
        answer = client.post(f"/_mock/sandboxes/test-b/records/nimbus/order/{order}/moves", {"do": do})
        assert answer.status_code == 200, answer.text
    return {each.rows[0]: each for each in assumptions(take(client.server.sandboxes, VENDORS))}


def test_an_inferred_move_is_relied_on_by_the_test_that_made_it(found: dict[str, Assumption]) -> None:
    cancel = found["NIM-9"]

    assert cancel.evidence == "inferred"
    assert cancel.tests == ("test-b",)
    assert cancel.rests_on == ("move order.cancel from processing",)
    assert "`order.cancel from processing`" in cancel.question
    assert cancel.question.endswith("Is that how Nimbus OS behaves, and if not, what does it do?")


def test_the_inferred_part_of_a_documented_operation_is_relied_on(found: dict[str, Assumption]) -> None:
    keys = found["NIM-15"]

    assert keys.rests_on == ("operation create_order",)
    assert "`POST /orders`" in keys.question
    assert "Scope and lifetime are not said" in keys.question
    assert "errors-idempotency v1" in keys.question


def test_a_switch_asks_its_own_question_once_for_all_that_rests_on_its_row(found: dict[str, Assumption]) -> None:
    references = found["NIM-32"]

    assert references.evidence == "open"
    assert references.rests_on == ("switch references=any", "operation create_order")
    assert "Our tests go by `any`. Which is right for Nimbus OS?" in references.question


def test_those_on_which_most_tests_depend_come_first(found: dict[str, Assumption]) -> None:
    reaches = [each.reach for each in found.values()]

    assert reaches == sorted(reaches, reverse=True)
    assert {found["NIM-15"].reach, found["NIM-9"].reach} == {1, 2}


def test_what_was_not_met_is_not_asked(found: dict[str, Assumption]) -> None:
    assert {each.vendor for each in found.values()} == {"nimbus"}
    assert not {"NIM-22", "NIM-26", "NIM-39"} & found.keys()


def test_an_error_of_our_own_is_relied_on_once_it_was_met(client: Client) -> None:
    client.request("PUT", "/nimbus/orders", json=ORDER, headers=KEY)

    rows = [each.rows for each in assumptions(take(client.server.sandboxes, VENDORS))]

    assert rows == [("NIM-22",)]
