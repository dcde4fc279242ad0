"""The wire shapes of the identity server: tokens, discovery, keys, errors."""

from pydantic import BaseModel, ConfigDict


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TokenOut(_Wire):
    """An access token, a JWT, and for how many seconds it is good."""

    access_token: str
    expires_in: int
    token_type: str
    scope: str


class DiscoveryOut(_Wire):
    """Where the identity server's addresses are, and what it can do."""

    issuer: str
    jwks_uri: str
    token_endpoint: str
    scopes_supported: list[str]
    claims_supported: list[str]
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    subject_types_supported: list[str]


class KeyOut(_Wire):
    """A public key with which tokens are signed."""

    kty: str
    use: str
    kid: str
    alg: str
    n: str
    e: str


class KeySetOut(_Wire):
    """The public keys."""

    keys: list[KeyOut]


class OAuthErrorOut(_Wire):
    """An error of the identity server, in the shape of RFC 6749."""

    error: str
