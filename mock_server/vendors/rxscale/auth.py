"""Who calls RxScale, with which key, for which pharmacies or organisation, and how often."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from mock_server.contract.answers import HeaderRow, Refused
from mock_server.contract.call import Call, Caller, key_label, plain_secret, sandbox_in
from mock_server.contract.operation import Operation
from mock_server.engine.limits import meter
from mock_server.journal.entries import Headers
from mock_server.vendors.rxscale.errors import (
    API_KEY_MISSING,
    AUTHORIZATION_HEADER_MISSING,
    INVALID_API_KEY,
    INVALID_HEADER,
    MISSING_PHARMACY,
    NOT_FOUND,
    PUBLIC_FACE,
    RATE_LIMIT_EXCEEDED,
)
from mock_server.vendors.rxscale.switches import RxScaleSwitches

SLUG: Final = "rxscale"

ORDERS_READ: Final = "orders_read"
ORDERS_WRITE: Final = "orders_write"
STOCK_READ: Final = "stock_read"
STOCK_WRITE: Final = "stock_write"
PHARMACY_SKU_WRITE: Final = "pharmacy_sku_write"
WEBHOOKS_READ: Final = "webhooks_read"
WEBHOOKS_WRITE: Final = "webhooks_write"
ORDER_READ: Final = "order:read"

# The two ways of naming belong to the two APIs, so that a key of one can do nothing at the other (RXS-58).
Permission = Literal[
    "orders_read",
    "orders_write",
    "stock_read",
    "stock_write",
    "pharmacy_sku_write",
    "webhooks_read",
    "webhooks_write",
    "order:read",
    "product:read",
    "create_prescription_checkout",
    "create_treatment_checkout",
]
_OF_PHARMACIES: Final = frozenset(
    {ORDERS_READ, ORDERS_WRITE, STOCK_READ, STOCK_WRITE, PHARMACY_SKU_WRITE, WEBHOOKS_READ, WEBHOOKS_WRITE}
)
_OF_ORGANISATIONS: Final = frozenset({ORDER_READ})

_KEY_HEADER: Final = b"x-api-key"
_LEGACY_HEADER: Final = b"x-rxscale-authorization"
_AUTHORIZATION: Final = b"authorization"
_BEARER: Final = "bearer "

# Calls in a window of so many seconds; the shorter one is looked at first (RXS-65).
_LIMITS: Final = ((10, 1), (600, 60))


@dataclass(frozen=True, slots=True)
class KeyHolder(Caller):
    """The bearer of a key: of one pharmacy, of a group of pharmacies, or of an organisation that runs shops."""

    pharmacies: tuple[str, ...] = ()
    is_group: bool = False
    organisation: str | None = None


class KeyFixture(BaseModel):
    """An API key: of one `pharmacy`, of a `group` of them, or of an `organisation`.

    Without `permissions` it may do all that its API has here. An inactive one is as good as unknown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, AfterValidator(plain_secret)] = Field(pattern=r"^[!-~]{1,200}$")
    pharmacy: str | None = Field(default=None, min_length=1)
    group: tuple[str, ...] | None = Field(default=None, min_length=1)
    organisation: str | None = Field(default=None, min_length=1)
    permissions: frozenset[Permission] | None = None
    active: bool = True

    @model_validator(mode="after")
    def _belongs_to_one(self) -> Self:
        if sum(each is not None for each in (self.pharmacy, self.group, self.organisation)) != 1:
            raise ValueError("a key has exactly one of 'pharmacy', 'group' and 'organisation'")
        return self


def read_key(fixture: BaseModel) -> tuple[str, object]:
    """The secret of a key fixture and its bearer; an inactive key is one that nobody bears."""
    if not isinstance(fixture, KeyFixture):
        raise TypeError("a RxScale credential is a KeyFixture")
    if not fixture.active:
        return fixture.key, None
    pharmacies = fixture.group or ((fixture.pharmacy,) if fixture.pharmacy else ())
    grants: frozenset[str] = _OF_ORGANISATIONS if fixture.organisation else _OF_PHARMACIES
    if fixture.permissions is not None:
        grants = frozenset(fixture.permissions)
    if PHARMACY_SKU_WRITE in grants:
        grants |= {STOCK_WRITE}  # whoever may change an article may change its stock (RXS-48)
    tenant = fixture.organisation or "+".join(pharmacies)
    name = key_label(tenant, fixture.key)
    return fixture.key, KeyHolder(name, tenant, grants, pharmacies, fixture.group is not None, fixture.organisation)


