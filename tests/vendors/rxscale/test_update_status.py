from itertools import product

import pytest

from tests.clients import Client
from tests.vendors.rxscale.calls import CONTROL, OPEN, ORDERS, PHARMACY, order, patch, records, set_status

SETTABLE = ("waiting for pharmacy", "pending review", "on-hold", "in-progress", "ready_for_pickup", "cancelled")
BY_STATUS = {
    "init": "po-201",
    "waiting for pharmacy": "po-abc123",
    "pending review": "po-202",
    "on-hold": "po-203",
    "in-progress": "po-def",
    "ready_for_pickup": "po-204",
}
NOT_SETTABLE = {
    "error": {
        "status": ["Must be one of: waiting for pharmacy, pending review, on-hold, in-progress, ready_for_pickup, cancelled."]
    }
}
NO_COMMENT = {"error": {"comment": ["A comment is required when setting an order on hold"]}}


def versions(client: Client, uid: str) -> int:
    return len(client.get(f"{CONTROL}/records/rxscale/pharmacy_order/{uid}").json()["history"])


@pytest.mark.proves("RXS-24", "RXS-29", "RXS-31", "RXS-32", "RXS-106")
@pytest.mark.parametrize(("before", "after"), list(product(OPEN, SETTABLE)))
def test_every_settable_status_can_be_set_from_every_open_one(client: Client, before: str, after: str) -> None:
    uid = BY_STATUS[before]
    shown = next(row for row in client.get(f"{ORDERS}/", PHARMACY).json()["data"] if row["uid"] == uid)

    answer = set_status(client, uid, after, comment="Why?")

    assert (answer.status_code, answer.json()) == (200, shown | {"status": after})
    assert order(client, uid)["status"] == after
    assert versions(client, uid) == (1 if before == after else 2)


@pytest.mark.proves("RXS-24", "RXS-25", "RXS-89", "RXS-105")
@pytest.mark.parametrize(
    "status", ["completed", "init", "in_progress", "ready-for-pickup", "On-Hold", "waiting_for_pharmacy", "", " on-hold"]
)
@pytest.mark.parametrize("uid", ["po-abc123", "po-abc", "po-205"])
def test_another_status_is_refused_with_the_six_and_changes_nothing(client: Client, status: str, uid: str) -> None:
    answer = set_status(client, uid, status)

    assert (answer.status_code, answer.json()) == (400, NOT_SETTABLE)
    assert versions(client, uid) == 1


@pytest.mark.proves("RXS-25")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Missing data for required field."),
        ({"comment": "x"}, "Missing data for required field."),
        ({"status": None}, "Field may not be null."),
        ({"status": 5}, "Not a valid string."),
        ({"status": ["in-progress"]}, "Not a valid string."),
    ],
)
def test_a_status_that_is_no_text_is_refused_by_field(client: Client, body: object, message: str) -> None:
    answer = patch(client, "/pharmacy_orders/po-abc123/status", body)

    assert (answer.status_code, answer.json()) == (400, {"error": {"status": [message]}})


@pytest.mark.proves("RXS-26")
@pytest.mark.parametrize("comment", [..., None, "", "   ", "\n\t", "\u00a0"])
@pytest.mark.parametrize("before", [status for status in OPEN if status != "on-hold"])
def test_going_on_hold_without_a_comment_is_refused_as_printed(client: Client, before: str, comment: object) -> None:
    uid = BY_STATUS[before]
    more = {} if comment is ... else {"comment": comment}

    answer = set_status(client, uid, "on-hold", **more)

    assert (answer.status_code, answer.json()) == (400, NO_COMMENT)
    assert (versions(client, uid), len(records(client, "issue_thread"))) == (1, 1)


@pytest.mark.parametrize("comment", [5, True, ["why"], {"why": 1}])
def test_a_comment_that_is_no_text_is_refused_when_it_is_needed(client: Client, comment: object) -> None:
    answer = set_status(client, "po-abc123", "on-hold", comment=comment)

    assert (answer.status_code, answer.json()) == (400, {"error": {"comment": ["Not a valid string."]}})


