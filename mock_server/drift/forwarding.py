"""The proxy: forwards each request to the target, gives the answer back byte for byte, and lets an observer look at both."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

import httpx

from mock_server.drift.exchange import MOST_READ, READABLE, Answered, Asked, Exchange, HeaderRow
from mock_server.drift.target import NotForwarded, Target

Scope = MutableMapping[str, Any]  # ASGI's own types: a scope holds values of any kind
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Take = Callable[[Exchange], None]
Miss = Callable[[str], None]

NOTE: Final = b"x-mock-proxy"
"""Stands on answers that are the proxy's own."""
SECONDS: Final = 60.0
"""How long the target may take to answer, and between two parts of an answer."""
_CONNECT_SECONDS: Final = 10.0
_HOP_BY_HOP: Final = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization"),
        *(b"te", b"trailer", b"transfer-encoding", b"upgrade"),
    }
)
"""What is between two neighbours and goes no further (RFC 9110, 7.6.1)."""
_MADE_ANEW: Final = frozenset({b"host", b"content-length", b"expect"})


class TooLong(Exception):
    """A request's body is longer than is forwarded."""


def client_of(target: Target, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client that speaks with the target alone: no redirects, no proxies or credentials from the environment."""
    return httpx.AsyncClient(
        base_url=str(target),
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(SECONDS, connect=_CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=32),
    )


class Proxy:
    """An ASGI application that stands before a target. `take` is told of each exchange, `miss` of each that came to nothing."""

    def __init__(self, target: Target, client: httpx.AsyncClient, take: Take, miss: Miss) -> None:
        self._target = target
        self._client = client
        self.take = take
        self._miss = miss
        self._asked = 0
        self._ticks = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request."""
        if scope["type"] != "http":
            return
        self._asked += 1
        n, began = self._asked, self._tick()
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        try:
            where = self._target.path_of(raw_path, scope["query_string"])
            asked = await _asked(scope, receive)
        except NotForwarded as refused:
            await _say(send, 400, f"not forwarded: {refused}")
            return
        except TooLong:
            await _say(send, 413, f"not forwarded: the body is longer than {MOST_READ >> 20} MiB")
            return
        except ConnectionAbortedError:
            return  # the client has gone before its request was whole; nothing is forwarded
        await self._forward(n, began, where, asked, send)

    async def _forward(self, n: int, began: int, where: bytes, asked: Asked, send: Send) -> None:
        request = httpx.Request(
            asked.method,
            httpx.URL(self._target.origin).copy_with(raw_path=where),
            headers=_forwarded_headers(asked.headers),
            content=asked.body or None,
            # The bytes of the path as they came: a client's escapes are part of what is tried out.
            extensions={"target": where, "timeout": self._client.timeout.as_dict()},
        )
        try:
            answer = await self._client.send(request, stream=True)
        except (httpx.TransportError, httpx.InvalidURL) as wrong:
            why = f"nothing answers at the target: {type(wrong).__name__}"
            self._miss(why)
            await _say(send, 504 if isinstance(wrong, httpx.TimeoutException) else 502, why)
            return
        async with contextlib.aclosing(answer):
            await self._give_back(n, began, asked, answer, send)

    async def _give_back(self, n: int, began: int, asked: Asked, answer: httpx.Response, send: Send) -> None:
        headers = tuple(_end_to_end(answer.headers.raw))
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        kept: bytearray | None = bytearray()
        try:
            async for part in _raw(answer):
                await send({"type": "http.response.body", "body": part, "more_body": True})
                if kept is not None and len(kept) + len(part) <= MOST_READ:
                    kept += part
                else:
                    kept = None
        except httpx.TransportError as wrong:
            self._miss(f"an answer broke off: {type(wrong).__name__}")
            raise  # the client must see it break off too, and not end as if it were whole
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        answered = Answered(answer.status_code, headers, None if kept is None else bytes(kept))
        self.take(Exchange(n, asked, answered, began, self._tick()))

    def _tick(self) -> int:
        self._ticks += 1
        return self._ticks


async def _asked(scope: Scope, receive: Receive) -> Asked:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > MOST_READ:
            raise TooLong
    headers = tuple((name, value) for name, value in scope["headers"])
    return Asked(scope["method"], scope["path"], scope["query_string"], headers, bytes(body))


def _end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    """Headers without those that are between two neighbours, be it by their names or because `Connection` lists them."""
    headers = list(headers)
    named = {each.strip().lower() for name, value in headers if name.lower() == b"connection" for each in value.split(b",")}
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP | named]


def _forwarded_headers(headers: HeaderRow) -> list[tuple[bytes, bytes]]:
    """The headers that go on to the target. Of the codings that a client takes, those that can be looked at are asked for."""
    forwarded = []
    for name, value in _end_to_end(headers):
        if name.lower() == b"accept-encoding":
            codings = [each.strip() for each in value.decode("latin-1").split(",")]
            readable = [each for each in codings if each.partition(";")[0].strip().lower() in READABLE]
            forwarded.append((name, ", ".join(readable or ["identity"]).encode("latin-1")))
        elif name.lower() not in _MADE_ANEW:
            forwarded.append((name, value))
    return forwarded


async def _raw(answer: httpx.Response) -> AsyncIterator[bytes]:
    if answer.is_stream_consumed:  # read already, as in tests that have no socket
        yield answer.content
        return
    async for part in answer.aiter_raw():
        yield part


async def _say(send: Send, status: int, says: str) -> None:
    body = f"mock-server proxy: {says}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), (NOTE, b"own")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
