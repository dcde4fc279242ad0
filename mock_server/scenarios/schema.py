"""The shape of a scenario file, what its words must mean, and what is made of each entry."""

import re
from collections.abc import Callable, Iterator, Mapping, Sized
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple, Self, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mock_server.engine.clock import Mode, parse_duration, parse_instant
from mock_server.engine.errors import InvalidInput
from mock_server.engine.lifecycle import Lifecycle
from mock_server.faults.conditions import Condition
from mock_server.faults.rules import CALL_PARTS, Fault, Refuse, Rule
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.scenario import Subscription, Timeline, TimelineMove
from mock_server.scenarios.words import VendorWords, Words
from mock_server.scenarios.yaml_reader import Path

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
LARGEST_SEED = 2**63 - 1

RowsT = TypeVar("RowsT", bound=Sized)


def is_name(text: str) -> bool:
    """Whether a text can name a scenario in the library: a slug, or several with slashes between them."""
    return re.fullmatch(rf"{SLUG}(/{SLUG})*", text) is not None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "expected a plain value")
    return value


def _whole(value: object) -> int:
    # Python's own reading would also take '+7', '1_000' and '7.0'.
    if not re.fullmatch(r"[0-9]{1,19}", _text(value)):
        raise PydanticCustomError("int_parsing", "expected a whole number")
    return int(_text(value))


def _slug(value: str) -> str:
    if not re.fullmatch(SLUG, value):
        raise ValueError(f"{show(value)} is no name; write small letters, digits and single hyphens")
    return value


def _name_of_base(value: str) -> str:
    if not is_name(value):
        raise ValueError(f"{show(value)} is no name of a scenario; write it as in 'default' or 'nimbus/slow'")
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{show(value)} is no address; write http://… or https://…")
    return value


def _some(rows: RowsT) -> RowsT:
    # A plain lower bound would also complain of a list whose only entry is wrong.
    if not rows:
        raise PydanticCustomError("too_short", "expected entries", {"min_length": 1})
    return rows


def _read_with(read: Callable[[str], object], example: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(lambda value: read(_text(value))), WithJsonSchema({"type": "string", "examples": [example]})


Slug = Annotated[str, AfterValidator(_slug)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_WHOLE = BeforeValidator(_whole)
Duration = Annotated[timedelta, *_read_with(parse_duration, "1d 12h")]
Instant = Annotated[datetime, *_read_with(parse_instant, "2026-01-05T09:00:00Z")]


class Remark(NamedTuple):
    """A mistake within an entry: the way to it, the message, and whether it concerns the key rather than the value."""

    path: Path
    message: str
    is_about_key: bool = False


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Row(_Entry):
    """An entry of one of the lists, which speaks of a vendor."""

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        raise NotImplementedError


class ClockEntry(_Entry):
    """Where the clock starts and how it goes on. What is not given is taken from what the scenario extends.

    A speed without a mode says that the clock runs.
    """

    start: Instant | None = None
    mode: Mode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000)] | None = None


class MoveEntry(_Entry):
    """A move that happens by itself."""

    after: Duration
    do: str
    given: dict[str, str] = Field(default={}, alias="with")

    def remarks(self, lifecycle: Lifecycle[object]) -> Iterator[Remark]:
        """What the lifecycle makes impossible."""
        moves = lifecycle.named(self.do)
        if not moves:
            yield Remark(("do",), f"there is no move {show(self.do)}{hint(self.do, lifecycle.names)}")
            return
        inputs = {each.name: each for move in reversed(moves) for each in move.takes}
        for name, value in self.given.items():
            if name not in inputs:
                message = f"the move {self.do!r} does not take {show(name)}{hint(name, inputs)}"
                yield Remark(("with", name), message, is_about_key=True)
                continue
            try:
                inputs[name].check(value)
            except InvalidInput as refusal:
                yield Remark(("with", name), refusal.reason)


class TimelineEntry(Row):
    """What happens to the records of a kind by themselves."""

    name: Slug | None = None
    kind: str = Field(alias="for")
    when: dict[str, str] = {}
    moves: Annotated[tuple[MoveEntry, ...], AfterValidator(_some)]

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        kinds = {f"{vendor.slug}.{noun}": kind for vendor in words.values() for noun, kind in vendor.kinds.items()}
        moving = {name: kind.lifecycle for name, kind in kinds.items() if kind.lifecycle is not None}
        if self.kind in moving:
            for n, move in enumerate(self.moves):
                for path, message, is_about_key in move.remarks(moving[self.kind]):
                    yield Remark(("moves", n, *path), message, is_about_key)
        elif self.kind in kinds:
            yield Remark(("for",), f"{self.kind!r} has no moves, so it can have no timeline")
        else:
            yield Remark(("for",), f"there is no kind {show(self.kind)}{hint(self.kind, moving)}")
        for way in self.when:
            if way.partition(".")[0] in CALL_PARTS:
                message = f"a timeline looks at the record itself; write {show(way)} without its first step"
                yield Remark(("when", way), message, is_about_key=True)
            elif not all(way.split(".")):
                yield Remark(("when", way), f"{show(way)} is no dotted path", is_about_key=True)

    def built(self, name: str) -> Timeline:
        """The timeline, under `name` where the file gives it none."""
        moves = tuple(TimelineMove(move.after, move.do, move.given) for move in self.moves)
        return Timeline(self.name or name, self.kind, Condition(tuple(self.when.items())), moves)


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


class FaultEntry(_Entry):
    """A failure on purpose."""

    status: Annotated[int, Field(ge=400, le=599), _WHOLE]


class RuleEntry(Row):
    """What goes differently: where, when and how."""

    name: Slug
    on: str
    when: dict[str, str] = {}
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
    url: Annotated[str, AfterValidator(_address)] | None = None
    collect: bool = False
    events: Annotated[tuple[str, ...], AfterValidator(_some)] | None = None
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


class ScenarioFile(_Entry):
    """A scenario file from its top.

    Switches and fixtures are left open here: each vendor brings the models of its own.
    """

    scenario: Slug
    title: Line
    extends: Annotated[str, AfterValidator(_name_of_base)] | None = None
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED), _WHOLE] | None = None
    clock: ClockEntry = ClockEntry()
    switches: dict[str, dict[str, object]] = {}
    fixtures: dict[str, dict[str, tuple[dict[str, object], ...]]] = {}
    timelines: tuple[TimelineEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()
    webhooks: tuple[WebhookEntry, ...] = ()


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
