"""The shape of a scenario file, what its words must mean, and what is made of each entry."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from mock_server.engine.clock import Mode
from mock_server.faults.conditions import Condition
from mock_server.faults.rules import CALL_PARTS, Fault, Refuse, Rule
from mock_server.scenarios.conversation_entries import AdvanceEntry, CallEntry, ExpectWebhookEntry, LetEntry, MakeMoveEntry
from mock_server.scenarios.entries import CLAIM, WHOLE, Address, Entry, Instant, Line, NameOfBase, Remark, Seed, Slug, some
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.rows import Row
from mock_server.scenarios.scenario import Subscription
from mock_server.scenarios.timeline_entries import TimelineEntry
from mock_server.scenarios.words import VendorWords, Words
from mock_server.scenarios.yaml_reader import Path


class ClockEntry(Entry):
    """Where the clock starts and how it goes on. What is not given is taken from what the scenario extends.

    A speed without a mode says that the clock runs.
    """

    start: Instant | None = None
    mode: Mode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000)] | None = None


class RefuseEntry(BaseModel):
    """An error of the vendor's catalogue. Which further keys it may have depends on the error."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, str]

    error: str

    @property
    def fields(self) -> Mapping[str, str]:
        """What fills the error, by field."""
        return self.__pydantic_extra__

    def remarks(self, vendor: VendorWords) -> Iterator[Remark]:
        """What the vendor's catalogue does not know."""
        if self.error not in vendor.errors:
            message = f"{vendor.slug} has no error {show(self.error)}{hint(self.error, vendor.errors)}"
            yield Remark(("refuse", "error"), message)
            return
        known = vendor.errors[self.error]
        for field in self.fields:
            if field not in known:
                message = f"the error {self.error!r} does not carry {show(field)}{hint(field, known)}"
                yield Remark(("refuse", field), message, is_about_key=True)


class FaultEntry(Entry):
    """A failure on purpose."""

    status: Annotated[int, Field(ge=400, le=599), WHOLE]


class RuleEntry(Row):
    """What goes differently: where, when and how."""

    name: Slug
    on: str
    when: dict[str, str] = Field(default={})
    refuse: RefuseEntry | None = None
    fault: FaultEntry | None = None
    about: str = ""

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if (self.refuse is None) == (self.fault is None):
            found = "neither" if self.refuse is None else "both"
            raise ValueError(f"a rule has exactly one of 'refuse' and 'fault', found {found}")
        return self

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        yield from self._remarks_on_target(words)
        vendor = words.get(self.on.partition(".")[0])
        if self.refuse is not None and self.on == "*":
            message = "a rule on '*' cannot refuse, as each vendor has its own errors; name a vendor, or use 'fault'"
            yield Remark(("refuse",), message, is_about_key=True)
        elif self.refuse is not None and vendor is not None:
            yield from self.refuse.remarks(vendor)
        for way in self.when:
            part, *rest = way.split(".")
            if part not in CALL_PARTS or not rest or not all(rest):
                starts = ", ".join(f"{each}.…" for each in CALL_PARTS)
                message = f"{show(way)} does not lead into a call; write one of {starts}"
                yield Remark(("when", way), message, is_about_key=True)

    def _remarks_on_target(self, words: Words) -> Iterator[Remark]:
        operations = [operation for vendor in words.values() for operation in vendor.operations]
        everything = [f"{slug}.*" for slug in words]
        if self.on != "*" and self.on not in operations and self.on not in everything:
            known = everything if self.on.endswith(".*") else operations
            yield Remark(("on",), f"there is no operation {show(self.on)}{hint(self.on, known)}")

    def built(self) -> Rule:
        """The rule that the fault gate and the vendors go by."""
        refuse = None if self.refuse is None else Refuse(self.refuse.error, dict(self.refuse.fields))
        fault = None if self.fault is None else Fault(self.fault.status)
        return Rule(self.name, self.on, Condition(tuple(self.when.items())), refuse, fault, self.about)


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
    switches: dict[str, dict[str, object]] = Field(default={})
    fixtures: dict[str, dict[str, tuple[dict[str, object], ...]]] = Field(default={})
    populate: dict[str, dict[str, object]] = Field(default={})
    timelines: tuple[TimelineEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    webhooks: tuple[WebhookEntry, ...] = ()
    conversation: tuple[CallEntry | AdvanceEntry | MakeMoveEntry | ExpectWebhookEntry | LetEntry, ...] = ()


def known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that could stand at the end of a path within what a model describes."""
    models = [model]
    for step in path[:-1]:
        fields = [field for each in models for name, field in each.model_fields.items() if step in (name, field.alias)]
        if fields:
            models = [inner for field in fields for inner in _models_in(field.annotation)]
    return [field.alias or name for each in models for name, field in each.model_fields.items()]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]
