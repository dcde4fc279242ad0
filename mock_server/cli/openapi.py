"""`mock-server openapi export`: the OpenAPI documents, written or compared."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from mock_server import documents, resources
from mock_server.cli.failures import Failure
from mock_server.cli.output import say


def export(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Write the documents; or with `--check`, name those whose files are not as they would be written, if any with code 1.

    Raises:
        Failure: there is no such document, or the folder cannot be used.
    """
    folder = Path(arguments.to) if arguments.to else resources.folder("openapi")
    try:
        if arguments.check:
            return _check(arguments.names, folder)
        for path in documents.export(arguments.names, folder):
            say(f"wrote {path}")
    except documents.UnknownDocument as unknown:
        raise Failure(str(unknown)) from None
    except OSError as wrong:
        raise Failure(f"cannot use {wrong.filename or folder}: {wrong.strerror or wrong}") from None
    return 0


def _check(names: list[str], folder: Path) -> int:
    stale = documents.stale(names, folder)
    for path in stale:
        say(f"{path} is not what the code says")
    if stale:
        say("run: mock-server openapi export")
        return 1
    return 0
