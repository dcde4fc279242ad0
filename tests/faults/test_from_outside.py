"""Each fault of calls as a client meets it: httpx, requests and a raw socket, against a server of its own."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import httpx
import pytest
import requests

from tests.live import serving

KEY = {"X-API-Key": "nimbus-test-key"}
ORDER = {
    "patientId": "pat_1234567890",
    "prescriptionId": "rx_9876543210",
    "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
}
PATIENCE = 10.0
"""Seconds after which a test gives up; none comes near."""

_numbers = count(1)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@dataclass(frozen=True, slots=True)
class Faulty:
    """A sandbox with one rule on every call to Nimbus."""

    port: int
    sandbox: str

    @property
    def control(self) -> str:
        return f"http://127.0.0.1:{self.port}/_mock/sandboxes/{self.sandbox}"

    @property
    def orders(self) -> str:
        return f"http://127.0.0.1:{self.port}/s/{self.sandbox}/nimbus/orders"

    @property
    def sample(self) -> str:
        return f"{self.orders}/ord_abc123xyz"

    def made(self) -> int:
        """How many orders have been made."""
        entries = httpx.get(f"{self.control}/journal?kind=move").json()["entries"]
        return sum(entry["do"] == "create" for entry in entries)

    def exchange(self, request: bytes = b"") -> bytes:
        """All that comes back on a connection of its own, until it ends."""
        path = f"/s/{self.sandbox}/nimbus/orders/ord_abc123xyz".encode()
        plain = b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nX-API-Key: nimbus-test-key\r\nConnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(request or plain)
            received = b""
            while part := connection.recv(65_536):
                received += part
            return received


Make = Callable[..., Faulty]


@pytest.fixture
def faulty(port: int) -> Make:
    def make(fault: object, **more: object) -> Faulty:
        id = f"faulty-{next(_numbers)}"
        httpx.post(f"http://127.0.0.1:{port}/_mock/sandboxes", json={"id": id}).raise_for_status()
        found = Faulty(port, id)
        rule = {"name": "faulty", "on": "nimbus.*", "fault": fault} | more
        httpx.post(f"{found.control}/rules", json=rule).raise_for_status()
        return found

    return make


def with_httpx(faulty: Faulty, patience: float = PATIENCE) -> httpx.Response:
    return httpx.get(faulty.sample, headers=KEY, timeout=httpx.Timeout(PATIENCE, read=patience))


def with_requests(faulty: Faulty, patience: float = PATIENCE) -> requests.Response:
    return requests.get(faulty.sample, headers=KEY, timeout=(PATIENCE, patience))


@pytest.mark.parametrize("fault", ["reset", "answer_lost"])
def test_a_connection_that_is_reset_is_an_error_of_reading(faulty: Make, fault: str) -> None:
    sandbox = faulty(fault)

    with pytest.raises(httpx.ReadError):
        with_httpx(sandbox)
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        with_requests(sandbox)
    with pytest.raises(ConnectionResetError):
        sandbox.exchange()


def test_an_empty_answer_is_a_connection_that_closes_without_a_word(faulty: Make) -> None:
    sandbox = faulty("empty")

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        with_httpx(sandbox)
    with pytest.raises(requests.ConnectionError, match="without response"):
        with_requests(sandbox)
    assert sandbox.exchange() == b""


def test_garbage_is_no_http(faulty: Make) -> None:
    sandbox = faulty({"garbage": 32})

    with pytest.raises(httpx.RemoteProtocolError):
        with_httpx(sandbox)
    with pytest.raises(requests.ConnectionError, match="BadStatusLine"):
        with_requests(sandbox)
    received = sandbox.exchange()
    assert len(received) == 32
    assert not received.startswith(b"HTTP/")


def test_a_truncated_answer_promises_more_than_comes(faulty: Make) -> None:
    sandbox = faulty({"truncate": 20})

    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        with_httpx(sandbox)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        with_requests(sandbox)
    head, _, body = sandbox.exchange().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert body == b'{"id":"ord_abc123xyz'
    assert int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]) > len(body)


def test_a_connection_that_hangs_ends_the_patience_of_its_client(faulty: Make) -> None:
    sandbox = faulty({"hang": "30s"})

    with pytest.raises(httpx.ReadTimeout):
        with_httpx(sandbox, patience=0.05)
    with pytest.raises(requests.ReadTimeout):
        with_requests(sandbox, patience=0.05)


def test_a_connection_that_hangs_is_closed_in_the_end(faulty: Make) -> None:
    sandbox = faulty({"hang": "20ms"})

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        with_httpx(sandbox)
    with pytest.raises(requests.ConnectionError, match="without response"):
        with_requests(sandbox)
    assert sandbox.exchange() == b""


@pytest.mark.parametrize("fault", [{"delay": "20ms"}, {"delay": {"from": "1ms", "to": "20ms"}}, {"slow": "40ms"}])
def test_a_late_or_slow_answer_is_whole(faulty: Make, fault: object) -> None:
    sandbox = faulty(fault)

    assert with_httpx(sandbox).json()["id"] == "ord_abc123xyz"
    assert with_requests(sandbox).json()["id"] == "ord_abc123xyz"
    assert sandbox.exchange().endswith(b"}")


def test_a_delay_ends_the_patience_of_a_client_that_has_little(faulty: Make) -> None:
    sandbox = faulty({"delay": "30s"})

    with pytest.raises(httpx.ReadTimeout):
        with_httpx(sandbox, patience=0.05)
    with pytest.raises(requests.ReadTimeout):
        with_requests(sandbox, patience=0.05)


def test_a_slow_answer_comes_in_pieces(faulty: Make) -> None:
    sandbox = faulty({"slow": "40ms"})

    with httpx.stream("GET", sandbox.sample, headers=KEY) as answer:
        pieces = list(answer.iter_raw())

    assert len(pieces) > 1
    assert json.loads(b"".join(pieces))["id"] == "ord_abc123xyz"


def test_a_delay_of_sandbox_time_ends_when_somebody_moves_the_clock(faulty: Make) -> None:
    sandbox = faulty({"delay": {"for": "2h", "clock": "sandbox"}})

    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=PATIENCE) as connection:
        path = f"/s/{sandbox.sandbox}/nimbus/orders/ord_abc123xyz".encode()
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nX-API-Key: nimbus-test-key\r\n\r\n")
        while not httpx.get(f"{sandbox.control}/journal?kind=call").json()["entries"]:
            pass  # until the call has arrived
        httpx.post(f"{sandbox.control}/clock", json={"advance": "2h"}).raise_for_status()
        received = connection.recv(65_536)

    assert received.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"status": 503}, 503),
        ({"status": 503, "delay": "1ms"}, 503),
        ({"rate_limit": {"calls": 0, "per": "1m"}}, 429),
        ({"outage": {"lasts": "1h", "status": 502}}, 502),
    ],
)
def test_an_error_is_the_vendors_own(faulty: Make, fault: object, status: int) -> None:
    sandbox = faulty(fault)

    for answer in (with_httpx(sandbox), with_requests(sandbox)):
        assert answer.status_code == status
        assert set(answer.json()) == {"error"}
        assert "x-mock-journal" in answer.headers
    assert sandbox.exchange().startswith(b"HTTP/1.1 %d " % status)


def test_a_wrong_content_type_is_told_to_every_client(faulty: Make) -> None:
    sandbox = faulty("wrong_content_type")

    for answer in (with_httpx(sandbox), with_requests(sandbox)):
        assert answer.headers["content-type"] == "text/html"
        assert answer.json()["id"] == "ord_abc123xyz"
    assert b"content-type: text/html\r\n" in sandbox.exchange()


def test_a_stale_read_knows_nothing_of_what_has_just_been_made(faulty: Make) -> None:
    sandbox = faulty({"stale_read": "1m"}, on="nimbus.get_order")

    id = httpx.post(sandbox.orders, json=ORDER, headers=KEY).raise_for_status().json()["id"]

    assert httpx.get(f"{sandbox.orders}/{id}", headers=KEY).status_code == 404
    assert requests.get(f"{sandbox.orders}/{id}", headers=KEY, timeout=PATIENCE).status_code == 404
    request = f"GET /s/{sandbox.sandbox}/nimbus/orders/{id} HTTP/1.1\r\nHost: x\r\nX-API-Key: nimbus-test-key\r\n"
    assert sandbox.exchange(f"{request}Connection: close\r\n\r\n".encode()).startswith(b"HTTP/1.1 404 ")


def test_a_client_that_tries_again_after_a_lost_answer_orders_twice_unless_it_sends_a_key(faulty: Make) -> None:
    sandbox = faulty("answer_lost", calls="1-2")

    for headers in (KEY, KEY | {"Idempotency-Key": "k"}):
        with pytest.raises(httpx.ReadError):
            httpx.post(sandbox.orders, json=ORDER, headers=headers)
    without = httpx.post(sandbox.orders, json=ORDER, headers=KEY)
    replayed = httpx.post(sandbox.orders, json=ORDER, headers=KEY | {"Idempotency-Key": "k"})

    assert (without.status_code, replayed.status_code) == (201, 201)
    assert sandbox.made() == 3


@pytest.mark.parametrize("fault", ["reset", "empty", "garbage", {"hang": "1ms"}, {"status": 500}])
def test_a_fault_before_the_vendor_leaves_nothing_behind(faulty: Make, fault: object) -> None:
    sandbox = faulty(fault, calls=1)

    try:
        answered = httpx.post(sandbox.orders, json=ORDER, headers=KEY).status_code
    except httpx.TransportError:
        answered = 0
    again = httpx.post(sandbox.orders, json=ORDER, headers=KEY)

    assert (answered in (0, 500), again.status_code, sandbox.made()) == (True, 201, 1)


def test_the_next_call_on_a_kept_connection_goes_well(faulty: Make) -> None:
    sandbox = faulty({"delay": "1ms"}, calls=1)

    with httpx.Client(headers=KEY) as client:
        statuses = [client.get(sandbox.sample).status_code for _ in range(3)]

    assert statuses == [200, 200, 200]


def test_a_server_that_is_told_to_stop_waits_for_no_fault() -> None:
    with serving() as port:
        base = f"http://127.0.0.1:{port}"
        rules = f"{base}/_mock/sandboxes/default/rules"
        httpx.post(rules, json={"name": "hang", "on": "nimbus.*", "fault": "hang"}).raise_for_status()
        httpx.post(rules, json={"name": "late", "on": "rxscale.*", "fault": {"delay": "1m"}}).raise_for_status()
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
        for connection, path in zip(held, ("/nimbus/orders/x", "/rxscale/v2/public/health/"), strict=True):
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        while len(httpx.get(f"{base}/_mock/sandboxes/default/journal?kind=call").json()["entries"]) < len(held):
            pass  # until both have arrived
    # Leaving the block has ended the server, which complained of nothing.
    assert [connection.recv(1) for connection in held] == [b"", b""]
    for connection in held:
        connection.close()
