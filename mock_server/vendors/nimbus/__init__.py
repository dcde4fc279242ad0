"""Nimbus OS (US): Orders API version 1, with idempotency keys and webhooks."""

from typing import Final

from mock_server.contract.call import Call
from mock_server.contract.operation import Header, Idempotency
from mock_server.contract.vendor import CommonErrors, Credential, CredentialWord, Vendor, Voice
from mock_server.engine.idempotency import IdempotencyPolicy
from mock_server.vendors.nimbus import auth, errors
from mock_server.vendors.nimbus.conduct import CONDUCT
from mock_server.vendors.nimbus.fixtures import FIXTURES
from mock_server.vendors.nimbus.known import KNOWN
from mock_server.vendors.nimbus.makers import MAKERS
from mock_server.vendors.nimbus.models import ErrorOut
from mock_server.vendors.nimbus.records import ORDER, PATIENT, PRESCRIPTION, REFILL
from mock_server.vendors.nimbus.routes import OPERATIONS
from mock_server.vendors.nimbus.switches import NimbusSwitches
from mock_server.vendors.nimbus.webhooks import WEBHOOKS

_POLICIES: Final = {"replay": IdempotencyPolicy(), "conflict": IdempotencyPolicy(replays=False)}


def _policy(call: Call) -> IdempotencyPolicy:
    return _POLICIES[call.switches(auth.SLUG, NimbusSwitches).idempotency]


VENDOR = Vendor(
    slug=auth.SLUG,
    title="Nimbus OS",
    country="US",
    about="Orders API with idempotency keys and webhooks, as its first version documents it.",
    version="1.0.0",
    docs="https://nimbus-os.redocly.app",
    operations=OPERATIONS,
    kinds=(ORDER, REFILL, PATIENT, PRESCRIPTION),
    errors=errors.CATALOGUE,
    common=CommonErrors(
        not_found=errors.NOT_FOUND,
        method_not_allowed=errors.METHOD_NOT_ALLOWED,
        malformed=errors.INVALID_REQUEST,
        headers_too_large=errors.HEADERS_TOO_LARGE,
        body_too_large=errors.PAYLOAD_TOO_LARGE,
        forbidden=errors.FORBIDDEN,
        internal=errors.INTERNAL_ERROR,
    ),
    voice=Voice(
        named_sandbox=auth.named_sandbox,
        authenticate=auth.authenticate,
        say=errors.say,
        invalid=errors.invalid,
        translate=errors.translate,
        example=errors.example,
        meter=auth.count,
        limit_headers=auth.limit_headers,
    ),
    error_model=ErrorOut,
    switches=NimbusSwitches,
    fixtures=FIXTURES,
    credential=CredentialWord(auth.KeyFixture, auth.read_key, "X-API-Key: {}"),
    credentials=(
        Credential("X-API-Key: nimbus-test-key", "may do everything"),
        Credential("X-API-Key: nimbus-forbidden-key", "is known and may do nothing: 403"),
    ),
    tags={
        "Orders": "Orders and how they stand.",
        "Refills": "More of a prescription that is known.",
        "Webhooks": "A trial of the address to which news go.",
    },
    security={"apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"}},
    meter_headers=(
        Header("X-RateLimit-Limit", "Calls a minute.", "100", schema={"type": "integer"}),
        Header("X-RateLimit-Remaining", "Calls left in this minute.", "99", schema={"type": "integer"}),
        Header("X-RateLimit-Reset", "When the minute ends, in epoch seconds.", "1705320000", schema={"type": "integer"}),
    ),
    webhooks=WEBHOOKS,
    conduct=CONDUCT,
    idempotency=Idempotency(b"idempotency-key", 255, _policy),
    makers=MAKERS,
    known=KNOWN,
)
