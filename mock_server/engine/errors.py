"""What the engine refuses, in neutral words; each vendor turns these into its own answers."""

from collections.abc import Sequence


class EngineError(Exception):
    """Something the engine refuses to do. Nothing has changed when it is raised."""


class UnknownRecord(EngineError):
    """No record of that kind has that id."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"there is no {kind} {id!r}")
        self.kind = kind
        self.id = id


class DuplicateRecord(EngineError):
    """A record of that kind already has that id or that unique reference."""

    def __init__(self, kind: str, field: str, value: str) -> None:
        super().__init__(f"there already is a {kind} whose {field} is {value!r}")
        self.kind = kind
        self.field = field
        self.value = value


class UnknownMove(EngineError):
    """The record's lifecycle has no move of that name."""

    def __init__(self, kind: str, do: str, known: Sequence[str]) -> None:
        super().__init__(f"{kind} knows no move {do!r}; it knows: {', '.join(known) or 'none'}")
        self.kind = kind
        self.do = do
        self.known = tuple(known)


class IllegalMove(EngineError):
    """The move exists, but not from the status that the record has."""

    def __init__(self, kind: str, id: str, status: str, do: str, possible: Sequence[str]) -> None:
        super().__init__(
            f"{kind} {id!r} is {status!r}, from which {do!r} is not possible; possible now: {', '.join(possible) or 'nothing'}"
        )
        self.kind = kind
        self.id = id
        self.status = status
        self.do = do
        self.possible = tuple(possible)


class InvalidInput(EngineError):
    """A value that a command was given cannot be used; `field` names it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class KeyConflict(EngineError):
    """The idempotency key was already used, for another body or where the policy allows no second use."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"idempotency key {key!r}: {reason}")
        self.key = key
        self.reason = reason


class KeyInFlight(EngineError):
    """The first call with this idempotency key has not been answered yet."""

    def __init__(self, key: str) -> None:
        super().__init__(f"idempotency key {key!r}: the first call with it is still running")
        self.key = key


class StoreFull(EngineError):
    """A bound was reached; nothing is forgotten early to make room."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"the sandbox already holds {limit} {what}, its limit")
        self.what = what
        self.limit = limit
