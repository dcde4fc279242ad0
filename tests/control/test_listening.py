"""Reading along while the journal is written."""

import asyncio
import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from mock_server.app import Server, build_app
from mock_server.control.listening import MOST_LISTENERS, Listener
from mock_server.control.server import ControlledServer
from mock_server.journal.entries import Command, Sending
from mock_server.journal.picking import Wanted
from mock_server.journal.showing import show_entry
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.settings import Settings
from tests.clients import Client
from tests.control.problems import problem
from tests.live import serving

Event = dict[str, Any]  # the fields of an event, its data read


class Reader:
    """A listener that is read event by event, in a loop of its own."""

    def __init__(self, server: Server, sandbox: Sandbox, *, wanted: Wanted, since: int, heartbeat: float) -> None:
        controlled: ControlledServer = server.control_api.state.controlled
        listener = Listener(controlled, sandbox, wanted, show_entry, since=since, heartbeat=heartbeat)
        self._runner = asyncio.Runner()
        self._events = listener.events()
        self._waiting: list[Event] = []

    def next(self) -> Event:
        """The next event; one that is told is waited for, and nothing else."""
        while not self._waiting:
            text = self._runner.run(self._piece())
            self._waiting = [_read(block) for block in text.split("\n\n") if block]
        return self._waiting.pop(0)

    async def _piece(self) -> str:
        return (await anext(self._events)).decode()

    def some(self, count: int) -> list[Event]:
        """The next few events."""
        return [self.next() for _ in range(count)]

    def close(self) -> None:
        """Hang up."""
        self._runner.run(self._events.aclose())  # type: ignore[attr-defined]  # an async generator
        self._runner.close()


def _read(block: str) -> Event:
    fields = dict(line.split(": ", 1) for line in block.splitlines())
    return fields | ({"data": json.loads(fields["data"])} if "data" in fields else {})


@pytest.fixture
def listen(client: Client) -> Iterator[Callable[..., Reader]]:
    """Begins to listen to the default sandbox; the first word, which says when to come back, is read."""
    readers = []

    def begin(since: int = 0, heartbeat: float = 60.0, **wanted: str) -> Reader:
        server = client.server
        reader = Reader(server, server.sandboxes.default, wanted=Wanted(**wanted), since=since, heartbeat=heartbeat)
        assert reader.next() == {"retry": "2000"}
        readers.append(reader)
        return reader

    yield begin
    for reader in readers:
        reader.close()


def test_what_is_written_comes_in_order_with_its_numbers(
    client: Client, listen: Callable[..., Reader], order: Callable[..., str]
) -> None:
    reader = listen()
    first = reader.next()
    order(client)

    events = [first, *reader.some(2)]

    assert [(each["id"], each["event"]) for each in events] == [("1", "command"), ("2", "call"), ("3", "move")]
    entries = client.get("/_mock/sandboxes/default/journal").json()["entries"]
    assert [each["data"] for each in events] == [{k: v for k, v in each.items() if k != "violations"} for each in entries]


def test_only_what_is_wanted_comes_and_only_what_is_new(
    client: Client, listen: Callable[..., Reader], order: Callable[..., str]
) -> None:
    order(client)
    reader = listen(since=3, kind="move")
    order(client)

    assert reader.next()["id"] == "5"


def test_without_news_a_comment_keeps_the_connection(listen: Callable[..., Reader]) -> None:
    reader = listen(since=1, heartbeat=0.001)

    assert reader.next() == {"": "still here"}


def test_an_attempt_is_told_again_when_it_is_over(client: Client, listen: Callable[..., Reader]) -> None:
    sandbox = client.server.sandboxes.default
    sending = Sending("nimbus", "order.created", "whd-1", ("nimbus.order", "ord_1"), "http://127.0.0.1", 1)
    entry = sandbox.journal.note(sending, sandbox.engine.world.now)
    reader = listen(since=1)
    begun = reader.next()
    entry.what = replace(sending, state="delivered", status=200)
    sandbox.journal.tell_readers()

    over = reader.next()

    assert (begun["id"], begun["data"]["state"]) == ("2", None)
    assert ("id" in over, over["data"]["n"], over["data"]["state"]) == (False, 2, "delivered")


