"""What the journal never shows: the values of credentials, wherever a vendor's client sends them."""

import re
from collections.abc import Iterable

MASK = "***"

CREDENTIAL_HEADERS = frozenset(
    {b"authorization", b"proxy-authorization", b"cookie", b"x-api-key", b"x-rxscale-authorization", b"apikey"}
)
CREDENTIAL_FIELDS = frozenset({"client_secret", "access_token", "refresh_token", "signing_secret", "password", "secret"})

_IN_TEXT = re.compile(
    rf"((?:^|[&?\s\"])(?:{'|'.join(sorted(CREDENTIAL_FIELDS))}|api_?key)\"?\s*[=:]\s*\"?)[^&\s\"]+", re.IGNORECASE
)


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
        return {key: MASK if str(key).lower() in CREDENTIAL_FIELDS else masked_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked_json(inner) for inner in value]
    return value
