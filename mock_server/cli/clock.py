"""`mock-server clock …`: the clock of a sandbox of a running server."""

from argparse import Namespace
from collections.abc import Mapping

from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Document, remote_of, sandbox_path
from mock_server.cli.tables import show_table


def show(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Show how the clock stands."""
    return _show(arguments, remote_of(arguments, environ).get(sandbox_path(arguments.sandbox, "clock")))


def advance(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Let time go on by a duration."""
    return _step(arguments, environ, {"advance": arguments.duration})


def go_to(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Go on to an instant."""
    return _step(arguments, environ, {"set": arguments.instant})


def go_to_next(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Go on to the next thing that falls due."""
    return _step(arguments, environ, {"next": True})


def freeze(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Let the clock stand still."""
    return _step(arguments, environ, {"freeze": True})


def run(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Let the clock run."""
    return _step(arguments, environ, {"run": {"speed": arguments.speed}})


def told(clock: Document) -> str:
    """A clock in a few words: `frozen at 2026-01-05T09:00:00Z`."""
    if clock.get("mode") != "running":
        return f"{clock.get('mode')} at {clock.get('now')}"
    return f"running at speed {clock.get('speed', 1):g}, at {clock.get('now')}"


def _step(arguments: Namespace, environ: Mapping[str, str], step: Document) -> int:
    return _show(arguments, remote_of(arguments, environ).post(sandbox_path(arguments.sandbox, "clock"), step))


def _show(arguments: Namespace, answer: Document) -> int:
    if arguments.json:
        say_json(answer)
        return 0
    line = told(answer)
    if "due" in answer:
        line += f"; {answer['due'] or 'nothing'} fell due"
    elif answer.get("next_due"):
        line += f"; next due {answer['next_due']}, planned {answer.get('planned')}"
    say(line)
    if not answer.get("complete", True):
        say("The step stopped early, at the most that may fall due in one; the same again goes on.")
    # That the clock was told something is what the person at the terminal has just done.
    happened = [entry for entry in answer.get("happened", []) if entry.get("kind") != "clock"]
    if happened:
        show_table(("n", "at", "what", "record", "do", "status"), [row(entry) for entry in happened])
    return 0


def row(entry: Document) -> tuple[object, ...]:
    """What happened, as a row of a table: number, time, what, the record, what was done to it, and its status."""
    record: Document = entry.get("record") or {}
    status = " -> ".join(str(each) for each in (entry.get("from"), entry.get("to")) if each)
    named = " ".join(str(record[part]) for part in ("kind", "id") if part in record)
    return (entry.get("n"), entry.get("at"), entry.get("kind"), named, entry.get("do"), status or entry.get("reason"))
