"""Access tokens of the local issuer, signed with the checkout's own key; works whether or not the issuer runs."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwt

from localdev import ports
from localdev.keys import signing_key
from localdev.workspace import Workspace

DEFAULT_PORT = 8900
LIFETIME = 8 * 3600
_NAMESPACE = uuid.UUID("5f1d0a53-2f2c-5b52-9f0b-7a6f3f6c3c11")


@dataclass(frozen=True)
class User:
    """A test user of the local issuer."""

    name: str
    roles: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The user's stable id."""
        return str(uuid.uuid5(_NAMESPACE, self.name))

    @property
    def email(self) -> str:
        """An address in a domain that can never exist."""
        return f"{self.name.lower()}@example.test"


def users(workspace: Workspace) -> list[User]:
    """One user for each role, and one who has them all."""
    roles = workspace.roles
    everyone = "everyone"
    while everyone in roles:
        everyone += "_"
    return [*(User(role, (role,)) for role in roles), User(everyone, tuple(roles))]


def issuer_url(workspace: Workspace) -> str:
    """The issuer that services trust: OIDC_ISSUER of `.env`, or the local one."""
    given = workspace.setting("OIDC_ISSUER").rstrip("/")
    return given or f"http://{ports.HOST}:{ports.recorded(workspace, 'OIDC_PORT', DEFAULT_PORT)}"


def is_external(workspace: Workspace) -> bool:
    """Tell whether `.env` names an issuer of the user's own."""
    return bool(workspace.setting("OIDC_ISSUER"))


def audience(workspace: Workspace) -> str:
    """Whom access tokens are for."""
    return workspace.setting("OIDC_AUDIENCE", workspace.name)


def sign(
    workspace: Workspace, claims: dict[str, Any], *, kind: str = "at+jwt", lifetime: int = LIFETIME
) -> str:
    """Sign claims as this issuer; `iss`, `iat`, `nbf`, `exp` and `jti` are added."""
    now = int(time.time())
    key = signing_key(workspace)
    header = {"alg": "RS256", "typ": kind, "kid": key.kid}
    standard = {
        "iss": issuer_url(workspace),
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode(header, {**standard, **claims}, key)


def access_token(
    workspace: Workspace, user: User, scopes: Iterable[str], client: str = "local"
) -> str:
    """An access token that carries the user's roles and the given scopes."""
    return sign(workspace, access_claims(workspace, user.subject, user.roles, scopes, client))


def access_claims(
    workspace: Workspace, subject: str, roles: Sequence[str], scopes: Iterable[str], client: str
) -> dict[str, Any]:
    """The claims of an access token (RFC 9068), `roles` besides."""
    return {
        "sub": subject,
        "aud": audience(workspace),
        "client_id": client,
        "roles": list(roles),
        "scope": " ".join(sorted(set(scopes))),
    }
