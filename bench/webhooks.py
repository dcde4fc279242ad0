"""Webhooks under load: how fast news reach a receiver, and what a receiver that hangs costs everybody else."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator

from bench import load, servers
from bench.servers import Running

_SANDBOX = "/_mock/sandboxes/default"
_ORDER = json.dumps(
    {
        "patientId": "pat_1234567890",
        "prescriptionId": "rx_9876543210",
        "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
    }
)
_KEY = {"X-API-Key": load.KEY}
_PAUSE = 0.1


def rate(events: int = 10_000) -> float:
    """News a second that reach a receiver on this machine, from the first order to the last delivery."""
    with servers.bare() as receiver, servers.ours() as server:
        _subscribe(server, receiver.port, "/")
        begun = time.perf_counter()
        for _ in range(events):
            server.ask("POST", "/nimbus/orders", _ORDER, _KEY)
        server.ask("POST", f"{_SANDBOX}/outbox/drain", '{"forget": true}')
        return events / (time.perf_counter() - begun)


def hanging(runs: int) -> tuple[float, float]:
    """The best p99 of reads in milliseconds while orders are told to ten receivers: all of them well, and one that hangs."""
    well: list[float] = []
    ill: list[float] = []
    for _ in range(runs):
        for measured, hangs in ((well, False), (ill, True)):
            with servers.bare() as receiver, _deaf() as deaf, servers.ours() as server:
                for n in range(10):
                    _subscribe(server, deaf if hangs and n == 0 else receiver.port, f"/{n}")
                with _ordering(server):
                    measured.append(load.read(server, "/nimbus/orders/ord_abc123xyz").p99_ms)
    return min(well), min(ill)


def _subscribe(server: Running, port: int, path: str) -> None:
    wish = {"vendor": "nimbus", "url": f"http://127.0.0.1:{port}{path}"}
    server.ask("POST", f"{_SANDBOX}/webhooks", json.dumps(wish))


@contextlib.contextmanager
def _deaf() -> Iterator[int]:
    """The port of a receiver that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield listener.getsockname()[1]


@contextlib.contextmanager
def _ordering(server: Running) -> Iterator[None]:
    """Orders made beside the load, some ten a second."""
    done = threading.Event()

    def order() -> None:
        while not done.wait(_PAUSE):
            server.ask("POST", "/nimbus/orders", _ORDER, _KEY)

    thread = threading.Thread(target=order)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
