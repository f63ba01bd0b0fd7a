"""ID tokens: read, verified, and what they say about a second factor."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLAIMS = ["iss", "aud", "exp", "iat", "sub", "nonce"]
CLOCKS_DIFFER_BY = 60  # seconds, at most


def verified_claims(token: str, *, keys: dict[str, Any], issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token that the issuer signed for us and that is valid now. Raises OAuth2Error."""
    try:
        return jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=SIGNED_BY,
            issuer=issuer,
            audience=audience,
            leeway=CLOCKS_DIFFER_BY,
            options={"require": CLAIMS},
        )
    except jwt.PyJWTError as wrong:
        raise OAuth2Error(f"ID token: {wrong}") from wrong


def _key_of(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The key that the token names; where it names none, the only one there is."""
    named = jwt.get_unverified_header(token).get("kid")
    found = [key for key in jwt.PyJWKSet.from_dict(keys).keys if named in (None, key.key_id)]
    if len(found) != 1:
        raise OAuth2Error(f"ID token: signed with key {named!r}, of which there are {len(found)}")
    return found[0]


def had_second_factor(claims: dict[str, Any]) -> bool:
    """Whether the platform says that it asked for more than a password (RFC 8176 ``amr``, or ``acr``)."""
    methods = claims.get("amr")
    said = [*(methods if isinstance(methods, list) else []), claims.get("acr")]
    return any(one in settings.PLATFORM_SECOND_FACTOR for one in said)
