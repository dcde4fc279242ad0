"""Reading the journal, the rules and the webhooks of a sandbox."""

from collections.abc import Callable

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.control.problems import problem

JOURNAL = "/_mock/sandboxes/default/journal"


def test_the_journal_is_read_on_page_by_page(client: Client, order: Callable[..., str]) -> None:
    for _ in range(3):
        order(client)
    whole = client.get(JOURNAL).json()
    read = []
    since: int | None = 0

    while since is not None:
        page = client.get(f"{JOURNAL}?since={since}&limit=3").json()
        read += page["entries"]
        since = page["next"]

    assert read == whole["entries"]
    assert [each["n"] for each in read] == list(range(1, whole["last"] + 1))
    assert (whole["next"], whole["dropped"]) == (None, 0)


def test_entries_of_one_sort_are_paged_by_themselves(client: Client, order: Callable[..., str]) -> None:
    order(client)
    order(client)

    first = client.get(f"{JOURNAL}?kind=call&limit=1").json()
    second = client.get(f"{JOURNAL}?kind=call&limit=1&since={first['next']}").json()

    assert [each["kind"] for each in first["entries"] + second["entries"]] == ["call", "call"]
    assert second["next"] is None


def test_a_whole_entry_has_request_and_answer_with_the_credential_masked(client: Client, order: Callable[..., str]) -> None:
    order(client)

    call = client.get(f"{JOURNAL}/2").json()

    assert (call["operation"], call["status"]) == ("nimbus.create_order", 201)
    assert call["request"]["body"]["patientId"] == "pat_test_001"
    assert "nimbus-test-key" not in str(call)


def test_an_entry_that_is_not_there_was_never_written_or_is_forgotten(order: Callable[..., str]) -> None:
    with Client(build_app(Settings(journal_entries=2))) as client:
        order(client)
        order(client)

        forgotten = problem(client.get(f"{JOURNAL}/1"), "unknown-entry")
        unwritten = problem(client.get(f"{JOURNAL}/99"), "unknown-entry")

        assert "forgotten" in forgotten["detail"]
        assert "never written" in unwritten["detail"]
        assert client.get(JOURNAL).json()["dropped"] == 3


@pytest.mark.parametrize("path", ["?since=-1", "?limit=1001", "?limit=0", "?kind=rumour", "/x", "/0", "/+1"])
def test_malformed_numbers_and_words_are_refused(client: Client, path: str) -> None:
    problem(client.get(f"{JOURNAL}{path}"), "invalid-request")


def test_rules_are_listed_in_the_order_in_which_they_are_tried(client: Client) -> None:
    rules = client.get("/_mock/sandboxes/default/rules").json()["rules"]

    assert rules[0]["name"] == "nimbus-unknown-patient"
    assert rules[0]["when"] == {"body.patientId": "pat_notfound"}
    assert rules[0]["refuse"]["error"] == "validation_error"
    assert rules[0]["fault"] is None


def test_a_fault_is_listed_with_its_status(play: Callable[[str], Client]) -> None:
    client = play("rules: [{name: down, on: nimbus.*, fault: {status: 503}}]\n")

    rules = {each["name"]: each for each in client.get("/_mock/sandboxes/default/rules").json()["rules"]}

    assert (rules["down"]["fault"], rules["down"]["refuse"]) == ({"status": 503}, None)


def test_webhooks_are_listed_with_where_they_go(client: Client) -> None:
    webhooks = client.get("/_mock/sandboxes/default/webhooks").json()["webhooks"]

    assert [(each["vendor"], each["collect"], each["url"]) for each in webhooks] == [("nimbus", True, None)]
