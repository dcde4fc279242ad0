"""Rules as scenario files write them: where, when and on which occasions what goes differently."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from mock_server.faults.conditions import CALL_PARTS, NEWS_PARTS, steps_of
from mock_server.faults.occasions import Occasion
from mock_server.faults.rules import NEWS, Action, Fail, Rule, covers
from mock_server.scenarios.action_entries import (
    DoEntry,
    RefuseEntry,
    RespondEntry,
    built_switch,
    remarks_on_switch,
)
from mock_server.scenarios.checking import check
from mock_server.scenarios.condition_entries import When, condition_of
from mock_server.scenarios.entries import Chance, Duration, Remark, Slug, read_with
from mock_server.scenarios.errors import hint, show
from mock_server.scenarios.fault_entries import FaultEntry
from mock_server.scenarios.rows import Row
from mock_server.scenarios.words import Words

ACTIONS: Final = ("refuse", "respond", "fault", "do", "switch")
BY_HEADER: Final = "by-header"
_CALLS = re.compile(r"([1-9][0-9]{0,8})(?:\s*(-)\s*([1-9][0-9]{0,8})?)?")


def _calls(text: str) -> tuple[int, int | None]:
    found = _CALLS.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{show(text)} counts no calls; write 1, 1-2 or 3-")
    first, last = int(found[1]), found[3]
    if not found[2]:
        return first, first
    if last is not None and int(last) < first:
        raise ValueError(f"{show(text)} ends before it begins")
    return first, None if last is None else int(last)


Calls = Annotated[tuple[int, int | None], *read_with(_calls, "1-2", types=("string", "integer"))]


class RuleEntry(Row):
    """What goes differently: where, when and how."""

    name: Slug
    about: str = ""
    on: str
    when: When = Field(default={})
    calls: Calls | None = None
    chance: Chance | None = None
    lasts: Duration | None = None
    armed: Literal["always", "by-header"] = "always"
    reserved: bool = False
    refuse: RefuseEntry | None = None
    respond: RespondEntry | None = None
    fault: FaultEntry | None = None
    do: DoEntry | None = None
    switch: dict[str, dict[str, object]] | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        given = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(map(repr, given)) or "none"
            raise ValueError(f"a rule has exactly one of {', '.join(map(repr, ACTIONS))}, found {found}")
        return self

    @property
    def _is_on_news(self) -> bool:
        return self.on.startswith(NEWS)

    # -- what cannot be ----------------------------------------------------------------------------------------------

    def remarks(self, words: Words) -> Iterator[Remark]:
        """What cannot be, judged by the vendors' words."""
        on_target = list(self._remarks_on_target(words))
        yield from on_target
        yield from self._remarks_on_paths()
        yield from self._remarks_on_occasion()
        if not on_target:
            yield from self._remarks_on_action(words)
            yield from self._remarks_on_record(words)

    def _remarks_on_target(self, words: Words) -> Iterator[Remark]:
        if self._is_on_news:
            known = [name for vendor in words.values() for name in vendor.news]
            everything = [f"{NEWS}{slug}.*" for slug, vendor in words.items() if vendor.events]
            everything.append(f"{NEWS}*")
            what = "webhook"
        else:
            known = [operation for vendor in words.values() for operation in vendor.operations]
            everything = ["*", *(f"{slug}.*" for slug in words)]
            what = "operation"
        vendor = self.on.removeprefix(NEWS).partition(".")[0]
        if self._is_on_news and vendor in words and not words[vendor].events:
            yield Remark(("on",), f"{vendor} sends no webhooks")
        elif self.on not in known and self.on not in everything:
            near = everything[1:] if self.on.endswith(".*") else known
            yield Remark(("on",), f"there is no {what} {show(self.on)}{hint(self.on, near)}")

    def _remarks_on_paths(self) -> Iterator[Remark]:
        parts, whole = (NEWS_PARTS, "webhook") if self._is_on_news else (CALL_PARTS, "call")
        for way in self.when:
            part, *rest = steps_of(way)
            if part not in parts or not rest or not all(rest):
                starts = ", ".join(f"{each}.…" for each in parts)
                message = f"{show(way)} does not lead into a {whole}; write one of {starts}"
                yield Remark(("when", way), message, is_about_key=True)

    def _remarks_on_occasion(self) -> Iterator[Remark]:
        if self.armed != BY_HEADER:
            return
        for name in ("calls", "chance", "lasts"):
            if getattr(self, name) is not None:
                message = f"a rule that is armed by a header acts on the calls that name it; take {name!r} away"
                yield Remark((name,), message, is_about_key=True)
        if self._is_on_news:
            yield Remark(("armed",), "no call brings a header to a webhook", is_about_key=True)
        if self.fault is not None and self.fault.kind == "outage":
            message = "an outage is a stretch of time, and a rule that is armed by a header has none"
            yield Remark(("fault", "outage"), message, is_about_key=True)

    def _remarks_on_action(self, words: Words) -> Iterator[Remark]:
        if self._is_on_news and self.fault is None:
            action = next(name for name in ACTIONS if getattr(self, name) is not None)
            yield Remark((action,), "a rule on webhooks has a 'fault', and nothing else", is_about_key=True)
            return
        if self.refuse is not None and self.on == "*":
            message = "a rule on '*' cannot refuse, as each vendor has its own errors; name a vendor, or use 'fault'"
            yield Remark(("refuse",), message, is_about_key=True)
        elif self.refuse is not None:
            yield from self.refuse.remarks(words[self.on.partition(".")[0]])
        if self.respond is not None:
            yield from self.respond.remarks()
        if self.do is not None:
            yield from self.do.remarks(self.on, words)
        if self.switch is not None:
            yield from remarks_on_switch(self.switch, words)
        if self.fault is not None:
            yield from self.fault.remarks(is_news=self._is_on_news)
            if self.fault.kind == "stale_read" and not any(
                covers(self.on, name) for vendor in words.values() for name in vendor.reads
            ):
                message = f"{self.on!r} does not read; only a read can be stale"
                yield Remark(("fault", "stale_read"), message, is_about_key=True)
            if self._is_on_news:
                yield from self._remarks_on_voices(words)

    def _remarks_on_voices(self, words: Words) -> Iterator[Remark]:
        """What none of the vendors that the rule speaks of could get wrong, as their webhooks have no such thing."""
        fault = None if self.fault is None else self.fault.kind
        voices = [
            vendor.webhooks
            for vendor in words.values()
            if vendor.webhooks is not None and any(covers(self.on, name) for name in vendor.news)
        ]
        if fault == "wrong_signature" and not any(voice.signature for voice in voices):
            yield Remark(("fault", fault), f"nothing is signed that {self.on!r} tells", is_about_key=True)
        if fault == "stale_timestamp" and not any(voice.time_member for voice in voices):
            yield Remark(("fault", fault), f"nothing that {self.on!r} tells says when it was", is_about_key=True)

    def _remarks_on_record(self, words: Words) -> Iterator[Remark]:
        ways = [way for way in self.when if way.startswith("record.")]
        if self._is_on_news or not ways:
            return
        there = (name for vendor in words.values() for name, kind in vendor.addresses.items() if not kind.is_made)
        if not any(covers(self.on, name) for name in there):
            message = f"{self.on!r} addresses no record that is there before the call"
            yield from (Remark(("when", way), message, is_about_key=True) for way in ways)

    # -- what is made of it ------------------------------------------------------------------------------------------

    def built(self, words: Words, written: Mapping[str, object]) -> Rule:
        """The rule that the gate and the deliveries go by; `written` is the entry as it stands in the file."""
        return Rule(
            self.name,
            self.on,
            self._action(words),
            condition_of(self.when),
            self._occasion(),
            self.about,
            is_quiet=self.armed == BY_HEADER,
            is_reserved=self.reserved,
            written=written,
        )

    def _action(self, words: Words) -> Action:
        if self.fault is not None:
            return self.fault.news_fault() if self._is_on_news else Fail(self.fault.call_fault(), self.fault.late())
        if self.switch is not None:
            return built_switch(self.switch, words)
        entry = self.refuse or self.respond or self.do
        if entry is None:
            raise ValueError(f"the rule {self.name!r} does nothing")  # the model has checked it
        return entry.built()

    def _occasion(self) -> Occasion:
        first, last = self.calls or (1, None)
        window = None if self.fault is None else self.fault.window()
        return Occasion(first, last, self.chance or 1.0, self.lasts, window)


def read_rule(written: Mapping[str, object], words: Words) -> tuple[Rule | None, list[Remark]]:
    """A rule from a tree of texts as a scenario file would hold it, or else all that is wrong with it."""
    entry, remarks = check(RuleEntry, written)
    if entry is None:
        return None, remarks
    remarks = list(entry.remarks(words))
    return (None, remarks) if remarks else (entry.built(words, written), [])
