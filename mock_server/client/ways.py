"""The two ways to a server: over HTTP with blocking calls, and with awaited ones, over HTTP or within the process."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx

from mock_server.client.asking import Awaiting, Blocking, Reply, Request
from mock_server.client.errors import Unreachable

Application = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]
"""An ASGI application: scope, receive, send."""


def _headers(admin_token: str | None) -> dict[str, str]:
    return {"Accept": "application/json"} | ({"Authorization": f"Bearer {admin_token}"} if admin_token else {})


def _reply(response: httpx.Response) -> Reply:
    try:
        document = response.json() if response.content else None
    except ValueError:
        document = None
    return Reply(response.status_code, document if isinstance(document, dict) else None)


class BlockingHttp(Blocking):
    """Blocking calls over HTTP, from any thread, through no proxy."""

    def __init__(self, url: str, admin_token: str | None) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, headers=_headers(admin_token), trust_env=False)

    def send(self, request: Request) -> Reply:
        """Send one request."""
        try:
            response = self._http.request(
                request.method, request.path, params=request.query, json=request.body, timeout=request.seconds
            )
        except httpx.TransportError as wrong:
            raise Unreachable(f"no server answers at {self.url}: {str(wrong) or type(wrong).__name__}") from None
        return _reply(response)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()


class AwaitingHttp(Awaiting):
    """Awaited calls, over HTTP or to an application in the process."""

    def __init__(self, url: str, admin_token: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.url = url
        self._http = httpx.AsyncClient(base_url=url, headers=_headers(admin_token), trust_env=False, transport=transport)

    async def send(self, request: Request) -> Reply:
        """Send one request."""
        try:
            response = await self._http.request(
                request.method, request.path, params=request.query, json=request.body, timeout=request.seconds
            )
        except httpx.TransportError as wrong:
            raise Unreachable(f"no server answers at {self.url}: {str(wrong) or type(wrong).__name__}") from None
        return _reply(response)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()


class Life:
    """Leads an application in the process through its life, so that its clocks run and its webhooks are sent."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._said: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._answered: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._task: asyncio.Future[None] | None = None

    async def begin(self) -> None:
        """Start the application, and come back when it has started."""
        self._task = asyncio.ensure_future(self._application({"type": "lifespan"}, self._said.get, self._answered.put))
        await self._said.put({"type": "lifespan.startup"})
        await self._answered.get()

    async def end(self) -> None:
        """Stop the application, and come back when it has stopped."""
        await self._said.put({"type": "lifespan.shutdown"})
        await self._answered.get()
        if self._task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
