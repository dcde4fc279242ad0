"""The clock as it is asked for and told."""

from typing import Any, Final, Literal

from pydantic import ConfigDict, Field, model_validator

from mock_server.control.models.words import Asked, Duration, Instant, Moment, Speed, Told
from mock_server.engine.clock import Mode, show_instant
from mock_server.engine.engine import Settled
from mock_server.sandboxes.sandbox import Sandbox

_ABSENT: Final[Any] = None
"""What stands in the place of a member that was not sent; nobody looks at it."""


class RunClock(Asked):
    """How a clock is to run."""

    speed: Speed = 1.0


def _exactly_one(schema: dict[str, Any]) -> None:
    """Say in a schema that exactly one member is there, and none is null by default."""
    schema |= {"minProperties": 1, "maxProperties": 1}
    for member in schema["properties"].values():
        member.pop("default", None)


class StepClock(Asked):
    """What a clock is to do: exactly one of these."""

    model_config = ConfigDict(json_schema_extra=_exactly_one)

    # Each is of its own type alone: what is not there has no null.
    advance: Duration = Field(default=_ABSENT, description="Go on by a duration, at most 366 days.")
    set: Instant = Field(default=_ABSENT, description="Go on to an instant, at most 366 days away.")
    freeze: Literal[True] = Field(default=_ABSENT, description="Stand still from now on.")
    run: RunClock = Field(default=_ABSENT, description="Run from now on.")
    next: Literal[True] = Field(default=_ABSENT, description="Go on to the next thing that falls due.")

    @model_validator(mode="after")
    def _one_step(self) -> "StepClock":
        if len(self.model_fields_set) != 1:
            raise ValueError(f"must have exactly one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def step(self) -> str:
        """Which of its members is there."""
        (name,) = self.model_fields_set
        return name


class ClockOut(Told):
    """How a sandbox's clock stands."""

    now: Moment = Field(description="The sandbox's time.")
    mode: Mode = Field(description="frozen: moves only when told. running: goes with the real clock.")
    speed: float = Field(description="Sandbox seconds per real second while the clock runs.")
    next_due: Moment | None = Field(description="When the next thing falls due; null where nothing is planned.")
    planned: int = Field(description="How many things are planned.")

    @staticmethod
    def of(sandbox: Sandbox) -> "ClockOut":
        """The clock of a sandbox as it stands."""
        return ClockOut.model_validate(_members(sandbox))


class SteppedClock(ClockOut):
    """How a sandbox's clock stands after a step, and what the step brought about."""

    due: int = Field(description="How many things fell due.")
    complete: bool = Field(description="False where the step stopped early, at the most that may fall due in one step.")
    happened: list[dict[str, object]] = Field(description="The journal's entries since the call began, oldest first.")

    @staticmethod
    def after(sandbox: Sandbox, settled: Settled, happened: list[dict[str, object]]) -> "SteppedClock":
        """The clock of a sandbox after a step."""
        members = {"due": settled.due, "complete": settled.is_complete, "happened": happened}
        return SteppedClock.model_validate(_members(sandbox) | members)


def _members(sandbox: Sandbox) -> dict[str, object]:
    world = sandbox.engine.world
    next_at = world.schedule.next_at()
    return {
        "now": show_instant(world.clock.reading()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
        "next_due": None if next_at is None else show_instant(next_at),
        "planned": len(world.schedule),
    }
