"""Verifies access tokens (JWT) against the keys of their issuer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
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
            subject=claims.get("sub"),
            roles=_words(claims.get("roles")),
            scopes=_words(claims.get("scope")) | _words(claims.get("scp")),
        )

    def _decode(self, raw: str, keys: KeySet) -> Mapping[str, Any]:
        """The claims of a token that is valid, and an access token."""
        try:
            token = jwt.decode(raw, keys, algorithms=list(self._settings.oidc_algorithms))
            self._registry.validate(token.claims)
            _require_access_token(token.header, token.claims)
        except InvalidToken:
            raise
        except Exception as error:
            # Anybody may have written the text; nothing in it may be a defect of this service.
            raise InvalidToken(type(error).__name__) from error
        return token.claims


def _key_id(raw: str) -> str | None:
    try:
        key_id = jws.extract_compact(raw.encode()).headers().get("kid")
    except Exception as error:
        raise InvalidToken("malformed token") from error
    return key_id if isinstance(key_id, str) else None


def _require_access_token(header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
    """Raises InvalidToken for a token that says of itself that it is for something else.

    `typ` may name a kind (RFC 8725, RFC 9068); Keycloak and Cognito mark ID tokens by a claim.
    That `nonce` or `at_hash` is there proves nothing: Dex has both in its access tokens, and
    older Keycloaks have the first.
    """
    kind = str(header.get("typ", "JWT")).lower()
    if kind.endswith("+jwt") and not kind.endswith("at+jwt"):
        raise InvalidToken("no access token")
    if claims.get("typ") in ("ID", "Refresh", "Logout") or claims.get("token_use") == "id":
        raise InvalidToken("no access token")


def _words(claim: object) -> frozenset[str]:
    """A claim that is a list of words, or one string of them."""
    if isinstance(claim, str):
        return frozenset(claim.split())
    if isinstance(claim, list):
        return frozenset(item for item in claim if isinstance(item, str))
    return frozenset()