def test_a_reset_is_told_and_numbers_begin_anew(client: Client, listen: Callable[..., Reader]) -> None:
    reader = listen()
    reader.next()
    client.post("/_mock/sandboxes/default/reset", {})

    assert [reader.next()["event"], reader.next()["id"]] == ["reset", "1"]


def test_whoever_comes_back_after_a_reset_begins_anew(listen: Callable[..., Reader]) -> None:
    reader = listen(since=77)

    assert [reader.next()["event"], reader.next()["id"]] == ["reset", "1"]


def test_what_was_forgotten_meanwhile_is_counted(order: Callable[..., str]) -> None:
    with Client(build_app(Settings(journal_entries=2))) as client:
        sandbox = client.server.sandboxes.default
        reader = Reader(client.server, sandbox, wanted=Wanted(), since=1, heartbeat=60.0)
        order(client)
        order(client)

        _, missed, first = reader.some(3)
        reader.close()

    assert (missed["event"], missed["data"], first["id"]) == ("missed", {"entries": 2}, "4")


def test_a_dropped_sandbox_and_a_stopping_server_end_the_stream(client: Client) -> None:
    server = client.server
    client.post("/_mock/sandboxes", {"id": "w3"})
    sandboxes = [server.sandboxes.get(id) for id in ("w3", "default")]
    readers = [Reader(server, sandbox, wanted=Wanted(), since=0, heartbeat=60.0) for sandbox in sandboxes]
    assert [reader.some(2)[1]["id"] for reader in readers] == ["1", "1"]

    client.request("DELETE", "/_mock/sandboxes/w3")
    server.retire()

    assert [reader.next()["event"] for reader in readers] == ["end", "end"]
    for reader in readers:
        reader.close()
    assert [sandbox.readers for sandbox in sandboxes] == [[], []]


def test_only_so_many_may_listen(client: Client) -> None:
    sandbox = client.server.sandboxes.default
    sandbox.readers.extend([lambda: None] * MOST_LISTENERS)

    refused = client.get("/_mock/sandboxes/default/journal/stream")

    problem(refused, "too-many-listeners")


def test_a_long_past_comes_in_pieces_and_whole(client: Client, listen: Callable[..., Reader]) -> None:
    sandbox = client.server.sandboxes.default
    for n in range(250):
        sandbox.note(Command(str(n)))
    reader = listen()

    assert [int(each["id"]) for each in reader.some(251)] == list(range(1, 252))


def test_a_live_stream_is_read_line_by_line_and_ends_with_the_server() -> None:
    with serving() as port:
        listening = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        listening.request("GET", "/_mock/sandboxes/default/journal/stream", headers={"Last-Event-ID": "1"})
        stream = listening.getresponse()
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        asking.request("GET", "/nimbus/orders/ord_nowhere", headers={"X-API-Key": "nimbus-test-key"})
        n = asking.getresponse().headers["X-Mock-Journal"]
        asking.close()

        lines = [stream.readline().decode().strip() for _ in range(5)]

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert lines[:4] == ["retry: 2000", "", f"id: {n}", "event: call"]
    assert json.loads(lines[4].removeprefix("data: "))["status"] == 404
    listening.close()


def test_a_live_stream_can_be_of_violations_alone() -> None:
    with serving() as port:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for path in ("/nimbus/orders/ord_abc123xyz", "/nimbus/orders/ord_abc123xyz?x=1"):
            asking.request("GET", path, headers={"X-API-Key": "nimbus-test-key"})
            answer = asking.getresponse()
            answer.read()
        asking.request("GET", "/_mock/sandboxes/default/journal/stream?violations=true")
        stream = asking.getresponse()

        lines = [stream.readline().decode().strip() for _ in range(3)]

    assert lines[2] == f"id: {answer.headers['X-Mock-Journal']}"
    asking.close()
