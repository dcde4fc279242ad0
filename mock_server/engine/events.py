"""What the engine makes known after a change: the one channel by which rooms on the same floor meet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mock_server.engine.records import NOTHING, AnyKind, AnyRecord


class Changed(NamedTuple):
    """A record was made or replaced. `before` is None for a new one; `event` is the vendor's name for the news."""

    at: datetime
    kind: AnyKind
    record: AnyRecord
    before: AnyRecord | None
    do: str
    event: str | None = None
    given: Mapping[str, str] = NOTHING
    plan: str | None = None
    """The timeline that planned the change, where one did."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A record was forgotten."""

    at: datetime
    kind: AnyKind
    record: AnyRecord


@dataclass(frozen=True, slots=True)
class Skipped:
    """A planned move fell due and could not be made; the record is as it was."""

    at: datetime
    kind: str
    id: str
    do: str
    plan: str
    reason: str


Event = Changed | Removed | Skipped
Listener = Callable[[Event], None]
"""Hears of each event right after the change, in the order of the changes. It must not raise."""
