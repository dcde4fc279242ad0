"""The sandbox's clock: frozen until told, or running with the wall at some speed. Nothing else tells the time."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from mock_server.engine.errors import InvalidInput

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""No clock goes beyond this, so that adding a duration never leaves what a date can hold."""
FASTEST = 1_000_000
"""Sandbox seconds per real second: eleven days a second. Who wants more, advances."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

Wall = Callable[[], float]
"""Seconds that never go back; their start means nothing."""

_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(ms|s|m|h|d|w)")
_DURATION = re.compile(rf"(?:{_PART.pattern}\s*)+")


def wall_seconds() -> float:
    """The real monotonic clock, for clocks that run; the one place that reads it."""
    return time.monotonic()  # noqa: TID251  # what every other module must not do, done here once


def parse_duration(text: str) -> timedelta:
    """Read `90s`, `5m`, `2h`, `1d`, `1w`, `250ms` or a row of them such as `1d 12h`.

    Raises:
        ValueError: the text is no such duration, or longer than a thousand years.
    """
    if not _DURATION.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no duration; write 90s, 5m, 2h, 1d or 1d 12h")
    try:
        total = sum((timedelta(**{_UNITS[unit]: float(amount)}) for amount, unit in _PART.findall(text)), start=timedelta())
    except OverflowError:
        total = timedelta.max
    if total > timedelta(days=365_000):
        raise ValueError(f"{text!r} is longer than a thousand years")
    return total


def show_duration(span: timedelta) -> str:
    """A duration as it is written: `1d 12h`, `90s` as `1m 30s`, and `0s`."""
    hours, seconds = divmod(span.seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    parts = [(span.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"), (span.microseconds // 1_000, "ms")]
    return " ".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant such as `2026-01-05T09:00:00Z`; the answer is in UTC.

    Raises:
        ValueError: the text is no instant, carries no offset, or lies outside 1970 to 2200.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no instant; write 2026-01-05T09:00:00Z") from None
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it with Z for UTC")
    if not EARLIEST <= instant <= LATEST:
        raise ValueError(f"{text!r} lies outside 1970 to 2200")
    return instant.astimezone(UTC)


def parse_day(text: str) -> date:
    """Read a day of the calendar, written as `2026-01-05` and no other way.

    Raises:
        ValueError: the text is no such day.
    """
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    raise ValueError(f"{text!r} is no day of the calendar; write 2026-01-05")


def show_instant(instant: datetime) -> str:
    """Write an instant as the sandbox itself does: UTC with `Z`, a fraction only where there is one."""
    return instant.replace(tzinfo=None).isoformat() + "Z"


class Mode(StrEnum):
    """The two ways of a clock."""

    FROZEN = "frozen"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class ClockStart:
    """Where a scenario's clock starts and how it goes on; `speed` is sandbox seconds per real second."""

    at: datetime = datetime(2026, 1, 5, 9, tzinfo=UTC)
    mode: Mode = Mode.FROZEN
    speed: float = 1.0


class Clock:
    """One sandbox's time.

    A frozen clock moves only by `jump`. A running one is its base plus the real time since then, times its speed.
    """

    __slots__ = ("_anchor", "_base", "_mode", "_speed", "_wall")

    def __init__(self, start: ClockStart, wall: Wall) -> None:
        self._wall = wall
        self._base = start.at
        self._mode = start.mode
        self._speed = start.speed
        self._anchor = wall()

    @property
    def mode(self) -> Mode:
        """Whether the clock stands or runs."""
        return self._mode

    @property
    def speed(self) -> float:
        """Sandbox seconds per real second while it runs."""
        return self._speed

    @property
    def is_frozen(self) -> bool:
        """Whether the clock moves only when told."""
        return self._mode is Mode.FROZEN

    def reading(self) -> datetime:
        """The sandbox's time now."""
        if self._mode is Mode.FROZEN:
            return self._base
        # In seconds first: a fast clock may have run further than a duration or an instant can say.
        left = (LATEST - self._base).total_seconds()
        return self._base + timedelta(seconds=min((self._wall() - self._anchor) * self._speed, left))

    def jump(self, at: datetime) -> None:
        """Stand at `at`, or go on running from there.

        Raises:
            InvalidInput: `at` lies before the present reading or beyond the latest instant.
        """
        if at < self.reading():
            raise InvalidInput("set", f"{show_instant(at)} is in the past; a clock never goes back, a reset does")
        if at > LATEST:
            raise InvalidInput("set", f"{show_instant(at)} is beyond {show_instant(LATEST)}")
        self._base = at
        self._anchor = self._wall()

    def freeze(self) -> None:
        """Stand still where the clock is."""
        self._base = self.reading()
        self._mode = Mode.FROZEN

    def run(self, speed: float) -> None:
        """Go on from where the clock is, `speed` sandbox seconds per real second."""
        if not 0 < speed <= FASTEST:
            raise InvalidInput("speed", f"a speed is above 0 and at most {FASTEST}")
        self._base = self.reading()
        self._anchor = self._wall()
        self._speed = speed
        self._mode = Mode.RUNNING

    def real_seconds_until(self, at: datetime) -> float | None:
        """Real seconds until the clock shows `at`: none while frozen or where no clock gets, 0 when it has passed."""
        if self._mode is Mode.FROZEN or at > LATEST:
            return None
        return max(0.0, (at - self.reading()).total_seconds() / self._speed)

    def start(self) -> ClockStart:
        """The clock as it stands, as a start for another."""
        return ClockStart(self.reading(), self._mode, self._speed)

    def copy(self) -> "Clock":
        """A clock that reads the same now and goes its own way from here."""
        return Clock(self.start(), self._wall)
