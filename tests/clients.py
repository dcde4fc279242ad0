"""A client for tests: speaks HTTP to a server in the same process, without a network, one call after another."""

import asyncio
from collections.abc import Mapping
from types import TracebackType

import httpx

from mock_server.app import Server

BASE = "http://127.0.0.1:8080"


class Client:
    """Calls a server in process. `headers` go with every call."""

    def __init__(self, server: Server, headers: Mapping[str, str] | None = None) -> None:
        self.server = server
        self._runner = asyncio.Runner()
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url=BASE, headers=headers)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._runner.run(self._http.aclose())
        self._runner.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Ask, and wait for the answer."""
        return self._runner.run(self._http.request(method, path, json=json, content=content, headers=headers))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """GET a path."""
        return self.request("GET", path, headers=headers)

    def post(
        self, path: str, json: object = None, *, content: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """POST a JSON value, or bytes as they are."""
        return self.request("POST", path, json=json, content=content, headers=headers)

    def together(self, calls: list[tuple[str, str, object, Mapping[str, str]]]) -> list[httpx.Response]:
        """Make calls (method, path, JSON value, headers) at the same time."""

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(
                *(self._http.request(method, path, json=json, headers=headers) for method, path, json, headers in calls)
            )

        return self._runner.run(all_of_them())
