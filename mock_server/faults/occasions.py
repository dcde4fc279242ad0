"""When a rule acts, beyond what it asks of a call: on which matches, how likely, for how long."""

from dataclasses import dataclass
from datetime import timedelta

_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the sandbox's time in which something is out of order, with edges that rise and fall.

    It begins `after` the rule was armed. Within `ramp` after its beginning the share of calls that fail rises evenly from none
    to all, and within `ramp` before its end it falls in the same way.
    """

    lasts: timedelta
    after: timedelta = _NOTHING
    ramp: timedelta = _NOTHING

    def share(self, since: timedelta) -> float:
        """The share of calls that fail so long after the rule was armed: 0 outside the window, 1 in its midst."""
        begun, left = since - self.after, self.after + self.lasts - since
        if begun < _NOTHING or left <= _NOTHING:
            return 0.0
        return min(1.0, begun / self.ramp, left / self.ramp) if self.ramp else 1.0


@dataclass(frozen=True, slots=True)
class Occasion:
    """On which matches a rule acts.

    `first` and `last` count the calls that match, from 1; `chance` is the share of these on which it acts; `lasts` is how long
    after the rule was armed it acts at all, on the sandbox's clock.
    """

    first: int = 1
    last: int | None = None
    chance: float = 1.0
    lasts: timedelta | None = None
    window: Window | None = None

    @property
    def is_always(self) -> bool:
        """Whether the rule acts on every match."""
        return self == Occasion()

    def is_over(self, since: timedelta) -> bool:
        """Whether the rule has worn off, so long after it was armed; it does not even count any more."""
        return self.lasts is not None and since >= self.lasts

    def comes(self, ordinal: int, since: timedelta, luck: float) -> bool:
        """Whether the rule acts on its match of that ordinal; `luck` is a number in [0, 1) drawn for it."""
        if ordinal < self.first or (self.last is not None and ordinal > self.last):
            return False
        share = self.chance if self.window is None else self.chance * self.window.share(since)
        return luck < share
