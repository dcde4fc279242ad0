"""Credentials that look as if they worked elsewhere: nobody should send those to a stand-in."""

import json
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from mock_server.contract.call import SANDBOX_MARK
from mock_server.contract.conformance.people import Leaf
from mock_server.contract.vendor import Vendor
from mock_server.contract.violations import HEADER, Sort, Violation
from mock_server.journal.entries import Call
from mock_server.journal.masking import CREDENTIAL_FIELDS, CREDENTIAL_HEADERS, LIVE_KEY

_SAYS_LIVE: Final = re.compile(r"(?:^|[_-])(?:live|prod|production)[_-]\w{4,}", re.IGNORECASE)
_JWT: Final = re.compile(r"eyJ[\w-]+\.([\w-]+)\.[\w-]*")
_SCHEME: Final = re.compile(r"(?:bearer|basic|apikey|token)\s+", re.IGNORECASE)


def hold_secrets(vendor: Vendor, call: Call, known: Mapping[str, object], leaves: Iterable[Leaf]) -> Iterator[Violation]:
    """Credentials of a call that look live, wherever they stand; those that the sandbox knows do not. None is ever said."""
    own = {secret for key, bearer in known.items() for secret in (key, *vendor.credential.secrets(key, bearer))}
    for name, value in call.sent_headers():
        if name.lower() in CREDENTIAL_HEADERS:
            place = name.decode("latin-1")
            if any(_is_live(vendor, each, own) for each in _credentials_in(value.decode("latin-1"))):
                yield _violation(vendor, HEADER, place)
    for leaf in leaves:
        plain = leaf.name.lower().replace("-", "").replace("_", "")
        is_credential = plain in CREDENTIAL_FIELDS and _is_live(vendor, leaf.text, own)
        if is_credential or (LIVE_KEY.search(leaf.text) and leaf.text not in own):
            yield _violation(vendor, leaf.part, leaf.place)


def _violation(vendor: Vendor, part: str, place: str) -> Violation:
    says = "this is shaped like a credential that works elsewhere; it is no use here, and should be replaced if it is real"
    instead = f"send {vendor.credentials[0].how}" if vendor.credentials else "send a test credential"
    return Violation(Sort.LIVE_CREDENTIAL, part, place, says, instead)


def _credentials_in(value: str) -> Iterator[str]:
    """The credentials of a header: what follows the scheme, and both halves of a Basic one."""
    secret = _SCHEME.sub("", value.strip(), count=1)
    yield secret
    if value[:6].lower() == "basic ":
        try:
            yield from b64decode(secret, validate=True).decode().split(":", 1)
        except ValueError:
            return


def _is_live(vendor: Vendor, secret: str, own: set[str]) -> bool:
    if secret in own or secret.partition(SANDBOX_MARK)[0] in own:
        return False
    if LIVE_KEY.search(secret) or _SAYS_LIVE.search(secret):
        return True
    if vendor.conduct.live_key and re.search(vendor.conduct.live_key, secret):
        return True
    return _is_foreign_token(secret)


def _is_foreign_token(secret: str) -> bool:
    """Whether a credential is a signed token that was issued for no sandbox."""
    token = _JWT.fullmatch(secret)
    if token is None:
        return False
    try:
        claims = json.loads(urlsafe_b64decode(token[1] + "=" * (-len(token[1]) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(claims, dict) and "iss" in claims and "sandbox" not in claims
