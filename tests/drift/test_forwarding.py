"""What the proxy forwards, and what it never does: to one target, below its base, byte for byte."""

import asyncio
from typing import Any

import httpx
import pytest

from mock_server.app import Message, Receive, Scope, Send
from mock_server.drift.forwarding import Proxy, client_of
from mock_server.drift.report import Verdict, verdict
from mock_server.drift.target import NoTarget, NotForwarded, read_target
from tests.drift.conftest import Watch

BASE = read_target("https://api.example.com/v2/")


class Echo:
    """Remembers what it is asked, and answers with headers of all sorts."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        self.asked.append({**scope, "body": message["body"]})
        headers = [
            (b"X-Odd-Case", b"1"),
            (b"set-cookie", b"a=1"),
            (b"set-cookie", b"b=2"),
            (b"connection", b"x-hop"),
            (b"x-hop", b"1"),
            (b"keep-alive", b"5"),
        ]
        await send({"type": "http.response.start", "status": 299, "headers": headers})
        await send({"type": "http.response.body", "body": b"\x00\xff raw"})


def test_an_answer_comes_back_as_it_went_but_for_what_is_between_neighbours(watch: Watch) -> None:
    given = watch(application=Echo()).ask("GET", "/orders/1")

    assert (given.status_code, given.content) == (299, b"\x00\xff raw")
    assert given.headers.raw == [(b"X-Odd-Case", b"1"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]


def test_a_request_goes_on_with_its_own_headers_and_bytes_alone(watch: Watch) -> None:
    echo = Echo()
    headers = {"X-API-Key": "k", "Connection": "x-mine", "X-Mine": "1", "TE": "trailers", "Accept-Encoding": "br, gzip;q=0.5"}

    watch(application=echo).ask("POST", "/orders/a%2Fb%20c?q=%41+b&q=", content=b"\xff{", headers=headers)

    (asked,) = echo.asked
    assert (asked["raw_path"], asked["query_string"], asked["body"]) == (b"/nimbus/orders/a%2Fb%20c", b"q=%41+b&q=", b"\xff{")
    sent = dict(asked["headers"])
    assert sent[b"host"] == b"127.0.0.1:8080"
    assert sent[b"x-api-key"] == b"k"
    assert sent[b"accept-encoding"] == b"gzip;q=0.5"
    assert not sent.keys() & {b"connection", b"x-mine", b"te"}


@pytest.mark.parametrize(
    "path",
    [
        b"/../admin",
        b"/orders/%2e%2E/x",
        b"/orders/%252e%252e/x",
        b"/orders/..%5cx",
        b"//elsewhere.example/x",
        b"http://x/",
        b"/a\x01",
    ],
)
def test_a_path_that_leads_out_of_the_base_is_not_forwarded(path: bytes) -> None:
    with pytest.raises(NotForwarded):
        BASE.path_of(path, b"")


def test_what_is_not_forwarded_reaches_nobody_and_is_said(watch: Watch) -> None:
    echo = Echo()
    watched = watch(application=echo)
    said: list[Message] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": "/../x", "raw_path": b"/../x", "query_string": b"", "headers": []}
    asyncio.run(watched.proxy(scope, receive, send))

    assert echo.asked == []
    assert said[0]["status"] == 400
    assert (b"x-mock-proxy", b"own") in said[0]["headers"]


@pytest.mark.parametrize(
    "address",
    ["", "api.example.com", "ftp://x", "https://", "https://u:p@x", "https://x/?q", "https://x/a/../b", "http://x:99999"],
)
def test_a_target_is_a_plain_address(address: str) -> None:
    with pytest.raises(NoTarget):
        read_target(address)


def test_redirects_are_given_back_and_not_followed(watch: Watch) -> None:
    asked: list[str] = []

    async def application(scope: Scope, _: object, send: Send) -> None:
        asked.append(scope["path"])
        location = [(b"location", b"http://127.0.0.1:8080/nimbus/elsewhere")]
        await send({"type": "http.response.start", "status": 302, "headers": location})
        await send({"type": "http.response.body", "body": b""})

    given = watch(application=application).ask("GET", "/orders/1")

    assert given.status_code == 302
    assert asked == ["/nimbus/orders/1"]


def test_where_nothing_answers_the_proxy_says_so_itself_and_nothing_can_be_told(watch: Watch) -> None:
    watched = watch()

    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    watched.proxy = Proxy(BASE, client_of(BASE, httpx.MockTransport(fail)), watched.observer.take, watched.observer.miss)
    said: list[Message] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": "/x", "raw_path": b"/x", "query_string": b"", "headers": []}
    asyncio.run(watched.proxy(scope, receive, send))

    assert said[0]["status"] == 502
    assert watched.observer.unheld == {"nothing answers at the target: ConnectError": 1}
    assert verdict(watched.observer) is Verdict.UNKNOWN


def test_nothing_exchanged_is_nothing_told(watch: Watch) -> None:
    assert verdict(watch().observer) is Verdict.UNKNOWN
