"""What an observer found, told: as JSON values, as lines for a terminal, as Markdown for a summary."""

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from mock_server.drift.departures import Confidence
from mock_server.drift.observer import Observer

_MEANINGS: Final[Mapping[Confidence, str]] = MappingProxyType(
    {
        Confidence.HIGH: "the vendor's pages say what ours is",
        Confidence.MEDIUM: "published by somebody else, or documented in the main",
        Confidence.LOW: "we had concluded ours; it may be the conclusion that is wrong",
        Confidence.GUESS: "we had made ours up: our guess was wrong",
    }
)


class Verdict(IntEnum):
    """How it ends: the exit code too."""

    NO_DRIFT = 0
    DRIFT = 1
    UNKNOWN = 2


def verdict(observer: Observer) -> Verdict:
    """Drift where anything departs; no drift only where all exchanges could be held, and there were any."""
    if observer.findings.seen:
        return Verdict.DRIFT
    return Verdict.UNKNOWN if observer.unheld or not observer.met else Verdict.NO_DRIFT


def report(observer: Observer, target: str) -> dict[str, Any]:
    """What was found, as JSON values."""
    met = sorted(observer.met.items(), key=lambda item: (item[0].operation, item[0].status, item[0].code or ""))
    asked = {each.operation for each in observer.met}
    return {
        "vendor": observer.vendor.slug,
        "target": target,
        "verdict": verdict(observer).name.lower().replace("_", "-"),
        "exchanges": observer.met.total(),
        "departures": [
            departure.shown() | {"count": seen.count, "first_exchange": seen.first}
            for departure, seen in observer.findings.surest_first()
        ],
        "departures_untold": observer.findings.untold,
        "unheld": [{"why": why, "count": count} for why, count in observer.unheld.items()],
        "violations": [{**each._asdict(), "count": count} for each, count in observer.violations.items()],
        "met": [{**each._asdict(), "count": count} for each, count in met],
        "operations_not_asked": [name for name in observer.vendor.names.values() if name not in asked],
    }


def _summary(told: Mapping[str, Any]) -> str:
    different = len(told["departures"])
    sayings = {
        "no-drift": "no drift",
        "drift": f"{different} departure{'' if different == 1 else 's'}",
        "unknown": "could not tell",
    }
    exchanges, unheld = told["exchanges"], sum(each["count"] for each in told["unheld"])
    missed = f", {unheld} not held" if unheld else ""
    return f"{sayings[told['verdict']]}: {exchanges} exchange{'' if exchanges == 1 else 's'} with {told['vendor']}{missed}"


def as_text(told: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as lines for a terminal: each departure, and at the end what it comes to."""
    for each in told["departures"]:
        yield f"{each['confidence']:<6} {each['kind']} at {each['operation']}{' ' * bool(each['pointer'])}{each['pointer']}"
        yield f"       ours   {each['ours']}{_cited(each['sources'])}"
        yield f"       theirs {each['theirs']}"
        yield f"       seen {each['count']} time{'' if each['count'] == 1 else 's'}, first in exchange {each['first_exchange']}"
    for each in told["violations"]:
        place = f" {each['place']}" if each["place"] else ""
        yield f"client {each['sort']} at {each['operation']}: {each['part']}{place} ({each['count']})"
    for each in told["unheld"]:
        yield f"not held {each['why']} ({each['count']})"
    if told["departures_untold"]:
        yield f"and {told['departures_untold']} more that are not told apart"
    yield _summary(told)


def as_markdown(told: Mapping[str, Any]) -> Iterator[str]:
    """What was found, as Markdown for the summary of a pipeline."""
    yield f"### {told['vendor']}: {_summary(told)}"
    yield ""
    if told["departures"]:
        yield "| sure | what | where | ours | theirs | seen |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for each in told["departures"]:
            where = f"`{each['operation']}`" + (f" `{each['pointer']}`" if each["pointer"] else "")
            cells = (
                each["confidence"],
                each["kind"],
                where,
                each["ours"] + _cited(each["sources"]),
                each["theirs"],
                each["count"],
            )
            yield f"| {' | '.join(_cell(str(cell)) for cell in cells)} |"
        yield ""
        yield from (f"- *{each.value}*: {_MEANINGS[each]}" for each in Confidence)
        yield ""
    for each in told["violations"]:
        place = f" `{_cell(each['place'])}`" if each["place"] else ""
        yield f"- the client, {each['sort']} at `{each['operation']}`: {each['part']}{place} ({each['count']})"
    yield from (f"- not held: {_cell(each['why'])} ({each['count']})" for each in told["unheld"])
    if told["operations_not_asked"]:
        yield f"- not asked: {', '.join(f'`{name}`' for name in told['operations_not_asked'])}"


def _cited(rows: list[str]) -> str:
    return f" ({', '.join(rows)})" if rows else ""


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


FORMATS: Final[Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]]] = MappingProxyType(
    {"text": as_text, "markdown": as_markdown}
)
"""The ways to tell a report besides JSON."""
