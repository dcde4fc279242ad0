"""With whom a conversation is held: a sandbox of a mock server, or any other address."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple, Protocol

import httpx

from mock_server.conversations.exchange import Answer, Failed, Reply, Sent, Unreachable, exchange, path_of, sent
from mock_server.engine.clock import show_duration
from mock_server.scenarios.conversation import SANDBOX, MoveStep, Request
from mock_server.scenarios.json_values import Values, filled, filled_text

Application = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]
"""A server as an ASGI application."""

_CONTROL_SECONDS: Final = 60.0
_IDLE_SECONDS: Final = 2.0
"""How long a connection waits for the next call: less than servers keep theirs, so that none is used as it is being closed."""
_PAGE: Final = 1_000
_UNTOLD: Final = frozenset({"late", "lost"})
_PROBLEM: Final = "/_mock/problems/"
_AGENT: Final = {"User-Agent": "mock-server"}


class NeedsSandbox(Exception):
    """A step can be taken in a sandbox alone; the text says which."""


class Refusal(Exception):
    """The sandbox's own API refuses what a conversation needs. `problem` names the sort, `mistakes` those of a scenario."""

    def __init__(self, says: str, problem: str, mistakes: list[Mapping[str, Any]] | None = None) -> None:
        super().__init__(says)
        self.problem = problem
        self.mistakes = mistakes or []


class Moved(NamedTuple):
    """What came of a move: the record's status, or the problem with which it was refused, and what was said of it."""

    status: str | None
    problem: str | None
    says: str


class Way(Protocol):
    """How the steps of a conversation reach whom it is held with."""

    @property
    def values(self) -> Values:
        """What steps may refer to from the start."""

    async def ask(self, request: Request, values: Values, seconds: float) -> Answer:
        """Make a call, and take what comes of it within so many real seconds.

        Raises:
            NeedsSandbox: it is a call to the sandbox's own API, and this is no sandbox.
            Unreachable: nothing answers.
        """

    async def advance(self, by: timedelta) -> None:
        """Let sandbox time go by.

        Raises:
            NeedsSandbox: this is no sandbox.
            Refusal: the clock cannot do that.
        """

    async def move(self, step: MoveStep, values: Values) -> Moved:
        """Make a move on a record.

        Raises:
            NeedsSandbox: this is no sandbox.
        """

    async def news(self, vendor: str, event: str) -> list[object]:
        """The bodies of all that the vendor has told of an event, oldest first.

        Raises:
            NeedsSandbox: this is no sandbox.
        """

    async def explain(self, answer: Answer) -> str | None:
        """Why the answer is as it is, where that is known."""


def in_process(application: Application) -> httpx.AsyncClient:
    """A client of a server in the same process, without a network."""
    transport = httpx.ASGITransport(application)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", headers=_AGENT, trust_env=False)


def over_http(url: str) -> httpx.AsyncClient:
    """A client of a server at an address, through no proxy."""
    limits = httpx.Limits(max_connections=None, keepalive_expiry=_IDLE_SECONDS)
    return httpx.AsyncClient(base_url=url, headers=_AGENT, trust_env=False, limits=limits)


@dataclass(frozen=True, slots=True)
class SandboxWay:
    """A sandbox of a mock server. `token` is the server's admin token, where it has one."""

    client: httpx.AsyncClient
    id: str
    token: str | None = None

    @property
    def values(self) -> Values:
        """What steps may refer to from the start: the sandbox's id."""
        return {SANDBOX: self.id}

    async def ask(self, request: Request, values: Values, seconds: float) -> Answer:
        """Make a call: a vendor's inside the sandbox, the sandbox's own API as it is."""
        path = path_of(request, values)
        url = path if request.vendor is None else f"/s/{self.id}{path}"
        call = sent(request, values, url)
        if request.vendor is None:
            call = Sent(call.method, call.url, {**_authorized(self.token), **call.headers}, call.content)
        return await exchange(self.client, call, seconds)

    async def advance(self, by: timedelta) -> None:
        """Let sandbox time go by."""
        _read(await self._control("POST", "/clock", {"advance": show_duration(by)}))

    async def move(self, step: MoveStep, values: Values) -> Moved:
        """Make a move on a record."""
        vendor, _, noun = step.kind.partition(".")
        path = f"/records/{vendor}/{noun}/{path_id(filled_text(step.id, values))}/moves"
        reply = await self._control("POST", path, {"do": filled_text(step.do, values), "with": filled(step.given, values)})
        try:
            return Moved(str(_read(reply).get("status")), None, "")
        except Refusal as refusal:
            return Moved(None, refusal.problem, str(refusal))

    async def news(self, vendor: str, event: str) -> list[object]:
        """The bodies of all that was told of an event, once nothing is being sent. What rules hold back is not told."""
        settled = _read(await self._control("POST", "/outbox/drain", {"forget": False}))["deliveries"]
        bodies = {each["id"]: each["body"] for each in settled}
        found: list[object] = []
        seen = 0
        while True:
            asked = f"vendor={vendor}&event={event}&limit={_PAGE}&offset={seen}"
            page = _read(await self._control("GET", f"/deliveries?{asked}"))
            seen += len(page["deliveries"])
            for id in (each["id"] for each in page["deliveries"] if each["state"] not in _UNTOLD):
                # Those that are to be tried again later are not settled yet, and listed without their bytes.
                body = bodies[id] if id in bodies else _read(await self._control("GET", f"/deliveries/{id}"))["body"]
                found.append(json.loads(body))
            if not page["deliveries"] or seen >= page["total"]:
                return found

    async def explain(self, answer: Answer) -> str | None:
        """What the sandbox's journal says of an answer."""
        if isinstance(answer, Failed) or "x-mock-journal" not in answer.headers:
            return None
        n = answer.headers["x-mock-journal"]
        entry = _read(await self._control("GET", f"/journal/{n}"))
        explanation = entry.get("explanation") or {}
        rule = f" (rule {entry['rule']})" if entry.get("rule") else ""
        return f"{explanation.get('says', 'the call was answered as usual')}{rule}; journal entry {n}"

    async def _control(self, method: str, path: str, document: Mapping[str, object] | None = None) -> Reply:
        return await control(self.client, method, f"/_mock/sandboxes/{self.id}{path}", document, self.token)


