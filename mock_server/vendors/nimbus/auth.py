"""Who calls Nimbus, and how often: the API key and the rate limits."""

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mock_server.contract.answers import HeaderRow, Refused
from mock_server.contract.call import Call, Caller, key_label, plain_secret, sandbox_in
from mock_server.contract.operation import Operation
from mock_server.engine.limits import Metered, meter
from mock_server.journal.entries import Headers
from mock_server.vendors.nimbus.errors import RATE_LIMIT_EXCEEDED, UNAUTHORIZED
from mock_server.vendors.nimbus.switches import NimbusSwitches

SLUG: Final = "nimbus"
API_KEY: Final = b"x-api-key"
USE: Final = "use"
"""The one permission there is: the vendor documents that keys can lack permissions, and names none (NIM-18)."""

# Calls a minute by bucket, in the vendor's sandbox and in production (NIM-20).
_LIMITS: Final = {
    "sandbox": {"orders": 100, "refills": 100, "webhooks": 50},
    "production": {"orders": 60, "refills": 60, "webhooks": 30},
}


class KeyFixture(BaseModel):
    """An API key. Keys of one tenant see each other's orders, and are counted each for itself.

    Without `permissions` a key is known and may do nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, AfterValidator(plain_secret)] = Field(pattern=r"^[!-~]{1,200}$")
    tenant: str = Field(default="nimbus-test", min_length=1)
    permissions: frozenset[str] = frozenset({USE})


def read_key(fixture: BaseModel) -> tuple[str, object]:
    """The secret of a key fixture and its bearer."""
    if not isinstance(fixture, KeyFixture):
        raise TypeError("a Nimbus credential is a KeyFixture")
    return fixture.key, Caller(key_label(fixture.tenant, fixture.key), fixture.tenant, fixture.permissions)


def secret(headers: Headers) -> str | None:
    """The API key that a request carries."""
    for name, value in headers:
        if name == API_KEY:
            return value.decode("latin-1")
    return None


def named_sandbox(headers: Headers, _: bytes) -> str | None:
    """The sandbox that the API key names."""
    return sandbox_in(secret(headers))


def authenticate(call: Call) -> Caller:
    """The caller that the API key stands for.

    Raises:
        Refused: the key is missing or unknown.
    """
    key = secret(call.note.headers)
    if key is None:
        raise Refused(UNAUTHORIZED, "the request has no X-API-Key header", field="X-API-Key")
    caller = call.bearer(SLUG, key)
    if not isinstance(caller, Caller):
        raise Refused(UNAUTHORIZED, call.no_bearer("the X-API-Key", key), field="X-API-Key")
    return caller


def limit_headers(metered: Metered) -> HeaderRow:
    """The headers in which answers tell of a limit (NIM-42)."""
    return (
        (b"x-ratelimit-limit", str(metered.limit).encode()),
        (b"x-ratelimit-remaining", str(metered.remaining).encode()),
        (b"x-ratelimit-reset", str(metered.resets_at).encode()),
    )


def count(call: Call, operation: Operation) -> HeaderRow:
    """Count the call against its bucket, where the switch asks for limits, and answer with the headers that tell of it.

    Raises:
        Refused: the bucket's minute is used up.
    """
    tier = call.switches(SLUG, NimbusSwitches).rate_limit
    if tier == "off" or operation.bucket is None:
        return ()
    name = f"{SLUG} {call.caller.name} {operation.bucket}"
    metered = meter(call.engine.world, name, _LIMITS[tier][operation.bucket], 60)
    headers = limit_headers(metered)
    if metered.is_exceeded:
        raise Refused(
            RATE_LIMIT_EXCEEDED,
            f"{metered.limit} calls to {operation.bucket} in this minute are used up",
            given={"retryAfter": metered.retry_after},
            headers=headers,
            because="switch nimbus.rate_limit",
        )
    return headers
