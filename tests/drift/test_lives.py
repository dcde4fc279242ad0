"""The lives of records over several exchanges: moves that were not seen are possible, ways that no moves go are not."""

from itertools import cycle

import httpx
import pytest

from tests.drift.conftest import KEYS, ORDER, Change, Watch

READ = "/orders/ord_abc123xyz"


def living(*statuses: str) -> Change:
    """Shows an order with one of these statuses after the other."""
    following = cycle(statuses)

    def change(_: str, answer: httpx.Response) -> httpx.Response:
        return httpx.Response(200, headers=answer.headers, json=answer.json() | {"status": next(following)})

    return change


def test_moves_between_two_sights_need_not_be_seen(watch: Watch) -> None:
    watched = watch(change=living("pending", "shipped", "shipped", "delivered"))

    for _ in range(4):
        watched.ask("GET", READ)

    assert watched.found == []


@pytest.mark.parametrize(
    ("before", "after", "ours"),
    [("shipped", "pending", "from shipped to delivered"), ("cancelled", "processing", "cancelled for good")],
)
def test_a_way_that_no_moves_go_is_a_departure(watch: Watch, before: str, after: str, ours: str) -> None:
    watched = watch(change=living(before, after))

    watched.ask("GET", READ)
    watched.ask("GET", READ)

    assert watched.found == [("impossible-move", "nimbus.get_order", "/status", ours, f"from {before} to {after}")]


def test_an_answer_given_again_for_the_same_key_is_no_news_of_the_order(watch: Watch) -> None:
    watched = watch(change=lambda call, answer: living("shipped")(call, answer) if call.startswith("GET") else answer)
    headers = KEYS | {"Idempotency-Key": "same"}

    made = watched.ask("POST", "/orders", json=ORDER, headers=headers).json()
    watched.ask("GET", f"/orders/{made['id']}")
    again = watched.ask("POST", "/orders", json=ORDER, headers=headers).json()

    assert again["status"] == "pending"
    assert watched.found == []


def test_each_record_has_a_life_of_its_own(watch: Watch) -> None:
    watched = watch()

    watched.ask("GET", "/orders/ord_abc123xyz")
    watched.ask("GET", "/orders/ord_1234567890")

    assert watched.found == []
