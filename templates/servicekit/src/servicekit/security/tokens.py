"""Verifies access tokens (JWT) against the keys of their issuer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from servicekit.security.keys import KeySource
from servicekit.settings import Settings


class InvalidToken(Exception):
    """The token proves nothing. The message is for the audit log, never for the caller."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a valid token says."""

    subject: str | None
    roles: frozenset[str]
    scopes: frozenset[str]


class TokenVerifier:
    """Checks signature, issuer, audience and times of a token (AUTH-02)."""

    def __init__(self, settings: Settings, keys: KeySource) -> None:
        """Verify with the keys of a source."""
        self._settings = settings
        self.keys = keys
        self._registry = jwt.JWTClaimsRegistry(
            leeway=settings.oidc_leeway,
            iss={"essential": True, "value": settings.oidc_issuer or ""},
            aud={"essential": True, "value": settings.oidc_audience or ""},
            exp={"essential": True},
        )

    async def verify(self, raw: str) -> Token:
        """The token's statements. Raises InvalidToken, or KeysUnavailable when nothing can be told."""
        if not self._settings.oidc_issuer or not self._settings.oidc_audience:
            raise InvalidToken("no issuer is configured")
        claims = self._decode(raw, await self.keys.get(_key_id(raw)))
        return Token(
            subject=claims["sub"] if isinstance(claims.get("sub"), str) else None,
            roles=_words(claims.get("roles")),
            scopes=_words(claims.get("scope")) | _words(claims.get("scp")),
        )

    def _decode(self, raw: str, keys: KeySet) -> Mapping[str, Any]:
        try:
            token = jwt.decode(raw, keys, algorithms=list(self._settings.oidc_algorithms))
            self._registry.validate(token.claims)
        except (JoseError, ValueError) as error:
            raise InvalidToken(type(error).__name__) from error
        return token.claims


def _key_id(raw: str) -> str | None:
    try:
        header = jws.extract_compact(raw.encode()).headers()
    except (JoseError, ValueError) as error:
        raise InvalidToken("malformed token") from error
    key_id = header.get("kid")
    return key_id if isinstance(key_id, str) else None


def _words(claim: object) -> frozenset[str]:
    """A claim that is a list of words, or one string of them."""
    if isinstance(claim, str):
        return frozenset(claim.split())
    if isinstance(claim, list):
        return frozenset(item for item in claim if isinstance(item, str))
    return frozenset()
