"""Rules: what goes differently, for which operation or event, when, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from mock_server.faults.conditions import Condition
from mock_server.faults.kinds import Delay, Fault, Garbage, StaleRead
from mock_server.faults.occasions import Occasion
from mock_server.faults.webhooks import Late, NewsFault, Reorder

NEWS: Final = "webhook."
"""What the target of a rule on webhooks starts with."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse with an error of the vendor's own catalogue. `fields` fill what that error may carry."""

    error: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"refuse {self.error}"


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer with just this, in the vendor's stead. Header names are in lower case."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        return f"respond {self.status}"


@dataclass(frozen=True, slots=True)
class Fail:
    """Fail on purpose: with a fault, late, or both."""

    fault: Fault | None = None
    delay: Delay | None = None

    @property
    def draws(self) -> bool:
        """Whether chance decides something about it."""
        return isinstance(self.fault, Garbage) or (self.delay is not None and self.delay.least != self.delay.most)

    def __str__(self) -> str:
        return " and ".join(str(each) for each in (self.fault, self.delay) if each is not None)


class Moment(StrEnum):
    """When a rule moves the record that a call addresses."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Do:
    """Make a move on the record that the call addresses: before the vendor sees the call, or once it has succeeded."""

    move: str
    moment: Moment
    given: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"do {self.move} {self.moment.value} the call"


@dataclass(frozen=True, slots=True)
class Switch:
    """Set switches of vendors, for this call and from then on: values by switch, by vendor."""

    settings: Mapping[str, Mapping[str, object]]

    def __str__(self) -> str:
        pairs = [f"{slug}.{name} {value}" for slug, values in self.settings.items() for name, value in values.items()]
        return f"switch {', '.join(pairs)}"


Action = Refuse | Respond | Fail | Do | Switch | NewsFault


@dataclass(frozen=True, slots=True)
class Rule:
    """What a scenario says goes differently.

    `is_quiet` rules act only on calls that name them in a header. `is_reserved` ones belong to the values that the server
    reserves, which a scenario may turn off. `written` is the rule as it was written, for those who want to read it.
    """

    name: str
    on: str
    action: Action
    when: Condition = field(default_factory=Condition)
    occasion: Occasion = field(default_factory=Occasion)
    about: str = ""
    is_quiet: bool = False
    is_reserved: bool = False
    written: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    is_counted: bool = field(init=False, compare=False, repr=False)
    """Whether it matters which of its matches a call is; found out once, since every call asks."""

    def __post_init__(self) -> None:
        draws = isinstance(self.action, Fail | Late | Reorder) and self.action.draws
        object.__setattr__(self, "is_counted", draws or not self.occasion.is_always)

    @property
    def looks_back(self) -> timedelta | None:
        """How much of the past it needs to be known."""
        fault = self.action.fault if isinstance(self.action, Fail) else None
        return fault.age if isinstance(fault, StaleRead) else None

    def covers(self, target: str) -> bool:
        """Whether the rule speaks of an operation, `nimbus.create_order`, or of an event, `webhook.nimbus.order.created`."""
        return covers(self.on, target)


def covers(on: str, target: str) -> bool:
    """Whether a rule on this, such as `nimbus.*`, speaks of an operation or an event of that full name."""
    if on == target:
        return True
    if on == "*":
        return not target.startswith(NEWS)
    return on.endswith(".*") and target.startswith(on[:-1])
