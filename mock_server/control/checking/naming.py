"""The names that a check uses, held against what there is: a name that nothing bears would make a check hold by mistake."""

from collections.abc import Iterable

from mock_server.contract.vendor import Vendor
from mock_server.control.models.filters import CallFilter, DeliveryFilter, MoveFilter, RecordFilter
from mock_server.control.problems import UNKNOWN_NAME, Problem
from mock_server.control.server import ControlledServer
from mock_server.engine.engine import AMEND, CREATE
from mock_server.engine.records import AnyKind
from mock_server.scenarios.errors import hint, show


def check_names(sort: str, names: Iterable[str | None], known: Iterable[str]) -> None:
    """Refuse names that are not known; `sort` says of what they are. None stands for no name.

    Raises:
        Problem: one is not known.
    """
    words = list(dict.fromkeys(known))
    for name in names:
        if name is not None and name not in words:
            raise Problem(UNKNOWN_NAME, f"there is no {sort} {show(name)}{hint(name, words)}")


def vendors_of(server: ControlledServer, slug: str | None) -> list[Vendor]:
    """The vendor of that name, all of them without one.

    Raises:
        Problem: there is none.
    """
    check_names("vendor", [slug], server.vendors)
    return list(server.vendors.values()) if slug is None else [server.vendors[slug]]


def check_call(server: ControlledServer, wanted: CallFilter) -> None:
    """Refuse a vendor or an operation that there is not.

    Raises:
        Problem: there is none of that name.
    """
    vendors = vendors_of(server, wanted.vendor)
    known = [name for vendor in vendors for name in (*vendor.names.values(), f"{vendor.slug}.*")]
    check_names("operation", [wanted.operation], known)


def kinds_of(server: ControlledServer, wanted: RecordFilter | MoveFilter) -> list[AnyKind]:
    """The kinds that a filter of records or moves speaks of: without a kind, orders for records, and all for moves.

    Raises:
        Problem: the vendor, the kind, the status, the move or the event is none.
    """
    vendors = vendors_of(server, wanted.vendor)
    if wanted.kind is None and isinstance(wanted, RecordFilter):
        kinds = list(server.order_kinds(wanted.vendor))
    else:
        kinds = _kinds(vendors, wanted.kind)
    check_statuses([wanted.status], kinds)
    if isinstance(wanted, MoveFilter):
        check_moves([wanted.do], kinds)
        _check_event(vendors, wanted.event)
    return kinds


def check_delivery(server: ControlledServer, wanted: DeliveryFilter) -> None:
    """Refuse a vendor, a kind or an event that there is not.

    Raises:
        Problem: there is none of that name.
    """
    vendors = vendors_of(server, wanted.vendor)
    _kinds(vendors, wanted.kind)
    _check_event(vendors, wanted.event)


def _kinds(vendors: Iterable[Vendor], noun: str | None) -> list[AnyKind]:
    kinds = [kind for vendor in vendors for kind in vendor.kinds]
    check_names("kind", [noun], (kind.noun for kind in kinds))
    return [kind for kind in kinds if noun in (None, kind.noun)]


def check_statuses(words: Iterable[str | None], kinds: Iterable[AnyKind]) -> None:
    """Refuse a status that none of the kinds can have.

    Raises:
        Problem: there is none.
    """
    check_names("status", words, (each.name for kind in kinds if kind.lifecycle for each in kind.lifecycle.statuses))


def check_moves(words: Iterable[str | None], kinds: Iterable[AnyKind]) -> None:
    """Refuse a move that none of the kinds can make. What is done to a kind without statuses has names of its own.

    Raises:
        Problem: there is none.
    """
    lifecycles = [kind.lifecycle for kind in kinds]
    if all(lifecycles):
        known = [name for each in lifecycles if each for name in each.names]
        check_names("move", words, [*known, CREATE, AMEND])


def _check_event(vendors: Iterable[Vendor], event: str | None) -> None:
    check_names("event", [event], (name for vendor in vendors if vendor.webhooks for name in vendor.webhooks.by_name))
