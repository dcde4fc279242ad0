"""What no well-behaved client sends: each gets a 4xx or a closed connection, never a 5xx and never a hang."""

import json
import re
import socket

import pytest

KEY = b"X-API-Key: nimbus-test-key\r\n"
HOST = b"Host: 127.0.0.1\r\n"
ORDER = json.dumps(
    {
        "patientId": "pat_1234567890",
        "prescriptionId": "rx_9876543210",
        "shippingAddress": {"street1": "123 Main St", "city": "Austin", "state": "TX", "zip": "78701", "country": "US"},
    }
).encode()


def exchange(port: int, *parts: bytes, is_all: bool = True) -> bytes:
    """Send bytes, say that they are all, and read until the server closes, or has answered and says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
            if is_all:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            received = b""  # the server had seen enough, and closed while there was more to send
        try:
            while chunk := connection.recv(65_536):
                received += chunk
        except ConnectionResetError:
            return received
        return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def post(path: bytes, body: bytes, *headers: bytes) -> bytes:
    head = b"POST " + path + b" HTTP/1.1\r\n" + HOST + KEY + b"".join(headers)
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def get(path: bytes, *headers: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + KEY + b"".join(headers) + b"\r\n"


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"1e400",
    b"NaN",
    b'{"patientId": NaN}',
    b"\xef\xbb\xbf" + ORDER,
    ORDER.decode().encode("utf-16"),
    ORDER.decode().encode("utf-32"),
    b"\xff\xfe",
    rb'{"patientId": "\ud800"}',
    rb'{"\udfff": 1}',
    b'{"a": 1, "a": 2}',
    b"[" * 100_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"patientId": ' + b"9" * 5_000 + b"}",
    b'{"notes": "' + b"\\u0000" * 2_000 + b'"}',
    b"--boundary\r\nContent-Disposition: form-data\r\n\r\nx\r\n--boundary--",
    b"<order/>",
    b"patientId=pat_1&prescriptionId=rx_1",
    b"\x1f\x8b\x08\x00",
    b"\x00" * 1_000,
]
TARGETS = [b"/nimbus/orders", b"/nimbus/refills", b"/_mock/sandboxes", b"/_mock/sandboxes/default/clock"]
PATHS = [
    b"/nimbus/orders/%00",
    b"/nimbus/orders/%ff%fe",
    b"/nimbus/orders/..%2f..%2fetc%2fpasswd",
    b"/nimbus/orders/" + b"a" * 8_000,
    b"/nimbus//orders",
    b"/nimbus/orders/ord_abc123xyz/",
    b"/s//nimbus/orders",
    b"/s/%2e%2e/nimbus/orders/x",
    b"/_mock/sandboxes/%00",
    b"/_mock/sandboxes/default/journal/-1",
    b"/_mock/sandboxes/default/journal/999999999999999999999",
    b"/_mock/sandboxes/default/journal?limit=1e9",
    b"/_mock/sandboxes/default/orders?offset=-1",
    b"/_mock/openapi/..%2fpyproject.yaml",
    b"/_mock/vendors/%F0%9F%92%8A",
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("kind", [b"application/json", b"text/plain", b"application/json; charset=utf-16"])
def test_a_hostile_body_is_refused(port: int, target: bytes, body: bytes, kind: bytes) -> None:
    answer = exchange(port, post(target, body, b"Content-Type: " + kind + b"\r\n", b"Connection: close\r\n"))

    # An empty body makes a sandbox with nothing but defaults, which is no harm.
    assert 400 <= status(answer) < 500 or (target == b"/_mock/sandboxes" and not body)


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_a_hostile_path_is_refused(port: int, path: bytes) -> None:
    assert 400 <= status(exchange(port, get(path, b"Connection: close\r\n"))) < 500


RAW = {
    "no host": b"GET /nimbus/orders/x HTTP/1.1\r\n\r\n",
    "length and chunks": b"POST /nimbus/orders HTTP/1.1\r\n"
    + HOST
    + KEY
    + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST /nimbus/orders HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a negative length": b"POST /nimbus/orders HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
    "a length of letters": b"POST /nimbus/orders HTTP/1.1\r\n" + HOST + b"Content-Length: ten\r\n\r\n",
    "no version": b"GET /nimbus/orders/x\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "nothing but line ends": b"\r\n" * 50,
    "a folded header": b"GET /nimbus/orders/x HTTP/1.1\r\n" + HOST + b"X-A: 1\r\n  2\r\n\r\n",
    "a bad header name": b"GET /nimbus/orders/x HTTP/1.1\r\n" + HOST + b"X A: 1\r\n\r\n",
    "a bad chunk": b"POST /nimbus/orders HTTP/1.1\r\n" + HOST + KEY + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "two hundred headers": get(b"/nimbus/orders/x", *(b"X-%d: v\r\n" % n for n in range(200))),
    "forty kilobytes of header": get(b"/nimbus/orders/x", b"X-Long: " + b"v" * 40_000 + b"\r\n"),
    "a megabyte of headers": get(b"/nimbus/orders/x", *(b"X-%d: %s\r\n" % (n, b"v" * 1_000) for n in range(1_000))),
    "an upgrade": get(b"/nimbus/orders/x", b"Connection: Upgrade\r\nUpgrade: websocket\r\n"),
    "connect": b"CONNECT example.com:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "an absolute address": b"GET http://example.com/nimbus/orders/x HTTP/1.1\r\n" + HOST + KEY + b"\r\n",
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_malformed_request_is_refused_or_the_connection_closed(port: int, raw: bytes) -> None:
    assert status(exchange(port, raw)) in (0, *range(400, 500))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (b"/nimbus/orders/x", {"code": "invalid_request", "message": "The request is invalid"}),
        (b"/s/default/nimbus/orders/x", {"code": "invalid_request", "message": "The request is invalid"}),
    ],
)
@pytest.mark.parametrize(
    "raw",
    [
        b"GET %s\xff HTTP/1.1\r\n" + HOST + KEY + b"\r\n",
        b"GET %s HTTP/1.1\r\n" + HOST + b"X A: 1\r\n\r\n",
        b"GET %s HTTP/9.9\r\n" + HOST + b"\r\n",
        b"POST %s HTTP/1.1\r\n" + HOST + KEY + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["target", "header", "version", "chunk"],
)
def test_what_is_no_http_is_refused_in_the_voice_of_the_vendor_that_it_is_for(
    port: int, raw: bytes, path: bytes, body: dict[str, str]
) -> None:
    head, _, sent = exchange(port, raw % path).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/json" in head
    assert b"connection: close" in head
    assert json.loads(sent)["error"] | {"requestId": ""} == body | {"requestId": ""}


@pytest.mark.parametrize("raw", [b"\x16\x03\x01\x02", b"GET /\xff HTTP/1.1\r\n\r\n", b"CONNECT a.example:443 HTTP/1.1\r\n\r\n"])
def test_what_is_no_http_and_for_nobody_is_a_problem(port: int, raw: bytes) -> None:
    head, _, sent = exchange(port, raw).partition(b"\r\n\r\n")

    assert b"content-type: application/problem+json" in head
    assert json.loads(sent)["type"] == "/_mock/problems/unreadable-request"


@pytest.mark.parametrize("method", [b"BREW", b"get", b"X-PULL"])
def test_a_method_that_no_parser_knows_is_answered_as_any_other_wrong_one(port: int, method: bytes) -> None:
    vendors, ours = (
        exchange(port, method + b" " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n") for path in (b"/nimbus/orders", b"/_mock")
    )

    assert vendors.startswith(b"HTTP/1.1 405 ")
    assert b"allow: POST" in vendors
    assert b'"method_not_allowed"' in vendors
    assert ours.startswith(b"HTTP/1.1 405 ")
    assert b"/_mock/problems/method-not-allowed" in ours


def test_garbage_behind_a_request_does_not_cost_its_answer_nor_repeat_it(port: int) -> None:
    orders = b"/_mock/sandboxes/default/orders?vendor=nimbus"
    before = json.loads(exchange(port, get(orders, b"Connection: close\r\n")).partition(b"\r\n\r\n")[2])["total"]

    answers = exchange(port, post(b"/nimbus/orders", ORDER) + b"\x00\r\n\r\n", is_all=False)

    assert re.findall(rb"HTTP/1.1 ([0-9]+)", answers) == [b"201", b"400"]
    after = json.loads(exchange(port, get(orders, b"Connection: close\r\n")).partition(b"\r\n\r\n")[2])["total"]
    assert after == before + 1


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
def test_who_asks_for_another_protocol_is_answered_in_this_one(port: int, protocol: bytes) -> None:
    asked = get(b"/nimbus/orders/ord_abc123xyz", b"Connection: Upgrade\r\n", b"Upgrade: " + protocol + b"\r\n")

    answer = exchange(port, asked)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in answer


@pytest.mark.parametrize(
    "raw",
    [b"", b"G", b"GET /nimbus/orders/x HTTP/1.1\r\n", get(b"/nimbus/orders/x")[:-2], post(b"/nimbus/orders", ORDER)[:-20]],
    ids=["nothing", "a letter", "a line", "headers without an end", "half a body"],
)
def test_a_request_that_does_not_come_to_an_end_is_closed(port: int, raw: bytes) -> None:
    assert status(exchange(port, raw, is_all=False)) == 408


@pytest.mark.parametrize("megabytes", [1, 2, 7])
def test_a_client_that_sends_too_much_gets_to_read_the_refusal(port: int, megabytes: int) -> None:
    body = b" " * ((megabytes << 20) + 1)
    whole = post(b"/nimbus/orders", body)
    head, payload = whole[: -len(body)], whole[-len(body) :]

    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(head)
            connection.sendall(payload)
            assert connection.recv(4_096).startswith(b"HTTP/1.1 413 ")


def test_an_oversized_chunked_body_is_refused_while_it_comes(port: int) -> None:
    head = b"POST /nimbus/orders HTTP/1.1\r\n" + HOST + KEY + b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"

    answer = exchange(port, head, *([chunk] * 20))

    assert status(answer) in (0, 413)


def test_a_client_that_hangs_up_halfway_leaves_nothing_behind(port: int) -> None:
    before = exchange(port, get(b"/_mock/sandboxes/default/orders", b"Connection: close\r\n"))
    whole = post(b"/nimbus/orders", ORDER)
    for end in range(0, len(whole) - 1, 7):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(whole[:end])

    assert exchange(port, get(b"/_mock/sandboxes/default/orders", b"Connection: close\r\n")) == before


def test_afterwards_an_honest_order_still_goes_through(port: int) -> None:
    assert status(exchange(port, post(b"/nimbus/orders", ORDER, b"Connection: close\r\n"))) == 201
