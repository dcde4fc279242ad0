"""Fifty sandboxes with twenty clients each, all at once: nothing of one shows in another, and journals are complete."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from mock_server.app import Message, Server, build_app
from mock_server.engine.ids import draw
from mock_server.journal.entries import Call
from mock_server.settings import Settings
from mock_server.vendors.nimbus.records import ORDER as ORDER_KIND
from tests.vendors.nimbus.orders import ORDER

SANDBOXES: Final = 50
CLIENTS: Final = 20
CALLS: Final = 5


async def let_others(rounds: int) -> None:
    """Go on in a later round of the event loop, so that calls overlap while their bodies arrive."""
    loop = asyncio.get_running_loop()
    for _ in range(rounds):
        turn = loop.create_future()
        loop.call_soon(turn.set_result, None)
        await turn


@dataclass
class Seen:
    """What one client of a sandbox was answered: entries by number, with status and patient, and the ids of its orders."""

    entries: dict[int, tuple[int, str]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)


class Ask(NamedTuple):
    """What a client asks for; `patient` is whom its body names."""

    method: str
    path: str
    key: tuple[str, str]
    body: bytes = b""
    patient: str = ""


async def call(server: Server, ask: Ask, rounds: int) -> tuple[int, int, Any]:
    """One call whose body comes in two pieces, with turns of others in between; status, journal number and JSON answer."""
    half = len(ask.body) // 2
    pieces: Iterator[Message] = iter(
        [
            {"type": "http.request", "body": ask.body[:half], "more_body": True},
            {"type": "http.request", "body": ask.body[half:], "more_body": False},
        ]
    )
    sent: list[Message] = []

    async def receive() -> Message:
        await let_others(rounds)
        return next(pieces)

    async def send(message: Message) -> None:
        sent.append(message)

    name, value = ask.key
    headers = [(b"host", b"localhost"), (name.encode(), value.encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": ask.method, "path": ask.path, "query_string": b"orderId=1", "headers": headers}
    await server(scope, receive, send)
    answered = dict(sent[0]["headers"])
    return sent[0]["status"], int(answered[b"x-mock-journal"]), json.loads(sent[1]["body"])


def choose(sandbox: int, patient: str, seen: Seen, dice: int) -> Ask:
    """What to ask for, by the dice. The sandbox is chosen by the path, or by the credential alone."""
    prefix, suffix = (f"/s/sb{sandbox}", "") if dice % 2 else ("", f"--sb{sandbox}")
    nimbus = ("x-api-key", f"nimbus-test-key{suffix}")
    orders = f"{prefix}/nimbus/orders"
    body = json.dumps(ORDER | {"patientId": patient}).encode()
    match dice // 2 % 6:
        case 1 if seen.orders:
            return Ask("GET", f"{orders}/{next(iter(seen.orders))}", nimbus)
        case 2:
            return Ask("POST", f"{prefix}/nimbus/order", nimbus, body, patient)
        case 3:
            return Ask("POST", orders, nimbus, json.dumps({"patientId": patient}).encode(), patient)
        case 4:
            path = f"{prefix}/rxscale/v1/external_pharmacy_api/pharmacy_orders/po-abc123"
            return Ask("GET", path, ("x-api-key", f"rxscale-pharmacy-key{suffix}"))
        case 5:
            path = f"{prefix}/cloudrx/api/v2/Order/status"
            return Ask("GET", path, ("authorization", f"Bearer cloudrx-test-token{suffix}"))
    return Ask("POST", orders, nimbus, body, patient)


async def behave(server: Server, sandbox: int, client: int, seen: Seen) -> None:
    """Make a client's calls, one after another: what it asks for is drawn, and so is how long the others have their turn."""
    for number in range(CALLS):
        dice = draw(7, sandbox, client, number)
        ask = choose(sandbox, f"pat_{sandbox}x{client}x{number}", seen, dice)
        status, n, answer = await call(server, ask, dice // 12 % 4)
        assert n not in seen.entries
        seen.entries[n] = (status, ask.patient)
        if status == 201:
            seen.orders[answer["id"]] = ask.patient
        if status == 200 and "/nimbus/" in ask.path:
            assert answer["patientId"] == seen.orders[answer["id"]]


async def together(server: Server) -> list[list[Seen]]:
    seen = [[Seen() for _ in range(CLIENTS)] for _ in range(SANDBOXES)]
    async with asyncio.TaskGroup() as clients:
        for sandbox in range(SANDBOXES):
            for client in range(CLIENTS):
                clients.create_task(behave(server, sandbox, client, seen[sandbox][client]))
    return seen


def test_fifty_sandboxes_with_twenty_clients_each_keep_to_themselves() -> None:
    server = build_app(Settings(egress="team", journal_entries=10_000, journal_bytes=1 << 30))
    for sandbox in range(SANDBOXES):
        server.sandboxes.create(f"sb{sandbox}")

    seen = asyncio.run(together(server))

    statuses = {status for clients in seen for each in clients for status, _ in each.entries.values()}
    assert statuses == {200, 201, 404, 422}
    for sandbox, clients in enumerate(seen):
        check_journal(server, sandbox, clients)
    assert server.sandboxes.default.journal.last == 1


def check_journal(server: Server, sandbox: int, clients: list[Seen]) -> None:
    """Hold a sandbox's journal against what its clients were answered: all of it, in one order, and nothing besides."""
    world = server.sandboxes.get(f"sb{sandbox}")
    told = {n: each for client in clients for n, each in client.entries.items()}
    assert len(told) == CLIENTS * CALLS
    calls = {entry.n: entry.what for entry in world.journal.since(0) if isinstance(entry.what, Call)}
    noted = {n: (each.status, json.loads(each.body or b"{}").get("patientId", "")) for n, each in calls.items()}
    assert noted == told
    assert [entry.n for entry in world.journal.since(0)] == list(range(1, world.journal.last + 1))
    orders = {id: patient for client in clients for id, patient in client.orders.items()}
    kept = {each.id: each.content.patient_id for each in world.engine.world.store.each(ORDER_KIND) if each.owner}
    assert kept == orders
