"""A small client of the sandbox's own API of a running server."""

import http.client
import json
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from mock_server.cli.failures import REFUSED, Failure

Document = dict[str, Any]
"""A JSON object as a server answers it."""

_SECONDS: Final = 10.0
_CONNECTIONS: Final = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status and the bytes of the body."""

    status: int
    body: bytes


class Remote:
    """A running server, asked call by call and through no proxy. `url` is its address, `token` its admin token if it has one.

    Raises:
        Failure: the address is none.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        try:
            parts = urlsplit(self.url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if host is None or parts.scheme not in _CONNECTIONS:
            raise Failure(f"{url!r} is no address of a server; write http://127.0.0.1:8080")
        self._host, self._port, self._root = host, port, parts.path
        self._connect = _CONNECTIONS[parts.scheme]
        self._token = token

    def ask(self, method: str, path: str, body: bytes | None = None) -> Reply:
        """One request, whatever its answer.

        Raises:
            Failure: no server answers, or the request cannot be written down.
        """
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        connection = self._connect(self._host, self._port, timeout=_SECONDS)
        try:
            connection.request(method, self._root + path, body, headers)
            response = connection.getresponse()
            return Reply(response.status, response.read())
        except (ValueError, http.client.InvalidURL):
            # What is wrong is not said in its own words: they would show the token.
            raise Failure("the address or the admin token holds a character that no request can carry") from None
        except (OSError, http.client.HTTPException) as wrong:
            reason = getattr(wrong, "strerror", None) or str(wrong) or type(wrong).__name__
            raise Failure(f"no server answers at {self.url} ({reason}); start one with: mock-server serve", REFUSED) from None
        finally:
            connection.close()

    def get(self, path: str, query: Mapping[str, object] | None = None) -> Document:
        """What stands at a path; parts of the query that are None are left out.

        Raises:
            Failure: no server answers, or it refuses.
        """
        asked = urlencode({name: value for name, value in (query or {}).items() if value is not None})
        return self._read(self.ask("GET", f"{path}?{asked}" if asked else path))

    def post(self, path: str, document: Document) -> Document:
        """Have something done.

        Raises:
            Failure: no server answers, or it refuses.
        """
        return self._read(self.ask("POST", path, json.dumps(document).encode()))

    def _read(self, reply: Reply) -> Document:
        document = read_object(reply.body)
        if reply.status >= HTTPStatus.BAD_REQUEST:
            detail = document.get("detail") or document.get("title") if document else None
            raise Failure(str(detail or f"the server at {self.url} answers {reply.status}"), REFUSED)
        if document is None:
            raise Failure(f"what answers at {self.url} is no mock server", REFUSED)
        return document


def read_object(body: bytes) -> Document | None:
    """The JSON object that a body holds, if it holds one."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def remote_of(arguments: Namespace, environ: Mapping[str, str]) -> Remote:
    """The server that the arguments name, else the environment, else the one that `mock-server serve` starts.

    Raises:
        Failure: the address is none.
    """
    port = environ.get("MOCK_SERVER_PORT") or "8080"
    url = arguments.url or environ.get("MOCK_SERVER_URL") or f"http://127.0.0.1:{port}"
    token = getattr(arguments, "admin_token", None) or environ.get("MOCK_SERVER_ADMIN_TOKEN")
    return Remote(url, token)


def sandbox_path(id: str, *parts: str) -> str:
    """The path of a sandbox in the sandbox's own API, or of something in it."""
    return "/".join(["/_mock/sandboxes", *(quote(part, safe="") for part in (id, *parts))])
