"""What to do about a refusal: a sentence or two that a newcomer can act on."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from http import HTTPStatus
from typing import Final

from mock_server.contract.call import NAMES_SANDBOX, SANDBOX_MARK, Flaw
from mock_server.contract.conduct import Absence
from mock_server.contract.paths import PathTable
from mock_server.contract.strictness import STRICT
from mock_server.contract.vendor import Credential
from mock_server.contract.violations import BODY
from mock_server.explaining import keys, records
from mock_server.explaining.case import Case
from mock_server.explaining.nearest import elsewhere, nearest
from mock_server.explaining.places import Place, flaws, value_named
from mock_server.sandboxes.sandbox import DEFAULT
from mock_server.sandboxes.sandboxes import is_id

_NAMED: Final = re.compile(rf"{NAMES_SANDBOX} '([^']+)'")

Advise = Callable[[Case, Place | None], Iterator[str]]
"""Says what to do, where it knows something about the case."""


def advise(case: Case, place: Place | None) -> list[str]:
    """What to do, in the order in which it is best tried. The first adviser who knows something has the word."""
    for adviser in _ADVISERS:
        said = list(adviser(case, place))
        if said:
            # The documented test credentials are no secrets, and advice on credentials repeats nothing that a client sent.
            return said if adviser in (_about_credential, _about_named_sandbox) else [case.mask.sentence(each) for each in said]
    return []


def absence(case: Case) -> Absence | None:
    """What the vendor is known not to have, where the call asked for that."""
    if not case.is_astray:
        return None
    for each in case.vendor.conduct.absent:
        table = PathTable([(each.method, each.path, each)], folds_case=case.vendor.folds_case, takes_slash=True)
        found = table.find(case.call.method, case.call.path)
        if found.operation is not None:
            return replace(each, instead=_filled_in(each.instead, found.values))
    return None


def _filled_in(text: str, values: Mapping[str, str]) -> str:
    """A text with the values of a path in their places; other names stay, such as those of the call to make instead."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _about_sandbox(case: Case, _: Place | None) -> Iterator[str]:
    says = case.explanation.says
    if not says.startswith(Flaw.UNKNOWN_SANDBOX):
        return
    yield from _to_have(case, says.removeprefix(Flaw.UNKNOWN_SANDBOX).strip(": '\""))


def _to_have(case: Case, wanted: str) -> Iterator[str]:
    """How to reach a sandbox that is not there."""
    near = get_close_matches(wanted, [each.id for each in case.sandboxes], n=1)
    if near:
        yield f"name the sandbox {near[0]!r}, which is there"
    if is_id(wanted):
        yield f"make it first: mock-server sandbox create {wanted}"


def _about_address(case: Case, _: Place | None) -> Iterator[str]:
    if not case.is_astray:
        return
    absent = absence(case)
    if absent is not None:
        yield absent.instead
        return
    method, path = case.call.method, case.call.path
    other = elsewhere((each for each in case.vendors.values() if each is not case.vendor), method, path)
    near = nearest(case.vendor, method, path)
    slip = [] if near is None else [f"call {near.call}: {'; '.join(near.differs)}"]
    if other is None:
        yield from slip or [f"look for the call that is needed: GET /_mock/vendors/{case.vendor.slug}/operations"]
        return
    vendor, operation = other
    there = f"call /{vendor.slug}{path}: this is {vendor.title}'s {operation.name}"
    if near is None or len(near.differs) > 1:  # who is that far off here was on the way to the other
        yield there
    else:
        yield from (*slip, there) if _bearer_elsewhere(case) is None else (there, *slip)


def _about_rule(case: Case, _: Place | None) -> Iterator[str]:
    sort, _blank, name = (case.explanation.because or "").partition(" ")
    if sort == "rule":
        yield "leave the call as it is, unless it was not meant to be refused: the scenario refuses it on purpose"
        yield f"see what the rule {name!r} looks for: GET /_mock/sandboxes/{case.sandbox.id}/rules"


def _about_strictness(case: Case, _: Place | None) -> Iterator[str]:
    if case.explanation.because == STRICT:
        yield from (each.instead for each in case.violations[:1])
        yield "or use a sandbox that is not strict, where this is only written down"


def _about_named_sandbox(case: Case, _: Place | None) -> Iterator[str]:
    found = _NAMED.search(case.explanation.says)
    if found is None:
        return
    named, here = found[1], case.sandbox.id
    if not records.words_in_headers(case) & case.sandbox.credentials[case.vendor.slug].keys():
        yield f"send {_fitting(case).how}, which {_fitting(case).about}"
    if all(each.id != named for each in case.sandboxes):
        yield from _to_have(case, named)
    else:
        yield f"leave the sandbox {here!r} out of the path and the headers, to reach {named!r}"
    yield f"leave {SANDBOX_MARK}{named} off the credential, to stay in the sandbox {here!r}"


