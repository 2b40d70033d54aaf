"""A small OpenID Connect issuer for this machine: real tokens, test users, no passwords.

It listens on the loopback address only and sends people back to loopback addresses only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from localdev import pages, tokens
from localdev.keys import signing_key
from localdev.workspace import Workspace

CODE_LIFETIME = 60
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class OAuthError(Exception):
    """An error of the token endpoint (RFC 6749 §5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        """Keep the code, the words and the status."""
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True)
class Grant:
    """What a code stands for until it is exchanged."""

    user: tokens.User
    client: str
    redirect: str
    scope: str
    nonce: str
    challenge: str
    expires: float


class Issuer:
    """The issuer's endpoints."""

    def __init__(self, workspace: Workspace) -> None:
        """Serve the test users of `workspace`."""
        self.workspace = workspace
        self.url = tokens.issuer_url(workspace)
        self.key = signing_key(workspace)
        self.users = {user.name: user for user in tokens.users(workspace)}
        self.callbacks = {
            process.name: process.callback for process in workspace.processes if process.callback
        }
        self.grants: dict[str, Grant] = {}
        self.spent: set[str] = set()

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/jwks", self.jwks),
                Route("/authorize", self.authorize, methods=["GET", "POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/revoke", self.revoke, methods=["POST"]),
                Route("/userinfo", self.userinfo, methods=["GET", "POST"]),
                Route("/logout", self.logout, methods=["GET", "POST"]),
            ],
            exception_handlers={OAuthError: _refuse},
        )

    async def discovery(self, _: Request) -> Response:
        """OpenID Connect Discovery 1.0."""
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "revocation_endpoint": f"{self.url}/revoke",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "end_session_endpoint": f"{self.url}/logout",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code"],
                "grant_types_supported": [
                    "authorization_code",
                    "refresh_token",
                    "client_credentials",
                ],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "token_endpoint_auth_methods_supported": [
                    "none",
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "claims_supported": ["sub", "name", "email", "roles"],
            }
        )

    async def jwks(self, _: Request) -> Response:
        """The public key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Show the test users; send the chosen one back with a code."""
        query = dict(request.query_params)
        problem = _authorize_problem(query, self.callbacks)
        if problem:
            return HTMLResponse(
                pages.message("This sign-in cannot go on", problem), status_code=400
            )
        if request.method == "GET":
            return HTMLResponse(pages.login(list(self.users.values()), query.get("client_id", "")))
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        user = self.users.get(form.get("user", [""])[0])
        if user is None:
            return HTMLResponse(
                pages.message("Unknown user", "Go back and choose one of the list."),
                status_code=400,
            )
        code = secrets.token_urlsafe(24)
        self.grants[code] = Grant(
            user=user,
            client=query["client_id"],
            redirect=query["redirect_uri"],
            scope=query.get("scope", "openid"),
            nonce=query.get("nonce", ""),
            challenge=query.get("code_challenge", ""),
            expires=time.monotonic() + CODE_LIFETIME,
        )
        answer = {
            "code": code,
            "iss": self.url,
            **({"state": query["state"]} if "state" in query else {}),
        }
        separator = "&" if urlsplit(query["redirect_uri"]).query else "?"
        return RedirectResponse(
            f"{query['redirect_uri']}{separator}{urlencode(answer)}", status_code=303
        )

    async def token(self, request: Request) -> Response:
        """Exchange a code, a refresh token or a client's own credentials for tokens."""
        form = await _form(request)
        grants = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh,
            "client_credentials": self._by_client,
        }
        grant = grants.get(form.get("grant_type", ""))
        if grant is None:
            raise OAuthError(
                "unsupported_grant_type",
                "use authorization_code, refresh_token or client_credentials",
            )
        return JSONResponse(grant(form, request), headers={"Cache-Control": "no-store"})

    async def revoke(self, request: Request) -> Response:
        """Forget a refresh token (RFC 7009); one that nobody knows is as good as forgotten."""
        form = await _form(request)
        try:
            claims = self._verify(form.get("token", ""), "refresh+jwt")
        except OAuthError:
            return Response()
        client, _ = _client(form, request)
        if claims.get("client_id") != client:
            raise OAuthError("invalid_grant", "the refresh token was made for another client")
        self.spent.add(str(claims["jti"]))
        return Response()

    def _by_code(self, form: dict[str, str], request: Request) -> dict[str, Any]:
        grant = self.grants.pop(form.get("code", ""), None)
        if grant is None or grant.expires < time.monotonic():
            raise OAuthError("invalid_grant", "the code is unknown, used or too old")
        client, _ = _client(form, request)
        if (client, form.get("redirect_uri")) != (grant.client, grant.redirect):
            raise OAuthError(
                "invalid_grant", "the code was made for another client or redirect_uri"
            )
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not secrets.compare_digest(challenge, grant.challenge):
            raise OAuthError("invalid_grant", "the code_verifier does not fit")
        return self._tokens(grant.user, grant.client, grant.scope, grant.nonce)

    def _by_refresh(self, form: dict[str, str], request: Request) -> dict[str, Any]:
        claims = self._verify(form.get("refresh_token", ""), "refresh+jwt")
        user = self.users.get(str(claims.get("name")))
        client, _ = _client(form, request)
        if user is None or claims.get("client_id") != client:
            raise OAuthError("invalid_grant", "the refresh token was made for another client")
        if claims["jti"] in self.spent:
            raise OAuthError("invalid_grant", "the refresh token was used or revoked already")
        self.spent.add(str(claims["jti"]))
        return self._tokens(user, client, str(claims.get("scope", "openid")), "")

    def _by_client(self, form: dict[str, str], request: Request) -> dict[str, Any]:
        client, secret = _client(form, request)
        expected = self.workspace.secret("OIDC_CLIENT_SECRET")
        if not client or not secrets.compare_digest(secret.encode(), expected.encode()):
            raise OAuthError(
                "invalid_client", "the client's secret is OIDC_CLIENT_SECRET of .env", 401
            )
        claims = tokens.access_claims(
            self.workspace, client, self.workspace.roles, form.get("scope", "").split(), client
        )
        return {
            "access_token": tokens.sign(self.workspace, claims),
            "token_type": "Bearer",
            "expires_in": tokens.LIFETIME,
        }

    def _tokens(self, user: tokens.User, client: str, scope: str, nonce: str) -> dict[str, Any]:
        profile = {
            "sub": user.subject,
            "name": user.name,
            "email": user.email,
            "roles": list(user.roles),
        }
        identity = {**profile, "aud": client, **({"nonce": nonce} if nonce else {})}
        refresh = {
            "sub": user.subject,
            "name": user.name,
            "client_id": client,
            "scope": scope,
            "aud": self.url,
        }
        return {
            "access_token": tokens.access_token(self.workspace, user, scope.split(), client),
            "id_token": tokens.sign(self.workspace, identity, kind="JWT"),
            "refresh_token": tokens.sign(
                self.workspace, refresh, kind="refresh+jwt", lifetime=30 * 86400
            ),
            "token_type": "Bearer",
            "expires_in": tokens.LIFETIME,
            "scope": scope,
        }

    def _verify(self, token: str, kind: str) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, self.key, algorithms=["RS256"])
            jwt.JWTClaimsRegistry(iss={"essential": True, "value": self.url}).validate(
                decoded.claims
            )
        except (JoseError, ValueError) as error:
            raise OAuthError(
                "invalid_grant", "the token is not one of this issuer, or it is too old"
            ) from error
        if decoded.header.get("typ") != kind:
            raise OAuthError("invalid_grant", "the token is of another kind")
        return dict(decoded.claims)

    async def userinfo(self, request: Request) -> Response:
        """Who the bearer is."""
        try:
            claims = self._verify(
                request.headers.get("authorization", "").removeprefix("Bearer "), "at+jwt"
            )
        except OAuthError:
            return JSONResponse(
                {"error": "invalid_token"}, 401, headers={"WWW-Authenticate": "Bearer"}
            )
        user = next((user for user in self.users.values() if user.subject == claims["sub"]), None)
        profile = {"name": user.name, "email": user.email} if user else {}
        return JSONResponse({"sub": claims["sub"], "roles": claims.get("roles", []), **profile})

    async def logout(self, request: Request) -> Response:
        """Go back where the application says; the issuer keeps no session of its own."""
        target = request.query_params.get("post_logout_redirect_uri", "")
        if target and _is_loopback(target):
            state = request.query_params.get("state")
            suffix = (
                f"{'&' if urlsplit(target).query else '?'}{urlencode({'state': state})}"
                if state
                else ""
            )
            return RedirectResponse(target + suffix, status_code=303)
        return HTMLResponse(pages.message("Signed out", "You can close this page."))


