"""Reading and moving a sandbox's clock."""

from collections.abc import Callable

import pytest

from mock_server.app import build_app
from tests.clients import Client
from tests.control.conftest import TIMELINE
from tests.control.problems import problem
from tests.engine.parcels import Wall

CLOCK = "/_mock/sandboxes/default/clock"


def test_advancing_does_what_falls_due_and_says_what_happened(play: Callable[[str], Client], order: Callable[..., str]) -> None:
    client = play(TIMELINE)
    id = order(client)
    assert client.get(CLOCK).json()["next_due"] == "2026-01-05T10:00:00Z"

    stepped = client.post(CLOCK, {"advance": "1d 12h"}).json()

    assert stepped["now"] == "2026-01-06T21:00:00Z"
    assert (stepped["due"], stepped["complete"], stepped["planned"]) == (1, True, 3)  # two fixtures are on their way too
    step, move = stepped["happened"]
    assert (step["kind"], step["do"], step["to"]) == ("clock", "advance 1d 12h", "2026-01-06T21:00:00Z")
    assert (move["record"]["id"], move["do"], move["cause"]) == (id, "process", step["n"])


def test_the_clock_can_be_set_and_taken_to_the_next_due_thing(play: Callable[[str], Client], order: Callable[..., str]) -> None:
    client = play(TIMELINE)
    order(client)

    assert client.post(CLOCK, {"next": True}).json()["now"] == "2026-01-05T10:00:00Z"
    assert client.post(CLOCK, {"set": "2026-01-06T09:00:00+00:00"}).json()["now"] == "2026-01-06T09:00:00Z"


def test_nothing_is_next_where_nothing_is_planned(client: Client) -> None:
    stepped = client.post(CLOCK, {"next": True}).json()

    assert (stepped["due"], stepped["next_due"], stepped["planned"]) == (0, None, 0)


def test_a_clock_can_run_and_stand_again(wall: Wall) -> None:
    with Client(build_app(wall=wall)) as client:
        assert client.post(CLOCK, {"run": {"speed": 60}}).json()["mode"] == "running"
        wall.seconds += 60

        assert client.get(CLOCK).json()["now"] == "2026-01-05T10:00:00Z"

        assert client.post(CLOCK, {"freeze": True}).json()["mode"] == "frozen"
        wall.seconds += 60
        assert client.get(CLOCK).json()["now"] == "2026-01-05T10:00:00Z"
        assert client.post(CLOCK, {"run": {}}).json()["speed"] == 1.0


def test_every_look_at_a_running_sandbox_shows_it_as_it_is_now(wall: Wall, order: Callable[..., str]) -> None:
    with Client(build_app(wall=wall)) as client:
        client.post("/_mock/sandboxes", {"id": "live", "scenario": "happy-path"})
        order(client, "live")
        wall.seconds += 600

        orders = client.get("/_mock/sandboxes/live/orders?limit=1").json()["orders"]

    assert (orders[0]["status"], orders[0]["age_seconds"]) == ("processing", 36_000)


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"advance": None},
        {"advance": "1d", "next": True},
        {"advance": "1d", "set": None},
        {"advance": "soon"},
        {"advance": 5},
        {"set": "2026-01-06"},
        {"set": "2026-01-06T09:00:00"},
        {"freeze": False},
        {"run": {"speed": "60"}},
        {"run": {"speed": 0}},
        {"run": {"pace": 1}},
        {"rewind": "1d"},
    ],
)
def test_anything_but_one_well_formed_step_is_refused(client: Client, wish: dict[str, object]) -> None:
    problem(client.post(CLOCK, wish), "invalid-request")

    assert client.get("/_mock/sandboxes/default/journal").json()["last"] == 1


@pytest.mark.parametrize("wish", [{"set": "2026-01-04T09:00:00Z"}, {"set": "2028-01-04T09:00:00Z"}, {"advance": "53w"}])
def test_a_step_back_or_too_far_is_refused_and_leaves_no_trace(client: Client, wish: dict[str, object]) -> None:
    refused = problem(client.post(CLOCK, wish), "invalid-input")

    assert refused["field"] in wish
    assert client.get(CLOCK).json()["now"] == "2026-01-05T09:00:00Z"
    assert client.get("/_mock/sandboxes/default/journal").json()["last"] == 1
