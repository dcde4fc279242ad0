"""The server of a test run, and the sandbox of a test."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mock_server.client import Client, ClientError, ProblemAnswered, Sandbox
from mock_server.testing.embedded import serving
from mock_server.testing.naming import sandbox_name
from mock_server.testing.stash import SANDBOX


@contextmanager
def server_for(url: str | None, admin_token: str | None) -> Iterator[Client]:
    """A client of the server at an address, of one in this process without an address."""
    if url is None:
        with serving() as address, Client(address) as client:
            yield client
        return
    with Client(url, admin_token=admin_token) as client:
        try:
            client.health()
        except ClientError as wrong:
            pytest.fail(f"--mock-server-url {url}: {wrong}", pytrace=False)
        yield client


@contextmanager
def sandbox_for(item: pytest.Item, server: Client, scenario: str | None) -> Iterator[Sandbox]:
    """A sandbox of a test's own, named after it, at the start of the scenario that its marker names, else of `scenario`."""
    sandbox = _create(server, sandbox_name(item.nodeid), _wishes(item, scenario))
    item.stash[SANDBOX] = sandbox
    try:
        yield sandbox
    finally:
        del item.stash[SANDBOX]
        with suppress(ProblemAnswered):  # the test may have dropped it
            sandbox.drop()


def _create(server: Client, name: str, wishes: Mapping[str, Any]) -> Sandbox:
    for attempt in count(1):
        id = name if attempt == 1 else f"{name}-{attempt}"
        try:
            return server.sandboxes.create(id, **wishes)
        except ProblemAnswered as refused:
            # Another run at the same server, perhaps one that was broken off: its sandbox is not ours to drop.
            if refused.slug != "sandbox-exists":
                pytest.fail(f"no sandbox {id!r}: {refused}", pytrace=False)
    raise AssertionError("counting never ends")


def _wishes(item: pytest.Item, scenario: str | None) -> dict[str, Any]:
    marker = item.get_closest_marker("scenario")
    if marker is None:
        return {} if scenario is None else _named(item, scenario)
    if len(marker.args) != 1 or not isinstance(marker.args[0], str) or not marker.kwargs.keys() <= {"seed", "clock"}:
        pytest.fail("write @pytest.mark.scenario('name' or 'file.yaml', seed=…, clock=…)", pytrace=False)
    return {**_named(item, marker.args[0]), **marker.kwargs}


def _named(item: pytest.Item, scenario: str) -> dict[str, Any]:
    if not scenario.endswith((".yaml", ".yml")):
        return {"scenario": scenario}
    folders = [item.path.parent, item.config.rootpath]
    for folder in folders:
        path = folder / Path(scenario)
        if path.is_file():
            return {"scenario_text": path.read_text(encoding="utf-8")}
    pytest.fail(f"there is no scenario {scenario!r} in {' or '.join(map(str, folders))}", pytrace=False)
