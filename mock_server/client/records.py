"""Records and orders, as a client looks at them and moves them on."""

from collections.abc import Mapping
from typing import Any

from mock_server.client.answers import LifecycleList, Order, OrderList, Record, RecordBrief, RecordList
from mock_server.client.asking import Resource, Steps, WayT_co, below, operation
from mock_server.client.clock import Span
from mock_server.client.errors import OWN

__tracebackhide__ = OWN


class Records(Resource[WayT_co]):
    """The records of a sandbox, by vendor, kind and id."""

    @operation
    def list(
        self, vendor: str, kind: str, *, status: str | None = None, limit: int = 50, offset: int = 0
    ) -> Steps[list[RecordBrief]]:
        """A page of the records of one kind, newest first."""
        found = yield from self._get(below(vendor, kind), RecordList, status=status, limit=limit, offset=offset)
        return found.records

    @operation
    def get(self, vendor: str, kind: str, id: str) -> Steps[Record]:
        """A record with its content and its history."""
        return self._get(below(vendor, kind, id), Record)

    @operation
    def create(self, vendor: str, kind: str, row: Mapping[str, Any]) -> Steps[Record]:
        """Let a record appear by itself; `row` is written as in a scenario's fixtures, in the vendor's own names."""
        return self._ask("POST", below(vendor, kind), Record, query={}, body=dict(row))

    @operation
    def move(self, vendor: str, kind: str, id: str, do: str, /, **given: str) -> Steps[Record]:
        """Make a move, as the pharmacy, the carrier or the patient would. `given` are values that the move takes."""
        return self._post(below(vendor, kind, id, "moves"), Record, {"do": do, "with": given})


class Orders(Resource[WayT_co]):
    """The orders of a sandbox, whatever their vendors call them."""

    @operation
    def list(
        self,
        vendor: str | None = None,
        *,
        status: str | None = None,
        stage: str | None = None,
        older_than: Span | None = None,
        newer_than: Span | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Steps[list[Order]]:
        """A page of the orders of one vendor or of all, newest first."""
        found = yield from self._get(
            "/orders",
            OrderList,
            vendor=vendor,
            status=status,
            stage=stage,
            older_than=older_than,
            newer_than=newer_than,
            limit=limit,
            offset=offset,
        )
        return found.orders

    @operation
    def count(self, vendor: str | None = None, *, status: str | None = None, stage: str | None = None) -> Steps[int]:
        """How many orders there are."""
        found = yield from self._get("/orders", OrderList, vendor=vendor, status=status, stage=stage, limit=1)
        return found.total

    @operation
    def get(self, vendor: str, id: str) -> Steps[Record]:
        """An order with its content and its history."""
        kind = yield from self._kind(vendor)
        return (yield from self._get(below("records", vendor, kind, id), Record))

    @operation
    def move(self, vendor: str, id: str, do: str, /, **given: str) -> Steps[Record]:
        """Make a move on an order, as the pharmacy, the carrier or the patient would."""
        kind = yield from self._kind(vendor)
        return (yield from self._post(below("records", vendor, kind, id, "moves"), Record, {"do": do, "with": given}))

    def _kind(self, vendor: str) -> Steps[str]:
        """What a vendor's orders are called: its first kind with statuses whose name ends so."""
        above = Resource(self._way, "/_mock/vendors")
        found = yield from above._get(below(vendor, "lifecycles"), LifecycleList)  # noqa: SLF001  # a part of its own kind
        return next((each.kind for each in found.lifecycles if each.kind.endswith("order")), "order")
