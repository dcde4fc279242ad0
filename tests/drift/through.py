"""Whole shipped conversations whose calls to a vendor go through the proxy."""

import httpx

from mock_server.app import Receive, Scope, Send, Server
from mock_server.conversations.runner import Outcome, converse
from mock_server.conversations.ways import SandboxWay, in_process, new_sandbox
from mock_server.drift.forwarding import Proxy, Take, client_of
from mock_server.drift.target import read_target

TARGET = "http://127.0.0.1:8080"


def never(why: str) -> None:
    """What the proxy tells where nothing answers."""
    raise AssertionError(why)


async def hold_through(server: Server, slug: str, name: str, take: Take) -> Outcome:
    """Holds a conversation with a sandbox of its own: calls go through the proxy, moves and time directly to the sandbox."""
    async with in_process(server) as direct, new_sandbox(direct, {"scenario": name}) as way:
        address = f"/s/{way.id}/{slug}"
        target = read_target(f"{TARGET}{address}")
        async with client_of(target, httpx.ASGITransport(server)) as behind:
            proxy = Proxy(target, behind, take, never)

            async def through(scope: Scope, receive: Receive, send: Send) -> None:
                if scope["path"].startswith(f"{address}/"):
                    paths = {"path": scope["path"][len(address) :], "raw_path": scope["raw_path"][len(address) :]}
                    await proxy({**scope, **paths}, receive, send)
                else:
                    await server(scope, receive, send)

            async with in_process(through) as client:
                conversation = server.sandboxes.library.load(name).conversation
                return await converse(conversation, SandboxWay(client, way.id))
