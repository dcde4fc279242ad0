"""The observer: takes exchanges one by one, holds them, and remembers what was met."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from mock_server.contract.operation import Operation
from mock_server.contract.vendor import Vendor
from mock_server.drift.departures import Departure, Findings
from mock_server.drift.exchange import Exchange, Unreadable
from mock_server.drift.holding import AnswerHolder
from mock_server.drift.requests import Violated, hold_request, violations_in
from mock_server.explaining.nearest import nearest

_log = logging.getLogger(__name__)
_STEP: Final = re.compile(r"[A-Za-z][A-Za-z._-]{0,30}|v[0-9]{1,2}")
"""A step of a path that names something rather than somebody."""
_MOST_MET: Final = 1_000


class Met(NamedTuple):
    """A sort of exchange: the operation, the status of its answer, and the code where that was an error with one."""

    operation: str
    status: int
    code: str | None


class Observer:
    """Holds exchanges against a vendor, and remembers departures and what was met.

    `unheld` are the reasons for which exchanges could not be held, with how often each was met. `violations` are what the
    client does against our document although the vendor may let it pass: no departure of the vendor's.
    """

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self.findings = Findings()
        self.met: Counter[Met] = Counter()
        self.unheld: Counter[str] = Counter()
        self.violations: Counter[Violated] = Counter()
        self._answers = AnswerHolder(vendor)

    def take(self, exchange: Exchange) -> None:
        """Hold an exchange."""
        operation = self.operation_of(exchange)
        name = self._name_of(exchange, operation)
        self.met[Met(name, exchange.answered.status, self._answers.code_in(exchange))] += 1
        found: dict[Departure, None] = {}
        try:
            for each in self._hold(name, operation, exchange):
                found[each] = None
        except Unreadable as unreadable:
            self.miss(str(unreadable))
        except Exception:  # noqa: BLE001  # whatever a stranger sends: the proxy goes on, and does not say that all is well
            _log.exception("exchange %d cannot be held", exchange.n)
            self.miss("the holding itself failed; the log says how")
        self.findings.add(found, exchange.n)

    def miss(self, why: str) -> None:
        """Take note of an exchange that cannot be held, for instance because nothing answered."""
        self.unheld[why] += 1

    def operation_of(self, exchange: Exchange) -> Operation | None:
        """The operation that a request means."""
        return self.vendor.table.find(exchange.asked.method, exchange.asked.path).operation

    def _hold(self, name: str, operation: Operation | None, exchange: Exchange) -> Iterator[Departure]:
        if operation is None:
            near = nearest(self.vendor, exchange.asked.method, exchange.asked.path)
            yield from self._answers.hold_unmatched(name, exchange, None if near is None else near.call)
            return
        if len(self.violations) < _MOST_MET:
            self.violations.update(violations_in(self.vendor, operation, exchange))
        yield from hold_request(self.vendor, operation, exchange)
        yield from self._answers.hold(operation, exchange)

    def _name_of(self, exchange: Exchange, operation: Operation | None) -> str:
        if operation is not None:
            return self.vendor.names[operation.name]
        steps = exchange.asked.path.split("/")
        is_open = self._open_places(steps)
        shown = ("{}" if n in is_open or (each and not _STEP.fullmatch(each)) else each for n, each in enumerate(steps))
        name = f"{exchange.asked.method} {'/'.join(shown)}"
        return name if len(self.met) < _MOST_MET else "other paths"

    def _open_places(self, steps: list[str]) -> set[int]:
        """Which steps of a path stand where an operation of ours has an identifier, going by the steps before them."""
        found: set[int] = set()
        for operation in self.vendor.operations:
            for n, (ours, theirs) in enumerate(zip(operation.path.split("/"), steps, strict=False)):
                if ours.startswith("{"):
                    found.add(n)
                elif ours != theirs:
                    break
        return found
