"""`mock-server sandbox …`: the sandboxes of a running server."""

from argparse import Namespace
from collections.abc import Mapping

from mock_server.cli.clock import told
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Document, remote_of, sandbox_path
from mock_server.cli.tables import show_table


def create(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Make a sandbox, and say how it is reached."""
    wishes = {"id": arguments.id, "scenario": arguments.scenario, "seed": arguments.seed, "strict": arguments.strict or None}
    wish = {name: value for name, value in wishes.items() if value is not None}
    return _show(arguments, remote_of(arguments, environ).post("/_mock/sandboxes", wish), "made")


def reset(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Return a sandbox to the start of its scenario."""
    sandbox = remote_of(arguments, environ).post(sandbox_path(arguments.id, "reset"), {})
    return _show(arguments, sandbox, "back at the start")


def show_all(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """List the sandboxes, the default one first."""
    answer = remote_of(arguments, environ).get("/_mock/sandboxes")
    if arguments.json:
        say_json(answer)
        return 0
    rows = [(each.get("id"), each.get("scenario"), each.get("seed"), _clock(each)) for each in answer.get("sandboxes", [])]
    show_table(("id", "scenario", "seed", "clock"), rows)
    return 0


def _show(arguments: Namespace, sandbox: Document, what: str) -> int:
    if arguments.json:
        say_json(sandbox)
        return 0
    id = sandbox.get("id", getattr(arguments, "id", None))
    say(f"sandbox {id} is {what}: scenario {sandbox.get('scenario')}, seed {sandbox.get('seed')}, clock {_clock(sandbox)}")
    ways: dict[str, Document] = sandbox.get("vendors") or {}
    for slug, way in ways.items():
        say(f"  {slug}  {way.get('url')}")
    if sandbox.get("choosing"):
        say(f"  {sandbox['choosing']}")
    return 0


def _clock(sandbox: Document) -> str:
    return told(sandbox.get("clock") or {})
