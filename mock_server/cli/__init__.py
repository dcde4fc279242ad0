"""The command `mock-server`: reads its arguments, runs the subcommand they name, and says in one line what went wrong."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final

from mock_server.cli.arguments import parse
from mock_server.cli.failures import Failure
from mock_server.cli.output import complain

Run = Callable[[argparse.Namespace, Mapping[str, str]], int]
"""Runs a subcommand with its arguments and the environment; answers with the exit code."""

# By name and not by import: `--help` and `health` are to be quick, while a server takes the web framework, the models and
# YAML into memory. Here is the one place that imports by name.
COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "serve": "mock_server.cli.serve:serve",
        "health": "mock_server.cli.health:health",
        "sandbox create": "mock_server.cli.sandboxes:create",
        "sandbox reset": "mock_server.cli.sandboxes:reset",
        "sandbox list": "mock_server.cli.sandboxes:show_all",
        "orders list": "mock_server.cli.orders:show_all",
        "orders move": "mock_server.cli.orders:move",
        "why": "mock_server.cli.why:why",
        "clock show": "mock_server.cli.clock:show",
        "clock advance": "mock_server.cli.clock:advance",
        "clock next": "mock_server.cli.clock:go_to_next",
        "clock set": "mock_server.cli.clock:go_to",
        "clock freeze": "mock_server.cli.clock:freeze",
        "clock run": "mock_server.cli.clock:run",
        "scenarios list": "mock_server.cli.scenarios:show_all",
        "scenarios check": "mock_server.cli.scenarios:check",
        "scenarios show": "mock_server.cli.scenarios:show",
        "scenarios test": "mock_server.cli.conversations:test",
        "scenarios readme": "mock_server.cli.scenarios:write_readme",
        "scenarios schema": "mock_server.cli.scenarios:write_schema",
        "scenarios reserved": "mock_server.cli.scenarios:write_reserved",
        "scenarios new": "mock_server.cli.writing:new",
        "scenarios play": "mock_server.cli.playing:play",
        "webhooks list": "mock_server.cli.webhooks:show_all",
        "webhooks show": "mock_server.cli.webhooks:show",
        "webhooks resend": "mock_server.cli.webhooks:resend",
        "webhooks trigger": "mock_server.cli.webhooks:trigger",
        "webhooks verify": "mock_server.cli.webhooks:verify",
        "webhooks listen": "mock_server.cli.listen:listen",
        "coverage": "mock_server.cli.coverage:coverage",
        "hl7 explain": "mock_server.cli.hl7:explain",
        "proxy": "mock_server.cli.proxying:proxy",
        "openapi export": "mock_server.cli.openapi:export",
        "contract run": "mock_server.cli.contract:run",
        "contract write": "mock_server.cli.contract:write",
    }
)

_INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, the process's own without any; answers with the exit code.

    0 is success, 1 what a server refuses or that none answers, 2 a mistake in what was asked, 130 Ctrl-C.
    """
    _never_fail_to_write()
    # A command builds up and ends; there is nothing to collect on the way. A server turns the collector on again.
    gc.disable()
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
        code = arguments if isinstance(arguments, int) else find(arguments.command)(arguments, os.environ)
        sys.stdout.flush()  # so that a reader who has gone is met here
    except Failure as failure:
        complain(str(failure))
        return failure.code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python flushes once more at its end, which must find somewhere to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    finally:
        gc.enable()
    return code


def find(command: str) -> Run:
    """The function that runs a subcommand such as `clock advance`; its module is imported now."""
    module, _, function = COMMANDS[command].partition(":")
    found: Run = getattr(import_module(module), function)
    return found


def _never_fail_to_write() -> None:
    # A terminal that knows few characters shows the others as escapes.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
