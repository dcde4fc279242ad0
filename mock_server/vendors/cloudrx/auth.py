"""Who calls CloudRx: clients that fetch tokens, the tokens themselves, and one fixed token for a quick curl."""

import json
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from pydantic import BaseModel, ConfigDict, Field

from mock_server.contract.answers import HeaderRow, Refused
from mock_server.contract.call import Call, Caller, sandbox_in
from mock_server.journal.entries import Headers
from mock_server.vendors.cloudrx import doors
from mock_server.vendors.cloudrx.errors import MALFORMED_AUTHORIZATION, UNAUTHORIZED

SLUG: Final = "cloudrx"

ORDERS: Final = "cloudrx_orderservice"
PRODUCTS: Final = "cloudrx_productservice"
SMS: Final = "cloudrx_smsservice"
COURIERS: Final = "cloudrx_courierservice"
SCOPES: Final[Mapping[str, str]] = {
    ORDERS: "CloudRx Order Service",
    PRODUCTS: "CloudRx Product Service",
    SMS: "CloudRx Sms Service",
    COURIERS: "CloudRx Shipping Service",
}
"""The scopes and the vendor's labels for them (CLX-3). No documented call uses the one for messages."""
Scope = Literal["cloudrx_orderservice", "cloudrx_productservice", "cloudrx_smsservice", "cloudrx_courierservice"]
_ALL_SCOPES: Final[frozenset[Scope]] = frozenset(
    {"cloudrx_orderservice", "cloudrx_productservice", "cloudrx_smsservice", "cloudrx_courierservice"}
)

FORM: Final = "application/x-www-form-urlencoded"
_AUTHORIZATION: Final = b"authorization"
_MOST_FORM_FIELDS: Final = 50
_NO_TOKEN: Final[HeaderRow] = ((b"www-authenticate", b'Bearer realm="cloudrx"'),)
_JWT_DOTS: Final = 2
_MOST_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A client that may fetch tokens: its id, its secret, and the scopes that it may ask for."""

    name: str
    secret: str
    scopes: frozenset[str]


class Token(NamedTuple):
    """What a token of ours says: whose it is, for what and in which sandbox, from when and until when (epoch seconds)."""

    client: str
    scopes: frozenset[str]
    sandbox: str
    good_from: int
    good_until: int


class CredentialFixture(BaseModel):
    """A client, where it has a `secret`; else a fixed bearer token that never expires and stands for `client`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[!-~]{1,200}$")
    secret: str | None = Field(default=None, min_length=1)
    client: str = Field(default="cloudrx-test-client", min_length=1)
    scopes: frozenset[Scope] = _ALL_SCOPES


def read_credential(fixture: BaseModel) -> tuple[str, object]:
    """What a credential fixture is called by, and what is known of it."""
    if not isinstance(fixture, CredentialFixture):
        raise TypeError("a CloudRx credential is a CredentialFixture")
    if fixture.secret is not None:
        return fixture.id, ClientKey(fixture.id, fixture.secret, frozenset(fixture.scopes))
    return fixture.id, Caller(fixture.client, fixture.client, frozenset(fixture.scopes))


def secrets_of(id: str, bearer: object) -> tuple[str, ...]:
    """What of a credential must not be shown: a client's secret, but not its id; a token."""
    return (bearer.secret,) if isinstance(bearer, ClientKey) else (id,)


def basic_credentials(value: str) -> tuple[str, str] | None:
    """Client id and secret of a Basic authorization, unescaped as RFC 6749 asks; None for any other."""
    scheme, _, encoded = value.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (unquote_plus(name), unquote_plus(secret)) if colon else ("", "")


def read_form(body: bytes) -> list[tuple[str, str]] | None:
    """The parameters of a form, empty ones left out (RFC 6749, 3.2); None where it cannot be read."""
    try:
        return parse_qsl(body.decode(), errors="strict", max_num_fields=_MOST_FORM_FIELDS)
    except ValueError:
        return None


