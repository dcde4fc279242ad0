"""What the server says when it starts: where it is, what it plays, and a line to try."""

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mock_server import __version__
from mock_server.app import Server
from mock_server.cli.clock import told
from mock_server.cli.output import say, say_json
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.engine.clock import show_instant
from mock_server.registry import VENDORS
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.settings import Settings

NOTE: Final = "Fake data only. Not affiliated with any of the vendors."
_HEADER: Final = re.compile(r"[A-Za-z-]+: \S+")


def announce(server: Server, settings: Settings, address: str) -> None:
    """Say where the server is and how it is used; as one line of JSON where the log is for collectors."""
    facts = _facts(server, address)
    if settings.log_format == "json":
        say_json({"level": "info", "logger": "mock_server", "message": f"listening on {address}", **facts}, is_compact=True)
    else:
        for line in _lines(facts, has_token=settings.admin_token is not None):
            say(line)
    sys.stdout.flush()  # whoever waits for the server to start waits for this


def _facts(server: Server, address: str) -> dict[str, Any]:
    sandbox = server.sandboxes.default
    clock = sandbox.engine.world.clock
    return {
        "version": __version__,
        "address": address,
        "vendors": {
            slug: {
                "title": f"{vendor.title} ({vendor.country})",
                "url": f"{address}/{slug}",
                "credentials": [{"send": each.how, "about": each.about} for each in vendor.credentials],
            }
            for slug, vendor in VENDORS.items()
        },
        "control": f"{address}/_mock",
        "scenario": sandbox.start.scenario.name,
        "seed": sandbox.engine.world.seed,
        "clock": {"now": show_instant(clock.reading()), "mode": clock.mode.value, "speed": clock.speed},
        "try": trial(sandbox, VENDORS, address),
        "note": NOTE,
    }


def _lines(facts: Mapping[str, Any], *, has_token: bool) -> Iterator[str]:
    vendors: Mapping[str, Mapping[str, Any]] = facts["vendors"]
    width = max(len(word) for word in (*vendors, "scenario"))
    yield f"pharmacy-mock-server {facts['version']}"
    yield ""
    for slug, vendor in vendors.items():
        yield f"  {slug:{width}}  {vendor['url']}  {vendor['title']}"
        for credential in vendor["credentials"]:
            yield f"  {'':{width}}    {credential['send']}  {credential['about']}"
    yield f"  {'control':{width}}  {facts['control']}{'  asks for the admin token' if has_token else ''}"
    yield f"  {'scenario':{width}}  {facts['scenario']}, seed {facts['seed']}"
    yield f"  {'clock':{width}}  {told(dict(facts['clock']))}"
    yield ""
    yield f"  try: {facts['try']}"
    yield ""
    yield f"{facts['note']} Ctrl-C ends the server."


def trial(sandbox: Sandbox, vendors: Mapping[str, Vendor], address: str) -> str:
    """A `curl` line that works as pasted: reads a record that the sandbox has, else asks how the server is."""
    for slug, vendor in vendors.items():
        secrets = sandbox.credentials.get(slug, {})
        sent = [each.how for each in vendor.credentials if _HEADER.fullmatch(each.how)]
        header = next((how for how in sent if how.partition(": ")[2] in secrets), None)
        path = next((path for each in vendor.operations if (path := _path_of_record(each, vendor, sandbox))), None)
        if header is not None and path is not None:
            return shlex.join(["curl", "-H", header, f"{address}/{slug}{path}"])
    return shlex.join(["curl", f"{address}/_mock/health"])


def _path_of_record(operation: Operation, vendor: Vendor, sandbox: Sandbox) -> str | None:
    """The path of an operation that reads its documented example, where that record is there and nothing else is asked."""
    is_plain = operation.method == "GET" and not any(each.is_required for each in operation.query + operation.request_headers)
    if not is_plain or len(operation.path_values) != 1:
        return None
    name, (_, example) = next(iter(operation.path_values.items()))
    store = sandbox.engine.world.store
    is_there = any(store.get(kind, example) is not None for kind in vendor.kinds)
    return operation.path.replace(f"{{{name}}}", example) if is_there else None
