"""The clients: one whose calls block, one whose calls are awaited."""

from types import TracebackType
from typing import Self

import httpx

from mock_server.client.answers import Health
from mock_server.client.asking import Awaiting, Blocking, Resource, Steps, WayT_co, operation
from mock_server.client.sandboxes import Sandboxes, SandboxHandle
from mock_server.client.ways import Application, AwaitingHttp, BlockingHttp, Life
from mock_server.coverage.document import Coverage

IN_PROCESS = "http://127.0.0.1:8080"
"""The address that an application in the process is asked under; nothing listens there."""

Sandbox = SandboxHandle[Blocking]
"""A sandbox whose calls block."""
AsyncSandbox = SandboxHandle[Awaiting]
"""A sandbox whose calls are awaited."""


class ServerHandle(Resource[WayT_co]):
    """A server and its sandboxes."""

    @property
    def sandboxes(self) -> Sandboxes[WayT_co]:
        """Its sandboxes."""
        return Sandboxes(self._way, "/_mock/sandboxes")

    @operation
    def health(self) -> Steps[Health]:
        """Whether the server is there."""
        return self._get("/_mock/health", Health)

    @operation
    def coverage(self) -> Steps[Coverage]:
        """What all its sandboxes have met so far of what the vendors do, those too that are gone."""
        return self._get("/_mock/coverage", Coverage)

    @operation
    def forget_coverage(self) -> Steps[None]:
        """Let it count anew, as at the beginning of a run."""
        return self._delete("/_mock/coverage")


class Client(ServerHandle[Blocking]):
    """A client of a running server, used as a context or closed at the end. It may be used from several threads.

    `url` is the server's address, `admin_token` its admin token where it has one. For a server in the same process, see
    `mock_server.testing.embedded`.
    """

    def __init__(self, url: str = "http://127.0.0.1:8080", *, admin_token: str | None = None) -> None:
        self._http = BlockingHttp(url, admin_token)
        super().__init__(self._http, "")
        self.url = url.rstrip("/")

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncClient(ServerHandle[Awaiting]):
    """The same for code that awaits, used as an asynchronous context. It belongs to one event loop.

    Given an `application` it asks that, in this process and without a network, and leads it through its life meanwhile.
    """

    def __init__(
        self, url: str = IN_PROCESS, *, admin_token: str | None = None, application: Application | None = None
    ) -> None:
        transport = None if application is None else httpx.ASGITransport(application)
        self._http = AwaitingHttp(url, admin_token, transport)
        self._life = None if application is None else Life(application)
        super().__init__(self._http, "")
        self.url = url.rstrip("/")

    async def __aenter__(self) -> Self:
        if self._life is not None:
            await self._life.begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()
        if self._life is not None:
            await self._life.end()
