"""Sandboxes: make, look at, reset, fork, drop."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client
from tests.control.problems import problem


def test_a_new_sandbox_says_how_it_is_reached(client: Client) -> None:
    answer = client.post("/_mock/sandboxes", {"id": "w3", "seed": 7})

    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == "/_mock/sandboxes/w3"
    assert (made["id"], made["scenario"], made["seed"]) == ("w3", "default", 7)
    assert made["clock"]["now"] == "2026-01-05T09:00:00Z"
    assert made["vendors"]["nimbus"]["url"] == "http://127.0.0.1:8080/s/w3/nimbus"
    assert made["vendors"]["nimbus"]["credentials"][0]["send"] == "X-API-Key: nimbus-test-key"
    assert "append --w3" in made["choosing"]


def test_what_the_answer_says_of_a_way_in_is_true(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})
    way = client.get("/_mock/sandboxes/w3").json()["vendors"]["nimbus"]
    name, _, key = way["credentials"][0]["send"].partition(": ")

    by_path = client.get(f"{way['url']}/orders/ord_abc123xyz", {name: key})
    by_credential = client.get("/nimbus/orders/ord_abc123xyz", {name: f"{key}--w3"})

    assert by_path.status_code == by_credential.status_code == 200
    assert client.get("/_mock/sandboxes/w3/journal").json()["last"] == 3


def test_the_default_sandbox_is_reached_by_plain_addresses(client: Client) -> None:
    default = client.get("/_mock/sandboxes/default").json()

    assert default["vendors"]["nimbus"]["url"] == "http://127.0.0.1:8080/nimbus"


def test_addresses_are_those_that_the_client_uses(client: Client) -> None:
    made = client.get("/_mock/sandboxes/default", {"host": "mock:9000"}).json()

    assert made["vendors"]["nimbus"]["url"] == "http://mock:9000/nimbus"


def test_a_sandbox_can_be_made_without_saying_anything(client: Client) -> None:
    empty = client.post("/_mock/sandboxes", content=b"", headers={"content-type": "application/json"})

    assert empty.json()["id"] == "sandbox-1"
    assert client.post("/_mock/sandboxes", {}).json()["id"] == "sandbox-2"
    assert client.get("/_mock/sandboxes").json()["total"] == 3


@pytest.mark.parametrize(
    ("clock", "mode", "speed"),
    [
        ({"start": "2026-03-01T10:00:00+01:00"}, "frozen", 1.0),
        ({"start": "2026-03-01T09:00:00Z", "mode": "running"}, "running", 1.0),
        ({"start": "2026-03-01T09:00:00Z", "speed": 60}, "running", 60.0),
        ({"start": "2026-03-01T09:00:00Z", "speed": 60, "mode": "frozen"}, "frozen", 60.0),
    ],
)
def test_a_clock_starts_as_it_is_wished(client: Client, clock: dict[str, object], mode: str, speed: float) -> None:
    made = client.post("/_mock/sandboxes", {"clock": clock}).json()["clock"]

    assert made["now"].startswith("2026-03-01T09:00:0")
    assert (made["mode"], made["speed"]) == (mode, speed)


def test_an_id_that_is_taken_or_impossible_is_refused(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})

    problem(client.post("/_mock/sandboxes", {"id": "w3"}), "sandbox-exists")
    problem(client.post("/_mock/sandboxes", {"id": "../w3"}), "bad-sandbox-id")
    problem(client.post("/_mock/sandboxes/default/fork", {"id": "w3"}), "sandbox-exists")


def test_no_more_sandboxes_are_made_than_the_server_may_hold() -> None:
    with Client(build_app(Settings(max_sandboxes=1))) as client:
        refused = problem(client.post("/_mock/sandboxes", {}), "too-many-sandboxes")

    assert "1" in refused["detail"]


def test_a_scenario_is_named_and_never_read_from_a_path(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("scenario: mine\ntitle: Mine\n")

    assert "'default'" in problem(client.post("/_mock/sandboxes", {"scenario": "defalt"}), "unknown-scenario")["detail"]
    for name in (str(path), "../scenarios/default.yaml", "/etc/passwd", "../scenarios/default"):
        problem(client.post("/_mock/sandboxes", {"scenario": name}), "unknown-scenario")
        problem(client.post("/_mock/sandboxes/default/reset", {"scenario": name}), "unknown-scenario")


def test_a_scenario_in_a_folder_is_asked_for_by_its_whole_name(client: Client) -> None:
    made = client.post("/_mock/sandboxes", {"id": "w3", "scenario": "cloudrx/expired-token"})

    assert (made.status_code, made.json()["scenario"]) == (201, "cloudrx/expired-token")
    assert client.post("/_mock/sandboxes/w3/reset", {"seed": 9}).json()["seed"] == 9


def test_the_servers_own_scenario_goes_before_one_of_the_library_with_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "default.yaml"
    path.write_text("scenario: default\ntitle: Mine\nseed: 77\n")
    with Client(build_app(Settings(scenario=str(path)))) as client:
        made = [client.post("/_mock/sandboxes", wish).json()["seed"] for wish in ({}, {"scenario": "default"})]

    assert made == [77, 77]


def test_the_servers_own_scenario_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("scenario: mine\ntitle: Mine\nseed: 77\n")
    with Client(build_app(Settings(scenario=str(path)))) as client:
        path.unlink()

        assert client.post("/_mock/sandboxes", {"id": "w3"}).json()["seed"] == 77
        assert client.post("/_mock/sandboxes/w3/reset", {"seed": 8}).json()["seed"] == 8
        assert client.post("/_mock/sandboxes/w3/reset", {"scenario": "mine"}).json()["seed"] == 77


def test_seed_and_clock_of_the_server_hold_for_every_sandbox_that_starts_from_its_own_scenario() -> None:
    with Client(build_app(Settings(seed=7, clock_at="2026-03-01T00:00:00Z"))) as client:
        ids = ("default", "w3", "w4", "other")
        wishes = ({"id": "w3"}, {"id": "w4", "scenario": "default"}, {"id": "other", "scenario": "happy-path"})
        made = [client.get("/_mock/sandboxes/default"), *(client.post("/_mock/sandboxes", wish) for wish in wishes)]
        seeds = {id: each.json()["seed"] for id, each in zip(ids, made, strict=True)}

        assert seeds == {"default": 7, "w3": 7, "w4": 7, "other": 1}
        assert client.get("/_mock/sandboxes/w3/clock").json()["now"] == "2026-03-01T00:00:00Z"


_TEXT = """\
scenario: mine
title: One's own
extends: default
seed: 5
clock: {start: 2025-06-01T08:00:00Z}
fixtures: {nimbus: {orders: [{id: ord_mine}]}}
"""


def test_a_scenario_may_come_as_text(client: Client) -> None:
    made = client.post("/_mock/sandboxes", {"id": "w3", "scenario_text": _TEXT}).json()
    reset = client.post("/_mock/sandboxes/w3/reset", {"seed": 6}).json()

    assert (made["scenario"], made["seed"], made["clock"]["now"]) == ("mine", 5, "2025-06-01T08:00:00Z")
    assert (reset["scenario"], reset["seed"], reset["clock"]["now"]) == ("mine", 6, "2025-06-01T08:00:00Z")
    assert client.get("/s/w3/nimbus/orders/ord_mine", {"X-API-Key": "nimbus-test-key"}).status_code == 200


def test_the_mistakes_of_a_scenario_that_comes_as_text_are_told_all_at_once(client: Client) -> None:
    refused = problem(
        client.post("/_mock/sandboxes", {"id": "w3", "scenario_text": _TEXT + "sed: 1\nrulez: []\n"}), "invalid-scenario"
    )

    assert [(each["file"], each["line"], each["column"]) for each in refused["mistakes"]] == [
        ("scenario_text", 7, 1),
        ("scenario_text", 8, 1),
    ]
    assert refused["detail"].startswith("scenario_text:7: unknown key 'sed'; did you mean 'seed'?")
    problem(client.get("/_mock/sandboxes/w3"), "unknown-sandbox")


def test_records_that_cannot_be_are_mistakes_with_a_place(client: Client) -> None:
    text = _TEXT.replace("{nimbus: {orders: [{id: ord_mine}]}}", "{cloudrx: {orders: [{id: 7, clinicOrderId: abc1234}]}}")

    refused = problem(client.post("/_mock/sandboxes", {"scenario_text": text}), "invalid-scenario")

    (mistake,) = refused["mistakes"]
    assert (mistake["line"], mistake["column"]) == (6, 31)
    assert mistake["message"].startswith("there already is a cloudrx.order whose clinic_and_reference is ")


@pytest.mark.parametrize("text", ["", "- a\n", "extends: ../secret\n", "a: &x b\nc: *x\n"])
def test_a_text_that_is_no_scenario_is_refused(client: Client, text: str) -> None:
    problem(client.post("/_mock/sandboxes", {"scenario_text": text}), "invalid-scenario")


def test_a_scenario_is_either_named_or_given(client: Client) -> None:
    problem(client.post("/_mock/sandboxes", {"scenario": "default", "scenario_text": _TEXT}), "invalid-request")


def test_an_unknown_sandbox_is_answered_with_the_nearest_one(client: Client) -> None:
    assert "'default'" in problem(client.get("/_mock/sandboxes/defualt"), "unknown-sandbox")["detail"]


def test_a_dropped_sandbox_is_gone(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})

    dropped = client.request("DELETE", "/_mock/sandboxes/w3")

    assert (dropped.status_code, dropped.content) == (204, b"")
    problem(client.get("/_mock/sandboxes/w3"), "unknown-sandbox")
    problem(client.request("DELETE", "/_mock/sandboxes/w3"), "unknown-sandbox")


def test_the_default_sandbox_cannot_be_dropped(client: Client) -> None:
    problem(client.request("DELETE", "/_mock/sandboxes/default"), "default-stays")


def test_a_reset_returns_to_the_start_of_the_scenario(client: Client, order: Callable[..., str]) -> None:
    id = order(client)
    client.post("/_mock/sandboxes/default/clock", {"advance": "3d"})

    reset = client.post("/_mock/sandboxes/default/reset", content=b"", headers={"content-type": "application/json"})

    assert reset.json()["clock"]["now"] == "2026-01-05T09:00:00Z"
    problem(client.get(f"/_mock/sandboxes/default/records/nimbus/order/{id}"), "unknown-record")
    assert client.get("/_mock/sandboxes/default/journal").json()["last"] == 1
    assert order(client) == id


def test_a_reset_may_take_another_scenario_or_another_seed(client: Client, order: Callable[..., str]) -> None:
    id = order(client)

    seeded = client.post("/_mock/sandboxes/default/reset", {"seed": 8.0}).json()
    assert (seeded["scenario"], seeded["seed"]) == ("default", 8)
    assert order(client) != id

    other = client.post("/_mock/sandboxes/default/reset", {"scenario": "happy-path"}).json()
    assert (other["scenario"], other["clock"]["mode"]) == ("happy-path", "running")


def test_a_seed_can_be_changed_where_the_servers_own_scenario_is_a_file(play: Callable[[str], Client]) -> None:
    client = play("clock: {start: 2026-02-01T00:00:00Z}\n")

    reset = client.post("/_mock/sandboxes/default/reset", {"seed": 9}).json()

    assert (reset["scenario"], reset["seed"], reset["clock"]["now"]) == ("played-0", 9, "2026-02-01T00:00:00Z")


def test_a_fork_goes_its_own_way(client: Client, order: Callable[..., str]) -> None:
    id = order(client)

    fork = client.post("/_mock/sandboxes/default/fork", {"id": "later"})
    client.post("/_mock/sandboxes/later/clock", {"advance": "1d"})

    assert (fork.status_code, fork.headers["location"]) == (201, "/_mock/sandboxes/later")
    assert client.get(f"/_mock/sandboxes/later/records/nimbus/order/{id}").status_code == 200
    assert client.get("/_mock/sandboxes/default/clock").json()["now"] == "2026-01-05T09:00:00Z"
    told = client.get("/_mock/sandboxes/later/journal?kind=command").json()["entries"]
    assert told[-1]["do"] == "fork"
    assert told[-1]["from"] == "default"
