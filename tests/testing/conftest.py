"""Suites of a user's own, run with the plugin as it is installed."""

from collections.abc import Callable

import pytest

from mock_server.client import Client
from mock_server.testing.embedded import serving

_CONFTEST = """
import httpx
import pytest

ORDER = {
    "patientId": "pat_1234567890",
    "prescriptionId": "rx_9876543210",
    "shippingAddress": {"street1": "1 Test Way", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
}


@pytest.fixture
def order(sandbox):
    '''Orders at Nimbus, as the code under test would; gives the answer.'''
    def post(**changes):
        return httpx.post(f"{sandbox.url('nimbus')}/orders", json=ORDER | changes, headers=sandbox.headers("nimbus"))
    return post
"""


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    """Load what suites in this process need, before the first of them: what it loads itself is forgotten at its end."""
    with serving() as url, Client(url) as client:
        client.sandboxes.list()


Suite = Callable[..., pytest.RunResult]


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Suite:
    """Runs a test module that is given as text, with options, and gives what came of it."""

    def run(text: str, *options: str, ini: str = "") -> pytest.RunResult:
        pytester.makeconftest(_CONFTEST)
        pytester.makeini(f"[pytest]\naddopts = --strict-markers --strict-config\n{ini}")
        pytester.makepyfile(test_clinic=text)
        return pytester.runpytest("-p", "no:schemathesis", *options)  # slow to load, and of no use there

    return run