def _about_credential(case: Case, _: Place | None) -> Iterator[str]:
    if case.call.status not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) or not case.vendor.credentials:
        return
    if case.mend:
        yield case.mend
        return
    fitting = _fitting(case)
    other = _bearer_elsewhere(case)
    beside = "" if other is None else f"; what was sent is a credential of {other}"
    yield f"send {fitting.how}, which {fitting.about}{beside}"
    if case.sandbox.id != DEFAULT:
        yield f"append {SANDBOX_MARK}{case.sandbox.id} to it, where nothing else leads to this sandbox"


def _fitting(case: Case) -> Credential:
    """The first documented credential that is good for the call."""
    known = case.sandbox.credentials[case.vendor.slug]
    operation = case.operation
    if operation is not None and operation.permission is not None:
        for each in case.vendor.credentials:
            bearer = known.get(each.how.split()[-1])
            if operation.permission in getattr(bearer, "grants", ()):
                return each
    return case.vendor.credentials[0]


def _bearer_elsewhere(case: Case) -> str | None:
    """The vendor, another than the one that was called, to whom a credential that was sent belongs."""
    sent = records.words_in_headers(case)
    others = (slug for slug, known in case.sandbox.credentials.items() if slug != case.vendor.slug and sent & known.keys())
    return next((case.vendors[slug].title for slug in others), None)


def _about_key(case: Case, _: Place | None) -> Iterator[str]:
    first = keys.first_use(case)
    if first is not None:
        yield "send another key for another thing to be made"
        differs = keys.differs_from(case, first)
        if differs:
            yield f"or send the body of call {first.n} again, to be answered as then; this one differs at {', '.join(differs)}"


def _about_limit(case: Case, _: Place | None) -> Iterator[str]:
    if case.call.status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = case.answer_header("retry-after") or "60"
        sandbox = "" if case.sandbox.id == DEFAULT else f" --sandbox {case.sandbox.id}"
        yield f"wait; in the sandbox that takes no time: mock-server clock advance {seconds}s{sandbox}"


def _about_move(case: Case, _: Place | None) -> Iterator[str]:
    if case.explanation.move is None:
        return
    kind_name, _id, status, do = case.explanation.move
    kind = next((each for each in case.vendor.kinds if each.name == kind_name), None)
    if kind is None or kind.lifecycle is None:
        return
    sources = dict.fromkeys(source for move in kind.lifecycle.named(do) for source in move.sources)
    yield f"{do} it while it still is one of: {', '.join(sources)}; it was {status!r} when the call came"


def _as_catalogued(case: Case, _: Place | None) -> Iterator[str]:
    if case.mend:
        yield case.mend


def _about_record(case: Case, place: Place | None) -> Iterator[str]:
    name = "" if place is None or place.part == BODY else value_named(case, place)
    error = case.explanation.error
    if name and ("not_found" in error or error.startswith("unknown")):
        yield records.whereabouts(case, name)


def _about_reference(case: Case, place: Place | None) -> Iterator[str]:
    says = case.explanation.says.lower()
    if place is None or place.part != BODY:
        return
    for kind in case.vendor.kinds:
        is_about = f"{kind.noun} not found" in says or f"no {kind.noun}" in says
        known = records.some_ids(case, kind) if is_about else []
        if known:
            yield f"send {place.where} as one that the sandbox knows: {', '.join(known)}"


def _about_place(case: Case, place: Place | None) -> Iterator[str]:
    places = flaws(case) or ([] if place is None else [place])
    for each in places:
        if each.wanted or each.example is not None:
            wanted = f" as {each.wanted}" if each.wanted else ""
            yield f"send {each.where}{wanted}{_such_as(each)}"


def _such_as(place: Place) -> str:
    if place.example is None or str(place.example) in place.wanted:
        return ""
    return f", such as {json.dumps(place.example, ensure_ascii=False) if place.part == BODY else place.example}"


def _about_violation(case: Case, place: Place | None) -> Iterator[str]:
    yield from (each.instead for each in case.violations if place is not None and each.place == place.name)


def _about_sample(case: Case, _: Place | None) -> Iterator[str]:
    yield f"hold the call against the document of the vendor: GET /_mock/openapi/{case.vendor.slug}.yaml"


def _about_body(case: Case, _: Place | None) -> Iterator[str]:
    operation = case.operation
    if operation is not None and case.error is case.vendor.common.malformed and operation.body_examples:
        sample = next(iter(operation.body_examples.values()))
        yield f"send a JSON object such as {json.dumps(sample, ensure_ascii=False)}"


def _about_failure(case: Case, _: Place | None) -> Iterator[str]:
    if case.call.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"look into the server's log: it says how the answer to call {case.entry.n} failed"


_ADVISERS: Final[tuple[Advise, ...]] = (
    _about_sandbox,
    _about_address,
    _about_rule,
    _about_strictness,
    _about_named_sandbox,
    _about_credential,
    _about_key,
    _about_limit,
    _about_move,
    _as_catalogued,
    _about_record,
    _about_reference,
    _about_place,
    _about_body,
    _about_failure,
    _about_violation,
    _about_sample,
)
"""In the order in which they are asked: what is most certain first."""
