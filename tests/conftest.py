"""What all tests share: a server in process, and a client that speaks HTTP to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mock_server.app import build_app
from mock_server.settings import Settings
from tests.clients import Client


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a server whose default sandbox is at the start of the default scenario."""
    with Client(build_app()) as client:
        yield client


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[[str], Client]]:
    """Starts a server on a scenario that is given as YAML, without its first line, and answers with a client of it."""
    clients: list[Client] = []

    def start(yaml: str) -> Client:
        path = tmp_path / f"played-{len(clients)}.yaml"
        path.write_text(f"scenario: {path.stem}\ntitle: Played by a test\nextends: default\n{yaml}")
        clients.append(Client(build_app(Settings(scenario=str(path)))))
        return clients[-1]

    yield start
    for client in clients:
        client.__exit__(None, None, None)
