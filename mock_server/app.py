"""The server as one ASGI application: the one place where everything is wired."""

import asyncio
import contextlib
import importlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from mock_server import __version__, resources
from mock_server.contract.call import SANDBOX_HEADER, Call, Flaw
from mock_server.contract.dispatch import respond
from mock_server.contract.vendor import Vendor
from mock_server.engine.clock import Wall, wall_seconds
from mock_server.faults.wire import LINE, Bell, Outgoing, Wire
from mock_server.journal.entries import Call as Note
from mock_server.registry import VENDORS, words
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.sandboxes.sandboxes import Sandboxes
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.settings import Settings
from mock_server.webhooks.deliveries import Delivery
from mock_server.webhooks.egress import Egress, Reach
from mock_server.webhooks.outbox import Outbox
from mock_server.wire import MAX_BODY, MAX_HEADER_BYTES, MAX_HEADERS, UNREADABLE

Scope = MutableMapping[str, Any]  # ASGI's own types: a scope holds values of any kind
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_RULE_HEADER = b"x-mock-rule"
_MOST_DISCARDED = 8 * MAX_BODY
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


class ClientGone(Exception):
    """The client hung up before its request was whole; nothing is done for it."""


async def read_body(receive: Receive, headers: list[tuple[bytes, bytes]]) -> bytes | None:
    """A request's body, or None where it is longer than the server reads.

    Raises:
        ClientGone: the client hung up before the body was whole.
    """
    for name, value in headers:
        if name == b"content-length" and value.isdigit() and int(value) > MAX_BODY:
            if int(value) <= _MOST_DISCARDED and not any(each == b"expect" for each, _ in headers):
                await _discard(receive, 0)
            return None
    message = await receive()
    if not message.get("more_body"):
        if message["type"] == "http.disconnect":
            raise ClientGone
        whole: bytes = message["body"]
        return whole if len(whole) <= MAX_BODY else None
    parts = bytearray(message["body"])
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        parts += message.get("body", b"")
        if len(parts) > MAX_BODY:
            if message.get("more_body"):
                await _discard(receive, len(parts))
            return None
    return bytes(parts)


async def _discard(receive: Receive, seen: int) -> None:
    """Take the rest of a body that is too long off the line, within bounds.

    A connection that is closed with something unread is torn down, and its client loses the refusal that it was sent.
    """
    message: Message = {"more_body": True}
    while message.get("more_body") and seen <= _MOST_DISCARDED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        seen += len(message.get("body", b""))