@pytest.mark.proves("RXS-26", "RXS-72")
def test_a_comment_opens_one_issue_thread_that_journal_and_control_show(client: Client) -> None:
    before = {each["id"] for each in records(client, "issue_thread")}
    answer = set_status(client, "po-abc123", "on-hold", comment="Out of stock until 2026-06-01")

    (uid,) = {each["id"] for each in records(client, "issue_thread")} - before
    thread = client.get(f"{CONTROL}/records/rxscale/issue_thread/{uid}").json()
    assert thread["content"]["description"] == "Out of stock until 2026-06-01"
    assert thread["content"]["pharmacy_order_uid"] == "po-abc123"
    entries = client.get(f"{CONTROL}/journal").json()["entries"]
    (opened,) = [each for each in entries if each.get("record") == {"kind": "rxscale.issue_thread", "id": uid}]
    (moved,) = [each for each in entries if each.get("do") == "hold"]
    assert opened["cause"] == moved["cause"] == int(answer.headers["x-mock-journal"])
    assert moved["with"] == {"comment": "Out of stock until 2026-06-01"}
    assert moved["event"] == "pharmacy_order_updated"


@pytest.mark.proves("RXS-27")
@pytest.mark.parametrize("more", [{}, {"comment": None}, {"comment": "Again"}, {"comment": 5}])
def test_sending_on_hold_again_needs_no_comment_and_opens_no_second_thread(client: Client, more: dict[str, object]) -> None:
    answer = set_status(client, "po-203", "on-hold", **more)

    assert answer.status_code == 200
    assert (versions(client, "po-203"), len(records(client, "issue_thread"))) == (1, 1)


@pytest.mark.proves("RXS-28")
def test_coming_back_on_hold_needs_a_comment_again_and_opens_another_thread(client: Client) -> None:
    set_status(client, "po-203", "in-progress")

    assert set_status(client, "po-203", "on-hold").json() == NO_COMMENT
    assert set_status(client, "po-203", "on-hold", comment="Once more").status_code == 200
    assert len(records(client, "issue_thread")) == 2


@pytest.mark.proves("RXS-28")
@pytest.mark.parametrize("comment", ["x", "", None, 5, ["a"], {"b": {}}])
@pytest.mark.parametrize("status", [status for status in SETTABLE if status != "on-hold"])
def test_a_comment_on_another_move_is_neither_looked_at_nor_kept(client: Client, status: str, comment: object) -> None:
    answer = set_status(client, "po-203", status, comment=comment)

    history = client.get(f"{CONTROL}/records/rxscale/pharmacy_order/po-203").json()["history"]
    assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert history[-1]["with"] == {}
    assert len(records(client, "issue_thread")) == 1


@pytest.mark.proves("RXS-33")
@pytest.mark.parametrize(("uid", "word"), [("po-abc", "completed"), ("po-205", "cancelled")])
@pytest.mark.parametrize("status", [status for status in SETTABLE if status != "cancelled"])
def test_a_closed_order_takes_no_status(client: Client, uid: str, word: str, status: str) -> None:
    answer = set_status(client, uid, status, comment="Why?")

    assert (answer.status_code, answer.json()) == (400, {"error": {"status": [f"Order is already {word}"]}})
    assert versions(client, uid) == 1


@pytest.mark.proves("RXS-33")
def test_cancelling_again_changes_nothing_and_a_completed_order_stays(client: Client) -> None:
    assert set_status(client, "po-205", "cancelled").status_code == 200
    assert versions(client, "po-205") == 1
    assert set_status(client, "po-abc", "cancelled").json() == {"error": {"status": ["Order is already completed"]}}


@pytest.mark.proves("RXS-64", "RXS-71")
def test_unknown_members_are_ignored_and_what_is_no_object_is_a_bad_request(client: Client) -> None:
    assert set_status(client, "po-abc123", "in-progress", note="x").status_code == 200
    for content in (b"", b"[]", b"null", b"{", b'"on-hold"', b"\xff"):
        answer = client.request("PATCH", f"{ORDERS}/po-abc123/status", content=content, headers=PHARMACY)

        assert (answer.status_code, answer.json()) == (400, {"error": "Bad request"})


def test_the_reserved_comment_finds_the_order_taken_elsewhere(client: Client) -> None:
    answer = set_status(client, "po-abc123", "on-hold", comment="conflict")

    assert (answer.status_code, answer.json()) == (400, {"error": {"status": ["Order is already cancelled"]}})
