"""The pharmacy's webhooks: checked, written down once, answered."""

import hashlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clinic.book import Book

# What an event says of the order that it is about.
_STATUS = {"order.created": "pending", "order.fulfilled": "shipped"}


def is_genuine(body: bytes, signature: str, secret: str) -> bool:
    """Whether the pharmacy has signed these very bytes."""
    return hmac.compare_digest(hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(), signature)


def take(book: Book, body: bytes) -> None:
    """Write an event down, unless it has been heard before: news may come twice."""
    event = json.loads(body)
    if event["type"] in _STATUS and book.hears(event["id"]):
        order = event["data"]
        book.stands(order["orderId"], _STATUS[event["type"]], order.get("trackingNumber"))


class Receiver(ThreadingHTTPServer):
    """Listens for the pharmacy's news."""

    def __init__(self, address: tuple[str, int], book: Book, secret: str) -> None:
        super().__init__(address, _Handler)
        self.book = book
        self.secret = secret

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/pharmacy-news"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        genuine = is_genuine(body, self.headers.get("X-Webhook-Signature", ""), self.server.secret)
        if genuine:
            take(self.server.book, body)
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, format: str, *parts: object) -> None:
        """Say nothing."""
