"""The document's security, enforced."""

import base64
import json
import time
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from servicekit.security.keys import jwks_fetcher
from servicekit.testing import TokenFactory
from servicekit.testing.tokens import AUDIENCE, ISSUER

from .echo import client_of, document, echo_app, operation, settings

BEARER = {"bearer": {"type": "http", "scheme": "bearer"}}


@pytest.fixture(scope="module")
def tokens() -> TokenFactory:
    return TokenFactory()


async def status(
    schemes: dict[str, Any],
    security: list[dict[str, list[str]]] | None,
    tokens: TokenFactory | None = None,
    *,
    settings: dict[str, Any] | None = None,
    **options: Any,
) -> httpx2.Response:
    declared = operation() if security is None else operation(security=security)
    described = document({"/at": {"get": declared}}, security_schemes=schemes)
    async with client_of(echo_app(described, tokens, **(settings or {}))) as client:
        return await client.get("/at", **options)


async def test_roles_of_a_token(tokens: TokenFactory) -> None:
    security = [{"bearer": ["editor"]}, {"bearer": ["admin"]}]

    async def code(*roles: str, **claims: Any) -> int:
        headers = tokens.headers(*roles, **claims)
        return (await status(BEARER, security, tokens, headers=headers)).status_code

    assert await code("editor") == 200
    assert await code("viewer", "admin") == 200
    assert await code("viewer") == 403
    assert await code() == 403
    assert await code(roles="editor admin") == 200
    assert await code(roles=[1, "editor"]) == 200
    assert await code(roles={"editor": True}) == 403
    assert await code(scope="editor admin") == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": int(time.time()) + 600},
        {"iss": "https://other.test"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": ["other", "another"]},
        {"sub": 5},
        {"sub": ["tester"]},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"token_use": "id"},
    ],
)
async def test_tokens_that_prove_nothing(tokens: TokenFactory, claims: dict[str, Any]) -> None:
    headers = tokens.headers("editor", **claims)
    answer = await status(BEARER, [{"bearer": []}], tokens, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:problem:unauthenticated"


async def test_audience_may_be_one_of_several(tokens: TokenFactory) -> None:
    headers = tokens.headers(aud=["other", AUDIENCE])
    assert (await status(BEARER, [{"bearer": []}], tokens, headers=headers)).status_code == 200


def forged(tokens: TokenFactory) -> list[str]:
    payload = {"iss": ISSUER, "aud": AUDIENCE, "exp": int(time.time()) + 60, "roles": ["editor"]}
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, payload))
    unsigned = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    valid = tokens.token("editor")
    other = RSAKey.generate_key(2048, {"kid": "test"})
    shared = OctKey.generate_key(256, {"kid": "test"})
    return [
        ".".join([*unsigned, ""]),
        jwt.encode({"alg": "RS256", "kid": "test"}, payload, other),
        jwt.encode({"alg": "HS256", "kid": "test"}, payload, shared),
        valid[:-4] + "AAAA",
        valid + ".x",
        "garbage",
        "",
    ]


async def test_forged_tokens(tokens: TokenFactory) -> None:
    for token in forged(tokens):
        headers = {"authorization": f"Bearer {token}"}
        answer = await status(BEARER, [{"bearer": ["editor"]}], tokens, headers=headers)
        assert answer.status_code == 401, token


