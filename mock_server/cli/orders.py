"""`mock-server orders …`: the orders of a sandbox of a running server."""

from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import Final

from mock_server.cli.failures import Failure
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Document, remote_of, sandbox_path
from mock_server.cli.tables import show_table

_UNITS: Final = (("d", 86_400), ("h", 3_600), ("m", 60))


def show_all(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """List the orders."""
    query = {name: getattr(arguments, name) for name in ("vendor", "status", "stage", "limit")}
    answer = remote_of(arguments, environ).get(sandbox_path(arguments.sandbox, "orders"), query)
    if arguments.json:
        say_json(answer)
        return 0
    orders: list[Document] = answer.get("orders", [])
    columns = ("vendor", "kind", "id", "status", "stage", "age", "next due", "moves")
    show_table(columns, [_row(order) for order in orders])
    total = answer.get("total", len(orders))
    say(f"{len(orders)} of {total} orders" if total != len(orders) else f"{total} order{'' if total == 1 else 's'}")
    return 0


def move(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Move an order on.

    Raises:
        Failure: a value has no name, or the server refuses.
    """
    path = sandbox_path(arguments.sandbox, "records", arguments.vendor, arguments.kind, arguments.id, "moves")
    wish = {"do": arguments.move, "with": named(arguments.values)}
    answer = remote_of(arguments, environ).post(path, wish)
    if arguments.json:
        say_json(answer)
        return 0
    say(f"{arguments.vendor} {arguments.kind} {arguments.id}: {arguments.move} done, now {answer.get('status')}")
    return 0


def named(values: Iterable[str]) -> dict[str, str]:
    """Values by name, from words such as `trackingNumber=1Z999AA10123456784`.

    Raises:
        Failure: a word is none of these, or a name comes twice.
    """
    named: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not (name and equals):
            raise Failure(f"{value!r} is no NAME=VALUE, such as trackingNumber=1Z999AA10123456784")
        if name in named:
            raise Failure(f"{name!r} is given twice")
        named[name] = text
    return named


def _row(order: Document) -> tuple[object, ...]:
    due: Document = order.get("next_due") or {}
    seen = [order.get(name) for name in ("vendor", "kind", "id", "status", "stage")]
    next_due = f"{due.get('do')} at {due.get('at')}" if due else None
    return (*seen, _age(order.get("age_seconds", 0)), next_due, ", ".join(order.get("moves_possible", [])))


def _age(seconds: int) -> str:
    """A duration in its two largest units: `2d 3h`."""
    left = seconds
    parts = []
    for unit, size in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts[:2]) or f"{left}s"