def _secret(headers: Headers, *, is_public: bool) -> str | None:
    """The key that a request carries: in its own header, at the shops' API in two others too (RXS-55).

    Raises:
        Refused: the Authorization header is all there is, and holds no bearer token.
    """
    sent = {name: value.decode("latin-1") for name, value in reversed(headers)}
    for name in (_KEY_HEADER, _LEGACY_HEADER) if is_public else (_KEY_HEADER,):
        if name in sent:
            return sent[name]
    if not is_public or _AUTHORIZATION not in sent:
        return None
    value = sent[_AUTHORIZATION]
    token = value[len(_BEARER) :].strip()
    if value[: len(_BEARER)].lower() != _BEARER or not token:
        raise Refused(INVALID_HEADER, "the Authorization header is not 'Bearer <key>'", field="Authorization")
    return token


def named_sandbox(headers: Headers, _: bytes) -> str | None:
    """The sandbox that the key names."""
    try:
        return sandbox_in(_secret(headers, is_public=True))
    except Refused:
        return None


def authenticate(call: Call) -> Caller:
    """The bearer of the key.

    Raises:
        Refused: the key is missing, malformed, unknown or inactive.
    """
    is_public = call.note.path.startswith(PUBLIC_FACE)
    key = _secret(call.note.headers, is_public=is_public)
    if key is None:
        if is_public:
            says = "the request has none of X-API-Key, X-RxScale-Authorization and Authorization"
            raise Refused(AUTHORIZATION_HEADER_MISSING, says, field="X-API-Key")
        raise Refused(API_KEY_MISSING, "the request has no X-API-Key, the only header this API reads", field="X-API-Key")
    bearer = call.bearer(SLUG, key)
    if not isinstance(bearer, KeyHolder):
        says = call.no_bearer("the key", key)
        if key in call.sandbox.credentials[SLUG]:
            says = "the key is known, but not active"
        raise Refused(INVALID_API_KEY, says, field="X-API-Key")
    return bearer


def holder(call: Call) -> KeyHolder:
    """The bearer of the key of a call that has been let in."""
    if not isinstance(call.caller, KeyHolder):
        raise TypeError("an operation that needs a key was called without one")
    return call.caller


def acting_pharmacy(call: Call) -> str:
    """The pharmacy for which a call is made: the key's own, or the one of its group that `pharmacy_uid` names (RXS-57).

    Raises:
        Refused: a group-wide key does not say which, or the pharmacy is out of the key's scope.
    """
    bearer = holder(call)
    asked = call.query().get("pharmacy_uid", "").strip()
    if not asked:
        if not bearer.is_group:
            return bearer.pharmacies[0]
        raise Refused(
            MISSING_PHARMACY,
            f"the key is for {', '.join(bearer.pharmacies)}; the query must name one of them as pharmacy_uid",
            field="pharmacy_uid",
        )
    if asked not in bearer.pharmacies:
        raise Refused(NOT_FOUND, f"the pharmacy {asked!r} is out of the scope of {bearer.name!r}", field="pharmacy_uid")
    return asked


def count(call: Call, _: Operation) -> HeaderRow:
    """Count the call against its key's limits, where the switch asks for them. No header speaks of them (RXS-65).

    Raises:
        Refused: the second or the minute is used up.
    """
    if call.caller.name and call.switches(SLUG, RxScaleSwitches).rate_limit == "documented":
        for limit, seconds in _LIMITS:
            name = f"{SLUG} {call.caller.name} {seconds}s"
            if meter(call.engine.world, name, limit, seconds).is_exceeded:
                raise Refused(
                    RATE_LIMIT_EXCEEDED,
                    f"{limit} calls in {seconds} s are used up",
                    because="switch rxscale.rate_limit",
                )
    return ()
