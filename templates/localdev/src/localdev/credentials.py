"""`make token`: the bare credential that a service's operations accept."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from typing import Any

from localdev import dotenv, tokens
from localdev.errors import LocalError
from localdev.workspace import Service, Workspace

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SCOPED = ("oauth2", "openIdConnect")


def kind(scheme: dict[str, Any]) -> str:
    """What a scheme wants: `jwt`, `key` or `basic`; anything else is named as it is."""
    declared = str(scheme.get("type", ""))
    method = str(scheme.get("scheme", "")).lower()
    if declared in _SCOPED or (declared == "http" and method == "bearer"):
        return "jwt"
    if declared == "apiKey":
        return "key"
    if declared == "http" and method == "basic":
        return "basic"
    return f"{declared} {method}".strip()


def make(workspace: Workspace, role: str, scheme: str, service: str) -> str:
    """The credential for a role (default: all roles) and a scheme (default: a token, where a token is of use)."""
    services = [workspace.service(service)] if service else workspace.services
    candidates = [(s, name, value) for s in services for name, value in s.schemes().items()]
    if scheme:
        candidates = [entry for entry in candidates if entry[1] == scheme]
        if not candidates:
            known = sorted({name for s in services for name in s.schemes()})
            raise LocalError(
                f"no document has a security scheme {scheme!r}; there are: {', '.join(known) or 'none'}",
                2,
            )
    kinds = {kind(value) for _, _, value in candidates}
    if not candidates or ("jwt" in kinds and (not scheme or kinds == {"jwt"})):
        return _token(workspace, role)
    if len(candidates) > 1:
        raise LocalError(
            f"which one? {_choices(candidates)}; say it with SERVICE=… and SCHEME=…", 2
        )
    owner, name, value = candidates[0]
    return _static(workspace, owner, name, value)


def _choices(candidates: list[tuple[Service, str, dict[str, Any]]]) -> str:
    return ", ".join(
        f"{service.name}: {name} ({kind(value)})" for service, name, value in candidates
    )


def _token(workspace: Workspace, role: str) -> str:
    if tokens.is_external(workspace):
        raise LocalError("OIDC_ISSUER in .env names an issuer of your own: ask it for a token")
    everyone = tokens.users(workspace)[-1]
    user = everyone
    if role:
        found = [user for user in tokens.users(workspace)[:-1] if user.name == role]
        if not found and role not in _document_roles(workspace):
            raise LocalError(f"there is no role {role!r}; roles: {', '.join(everyone.roles)}", 2)
        user = found[0] if found else tokens.User(role, (role,))
    else:
        user = tokens.User(
            everyone.name,
            (*everyone.roles, *sorted(_document_roles(workspace) - set(everyone.roles))),
        )
    return tokens.access_token(workspace, user, scopes(workspace))


def _static(workspace: Workspace, service: Service, name: str, scheme: dict[str, Any]) -> str:
    secret = service_credentials(workspace, service).get(name)
    if secret is None:
        raise LocalError(
            f"{service.name}: no credential can be made for {name} ({kind(scheme)})", 2
        )
    if kind(scheme) == "basic":
        return base64.b64encode(secret.encode()).decode("ascii")
    return secret


def service_credentials(workspace: Workspace, service: Service) -> dict[str, str]:
    """The keys and passwords that a service accepts locally, by scheme; missing ones are made and kept in `.env`.

    A basic scheme's credential is `user:password`.
    """
    variable = f"AUTH_CREDENTIALS_{service.key}"
    kept: dict[str, str] = json.loads(workspace.setting(variable, "{}"))
    made = dict(kept)
    for name, scheme in service.schemes().items():
        wanted = kind(scheme)
        if name not in made and wanted in ("key", "basic"):
            made[name] = _fresh() if wanted == "key" else f"local:{_fresh()}"
    if made != kept:
        dotenv.update(workspace.env_path, {variable: json.dumps(made, separators=(",", ":"))})
    return made


def _fresh() -> str:
    return secrets.token_urlsafe(24)


def headers(workspace: Workspace, service: Service) -> dict[str, str]:
    """Headers with every credential that the service's schemes ask for in a header."""
    made: dict[str, str] = {}
    for name, scheme in service.schemes().items():
        wanted = kind(scheme)
        if wanted == "jwt" and not tokens.is_external(workspace):
            made["Authorization"] = f"Bearer {_token(workspace, '')}"
        elif wanted == "basic":
            made.setdefault("Authorization", f"Basic {_static(workspace, service, name, scheme)}")
        elif wanted == "key" and scheme.get("in") == "header":
            made[str(scheme["name"])] = _static(workspace, service, name, scheme)
    return made


def scopes(workspace: Workspace) -> set[str]:
    """Every scope that some document names for OAuth 2 or OpenID Connect."""
    found: set[str] = set()
    for service in workspace.services:
        schemes = service.schemes()
        for scheme in schemes.values():
            for flow in scheme.get("flows", {}).values():
                found.update(flow.get("scopes", {}) if isinstance(flow, dict) else ())
        found.update(
            scope
            for name, wanted in _requirements(service.document())
            if schemes.get(name, {}).get("type") in _SCOPED
            for scope in wanted
        )
    return found


def _document_roles(workspace: Workspace) -> set[str]:
    """Roles that documents name for schemes other than OAuth 2 (OpenAPI 3.1 allows them there)."""
    return {
        role
        for service in workspace.services
        for schemes in [service.schemes()]
        for name, wanted in _requirements(service.document())
        if schemes.get(name, {}).get("type") not in _SCOPED
        for role in wanted
    }


def _requirements(document: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    holders = [document]
    for item in document.get("paths", {}).values():
        if isinstance(item, dict):
            holders.extend(
                item[method] for method in _METHODS if isinstance(item.get(method), dict)
            )
    for holder in holders:
        for alternative in holder.get("security") or []:
            yield from alternative.items()