def _unverified_sandbox(token: str) -> str | None:
    """The sandbox that a token says it is for; the sandbox itself will look at the signature."""
    payload = token.split(".")[1]
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    named = claims.get("sandbox") if isinstance(claims, dict) else None
    return named if isinstance(named, str) else None


def named_sandbox(headers: Headers, body: bytes) -> str | None:
    """The sandbox that the token names by its claim, a fixed token or a client by its suffix."""
    is_form = False
    for name, value in headers:
        if name == _AUTHORIZATION:
            text = value.decode("latin-1")
            scheme, _, token = text.partition(" ")
            if scheme.lower() == "bearer":
                token = token.strip()
                return _unverified_sandbox(token) if token.count(".") == _JWT_DOTS else sandbox_in(token)
            pair = basic_credentials(text)
            if pair is not None:
                return sandbox_in(pair[0])
        elif name == b"content-type":
            is_form = value.decode("latin-1").lower().startswith(FORM)
    if not is_form:
        return None
    return next((sandbox_in(value) for name, value in read_form(body) or () if name == "client_id"), None)


def authenticate(call: Call) -> Caller:
    """The client whose token the call carries.

    Raises:
        Refused: there is no token, it is malformed, unknown or expired, or it belongs to another sandbox.
    """
    sent = [value.decode("latin-1") for name, value in call.note.headers if name == _AUTHORIZATION]
    if len(sent) > 1:
        raise _malformed("the Authorization header is sent twice")
    scheme, _, token = sent[0].strip().partition(" ") if sent else ("", "", "")
    if scheme.lower() != "bearer":
        raise Refused(UNAUTHORIZED, "the request has no bearer token", field="Authorization", headers=_NO_TOKEN)
    token = token.strip()
    if not token or " " in token:
        raise _malformed("the Authorization header holds no single token after 'Bearer'")
    known = call.bearer(SLUG, token)
    if isinstance(known, Caller):
        return known
    if token.count(".") != _JWT_DOTS:
        raise _unauthorized(call.no_bearer("the token", token))
    return _bearer_of(call, _read_token(call, token))


def _read_token(call: Call, text: str) -> Token:
    """What a token says. A sandbox looks at its signature once: that takes ten times as long as all the rest of a call."""
    memo = call.sandbox.memo
    known = memo.get(text)
    if isinstance(known, Token):
        return known
    claims = doors.verify(text)
    if claims is None:
        raise _unauthorized("the token is not signed with the test key")
    read = _token_of(claims)
    if read is None:
        raise _unauthorized("the token is signed with the test key and yet none of this server's: its claims are others")
    if len(memo) >= _MOST_REMEMBERED:
        memo.clear()
    memo[text] = read
    return read


def _token_of(claims: Mapping[str, object]) -> Token | None:
    client, scopes, sandbox = claims.get("client_id"), claims.get("scope"), claims.get("sandbox")
    start, end = claims.get("nbf"), claims.get("exp")
    if not (isinstance(client, str) and isinstance(scopes, list) and isinstance(sandbox, str)):
        return None
    if not (isinstance(start, int) and isinstance(end, int)):
        return None
    return Token(client, frozenset(map(str, scopes)), sandbox, start, end)


def _bearer_of(call: Call, token: Token) -> Caller:
    if token.sandbox != call.sandbox.id:
        raise _unauthorized(f"the token is for the sandbox {token.sandbox[:80]!r}, the call for {call.sandbox.id!r}")
    now = call.engine.world.now.timestamp()
    if now >= token.good_until:
        raise _unauthorized("the token has expired on the sandbox's clock; fetch a new one")
    if now < token.good_from:
        raise _unauthorized("the token is from a later time: the sandbox's clock has been set back since; fetch a new one")
    client = call.sandbox.credentials[SLUG].get(token.client)
    if not isinstance(client, ClientKey):
        raise _unauthorized("the token's client is not known in this sandbox")
    return Caller(client.name, client.name, token.scopes & client.scopes)


def _unauthorized(says: str) -> Refused:
    return Refused(UNAUTHORIZED, says, field="Authorization")


def _malformed(says: str) -> Refused:
    return Refused(MALFORMED_AUTHORIZATION, says, field="Authorization")
