"""`mock-server contract`: schemathesis, all checks on, between the OpenAPI documents and a server."""

import asyncio
import gc
import json
import os
import secrets
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from mock_server import resources
from mock_server.app import build_app
from mock_server.cli.failures import REFUSED, Failure
from mock_server.cli.output import say
from mock_server.cli.remote import Remote, remote_of, sandbox_path
from mock_server.registry import VENDORS
from mock_server.serving import serving_beside
from mock_server.settings import Settings

CONTROL: Final = "control"
_CONFIGURATION: Final = "schemathesis.toml"
_LARGEST_SEED: Final = 2**32
_OWN_SEED: Final = "the configuration's"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of schemathesis: which document, with which seed (None: the configuration's), how many examples likewise."""

    name: str
    seed: int | None
    examples: int | None

    def command(self, address: str) -> list[str]:
        """What to start, for the server at an address."""
        configuration = _find(_CONFIGURATION)
        document = resources.folder("openapi") / f"{self.name}.yaml"
        wishes = {"--seed": self.seed, "--max-examples": self.examples}
        wished = [word for flag, value in wishes.items() if value is not None for word in (flag, str(value))]
        schemathesis = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"]
        return [*schemathesis, str(document), "--url", address, "--no-color", *wished]


def run(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Hold servers to their documents; answers 1 where one breaks one.

    Each run has a server of its own, or a sandbox of its own in the running server that `--url` names.

    Raises:
        Failure: schemathesis is not there, or a document of that name, or the server.
    """
    if find_spec("schemathesis") is None:
        raise Failure("this needs schemathesis; install it with: pip install 'pharmacy-mock-server[contract]'")
    gc.enable()  # a server is made here, and may run for long
    remote = remote_of(arguments, environ) if arguments.url else None
    runs = [Run(name, seed, arguments.examples) for seed in _seeds(arguments) for name in _names(arguments.names, remote)]
    counts = Path(arguments.answers).absolute() if arguments.answers else None
    if counts is not None:
        counts.mkdir(parents=True, exist_ok=True)
    ended = {each: asyncio.run(_hold(each, remote, counts)) for each in runs}
    for each, code in ended.items():
        say(f"{'kept  ' if code == 0 else 'BROKEN'}  {each.name}  seed {_OWN_SEED if each.seed is None else each.seed}")
    return REFUSED if any(ended.values()) else 0


def write(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Write what schemathesis needs into a folder: its configuration, its hooks and the documents.

    Raises:
        Failure: a file is there already, or the folder cannot be used.
    """
    folder = Path(arguments.to)
    documents = [resources.folder("openapi") / f"{name}.yaml" for name in (*VENDORS, CONTROL)]
    copies = {folder / path.name: path for path in resources.contract()}
    copies |= {folder / "openapi" / path.name: path for path in documents}
    there = next((path for path in copies if path.exists()), None)
    if there is not None and not arguments.force:
        raise Failure(f"{there} is there already; --force writes over it")
    try:
        for target, source in copies.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    except OSError as wrong:
        raise Failure(f"cannot use {wrong.filename or folder}: {wrong.strerror or wrong}") from None
    for target in copies:
        say(f"wrote {target}")
    return 0


def _find(name: str) -> Path:
    return next(path for path in resources.contract() if path.name == name)


def _names(wanted: Sequence[str], remote: Remote | None) -> list[str]:
    known = [*VENDORS] if remote is not None else [*VENDORS, CONTROL]
    for name in wanted:
        if name not in known:
            why = " on a server that others may use" if name == CONTROL else ""
            raise Failure(f"there is no contract {name!r} to hold{why}; there are: {', '.join(known)}")
    return list(wanted) or known


def _seeds(arguments: Namespace) -> list[int | None]:
    if arguments.random_seeds:
        seeds = [secrets.randbelow(_LARGEST_SEED) for _ in range(arguments.random_seeds)]
        say(f"seeds: {' '.join(map(str, seeds))} (again: --seed {' --seed '.join(map(str, seeds))})")
        return list(seeds)
    return arguments.seed or [None]


async def _hold(run: Run, remote: Remote | None, counts: Path | None) -> int:
    """Run schemathesis to its end, in a folder in which it leaves nothing; answers with its exit code."""
    seed = "" if run.seed is None else f"-{run.seed}"
    with tempfile.TemporaryDirectory() as folder:
        answers = (counts or Path(folder)) / f"{run.name}{seed}.json"
        hooks = str(_find(_CONFIGURATION).parent)
        environment = os.environ | {"CONTRACT_ANSWERS": str(answers), "PYTHONPATH": hooks}
        async with _address(run.name, remote) as address:
            say(f"schemathesis run {run.name}.yaml --url {address}" + (f" --seed {run.seed}" if seed else ""))
            sys.stdout.flush()
            process = await asyncio.create_subprocess_exec(*run.command(address), cwd=folder, env=environment)
            code = await process.wait()
        if answers.is_file():
            _tell(json.loads(answers.read_text(encoding="utf-8")))
    return code


def _tell(answers: Mapping[str, Mapping[str, int]]) -> None:
    """Say how many of the answers were successes, and where they were fewest."""
    shares = {
        operation: sum(count for status, count in counts.items() if status.startswith("2")) / sum(counts.values())
        for operation, counts in answers.items()
    }
    least = min(shares, key=lambda operation: shares[operation])
    total = sum(sum(counts.values()) for counts in answers.values())
    say(f"{total} answers of {len(shares)} operations; fewest successes: {shares[least]:.0%} of {least}")


@asynccontextmanager
async def _address(name: str, remote: Remote | None) -> AsyncIterator[str]:
    """Where the document's server is: one of its own, or a sandbox that is dropped afterwards."""
    if remote is None:
        # Webhooks are made up, too, and are to reach nobody.
        async with serving_beside(build_app(Settings(egress="team"))) as url:
            yield url if name == CONTROL else f"{url}/{name}"
        return
    with _sandbox(remote) as id:
        yield f"{remote.url}/s/{id}/{name}"


@contextmanager
def _sandbox(remote: Remote) -> Iterator[str]:
    made = remote.post("/_mock/sandboxes", {"scenario": "default"})
    try:
        yield str(made["id"])
    finally:
        remote.ask("DELETE", sandbox_path(str(made["id"])))
