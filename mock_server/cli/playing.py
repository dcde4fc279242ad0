"""`mock-server scenarios play`: a scenario played in a running server, up to where nothing more happens by itself."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from mock_server import resources
from mock_server.cli.clock import row
from mock_server.cli.failures import Failure
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Document, Remote, remote_of, sandbox_path
from mock_server.cli.tables import show_table
from mock_server.engine.clock import parse_duration, parse_instant
from mock_server.scenarios.library import ScenarioLibrary

_MOST_STEPS: Final = 10_000
"""After so many instants a scenario that goes on and on is left where it is."""


def play(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Play a scenario: make a sandbox of its text, let all happen that happens by itself, and say what happened.

    Raises:
        Failure: there is no such scenario, no server answers, or it refuses.
    """
    until = _duration(arguments.limit)
    text = _text_of(arguments.name)
    remote = remote_of(arguments, environ)
    wish: Document = {"scenario_text": text, "clock": {"mode": "frozen"}}
    if arguments.sandbox:
        wish["id"] = arguments.sandbox
    sandbox = remote.post("/_mock/sandboxes", wish)
    happened = list(_happenings(remote, str(sandbox["id"]), until))
    clock = remote.get(sandbox_path(str(sandbox["id"]), "clock"))
    if arguments.json:
        say_json({"sandbox": sandbox, "clock": clock, "happened": happened})
        return 0
    if happened:
        show_table(("n", "at", "what", "record", "do", "status"), [row(entry) for entry in happened])
    else:
        say("Nothing happens by itself in this scenario.")
    say()
    left = f"; {clock['planned']} more planned, next due {clock['next_due']}" if clock.get("next_due") else ""
    say(f"{sandbox['scenario']} was played in the sandbox {sandbox['id']}, up to {clock['now']}{left}")
    return 0


def _text_of(name: str) -> str:
    folder = resources.folder("scenarios")
    path = Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
    if not path.is_file() or (not name.endswith(".yaml") and name not in ScenarioLibrary([folder], {}).names()):
        raise Failure(f"there is no scenario {name!r}; mock-server scenarios list names those that come with the server")
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Failure(f"{path} cannot be read: {wrong}") from None


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as wrong:
        raise Failure(f"--limit: {wrong}") from None


def _happenings(remote: Remote, sandbox: str, limit: timedelta) -> Iterator[Document]:
    """What happens, instant by instant, while a bar shows how much of what is planned has happened."""
    path = sandbox_path(sandbox, "clock")
    clock = remote.get(path)
    end = parse_instant(clock["now"]) + limit
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(str(clock["now"]), total=clock["planned"])
        done = 0
        for _ in range(_MOST_STEPS):
            due = clock.get("next_due")
            if due is None or parse_instant(due) > end:
                return
            clock = remote.post(path, {"next": True})
            done += clock["due"]
            bar.update(task, description=str(clock["now"]), completed=done, total=done + clock["planned"])
            yield from (entry for entry in clock["happened"] if entry.get("kind") != "clock")
