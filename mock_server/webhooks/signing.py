"""Signatures that more than one vendor uses."""

import hashlib
import hmac


def hex_hmac(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the raw body with the secret's own characters as key, in lower-case hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
