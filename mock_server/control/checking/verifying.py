"""Holds what happened in a sandbox against what was to happen."""

from collections.abc import Iterator
from functools import partial
from typing import Final, TypeVar

from mock_server.control.checking.calls import SeenCall, call_differs, calls_of, tell_call
from mock_server.control.checking.counting import Row, Sought, check_count, check_order
from mock_server.control.checking.deliveries import deliveries_of, delivery_differs, tell_delivery
from mock_server.control.checking.differing import told_filter
from mock_server.control.checking.naming import check_call, check_delivery, kinds_of
from mock_server.control.checking.records import candidates, check_words, history_breaks, record_differs, shared, tell_record
from mock_server.control.models.checks import Failure, History, RecordCheck, Verdict, Verify
from mock_server.control.models.filters import Bounds, CallFilter, DeliveryFilter, RecordFilter
from mock_server.control.server import ControlledServer
from mock_server.control.telling import tell_brief
from mock_server.engine.records import AnyKind
from mock_server.journal.entries import Journal
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.webhooks.deliveries import Delivery

ThingT = TypeVar("ThingT")

_STORY: Final = 50


def verify(server: ControlledServer, sandbox: Sandbox, wish: Verify) -> Verdict:
    """The verdict on all checks.

    Raises:
        Problem: a check names a vendor, an operation, a kind, a status, a move or an event that there is not.
    """
    kinds = _check_names(server, wish)
    failures = [*_check_calls(server, sandbox.journal, wish)]
    for position, check in enumerate(wish.records):
        failures += _check_records(sandbox, kinds[position], check, f"/records/{position}")
    failures += _check_webhooks(sandbox, wish)
    single = len(wish.calls) + len(wish.records) + len(wish.webhooks)
    return Verdict(
        ok=not failures,
        checks=single + bool(wish.calls_in_order) + bool(wish.webhooks_in_order),
        failures=failures,
        forgotten=forgotten(sandbox.journal, wish.since),
        story=story(server, sandbox) if failures else [],
    )


def forgotten(journal: Journal, since: int) -> int:
    """How many entries after a number the journal no longer has."""
    return max(0, journal.dropped - since)


def story(server: ControlledServer, sandbox: Sandbox) -> list[dict[str, object]]:
    """The last entries of a sandbox's journal, oldest first."""
    journal, mask = sandbox.journal, server.mask(sandbox)
    return [tell_brief(server, sandbox, entry, mask=mask) for entry in journal.since(max(0, journal.last - _STORY))]


def _check_names(server: ControlledServer, wish: Verify) -> list[list[AnyKind]]:
    """Refuse names that there are not; answers the kinds that each check of records speaks of."""
    for call in (*wish.calls, *wish.calls_in_order):
        check_call(server, call)
    for delivery in (*wish.webhooks, *wish.webhooks_in_order):
        check_delivery(server, delivery)
    kinds = [kinds_of(server, check) for check in wish.records]
    for check, found in zip(wish.records, kinds, strict=True):
        if check.history is not None:
            check_words(check.history, found)
    return kinds


def _check_calls(server: ControlledServer, journal: Journal, wish: Verify) -> Iterator[Failure]:
    row = Row(calls_of(journal, wish.since), tell_call)
    doubt = _doubt("journal", forgotten(journal, wish.since))

    def sought(wanted: CallFilter) -> Sought[SeenCall]:
        return Sought(partial(call_differs, server.vendors, wanted), told_filter(wanted, CallFilter))

    for position, check in enumerate(wish.calls):
        yield from _count(row, sought(check), check, f"/calls/{position}", doubt)
    order = check_order(row, [sought(step) for step in wish.calls_in_order], "/calls_in_order")
    if order is not None:
        yield _doubted(order, doubt)


def _count(row: Row[ThingT], sought: Sought[ThingT], bounds: Bounds, check: str, doubt: str) -> Iterator[Failure]:
    failure = check_count(row, sought, bounds, check)
    if failure is not None:
        yield _doubted(failure, doubt)
    elif doubt and bounds.has_ceiling:
        says = f"found {len(row.fitting(sought.differs))}, as expected"
        yield _doubted(Failure(check=check, says=says, found=[], nearest=[]), doubt)


def _doubt(where: str, lost: int) -> str:
    """What to say where something has been forgotten, which can no longer be counted."""
    return f"the {where} has forgotten {lost} older entries; say since which number, or let it keep more" if lost else ""


def _doubted(failure: Failure, doubt: str) -> Failure:
    return failure.model_copy(update={"says": f"{failure.says}, but {doubt}"}) if doubt else failure


def _check_records(sandbox: Sandbox, kinds: list[AnyKind], check: RecordCheck, here: str) -> Iterator[Failure]:
    history = check.history or History()
    row = Row(list(candidates(sandbox.engine.world.store, kinds, check)), partial(tell_record, history.by))
    sought = Sought(partial(record_differs, check), told_filter(check, RecordFilter))
    count = check_count(row, sought, check, here)
    if count is not None:
        yield count
    fitting = row.fitting(sought.differs)
    for found in fitting:
        breaks = " and ".join(history_breaks(history, found))
        if breaks:
            yield Failure(check=f"{here}/history", says=f"{row.tell(found).what}: it {breaks}", found=[], nearest=[])
    for value, sharing in shared(fitting, check.one_per) if check.one_per else ():
        says = f"{len(sharing)} records have the same {check.one_per} {value}"
        yield Failure(check=f"{here}/one_per", says=says, found=row.told(sharing), nearest=[])


def _check_webhooks(sandbox: Sandbox, wish: Verify) -> Iterator[Failure]:
    row = Row(deliveries_of(sandbox, wish.since), tell_delivery)
    doubt = _doubt("outbox", sandbox.outbox.forgotten)

    def sought(wanted: DeliveryFilter) -> Sought[Delivery]:
        return Sought(partial(delivery_differs, wanted), told_filter(wanted, DeliveryFilter))

    for position, check in enumerate(wish.webhooks):
        yield from _count(row, sought(check), check, f"/webhooks/{position}", doubt)
    order = check_order(row, [sought(step) for step in wish.webhooks_in_order], "/webhooks_in_order")
    if order is not None:
        yield _doubted(order, doubt)
