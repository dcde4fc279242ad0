"""The faults that befall webhooks, a small object each. The delivery asks which one applies, and does as it says."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mock_server.engine.clock import show_duration
from mock_server.faults.kinds import Slow, Truncate, between
from mock_server.faults.wire import Luck

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The delivery is sent again, so many times more, with the same id and body."""

    times: int = 1

    def __str__(self) -> str:
        return f"duplicate, {self.times} more"


@dataclass(frozen=True, slots=True)
class Late:
    """The delivery is first tried later, on the sandbox's clock."""

    least: timedelta
    most: timedelta

    @property
    def draws(self) -> bool:
        """Whether chance decides how late."""
        return self.least != self.most

    def __str__(self) -> str:
        return f"delay {show_duration(self.least)}" + (f" to {show_duration(self.most)}" if self.least != self.most else "")

    def span(self, luck: Luck) -> timedelta:
        """How much later, drawn evenly from those between the two."""
        return between(self.least, self.most, luck, "delay")


@dataclass(frozen=True, slots=True)
class Drop:
    """The delivery is noted and never sent."""

    def __str__(self) -> str:
        return "drop"


@dataclass(frozen=True, slots=True)
class Reorder:
    """Deliveries within a window of the sandbox's time change places: each waits a part of the window, drawn from the seed."""

    window: timedelta

    @property
    def draws(self) -> bool:
        """Whether chance decides something about it: always."""
        return True

    def __str__(self) -> str:
        return f"reorder within {show_duration(self.window)}"

    def span(self, luck: Luck) -> timedelta:
        """How much later this one is tried."""
        return between(timedelta(), self.window, luck, "reorder")


@dataclass(frozen=True, slots=True)
class WrongSignature:
    """The signature is that of another secret."""

    def __str__(self) -> str:
        return "wrong_signature"


@dataclass(frozen=True, slots=True)
class StaleTimestamp:
    """The event's time, as the body says it, lies so far back; the signature is right."""

    age: timedelta = HOUR

    def __str__(self) -> str:
        return f"stale_timestamp, {show_duration(self.age)} old"


@dataclass(frozen=True, slots=True)
class Disable:
    """The delivery fails, and its subscription is disabled as if the receiver had failed for too long."""

    def __str__(self) -> str:
        return "disable"


NewsFault = Duplicate | Late | Drop | Reorder | WrongSignature | StaleTimestamp | Truncate | Slow | Disable
"""What befalls a delivery. `Truncate.cut` says what is sent of a body whose length and signature are those of the whole;
`Slow.span` is how much real time the body takes to dribble out."""
