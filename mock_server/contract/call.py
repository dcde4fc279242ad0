"""A call to a vendor while it is being answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Final, Protocol, TypeVar
from urllib.parse import parse_qsl

from mock_server.contract.answers import HeaderRow
from mock_server.engine.engine import CREATE, Engine
from mock_server.engine.events import Changed
from mock_server.engine.records import AnyKind, AnyRecord, ContentT, Kind, Record
from mock_server.faults.conditions import CALL_PARTS, HEADER, RECORD
from mock_server.faults.sending import Sending
from mock_server.journal.entries import Call as Note
from mock_server.sandboxes.sandbox import Sandbox
from mock_server.wire import MalformedJson, read_json

SwitchesT = TypeVar("SwitchesT")

_FORM: Final = "application/x-www-form-urlencoded"

SANDBOX_MARK: Final = "--"
"""Stands between a credential and the sandbox it is to be used in: `nimbus-test-key--w3`."""
NAMES_SANDBOX: Final = "names the sandbox"
"""How a refusal says that a credential is meant for a sandbox, whose name follows in quotes."""
SANDBOX_HEADER: Final = b"x-mock-sandbox"
"""Names the sandbox that a request is for."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the name by which the journal speaks of it, the tenant whose records it may see, and what it may do.

    Rate limits and idempotency keys are counted by name. The meaning of `grants` is the vendor's own affair: permissions,
    pharmacies, clinics.
    """

    name: str
    tenant: str
    grants: frozenset[str] = frozenset()


NOBODY = Caller("", "")


def sandbox_in(secret: str | None) -> str | None:
    """The sandbox that a credential names by its suffix."""
    return secret.partition(SANDBOX_MARK)[2] or None if secret is not None and SANDBOX_MARK in secret else None


def key_label(tenant: str, secret: str) -> str:
    """What a caller with a secret of its own is called, so that keys of one tenant are told apart and none is shown."""
    return f"{tenant} key {blake2b(secret.encode(), digest_size=3).hexdigest()}"


def plain_secret(secret: str) -> str:
    """A credential of a scenario, which must not look as if it named a sandbox.

    Raises:
        ValueError: it does.
    """
    if SANDBOX_MARK in secret:
        raise ValueError(f"a credential holds no {SANDBOX_MARK!r}: what follows it names a sandbox")
    return secret


class Addressing(Protocol):
    """What knows which record a call is about: its operation."""

    def shown_record(self, call: "Call") -> object:
        """The record as rules look at it; MISSING where there is none."""


class Flaw(StrEnum):
    """What is wrong with a request before any vendor looks at it."""

    UNREADABLE = "the request is no HTTP that the server can read"
    NO_HOST = "the request has no Host header"
    TOO_MANY_HEADERS = "the headers are more, or longer, than the server reads"
    BODY_TOO_LARGE = "the body is longer than the server reads"
    UNKNOWN_SANDBOX = "the request names a sandbox that does not exist"


class Call:
    """One request to a vendor, read whole, in the sandbox it belongs to.

    `note` is the request as the journal holds it; its `path` is the vendor's own, without the part under which the vendor
    stands, which is `root`: `/nimbus` or `/s/w3/nimbus`. `n` is the call's number in the journal. `values` are the parts of
    the path that its operation names. `parsed` is the JSON value of the body once it has been read. `extra` are headers that
    the answer carries whatever it is. `summons` names the rule that the request itself asks for. `sending` is what a fault
    makes of the answer on its way out.
    """

    __slots__ = ("caller", "extra", "flaw", "n", "note", "parsed", "root", "sandbox", "sending", "summons", "values")

    def __init__(  # what a request is, and where it was sent; all but three are keyword-only
        self,
        sandbox: Sandbox,
        note: Note,
        n: int,
        *,
        root: str = "",
        flaw: Flaw | None = None,
        summons: str | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.note = note
        self.n = n
        self.root = root
        self.flaw = flaw
        self.caller = NOBODY
        self.values: Mapping[str, str] = {}
        self.parsed: object = None
        self.extra: HeaderRow = ()
        self.summons = summons
        self.sending: Sending | None = None

    @property
    def origin(self) -> str:
        """The address under which the vendor stands, as the client wrote it: `http://127.0.0.1:8080/nimbus`."""
        return f"http://{self.header(b'host') or 'localhost'}{self.root}"

    @property
    def engine(self) -> Engine:
        """The sandbox's engine: where every change is asked for."""
        return self.sandbox.engine

    def header(self, name: bytes) -> str | None:
        """The value of a header, given in lower case; the first one where it is sent more than once."""
        for sent, value in self.note.headers:
            if sent == name:
                return value.decode("latin-1")
        return None

    def query(self) -> dict[str, str]:
        """The query's parameters; of one that is sent twice, the first."""
        found: dict[str, str] = {}
        for name, value in parse_qsl(self.note.query.decode("latin-1"), keep_blank_values=True):
            found.setdefault(name, value)
        return found

    def switches(self, slug: str, model: type[SwitchesT]) -> SwitchesT:
        """A vendor's switches as they stand in this sandbox."""
        switches = self.engine.world.switches[slug]
        if not isinstance(switches, model):
            raise TypeError(f"the switches of {slug} are no {model.__name__}")
        return switches

    def find(self, kind: Kind[ContentT], id: str) -> Record[ContentT] | None:
        """The record of that kind and id, if there is one that the caller may see."""
        record = self.engine.find(kind, id)
        return record if record is not None and record.is_visible_to(self.caller.tenant) else None

    def bearer(self, slug: str, secret: str) -> object | None:
        """What the vendor knows of the bearer of a credential; a suffix that names this sandbox is not part of it."""
        known = self.sandbox.credentials[slug]
        return known.get(secret) or known.get(secret.removesuffix(f"{SANDBOX_MARK}{self.sandbox.id}"))

    @property
    def asked_sandbox(self) -> str:
        """The sandbox that the path or the header names, whether or not it is there; empty where neither names one."""
        steps = self.root.split("/")
        return steps[2] if steps[1:2] == ["s"] else self.header(SANDBOX_HEADER) or ""

    def no_bearer(self, what: str, secret: str) -> str:
        """Why nobody bears a credential in this sandbox, in a sentence; `what` is how the credential is called in it."""
        here, named = self.sandbox.id, sandbox_in(secret)
        if named is None or named == here:
            tail = "" if named else ", and names no other sandbox"
            return f"{what} is none that the sandbox {here!r} knows{tail}"
        way = "path" if self.root.startswith("/s/") else "header X-Mock-Sandbox" if self.asked_sandbox else None
        if way is None:
            return f"{what} {NAMES_SANDBOX} {named[:80]!r}, which does not exist"
        return f"{what} {NAMES_SANDBOX} {named[:80]!r}, while the {way} leads to the sandbox {here!r}"

    def brought_about(self, kind: AnyKind) -> AnyRecord | None:
        """The record of that kind that the call has made, if it has made one."""
        for entry in self.sandbox.journal.since(self.n):
            event = entry.what
            if type(event) is Changed and event.do == CREATE and event.kind is kind and entry.cause == self.n:
                return event.record
        return None

    def seeing(self, sandbox: Sandbox) -> "Call":
        """The same call in another sandbox, such as one that is as this one was."""
        other = Call(sandbox, self.note, self.n, root=self.root, flaw=self.flaw)
        other.caller = self.caller
        other.values = self.values
        other.parsed = self.parsed
        return other

    def part(self, name: str) -> object:
        """A part of the call as rules look at it: body, path values, query or headers."""
        if name == "path":
            return self.values
        if name == "body":
            return _body_of(self) if self.parsed is None else self.parsed
        if name == "query":
            return self.query()
        if name == HEADER:
            return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(self.note.headers)}
        raise KeyError(name)

    def document(self, operation: Addressing) -> Mapping[str, object]:
        """What a rule's condition looks at: the call's body, query, path values, headers, and the record it addresses."""
        return _Document(self, operation)


class _Document(Mapping[str, object]):
    """The parts of a call by name, each read only when a condition asks for it."""

    __slots__ = ("_call", "_operation")

    def __init__(self, call: Call, operation: Addressing) -> None:
        self._call = call
        self._operation = operation

    def __getitem__(self, part: str) -> object:
        return self._operation.shown_record(self._call) if part == RECORD else self._call.part(part)

    def __iter__(self) -> Iterator[str]:
        return iter(CALL_PARTS)

    def __len__(self) -> int:
        return len(CALL_PARTS)


def _body_of(call: Call) -> object:
    if call.note.body:
        try:
            call.parsed = read_json(call.note.body)
        except MalformedJson:
            # What cannot be read has no values; the operation itself will refuse it, unless it is a form that it takes.
            if (call.header(b"content-type") or "").startswith(_FORM):
                return dict(parse_qsl(call.note.body.decode("latin-1"), keep_blank_values=True))
    return call.parsed
