"""`mock-server webhooks …`: the outbox of a running server, news by hand, and why a signature does not fit."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mock_server.cli.failures import Failure
from mock_server.cli.orders import named
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Document, remote_of, sandbox_path
from mock_server.cli.tables import show_table
from mock_server.webhooks.diagnosis import diagnose

_COLUMNS = ("id", "vendor", "event", "record", "to", "state", "attempts", "last", "next")


def show_all(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """List the deliveries of the outbox."""
    query = {name: getattr(arguments, name) for name in ("vendor", "event", "state", "limit")}
    answer = remote_of(arguments, environ).get(sandbox_path(arguments.sandbox, "deliveries"), query)
    if arguments.json:
        say_json(answer)
        return 0
    deliveries: list[Document] = answer["deliveries"]
    show_table(_COLUMNS, [_row(each) for each in deliveries])
    say(f"{len(deliveries)} of {answer['total']} deliveries{_lost(answer)}")
    return 0


def show(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Show one delivery: the bytes, and every attempt."""
    answer = remote_of(arguments, environ).get(sandbox_path(arguments.sandbox, "deliveries", arguments.id))
    if arguments.json:
        say_json(answer)
        return 0
    say(f"{answer['id']}  {answer['vendor']} {answer['event']}  {answer['state']}  to {answer['url'] or 'the outbox alone'}")
    say(answer["body"])
    for attempt in answer["tries"]:
        headers = ", ".join(f"{name}: {value}" for name, value in attempt["headers"].items())
        outcome = attempt["status"] or f"{attempt['error']}: {attempt['says']}"
        say(f"  {attempt['number']}. at {attempt['at']}  {outcome}  {headers}")
    return 0


def resend(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Send a delivery once more, or all that were given up; code 1 when one fails again."""
    remote = remote_of(arguments, environ)
    if (arguments.id is None) != arguments.failed:
        raise Failure("say which: an id, or --failed for all that were given up")
    if arguments.failed:
        answer = remote.post(sandbox_path(arguments.sandbox, "outbox", "resend"), {})
    else:
        one = remote.post(sandbox_path(arguments.sandbox, "deliveries", arguments.id, "resend"), {})
        answer = {"deliveries": [one]}
    return _told(answer, is_json=arguments.json)


def trigger(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Tell an event by hand; code 1 when it does not arrive."""
    wish: Document = {"vendor": arguments.vendor, "event": arguments.event, "overrides": _nested(named(arguments.values))}
    if arguments.id is not None:
        wish["id"] = arguments.id
    answer = remote_of(arguments, environ).post(sandbox_path(arguments.sandbox, "outbox", "trigger"), wish)
    return _told(answer, is_json=arguments.json)


def verify(arguments: Namespace, _: Mapping[str, str]) -> int:
    """Say whether a signature fits a body, and if not why; code 1 when it does not."""
    try:
        body = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
    except OSError as wrong:
        raise Failure(f"cannot read {arguments.file}: {wrong.strerror or wrong}") from None
    found = diagnose(body, arguments.signature, arguments.secret)
    if arguments.json:
        say_json({"right": found.is_right, "says": found.says})
    else:
        say(found.says)
    return 0 if found.is_right else 1


def _told(answer: Document, *, is_json: bool) -> int:
    deliveries: list[Document] = answer["deliveries"]
    if is_json:
        say_json(answer)
    elif deliveries:
        show_table(_COLUMNS, [_row(each) for each in deliveries])
    else:
        say("nobody was told: there is nothing to send, or nobody asked for it")
    return 0 if all(each["state"] in {"delivered", "collected"} for each in deliveries) else 1


def _row(delivery: Document) -> tuple[object, ...]:
    last = delivery["last_status"] or delivery["last_error"]
    seen = [delivery[name] for name in ("id", "vendor", "event")]
    to = delivery["url"] or "the outbox alone"
    return (*seen, delivery["record"]["id"], to, delivery["state"], delivery["attempts"], last, delivery["next_at"])


def _lost(answer: Document) -> str:
    lost = [f"{answer[name]} {name}" for name in ("dropped", "forgotten") if answer[name]]
    return f"; {', '.join(lost)}" if lost else ""


def _nested(values: Mapping[str, str]) -> Document:
    """Members by dotted path as objects within objects: `data.status=odd` is `{"data": {"status": "odd"}}`."""
    nested: Document = {}
    for path, text in values.items():
        *parents, name = path.split(".")
        _within(nested, parents)[name] = text
    return nested


def _within(nested: Document, parents: Iterable[str]) -> dict[str, Any]:
    for parent in parents:
        nested = nested.setdefault(parent, {})
    return nested
