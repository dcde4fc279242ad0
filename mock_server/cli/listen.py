"""`mock-server webhooks listen`: a small receiver for the terminal, which prints and verifies what arrives."""

import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final
from urllib.parse import quote

from mock_server.cli.failures import Failure
from mock_server.cli.output import say, say_json
from mock_server.cli.remote import Remote, remote_of, sandbox_path
from mock_server.webhooks.diagnosis import diagnose

SIGNATURE: Final = "X-Webhook-Signature"
_MOST: Final = 1 << 20


@dataclass
class Listener:
    """What the receiver knows: how it answers, whose secret it checks, and how much is still to come (None: without end)."""

    secret: str | None
    failures_left: int
    status: int
    left: int | None
    is_json: bool

    def answer_to(self, headers: Message, body: bytes) -> int:
        """Say what came, and answer with the status to send."""
        status = HTTPStatus.NO_CONTENT
        if self.failures_left:
            self.failures_left -= 1
            status = HTTPStatus(self.status)
        if self.left is not None:
            self.left -= 1
        verdict = self._verdict(headers, body)
        text = body.decode("utf-8", "replace")
        if self.is_json:
            said = {"headers": dict(headers), "body": text, "signature": verdict, "answered": int(status)}
            say_json(said, is_compact=True)
        else:
            say(f"{_named(body)}  signature {verdict}  answered {int(status)}")
            say(f"  {text}")
        return status

    def _verdict(self, headers: Message, body: bytes) -> str:
        signature = headers.get(SIGNATURE)
        if signature is None:
            return "absent"
        if self.secret is None:
            return "not checked"
        found = diagnose(body, signature, self.secret)
        return "right" if found.is_right else f"WRONG: {found.says}"


def _named(body: bytes) -> str:
    """What the news call themselves, as far as the vendors' envelopes say it."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "no JSON"
    if not isinstance(value, dict):
        return "no JSON object"
    return str(value.get("type") or value.get("event_type") or value.get("order_status") or value.get("status") or "news")


def listen(arguments: Namespace, environ: Mapping[str, str]) -> int:
    """Receive until Ctrl-C, or until so many have come; subscribes itself where a vendor is named, and unsubscribes at the end.

    Raises:
        Failure: the port is taken, or the server refuses the subscription.
    """
    remote = remote_of(arguments, environ)
    listener = Listener(arguments.secret, arguments.fail, arguments.status, arguments.count, arguments.json)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = self.headers.get("content-length", "0")
            body = self.rfile.read(min(int(length) if length.isdecimal() else 0, _MOST))
            self.send_response(listener.answer_to(self.headers, body))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing of the protocol."""

    try:
        receiver = HTTPServer(("127.0.0.1", arguments.port), Handler)
    except (OSError, OverflowError) as wrong:
        raise Failure(f"cannot listen on port {arguments.port}: {wrong}") from None
    with receiver:
        address = arguments.address or f"http://127.0.0.1:{receiver.server_port}/"
        made = _subscribe(remote, arguments, address, listener) if arguments.vendor else None
        if not arguments.json:
            say(f"listening at {address}{' and subscribed' if made else ''}; Ctrl-C ends it")
        try:
            while listener.left is None or listener.left > 0:
                receiver.handle_request()
        finally:
            if made is not None:
                remote.ask("DELETE", f"{sandbox_path(arguments.sandbox, 'webhooks')}/{quote(made, safe='')}")
    return 0


def _subscribe(remote: Remote, arguments: Namespace, address: str, listener: Listener) -> str:
    wish: dict[str, object] = {"vendor": arguments.vendor, "url": address}
    if arguments.secret:
        wish["secret"] = arguments.secret
    made = remote.post(sandbox_path(arguments.sandbox, "webhooks"), wish)
    listener.secret = made["secret"]
    return str(made["id"])
