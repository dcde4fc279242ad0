"""Holds what a consumer believes of its orders against how they stand."""

from collections.abc import Iterator, Set
from contextlib import suppress

from mock_server.control.checking.naming import vendors_of
from mock_server.control.checking.partings import Past, has_tracking, trackings
from mock_server.control.checking.records import Found, has_ended, is_fixture, stage_of
from mock_server.control.models.reconciling import Belief, DifferenceOut, Discord, PartingOut, Reconcile, Reconciliation
from mock_server.control.server import ControlledServer
from mock_server.engine.idempotency import fingerprint
from mock_server.engine.records import AnyRecord
from mock_server.journal.entries import Call
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.wire import MalformedJson, read_json


def reconcile(server: ControlledServer, sandbox: Sandbox, wish: Reconcile) -> Reconciliation:
    """Where belief and truth differ: belief by belief, then the orders that nobody believes in.

    Raises:
        Problem: a belief speaks of a vendor that there is not.
    """
    for slug in (*(belief.vendor for belief in wish.believed), *(wish.vendors or ())):
        vendors_of(server, slug)
    truth = Truth(server, sandbox)
    believed: set[Key] = set()
    differences: list[DifferenceOut] = []
    agreed = 0
    for belief in wish.believed:
        found = list(_judge(truth, belief, believed))
        differences += found
        agreed += not found
    slugs = list(server.vendors) if wish.vendors is None else wish.vendors
    differences += _unbelieved(truth, believed, slugs, with_fixtures=wish.fixtures)
    return Reconciliation(ok=not differences, believed=len(wish.believed), agreed=agreed, differences=differences)


Key = tuple[str, str]
"""The kind and the id of a record."""


class Truth:
    """The orders of a sandbox as they are found: by id and by reference."""

    def __init__(self, server: ControlledServer, sandbox: Sandbox) -> None:
        self._server = server
        self._sandbox = sandbox
        self._by_reference: dict[str, dict[str, list[Found]]] = {}
        self.past = Past(sandbox.journal)

    def orders(self, vendor: str) -> Iterator[Found]:
        """A vendor's orders, oldest first."""
        store = self._sandbox.engine.world.store
        return ((kind, record) for kind in self._server.order_kinds(vendor) for record in store.each(kind))

    def with_id(self, vendor: str, id: str) -> Found | None:
        """The order of that id."""
        store = self._sandbox.engine.world.store
        found = ((kind, store.get(kind, id)) for kind in self._server.order_kinds(vendor))
        return next(((kind, record) for kind, record in found if record is not None), None)

    def with_reference(self, vendor: str, reference: str) -> list[Found]:
        """The orders that bear a reference, oldest first: those made since the start, and only without any, fixtures.

        Those that came to nothing count only where no other does.
        """
        bearing = self._references(vendor).get(reference, [])
        bearing = [found for found in bearing if not is_fixture(found[1])] or bearing
        return [found for found in bearing if not has_ended(found)] or bearing[-1:]

    def _references(self, vendor: str) -> dict[str, list[Found]]:
        known = self._by_reference.get(vendor)
        if known is None:
            known = self._by_reference[vendor] = {}
            for kind, record in self.orders(vendor):
                texts = {value for value in kind.view(record).values() if isinstance(value, str)}
                for text in {record.id, *texts} - {record.status}:
                    known.setdefault(text, []).append((kind, record))
        return known

    def sent(self, record: AnyRecord) -> bytes | None:
        """A fingerprint of what the call sent that made a record; None where no kept call with a body did."""
        cause = record.history[0].cause
        entry = None if cause is None else self._sandbox.journal.get(cause)
        if entry is None or not isinstance(entry.what, Call) or not entry.what.body:
            return None
        with suppress(MalformedJson):
            return fingerprint(read_json(entry.what.body))
        return None


def _judge(truth: Truth, belief: Belief, believed: set[Key]) -> Iterator[DifferenceOut]:
    word = belief.id or belief.reference or ""
    if belief.id is not None:
        one = truth.with_id(belief.vendor, belief.id)
        found = [] if one is None else [one]
    else:
        found = truth.with_reference(belief.vendor, word)
    if not found:
        parted = truth.past.disappearance(belief.vendor, word)
        yield _difference(Discord.UNKNOWN, belief, None, f"{belief.vendor} has no order {word!r}", parted=parted)
        return
    kind, record = found[0]
    for other in found:
        key = (other[0].name, other[1].id)
        if key in believed:
            yield _difference(Discord.DOUBLE, belief, other, f"the order {other[1].id} stands twice among what is believed")
        believed.add(key)
    if len(found) > 1:
        ids = ", ".join(each.id for _, each in found)
        says = f"{len(found)} orders bear the reference {word!r}: {ids}"
        yield _difference(Discord.DOUBLE, belief, found[1], says, parted=truth.past.creation(found[1]))
    yield from _compare(truth, belief, (kind, record))


def _compare(truth: Truth, belief: Belief, found: Found) -> Iterator[DifferenceOut]:
    kind, record = found
    wanted = belief.status or belief.stage

    def is_believed(status: str) -> bool:
        return belief.status in (None, status) and belief.stage in (None, stage_of(kind, status))

    if wanted is not None and not is_believed(record.status):
        stands = record.status if belief.status else f"{record.status} ({stage_of(kind, record.status)})"
        parted = truth.past.status_parting(found, is_believed)
        says = f"the order {record.id} is {stands}, not {wanted}"
        yield _difference(Discord.WRONG_STATUS, belief, found, says, believed=wanted, found=record.status, parted=parted)
    present = trackings(kind, record)
    if belief.tracking is not None and not has_tracking(present, belief.tracking):
        shown = ", ".join(present) or "none"
        says = f"the tracking of the order {record.id} is {shown}, not {belief.tracking or 'none'}"
        parting = truth.past.tracking_parting(found, belief.tracking)
        yield _difference(
            Discord.WRONG_TRACKING, belief, found, says, believed=belief.tracking or None, found=shown, parted=parting
        )


def _unbelieved(truth: Truth, believed: Set[Key], slugs: list[str], *, with_fixtures: bool) -> Iterator[DifferenceOut]:
    for slug in slugs:
        # The orders so far by what made them: a call that was sent twice made its order twice.
        made: dict[bytes, str] = {}
        for kind, record in truth.orders(slug):
            sent = truth.sent(record)
            twin = None if sent is None else made.get(sent)
            if sent is not None:
                made.setdefault(sent, record.id)
            if (kind.name, record.id) in believed or (is_fixture(record) and not with_fixtures):
                continue
            sort = Discord.LOST if twin is None else Discord.DOUBLE
            says = "and the consumer does not know it" if twin is None else f"besides {twin}: the same was ordered twice"
            yield _difference(
                sort,
                Belief(vendor=slug, id=record.id),
                (kind, record),
                f"{slug} has the order {record.id} ({record.status}), {says}",
                found=record.status,
                parted=truth.past.creation((kind, record)),
            )


def _difference(
    sort: Discord,
    belief: Belief,
    found_in: Found | None,
    says: str,
    *,
    believed: str | None = None,
    found: str | None = None,
    parted: PartingOut | None = None,
) -> DifferenceOut:
    return DifferenceOut(
        sort=sort,
        vendor=belief.vendor,
        kind=None if found_in is None else found_in[0].noun,
        id=belief.id if found_in is None else found_in[1].id,
        reference=belief.reference,
        says=says,
        believed=believed,
        found=found,
        parted=parted,
    )
