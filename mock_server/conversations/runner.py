"""Holds a conversation: step by step, up to the first answer that is not as expected."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from mock_server.conversations.exchange import Answer, Failed, Reply
from mock_server.conversations.ways import NeedsSandbox, Refusal, Way
from mock_server.faults.conditions import MISSING, look_up
from mock_server.scenarios.conversation import (
    AdvanceStep,
    CallStep,
    Conversation,
    Expectation,
    Failing,
    LetStep,
    MoveStep,
    Step,
    WebhookStep,
)
from mock_server.scenarios.json_values import Unusable, Values, filled
from mock_server.scenarios.matchers import Difference, shown

_BROKEN: Final = frozenset({Failing.RESET, Failing.EMPTY, Failing.TRUNCATED, Failing.GARBAGE})


@dataclass(frozen=True, slots=True)
class Differing:
    """A step that did not go as it should: its number from 1, where it differs, the answer, and why that came."""

    n: int
    step: Step
    differences: tuple[Difference, ...]
    answer: str = ""
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation went: steps taken of how many, what differed, and why the rest was not held where that is so."""

    taken: int
    steps: int
    differing: Differing | None = None
    unheld: str | None = None

    @property
    def is_as_told(self) -> bool:
        """Whether nothing differed."""
        return self.differing is None


async def converse(conversation: Conversation, way: Way) -> Outcome:
    """Hold a conversation, as far as it goes as it is told.

    Raises:
        Unreachable: nobody is there to hold it with.
    """
    values = dict(way.values)
    for n, step in enumerate(conversation, 1):
        try:
            differing = await _take(n, step, way, values)
        except NeedsSandbox as needs:
            return Outcome(n - 1, len(conversation), unheld=f"step {n} needs a sandbox: {needs}")
        except Unusable as unusable:
            differing = Differing(n, step, (Difference("step", "values that can be used", str(unusable)),))
        if differing is not None:
            return Outcome(n, len(conversation), differing)
    return Outcome(len(conversation), len(conversation))


async def _take(n: int, step: Step, way: Way, values: dict[str, object]) -> Differing | None:
    differing: Differing | None = None
    match step:
        case LetStep():
            values |= {name: filled(value, values) for name, value in step.values.items()}
        case AdvanceStep():
            differing = await _advance(n, step, way)
        case MoveStep():
            differing = await _move(n, step, way, values)
        case WebhookStep():
            differing = await _look_at_news(n, step, way, values)
        case CallStep():
            differing = await _call(n, step, way, values)
    return differing


async def _advance(n: int, step: AdvanceStep, way: Way) -> Differing | None:
    try:
        await way.advance(step.by)
    except Refusal as refusal:
        return Differing(n, step, (Difference("clock", "to go on", str(refusal)),))
    return None


async def _call(n: int, step: CallStep, way: Way, values: dict[str, object]) -> Differing | None:
    for _ in range(step.times):
        answer = await way.ask(step.request, values, step.within.total_seconds())
        differences = tuple(_compare(step.expect, answer, values)) or tuple(_capture(step.captures, answer, values))
        if differences:
            return Differing(n, step, differences, str(answer), await way.explain(answer))
    return None


async def _move(n: int, step: MoveStep, way: Way, values: Values) -> Differing | None:
    moved = await way.move(step, values)
    if moved.problem != step.refused:
        expected = "to be made" if step.refused is None else f"to be refused as {step.refused}"
        found = "it was made" if moved.problem is None else f"{moved.problem}: {moved.says}"
        return Differing(n, step, (Difference("move", expected, found),))
    if step.becomes is not None and moved.status != step.becomes:
        return Differing(n, step, (Difference("status", shown(step.becomes), shown(moved.status)),))
    return None


async def _look_at_news(n: int, step: WebhookStep, way: Way, values: dict[str, object]) -> Differing | None:
    news = await way.news(step.vendor, step.event)
    misses = [() if step.body is None else tuple(step.body.differences(each, "body", values)) for each in news]
    fitting = [each for each, miss in zip(news, misses, strict=True) if not miss]
    if not fitting and step.times is None and news:
        return Differing(n, step, min(misses, key=len), f"the nearest of {len(news)} deliveries")
    if (step.times is None and not fitting) or step.times not in (None, len(fitting)):
        expected = "at least one that fits" if step.times is None else f"{step.times} that fit"
        return Differing(n, step, (Difference("deliveries", expected, f"{len(fitting)} of {len(news)}"),))
    if fitting:
        reply = Reply(HTTPStatus.OK, {}, json.dumps(fitting[-1]).encode())
        missing = tuple(_capture(step.captures, reply, values))
        return Differing(n, step, missing) if missing else None
    return None


def _compare(expect: Expectation, answer: Answer, values: Values) -> Iterator[Difference]:
    if expect.fails is not None:
        is_so = isinstance(answer, Failed) and (
            answer.how is expect.fails or (expect.fails is Failing.CONNECTION and answer.how in _BROKEN)
        )
        if not is_so:
            yield Difference("answer", f"none, but a failure ({expect.fails.value})", str(answer))
        return
    if isinstance(answer, Failed):
        yield Difference("answer", "an answer", str(answer))
        return
    if expect.status is None and not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        yield Difference("status", "any of 2xx", str(answer.status))
    elif expect.status not in (None, answer.status):
        yield Difference("status", str(expect.status), str(answer.status))
    for name, matcher in expect.headers:
        yield from matcher.differences(answer.headers.get(name, MISSING), f"headers.{name}", values)
    if expect.text is not None:
        yield from expect.text.differences(answer.text, "text", values)
    if expect.body is not None:
        try:
            yield from expect.body.differences(answer.body(), "body", values)
        except ValueError:
            yield Difference("body", "JSON", shown(answer.text))


def _capture(captures: Iterable[tuple[str, str]], answer: Answer, values: dict[str, object]) -> Iterator[Difference]:
    """Keep the parts of an answer that later steps refer to."""
    for name, way in captures:
        found = _part(answer, way) if isinstance(answer, Reply) else MISSING
        if found is MISSING:
            yield Difference(way, f"something to capture as {name!r}", "nothing")
        else:
            values[name] = found


def _part(answer: Reply, way: str) -> object:
    part, _, rest = way.partition(".")
    if part == "status":
        return answer.status
    if part == "headers":
        return answer.headers.get(rest.lower(), MISSING)
    if part == "text":
        return answer.text
    try:
        body = answer.body()
    except ValueError:
        return MISSING
    return look_up(body, rest) if rest else body
