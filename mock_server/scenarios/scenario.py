"""A scenario as it stands when it has been read, checked and joined with what it extends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import BaseModel

from mock_server.engine.clock import ClockStart
from mock_server.faults.conditions import Condition
from mock_server.faults.rules import Rule
from mock_server.scenarios.conversation import Conversation
from mock_server.scenarios.errors import NOWHERE, Spot
from mock_server.scenarios.makers import Population


@dataclass(frozen=True, slots=True)
class Fixture:
    """A record or credential that is there from the start, in the vendor's own words.

    `spot` is where it stands, for what only shows when it is put into a world.
    """

    vendor: str
    plural: str
    model: BaseModel
    spot: Spot = field(default=NOWHERE, compare=False)

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What a later fixture must share to take this one's place: vendor, plural and id, where it has one."""
        id = getattr(self.model, "id", None) or getattr(self.model, "uid", None) or getattr(self.model, "key", None)
        return (self.vendor, self.plural, id)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Made-up records of a kind, which are there from the start; `spot` is where the file asks for them."""

    vendor: str
    noun: str
    population: Population
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which a step of a timeline can go: a move, and how likely it is."""

    do: str
    given: Mapping[str, str] = field(default_factory=dict)
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class TimelineMove:
    """What happens by itself `after` the record was made, or up to `jitter` later: one of the choices, or nothing."""

    after: timedelta
    choices: tuple[Choice, ...]
    jitter: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happens to records of a kind by themselves. The first timeline that matches a new record is the one it follows."""

    name: str
    kind: str
    when: Condition
    moves: tuple[TimelineMove, ...]
    about: str = ""
    is_reserved: bool = False
    """Whether it belongs to the values that the server reserves, which a scenario may turn off."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a vendor's webhooks go: an address, or nowhere but the outbox when they are collected."""

    vendor: str
    url: str | None
    events: tuple[str, ...]
    secret: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a sandbox starts from. `extends` has been resolved: what it brought stands first in each row."""

    name: str
    title: str
    seed: int
    clock: ClockStart
    switches: Mapping[str, BaseModel]
    fixtures: tuple[Fixture, ...]
    crowds: tuple[Crowd, ...]
    timelines: tuple[Timeline, ...]
    rules: tuple[Rule, ...]
    webhooks: tuple[Subscription, ...]
    extends: tuple[str, ...] = ()
    """The names of the scenarios it stands on, nearest first."""
    conversation: Conversation = ()
    """What a client asks and is answered in it; its own alone, since what it stands on is told elsewhere."""
    is_strict: bool = False
    """Whether what breaks a vendor's document is refused, and not only written down."""
