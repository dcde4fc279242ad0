"""The operation that was most likely meant, and in what the call differs from it."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor

_SIMILAR: Final = 0.6
"""From this likeness on, two steps of a path are taken for the same one misspelt."""
_MISSING: Final = 1.0
_IN_FRONT: Final = 0.8
_UNLIKE: Final = 1.5
"""What a step costs that is missing or too many, in the middle of a path and in front, where prefixes stand; or is another."""
_OTHER_METHOD: Final = 0.6
_SLACK: Final = 0.5
"""Besides half of the steps, how much may have to change."""


class Nearest(NamedTuple):
    """An operation, how it is called, and what has to change for a call to become one of it."""

    operation: Operation
    call: str
    differs: tuple[str, ...]


class _Way(NamedTuple):
    """One way to turn what was sent into a template, step by step: what it costs, what it changes, and how much is alike."""

    cost: float
    changes: tuple[str, ...]
    alike: int


def nearest(vendor: Vendor, method: str, path: str) -> Nearest | None:
    """The operation of a vendor that is nearest to a method and path, where any is near."""
    sent = [step for step in path.split("/") if step]
    best: tuple[float, Nearest] | None = None
    for operation in vendor.operations:
        template = [step for step in operation.path.split("/") if step]
        way = _align(sent, template, folds_case=vendor.folds_case)
        if not way.alike or way.cost > max(len(sent), len(template)) / 2 + _SLACK:
            continue
        cost, changes = way.cost, way.changes
        if operation.method != method:
            cost += _OTHER_METHOD
            changes += (f"the method is {method[:20]}, and has to be {operation.method}",)
        if not changes and operation.path.endswith("/") != path.endswith("/"):
            changes = ("the path ends with a slash",) if operation.path.endswith("/") else ("the path ends without a slash",)
        if best is None or cost < best[0]:
            best = (cost, Nearest(operation, f"{operation.method} {operation.path}", changes))
    return None if best is None else best[1]


def _align(sent: list[str], template: list[str], *, folds_case: bool) -> _Way:
    """The cheapest way from the steps that were sent to those of a template."""
    rows = [[_Way(0.0, (), 0)]]
    for at, step in enumerate(template):
        rows[0].append(_add(rows[0][at], _at_front(at), _says_missing(step)))
    for at, step in enumerate(sent):
        row = [_add(rows[at][0], _at_front(at), _says_surplus(step, at))]
        for position, wanted in enumerate(template):
            row.append(
                min(
                    _add(row[position], _at_front(position), _says_missing(wanted)),
                    _add(rows[at][position + 1], _at_front(at), _says_surplus(step, at)),
                    _replace(rows[at][position], step, wanted, folds_case=folds_case),
                    key=lambda way: way.cost,
                )
            )
        rows.append(row)
    return rows[-1][-1]


def _at_front(position: int) -> float:
    return _MISSING if position else _IN_FRONT


def _add(way: _Way, cost: float, change: str) -> _Way:
    return _Way(way.cost + cost, (*way.changes, change), way.alike)


def _replace(way: _Way, step: str, wanted: str, *, folds_case: bool) -> _Way:
    if wanted.startswith("{"):
        return way
    if step == wanted or (folds_case and step.lower() == wanted.lower()):
        return _Way(way.cost, way.changes, way.alike + 1)
    likeness = SequenceMatcher(None, step.lower(), wanted.lower()).ratio()
    change = f"/{step[:80]} has to be /{wanted}"
    if likeness < _SIMILAR:
        return _add(way, _UNLIKE, change)
    return _Way(way.cost + 1.1 - likeness, (*way.changes, change), way.alike + 1)


def _says_missing(step: str) -> str:
    return f"the value for {step} is missing" if step.startswith("{") else f"/{step} is missing"


def _says_surplus(step: str, position: int) -> str:
    return f"/{step[:80]} has to go" if position else f"the prefix /{step[:80]} has to go"


def elsewhere(vendors: Iterator[Vendor], method: str, path: str) -> tuple[Vendor, Operation] | None:
    """The vendor and operation that a method and path belong to, to the letter."""
    for vendor in vendors:
        operation = vendor.table.find(method, path).operation
        if operation is not None:
            return vendor, operation
    return None
