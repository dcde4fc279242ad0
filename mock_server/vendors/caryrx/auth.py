"""Who calls CaryRx: the key in the header `apikey`."""

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mock_server.contract.answers import Refused
from mock_server.contract.call import Call, Caller, plain_secret, sandbox_in
from mock_server.journal.entries import Headers
from mock_server.vendors.caryrx.errors import UNAUTHORIZED

SLUG: Final = "caryrx"
API_KEY: Final = b"apikey"
ACCOUNT: Final = "caryrx-test"
SIMULATE: Final = "simulate"
"""The one permission there is: to create prescriptions, which in production come from the pharmacy alone (CRX-26)."""


class KeyFixture(BaseModel):
    """An API key. Keys of one account see each other's records; a key that is like a live one cannot simulate."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, AfterValidator(plain_secret)] = Field(pattern=r"^[!-~]{1,200}$")
    account: str = Field(default=ACCOUNT, min_length=1)
    live_like: bool = False


def read_key(fixture: BaseModel) -> tuple[str, object]:
    """The secret of a key fixture and its bearer."""
    if not isinstance(fixture, KeyFixture):
        raise TypeError("a CaryRx credential is a KeyFixture")
    return fixture.key, Caller(fixture.account, fixture.account, frozenset(() if fixture.live_like else (SIMULATE,)))


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
        raise Refused(UNAUTHORIZED, "the request has no apikey header", field="apikey")
    caller = call.bearer(SLUG, key)
    if not isinstance(caller, Caller):
        raise Refused(UNAUTHORIZED, call.no_bearer("the apikey", key), field="apikey")
    return caller
