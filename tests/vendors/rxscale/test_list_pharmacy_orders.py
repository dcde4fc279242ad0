import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import API, ORDERS, PHARMACY, complete, set_status


def listed(client: Client, query: str = "", path: str = ORDERS) -> dict[str, Any]:
    answer = client.get(f"{path}/{query}", PHARMACY)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def uids(client: Client, query: str = "") -> list[str]:
    return [row["uid"] for row in listed(client, query)["data"]]


@pytest.mark.proves("RXS-13", "RXS-19")
def test_all_orders_of_the_pharmacy_are_listed_newest_first(client: Client) -> None:
    page = listed(client)

    assert [row["uid"] for row in page["data"]] == [
        "po-206-a",
        "po-205",
        "po-204",
        "po-203",
        "po-202",
        "po-201",
        "po-def",
        "po-abc",
        "po-124",
        "po-abc123",
    ]
    assert (list(page), page["totalRegistries"], page["totalPages"]) == (["data", "totalRegistries", "totalPages"], 10, 1)


@pytest.mark.proves("RXS-13", "RXS-14", "RXS-15")
@pytest.mark.parametrize(
    ("query", "count", "pages"),
    [
        ("?limit=4", 4, 3),
        ("?limit=4&page=2", 2, 3),
        ("?limit=4&page=3", 0, 3),
        ("?limit=10", 10, 1),
        ("?limit=200", 10, 1),
        ("?limit=201", 10, 1),
        ("?limit=999999999999999999&page=999999999999999999", 0, 1),
        ("?page=0", 10, 1),
    ],
)
def test_pages_are_counted_from_zero_and_one_past_the_end_is_empty(client: Client, query: str, count: int, pages: int) -> None:
    page = listed(client, query)

    assert (len(page["data"]), page["totalRegistries"], page["totalPages"]) == (count, 10, pages)


@pytest.mark.proves("RXS-14")
def test_a_limit_above_200_is_capped_and_pages_are_counted_with_200(play: Callable[[str], Client]) -> None:
    client = play("populate: {rxscale.order: {count: 401, pharmacies: [ph-xyz], statuses: [waiting for pharmacy]}}")

    page = listed(client, "?limit=1000")
    assert (len(page["data"]), page["totalRegistries"], page["totalPages"]) == (200, 411, 3)
    seen = [uid for n in range(3) for uid in uids(client, f"?limit=1000&page={n}")]
    assert len(set(seen)) == 411


@pytest.mark.proves("RXS-15", "RXS-46", "RXS-59", "RXS-80")
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("?limit=x", "limit", "Not a valid integer."),
        ("?limit=1.5", "limit", "Not a valid integer."),
        ("?limit=", "limit", "Not a valid integer."),
        ("?limit=0", "limit", "Must be greater than or equal to 1."),
        ("?limit=-1", "limit", "Must be greater than or equal to 1."),
        ("?page=-1", "page", "Must be greater than or equal to 0."),
        ("?page=one", "page", "Not a valid integer."),
        (f"?page={'9' * 5000}", "page", "Not a valid integer."),
    ],
)
def test_a_page_that_is_none_is_refused_by_field(client: Client, query: str, field: str, message: str) -> None:
    for path in (f"{ORDERS}/", f"{API}/payouts", f"{API}/pharmacy_skus/"):
        answer = client.get(f"{path}{query}", PHARMACY)

        assert (answer.status_code, answer.json()) == (400, {"error": {field: [message]}})


@pytest.mark.proves("RXS-16")
@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("waiting%20for%20pharmacy", ["po-206-a", "po-124", "po-abc123"]),
        ("waiting+for+pharmacy", ["po-206-a", "po-124", "po-abc123"]),
        ("on-hold", ["po-203"]),
        ("ready_for_pickup", ["po-204"]),
        ("init", ["po-201"]),
        ("On-Hold", []),
        ("in_progress", []),
        ("nothing", []),
        ("", []),
    ],
)
def test_the_status_matches_letter_by_letter(client: Client, status: str, found: list[str]) -> None:
    page = listed(client, f"?status={status}")

    assert [row["uid"] for row in page["data"]] == found
    assert (page["totalRegistries"], page["totalPages"]) == (len(found), 1 if found else 0)


@pytest.mark.proves("RXS-17")
@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("%231234", ["po-abc123"]),
        ("%231003", ["po-def"]),
        ("MUSTERM", ["po-abc123"]),
        ("musterfrau", ["po-124"]),
        ("ord-12", ["po-124", "po-abc123"]),
        ("O-DEF", ["po-def"]),
        ("%23", ["po-206-a", "po-205", "po-204", "po-203", "po-202", "po-201", "po-def", "po-abc", "po-abc123"]),
        ("hauptstr", []),
        ("px-abc123", []),
        ("%20po-def%20", ["po-def"]),
    ],
)
def test_the_search_looks_in_five_fields_in_any_case(client: Client, term: str, found: list[str]) -> None:
    assert uids(client, f"?search={term}") == found


@pytest.mark.proves("RXS-18")
def test_search_and_status_must_both_hold_and_a_blank_search_is_none(client: Client) -> None:
    assert uids(client, "?search=ord-12&status=waiting%20for%20pharmacy&limit=1&page=1") == ["po-abc123"]
    assert uids(client, "?search=ord-12&status=completed") == []
    assert len(uids(client, "?search=%20")) == 10


def test_a_status_that_changes_moves_the_order_to_another_filter(client: Client) -> None:
    set_status(client, "po-abc123", "in-progress")
    complete(client, "po-def")

    assert uids(client, "?status=in-progress") == ["po-abc123"]
    assert uids(client, "?status=completed") == ["po-def", "po-abc"]


@pytest.mark.proves("RXS-11", "RXS-12")
@pytest.mark.parametrize("path", ["/v1/external_pharmacy_api", "/v1/external-pharmacy-api-v1"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_both_spellings_of_the_prefix_lead_to_the_same_list(client: Client, path: str, slash: str) -> None:
    answer = client.get(f"/rxscale{path}/pharmacy_orders{slash}?limit=3", PHARMACY)

    assert (answer.status_code, answer.json()) == (200, listed(client, "?limit=3"))


def steps_taken(client: Client, query: str) -> int:
    """How many of the server's own functions it takes to answer: a measure that no busy machine disturbs."""
    count = 0

    def hear(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call" and "mock_server" in frame.f_code.co_filename

    sys.setprofile(hear)
    try:
        listed(client, query)
    finally:
        sys.setprofile(None)
    return count


def test_filters_by_status_and_pharmacy_cost_as_much_as_the_page_and_not_the_store(play: Callable[[str], Client]) -> None:
    made_up = (
        "populate: {{rxscale.order: {{count: {}, pharmacies: [ph-xyz, ph-a, ph-b], "
        "statuses: [waiting for pharmacy, in-progress, completed]}}}}"
    )
    few, many = play(made_up.format(1_200)), play(made_up.format(10_000))

    for query in ("?limit=50", "?status=in-progress&limit=50", "?status=completed&limit=50&page=1"):
        assert listed(many, query)["totalRegistries"] > 5 * listed(few, query)["totalRegistries"]
        assert steps_taken(many, query) == steps_taken(few, query)
