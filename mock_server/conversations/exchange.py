"""One call over HTTP: what is sent, and what comes back or how it fails."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlencode

import httpx

from mock_server.faults.conditions import MISSING
from mock_server.faults.wire import ConnectionCut
from mock_server.scenarios.conversation import Body, BodyKind, Failing, Request
from mock_server.scenarios.json_values import Unusable, Values, filled, filled_text

_TYPES: Final[Mapping[BodyKind, str]] = {
    BodyKind.JSON: "application/json",
    BodyKind.FORM: "application/x-www-form-urlencoded",
}
_NO_ANSWER: Final = "without sending a response"
_HALF_AN_ANSWER: Final = ("incomplete", "closed connection")


class Unreachable(Exception):
    """Nothing answers at an address; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A call as it goes out."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    _parsed: list[object] = field(default_factory=list, repr=False, compare=False)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode(errors="replace")

    def body(self) -> object:
        """The JSON value of the body; `MISSING` where there is none.

        Raises:
            ValueError: the body is no JSON.
        """
        if not self.content:
            return MISSING
        if not self._parsed:
            self._parsed.append(json.loads(self.content))
        return self._parsed[0]

    def __str__(self) -> str:
        return f"{self.status} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that was not answered: how its client saw it fail."""

    how: Failing
    says: str

    def __str__(self) -> str:
        return f"{self.how.value}: {self.says}"


Answer = Reply | Failed


def sent(request: Request, values: Values, url: str, credential: Mapping[str, str] | None = None) -> Sent:
    """The call that a request means, with captured values in the place of references.

    `url` is where it goes, query not included. `credential` are headers in the place of the request's own credential.
    """
    headers: dict[str, str] = {}
    if request.body.kind in _TYPES:
        headers["Content-Type"] = _TYPES[request.body.kind]
    if request.credential is not None:
        name, prefix, secret = request.credential
        headers |= credential or {name: f"{prefix}{filled_text(secret, values)}"}
    for name, value in request.headers:
        for other in [each for each in headers if each.lower() == name.lower()]:
            del headers[other]
        headers[name] = filled_text(value, values)
    query = urlencode({name: filled_text(value, values) for name, value in request.query.items()})
    if query:
        url += f"{'&' if '?' in url else '?'}{query}"
    return Sent(request.method, url, headers, _content(request.body, values))


def path_of(request: Request, values: Values) -> str:
    """The request's path with captured values in it, escaped as a path needs."""
    return filled_text(request.path, {name: quote(str(value), safe="") for name, value in values.items()})


def _content(body: Body, values: Values) -> bytes | None:
    if body.kind is BodyKind.NONE:
        return None
    value = filled(body.value, values)
    if body.kind is BodyKind.TEXT:
        return str(value).encode()
    if body.kind is BodyKind.FORM and isinstance(value, dict):
        return urlencode(value).encode()
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


async def exchange(client: httpx.AsyncClient, call: Sent, seconds: float) -> Answer:
    """Make a call, and take whatever comes of it within so many real seconds.

    Raises:
        Unreachable: nothing answers at the address.
        Unusable: the call cannot be written down, for instance because of a header with a line end in it.
    """
    headers = [(name.encode("ascii"), value.encode()) for name, value in call.headers.items()]
    try:
        async with asyncio.timeout(seconds):
            answer = await client.request(
                call.method, call.url, headers=headers, content=call.content, timeout=None, follow_redirects=False
            )
    except (TimeoutError, httpx.TimeoutException):
        return Failed(Failing.TIMEOUT, f"no answer within {seconds:g} s")
    except ConnectionCut as cut:
        return Failed(Failing(cut.how), str(cut))
    except httpx.RemoteProtocolError as wrong:
        return Failed(_how(str(wrong)), str(wrong))
    except httpx.LocalProtocolError as wrong:
        raise Unusable(f"the call cannot be sent: {wrong}") from None
    except httpx.DecodingError as wrong:
        return Failed(Failing.GARBAGE, str(wrong))
    except (httpx.ReadError, httpx.WriteError, httpx.CloseError) as wrong:
        return Failed(Failing.RESET, str(wrong) or "the connection was reset")
    except (httpx.TransportError, httpx.InvalidURL) as wrong:
        raise Unreachable(f"{call.url}: {str(wrong) or type(wrong).__name__}") from None
    came = {name.lower(): ", ".join(answer.headers.get_list(name)) for name in answer.headers}
    return Reply(answer.status_code, came, answer.content)


def _how(says: str) -> Failing:
    if _NO_ANSWER in says:
        return Failing.EMPTY
    return Failing.TRUNCATED if any(words in says for words in _HALF_AN_ANSWER) else Failing.GARBAGE
