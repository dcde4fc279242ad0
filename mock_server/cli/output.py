"""What the command writes: plain lines and JSON on the standard output, complaints on the standard error stream."""

import json
import sys


def printable(text: str) -> str:
    """The text on one line and with all control characters shown as escapes: what a server sends steers no terminal."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def say(line: str = "") -> None:
    """Write a line."""
    sys.stdout.write(f"{printable(line)}\n")


def say_json(value: object, *, is_compact: bool = False) -> None:
    """Write a JSON value, over several lines for people or on one for collectors."""
    sys.stdout.write(json.dumps(value, indent=None if is_compact else 2) + "\n")


def complain(says: str) -> None:
    """Write the one line that says why the command fails."""
    line = " ".join(says.splitlines())
    sys.stderr.write(f"mock-server: {printable(line)}\n")
