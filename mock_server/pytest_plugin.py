"""The pytest plugin: a stand-in for the vendors, and a world of its own for each test that asks for one.

It loads with every pytest that finds it installed, so it holds little; the rest is in `mock_server.testing`, which is loaded by
name when a test first asks.
"""

import os
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from mock_server.testing.stash import COVERAGE, SANDBOX

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
    group.addoption("--mock-server-coverage", metavar="FILE", help="save what the run has met of the vendors there, as JSON")
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
    url = _url(pytestconfig)
    with _later("sandboxes").server_for(url, _admin_token()) as server:
        yield server
        if url is None and pytestconfig.getoption("--mock-server-coverage"):
            _later("coverage").keep(pytestconfig, server)


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


# -- coverage: under pytest-xdist the workers have the servers, and the process that began them writes the file ----------


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let a running server count anew, where what the run meets is to be saved."""
    url = _url(session.config)
    if url is not None and _saves_coverage(session.config):
        _later("coverage").begin(url, _admin_token())


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401  # a worker of pytest-xdist, which need not be installed
    """Take over what the server in a worker has met."""
    if _saves_coverage(node.config):
        _later("coverage").take_over(node.config, getattr(node, "workeroutput", {}))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Save what the run has met."""
    if _saves_coverage(session.config):
        file = Path(session.config.getoption("--mock-server-coverage"))
        session.config.stash[COVERAGE] = _later("coverage").save(session.config, file, _url(session.config), _admin_token())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say where it was saved."""
    if COVERAGE in config.stash:
        terminalreporter.write_sep("-", "mock-server")
        terminalreporter.write_line(config.stash[COVERAGE])


def _saves_coverage(config: pytest.Config) -> bool:
    return bool(config.getoption("--mock-server-coverage")) and not hasattr(config, "workeroutput")


def _url(config: pytest.Config) -> str | None:
    return config.getoption("--mock-server-url") or config.getini("mock_server_url") or None


def _admin_token() -> str | None:
    return os.environ.get("MOCK_SERVER_ADMIN_TOKEN")


def _later(module: str) -> Any:  # noqa: ANN401  # a module
    return import_module(f"mock_server.testing.{module}")
