"""Access tokens for tests, signed by a key that lives as long as the test run."""

import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER = "https://issuer.test"
AUDIENCE = "service-under-test"


class TokenFactory:
    """An issuer in the process: makes tokens, and is the source of the keys that verify them."""

    def __init__(self) -> None:
        """Make a new key; tokens of another factory are refused."""
        self._key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})

    async def get(self, _key_id: str | None) -> KeySet:
        """The public keys, where a service would fetch the issuer's."""
        return KeySet([self._key])

    def token(self, *roles: str, **claims: Any) -> str:
        """A token with these roles. `claims` replaces or adds claims; None leaves one out.

        The claim `header_typ` is none: it says what kind of token the header names.
        """
        kind = claims.pop("header_typ", "at+jwt")
        now = int(time.time())
        payload = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "tester",
            "iat": now,
            "nbf": now - 1,
            "exp": now + 3600,
            "roles": list(roles),
            **claims,
        }
        present = {name: value for name, value in payload.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "test", "typ": kind}, present, self._key)

    def headers(self, *roles: str, **claims: Any) -> dict[str, str]:
        """The `Authorization` header with such a token."""
        return {"Authorization": f"Bearer {self.token(*roles, **claims)}"}
