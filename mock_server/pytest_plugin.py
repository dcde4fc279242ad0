"""The pytest plugin: a stand-in for the vendors, and a world of its own for each test that asks for one.

It loads with every pytest that finds it installed, so it holds little; the rest is in `mock_server.testing`, which is loaded by
name when a test first asks.
"""

import os
from collections.abc import Generator, Iterator
from importlib import import_module
from typing import Any, Final

import pytest

from mock_server.testing.stash import SANDBOX

_MARKERS: Final = (
    "scenario(name, seed=None, clock=None): the scenario that the test's sandbox starts from, by name or as a .yaml file.",
    "fail_on(*what): what the test fails for even if it passes: 'refusals', 'violations', or nothing.",
    "expects_refusal(*errors): errors such as 'nimbus.validation_error' that the test means to be refused with.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the plugin's options."""
    group = parser.getgroup("mock-server", "pharmacy-mock-server")
    group.addoption("--mock-server-url", metavar="URL", help="use the running server at this address")
    group.addoption(
        "--mock-server-fail-on", metavar="WHAT", help="what tests fail for even if they pass: refusals, violations, nothing"
    )
    parser.addini("mock_server_url", "the running server to use; without one, each process starts its own")
    parser.addini("mock_server_scenario", "the scenario that sandboxes start from where no marker says another")
    parser.addini("mock_server_fail_on", "what tests fail for even if they pass: refusals, violations", type="args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the plugin's markers."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.fixture(scope="session")
def mock_server(pytestconfig: pytest.Config) -> Iterator[Any]:
    """A `mock_server.client.Client` of the server: the one of --mock-server-url, else one in this process at a free port."""
    url = pytestconfig.getoption("--mock-server-url") or pytestconfig.getini("mock_server_url") or None
    with _later("sandboxes").server_for(url, os.environ.get("MOCK_SERVER_ADMIN_TOKEN")) as server:
        yield server


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, mock_server: Any) -> Iterator[Any]:  # noqa: ANN401  # its type is loaded later
    """The test's own `mock_server.client.Sandbox`, named after the test and dropped after it."""
    scenario = request.config.getini("mock_server_scenario") or None
    with _later("sandboxes").sandbox_for(request.node, mock_server, scenario) as made:
        yield made


@pytest.fixture
def clock(sandbox: Any) -> Any:  # noqa: ANN401  # its type is loaded later
    """The time of the test's sandbox."""
    return sandbox.clock


@pytest.fixture
def orders(sandbox: Any) -> Any:  # noqa: ANN401  # its type is loaded later
    """The orders of all vendors in the test's sandbox, and their moves."""
    return sandbox.orders


@pytest.fixture
def webhooks(sandbox: Any) -> Any:  # noqa: ANN401  # its type is loaded later
    """The webhooks of the test's sandbox: subscriptions and deliveries."""
    return sandbox.webhooks


@pytest.fixture
def rules(sandbox: Any) -> Any:  # noqa: ANN401  # its type is loaded later
    """What goes differently in the test's sandbox on purpose."""
    return sandbox.rules


@pytest.fixture
def journal(sandbox: Any) -> Any:  # noqa: ANN401  # its type is loaded later
    """What happened in the test's sandbox."""
    return sandbox.journal


@pytest.fixture
def verify(sandbox: Any) -> Any:  # noqa: ANN401  # its type is loaded later
    """Holds what happened in the test's sandbox against what was to happen; fails the test where it does not hold."""
    return sandbox.verify


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test that passed fail, where the server had to refuse or to wonder."""
    result = yield
    if SANDBOX in item.stash:
        asked = item.config.getoption("--mock-server-fail-on")
        usual = item.config.getini("mock_server_fail_on") if asked is None else asked.replace(",", " ").split()
        _later("reports").check_complaints(item, usual)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the sandbox's story in the report of a test that failed."""
    report = yield
    if report.failed and call.when != "teardown" and SANDBOX in item.stash:
        _later("reports").add_story(item, report)
    return report


def _later(module: str) -> Any:  # noqa: ANN401  # a module
    return import_module(f"mock_server.testing.{module}")
