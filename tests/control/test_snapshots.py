"""Keeping a sandbox and bringing it back."""

from collections.abc import Callable

from tests.clients import Client
from tests.control.problems import problem

SANDBOX = "/_mock/sandboxes/default"


def test_a_restored_sandbox_is_as_it_was(client: Client, order: Callable[..., str]) -> None:
    id = order(client)
    kept = client.get(f"{SANDBOX}/snapshot").json()
    client.post(f"{SANDBOX}/records/nimbus/order/{id}/moves", {"do": "cancel"})
    client.post(f"{SANDBOX}/clock", {"advance": "1d"})

    restored = client.post(f"{SANDBOX}/restore", kept)

    assert restored.json()["clock"]["now"] == "2026-01-05T09:00:00Z"
    assert client.get(f"{SANDBOX}/snapshot").json() == kept
    last = client.get(f"{SANDBOX}/journal?kind=command").json()["entries"][-1]
    assert last["do"] == "restore"


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
