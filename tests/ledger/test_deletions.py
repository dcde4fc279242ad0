"""Whatever is deleted from rows, code or tests is missed, and the complaint names it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ledger import checks, fidelity
from ledger.claims import claims_of
from ledger.files import Known, reserving
from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.engine.records import AnyKind
from mock_server.registry import VENDORS
from mock_server.scenarios.scenario import Scenario

EVERY_VENDOR = pytest.mark.parametrize("slug", list(VENDORS))


def without(items: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    return items[:at] + items[at + 1 :]


DEFAULT = reserving()


def missed(known: Known, vendor: Vendor, scenario: Scenario = DEFAULT) -> str:
    """What is said when the code of a vendor is changed, or the scenario that reserves values, and nothing else."""
    changed = replace(known, vendor=vendor, claims=claims_of(vendor, scenario))
    return "\n".join([*changed.complaints, *fidelity.differences(known.fidelity, changed.fidelity)])


@EVERY_VENDOR
def test_a_row_is_missed_even_where_everything_is_generated_anew(known: Mapping[str, Known], slug: str) -> None:
    here = known[slug]
    others = [each.ledger for each in known.values() if each is not here]

    for at, row in enumerate(here.ledger.rows):
        ledger = replace(here.ledger, rows=without(here.ledger.rows, at))
        said = [*checks.complaints(ledger, here.claims, here.proofs), *checks.unknown_rows([*others, ledger], here.proofs)]
        assert any(f"{row.id} " in each or f"{row.id}," in each for each in said), row.id


@EVERY_VENDOR
def test_a_mark_of_a_test_is_missed(known: Mapping[str, Known], slug: str) -> None:
    here = known[slug]

    for row in here.ledger.ids & here.proofs.keys():
        marks = {each: tests for each, tests in here.proofs.items() if each != row}
        assert any(f"{row} is proved by no test" in each for each in replace(here, proofs=marks).complaints), row


def kinds_with_a_move_less(vendor: Vendor) -> Iterator[tuple[str, tuple[AnyKind, ...]]]:
    for at, kind in enumerate(vendor.kinds):
        if kind.lifecycle is None:
            continue
        for n, move in enumerate(kind.lifecycle.moves):
            changed: AnyKind = replace(kind, lifecycle=replace(kind.lifecycle, moves=without(kind.lifecycle.moves, n)))
            yield (
                f"move {kind.noun}.{move.do} from {', '.join(move.sources)}",
                (*vendor.kinds[:at], changed, *vendor.kinds[at + 1 :]),
            )


@EVERY_VENDOR
def test_a_move_is_missed(known: Mapping[str, Known], slug: str) -> None:
    for name, kinds in kinds_with_a_move_less(VENDORS[slug]):
        assert f"{name} is no more" in missed(known[slug], replace(VENDORS[slug], kinds=kinds))


@EVERY_VENDOR
def test_an_error_is_missed(known: Mapping[str, Known], slug: str) -> None:
    for at, error in enumerate(VENDORS[slug].errors):
        changed = replace(VENDORS[slug], errors=without(VENDORS[slug].errors, at))
        assert f"error {error.name} is no more" in missed(known[slug], changed)


@EVERY_VENDOR
def test_an_operation_is_missed(known: Mapping[str, Known], slug: str) -> None:
    for at, operation in enumerate(VENDORS[slug].operations):
        changed = replace(VENDORS[slug], operations=without(VENDORS[slug].operations, at))
        assert f"operation {operation.name} is no more" in missed(known[slug], changed)


@EVERY_VENDOR
def test_a_reserved_value_is_missed(known: Mapping[str, Known], slug: str) -> None:
    vendor, about = VENDORS[slug], f"{slug}."

    for at, rule in enumerate(DEFAULT.rules):
        said = missed(known[slug], vendor, replace(DEFAULT, rules=without(DEFAULT.rules, at)))
        assert (f"reserved value {rule.name} is no more" in said) == rule.on.startswith(about)
    for at, ending in enumerate(DEFAULT.timelines):
        said = missed(known[slug], vendor, replace(DEFAULT, timelines=without(DEFAULT.timelines, at)))
        assert (f"reserved value {ending.name} is no more" in said) == ending.kind.startswith(about)


@EVERY_VENDOR
def test_a_test_value_is_missed(known: Mapping[str, Known], slug: str) -> None:
    for at, value in enumerate(VENDORS[slug].known):
        changed = replace(VENDORS[slug], known=without(VENDORS[slug].known, at))
        assert f"test value {value.where}: {', '.join(value.values)} is no more" in missed(known[slug], changed)


def operations_with_an_example_less(operation: Operation) -> Iterator[tuple[str, Operation]]:
    for name in operation.body_examples:
        examples = {each: body for each, body in operation.body_examples.items() if each != name}
        yield f"body {name}", replace(operation, body_examples=examples)
    if operation.answer_example is not None:
        yield "answer", replace(operation, answer_example=None)


@EVERY_VENDOR
def test_an_example_of_an_operation_is_missed(known: Mapping[str, Known], slug: str) -> None:
    operations = VENDORS[slug].operations

    for at, operation in enumerate(operations):
        for name, changed in operations_with_an_example_less(operation):
            vendor = replace(VENDORS[slug], operations=(*operations[:at], changed, *operations[at + 1 :]))
            assert f"operation {operation.name}: the example {name!r} is no more" in missed(known[slug], vendor)


@EVERY_VENDOR
def test_an_example_of_an_event_is_missed_even_where_everything_is_generated_anew(
    known: Mapping[str, Known], slug: str
) -> None:
    voice = VENDORS[slug].webhooks
    for at, event in enumerate(voice.events if voice else ()):
        assert voice is not None
        events = (*voice.events[:at], replace(event, example={}), *voice.events[at + 1 :])
        vendor = replace(VENDORS[slug], webhooks=replace(voice, events=events))
        assert f"event {event.name} lacks an example of its body" in missed(known[slug], vendor)


@EVERY_VENDOR
def test_the_last_example_of_an_operation_is_missed_even_where_everything_is_generated_anew(
    known: Mapping[str, Known], slug: str
) -> None:
    for operation in VENDORS[slug].operations:
        bare = replace(operation, body_examples={}, answer_example=None)
        said = "\n".join(replace(known[slug], claims=claims_of(replace(VENDORS[slug], operations=(bare,)), DEFAULT)).complaints)
        assert ("lacks an example of its body" in said) == (operation.body is not None)
        assert ("lacks an example of its answer" in said) == (operation.answer is not None)
