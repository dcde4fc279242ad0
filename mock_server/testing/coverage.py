"""What a run has met, saved at its end: from the server of each process, or from the running server that all of them use."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from mock_server.client import Client
from mock_server.coverage.document import read, write
from mock_server.coverage.merging import merge

OUTPUT: Final = "mock_server_coverage"
"""Under this name a worker of pytest-xdist hands on what the server in it has met."""


_SAVED: Final = pytest.StashKey[list[str]]()


def _saved(config: pytest.Config) -> list[str]:
    return config.stash.setdefault(_SAVED, [])


def keep(config: pytest.Config, server: Client) -> None:
    """Keep what the server in this process has met, before it ends. A worker hands it on to the process that began it."""
    document = write(server.coverage())
    if hasattr(config, "workeroutput"):
        config.workeroutput[OUTPUT] = document
    else:
        _saved(config).append(document)


def take_over(config: pytest.Config, output: dict[str, Any]) -> None:
    """Take what a worker hands on as it ends."""
    if OUTPUT in output:
        _saved(config).append(output[OUTPUT])


def begin(url: str, admin_token: str | None) -> None:
    """Let a running server count anew."""
    with Client(url, admin_token=admin_token) as server:
        server.forget_coverage()


def save(config: pytest.Config, file: Path, url: str | None, admin_token: str | None) -> str:
    """Write the document of the whole run, and say so in a line. What the servers of several workers met is merged."""
    if url is None:
        documents = [read(each) for each in _saved(config)]
    else:
        with Client(url, admin_token=admin_token) as server:
            documents = [server.coverage()]
    if not documents:
        return "no test asked for the server, so that there is no coverage of it"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(write(merge(documents)), encoding="utf-8")
    return f"what was met of the vendors is in {file}; see `mock-server coverage --from {json.dumps(str(file))}`"
