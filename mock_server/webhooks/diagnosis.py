"""Why a receiver's signature check fails: the common mistakes, tried one after another."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mock_server.webhooks.signing import hex_hmac

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Whether a signature is right, and what to do about it in plain sentences."""

    is_right: bool
    says: str


def diagnose(body: bytes, signature: str, secret: str) -> Diagnosis:
    """Judge a signature that should be the hex HMAC-SHA256 of a body, and name the mistake where it is a known one."""
    expected = hex_hmac(secret, body)
    if hmac.compare_digest(signature.encode(), expected.encode()):
        return Diagnosis(is_right=True, says="The signature is right: hex HMAC-SHA256 of these very bytes with this secret.")
    form = _form(signature, expected)
    if form is not None:
        return Diagnosis(is_right=False, says=form)
    digest = signature.strip().lower().removeprefix("sha256=")
    for how, other_body in _bodies(body):
        for whose, other_secret in _secrets(secret):
            if (how or whose) and hmac.new(other_secret, other_body, hashlib.sha256).hexdigest() == digest:
                return Diagnosis(is_right=False, says=_explained(how, whose))
    return Diagnosis(
        is_right=False,
        says=f"Expected {expected}. No known mistake explains the difference: either the secret is another one, or the body "
        "is not what was signed. `mock-server webhooks list` shows what was sent, GET …/webhooks the secrets.",
    )


def _form(signature: str, expected: str) -> str | None:
    """What is wrong with how a signature is written, where it is otherwise right or no signature at all."""
    text = signature.strip()
    if text != signature and text == expected:
        return "The signature is right but for blanks or a line end around it: strip the header's value."
    bare = text.removeprefix("sha256=")
    if bare.lower() == expected:
        what = "carries the prefix 'sha256=', which this vendor does not send" if bare != text else "is in capitals"
        return f"The digest is right, but it {what}; compare the bare lower-case hex."
    if _decoded(text) == bytes.fromhex(expected):
        return "The digest is right but written in base64; this vendor writes lower-case hex."
    if not _HEX.fullmatch(bare.lower()):
        return f"That is no signature of this sort: it should be 64 hex digits, and has {len(text)} characters."
    return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _bodies(body: bytes) -> Iterator[tuple[str, bytes]]:
    yield "", body
    yield "without the line end at its end", body.rstrip(b"\r\n")
    yield "with a line end added at its end", body + b"\n"
    yield "without a byte order mark", body.removeprefix(b"\xef\xbb\xbf")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return
    for is_sorted in (False, True):
        for is_ascii in (False, True):
            for name, separators, indent in (
                ("compact", (",", ":"), None),
                ("with blanks after commas and colons", None, None),
                ("indented by two", None, 2),
                ("indented by four", None, 4),
            ):
                text = json.dumps(value, separators=separators, indent=indent, sort_keys=is_sorted, ensure_ascii=is_ascii)
                order = ", its members sorted" if is_sorted else ""
                yield f"parsed and written anew as JSON, {name}{order}", text.encode("utf-8", "surrogatepass")


def _secrets(secret: str) -> Iterator[tuple[str, bytes]]:
    yield "", secret.encode()
    yield "without the blanks or line end around it", secret.strip().encode()
    bare = secret.strip().removeprefix("whsec_")
    yield "without its prefix whsec_", bare.encode()
    yield "decoded from base64", _decoded(bare)
    yield "with the prefix whsec_ added", f"whsec_{bare}".encode()


def _explained(how: str, whose: str) -> str:
    parts = []
    if how:
        parts.append(f"The signature fits the body {how}. Check the raw bytes as they came, before anything changes them.")
    if whose:
        parts.append(f"The signature fits the secret {whose}. Use exactly the characters that were signed with.")
    return " ".join(parts)
