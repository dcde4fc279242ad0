"""What there is to meet of a vendor: everything that it declares, by sort."""

from collections.abc import Iterator
from typing import Any, Final

from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.coverage.document import Behaviour, Fact, Sort, SortCoverage, VendorCoverage
from mock_server.engine.evidence import Grounds
from mock_server.engine.records import AnyKind
from mock_server.explaining import ledger
from mock_server.sandboxes.witness import RETRIED
from mock_server.scenarios.fault_entries import OF_CALLS, OF_NEWS

DOUBTFUL: Final = frozenset({"inferred", "invented"})
"""Evidence that is a guess of ours."""


def catalogue(vendor: Vendor) -> VendorCoverage:
    """All behaviours of a vendor, none of them met."""
    sorts = {
        Sort.OPERATION: [_behaviour(each.name, _call(each), each.grounds) for each in vendor.operations],
        Sort.ANSWER: [each for operation in vendor.operations for each in _answers(operation)],
        Sort.REFUSAL: [_behaviour(each.name, f"{each.status}. {each.about}", each.grounds) for each in vendor.errors],
        Sort.STATUS: [each for kind in vendor.kinds for each in _statuses(kind)],
        Sort.MOVE: [each for kind in vendor.kinds for each in _moves(kind)],
        Sort.EVENT: list(_events(vendor)),
        Sort.DELIVERY: list(_deliveries(vendor)),
        Sort.SWITCH: list(_switches(vendor)),
        Sort.RULE: [],
        Sort.FAULT: list(_faults(vendor)),
    }
    return VendorCoverage(
        vendor=vendor.slug,
        title=vendor.title,
        calls=0,
        unmatched=0,
        sandboxes=0,
        declared=0,
        met=0,
        sorts=[SortCoverage(sort=sort, declared=len(each), met=0, behaviours=each) for sort, each in sorts.items()],
        facts=_facts(vendor.slug, [behaviour for each in sorts.values() for behaviour in each]),
    )


def answer_name(operation: str, status: int) -> str:
    """What an answer is called: `create_order 201`."""
    return f"{operation} {status}"


def move_name(noun: str, do: str, source: str) -> str:
    """What a move is called: `order.ship from processing`."""
    return f"{noun}.{do} from {source}"


def _behaviour(name: str, about: str, grounds: Grounds) -> Behaviour:
    return Behaviour(
        name=name,
        about=" ".join(about.split()),
        declared=True,
        evidence=grounds.evidence.value,
        cites=list(grounds.cites),
        in_part=grounds.in_part,
    )


def _claimless(name: str, about: str, **more: Any) -> Behaviour:  # noqa: ANN401  # the other members
    return Behaviour(name=name, about=about, declared=True, **more)


def _call(operation: Operation) -> str:
    return f"{operation.method} {operation.path} {operation.summary}"


def _answers(operation: Operation) -> Iterator[Behaviour]:
    yield _claimless(answer_name(operation.name, operation.status), "It succeeds.")
    for status in sorted({error.status for error in operation.refuses} - {operation.status}):
        errors = " ".join(error.name for error in operation.refuses if error.status == status)
        yield _claimless(answer_name(operation.name, status), f"It refuses: {errors}.")


def _statuses(kind: AnyKind) -> Iterator[Behaviour]:
    for status in kind.lifecycle.statuses if kind.lifecycle is not None else ():
        yield _behaviour(f"{kind.noun}.{status.name}", f"Stage {status.stage.value}.", status.grounds)


def _moves(kind: AnyKind) -> Iterator[Behaviour]:
    for move in kind.lifecycle.moves if kind.lifecycle is not None else ():
        for source in move.sources:
            way = f"From {source} to {move.target}." if move.target is not None else f"Stays {source}."
            yield _behaviour(move_name(kind.noun, move.do, source), f"{way} {move.about}", move.grounds)


def _events(vendor: Vendor) -> Iterator[Behaviour]:
    for event in vendor.webhooks.events if vendor.webhooks is not None else ():
        yield _behaviour(event.name, event.about, event.grounds)


def _deliveries(vendor: Vendor) -> Iterator[Behaviour]:
    if vendor.webhooks is None:
        return
    ladder = vendor.webhooks.ladder
    pauses = ", ".join(f"{pause:g}" for pause in ladder.pauses)
    again = f"{ladder.attempts} attempts, with pauses of {pauses} s between them."
    yield _claimless("delivered", "A receiver took the news.")
    yield _behaviour(RETRIED, f"Another attempt was made: {again}", ladder.grounds)
    yield _behaviour("dead", f"The last attempt failed, too: {again}", ladder.grounds)


def _switches(vendor: Vendor) -> Iterator[Behaviour]:
    members: dict[str, dict[str, Any]] = vendor.switches.model_json_schema().get("properties", {})
    for name, shown in members.items():
        for value in dict.fromkeys(str(each) for each in (shown.get("default"), *shown.get("enum", ()))):
            yield _claimless(
                f"{name}={value}", shown.get("description", ""), cites=shown.get("cites", []), decides=shown.get("decides", [])
            )


def _faults(vendor: Vendor) -> Iterator[Behaviour]:
    yield from (_claimless(kind, "A fault of calls.") for kind in OF_CALLS if kind != "outage")  # an outage shows as its status
    if vendor.webhooks is not None:
        yield from (_claimless(f"webhook {kind}", "A fault of webhooks.") for kind in OF_NEWS)


def _facts(slug: str, behaviours: list[Behaviour]) -> dict[str, Fact]:
    """The rows behind guesses and open questions, as far as the ledger is part of this server."""
    wanted = dict.fromkeys(row for behaviour in behaviours for row in rows_in_doubt(behaviour))
    return {row.id: Fact(page=row.page, settles=row.says, evidence=row.evidence) for row in ledger.rows(slug, wanted)}


def rows_in_doubt(behaviour: Behaviour) -> list[str]:
    """The rows that say what is guessed of a behaviour, or what a switch answers."""
    of_whole = behaviour.cites if behaviour.decides or behaviour.evidence in DOUBTFUL else []
    of_parts = [row for evidence, rows in behaviour.in_part.items() if evidence in DOUBTFUL for row in rows]
    return list(dict.fromkeys((*of_whole, *of_parts)))
