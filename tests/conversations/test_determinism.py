"""The same conversation gives the same journal, byte for byte: twenty times, and with sixteen clients at the same time."""

import asyncio
from contextlib import AsyncExitStack

import httpx

from mock_server.app import Server, build_app
from mock_server.conversations.runner import converse
from mock_server.conversations.ways import in_process, new_sandbox, over_http
from mock_server.journal.showing import show_entry
from mock_server.scenarios.scenario import Scenario
from mock_server.serving import serving_beside
from mock_server.wire import write_json

ROUNDS = 20
CLIENTS = 16
TALES = (
    "nimbus/order-to-the-door",
    "nimbus/retried-with-the-same-key",
    "rxscale/order-to-the-shop",
    "rxscale/two-pharmacies-one-order",
    "cloudrx/order-to-the-door",
    "cloudrx/expired-token",
    "happy-path",
    "default",
)


async def journal_after(server: Server, client: httpx.AsyncClient, scenario: Scenario, id: str) -> bytes:
    """The journal, entry by entry and whole, of a new sandbox of that id in which the conversation has been held."""
    async with new_sandbox(client, {"id": id, "scenario": scenario.name}) as way:
        outcome = await converse(scenario.conversation, way)
        assert outcome.is_as_told, outcome.differing
        journal = server.sandboxes.get(id).journal
        return b"\n".join(write_json(show_entry(entry, is_whole=True)) for entry in journal.since(0))


def test_twenty_runs_give_one_journal() -> None:
    server = build_app()
    scenario = server.sandboxes.library.load("happy-path")

    async def run() -> list[bytes]:
        async with in_process(server) as client:
            return [await journal_after(server, client, scenario, "again") for _ in range(ROUNDS)]

    first, *others = asyncio.run(run())

    assert first.count(b"\n") > 50
    assert all(other == first for other in others)


def test_sixteen_clients_at_a_time_each_see_the_same_twenty_times() -> None:
    server = build_app()
    scenarios = [server.sandboxes.library.load(TALES[n % len(TALES)]) for n in range(CLIENTS)]

    async def run() -> list[list[bytes]]:
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(serving_beside(server))
            clients = [await stack.enter_async_context(over_http(url)) for _ in range(CLIENTS)]
            rounds = []
            for _ in range(ROUNDS):
                held = (
                    journal_after(server, client, scenario, f"client-{n}")
                    for n, (client, scenario) in enumerate(zip(clients, scenarios, strict=True))
                )
                rounds.append(list(await asyncio.gather(*held)))
            return rounds

    first, *others = asyncio.run(run())

    assert len(first) == CLIENTS
    assert all(other == first for other in others)