def _authorize_problem(query: dict[str, str], callbacks: dict[str, str]) -> str:
    target = query.get("redirect_uri", "")
    if not _is_loopback(target):
        return "redirect_uri must be a loopback address: this issuer serves this machine only."
    registered = callbacks.get(query.get("client_id", ""))
    if registered is not None and not _is_exactly(target, registered):
        return f"redirect_uri of this client must be {registered} on a loopback address, and nothing more."
    if query.get("response_type") != "code" or not query.get("client_id"):
        return "response_type=code and a client_id are needed."
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "PKCE is needed: code_challenge with code_challenge_method=S256."
    return ""


def _is_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.fragment or parts.username is not None or re.search(r"[\\\x00-\x20\x7f]", url):
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK


def _is_exactly(url: str, path: str) -> bool:
    """Tell whether a loopback address is the registered one; the port is free (RFC 8252, 7.3)."""
    parts = urlsplit(url)
    return parts.path == path and not parts.query and "?" not in url


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once."""
    body = (await request.body()).decode("utf-8", "replace")
    return {key: values[0] for key, values in parse_qs(body).items()}


def _client(form: dict[str, str], request: Request) -> tuple[str, str]:
    """The client's id and secret, from the form or the Authorization header."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith("basic "):
        try:
            name, _, secret = base64.b64decode(header[6:], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise OAuthError(
                "invalid_client", "the Authorization header is not Basic credentials", 401
            ) from error
        return name, secret
    return form.get("client_id", ""), form.get("client_secret", "")


async def _refuse(_: Request, error: Exception) -> Response:
    code = error.error if isinstance(error, OAuthError) else "server_error"
    status = error.status if isinstance(error, OAuthError) else 500
    return JSONResponse(
        {"error": code, "error_description": str(error)},
        status,
        headers={"Cache-Control": "no-store"},
    )


def create_app() -> Starlette:
    """The issuer of the repository that the process runs in."""
    return Issuer(Workspace.find()).app()
