"""Waiting for calls, moves, records and deliveries, without sleeping anywhere."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mock_server.app import Server, build_app
from mock_server.control.checking.waiting import MOST_WAITS
from tests.clients import BASE, Client
from tests.control.conftest import TIMELINE
from tests.control.problems import problem
from tests.vendors.nimbus.orders import KEY, ORDER
from tests.webhooks.sink import receiving

SANDBOX = "/_mock/sandboxes/default"
Ask = tuple[str, str, object, dict[str, str]]
CALL = {"call": {"operation": "nimbus.create_order", "status": 201}}


def wait(client: Client, awaited: object, within: str = "0s", **more: object) -> dict[str, Any]:
    answer = client.post(f"{SANDBOX}/wait?within={within}", {"for": awaited} | more)
    assert answer.status_code == 200, answer.text
    waited: dict[str, Any] = answer.json()
    return waited


def test_what_has_happened_already_is_answered_at_once(client: Client, order: Callable[..., str]) -> None:
    order(client)

    waited = wait(client, CALL)

    assert waited["ok"]
    assert waited["says"] == "2 nimbus.create_order answered 201"
    assert [entry["n"] for entry in waited["found"]] == [2]
    assert (waited["nearest"], waited["story"]) == ([], [])


@pytest.mark.parametrize(
    "awaited",
    [
        CALL,
        {"move": {"vendor": "nimbus", "do": "create"}},
        {"move": {"status": "pending", "stage": "received", "event": "order.created"}},
        {"record": {"vendor": "nimbus", "status": "pending", "where": {"patientId": ORDER["patientId"]}}},
    ],
)
def test_what_happens_while_somebody_waits_wakes_them(client: Client, awaited: dict[str, object]) -> None:
    waited, made = client.together(
        [
            ("POST", f"{SANDBOX}/wait?within=60s", {"for": awaited}, {}),
            ("POST", "/nimbus/orders", ORDER, KEY),
        ]
    )

    assert made.status_code == 201
    assert waited.json()["ok"], waited.json()
    assert len(waited.json()["found"]) == 1


def test_a_move_by_hand_wakes_whoever_waits_for_the_status(client: Client) -> None:
    awaited = {"for": {"record": {"vendor": "nimbus", "id": "ord_abc123xyz", "status": "shipped"}}}

    waited, _ = client.together(
        [
            ("POST", f"{SANDBOX}/wait?within=60s", awaited, {}),
            ("POST", f"{SANDBOX}/records/nimbus/order/ord_abc123xyz/moves", {"do": "ship"}, {}),
        ]
    )

    (record,) = waited.json()["found"]
    assert (record["id"], record["status"]) == ("ord_abc123xyz", "shipped")
    assert [step["do"] for step in record["history"]] == ["create", "ship"]


def test_as_many_are_waited_for_as_are_wished(client: Client) -> None:
    create = ("POST", "/nimbus/orders", ORDER, KEY)

    waited, *_ = client.together(
        [("POST", f"{SANDBOX}/wait?within=60s", {"for": CALL, "count": 3}, {}), create, create, create]
    )

    assert len(waited.json()["found"]) == 3


def test_only_what_comes_after_a_number_counts(client: Client, order: Callable[..., str]) -> None:
    order(client)
    last = client.get(f"{SANDBOX}/journal").json()["last"]

    assert not wait(client, CALL, since=last)["ok"]


def test_what_did_not_happen_in_time_comes_with_what_nearly_did_and_the_story(client: Client) -> None:
    client.post("/nimbus/orders", {}, headers=KEY)

    waited = wait(client, CALL)

    assert not waited["ok"]
    assert waited["says"] == "waited for 1 with operation nimbus.create_order, status 201; found 0"
    assert waited["nearest"][0]["differs"] == ["status is 422, not 201"]
    assert [entry["n"] for entry in waited["story"]] == [1, 2]


def test_a_frozen_clock_is_moved_from_one_due_thing_to_the_next_if_asked(play: Callable[[str], Client]) -> None:
    client = play(TIMELINE)
    client.post("/nimbus/orders", ORDER, headers=KEY)
    shipped = {"move": {"status": "shipped"}}

    stands = wait(client, shipped)
    near = wait(client, shipped, advance="1d", within="1s")
    there = wait(client, shipped, advance="5d", within="60s")

    assert "the clock is frozen, and what falls due next does so at 2026-01-05T10:00:00Z: say how far" in stands["says"]
    assert (near["ok"], near["now"]) == (False, "2026-01-05T10:00:00Z")
    assert (there["ok"], there["now"]) == (True, "2026-01-07T09:00:00Z")
    assert client.get(f"{SANDBOX}/clock").json()["now"] == "2026-01-07T09:00:00Z"


def test_an_order_that_comes_while_somebody_waits_is_moved_on_too(play: Callable[[str], Client]) -> None:
    client = play(TIMELINE)

    waited, _ = client.together(
        [
            ("POST", f"{SANDBOX}/wait?within=60s", {"for": {"move": {"status": "shipped"}}, "advance": "3d"}, {}),
            ("POST", "/nimbus/orders", ORDER, KEY),
        ]
    )

    assert waited.json()["ok"]


def test_a_clock_that_runs_brings_by_itself_what_falls_due(play: Callable[[str], Client]) -> None:
    client = play(f"clock: {{mode: running, speed: 1000000}}\n{TIMELINE}")
    client.post("/nimbus/orders", ORDER, headers=KEY)

    assert wait(client, {"move": {"status": "shipped"}}, within="60s")["ok"]
    refused = client.post(f"{SANDBOX}/wait", {"for": CALL, "advance": "1d"})
    assert problem(refused, "invalid-input")["field"] == "advance"


def test_a_reset_is_no_end_of_waiting_and_a_drop_is(client: Client) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})
    waiting: Ask = ("POST", "/_mock/sandboxes/w3/wait?within=60s", {"for": CALL}, {})
    reset: Ask = ("POST", "/_mock/sandboxes/w3/reset", {}, {})

    found, *_ = client.together([waiting, reset, ("POST", "/s/w3/nimbus/orders", ORDER, KEY)])
    client.post("/_mock/sandboxes/w3/reset", {})
    gone, _ = client.together([waiting, ("DELETE", "/_mock/sandboxes/w3", None, {})])

    assert found.json()["ok"]
    problem(gone, "unknown-sandbox")


def test_a_delivery_is_waited_for_until_it_has_arrived(reaching: Client) -> None:
    awaited = {"delivery": {"event": "order.created", "state": "delivered"}}
    with receiving() as sink:
        hook = {"vendor": "nimbus", "url": sink.url(), "events": ["order.created"]}
        reaching.post(f"{SANDBOX}/webhooks", hook)

        waited, _ = reaching.together(
            [("POST", f"{SANDBOX}/wait?within=60s", {"for": awaited}, {}), ("POST", "/nimbus/orders", ORDER, KEY)]
        )

    (delivery,) = waited.json()["found"]
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 1)
    assert delivery["body"].encode() == sink.received[0].body


def test_attempts_are_made_while_the_clock_is_moved_on(reaching: Client) -> None:
    with receiving() as sink:
        sink.script = [500, 500]
        reaching.post(f"{SANDBOX}/webhooks", {"vendor": "nimbus", "url": sink.url(), "events": ["order.created"]})
        reaching.post("/nimbus/orders", ORDER, headers=KEY)

        waited = wait(reaching, {"delivery": {"state": "delivered"}}, within="60s", advance="3d")

    assert waited["ok"], waited
    assert waited["found"][0]["attempts"] == 3


def test_no_more_wait_than_may(client: Client) -> None:
    sandbox = client.server.sandboxes.default
    sandbox.readers += [lambda: None] * MOST_WAITS

    problem(client.post(f"{SANDBOX}/wait", {"for": CALL}), "too-many-waits")


def test_a_server_that_stops_lets_nobody_wait_on() -> None:
    server = build_app()

    problem(asyncio.run(_wait_until_it_retires(server)), "not-ready")
    assert server.sandboxes.default.readers == []


async def _wait_until_it_retires(server: Server) -> httpx.Response:
    async def retire() -> None:
        assert len(server.sandboxes.default.readers) == 1
        server.retire()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url=BASE) as http:
        answer, _ = await asyncio.gather(http.post(f"{SANDBOX}/wait?within=60s", json={"for": CALL}), retire())
    return answer


@pytest.mark.parametrize(
    ("query", "body", "slug"),
    [
        ("", {"for": {}}, "invalid-request"),
        ("", {"for": {"call": {}, "move": {}}}, "invalid-request"),
        ("", {}, "invalid-request"),
        ("", {"for": CALL, "count": 0}, "invalid-request"),
        ("?within=soon", {"for": CALL}, "invalid-request"),
        ("?within=61s", {"for": CALL}, "invalid-input"),
        ("", {"for": {"call": {"operation": "nimbus.create_ordr"}}}, "unknown-name"),
        ("", {"for": {"move": {"vendor": "nimbus", "kind": "order", "do": "shp"}}}, "unknown-name"),
        ("", {"for": {"move": {"event": "shipped"}}}, "unknown-name"),
        ("", {"for": {"record": {"status": "shiped"}}}, "unknown-name"),
        ("", {"for": {"delivery": {"kind": "parcel"}}}, "unknown-name"),
    ],
)
def test_a_wait_that_could_never_end_well_is_refused(client: Client, query: str, body: dict[str, object], slug: str) -> None:
    problem(client.post(f"{SANDBOX}/wait{query}", body), slug)


def test_a_member_is_asked_for_by_the_name_under_which_it_is_sent(client: Client) -> None:
    answer = client.post(f"{SANDBOX}/wait", {"call": {"operation": "nimbus.create_order"}})

    assert answer.status_code == 422
    assert "/call is not known here; known: for, count, since, advance" in answer.json()["detail"]
