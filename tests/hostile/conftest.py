"""A real server that gives a request a third of a second, so that slow clients are met without waiting for ten."""

from collections.abc import Iterator

import pytest

from tests.live import serving


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The server's port."""
    with serving(request_seconds=0.3) as port:
        yield port
