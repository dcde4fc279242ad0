"""A client, the proxy, and what stands as the vendor behind it: all in one process, without a network."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import httpx
import pytest

from mock_server.app import Application, Message, Receive, Scope, Send, build_app
from mock_server.drift.forwarding import Proxy, client_of
from mock_server.drift.observer import Observer
from mock_server.drift.target import Target, read_target
from mock_server.registry import VENDORS
from tests.drift.through import TARGET

KEYS = {"X-API-Key": "nimbus-test-key"}
ORDER = {
    "patientId": "pat_1234567890",
    "prescriptionId": "rx_9876543210",
    "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
}

Change = Callable[[str, httpx.Response], httpx.Response]
"""Changes an answer to a method and path, such as `GET /nimbus/orders/1`."""


@dataclass(frozen=True)
class Changing:
    """A second instance of ourselves whose answers are changed on their way out."""

    change: Change
    server: Application = field(default_factory=build_app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        said = bytearray()

        async def keep(message: Message) -> None:
            start.update({} if start else message)
            said.extend(message.get("body", b""))

        await self.server(scope, receive, keep)
        answer = httpx.Response(start["status"], headers=start["headers"], content=bytes(said))
        changed = self.change(f"{scope['method']} {scope['path']}", answer)
        headers = [(name, value) for name, value in changed.headers.raw if name.lower() != b"content-length"]
        await send({"type": "http.response.start", "status": changed.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": changed.read()})


class Watched:
    """A client that reaches a vendor through the proxy alone."""

    def __init__(self, slug: str, application: Application, target: Target) -> None:
        self.observer = Observer(VENDORS[slug])
        self._runner = asyncio.Runner()
        behind = client_of(target, httpx.ASGITransport(application))
        self.proxy = Proxy(target, behind, self.observer.take, self.observer.miss)
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(self.proxy), base_url="http://127.0.0.1:9090")

    def ask(
        self, method: str, path: str, *, json: object = None, content: bytes | None = None, headers: Mapping[str, str] = KEYS
    ) -> httpx.Response:
        """Ask through the proxy."""
        return self._runner.run(self._http.request(method, path, json=json, content=content, headers=headers))

    @property
    def found(self) -> list[tuple[str, str, str, str, str]]:
        """What departs: kind, operation, pointer, ours, theirs."""
        return [
            (each.kind.value, each.operation, each.pointer, each.ours, each.theirs)
            for each, _ in self.observer.findings.surest_first()
        ]

    def close(self) -> None:
        """Free what it holds."""
        self._runner.run(self._http.aclose())
        self._runner.close()


Watch = Callable[..., Watched]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Puts the proxy before a second instance of ourselves, or before any application."""
    watched: list[Watched] = []

    def start(slug: str = "nimbus", change: Change | None = None, *, application: Application | None = None) -> Watched:
        server = application or (build_app() if change is None else Changing(change))
        watched.append(Watched(slug, server, read_target(f"{TARGET}/{slug}")))
        return watched[-1]

    yield start
    for each in watched:
        each.close()