def with_header(tokens: TokenFactory, header: object) -> str:
    """A good token under another header, which its signature does not hold for."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    encoded = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return ".".join([encoded, *tokens.token("editor").split(".")[1:]])


@pytest.mark.parametrize(
    "header",
    [
        [],
        ["alg"],
        "alg",
        5,
        None,
        True,
        {},
        {"alg": ["RS256"]},
        {"alg": "RS256", "kid": 5},
        {"alg": "RS256", "kid": {}},
        {"alg": "RS256", "crit": 5},
        {"alg": "RS256", "crit": [5]},
        {"alg": "RS256", "crit": "exp"},
        {"alg": "RS256", "crit": {"exp": []}},
        {"alg": "RS256", "b64": False},
        {"alg": "RS256", "typ": 5},
        {"alg": "RS256", "x5c": 5},
        b"\xff",
        b"[" * 300,
    ],
)
async def test_headers_that_are_no_headers(
    tokens: TokenFactory, header: object, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"authorization": f"Bearer {with_header(tokens, header)}"}
    answer = await status(BEARER, [{"bearer": []}], tokens, headers=headers)
    assert answer.status_code == 401
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["event"] for e in events if e["logger"] == "audit"] == ["auth.refused"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("JWT", 200),
        ("at+jwt", 200),
        ("application/AT+JWT", 200),
        ("logout+jwt", 401),
        ("dpop+jwt", 401),
    ],
)
async def test_the_kind_of_a_token(tokens: TokenFactory, kind: str, code: int) -> None:
    headers = {"authorization": f"Bearer {tokens.token('editor', header_typ=kind)}"}
    answer = await status(BEARER, [{"bearer": []}], tokens, headers=headers)
    assert answer.status_code == code


async def test_access_tokens_of_common_issuers(tokens: TokenFactory) -> None:
    for claims in ({"nonce": "n", "at_hash": "h"}, {"typ": "Bearer"}, {"sub": None}):
        headers = tokens.headers("editor", **claims)
        answer = await status(BEARER, [{"bearer": []}], tokens, headers=headers)
        assert answer.status_code == 200


async def test_several_authorization_headers_prove_nothing(tokens: TokenFactory) -> None:
    header = ("authorization", f"Bearer {tokens.token()}")
    answer = await status(BEARER, [{"bearer": []}], tokens, headers=[header, header])
    assert answer.status_code == 401


async def test_public_operations() -> None:
    assert (await status(BEARER, None)).status_code == 200
    assert (await status(BEARER, [])).status_code == 200
    assert (await status(BEARER, [{"bearer": []}, {}])).status_code == 200


async def test_the_document_wide_security_holds_where_an_operation_has_none() -> None:
    described = document({"/at": {"get": operation()}}, security_schemes=BEARER)
    described["security"] = [{"bearer": []}]
    async with client_of(echo_app(described)) as client:
        assert (await client.get("/at")).status_code == 401


@pytest.mark.parametrize("kind", ["oauth2", "openIdConnect"])
async def test_scopes(tokens: TokenFactory, kind: str) -> None:
    schemes = {"login": {"type": kind}}
    security = [{"login": ["read", "write"]}]
    for claims, code in (
        ({"scope": "read write"}, 200),
        ({"scp": ["read", "write"]}, 200),
        ({"roles": ["read"], "scope": "write"}, 200),
        ({"scope": "read"}, 403),
    ):
        headers = tokens.headers(**claims)
        assert (await status(schemes, security, tokens, headers=headers)).status_code == code


@pytest.mark.parametrize(
    ("place", "options"),
    [
        ("header", {"headers": {"X-Key": "k3y"}}),
        ("query", {"params": {"X-Key": "k3y"}}),
        ("cookie", {"headers": {"cookie": "X-Key=k3y"}}),
    ],
)
async def test_api_keys(place: str, options: dict[str, Any]) -> None:
    schemes = {"key": {"type": "apiKey", "in": place, "name": "X-Key"}}
    configured = {"auth_credentials": {"key": "k3y"}}
    security: list[dict[str, list[str]]] = [{"key": []}]
    assert (await status(schemes, security, settings=configured, **options)).status_code == 200
    assert (await status(schemes, security, **options)).status_code == 401
    missing = await status(schemes, security, settings=configured)
    assert missing.status_code == 401
    assert missing.headers["www-authenticate"] == f'ApiKey in="{place}"'
    other = {"auth_credentials": {"key": "other"}}
    assert (await status(schemes, security, settings=other, **options)).status_code == 401


async def test_basic() -> None:
    schemes = {"login": {"type": "http", "scheme": "Basic"}}
    configured = {"auth_credentials": {"login": "Aladdin:öpen sesame"}}

    async def code(credential: str) -> int:
        headers = {"authorization": credential}
        answer = await status(schemes, [{"login": []}], settings=configured, headers=headers)
        return answer.status_code

    right = base64.b64encode("Aladdin:öpen sesame".encode()).decode()
    assert await code(f"Basic {right}") == 200
    assert await code(f"basic {right}") == 200
    assert await code("Basic " + base64.b64encode(b"Aladdin:x").decode()) == 401
    assert await code("Basic %%%") == 401
    assert await code("Basic " + base64.b64encode(b"\xff").decode()) == 401
    assert await code("Bearer x") == 401


async def test_client_certificates() -> None:
    schemes = {"cert": {"type": "mutualTLS"}}
    configured = {"mutual_tls_header": "X-Client"}
    headers = {"x-client": "CN=caller"}
    security: list[dict[str, list[str]]] = [{"cert": []}]
    trusted = await status(schemes, security, settings=configured, headers=headers)
    assert trusted.status_code == 200
    assert (await status(schemes, security, settings=configured)).status_code == 401
    assert (await status(schemes, security, headers=headers)).status_code == 401


async def test_schemes_that_are_not_supported_are_never_met() -> None:
    schemes = {"old": {"type": "http", "scheme": "digest"}}
    for name in ("old", "unknown"):
        answer = await status(schemes, [{name: []}], headers={"authorization": "Digest x"})
        assert answer.status_code == 401


async def test_every_scheme_of_an_alternative_has_to_be_met(tokens: TokenFactory) -> None:
    schemes = {**BEARER, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    security: list[dict[str, list[str]]] = [{"bearer": ["admin"], "key": []}]
    configured = {"auth_credentials": {"key": "k3y"}}

    async def code(headers: dict[str, str]) -> int:
        answer = await status(schemes, security, tokens, settings=configured, headers=headers)
        return answer.status_code

    assert await code({**tokens.headers("admin"), "X-Key": "k3y"}) == 200
    assert await code({**tokens.headers("viewer"), "X-Key": "k3y"}) == 403
    assert await code(tokens.headers("admin")) == 401
    assert await code({"X-Key": "k3y"}) == 401


async def test_attempts_are_logged_without_secrets(
    tokens: TokenFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    token = tokens.token("viewer", sub="someone")
    headers = {"authorization": f"Bearer {token}"}
    await status(BEARER, [{"bearer": ["viewer"]}], tokens, headers=headers)
    await status(BEARER, [{"bearer": ["admin"]}], tokens, headers=headers)
    await status(BEARER, [{"bearer": []}], tokens, headers={"authorization": "Bearer s3cret"})
    printed = capsys.readouterr().out
    events = [json.loads(line) for line in printed.splitlines()]
    audit = [event for event in events if event["logger"] == "audit"]
    assert [event["event"] for event in audit] == ["auth.granted", "auth.forbidden", "auth.refused"]
    assert audit[0]["subject"] == "someone"
    assert all(event["operation"] == "echo" and event["correlation_id"] for event in audit)
    assert token not in printed
    assert "s3cret" not in printed


async def test_schemes_that_cannot_be_met_are_named_at_start_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    schemes = {
        "bearer": BEARER["bearer"],
        "key": {"type": "apiKey", "in": "header", "name": "K"},
        "cert": {"type": "mutualTLS"},
        "old": {"type": "http", "scheme": "digest"},
    }
    app = echo_app(document({}, security_schemes=schemes), mock=True, oidc_issuer=None)
    async with app.router.lifespan_context(app):
        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    named = {event["scheme"] for event in events if event["event"] == "security.scheme_unavailable"}
    assert named == schemes.keys()


async def test_keys_that_cannot_be_read_are_not_the_callers_fault(
    tokens: TokenFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    unreachable = {"oidc_jwks_url": "http://127.0.0.1:1/jwks"}
    headers = tokens.headers("editor")
    answer = await status(BEARER, [{"bearer": []}], settings=unreachable, headers=headers)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["type"] == "urn:problem:unavailable"
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (audit,) = (event for event in events if event["logger"] == "audit")
    assert audit["event"] == "auth.unavailable"
    assert audit["reasons"] == {"bearer": "the issuer's keys cannot be read"}


async def test_another_credential_serves_while_keys_cannot_be_read(tokens: TokenFactory) -> None:
    schemes = {**BEARER, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    security: list[dict[str, list[str]]] = [{"bearer": []}, {"key": []}]
    configured = {
        "oidc_jwks_url": "http://127.0.0.1:1/jwks",
        "auth_credentials": {"key": "k3y"},
    }
    headers = {**tokens.headers(), "X-Key": "k3y"}
    answer = await status(schemes, security, settings=configured, headers=headers)
    assert answer.status_code == 200
    malformed = {"authorization": "Bearer garbage"}
    answer = await status(schemes, security, settings=configured, headers=malformed)
    assert answer.status_code == 401


async def test_without_an_issuer_nobody_is_known(tokens: TokenFactory) -> None:
    without = {"oidc_issuer": None}
    headers = tokens.headers("editor")
    answer = await status(BEARER, [{"bearer": []}], settings=without, headers=headers)
    assert answer.status_code == 401


async def test_discovery_leads_to_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def get(_client: object, url: str) -> httpx2.Response:
        asked.append(url)
        found = {"jwks_uri": "https://issuer.test/keys", "keys": []}
        return httpx2.Response(200, json=found, request=httpx2.Request("GET", url))

    monkeypatch.setattr(httpx2.AsyncClient, "get", get)
    assert (await jwks_fetcher(settings())())["keys"] == []
    discovery = "https://issuer.test/.well-known/openid-configuration"
    assert asked == [discovery, "https://issuer.test/keys"]
