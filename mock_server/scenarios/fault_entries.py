"""Faults as scenario files write them: one kind each, of which a bare word says all where it needs no value."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Annotated, Final, Literal, NoReturn, Self, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, InstanceOf, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from mock_server.engine.clock import parse_duration, show_duration
from mock_server.faults import kinds, webhooks
from mock_server.faults.occasions import Window
from mock_server.faults.wire import LONGEST_WAIT
from mock_server.scenarios.entries import WHOLE, Duration, Entry, Remark, read_with
from mock_server.scenarios.errors import hint, show

LONGEST_REAL: Final = timedelta(seconds=LONGEST_WAIT)
LONGEST_SANDBOX: Final = timedelta(days=366)
_MOST_CALLS: Final = 1_000_000
_MOST_DUPLICATES: Final = 100
_MINUTE: Final = timedelta(minutes=1)
_FIVE_SECONDS: Final = timedelta(seconds=5)
_SHARE = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,6})?)\s*%")
_MEDIA = re.compile(r"[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+(?:; ?[ -~]+)?")

ValueT = TypeVar("ValueT")


def _up_to(longest: timedelta, text: str) -> timedelta:
    span = parse_duration(text)
    if not timedelta(0) < span <= longest:
        raise ValueError(f"{show(text)} is not above nothing and at most {show_duration(longest)}")
    return span


def _whole_up_to(most: int, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 0 < int(text) <= most:
        raise ValueError(f"expected true or a whole number from 1 to {most}, found {show(text)}")
    return int(text)


def _truncate(text: str) -> kinds.Truncate:
    share = _SHARE.fullmatch(text)
    if share is not None:
        return kinds.Truncate(float(share[1]) / 100)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(f"expected true, a share such as 50% or a number of bytes, found {show(text)}")
    return kinds.Truncate(size=int(text))


def _garbage(text: str) -> kinds.Garbage:
    return kinds.Garbage(_whole_up_to(kinds.MOST_GARBAGE, text))


def _duplicate(text: str) -> webhooks.Duplicate:
    return webhooks.Duplicate(_whole_up_to(_MOST_DUPLICATES, text))


def _media(text: str) -> kinds.WrongContentType:
    if not _MEDIA.fullmatch(text):
        raise ValueError(f"{show(text)} is no content type; write it as in text/html")
    return kinds.WrongContentType(text)


def _nothing(text: str) -> NoReturn:
    raise ValueError(f"expected true, found {show(text)}")


def _or_true(default: ValueT, read: Callable[[str], ValueT], *examples: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """What makes a field of a value that `read` understands, or of `true`, which stands for the default."""

    def convert(value: object) -> ValueT:
        if not isinstance(value, str):
            raise ValueError(f"expected a plain value, found {show(value)}")  # noqa: TRY004  # pydantic listens for it
        return default if value == "true" else read(value)

    plain = {"type": ["string", "boolean"] if read is _nothing else ["string", "integer", "boolean"]}
    return BeforeValidator(convert), WithJsonSchema({**plain, "examples": [True, *examples]})


def _real(text: str) -> timedelta:
    return _up_to(LONGEST_REAL, text)


def _sandbox(text: str) -> timedelta:
    return _up_to(LONGEST_SANDBOX, text)


class DelayEntry(Entry):
    """How late: `for` so long, or drawn evenly `from` so long `to` so long; in real time, unless the clock says otherwise."""

    span: Duration | None = Field(default=None, alias="for")
    least: Duration | None = Field(default=None, alias="from")
    most: Duration | None = Field(default=None, alias="to")
    clock: Literal["real", "sandbox"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _takes_a_plain_value(cls, written: object) -> object:
        return {"for": written} if isinstance(written, str) else written

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, which says that a plain duration may stand in place of the mapping."""
        schema = super().__get_pydantic_json_schema__(core, handler)
        handler.resolve_ref_schema(schema)["type"] = ["object", "string"]
        return schema

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        is_range = self.least is not None and self.most is not None
        if (self.span is None) != is_range or (self.least is None) != (self.most is None):
            raise ValueError("a delay has either 'for', or 'from' and 'to'")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("a delay's 'from' is not longer than its 'to'")
        return self

    @property
    def ends(self) -> tuple[timedelta, timedelta]:
        """The shortest and the longest."""
        least, most = self.least or self.span or timedelta(), self.most or self.span or timedelta()
        return least, most

    def check(self, longest: timedelta) -> Iterator[str]:
        """What is wrong where at most so much is allowed."""
        if self.ends[1] > longest:
            yield f"a delay here is at most {show_duration(longest)}, found {show_duration(self.ends[1])}"


