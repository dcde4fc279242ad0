from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from mock_server.vendors.rxscale.pzn import with_check_digit
from tests.clients import Client
from tests.vendors.rxscale.calls import CONTROL, seen_by_the_shop

PHARMACIES = ("ph-a", "ph-b", "ph-c")
MADE_UP = """
seed: {seed}
populate:
  rxscale.order:
    count: 40
    pharmacies: [ph-a, ph-b, ph-c]
    statuses: [waiting for pharmacy, on-hold, completed, cancelled]
    over: 2d
"""


def made_up(client: Client) -> list[dict[str, Any]]:
    records = client.get(f"{CONTROL}/snapshot").json()["records"]["rxscale.pharmacy_order"]
    return [record for record in records if record["content"]["pharmacy"]["uid"] in PHARMACIES]


def test_forty_orders_are_dealt_out_to_statuses_and_pharmacies(play: Callable[[str], Client]) -> None:
    found = made_up(play(MADE_UP.format(seed=1)))

    assert len(found) == 40
    assert sorted(Counter(record["content"]["pharmacy"]["uid"] for record in found).values()) == [13, 13, 14]
    assert Counter(record["status"] for record in found) == dict.fromkeys(
        ("waiting for pharmacy", "on-hold", "completed", "cancelled"), 10
    )
    assert all("2026-01-03T09:00:00Z" <= record["created_at"] < "2026-01-05T09:00:00Z" for record in found)


@pytest.mark.proves("RXS-76", "RXS-77")
def test_made_up_people_and_articles_are_plausible_and_plainly_invented(play: Callable[[str], Client]) -> None:
    for record in made_up(play(MADE_UP.format(seed=1))):
        order = record["content"]["order"]
        address = order["delivery_address"]
        assert order["patient"]["email"].endswith("@example.com")
        assert order["patient"]["display_name"] == f"{address['first_name']} {address['last_name']}"
        assert len(address["zip_code"]) == 5
        assert address["country"] == "Germany"
        for item in record["content"]["items"]:
            assert item["pzn"] == with_check_digit(int(item["pzn"][:7]))


@pytest.mark.proves("RXS-77")
def test_the_same_seed_makes_up_the_same_and_another_seed_another(play: Callable[[str], Client]) -> None:
    first, second, other = (made_up(play(MADE_UP.format(seed=seed))) for seed in (1, 1, 2))

    assert first == second
    assert [record["content"]["order"]["patient"] for record in first] != [
        record["content"]["order"]["patient"] for record in other
    ]


def test_what_goes_with_an_order_is_as_its_history_says(play: Callable[[str], Client]) -> None:
    records = play(MADE_UP.format(seed=1)).get(f"{CONTROL}/snapshot").json()["records"]
    orders = {
        each["id"]: each for each in records["rxscale.pharmacy_order"] if each["content"]["pharmacy"]["uid"] in PHARMACIES
    }
    payouts = [each for each in records["rxscale.payout"] if each["content"]["pharmacy_order_uid"] in orders]
    threads = {each["content"]["pharmacy_order_uid"] for each in records["rxscale.issue_thread"]}
    sold = sum(each["content"]["items"][0]["amount"] for each in orders.values() if each["status"] == "completed")

    for payout in payouts:
        status = orders[payout["content"]["pharmacy_order_uid"]]["status"]
        assert (payout["status"] == "routed") == (status == "completed")
        assert status != "cancelled"
    assert {id for id, each in orders.items() if each["status"] == "on-hold"} <= threads
    stocks = [each["content"]["stock"] for each in records["rxscale.pharmacy_sku"] if each["content"]["pharmacy"] in PHARMACIES]
    assert sum(1_000_000 - stock for stock in stocks) == sold


def test_the_shop_sees_made_up_orders_too(play: Callable[[str], Client]) -> None:
    client = play(MADE_UP.format(seed=1))

    for record in made_up(client):
        row = seen_by_the_shop(client, record["content"]["order"]["prescription_uid"])
        wanted = {"completed": "completed", "cancelled": "cancelled"}.get(record["status"], "processing")
        assert row["order_status"] == wanted
        assert (row["tracking_url"] is not None) == (wanted == "completed")


def test_the_shipped_scenario_of_busy_pharmacies_can_be_played() -> None:
    with Client(build_app(Settings(scenario="rxscale/busy-pharmacies"))) as client:
        records = client.get(f"{CONTROL}/snapshot").json()["records"]

    assert len(records["rxscale.pharmacy_order"]) == 40 + 12


@pytest.mark.proves("RXS-76")
def test_check_digits_follow_the_rule() -> None:
    assert with_check_digit(1234567) == "12345678"
    assert with_check_digit(1) == "00000017"
    assert with_check_digit(3) is None or with_check_digit(3) == "00000033"
    given_out = [pzn for number in range(2000) if (pzn := with_check_digit(number)) is not None]
    assert 1700 < len(given_out) < 2000
    for pzn in given_out:
        assert sum(weight * int(digit) for weight, digit in zip(range(1, 8), pzn, strict=False)) % 11 == int(pzn[7])
