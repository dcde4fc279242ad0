"""Conversations as scenario files write them: calls with what they should be answered, time that goes by, and moves."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from mock_server.scenarios.conversation import (
    SANDBOX,
    AdvanceStep,
    Body,
    BodyKind,
    CallStep,
    Expectation,
    Failing,
    LetStep,
    MoveStep,
    Request,
    Step,
    WebhookStep,
)
from mock_server.scenarios.entries import WHOLE, Duration, Entry, Line, Remark
from mock_server.scenarios.errors import Spot, hint, show
from mock_server.scenarios.json_values import (
    NAME,
    REPEAT,
    Mistaken,
    Repeated,
    read_json_value,
    read_repeated,
    references,
)
from mock_server.scenarios.matcher_reading import MatcherReader
from mock_server.scenarios.rows import Row
from mock_server.scenarios.timeline_entries import remarks_on_move
from mock_server.scenarios.words import VendorWords, Words
from mock_server.scenarios.yaml_reader import Path

CONTROL: Final = "_mock"
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_LONGEST_WAIT: Final = timedelta(minutes=5)
_CALL = re.compile(r"(\S+) +(/\S*)")
_METHOD = re.compile(r"[A-Z]{3,10}")
_CAPTURE = re.compile(r"status|text|headers\.[A-Za-z0-9-]+|body(?:\.[^.]+)*")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class ExpectEntry(Entry):
    """What an answer should be. What stands under `body`, `text` and `headers` is read by the matchers.

    None stands for what the file does not have: no value of a file is None.
    """

    status: Annotated[int, Field(ge=100, le=599), WHOLE] | None = None
    headers: dict[str, object] = Field(default={})
    body: object = None
    text: object = None
    fails: Failing | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.fails is not None and len(self.model_fields_set) > 1:
            raise ValueError("a call that fails has no answer, so beside 'fails' there is nothing else")
        if self.body is not None and self.text is not None:
            raise ValueError("an answer is held against 'body' or against 'text', found both")
        return self

    def read(self, remarks: list[Remark]) -> Expectation:
        """The expectation; what cannot be meant is noted."""
        reader, texts = MatcherReader(remarks=remarks), MatcherReader(is_text=True, remarks=remarks)
        headers = [(name.lower(), texts.read(value, ("expect", "headers", name))) for name, value in self.headers.items()]
        body = None if self.body is None else reader.read(self.body, ("expect", "body"))
        text = None if self.text is None else texts.read(self.text, ("expect", "text"))
        return Expectation(self.status, tuple(headers), body, text, self.fails)


class StepEntry(Row):
    """A step of a conversation."""

    note: Line = ""

    def read(self, words: Words, spot: Spot, remarks: list[Remark]) -> Step:
        """The step; what cannot be meant is noted."""
        raise NotImplementedError

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        found: list[Remark] = []
        self.read(words, Spot("", 1, 1), found)
        yield from found


class CallEntry(StepEntry):
    """A call and what it should be answered."""

    call: str
    credential: str | None = Field(default=None, alias="as")
    headers: dict[str, object] = Field(default={})
    query: dict[str, object] = Field(default={})
    body: object = None
    form: dict[str, str] | None = None
    text: object = None
    times: Annotated[int, Field(ge=1, le=1_000), WHOLE] = 1
    within: Duration = timedelta(seconds=30)
    expect: ExpectEntry = ExpectEntry()
    capture: dict[str, str] = Field(default={})

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        given = [name for name in ("body", "form", "text") if name in self.model_fields_set]
        if len(given) > 1:
            raise ValueError(f"a call has one of 'body', 'form' and 'text', found {' and '.join(map(repr, given))}")
        if self.within > _LONGEST_WAIT:
            raise ValueError("nobody waits longer than 5m for an answer; 'within' is real time")
        return self

    def read(self, words: Words, spot: Spot, remarks: list[Remark]) -> Step:
        """The step; what cannot be meant is noted."""
        method, path, vendor = self._read_call(words, remarks)
        request = Request(
            method,
            path,
            vendor,
            self._read_credential(words.get(vendor or ""), remarks),
            tuple(self._read_headers(remarks)),
            {name: _read_text(value, ("query", name), remarks) for name, value in self.query.items()},
            self._read_body(remarks),
        )
        remarks.extend(_remarks_on_captures(self.capture, _CAPTURE, "status, headers.<name>, text, or body.<way>"))
        expect = self.expect.read(remarks)
        return CallStep(request, expect, tuple(self.capture.items()), self.times, self.within, self.note, spot)

    def _read_call(self, words: Words, remarks: list[Remark]) -> tuple[str, str, str | None]:
        found = _CALL.fullmatch(self.call)
        if found is None:
            remarks.append(Remark(("call",), f"{show(self.call)} is no call; write it as in 'GET /nimbus/orders/1'"))
            return "GET", "/", None
        method, path = found.groups()
        if not _METHOD.fullmatch(method):
            remarks.append(Remark(("call",), f"{show(method)} is no method{hint(method.upper(), METHODS)}"))
        slug = re.split(r"[/?]", path[1:], maxsplit=1)[0]
        if slug != CONTROL and slug not in words:
            message = f"no vendor stands under {show(f'/{slug}')}{hint(slug, [*words, CONTROL])}"
            remarks.append(Remark(("call",), message))
        return method, path, slug if slug in words else None

    def _read_credential(self, vendor: VendorWords | None, remarks: list[Remark]) -> tuple[str, str, str] | None:
        if self.credential is None:
            return None
        if vendor is None or not vendor.credential_header:
            remarks.append(Remark(("as",), "it is not known how a credential is sent here; write it under 'headers'"))
            return None
        name, _, value = vendor.credential_header.partition(": ")
        return name, value.removesuffix("{}"), self.credential

    def _read_headers(self, remarks: list[Remark]) -> Iterator[tuple[str, str | Repeated]]:
        for name, value in self.headers.items():
            if not _HEADER.fullmatch(name):
                remarks.append(Remark(("headers", name), f"{show(name)} is no name of a header", is_about_key=True))
            yield name, _read_text(value, ("headers", name), remarks)

    def _read_body(self, remarks: list[Remark]) -> Body:
        if self.form is not None:
            return Body(BodyKind.FORM, self.form)
        if self.text is not None:
            return Body(BodyKind.TEXT, _read_text(self.text, ("text",), remarks))
        if self.body is None:
            return Body()
        try:
            return Body(BodyKind.JSON, read_json_value(self.body))
        except Mistaken as mistaken:
            remarks.append(Remark(("body", *mistaken.path), str(mistaken)))
            return Body()


class AdvanceEntry(StepEntry):
    """Sandbox time that goes by."""

    advance: Duration

    def read(self, words: Words, spot: Spot, remarks: list[Remark]) -> Step:
        """The step; what cannot be meant is noted."""
        del words, remarks
        return AdvanceStep(self.advance, self.note, spot)


class MakeMoveEntry(StepEntry):
    """A move on a record, as the pharmacy, the carrier or the patient would make it."""

    move: str
    id: str
    do: str
    given: dict[str, str] = Field(default={}, alias="with")
    becomes: str | None = None
    refused: str | None = None

    @model_validator(mode="after")
    def _ends_one_way(self) -> Self:
        if self.becomes is not None and self.refused is not None:
            raise ValueError("a move has at most one of 'becomes' and 'refused', found both")
        return self

    def read(self, words: Words, spot: Spot, remarks: list[Remark]) -> Step:
        """The step; what cannot be meant is noted."""
        kinds = {f"{vendor.slug}.{noun}": kind for vendor in words.values() for noun, kind in vendor.kinds.items()}
        moving = {name: kind.lifecycle for name, kind in kinds.items() if kind.lifecycle is not None}
        lifecycle = moving.get(self.move)
        if lifecycle is None:
            remarks.append(Remark(("move",), f"there is no kind {show(self.move)} that has moves{hint(self.move, moving)}"))
        elif self.refused is None:
            # What is to be refused may well be wrong.
            remarks.extend(remarks_on_move(lifecycle, self.do, self.given))
            statuses = [each.name for each in lifecycle.statuses]
            if self.becomes is not None and self.becomes not in statuses:
                message = f"{self.move} has no status {show(self.becomes)}{hint(self.becomes, statuses)}"
                remarks.append(Remark(("becomes",), message))
        return MoveStep(self.move, self.id, self.do, self.given, self.becomes, self.refused, self.note, spot)


class ExpectWebhookEntry(StepEntry):
    """News that should have been told by now."""

    webhook: str
    body: object = None
    times: Annotated[int, Field(ge=0, le=1_000), WHOLE] | None = None
    capture: dict[str, str] = Field(default={})

    def read(self, words: Words, spot: Spot, remarks: list[Remark]) -> Step:
        """The step; what cannot be meant is noted."""
        vendor, _, event = self.webhook.partition(".")
        known = [f"{each.slug}.{name}" for each in words.values() for name in each.events]
        if self.webhook not in known:
            remarks.append(Remark(("webhook",), f"no vendor has an event {show(self.webhook)}{hint(self.webhook, known)}"))
        body = None if self.body is None else MatcherReader(remarks=remarks).read(self.body, ("body",))
        remarks.extend(_remarks_on_captures(self.capture, re.compile(r"body(?:\.[^.]+)*"), "body.<way>"))
        return WebhookStep(vendor, event, body, self.times, tuple(self.capture.items()), self.note, spot)


class LetEntry(StepEntry):
    """Values that later steps refer to by name."""

    let: dict[str, object]

    def read(self, words: Words, spot: Spot, remarks: list[Remark]) -> Step:
        """The step; what cannot be meant is noted."""
        del words
        values: dict[str, object] = {}
        for name, tree in self.let.items():
            if not re.fullmatch(NAME, name):
                remarks.append(_remark_on_name("let", name))
            try:
                values[name] = read_json_value(tree)
            except Mistaken as mistaken:
                remarks.append(Remark(("let", name, *mistaken.path), str(mistaken)))
        return LetStep(values, self.note, spot)


STEPS: Final[Mapping[str, type[StepEntry]]] = {
    "call": CallEntry,
    "advance": AdvanceEntry,
    "move": MakeMoveEntry,
    "webhook": ExpectWebhookEntry,
    "let": LetEntry,
}
"""The sorts of steps by the key that each has and no other."""
EVERYWHERE: Final = (SANDBOX,)
"""What steps may refer to from the start."""


def _remark_on_name(key: str, name: str) -> Remark:
    message = f"{show(name)} is no name; write small letters, digits and underscores"
    return Remark((key, name), message, is_about_key=True)


def _remarks_on_captures(captures: Mapping[str, str], ways: re.Pattern[str], written: str) -> Iterator[Remark]:
    for name, way in captures.items():
        if not re.fullmatch(NAME, name):
            yield _remark_on_name("capture", name)
        if not ways.fullmatch(way):
            yield Remark(("capture", name), f"{show(way)} is no part of an answer; write {written}")


def _read_text(value: object, path: Path, remarks: list[Remark]) -> str | Repeated:
    if isinstance(value, str):
        return str(value)
    if not isinstance(value, dict) or value.keys() != REPEAT:
        remarks.append(Remark(path, f"expected a text, or {{repeat: x, times: 100}}, found {show(value)}"))
        return ""
    try:
        return read_repeated(value)
    except Mistaken as mistaken:
        remarks.append(Remark((*path, *mistaken.path), str(mistaken)))
        return ""


def unknown_references(tree: object, known: Collection[str]) -> Iterator[Remark]:
    """What a step refers to that no step before it has captured."""
    for path, name in references(tree):
        if name not in known:
            yield Remark(path, f"nothing is captured as {show(name)} before this step{hint(name, known)}")
