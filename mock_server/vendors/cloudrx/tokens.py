"""Access tokens: JWTs signed with RS256 by the test key that ships with the package.

Loaded by name at the first token (see `doors`): it takes a cryptographic library into memory.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from jwt.types import Options

_ALGORITHM: Final = "RS256"
# The key is public on purpose: it lets tests be repeated and protects nothing. Its file says so too.
_TEST_KEY_FILE: Final = Path(__file__).with_name("public-test-key.pem")


class BadToken(ValueError):
    """A token that was not signed with the test key, or is no token at all; the message says which."""


def _load() -> RSAPrivateKey:
    key = load_pem_private_key(_TEST_KEY_FILE.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{_TEST_KEY_FILE.name} holds no RSA key")
    return key


_KEY: Final = _load()
_PUBLIC: Final = _KEY.public_key()
KEY_ID: Final = "test-" + sha256(_PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[:16]


def sign(claims: Mapping[str, object]) -> str:
    """A token with these claims. The same claims give the same token."""
    return jwt.encode(dict(claims), _KEY, algorithm=_ALGORITHM, headers={"kid": KEY_ID, "typ": "at+jwt"})


def verify(token: str) -> Mapping[str, object]:
    """The claims of a token that we signed. Whether its time is over is for the sandbox's clock to say, not for the wall's.

    Raises:
        BadToken: we did not sign it.
    """
    untimed: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
    try:
        claims: dict[str, Any] = jwt.decode(token, _PUBLIC, algorithms=[_ALGORITHM], options=untimed)
    except (jwt.PyJWTError, ValueError) as wrong:
        raise BadToken(f"the token cannot be verified: {wrong}") from None
    return claims


def key_set() -> dict[str, object]:
    """The public key as a JSON Web Key Set."""
    public = jwt.algorithms.RSAAlgorithm.to_jwk(_PUBLIC, as_dict=True)
    return {
        "keys": [{"kty": "RSA", "use": "sig", "kid": KEY_ID, "alg": _ALGORITHM, "n": str(public["n"]), "e": str(public["e"])}]
    }
