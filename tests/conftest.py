"""What all tests share: a server in process, and a client that speaks HTTP to it."""

import os
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client

# Servers that tests start send webhooks nowhere, unless a test says otherwise: a name is not even looked up.
os.environ["MOCK_SERVER_EGRESS"] = "team"


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost") or not isinstance(host, str):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test look up a name or connect to anything but the loopback."""
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def guarded_look_up(host: object, *rest: object, **options: object) -> object:
        assert _is_here(host), f"a test looks up {host!r}"
        return look_up(host, *rest, **options)  # type: ignore[arg-type]  # handed through

    def guarded_connect(self: socket.socket, address: object) -> None:
        assert not isinstance(address, tuple) or _is_here(address[0]), f"a test connects to {address!r}"
        connect(self, address)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    monkeypatch.setattr(socket.socket, "connect", guarded_connect)


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a server whose default sandbox is at the start of the default scenario."""
    with Client(build_app(Settings(egress="team"))) as client:
        yield client


@pytest.fixture
def reaching() -> Iterator[Client]:
    """A client of a server that sends webhooks to this machine."""
    with Client(build_app(Settings(egress="local"))) as client:
        yield client


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[[str], Client]]:
    """Starts a server on a scenario that is given as YAML, without its first line, and answers with a client of it."""
    clients: list[Client] = []

    def start(yaml: str) -> Client:
        path = tmp_path / f"played-{len(clients)}.yaml"
        path.write_text(f"scenario: {path.stem}\ntitle: Played by a test\nextends: default\n{yaml}")
        clients.append(Client(build_app(Settings(scenario=str(path), egress="team"))))
        return clients[-1]

    yield start
    for client in clients:
        client.__exit__(None, None, None)
