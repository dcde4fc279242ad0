"""`mock-server why`: why a call was refused, what to do about it, and how an entry of the journal came about."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import Final

from mock_server.cli.failures import REFUSED, Failure
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Document, Remote, remote_of, sandbox_path

_INDENT: Final = "  "
_RULE_HEADER: Final = "X-Mock-Rule"


def why(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Explain an entry of the journal, or the call that was refused last.

    Raises:
        Failure: nothing was refused yet, there is no such entry, or no server answers.
    """
    remote = remote_of(arguments, environ)
    n = _last_refused(remote, arguments.sandbox) if arguments.n is None else arguments.n
    query = {"unmasked": "true" if arguments.unmasked else None}
    entry = remote.get(sandbox_path(arguments.sandbox, "journal", str(n)), query)
    if arguments.json:
        say_json(entry)
        return 0
    for line in told(entry):
        say(line)
    return 0


def _last_refused(remote: Remote, sandbox: str) -> int:
    query = {"outcome": "refused", "newest": "true", "limit": 1}
    entries: list[Document] = remote.get(sandbox_path(sandbox, "journal"), query).get("entries", [])
    if not entries:
        raise Failure(f"no call to the sandbox {sandbox!r} has been refused, as far as its journal goes back", REFUSED)
    return int(entries[0]["n"])


def told(entry: Document) -> Iterator[str]:
    """An entry as a person reads it, line by line."""
    yield f"{_brief(entry)}, at {entry.get('at')}"
    explanation: Document = entry.get("explanation") or {}
    if explanation:
        yield from _refusal(explanation)
    yield from _violations(entry.get("violations") or [])
    if explanation:
        yield from _sources(explanation)
    yield from _records(explanation.get("records") or [])
    for title, entries in (("What led to it", entry.get("because_of")), ("What it led to", entry.get("led_to"))):
        if entries:
            yield from ("", title)
            yield from (f"{_INDENT}{_brief(each)}, at {each.get('at')}" for each in entries)


def _brief(entry: Document) -> str:
    """An entry in a line."""
    kind, n = entry.get("kind"), entry.get("n")
    record: Document = entry.get("record") or {}
    named = " ".join(str(record[part]) for part in ("kind", "id") if part in record)
    if kind == "call":
        refusal: Document = entry.get("explanation") or {}
        error = f" {refusal['error']}" if refusal else ""
        query = f"?{entry['query']}" if entry.get("query") else ""
        return f"{n}: {entry.get('vendor')} {entry.get('call')}{query} was answered {entry.get('status')}{error}"
    if kind == "move":
        way = " to ".join(str(each) for each in (entry.get("from"), entry.get("to")) if each)
        plan = f", as the timeline {entry['timeline']} had planned" if entry.get("timeline") else ""
        return f"{n}: {named} {entry.get('do')}{way and f', {way}'}{plan}"
    if kind == "webhook":
        attempt = f"attempt {entry.get('attempt')} {entry.get('state') or 'under way'}"
        return f"{n}: {entry.get('event')} about {named} to {entry.get('url')}, {attempt}"
    return " ".join(str(each) for each in (f"{n}:", kind, named, entry.get("do"), entry.get("reason")) if each)


def _refusal(explanation: Document) -> Iterator[str]:
    yield from ("", "What was wrong", f"{_INDENT}{explanation.get('says')}")
    for place in (explanation.get("place"), *(explanation.get("also") or [])):
        yield from _place(place or {})
    behind: Document = explanation.get("behind") or {}
    if behind:
        name = f" {behind['name']}" if behind.get("name") else "ness of the sandbox"
        stands = f", which stands at {behind['stands_at']!r}" if "stands_at" in behind else ""
        about = f": {behind['about']}" if behind.get("about") else ""
        yield f"{_INDENT}behind it is the {behind.get('sort')}{name}{stands}{about}"
    if explanation.get("do"):
        yield from ("", "What to do")
        yield from (f"{_INDENT}{each}" for each in explanation["do"])


def _place(place: Document) -> Iterator[str]:
    sent, wanted = place.get("sent"), place.get("wanted")
    if sent:
        where = _where(place)
        told = "is missing" if sent == "nothing" else f"was {sent}"
        yield f"{_INDENT}{where} {told}" + (f"; wanted is {wanted}" if wanted else "")


def _where(place: Document) -> str:
    part, name = place.get("in"), place.get("name")
    if place.get("pointer"):
        return f"{place['pointer']} in the body"
    return f"{{{name}}} in the path" if part == "path" else f"the {part} {name}"


def _violations(violations: list[Document]) -> Iterator[str]:
    if violations:
        yield from ("", "What breaks the vendor's document")
    for each in violations:
        where = each.get("pointer") or each.get("name") or each.get("in")
        cites = f" ({', '.join(each['cites'])}, {each['evidence']})" if each.get("cites") else ""
        yield f"{_INDENT}{where}: {each.get('says')}; {each.get('do')}{cites}"


def _sources(explanation: Document) -> Iterator[str]:
    sources: list[Document] = explanation.get("sources") or []
    own = _own_doing(explanation)
    if sources or own:
        yield from ("", "How we know")
    if own:
        yield f"{_INDENT}{own}" + ("; how the vendor's error is known:" if sources else "")
    for each in sources:
        yield f"{_INDENT}{each.get('evidence')}, {each.get('id')}, {each.get('page')}: {each.get('says')}"


def _own_doing(explanation: Document) -> str | None:
    """That the stand-in refused of itself, where the vendor would not have: the rows then tell of the error alone."""
    sort = (explanation.get("behind") or {}).get("sort")
    if sort == "rule":
        return "invented: that it was refused at all is the rule's doing"
    if sort == "strict":
        return "invented: that it was refused at all is the doing of the strict sandbox"
    if explanation.get("field") == _RULE_HEADER:
        return f"invented: the vendor knows no header {_RULE_HEADER}"
    return None


def _records(records: list[Document]) -> Iterator[str]:
    for each in records:
        yield from ("", f"How {each.get('kind')} {each.get('id')} stood")
        for step in each.get("history") or []:
            cause = f", by entry {step['cause']}" if step.get("cause") else ""
            yield f"{_INDENT}{step.get('at')}: {step.get('do')}, {step.get('status')}{cause}"
