"""Keeping a sandbox and bringing it back."""

from collections.abc import Callable

from mock_server.sandboxes import snapshot
from tests.clients import Client
from tests.control.problems import problem
from tests.snapshots import without_causes

SANDBOX = "/_mock/sandboxes/default"
JSON = {"Content-Type": "application/json"}


def test_a_restored_sandbox_is_as_it_was(client: Client, order: Callable[..., str]) -> None:
    id = order(client)
    kept = client.get(f"{SANDBOX}/snapshot").json()
    client.post(f"{SANDBOX}/records/nimbus/order/{id}/moves", {"do": "cancel"})
    client.post(f"{SANDBOX}/clock", {"advance": "1d"})

    restored = client.post(f"{SANDBOX}/restore", kept)

    assert restored.json()["clock"]["now"] == "2026-01-05T09:00:00Z"
    assert client.get(f"{SANDBOX}/snapshot").json() == without_causes(kept)
    last = client.get(f"{SANDBOX}/journal?kind=command").json()["entries"][-1]
    assert last["do"] == "restore"


def test_a_restored_history_names_no_causes_since_the_numbers_are_those_of_another_journal(
    client: Client, order: Callable[..., str]
) -> None:
    id = order(client)
    record = f"records/nimbus/order/{id}"
    assert client.get(f"{SANDBOX}/{record}").json()["history"][0]["cause"] is not None
    kept = client.get(f"{SANDBOX}/snapshot").json()
    client.post("/_mock/sandboxes", {"id": "other"})

    client.post("/_mock/sandboxes/other/restore", kept)

    assert client.get(f"/_mock/sandboxes/other/{record}").json()["history"][0]["cause"] is None


def test_a_snapshot_larger_than_other_bodies_may_be_goes_back(client: Client) -> None:
    large = client.get(f"{SANDBOX}/snapshot").content + b" " * (2 << 20)

    restored = client.post(f"{SANDBOX}/restore", content=large, headers=JSON)

    assert restored.status_code == 200, restored.text


def test_a_snapshot_has_a_bound_of_its_own(client: Client) -> None:
    refused = client.post(f"{SANDBOX}/restore", content=b"{}", headers=JSON | {"Content-Length": str(snapshot.LARGEST + 1)})

    assert str(snapshot.LARGEST) in problem(refused, "body-too-large")["detail"]


def test_what_is_no_snapshot_is_refused_with_its_place_and_changes_nothing(client: Client) -> None:
    kept = client.get(f"{SANDBOX}/snapshot").json()

    refused = problem(client.post(f"{SANDBOX}/restore", kept | {"seed": None}), "bad-snapshot")

    assert refused["pointer"] == "/seed"
    problem(client.post(f"{SANDBOX}/restore", {}), "bad-snapshot")
    assert client.get(f"{SANDBOX}/snapshot").json() == kept


def test_a_snapshot_of_another_scenario_is_refused(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "other", "scenario": "happy-path"})
    kept = client.get("/_mock/sandboxes/other/snapshot").json()

    assert problem(client.post(f"{SANDBOX}/restore", kept), "bad-snapshot")["pointer"] == "/scenario"
