"""A receiver of webhooks on the loopback, scripted by tests."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
    """A request as it came; names of headers in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Sink:
    """What came in, and what is answered: the statuses of `script` in turn, then 204; `body` and `headers` go along.

    While `gate` is clear, answers wait.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    script: list[int] = field(default_factory=list)
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    came: threading.Condition = field(default_factory=threading.Condition)

    def url(self, path: str = "/hooks") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def wait_for(self, count: int) -> None:
        """Come back when so many requests have come."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.received) >= count, 30), f"only {len(self.received)} have come"


@contextlib.contextmanager
def receiving(port: int = 0) -> Iterator[Sink]:
    """A receiver that listens until the end of the block."""
    sink = Sink()
    sink.gate.set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with sink.came:
                sink.received.append(Received(self.path, headers, body))
                sink.came.notify_all()
            status = sink.script.pop(0) if sink.script else 204
            sink.gate.wait(30)
            with contextlib.suppress(ConnectionError):  # the sender may have given up
                self.send_response(status)
                for name, value in sink.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(sink.body)))
                self.end_headers()
                self.wfile.write(sink.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", port), Handler) as server:
        sink.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.gate.set()
            server.shutdown()
            thread.join()
