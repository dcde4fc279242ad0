"""An operation: one endpoint of a vendor, declared once for its documentation and its dispatch."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from mock_server.contract.answers import Answer, VendorError
from mock_server.contract.call import Call
from mock_server.engine.evidence import Grounds
from mock_server.engine.idempotency import IdempotencyPolicy
from mock_server.engine.records import AnyKind, AnyRecord
from mock_server.faults.conditions import MISSING

Handler = Callable[..., Answer]
"""Answers a call: takes the `Call`, and the body's model where the operation has one."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that an operation reads or answers with, or a query parameter that it reads."""

    name: str
    about: str
    example: str
    is_required: bool = False
    schema: Mapping[str, object] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True)
class Link:
    """Where an answer leads: which operation takes which part of it for which of its parameters."""

    name: str
    operation: str
    parameters: Mapping[str, str]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """Where a successful answer shows a record with its status.

    `noun` is the record's kind, `id` and `status` are members. The record, or each where that is a list, stands under the
    member `under`; without one it is the answer itself.
    """

    noun: str
    id: str
    status: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Which record a call is about: its kind, and what finds it, whoever asks. `is_made` says that the call makes it."""

    kind: AnyKind
    find: Callable[[Call], AnyRecord | None]
    is_made: bool = False


def by_path(kind: AnyKind, name: str) -> Addressed:
    """The record whose id stands in the path under that name."""
    return Addressed(kind, lambda call: call.engine.find(kind, call.values[name]))


def made(kind: AnyKind) -> Addressed:
    """The record that the call makes, once it has made it: the first of its kind that the journal says it brought about."""
    return Addressed(kind, lambda call: call.brought_about(kind), is_made=True)


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint of a vendor.

    `name` is the noun and verb within the vendor (`create_order`); the full name is `<slug>.<name>`. The handler's
    docstring is its description. `body` is the model of a JSON body. `answer` is the model of a successful body and
    `status` its status. `refuses` are the errors of the vendor that the operation may answer with, in the order of their
    checks. `permission` is what a caller must have been granted; an anonymous operation asks nobody who calls. `check` is
    judged before the body is read, for vendors that look at the addressed record first. `bucket` is what counts against a
    rate limit together. `body_types` are the bodies that the handler reads from `call.note.body` by itself, by content type
    as OpenAPI media types. `security` names the schemes of the vendor that the operation takes; all of them where it is None.
    `error_model` is the shape of its error bodies where that is not the vendor's own. `takes_null` says that a body of null
    is as good as none. `forbidden` is what a caller without the permission gets, where the vendor says it otherwise here.
    `values_in` takes a body apart that is no JSON: places, names and values. `shows` is where its answer shows records whose
    lives can be followed. `addresses` says which record a call is about, where it is about one; only rules ask for it.
    """

    name: str
    method: str
    path: str
    handler: Handler
    grounds: Grounds
    status: int = 200
    answer: type[BaseModel] | None = None
    answer_example: Mapping[str, object] | list[object] | None = None
    answer_headers: tuple[Header, ...] = ()
    body: type[BaseModel] | None = None
    body_is_required: bool = True
    body_examples: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    path_values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """For each value in the path, what it is and an example."""
    request_headers: tuple[Header, ...] = ()
    refuses: tuple[VendorError, ...] = ()
    links: tuple[Link, ...] = ()
    tag: str = ""
    query: tuple[Header, ...] = ()
    body_types: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    check: Callable[[Call], None] | None = None
    is_anonymous: bool = False
    permission: str | None = None
    bucket: str | None = None
    is_idempotent: bool = False
    aliases: tuple[str, ...] = ()
    security: tuple[str, ...] | None = None
    error_model: type[BaseModel] | None = None
    takes_null: bool = False
    forbidden: VendorError | None = None
    values_in: Callable[[bytes], Iterable[tuple[str, str, str]]] | None = None
    shows: Sight | None = None
    addresses: Addressed | None = None

    @property
    def only_reads(self) -> bool:
        """Whether the operation changes nothing, by its method."""
        return self.method == "GET"

    def shown_record(self, call: Call) -> object:
        """The record that a call addresses and that is there before it, as rules look at it; MISSING where there is none."""
        addresses = self.addresses
        record = None if addresses is None or addresses.is_made else addresses.find(call)
        return MISSING if addresses is None or record is None else addresses.kind.shown(record)

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (self.handler.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Idempotency:
    """How a vendor takes idempotency keys: the header, its bounds, and the policy that the switches ask for."""

    header: bytes
    longest: int
    policy: Callable[[Call], IdempotencyPolicy]
