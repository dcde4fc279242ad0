"""Calls that fail instead of being answered, over a real socket, as their client sees it."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest

from mock_server.conversations.exchange import Unreachable
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.ways import OtherWay, over_http
from mock_server.registry import VENDORS, words
from mock_server.scenarios.library import ScenarioLibrary

Treat = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    # With nothing left to linger for, closing tears the connection down.
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def empty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"")


async def truncated(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id":')


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"\x00\xffnot http at all\r\n\r\n")


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    del writer
    await reader.read()  # until the client has gone


def held(treat: Treat, fails: str) -> Outcome:
    library = ScenarioLibrary([], words(VENDORS))
    text = f"scenario: t\ntitle: t\nconversation: [{{call: GET /nimbus/x, within: 200ms, expect: {{fails: {fails}}}}}]"
    conversation = library.read(text, "t").conversation

    answering: list[asyncio.Task[None] | None] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.current_task())
        await treat(reader, writer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def run() -> Outcome:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            async with over_http(url) as client:
                outcome = await converse(conversation, OtherWay(client, {"nimbus": url}))
            await asyncio.gather(*filter(None, answering))
        return outcome

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("treat", "fails"),
    [
        (reset, "reset"),
        (empty, "empty"),
        (truncated, "truncated"),
        (garbage, "garbage"),
        (hang, "timeout"),
    ],
)
def test_each_way_to_fail_is_told_apart(treat: Treat, fails: str) -> None:
    assert held(treat, fails).is_as_told
    assert held(treat, "connection").is_as_told == (fails != "timeout")
    other = held(treat, "timeout" if fails != "timeout" else "reset").differing
    assert other is not None
    assert other.differences[0].found.startswith(f"{fails}: ")


def test_where_nobody_listens_nothing_is_held() -> None:
    conversation = ScenarioLibrary([], words(VENDORS)).read(
        "scenario: t\ntitle: t\nconversation: [{call: GET /nimbus/x, expect: {fails: connection}}]", "t"
    ).conversation  # fmt: skip

    async def run() -> None:
        with socket.socket() as unheard:  # bound and not listening, so that nobody else can answer
            unheard.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unheard.getsockname()[1]}"
            async with over_http(url) as client:
                await converse(conversation, OtherWay(client, {"nimbus": url}))

    with pytest.raises(Unreachable):
        asyncio.run(run())
