"""What ends a command early: a line for people and an exit code."""

from typing import Final

REFUSED: Final = 1
"""The exit code where a server refuses, or none answers."""
MISTAKE: Final = 2
"""The exit code where what was asked cannot be done by anyone."""


class Failure(Exception):
    """A command cannot go on. The text is one line that says why, and what to do about it."""

    def __init__(self, says: str, code: int = MISTAKE) -> None:
        super().__init__(says)
        self.code = code