class Server:
    """Leads each request to the vendor, or to the sandbox's own API, by the first part of its path.

    `/nimbus/orders` is Nimbus's `/orders` in the sandbox that the header or the credential names, else in the default one;
    `/s/w3/nimbus/orders` is the same in sandbox `w3`; everything else is the sandbox's own.
    """

    def __init__(self, sandboxes: Sandboxes, vendors: Mapping[str, Vendor], *, settings: Settings, wall: Wall) -> None:
        self.sandboxes = sandboxes
        self._vendors = vendors
        self._wake = asyncio.Event()
        self._bell = Bell()
        self._timer: asyncio.Task[None] | None = None
        self.is_ready = True
        self._settings = settings
        self._wall = wall

    @cached_property
    def control_api(self) -> Any:  # noqa: ANN401  # its type would have to be loaded too
        """The sandbox's own API as a FastAPI application."""
        # Loading its framework takes as long as all the rest, so it waits until somebody asks: a vendor's first answer
        # comes in half the time (docs/decisions/0005-the-control-api-loads-when-asked.md).
        control = importlib.import_module("mock_server.control.application")
        return control.build_control(
            control.ControlledServer(
                sandboxes=self.sandboxes,
                vendors=self._vendors,
                version=__version__,
                document=resources.openapi_document,
                is_ready=lambda: self.is_ready,
                wall=self._wall,
                send_due=self._send_due,
            )
        )

    @cached_property
    def _control(self) -> Application:
        guard = importlib.import_module("mock_server.control.guard")
        guarded: Application = guard.Guard(self.control_api, self._settings.admin_token, self._settings.allowed_hosts)
        return guarded

    @cached_property
    def _courier(self) -> Any:  # noqa: ANN401  # its type would have to be loaded too
        """What sends webhooks; most servers never send one, so the client's library waits until one is due."""
        courier = importlib.import_module("mock_server.webhooks.courier")
        return courier.Courier(self._egress, self._patience, self._wall)

    @property
    def _egress(self) -> Egress:
        """Where webhooks may go: this machine and private networks, unless others can reach the server."""
        settings = self._settings
        reach = settings.egress or ("local" if settings.is_on_loopback else "team")
        return Egress.of(Reach(reach), settings.webhook_allow)

    def _patience(self, delivery: Delivery) -> float:
        vendor = self._vendors[delivery.news.vendor]
        patience = vendor.webhooks.ladder.patience if vendor.webhooks else self._settings.webhook_seconds
        return min(patience, self._settings.webhook_seconds)

    async def _send_due(self, outbox: Outbox) -> None:
        if outbox.is_due or "_courier" in vars(self):
            await self._courier.settle(outbox)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path: str = scope["path"]
        slug, _, rest = path[1:].partition("/")
        vendor = self._vendors.get(slug)
        if vendor is not None:
            await self._ask_vendor(scope, receive, send, vendor, None, f"/{rest}")
        elif slug == "s":
            id, _, rest = rest.partition("/")
            slug, _, rest = rest.partition("/")
            vendor = self._vendors.get(slug)
            if vendor is None:
                await self._ask_control(scope, receive, send)
            else:
                await self._ask_vendor(scope, receive, send, vendor, id, f"/{rest}")
        else:
            await self._ask_control(scope, receive, send)

    async def _ask_control(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._control(scope, receive, send)
        self._wake.set()  # the clock, or what is due, may be another now
        self._bell.ring()

    async def _ask_vendor(
        self, scope: Scope, receive: Receive, send: Send, vendor: Vendor, sandbox_id: str | None, path: str
    ) -> None:
        method: str = scope["method"]
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        body: bytes | None = b""
        if method not in _BODILESS:
            try:
                body = await read_body(receive, headers)
            except ClientGone:
                return
        flaw, named, rule = _look_at(headers)
        if body is None:
            flaw = Flaw.BODY_TOO_LARGE
        elif UNREADABLE in scope:
            flaw = Flaw.UNREADABLE
        sandbox, is_known = self._choose(vendor, named if sandbox_id is None else sandbox_id, headers, body or b"")
        if not is_known:
            flaw = Flaw.UNKNOWN_SANDBOX

        # From here to the answer nothing is awaited: what the call changes, it changes at once.
        sandbox.catch_up()
        note = Note(vendor.slug, method, path, scope["query_string"], headers, body or b"")
        entry = sandbox.note(note)
        root = f"/{vendor.slug}" if sandbox_id is None else f"/s/{sandbox_id}/{vendor.slug}"
        call = Call(sandbox, note, entry.n, root=root, flaw=flaw, summons=rule)
        answer = respond(vendor, call)
        sandbox.journal.note_answer(note, answer.status, answer.body, answer.headers)
        if not sandbox.engine.world.clock.is_frozen:
            self._wake.set()
        if sandbox.outbox.is_due:
            self._courier.rouse(sandbox.outbox)

        sent = [
            *answer.headers,
            (b"content-length", b"%d" % len(answer.body)),
            (b"x-mock-journal", b"%d" % entry.n),
        ]
        if body is None:
            sent.append((b"connection", b"close"))
        if call.sending is not None:
            line = scope.get("extensions", {}).get(LINE, {}).get("line")
            wire = Wire(receive, send, line, lambda: sandbox.engine, self._bell)
            await call.sending.send(Outgoing(answer.status, tuple(sent), answer.body), wire)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": sent})
        await send({"type": "http.response.body", "body": answer.body})

    def _choose(
        self, vendor: Vendor, sandbox_id: str | None, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[Sandbox, bool]:
        """The sandbox that a call is for: by path, by header, by the credential's suffix, else the default one.

        One that is asked for by path or header and does not exist is not made: the default sandbox answers that it is
        unknown. One in a credential leaves the credential unknown in the default sandbox, which answers so.
        """
        sandboxes = self.sandboxes
        if sandbox_id is not None:
            sandbox = sandboxes.find(sandbox_id)
            return (sandbox, True) if sandbox is not None else (sandboxes.default, False)
        named = vendor.voice.named_sandbox(headers, body)
        sandbox = None if named is None else sandboxes.find(named)
        return (sandboxes.default if sandbox is None else sandbox), True

    def retire(self) -> None:
        """Be ready for nothing more, and let those who wait for something in a sandbox know."""
        self.is_ready = False
        for sandbox in self.sandboxes:
            sandbox.journal.tell_readers()

    # -- the server's life -------------------------------------------------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._timer = asyncio.create_task(self._keep_time())
                await send({"type": "lifespan.startup.complete"})
            else:
                self.retire()
                if self._timer is not None:
                    self._timer.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await self._timer
                if "_courier" in vars(self):
                    await self._courier.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _keep_time(self) -> None:
        """Settle what falls due in sandboxes whose clock runs, when it falls due; send webhooks; drop idle sandboxes."""
        while True:
            self._wake.clear()
            wait = self.sandboxes.settle_running()
            for sandbox in self.sandboxes:
                if sandbox.outbox.is_due:
                    self._courier.rouse(sandbox.outbox)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()


def _look_at(headers: list[tuple[bytes, bytes]]) -> tuple[Flaw | None, str | None, str | None]:
    """What is wrong with the headers, the sandbox that they name, and the rule; each header is looked at once."""
    size = 0
    has_host = False
    sandbox = rule = None
    for name, value in headers:
        size += len(name) + len(value)
        if name == b"host":
            has_host = True
        elif name == SANDBOX_HEADER and sandbox is None:
            sandbox = value.decode("latin-1")
        elif name == _RULE_HEADER and rule is None:
            rule = value.decode("latin-1")
    flaw = None if has_host else Flaw.NO_HOST
    if size > MAX_HEADER_BYTES or len(headers) > MAX_HEADERS:
        flaw = Flaw.TOO_MANY_HEADERS
    return flaw, sandbox, rule


def build_app(
    settings: Settings | None = None, *, vendors: Mapping[str, Vendor] = VENDORS, wall: Wall = wall_seconds
) -> Server:
    """The whole server, with its default sandbox at the start of its scenario.

    Raises:
        UnknownScenario: no scenario has the name that the settings give.
        ScenarioError: the scenario's file has mistakes.
    """
    settings = settings or Settings()
    spoken = words(vendors)
    library = ScenarioLibrary([resources.folder("scenarios")], spoken)
    scenario = library.load(settings.scenario)
    seed = scenario.seed if settings.seed is None else settings.seed
    sandboxes = Sandboxes(
        library,
        spoken,
        wall,
        own=replace(scenario, seed=seed, clock=settings.clock(scenario.clock)),
        cap=settings.max_sandboxes,
        idle_seconds=settings.idle_seconds,
        journal_bounds=(settings.journal_entries, settings.journal_bytes),
    )
    return Server(sandboxes, vendors, settings=settings, wall=wall)
