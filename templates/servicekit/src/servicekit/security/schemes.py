"""The security schemes of a document, and what each one proves about a request."""

import base64
import binascii
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.requests import Request

from servicekit.security.keys import KeysUnavailable
from servicekit.security.tokens import InvalidToken, TokenVerifier
from servicekit.settings import Settings

log = structlog.stdlib.get_logger(__name__)
_SUPPORTED = frozenset({"apiKey", "basic", "bearer", "mutualTLS"})


class Refused(Exception):
    """The request does not meet a scheme. `reason` is for the audit log, never for the caller."""

    def __init__(self, reason: str) -> None:
        """Refuse for a reason."""
        super().__init__(reason)
        self.reason = reason


class Undecided(Refused):
    """Whether the request meets a scheme cannot be told now."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What one scheme proves. `granted` is what its alternatives may ask for."""

    subject: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)
    granted: frozenset[str] = field(default_factory=frozenset)
    everything: bool = False

    def grants(self, wanted: Iterable[str]) -> bool:
        """Whether every scope or role that an alternative names is granted."""
        return self.everything or self.granted.issuperset(wanted)


class Schemes:
    """Checks requests against the document's schemes.

    Secrets of apiKey and basic schemes come from `auth_credentials`; a scheme without one, or of
    a kind that is not supported, is never met, and said so at start-up.
    """

    def __init__(
        self,
        schemes: Mapping[str, Mapping[str, Any]],
        settings: Settings,
        tokens: TokenVerifier,
    ) -> None:
        """Check by the schemes of one document."""
        self._schemes = schemes
        self._settings = settings
        self._tokens = tokens

    async def identify(self, name: str, request: Request) -> Identity:
        """What the request proves under a scheme. Raises Refused, or Undecided."""
        scheme = self._schemes.get(name, {})
        match _kind(scheme):
            case "apiKey":
                return self._api_key(name, scheme, request)
            case "basic":
                return self._basic(name, request)
            case "bearer":
                return await self._bearer(request, roles_only=scheme["type"] == "http")
            case "mutualTLS":
                return self._certificate(request)
            case _:
                raise Refused("unsupported scheme")

    def challenges(self, alternatives: Sequence[Mapping[str, object]]) -> Iterator[str]:
        """The `WWW-Authenticate` challenges of an operation, each once."""
        names = dict.fromkeys(name for alternative in alternatives for name in alternative)
        yield from dict.fromkeys(_challenge(self._schemes.get(name, {})) for name in names)

    def log_unavailable(self) -> None:
        """Says at start-up which schemes no request can meet, and why."""
        for name, scheme in self._schemes.items():
            missing = self.unset(name)
            if _kind(scheme) not in _SUPPORTED:
                missing = "support for this kind of scheme"
            if missing is not None:
                log.warning("security.scheme_unavailable", scheme=name, missing=missing)

    def unset(self, name: str) -> str | None:
        """The setting without which no request can meet a scheme; None when it is there."""
        settings = self._settings
        match _kind(self._schemes.get(name, {})):
            case "apiKey" | "basic":
                secret = settings.auth_credentials.get(name)
                return None if secret and secret.get_secret_value() else "AUTH_CREDENTIALS"
            case "bearer":
                known = settings.oidc_issuer and settings.oidc_audience
                return None if known else "OIDC_ISSUER and OIDC_AUDIENCE"
            case "mutualTLS":
                return None if settings.mutual_tls_header else "MUTUAL_TLS_HEADER"
            case _:
                return None

    def _secret(self, name: str) -> str:
        secret = self._settings.auth_credentials.get(name)
        if secret is None or not secret.get_secret_value():
            raise Refused("no credential is configured")
        return secret.get_secret_value()

    def _api_key(self, name: str, scheme: Mapping[str, Any], request: Request) -> Identity:
        sources = {
            "header": request.headers,
            "query": request.query_params,
            "cookie": request.cookies,
        }
        key = sources[scheme["in"]].get(scheme["name"])
        if key is None:
            raise Refused("no credential")
        if not _same(key, self._secret(name)):
            raise Refused("wrong key")
        return Identity(subject=f"key:{name}", everything=True)

    def _basic(self, name: str, request: Request) -> Identity:
        credential = _authorization(request, "basic")
        try:
            pair = base64.b64decode(credential, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Refused("malformed credential") from error
        if not _same(pair, self._secret(name)):
            raise Refused("wrong user or password")
        return Identity(subject=pair.partition(":")[0], everything=True)

    async def _bearer(self, request: Request, *, roles_only: bool) -> Identity:
        credential = _authorization(request, "bearer")
        try:
            token = await self._tokens.verify(credential)
        except InvalidToken as error:
            raise Refused(str(error)) from error
        except KeysUnavailable as error:
            raise Undecided("the issuer's keys cannot be read") from error
        granted = token.roles if roles_only else token.roles | token.scopes
        return Identity(token.subject, token.roles, token.scopes, granted)

    def _certificate(self, request: Request) -> Identity:
        header = self._settings.mutual_tls_header
        subject = request.headers.get(header) if header is not None else None
        if not subject:
            raise Refused("no client certificate")
        return Identity(subject=subject, everything=True)


def _kind(scheme: Mapping[str, Any]) -> str:
    kind = str(scheme.get("type"))
    if kind in ("oauth2", "openIdConnect"):
        return "bearer"
    return str(scheme.get("scheme", "")).lower() if kind == "http" else kind


def _challenge(scheme: Mapping[str, Any]) -> str:
    match _kind(scheme):
        case "basic":
            return 'Basic realm="service", charset="UTF-8"'
        case "apiKey":
            return f'ApiKey in="{scheme["in"]}"'
        case "mutualTLS":
            return "Mutual"
        case _:
            return "Bearer"


def _authorization(request: Request, wanted: str) -> str:
    lines = request.headers.getlist("authorization")
    if len(lines) != 1:
        raise Refused("several credentials" if lines else "no credential")
    scheme, _, credential = lines[0].partition(" ")
    if scheme.lower() != wanted:
        raise Refused("another scheme")
    return credential.strip()


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())
