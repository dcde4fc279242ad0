"""The records that a call names: how they stood when it came, and where one may be that was not found."""

from collections.abc import Iterator
from difflib import get_close_matches
from http import HTTPStatus
from itertools import islice
from typing import Final

from mock_server.contract.call import SANDBOX_MARK
from mock_server.engine.clock import show_instant
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.explaining.case import Case
from mock_server.explaining.places import values_sent
from mock_server.journal.showing import Shown
from mock_server.sandboxes.sandbox import DEFAULT, Sandbox

_MOST_LOOKED_THROUGH: Final = 500
"""Records of a kind among which the nearest name is looked for."""
_MOST_STEPS: Final = 20
_FEW: Final = 3
_NAMING: Final = ("id", "uid", "reference")
"""How the members end by which a vendor's clients name records."""


def history(case: Case) -> list[Shown]:
    """How the records that a call names came to be as they were when it came, each with its last steps."""
    shown: list[Shown] = []
    if case.call.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return shown
    for kind, record in _named(case):
        steps = [step for step in record.history if step.at <= case.entry.at and (step.cause or 0) < case.entry.n]
        told = [
            {"at": show_instant(step.at), "do": step.do, "status": step.status, "cause": step.cause}
            for step in steps[-_MOST_STEPS:]
        ]
        if told:
            shown.append({"kind": kind.name, "id": record.id, "status": steps[-1].status, "history": told})
    return shown


def _named(case: Case) -> Iterator[tuple[AnyKind, AnyRecord]]:
    """The records with a life of their own that a call names and its caller may see."""
    values, tenant = values_sent(case), tenant_of(case)
    for kind in case.vendor.kinds:
        if kind.lifecycle is not None:
            records = (case.sandbox.engine.find(kind, value) for value in sorted(values))
            yield from ((kind, each) for each in records if each is not None and each.is_visible_to(tenant))


def tenant_of(case: Case) -> str:
    """Whose records the caller may see, as far as the sandbox's credentials say."""
    known = case.sandbox.credentials[case.vendor.slug]
    if case.call.caller is None:  # a call that nothing matches is answered before anybody asks who calls
        bearers = [known[word] for word in words_in_headers(case) if word in known]
    else:
        bearers = [each for each in known.values() if getattr(each, "name", None) == case.call.caller]
    return next((tenant for each in bearers if (tenant := getattr(each, "tenant", ""))), "")


def words_in_headers(case: Case) -> set[str]:
    """What of a call's headers may be a credential, without the sandbox that it may name."""
    words = (word for _, value in case.call.sent_headers() for word in value.decode("latin-1").split())
    return {word.partition(SANDBOX_MARK)[0] for word in words}


def whereabouts(case: Case, name: str) -> str:
    """Where a record is that the call did not find: another's, of another kind, in another sandbox; or the nearest there is."""
    for kind in case.vendor.kinds:
        record = case.sandbox.engine.find(kind, name)
        if record is not None and not record.is_visible_to(tenant_of(case)):
            return f"use the credential that made it: the {kind.noun} {name!r} is there, and belongs to another tenant"
        if record is not None:
            return f"see whether the call is about the right thing, as its own caller: {name!r} is there, as {kind.noun}"
    other = next((each for each in case.sandboxes if each is not case.sandbox and _has(case, each, name)), None)
    if other is not None:
        address = f"/{case.vendor.slug}" if other.id == DEFAULT else f"/s/{other.id}/{case.vendor.slug}"
        return f"the sandbox {other.id!r} has it, and the call reached {case.sandbox.id!r}: call {address}{case.call.path}"
    near = next(iter(get_close_matches(name, _names(case), n=1, cutoff=0.7)), None)
    if near is not None:
        return f"ask for {near!r}, which is the nearest that there is"
    return "ask in the sandbox in which it was made, and since its last reset: here is nothing of that name"


def some_ids(case: Case, kind: AnyKind) -> list[str]:
    """A few ids of a kind that the caller may use, those first that were there first."""
    tenant = tenant_of(case)
    records = (each for each in case.sandbox.engine.world.store.each(kind) if each.is_visible_to(tenant))
    return [each.id for each in islice(records, _FEW)]


def _has(case: Case, sandbox: Sandbox, name: str) -> bool:
    return any(sandbox.engine.find(kind, name) is not None for kind in case.vendor.kinds)


def _names(case: Case) -> list[str]:
    """By what the caller's records can be asked for."""
    store, tenant = case.sandbox.engine.world.store, tenant_of(case)
    found: dict[str, None] = {}
    for kind in case.vendor.kinds:
        for record in islice(store.each(kind), _MOST_LOOKED_THROUGH):
            if record.is_visible_to(tenant):
                shown = kind.view(record)
                naming = (value for name, value in shown.items() if name.lower().endswith(_NAMING) and isinstance(value, str))
                found |= dict.fromkeys([record.id, *naming])
    return list(found)
