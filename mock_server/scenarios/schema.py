"""The shape of a scenario file, what its words must mean, and what is made of each entry."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from mock_server.engine.clock import Mode
from mock_server.scenarios.conversation_entries import AdvanceEntry, CallEntry, ExpectWebhookEntry, LetEntry, MakeMoveEntry
from mock_server.scenarios.entries import CLAIM, Address, Entry, Instant, Line, NameOfBase, Remark, Seed, Slug, some
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.rows import Row
from mock_server.scenarios.rule_entries import RuleEntry
from mock_server.scenarios.scenario import Subscription
from mock_server.scenarios.timeline_entries import TimelineEntry
from mock_server.scenarios.words import Words


class ClockEntry(Entry):
    """Where the clock starts and how it goes on. What is not given is taken from what the scenario extends.

    A speed without a mode says that the clock runs.
    """

    start: Instant | None = None
    mode: Mode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000)] | None = None


class WebhookEntry(Row):
    """Where a vendor's webhooks go. Without `events`, all of them."""

    vendor: str
    url: Address | None = None
    collect: bool = False
    events: Annotated[tuple[str, ...], AfterValidator(some)] | None = None
    secret: Annotated[str, StringConstraints(min_length=1)] | None = None

    @model_validator(mode="after")
    def _goes_to_one_place(self) -> Self:
        if (self.url is None) != self.collect:
            found = "both" if self.collect else "neither"
            raise ValueError(f"a webhook has exactly one of 'url' and 'collect: true', found {found}")
        return self

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        if self.vendor not in words:
            yield Remark(("vendor",), f"there is no vendor {show(self.vendor)}{hint(self.vendor, words)}")
            return
        known = words[self.vendor].events
        if not known:
            yield Remark(("vendor",), f"{self.vendor} sends no webhooks")
            return
        for n, event in enumerate(self.events or ()):
            if event not in known:
                yield Remark(("events", n), f"{self.vendor} has no event {show(event)}{hint(event, known)}")

    def built(self, words: Words) -> Subscription:
        """The subscription, with its events written out."""
        return Subscription(self.vendor, self.url, self.events or words[self.vendor].events, self.secret)


class ScenarioFile(Entry):
    """A scenario file from its top.

    Switches, fixtures and populations are left open here: each vendor brings the models of its own.
    """

    scenario: Slug
    title: Line
    extends: NameOfBase | None = None
    seed: Seed | None = None
    clock: ClockEntry = ClockEntry()
    strict: Annotated[bool, CLAIM] | None = None
    reserved: bool = True
    switches: dict[str, dict[str, object]] = Field(default={})
    fixtures: dict[str, dict[str, tuple[dict[str, object], ...]]] = Field(default={})
    populate: dict[str, dict[str, object]] = Field(default={})
    timelines: tuple[TimelineEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    webhooks: tuple[WebhookEntry, ...] = ()
    conversation: tuple[CallEntry | AdvanceEntry | MakeMoveEntry | ExpectWebhookEntry | LetEntry, ...] = ()
