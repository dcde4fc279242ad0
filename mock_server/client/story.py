"""The journal told to people: a line for each entry, and what was wrong below each refused call."""

from collections.abc import Iterable, Iterator

from mock_server.client.answers import Delivery, Entry, Violation

_LONGEST = 60


def tell(entries: Iterable[Entry]) -> Iterator[str]:
    """Lines that tell entries in their order; the time stands where it changes."""
    before = None
    for entry in entries:
        if entry.at != before:
            before = entry.at
            yield f"{entry.at:%Y-%m-%d %H:%M:%S}"
        yield f"{entry.n:>5}  {_line(entry)}"
        yield from (f"         {line}" for line in _why(entry))


def tell_deliveries(deliveries: Iterable[Delivery]) -> Iterator[str]:
    """Lines that tell how each delivery stands; those that were only collected stand in no journal."""
    for each in deliveries:
        to = f" to {each.url}" if each.url else ""
        wrong = f": {each.last_error or each.last_status}" if each.state in ("retrying", "dead") else ""
        yield f"{each.id:>5}  {each.vendor} {each.event} about {each.record.kind} {each.record.id}{to} is {each.state}{wrong}"


def _line(entry: Entry) -> str:
    if entry.kind == "call":
        name = entry.operation or "no operation"
        rule = f", by rule {entry.rule}" if entry.rule else ""
        return f"call     {entry.vendor} {entry.call} -> {entry.status}  ({name}{', a replay' if entry.replay else ''}{rule})"
    if entry.kind == "move":
        return f"move     {_record(entry)}: {entry.do}{_way(entry)}{f'  (timeline {entry.timeline})' if entry.timeline else ''}"
    if entry.kind == "webhook":
        outcome = entry.status or entry.error or "under way"
        return f"webhook  {entry.vendor} {entry.event} {_record(entry)}, attempt {entry.attempt} -> {outcome}  ({entry.state})"
    if entry.kind == "clock":
        return f"clock    {entry.do}: {entry.source} -> {entry.target}"
    if entry.kind == "command":
        return " ".join(["command ", entry.do or "", *(f"{name}={_brief(value)}" for name, value in entry.about.items())])
    rest = " ".join(filter(None, (entry.do, _record(entry), entry.reason)))
    return f"{entry.kind:<8} {rest}"


def _brief(value: object) -> str:
    text = " ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _record(entry: Entry) -> str:
    return "" if entry.record is None else f"{entry.record.kind} {entry.record.id}"


def _way(entry: Entry) -> str:
    if not entry.target:
        return ""
    return f", {entry.source} -> {entry.target}" if entry.source else f", {entry.target}"


def _why(entry: Entry) -> Iterator[str]:
    explanation = entry.explanation
    if explanation is not None:
        yield f"why: {explanation.says}"
        if explanation.because:
            yield f"because of {explanation.because}"
        if explanation.nearest:
            yield f"nearest: {explanation.nearest.call}, for which {'; '.join(explanation.nearest.differs)}"
        yield from (f"do: {each}" for each in explanation.do)
        if explanation.cites:
            yield f"source: {', '.join(explanation.cites)} ({explanation.evidence})"
    for each in entry.violations:
        yield f"violation: {each}" if isinstance(each, str) else _violation(each)


def _violation(violation: Violation) -> str:
    cites = f" ({', '.join(violation.cites)})" if violation.cites else ""
    return f"violation: {violation.pointer or violation.name or violation.sort}: {violation.says}; {violation.do}{cites}"
