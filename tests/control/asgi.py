"""Asking an application what no well-behaved client would."""

import asyncio
from collections.abc import Sequence

from starlette.types import ASGIApp, Message


def ask(
    application: ASGIApp,
    headers: Sequence[tuple[bytes, bytes]],
    method: str = "GET",
    path: str = "/_mock",
    messages: Sequence[Message] = ({"type": "http.request", "body": b""},),
) -> int:
    """The status with which a request is answered."""
    arriving = iter(messages)
    statuses: list[int] = []

    async def receive() -> Message:
        return next(arriving)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": list(headers),
        "scheme": "http",
        "root_path": "",
        "server": ("127.0.0.1", 8080),
    }

    async def run() -> None:
        await application(scope, receive, send)

    asyncio.run(run())
    (status,) = statuses
    return status