def path_id(id: str) -> str:
    """An id as a step of a path."""
    return httpx.URL(path=f"/{id}").raw_path.decode()[1:].replace("/", "%2F")


async def control(
    client: httpx.AsyncClient, method: str, path: str, document: Mapping[str, object] | None = None, token: str | None = None
) -> Reply:
    """A call to the sandbox's own API.

    Raises:
        Unreachable: nothing answers, or not as such an API does.
    """
    content = None if document is None else json.dumps(document).encode()
    headers = {**_authorized(token), **({} if document is None else {"Content-Type": "application/json"})}
    answer = await exchange(client, Sent(method, path, headers, content), _CONTROL_SECONDS)
    if isinstance(answer, Failed):
        raise Unreachable(f"{client.base_url}: {answer}")
    return answer


def _authorized(token: str | None) -> dict[str, str]:
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def _read(reply: Reply) -> dict[str, Any]:
    """The object that the sandbox's own API answers with.

    Raises:
        Refusal: it refuses.
        Unreachable: what answers is no such API.
    """
    try:
        document = reply.body()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Unreachable(f"what answers with {reply.status} is no mock server")
    if reply.status >= HTTPStatus.BAD_REQUEST:
        problem = str(document.get("type", "")).removeprefix(_PROBLEM)
        raise Refusal(str(document.get("detail") or document.get("title") or reply.status), problem, document.get("mistakes"))
    return document


@asynccontextmanager
async def new_sandbox(
    client: httpx.AsyncClient, wish: Mapping[str, object], token: str | None = None
) -> AsyncIterator[SandboxWay]:
    """A sandbox of its own, which is dropped afterwards. Its clock stands, so that nothing depends on real time.

    `wish` says of what it is made: `{"scenario": name}` or `{"scenario_text": yaml}`, and perhaps a seed or an id.

    Raises:
        Refusal: the server does not make it.
        Unreachable: there is no mock server.
    """
    made = _read(await control(client, "POST", "/_mock/sandboxes", {"clock": {"mode": "frozen"}, **wish}, token))
    way = SandboxWay(client, str(made["id"]), token)
    try:
        yield way
    finally:
        await control(client, "DELETE", f"/_mock/sandboxes/{way.id}", None, token)


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Any other addresses, which stand in the place of vendors': `bases` by vendor, without a slash at the end.

    `headers` are sent in the place of the header in which a known credential of the scenario would go, `secrets` in the place
    of such credentials themselves. A credential that is none of `known` is sent as it is: it is meant to be refused.
    """

    client: httpx.AsyncClient
    bases: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def values(self) -> Values:
        """What steps may refer to from the start: nothing."""
        return {}

    async def ask(self, request: Request, values: Values, seconds: float) -> Answer:
        """Make a call at the address of its vendor."""
        if request.vendor is None:
            raise NeedsSandbox("the sandbox's own API is asked")
        base = self.bases[request.vendor]
        url = base + path_of(request, values).removeprefix(f"/{request.vendor}")
        return await exchange(self.client, sent(request, values, url, self._credential(request)), seconds)

    def _credential(self, request: Request) -> Mapping[str, str] | None:
        if request.credential is None or request.credential[2] not in self.known:
            return None
        name, prefix, secret = request.credential
        if secret in self.secrets:
            return {name: prefix + self.secrets[secret]}
        return self.headers or None

    async def advance(self, by: timedelta) -> None:
        """Refuse: nobody can let time go by here."""
        raise NeedsSandbox(f"time goes by ({show_duration(by)})")

    async def move(self, step: MoveStep, values: Values) -> Moved:
        """Refuse: nobody makes moves here but the vendor."""
        del values
        raise NeedsSandbox(f"a move is made ({step})")

    async def news(self, vendor: str, event: str) -> list[object]:
        """Refuse: what is told here is told to somebody else."""
        raise NeedsSandbox(f"news are looked at ({vendor}.{event})")

    async def explain(self, answer: Answer) -> str | None:
        """Nothing is known of it."""
        del answer
        return None
