"""The identity server: tokens for client credentials, and what a client library needs to find and verify them."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from hmac import compare_digest
from typing import Final

from mock_server.contract.answers import JSON_TYPE, Answer, Refused, VendorError
from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Operation
from mock_server.engine.evidence import documented, inferred, invented
from mock_server.engine.ids import IdShape
from mock_server.vendors.cloudrx import auth, doors
from mock_server.vendors.cloudrx.auth import FORM, SCOPES, SLUG, ClientKey
from mock_server.vendors.cloudrx.errors import (
    INVALID_CLIENT,
    INVALID_SCOPE,
    OAUTH_INVALID_REQUEST,
    OAUTH_SERVER_ERROR,
    SERVER_FAULT,
    UNSUPPORTED_GRANT_TYPE,
)
from mock_server.vendors.cloudrx.identity_models import DiscoveryOut, KeySetOut, OAuthErrorOut, TokenOut
from mock_server.vendors.cloudrx.speech import NO_STORE
from mock_server.vendors.cloudrx.switches import CloudRxSwitches
from mock_server.wire import write_json

CLIENT_CREDENTIALS: Final = "client_credentials"
AUDIENCE: Final = "cloudrx_api"
_TOKEN_ID: Final = IdShape("", 32, "0123456789ABCDEF")
_TOKEN_PATH: Final = "/connect/token"  # noqa: S105  # an address, not a secret
_JWKS_PATH: Final = "/.well-known/openid-configuration/jwks"
_BETWEEN_SCOPES: Final = re.compile(r"[\s,]+")


def issue_token(call: Call) -> Answer:
    """Fetch an access token.

    A form with `grant_type=client_credentials`, `client_id` and `client_secret`, or the two in a Basic authorization; `scope`
    may name several scopes, with spaces or commas between them, and all that the client may have are granted without it. The
    token is a JWT, signed with a test key that everybody has; it expires on the sandbox's clock.
    """
    form = _read_form(call)
    client = _authenticated(call, form)
    grant = form.get("grant_type")
    if grant is None:
        raise _refused(OAUTH_INVALID_REQUEST, "the form has no grant_type", "grant_type")
    if grant != CLIENT_CREDENTIALS:
        raise _refused(UNSUPPORTED_GRANT_TYPE, f"the grant {grant[:80]!r} is not offered", "grant_type")
    scopes = _granted(client, form.get("scope"))
    lifetime = call.switches(SLUG, CloudRxSwitches).token_lifetime
    world = call.engine.world
    issued = int(world.now.timestamp())
    claims: dict[str, object] = {
        "iss": call.origin,
        "nbf": issued,
        "iat": issued,
        "exp": issued + int(timedelta(seconds=lifetime).total_seconds()),
        "aud": AUDIENCE,
        "client_id": client.name,
        "scope": scopes,
        "sandbox": call.sandbox.id,
        "jti": _TOKEN_ID.mint(world.seed, "cloudrx.token", call.engine.next_ordinal("cloudrx.token")),
    }
    call.note.caller = client.name
    shown = {
        "access_token": doors.sign(claims),
        "expires_in": lifetime,
        "token_type": "Bearer",
        "scope": " ".join(scopes),
    }
    return Answer(200, write_json(shown), (*JSON_TYPE, *NO_STORE))


def show_discovery(call: Call) -> Answer:
    """Find the identity server's addresses.

    The OpenID Connect discovery document, as far as client credentials need it.
    """
    origin = call.origin
    shown = {
        "issuer": origin,
        "jwks_uri": f"{origin}{_JWKS_PATH}",
        "token_endpoint": f"{origin}{_TOKEN_PATH}",
        "scopes_supported": list(SCOPES),
        "claims_supported": [],
        "grant_types_supported": [CLIENT_CREDENTIALS],
        "response_types_supported": ["token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "subject_types_supported": ["public"],
    }
    return Answer(200, write_json(shown))


def show_keys(_: Call) -> Answer:
    """Read the public keys.

    The JSON Web Key Set with which tokens can be verified: one test key, the same in every server.
    """
    return Answer(200, write_json(doors.key_set()))


def _read_form(call: Call) -> dict[str, str]:
    media = (call.header(b"content-type") or "").partition(";")[0].strip().lower()
    if media != FORM:
        raise _refused(OAUTH_INVALID_REQUEST, f"the body must be {FORM}, not {media or 'without a type'}", "Content-Type")
    pairs = auth.read_form(call.note.body)
    if pairs is None:
        raise _refused(OAUTH_INVALID_REQUEST, "the form cannot be read", None)
    twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if twice:
        raise _refused(OAUTH_INVALID_REQUEST, f"the parameter {twice[0][:80]!r} is sent twice", twice[0][:80])
    return dict(pairs)


def _authenticated(call: Call, form: Mapping[str, str]) -> ClientKey:
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    sent = call.header(b"authorization")
    if sent is not None:
        pair = auth.basic_credentials(sent)
        if pair is not None and secret:
            raise _refused(OAUTH_INVALID_REQUEST, "the client says who it is both in a header and in the form", "client_secret")
        if pair is not None and name not in ("", pair[0]):
            raise _refused(OAUTH_INVALID_REQUEST, "header and form name different clients", "client_id")
        name, secret = pair or (name, secret)
    known = call.bearer(SLUG, name)
    # The secret may carry the same suffix as the id: a suite that appends it to all credentials is right, too.
    plain = secret.removesuffix(f"--{call.sandbox.id}")
    if not isinstance(known, ClientKey):
        raise _refused(INVALID_CLIENT, call.no_bearer(f"the client {name[:80]!r}", name), "client_id")
    if not any(compare_digest(known.secret.encode(), each.encode()) for each in (secret, plain)):
        raise _refused(INVALID_CLIENT, f"the secret is not that of the client {known.name!r}", "client_secret")
    return known


def _granted(client: ClientKey, asked: str | None) -> list[str]:
    names = [name for name in _BETWEEN_SCOPES.split(asked or "") if name]
    unknown = next((name for name in names if name not in SCOPES), None)
    if unknown is not None:
        raise _refused(INVALID_SCOPE, f"there is no scope {unknown[:80]!r}", "scope")
    granted = [name for name in SCOPES if name in client.scopes and (not names or name in names)]
    if not granted:
        raise _refused(INVALID_SCOPE, f"the client {client.name!r} may have none of these scopes", "scope")
    return granted


def _refused(error: VendorError, says: str, field: str | None) -> Refused:
    return Refused(error, says, field=field)


_FORM_SCHEMA: Final = {
    "type": "object",
    "required": ["grant_type", "client_id", "client_secret"],
    "properties": {
        "grant_type": {"type": "string", "enum": [CLIENT_CREDENTIALS]},
        "client_id": {"type": "string", "minLength": 1},
        "client_secret": {"type": "string", "minLength": 1},
        "scope": {"type": "string", "description": "Scopes, with spaces or commas between them; without any, all of them."},
    },
}

OPERATIONS = (
    Operation(
        name="issue_token",
        method="POST",
        path=_TOKEN_PATH,
        handler=issue_token,
        grounds=documented("CLX-1", "CLX-2", "CLX-3", "CLX-4") + inferred("CLX-5", "CLX-7", "CLX-8") + invented("CLX-10"),
        tag="Identity",
        answer=TokenOut,
        answer_example={
            "access_token": "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl",
            "expires_in": 3600,
            "token_type": "Bearer",
            "scope": "cloudrx_orderservice cloudrx_productservice",
        },
        body_types={
            FORM: {
                "schema": _FORM_SCHEMA,
                "examples": {
                    "token": {
                        "value": {
                            "grant_type": CLIENT_CREDENTIALS,
                            "client_id": "cloudrx-test-client",
                            "client_secret": "cloudrx-test-secret",
                            "scope": "cloudrx_orderservice",
                        }
                    }
                },
            }
        },
        answer_headers=(Header("Cache-Control", "Tokens are never kept by a cache.", "no-store"),),
        refuses=(OAUTH_INVALID_REQUEST, INVALID_CLIENT, UNSUPPORTED_GRANT_TYPE, INVALID_SCOPE, OAUTH_SERVER_ERROR),
        error_model=OAuthErrorOut,
        is_anonymous=True,
    ),
    Operation(
        name="show_discovery",
        method="GET",
        path="/.well-known/openid-configuration",
        handler=show_discovery,
        grounds=inferred("CLX-9"),
        tag="Identity",
        answer=DiscoveryOut,
        answer_example={
            "issuer": "http://127.0.0.1:8080/cloudrx",
            "jwks_uri": f"http://127.0.0.1:8080/cloudrx{_JWKS_PATH}",
            "token_endpoint": f"http://127.0.0.1:8080/cloudrx{_TOKEN_PATH}",
            "scopes_supported": list(SCOPES),
            "claims_supported": [],
            "grant_types_supported": [CLIENT_CREDENTIALS],
            "response_types_supported": ["token"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
        },
        refuses=(SERVER_FAULT,),
        is_anonymous=True,
    ),
    Operation(
        name="show_keys",
        method="GET",
        path=_JWKS_PATH,
        handler=show_keys,
        grounds=inferred("CLX-9") + invented("CLX-10"),
        tag="Identity",
        answer=KeySetOut,
        answer_example={
            "keys": [{"kty": "RSA", "use": "sig", "kid": "test-0", "alg": "RS256", "n": "sTjhemv85H571w", "e": "AQAB"}]
        },
        refuses=(SERVER_FAULT,),
        is_anonymous=True,
    ),
)
