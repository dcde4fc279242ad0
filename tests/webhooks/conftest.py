"""What the tests of webhooks share: a receiver, and a client of a server that may send to it."""

from collections.abc import Iterator

import pytest

from tests.clients import Client
from tests.webhooks.sink import Sink, receiving


@pytest.fixture
def sink() -> Iterator[Sink]:
    with receiving() as sink:
        yield sink


@pytest.fixture
def client(reaching: Client) -> Client:
    return reaching
