"""One suite, four ways: blocking and awaited, to a server in a process of its own and to one in this process."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_server.app import build_app
from mock_server.client import AsyncClient, Client
from mock_server.settings import Settings
from mock_server.testing.embedded import serving as embedded
from tests.live import serving

AnyClient = Any
"""A client of either sort: what its operations give goes through `run`."""
AnySandbox = Any
"""A sandbox of such a client."""
Run = Callable[[Any], Any]
"""Gives an operation's answer: itself where it blocked, what comes of it where it is to be awaited."""


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    """The address of a server in a process of its own, which the tests of a module share."""
    with serving(egress="local") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def here() -> Iterator[str]:
    """The address of a server in a thread of this process, which the tests of a module share."""
    with embedded(Settings(port=0, egress="local")) as url:
        yield url


@pytest.fixture(params=["blocking over HTTP", "blocking embedded", "awaited over HTTP", "awaited in process"])
def way(request: pytest.FixtureRequest) -> Iterator[tuple[AnyClient, Run]]:
    """A client, and what runs its operations."""
    if request.param.startswith("blocking"):
        with Client(request.getfixturevalue("live" if request.param.endswith("HTTP") else "here")) as client:
            yield client, lambda answer: answer
        return
    with asyncio.Runner() as runner:
        if request.param.endswith("HTTP"):
            awaited = AsyncClient(request.getfixturevalue("live"))
        else:
            awaited = AsyncClient(application=build_app(Settings(egress="local")))
        runner.run(awaited.__aenter__())
        yield awaited, runner.run
        runner.run(awaited.__aexit__(None, None, None))


@pytest.fixture
def run(way: tuple[AnyClient, Run]) -> Run:
    return way[1]


@pytest.fixture
def client(way: tuple[AnyClient, Run]) -> AnyClient:
    return way[0]


@pytest.fixture
def sandbox(client: AnyClient, run: Run) -> Iterator[AnySandbox]:
    """A sandbox of the test's own."""
    made = run(client.sandboxes.create())
    yield made
    run(made.drop())
