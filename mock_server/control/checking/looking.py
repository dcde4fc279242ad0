"""Looking for what somebody waits for: what fits now, and what nearly fits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from mock_server.control.checking.calls import (
    SeenCall,
    SeenMove,
    call_differs,
    calls_of,
    move_differs,
    moves_of,
    tell_call,
    tell_move,
)
from mock_server.control.checking.counting import Row, Sought
from mock_server.control.checking.deliveries import deliveries_of, delivery_differs, tell_delivery
from mock_server.control.checking.differing import told_filter
from mock_server.control.checking.naming import check_call, check_delivery, kinds_of
from mock_server.control.checking.records import Found, candidates, record_differs, tell_record
from mock_server.control.models.filters import CallFilter, DeliveryFilter, MoveFilter, RecordFilter
from mock_server.control.models.records import RecordOut
from mock_server.control.models.waiting import Wait
from mock_server.control.models.webhooks import DeliveryOut
from mock_server.control.server import ControlledServer
from mock_server.control.telling import tell_brief
from mock_server.engine.records import AnyKind
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.webhooks.deliveries import Delivery

ThingT = TypeVar("ThingT")
Shown = dict[str, object]


@dataclass(frozen=True, slots=True)
class View(Generic[ThingT]):
    """The things in a sandbox that may be what is waited for, and how one is shown."""

    row: Row[ThingT]
    sought: Sought[ThingT]
    show: Callable[[ThingT], Shown]

    def fitting(self) -> list[ThingT]:
        """Those that are what is waited for."""
        return self.row.fitting(self.sought.differs)


LookAt = Callable[[Sandbox], View[Any]]
"""Gives the view of a sandbox as it is now; of which things is settled when the look is chosen."""


def look_for(server: ControlledServer, wish: Wait) -> LookAt:
    """What looks for the thing that is wished for.

    Raises:
        Problem: the wish names something that there is not.
    """
    wanted = wish.awaited.what
    if isinstance(wanted, CallFilter):
        check_call(server, wanted)
        return partial(_calls, server, wanted, wish.since)
    if isinstance(wanted, MoveFilter):
        kinds_of(server, wanted)
        return partial(_moves, server, wanted, wish.since)
    if isinstance(wanted, RecordFilter):
        return partial(_records, wanted, kinds_of(server, wanted))
    check_delivery(server, wanted)
    return partial(_deliveries, wanted, wish.since)


def _calls(server: ControlledServer, wanted: CallFilter, since: int, sandbox: Sandbox) -> View[SeenCall]:
    answered = [seen for seen in calls_of(sandbox.journal, since) if seen[1].status]
    sought = Sought(partial(call_differs, server.vendors, wanted), told_filter(wanted, CallFilter))
    return View(Row(answered, tell_call), sought, partial(_show_entry, server, sandbox))


def _moves(server: ControlledServer, wanted: MoveFilter, since: int, sandbox: Sandbox) -> View[SeenMove]:
    sought = Sought(partial(move_differs, wanted), told_filter(wanted, MoveFilter))
    return View(Row(moves_of(sandbox.journal, since), tell_move), sought, partial(_show_entry, server, sandbox))


def _show_entry(server: ControlledServer, sandbox: Sandbox, seen: SeenCall | SeenMove) -> Shown:
    return tell_brief(server, sandbox, seen[0], mask=server.mask(sandbox))


def _records(wanted: RecordFilter, kinds: list[AnyKind], sandbox: Sandbox) -> View[Found]:
    def show(found: Found) -> Shown:
        return RecordOut.told(sandbox, *found).model_dump(mode="json", by_alias=True)

    row = Row(list(candidates(sandbox.engine.world.store, kinds, wanted)), partial(tell_record, "status"))
    return View(row, Sought(partial(record_differs, wanted), told_filter(wanted, RecordFilter)), show)


def _deliveries(wanted: DeliveryFilter, since: int, sandbox: Sandbox) -> View[Delivery]:
    sought = Sought(partial(delivery_differs, wanted), told_filter(wanted, DeliveryFilter))
    return View(Row(deliveries_of(sandbox, since), tell_delivery), sought, _show_delivery)


def _show_delivery(delivery: Delivery) -> Shown:
    return DeliveryOut.told(delivery).model_dump(mode="json")
