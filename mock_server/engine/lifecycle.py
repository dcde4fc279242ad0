"""Lifecycles as data: statuses spelled as on the wire, and the moves between them."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from mock_server.engine.errors import InvalidInput
from mock_server.engine.evidence import Grounds

ContentT = TypeVar("ContentT")


class Stage(StrEnum):
    """A neutral word for every vendor's statuses, so that people and scenarios can speak of all vendors at once."""

    RECEIVED = "received"
    REVIEW = "review"
    ON_HOLD = "on_hold"
    PREPARING = "preparing"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Status:
    """One status, spelled exactly as on the wire."""

    name: str
    stage: Stage
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Input:
    """A value that a move may be given, as text. Without a value the move makes one up from the seed, or leaves it out.

    `read` raises ValueError where a value fits the pattern and yet is none, as a day that no calendar has.
    """

    name: str
    about: str
    pattern: str = r".{1,1000}"
    example: str = ""
    is_required: bool = False
    read: Callable[[str], object] = str

    def check(self, value: str) -> None:
        """Refuse a value that does not fit.

        Raises:
            InvalidInput: the value does not match the pattern, or cannot be read.
        """
        with suppress(ValueError):
            if re.fullmatch(self.pattern, value, re.DOTALL):
                self.read(value)
                return
        raise InvalidInput(self.name, f"{value[:80]!r} does not fit; expected {self.about}, such as {self.example}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a move's `sets` may look at besides the content: the time, the given values, and chance from the seed."""

    now: datetime
    given: Mapping[str, str]
    draw: Callable[[str], int]
    """A number that depends on the seed, the record, its version and the word it is asked with."""


def keep(content: ContentT, _: Setting) -> ContentT:
    """What a move does that changes the status alone."""
    return content


@dataclass(frozen=True, slots=True)
class Move(Generic[ContentT]):
    """A lifecycle step: from any of `sources` to `target`. A target of None leaves the status as it is.

    `sets` gives the content after the move. `event` names what the move makes known, where the vendor has such an event.
    """

    do: str
    sources: tuple[str, ...]
    target: str | None
    grounds: Grounds
    about: str = ""
    takes: tuple[Input, ...] = ()
    sets: Callable[[ContentT, Setting], ContentT] = keep
    event: str | None = None

    def check(self, given: Mapping[str, str]) -> None:
        """Refuse values that the move does not take, takes otherwise, or misses.

        Raises:
            InvalidInput: `field` names the value.
        """
        inputs = {each.name: each for each in self.takes}
        for name, value in given.items():
            if name not in inputs:
                known = ", ".join(inputs) or "nothing"
                raise InvalidInput(name, f"{self.do!r} does not take this; it takes {known}")
            inputs[name].check(value)
        for each in self.takes:
            if each.is_required and each.name not in given:
                raise InvalidInput(each.name, f"{self.do!r} needs {each.about}, such as {each.example}")


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[ContentT]):
    """The statuses of a kind and the moves between them, in the order in which they are usually met.

    Raises:
        ValueError: a status or move is declared twice, or a move names a status that is not declared.
    """

    initial: str
    statuses: tuple[Status, ...]
    moves: tuple[Move[ContentT], ...]
    created_event: str | None = None
    _by_move: dict[str, list[Move[ContentT]]] = field(init=False, repr=False, compare=False)
    _by_status: dict[str, Status] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_status = {each.name: each for each in self.statuses}
        by_move: dict[str, list[Move[ContentT]]] = {}
        if len(by_status) != len(self.statuses):
            raise ValueError("a status is declared twice")
        taken = set()
        for move in self.moves:
            by_move.setdefault(move.do, []).append(move)
            for status in (*move.sources, move.target or self.initial):
                if status not in by_status:
                    raise ValueError(f"the move {move.do!r} names {status!r}, which is no status")
            for source in move.sources:
                if (move.do, source) in taken:
                    raise ValueError(f"the move {move.do!r} is declared twice from {source!r}")
                taken.add((move.do, source))
        if self.initial not in by_status:
            raise ValueError(f"the initial status {self.initial!r} is no status")
        object.__setattr__(self, "_by_status", by_status)
        object.__setattr__(self, "_by_move", by_move)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the moves, each once."""
        return tuple(self._by_move)

    def status(self, name: str) -> Status | None:
        """The status of that name."""
        return self._by_status.get(name)

    def named(self, do: str) -> tuple[Move[ContentT], ...]:
        """The moves of that name; several where they differ by where they start."""
        return tuple(self._by_move.get(do, ()))

    def find(self, do: str, status: str) -> Move[ContentT] | None:
        """The move of that name from that status."""
        return next((move for move in self._by_move.get(do, ()) if status in move.sources), None)

    def possible_from(self, status: str) -> tuple[Move[ContentT], ...]:
        """The moves that may be made from that status, in declared order."""
        return tuple(move for move in self.moves if status in move.sources)
