"""Files that are generated and committed: written, or held against what would be written."""

from pathlib import Path

from mock_server.cli.failures import Failure
from mock_server.cli.output import say


def keep(path: Path, text: str, command: str, *, is_check: bool) -> int:
    """Write a generated file; or only look, and answer 1 where it is not what would be written. `command` is what writes it.

    Raises:
        Failure: it cannot be written.
    """
    if is_check:
        if path.is_file() and path.read_text() == text:
            return 0
        say(f"{path} is not as it would be written")
        say(f"run: mock-server {command}")
        return 1
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    except OSError as wrong:
        raise Failure(f"{path} cannot be written: {wrong.strerror or wrong}") from None
    say(f"wrote {path}")
    return 0
