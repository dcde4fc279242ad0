"""A sandbox's clock, as a client moves it."""

from datetime import datetime, timedelta

from mock_server.client.answers import ClockState, SteppedClock
from mock_server.client.asking import Resource, Steps, WayT_co, operation
from mock_server.client.errors import OWN

__tracebackhide__ = OWN

Span = str | timedelta
"""A duration: `2d`, `1d 12h`, `90s`, or a timedelta."""


class Clock(Resource[WayT_co]):
    """The clock of a sandbox. Each step answers when all that fell due is done, webhooks sent, and says what happened."""

    @operation
    def show(self) -> Steps[ClockState]:
        """How the clock stands, and when the next thing falls due."""
        return self._get("", ClockState)

    @operation
    def advance(self, by: Span) -> Steps[SteppedClock]:
        """Go on by a duration."""
        return self._post("", SteppedClock, {"advance": by})

    @operation
    def set(self, at: str | datetime) -> Steps[SteppedClock]:
        """Go on to an instant."""
        return self._post("", SteppedClock, {"set": at})

    @operation
    def next(self) -> Steps[SteppedClock]:
        """Go on to the next thing that falls due."""
        return self._post("", SteppedClock, {"next": True})

    @operation
    def freeze(self) -> Steps[SteppedClock]:
        """Stand still from now on."""
        return self._post("", SteppedClock, {"freeze": True})

    @operation
    def run(self, speed: float = 1.0) -> Steps[SteppedClock]:
        """Run from now on, `speed` sandbox seconds per real second."""
        return self._post("", SteppedClock, {"run": {"speed": speed}})
