"""Reading the journal and the webhooks of a sandbox."""

import json
from collections.abc import Callable
from typing import get_args

import pytest

from mock_server.app import build_app
from mock_server.control.models.journal import EntryKind
from mock_server.journal.entries import What
from mock_server.journal.showing import KINDS
from mock_server.settings import Settings
from tests.clients import Client
from tests.control.problems import problem
from tests.vendors.nimbus.orders import KEY, ORDER

JOURNAL = "/_mock/sandboxes/default/journal"


@pytest.fixture
def busy(client: Client, order: Callable[..., str]) -> str:
    """The id of an order in a sandbox in which a good deal has happened."""
    id = order(client)
    client.get(f"/nimbus/orders/{id}", KEY)
    client.get("/nimbus/orders/ord_nowhere", KEY)
    client.post("/nimbus/order", {})
    client.get("/rxscale/v1/external_pharmacy_api/pharmacy_orders/", {"X-API-Key": "rxscale-pharmacy-key"})
    client.post(f"/_mock/sandboxes/default/records/nimbus/order/{id}/moves", {"do": "process"})
    client.post("/_mock/sandboxes/default/clock", {"advance": "1h"})
    return id


def seen(client: Client, query: str) -> list[str]:
    """What the entries that fit a query are about, in a word each."""
    entries = client.get(f"{JOURNAL}?{query}").json()["entries"]
    return [each.get("operation") or each.get("do") or each["call"] for each in entries]


def test_each_sort_of_entry_has_a_name_that_can_be_asked_for() -> None:
    assert len(KINDS) == len(get_args(What))
    assert set(KINDS) == {kind.value for kind in EntryKind}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("vendor=rxscale", ["rxscale.list_pharmacy_orders"]),
        ("operation=nimbus.get_order", ["nimbus.get_order", "nimbus.get_order"]),
        ("operation=nimbus.*&status=2xx", ["nimbus.create_order", "nimbus.get_order"]),
        ("status=404", ["nimbus.get_order", "POST /order"]),
        ("status=processing", ["process"]),
        ("outcome=refused", ["nimbus.get_order", "POST /order"]),
        ("outcome=unmatched", ["POST /order"]),
        ("outcome=answered&vendor=nimbus", ["nimbus.create_order", "nimbus.get_order"]),
        ("kind=clock", ["advance 1h"]),
        ("outcome=answered&since=3", ["nimbus.get_order", "rxscale.list_pharmacy_orders"]),
        ("kind=call&newest=true&limit=2", ["POST /order", "rxscale.list_pharmacy_orders"]),
        ("rule=none", []),
    ],
)
@pytest.mark.usefixtures("busy")
def test_entries_are_picked_by_what_they_are_about(client: Client, query: str, found: list[str]) -> None:
    assert seen(client, query) == found


def test_entries_about_a_record_are_its_changes_and_the_calls_that_brought_them_about_or_name_it(
    client: Client, busy: str
) -> None:
    found = ["nimbus.create_order", "create", "nimbus.get_order", "move", "process"]

    assert seen(client, f"record={busy}") == found
    assert seen(client, f"record=nimbus.order/{busy}") == found
    assert seen(client, f"record=nimbus.refill/{busy}") == ["nimbus.get_order"]


def test_a_rule_that_changed_calls_finds_them(client: Client) -> None:
    client.post("/nimbus/orders", {**ORDER, "patientId": "pat_notfound"}, headers=KEY)

    assert seen(client, "rule=nimbus-unknown-patient") == ["nimbus.create_order"]


@pytest.mark.parametrize(
    ("query", "slug", "says"),
    [
        ("vendor=nimbos", "unknown-vendor", "nimbus"),
        ("operation=nimbus.create_oder", "unknown-operation", "nimbus.create_order"),
        ("kindd=call", "invalid-request", "kindd"),
        ("unmasked=yes", "invalid-request", "unmasked must be true or false"),
        ("outcome=refuse", "invalid-request", "outcome"),
    ],
)
def test_a_misspelt_filter_is_refused_instead_of_finding_nothing(client: Client, query: str, slug: str, says: str) -> None:
    assert says in problem(client.get(f"{JOURNAL}?{query}"), slug)["detail"]


def test_patients_and_credentials_are_masked_unless_asked_for(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=KEY)
    client.get("/nimbus/orders/nimbus-test-key?key=nimbus-test-key--w3", KEY)

    for path in ("/2", "", "/4", "/export"):
        shown = client.get(f"{JOURNAL}{path}").text
        assert "123 Main St" not in shown
        assert "nimbus-test-key" not in shown
    assert client.get(f"{JOURNAL}/2?unmasked=true").json()["request"]["body"] == ORDER
    assert client.get(f"{JOURNAL}?unmasked=true&newest=true&limit=1").json()["entries"][0]["call"].endswith("nimbus-test-key")


def test_a_clients_secret_is_masked_and_its_id_is_not(client: Client) -> None:
    client.get("/cloudrx/api/v2/Order/status?orderId=cloudrx-test-secret&x=cloudrx-test-client")

    assert client.get(f"{JOURNAL}/2").json()["query"] == "orderId=***&x=cloudrx-test-client"


@pytest.mark.usefixtures("busy")
def test_the_export_is_an_entry_a_line_whole(client: Client) -> None:
    answer = client.get(f"{JOURNAL}/export?kind=call")

    assert answer.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [each["n"] for each in lines] == [each["n"] for each in client.get(f"{JOURNAL}?kind=call").json()["entries"]]
    whole = client.get(f"{JOURNAL}/2").json()
    assert lines[0] == {name: value for name, value in whole.items() if name not in ("because_of", "led_to")}


def test_what_the_clock_brought_about_is_masked_too(play: Callable[[str], Client]) -> None:
    client = play(
        "timelines: [{for: nimbus.order, moves: [{after: 1h, do: process},"
        " {after: 2h, do: ship, with: {trackingNumber: SECRETNUMBER1}}]}]\n"
        "fixtures: {nimbus: {credentials: [{key: SECRETNUMBER1}]}}\n"
    )
    client.post("/nimbus/orders", ORDER, headers=KEY)

    happened = client.post("/_mock/sandboxes/default/clock", {"advance": "3h"}).json()["happened"]

    assert "SECRETNUMBER1" not in str(happened)
    assert {"trackingNumber": "***"} in [each.get("with") for each in happened]


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


def test_webhooks_are_listed_with_where_they_go(client: Client) -> None:
    webhooks = client.get("/_mock/sandboxes/default/webhooks").json()["webhooks"]

    assert [(each["vendor"], each["collect"], each["url"]) for each in webhooks] == [("nimbus", True, None)]
