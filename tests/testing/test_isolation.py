"""Many tests at once, in processes of their own and at one server, do not see each other."""

import asyncio
from collections import Counter

import httpx

from mock_server.app import build_app
from mock_server.client import AsyncClient, AsyncSandbox
from mock_server.engine.ids import draw
from mock_server.settings import Settings
from mock_server.testing.embedded import serving
from tests.testing.conftest import Suite
from tests.vendors.nimbus.orders import ORDER

# Each test orders as often as its number says, at a server that forty others use, and finds what it did and no more.
CROWD = """
    import pytest

    @pytest.mark.parametrize("number", range(1, 41))
    def test_alone(number, sandbox, order, orders, webhooks, journal, clock, verify):
        ids = [order().json()["id"] for _ in range(number % 5 + 1)]
        orders.move("nimbus", ids[0], "process")
        clock.advance(f"{number}h")
        assert orders.count("nimbus") == 2 + len(ids)
        assert [call.status for call in journal.calls()] == [201] * len(ids)
        assert [each.record.id for each in webhooks.deliveries(event="order.created")] == ids
        assert clock.show().now.timestamp() - sandbox.told.clock.now.timestamp() == number * 3_600
        verify(records=[{"vendor": "nimbus", "fixture": False, "exactly": len(ids)}])
"""


def test_workers_with_a_server_each_do_not_see_each_other(suite: Suite) -> None:
    suite(CROWD, "-n", "2").assert_outcomes(passed=40)


def test_workers_at_one_server_do_not_see_each_other(suite: Suite) -> None:
    with serving() as url:
        suite(CROWD, "-n", "4", "--mock-server-url", url).assert_outcomes(passed=40)
        assert [each["id"] for each in httpx.get(f"{url}/_mock/sandboxes").json()["sandboxes"]] == ["default"]


# -- fifty sandboxes, twenty clients each --------------------------------------------------------------------------------

SANDBOXES, CLIENTS, CALLS = 50, 20, 3


async def _call_at_random(http: httpx.AsyncClient, sandbox: AsyncSandbox, number: int) -> list[str]:
    """Make a few calls that are drawn from the sandbox's id and the client's number; answers what each came to."""
    outcomes = []
    for turn in range(CALLS):
        choice = draw(number, sandbox.id, turn, 0) % 4
        url, headers = f"{sandbox.url('nimbus')}/orders", sandbox.headers("nimbus")
        if choice == 0:
            answer = await http.get(f"{url}/ord_abc123xyz", headers=headers)
        elif choice == 1:
            answer = await http.get(f"{url}/{sandbox.id}-{number}-{turn}", headers=headers)
        else:
            keyed = headers | {"Idempotency-Key": f"{number}-{turn}"}
            answer = await http.post(url, json=ORDER, headers=keyed)
        outcomes.append(f"{answer.request.method} {answer.status_code}")
    return outcomes


async def _crowd() -> None:
    application = build_app(Settings())
    transport = httpx.ASGITransport(application)
    async with AsyncClient(application=application) as client, httpx.AsyncClient(transport=transport) as http:
        sandboxes = [await client.sandboxes.create(f"w{number}") for number in range(SANDBOXES)]
        crowd = [(sandbox, number) for number in range(CLIENTS) for sandbox in sandboxes]
        outcomes = await asyncio.gather(*(_call_at_random(http, sandbox, number) for sandbox, number in crowd))
        made = {sandbox.id: Counter[str]() for sandbox in sandboxes}
        for (sandbox, _), came in zip(crowd, outcomes, strict=True):
            made[sandbox.id].update(came)
        for sandbox in sandboxes:
            await _check(sandbox, made[sandbox.id])


async def _check(sandbox: AsyncSandbox, made: Counter[str]) -> None:
    """The journal of a sandbox holds each call that was made there and no other; so do its orders."""
    entries = await sandbox.journal.entries()
    calls = [entry for entry in entries if entry.kind == "call"]
    assert [entry.n for entry in entries] == list(range(1, len(entries) + 1))
    assert Counter(f"{str(call.call).split()[0]} {call.status}" for call in calls) == made
    assert await sandbox.orders.count("nimbus") == 2 + made["POST 201"]
    assert {entry.cause for entry in entries if entry.kind == "move"} <= {call.n for call in calls}


def test_fifty_sandboxes_with_twenty_clients_each_keep_apart_and_forget_nothing() -> None:
    asyncio.run(_crowd())
