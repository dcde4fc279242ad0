"""What the journal never shows: the values of credentials, wherever a vendor's client sends them."""

import re
from collections.abc import Iterable

MASK = "***"

CREDENTIAL_HEADERS = frozenset(
    {
        b"authorization",
        b"proxy-authorization",
        b"cookie",
        b"x-api-key",
        b"api-key",
        b"apikey",
        b"x-auth-token",
        b"x-rxscale-authorization",
    }
)
CREDENTIAL_FIELDS = frozenset(
    {
        "clientsecret",
        "accesstoken",
        "refreshtoken",
        "signingsecret",
        "password",
        "secret",
        "token",
        "apikey",
        "xapikey",
        "authorization",
    }
)
"""Names of members and parameters, without case, hyphens and underscores."""

_NAMES = "|".join(sorted("[-_]?".join(name) for name in CREDENTIAL_FIELDS))
_IN_TEXT = re.compile(rf"((?:^|[&?\s\"])(?:{_NAMES})\"?\s*[=:]\s*\"?)[^&\"]+", re.IGNORECASE)


def masked_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Headers as text, in their order, credentials masked."""
    return [
        (name.decode("latin-1"), MASK if name.lower() in CREDENTIAL_HEADERS else value.decode("latin-1"))
        for name, value in headers
    ]


def masked_text(text: str) -> str:
    """Text such as a form body or a query string, credentials masked."""
    return _IN_TEXT.sub(rf"\1{MASK}", text)


def masked_json(value: object) -> object:
    """A JSON value with the values of credential fields masked, at any depth."""
    if isinstance(value, dict):
        return {key: MASK if _plain(str(key)) in CREDENTIAL_FIELDS else masked_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked_json(inner) for inner in value]
    return value


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
