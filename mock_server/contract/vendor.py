"""A vendor: everything the server needs to know to stand in for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from mock_server.contract.answers import Answer, HeaderRow, Refused, VendorError
from mock_server.contract.call import Call, Caller
from mock_server.contract.conduct import Conduct
from mock_server.contract.operation import Header, Idempotency, Operation
from mock_server.contract.paths import PathTable
from mock_server.engine.errors import EngineError
from mock_server.engine.evidence import Grounds
from mock_server.engine.limits import Metered
from mock_server.engine.records import AnyKind
from mock_server.journal.entries import Headers
from mock_server.scenarios.makers import Maker
from mock_server.scenarios.words import CREDENTIALS, AddressedKind, PlaceFixture, React, VendorWords
from mock_server.webhooks.voice import WebhookVoice


@dataclass(frozen=True, slots=True)
class FixtureWord:
    """A plural under which a scenario lists records: the model of one, and what puts it into a world."""

    model: type[BaseModel]
    place: PlaceFixture


def _itself(key: str, _: object) -> tuple[str, ...]:
    return (key,)


@dataclass(frozen=True, slots=True)
class CredentialWord:
    """How a scenario lists credentials: the model of one, and what reads the secret and its bearer from it.

    `header` is how conversations send one, with `{}` in the place of the secret. `secrets` says what of a credential and its
    bearer must not be shown; the credential itself, where nothing else is said.
    """

    model: type[BaseModel]
    read: Callable[[BaseModel], tuple[str, object]]
    header: str = ""
    secrets: Callable[[str, object], tuple[str, ...]] = _itself


@dataclass(frozen=True, slots=True)
class Credential:
    """A documented test credential, as it is shown to people: what to send, and what it may do."""

    how: str
    about: str


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Values that the `default` scenario holds, as they are shown to people: where they stand in a call, and what they are."""

    where: str
    values: tuple[str, ...]
    about: str
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class CommonErrors:
    """The vendor's errors for what can happen at any address."""

    not_found: VendorError
    method_not_allowed: VendorError
    malformed: VendorError
    headers_too_large: VendorError
    body_too_large: VendorError
    forbidden: VendorError
    internal: VendorError


def no_limit_headers(_: Metered) -> HeaderRow:
    """What a vendor says of a rate limit that documents no headers for one: nothing."""
    return ()


def no_meter(_: Call, __: Operation) -> HeaderRow:
    """What a vendor without rate limits does: nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Voice:
    """How a vendor speaks: the functions that turn what happened into its own words.

    `named_sandbox` finds the sandbox that a request's
    credential names, in its headers or its body. `authenticate` says who calls. `say` writes a refusal. `invalid`
    turns a body that does not fit its model into a refusal, `translate` does so with what the engine refuses. `meter`
    counts a call against the rate limits and answers with the headers that speak of them; `limit_headers` are those headers for
    a limit that a rule sets. `example` is the body of an error as the vendor would write it, for the OpenAPI document.

    Raises:
        Refused: from `authenticate` and `meter`, where the call is refused.
    """

    named_sandbox: Callable[[Headers, bytes], str | None]
    authenticate: Callable[[Call], Caller]
    say: Callable[[Call, Refused], Answer]
    invalid: Callable[[Call, type[BaseModel], ValidationError], Refused]
    translate: Callable[[EngineError], Refused]
    example: Callable[[VendorError], Mapping[str, object]]
    meter: Callable[[Call, Operation], HeaderRow] = no_meter
    limit_headers: Callable[[Metered], HeaderRow] = no_limit_headers


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor, declared as data and functions. Its address is `/<slug>`.

    `error_model` is the shape of its error bodies. `security` is the OpenAPI security scheme by name. `tags` says what each
    group of operations is about. `meter_headers` are the headers in which answers speak of rate limits. `webhooks` is how it
    tells subscribers of news, where it does. `react` hears of every change and does what it brings about in other records.
    `makers` make records of a kind up, by its noun. `reserved` are the values by which the shipped scenario gives refusals
    that else would take effort. `conduct` is what calls are held against besides the operations.
    """

    slug: str
    title: str
    country: str
    about: str
    version: str
    docs: str
    operations: tuple[Operation, ...]
    kinds: tuple[AnyKind, ...]
    errors: tuple[VendorError, ...]
    common: CommonErrors
    voice: Voice
    error_model: type[BaseModel]
    switches: type[BaseModel]
    fixtures: Mapping[str, FixtureWord]
    credential: CredentialWord
    credentials: tuple[Credential, ...]
    security: Mapping[str, Mapping[str, object]]
    tags: Mapping[str, str] = field(default_factory=dict)
    meter_headers: tuple[Header, ...] = ()
    webhooks: WebhookVoice | None = None
    idempotency: Idempotency | None = None
    react: React | None = None
    makers: Mapping[str, Maker[Any]] = field(default_factory=dict)
    folds_case: bool = False
    takes_slash: bool = False
    conduct: Conduct = field(default_factory=Conduct)
    known: tuple[KnownValues, ...] = ()
    table: PathTable[Operation] = field(init=False)
    names: Mapping[str, str] = field(init=False)
    """The operations' full names by their short ones, made once: `create_order` to `nimbus.create_order`."""

    def __post_init__(self) -> None:
        routes = [
            (operation.method, path, operation)
            for operation in self.operations
            for path in (operation.path, *operation.aliases)
        ]
        table = PathTable(routes, folds_case=self.folds_case, takes_slash=self.takes_slash)
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "names", {each.name: f"{self.slug}.{each.name}" for each in self.operations})

    def error(self, name: str) -> VendorError | None:
        """The error of the catalogue with that name."""
        return next((error for error in self.errors if error.name == name), None)

    def kind(self, noun: str) -> AnyKind | None:
        """The kind with that noun, such as `order`."""
        return next((kind for kind in self.kinds if kind.noun == noun), None)

    def words(self) -> VendorWords:
        """What scenarios may say of the vendor."""
        return VendorWords(
            slug=self.slug,
            switches=self.switches,
            fixtures={CREDENTIALS: self.credential.model, **{name: word.model for name, word in self.fixtures.items()}},
            operations=tuple(self.names.values()),
            errors={error.name: error.fields for error in self.errors},
            kinds={kind.noun: kind for kind in self.kinds},
            place={name: word.place for name, word in self.fixtures.items()},
            credential=self.credential.read,
            react=self.react,
            webhooks=self.webhooks,
            credential_header=self.credential.header,
            makers=self.makers,
            addresses={
                self.names[each.name]: AddressedKind(each.addresses.kind, is_made=each.addresses.is_made)
                for each in self.operations
                if each.addresses is not None
            },
            reads=frozenset(self.names[each.name] for each in self.operations if each.only_reads),
        )