class RateLimitEntry(Entry):
    """A quota of calls in each window of the sandbox's time."""

    calls: Annotated[int, Field(ge=0, le=_MOST_CALLS), WHOLE]
    per: Duration

    @model_validator(mode="after")
    def _has_whole_seconds(self) -> Self:
        if self.per.total_seconds() < 1 or self.per % timedelta(seconds=1) or self.per > LONGEST_SANDBOX:
            raise ValueError("the window of a quota has whole seconds, from 1s to 366d")
        return self

    def built(self) -> kinds.RateLimit:
        """The quota as calls are held against it."""
        return kinds.RateLimit(self.calls, int(self.per.total_seconds()))


class OutageEntry(Entry):
    """A stretch of the sandbox's time, counted from when the rule was armed, in which calls fail."""

    lasts: Duration
    after: Duration = timedelta()
    ramp: Duration = timedelta()
    status: Annotated[int, Field(ge=400, le=599), WHOLE] = 503

    def built(self) -> kinds.Status:
        """How calls fail in it."""
        return kinds.Status(self.status)


class FaultEntry(Entry):
    """A failure on purpose: one kind, and with most kinds of calls a delay besides."""

    delay: DelayEntry | None = None
    hang: (
        Annotated[InstanceOf[kinds.Hang], *_or_true(kinds.Hang(LONGEST_REAL), lambda text: kinds.Hang(_real(text)), "30s")]
        | None
    ) = None
    reset: Annotated[InstanceOf[kinds.Reset], *_or_true(kinds.Reset(), _nothing)] | None = None
    empty: Annotated[InstanceOf[kinds.Empty], *_or_true(kinds.Empty(), _nothing)] | None = None
    truncate: Annotated[InstanceOf[kinds.Truncate], *_or_true(kinds.Truncate(), _truncate, "50%", "20")] | None = None
    garbage: Annotated[InstanceOf[kinds.Garbage], *_or_true(kinds.Garbage(), _garbage, "256")] | None = None
    slow: (
        Annotated[InstanceOf[kinds.Slow], *_or_true(kinds.Slow(_FIVE_SECONDS), lambda text: kinds.Slow(_real(text)), "10s")]
        | None
    ) = None
    status: Annotated[int, Field(ge=400, le=599), WHOLE] | None = None
    rate_limit: RateLimitEntry | None = None
    outage: OutageEntry | None = None
    answer_lost: Annotated[InstanceOf[kinds.AnswerLost], *_or_true(kinds.AnswerLost(), _nothing)] | None = None
    stale_read: (
        Annotated[InstanceOf[kinds.StaleRead], *read_with(lambda text: kinds.StaleRead(_sandbox(text)), "30s")] | None
    ) = None
    wrong_content_type: (
        Annotated[InstanceOf[kinds.WrongContentType], *_or_true(kinds.WrongContentType(), _media, "text/plain")] | None
    ) = None
    duplicate: Annotated[InstanceOf[webhooks.Duplicate], *_or_true(webhooks.Duplicate(), _duplicate, "2")] | None = None
    drop: Annotated[InstanceOf[webhooks.Drop], *_or_true(webhooks.Drop(), _nothing)] | None = None
    reorder: (
        Annotated[
            InstanceOf[webhooks.Reorder],
            *_or_true(webhooks.Reorder(_MINUTE), lambda text: webhooks.Reorder(_sandbox(text)), "5m"),
        ]
        | None
    ) = None
    wrong_signature: Annotated[InstanceOf[webhooks.WrongSignature], *_or_true(webhooks.WrongSignature(), _nothing)] | None = (
        None
    )
    stale_timestamp: (
        Annotated[
            InstanceOf[webhooks.StaleTimestamp],
            *_or_true(webhooks.StaleTimestamp(), lambda text: webhooks.StaleTimestamp(_sandbox(text)), "1d"),
        ]
        | None
    ) = None
    disable: Annotated[InstanceOf[webhooks.Disable], *_or_true(webhooks.Disable(), _nothing)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _takes_a_bare_word(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        if written not in cls.model_fields:
            raise ValueError(f"there is no fault {show(written)}{hint(written, cls.model_fields)}")
        if written in NEED_A_VALUE:
            raise ValueError(f"the fault {written!r} needs a value; write {NEED_A_VALUE[written]}")
        return {written: "true"}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, which says that a bare word may stand in place of the mapping."""
        schema = super().__get_pydantic_json_schema__(core, handler)
        described = handler.resolve_ref_schema(schema)
        words = [word for word in cls.model_fields if word not in NEED_A_VALUE]
        mapping = {key: described.pop(key) for key in list(described) if key not in ("title", "description")}
        described["anyOf"] = [{"enum": words}, {**mapping, "minProperties": 1}]
        return schema

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if len(self.given) > 1 or not self.model_fields_set:
            found = ", ".join(repr(kind) for kind in self.given) or "none"
            raise ValueError(f"a fault is of one kind, beside which only 'delay' may stand, found {found}")
        return self

    @property
    def given(self) -> tuple[str, ...]:
        """The kinds that are given, apart from a delay."""
        return tuple(name for name in type(self).model_fields if name in self.model_fields_set and name != "delay")

    @property
    def kind(self) -> str:
        """The kind that decides: the delay where there is no other."""
        return next(iter(self.given), "delay")

    def remarks(self, *, is_news: bool) -> Iterator[Remark]:
        """What cannot be for a call, or for a webhook's delivery."""
        if is_news and self.kind not in OF_NEWS:
            message = f"the fault {self.kind!r} befalls calls; webhooks know {', '.join(OF_NEWS)}"
            yield Remark(("fault", self.kind), message, is_about_key=True)
            return
        if not is_news and self.kind not in OF_CALLS:
            message = f"the fault {self.kind!r} befalls webhooks; calls know {', '.join(OF_CALLS)}"
            yield Remark(("fault", self.kind), message, is_about_key=True)
            return
        if is_news and self.delay is not None and self.given:
            yield Remark(("fault", "delay"), "a webhook meets one fault at a time; take the delay away", is_about_key=True)
        elif self.delay is not None and self.kind == "hang":
            yield Remark(("fault", "delay"), "a call that hangs has no delay besides", is_about_key=True)
        if self.delay is not None:
            is_real = not is_news and self.delay.clock != "sandbox"
            if is_news and self.delay.clock == "real":
                yield Remark(("fault", "delay", "clock"), "webhooks are late on the sandbox's clock alone")
            for message in self.delay.check(LONGEST_REAL if is_real else LONGEST_SANDBOX):
                yield Remark(("fault", "delay"), message)

    def window(self) -> Window | None:
        """When an outage is, where it is one."""
        outage = self.outage
        return None if outage is None else Window(outage.lasts, outage.after, outage.ramp)

    def late(self) -> kinds.Delay | None:
        """The delay, where there is one."""
        return None if self.delay is None else kinds.Delay(*self.delay.ends, is_sandbox_time=self.delay.clock == "sandbox")

    def call_fault(self) -> kinds.Fault | None:
        """What befalls a call; nothing but a delay, where there is none."""
        match getattr(self, self.kind):
            case DelayEntry():
                return None
            case int() as status:
                return kinds.Status(status)
            case RateLimitEntry() | OutageEntry() as entry:
                return entry.built()
            case fault:
                found: kinds.Fault = fault
                return found

    def news_fault(self) -> webhooks.NewsFault:
        """What befalls a webhook's delivery."""
        if self.delay is not None:
            return webhooks.Late(*self.delay.ends)
        found: webhooks.NewsFault = getattr(self, self.kind)
        return found


OF_CALLS: Final = (
    "delay",
    "hang",
    "reset",
    "empty",
    "truncate",
    "garbage",
    "slow",
    "status",
    "rate_limit",
    "outage",
    "answer_lost",
    "stale_read",
    "wrong_content_type",
)
OF_NEWS: Final = (
    "duplicate",
    "delay",
    "drop",
    "reorder",
    "wrong_signature",
    "stale_timestamp",
    "truncate",
    "slow",
    "disable",
)
NEED_A_VALUE: Final = {
    "delay": "{delay: 2s}",
    "status": "{status: 503}",
    "rate_limit": "{rate_limit: {calls: 5, per: 1m}}",
    "outage": "{outage: {lasts: 1h}}",
    "stale_read": "{stale_read: 30s}",
}
"""Faults that no bare word can say, and how they are written."""
