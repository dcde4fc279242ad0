"""The guard before the sandbox's own API: which hosts it is asked under, by which pages, and with which token."""

import hmac
import ipaddress
import re
from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.control.problems import (
    ADMIN_TOKEN_NEEDED,
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    HEADERS_TOO_LARGE,
    NO_HOST,
    UNREADABLE_REQUEST,
    Problem,
    respond,
)
from mock_server.wire import MAX_HEADER_BYTES, MAX_HEADERS, UNREADABLE

OPEN_PATHS: Final = frozenset({"/_mock/health", "/_mock/health/live", "/_mock/health/ready"})
"""What a probe may ask without a token."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]/?#@\s]+)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_PORTS: Final = {"http": 80, "https": 443}


class Guard:
    """Lets a request through to the application, or answers it with a problem.

    A page elsewhere can make a browser ask a server on the same machine, under a name of its own that it leads there. So
    the server answers only under names that no stranger can have, and no page of another origin. `allowed_hosts` are
    further names. With an `admin_token`, all but the health of the server asks for it.
    """

    def __init__(self, application: ASGIApp, admin_token: str | None, allowed_hosts: Sequence[str]) -> None:
        self._application = application
        self._token = None if admin_token is None else admin_token.encode()
        self._allowed = frozenset(name.lower() for name in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] == "http":
            try:
                self._check(scope)
            except Problem as problem:
                await respond(problem, scope["path"])(scope, receive, send)
                return
        await self._application(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        if UNREADABLE in scope:
            raise Problem(UNREADABLE_REQUEST, "look at the request line, the header lines and the chunks of the body")
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
            raise Problem(
                HEADERS_TOO_LARGE, f"the server reads at most {MAX_HEADERS} headers of {MAX_HEADER_BYTES} bytes together"
            )
        host = self._check_host(_values(headers, b"host"))
        _check_origin(_values(headers, b"origin"), host)
        if "cross-site" in _values(headers, b"sec-fetch-site"):
            raise Problem(FOREIGN_ORIGIN, "the browser says that a page of another site asks")
        if self._token is not None and scope["path"] not in OPEN_PATHS:
            _check_token(_values(headers, b"authorization"), self._token)

    def _check_host(self, sent: list[str]) -> str:
        if len(sent) != 1 or not sent[0]:
            raise Problem(NO_HOST, "send exactly one Host header")
        match = _HOST.fullmatch(sent[0])
        if match is None or not self._is_ours(match[1].lower()):
            raise Problem(
                FOREIGN_HOST,
                "ask under localhost, an IP address or a name without dots; the server must be told of other names by "
                "--allowed-hosts when it starts",
            )
        return sent[0].lower()

    def _is_ours(self, name: str) -> bool:
        if name in self._allowed or name == "host.docker.internal" or name.endswith(".localhost"):
            return True
        # A name without dots is a machine's or a container's own; nobody can buy one.
        return _LABEL.fullmatch(name) is not None or _is_address(name.removeprefix("[").removesuffix("]"))


def _values(headers: list[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1").strip() for sent, value in headers if sent == name]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _check_origin(origins: list[str], host: str) -> None:
    for origin in origins:
        scheme, _, place = origin.lower().partition("://")
        port = _PORTS.get(scheme)
        if port is None or _with_port(place, port) != _with_port(host, port):
            raise Problem(FOREIGN_ORIGIN, "the browser says that a page of another origin asks")


def _with_port(place: str, port: int) -> tuple[str, int]:
    match = _HOST.fullmatch(place)
    return (match[1], int(match[2] or port)) if match else (place, port)


def _check_token(sent: list[str], token: bytes) -> None:
    scheme, _, secret = sent[0].partition(" ") if len(sent) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not hmac.compare_digest(secret.strip().encode("latin-1"), token):
        raise Problem(
            ADMIN_TOKEN_NEEDED, "send the server's admin token as Authorization: Bearer", headers={"WWW-Authenticate": "Bearer"}
        )
