"""The local issuer speaks OpenID Connect."""

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from starlette.testclient import TestClient

from localdev.issuer import Issuer
from localdev.workspace import Workspace

VERIFIER = "v" * 50
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
REDIRECT = "http://localhost:3000/callback?x=1"
QUERY = {
    "response_type": "code",
    "client_id": "web",
    "redirect_uri": REDIRECT,
    "scope": "openid profile",
    "state": "s t",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def client(workspace: Workspace) -> TestClient:
    return TestClient(Issuer(workspace).app(), follow_redirects=False)


def sign_in(client: TestClient, user: str) -> str:
    answer = client.post("/authorize", params=QUERY, data={"user": user})
    assert answer.status_code == 303
    target = urlsplit(answer.headers["location"])
    query = parse_qs(target.query)
    assert query["x"] == ["1"]
    assert query["state"] == ["s t"]
    return query["code"][0]


def exchange(client: TestClient, **form: str) -> dict[str, object]:
    return dict(
        client.post("/token", data={"client_id": "web", "redirect_uri": REDIRECT, **form}).json()
    )


def test_discovery_names_what_there_is(client: TestClient) -> None:
    found = client.get("/.well-known/openid-configuration").json()
    assert found["issuer"] == "http://127.0.0.1:8970"
    assert found["code_challenge_methods_supported"] == ["S256"]


def test_the_page_lists_the_test_users(client: TestClient) -> None:
    page = client.get("/authorize", params={**QUERY, "client_id": "<script>"})
    assert page.status_code == 200
    assert 'value="viewer"' in page.text
    assert 'value="everyone_"' in page.text
    assert "<script>" not in page.text


def test_a_code_becomes_tokens_that_the_published_key_verifies(client: TestClient) -> None:
    code = sign_in(client, "editor")
    tokens = exchange(client, grant_type="authorization_code", code=code, code_verifier=VERIFIER)
    keys = KeySet.import_key_set(client.get("/jwks").json())
    access = jwt.decode(str(tokens["access_token"]), keys, algorithms=["RS256"])
    identity = jwt.decode(str(tokens["id_token"]), keys, algorithms=["RS256"])
    assert access.header["typ"] == "at+jwt"
    assert access.claims["roles"] == ["editor"]
    assert (identity.claims["aud"], identity.claims["nonce"]) == ("web", "n")
    profile = client.get(
        "/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}
    ).json()
    assert profile == {
        "sub": access.claims["sub"],
        "roles": ["editor"],
        "name": "editor",
        "email": "editor@example.test",
    }
    again = exchange(client, grant_type="refresh_token", refresh_token=str(tokens["refresh_token"]))
    assert again["scope"] == "openid profile"
    assert exchange(client, grant_type="authorization_code", code=code)["error"] == "invalid_grant"


def test_a_wrong_verifier_gets_nothing(client: TestClient) -> None:
    code = sign_in(client, "editor")
    assert (
        exchange(client, grant_type="authorization_code", code=code, code_verifier="x")["error"]
        == "invalid_grant"
    )


def test_another_client_gets_nothing(client: TestClient) -> None:
    code = sign_in(client, "editor")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": VERIFIER,
        "client_id": "other",
    }
    assert exchange(client, **form)["error"] == "invalid_grant"
    tokens = exchange(
        client,
        grant_type="authorization_code",
        code=sign_in(client, "viewer"),
        code_verifier=VERIFIER,
    )
    refresh = str(tokens["refresh_token"])
    assert (
        exchange(client, grant_type="refresh_token", refresh_token=refresh, client_id="x")["error"]
        == "invalid_grant"
    )
    assert (
        exchange(client, grant_type="refresh_token", refresh_token="x")["error"] == "invalid_grant"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example"},
        {"redirect_uri": "http://[broken"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
    ],
)
def test_a_request_that_cannot_go_on_is_told_so(client: TestClient, change: dict[str, str]) -> None:
    answer = client.get("/authorize", params={**QUERY, **change})
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "redirect",
    [
        "http://127.0.0.1:3000/auth/callback/x",
        "http://127.0.0.1:3000/auth/callback?next=/",
        "http://127.0.0.1:3000/auth/callback?",
        "http://127.0.0.1:3000/auth/callback#x",
        "http://user@127.0.0.1:3000/auth/callback",
        "http://127.0.0.1:3000\\@evil.example/auth/callback",
        "http://127.0.0.1.evil.example/auth/callback",
        "javascript://127.0.0.1/auth/callback",
    ],
)
def test_a_registered_client_is_sent_back_to_its_own_path_only(
    workspace: Workspace, add_process: Callable[..., None], redirect: str
) -> None:
    add_process(callback="/auth/callback")
    client = TestClient(Issuer(workspace).app(), follow_redirects=False)
    fine = {**QUERY, "redirect_uri": "http://127.0.0.1:4711/auth/callback"}
    assert client.get("/authorize", params=fine).status_code == 200
    for answer in (
        client.get("/authorize", params={**QUERY, "redirect_uri": redirect}),
        client.post("/authorize", params={**QUERY, "redirect_uri": redirect}, data={"user": "x"}),
    ):
        assert answer.status_code == 400
        assert "location" not in answer.headers


def test_a_refresh_token_is_used_once(client: TestClient) -> None:
    code = sign_in(client, "editor")
    first = exchange(client, grant_type="authorization_code", code=code, code_verifier=VERIFIER)
    grant = {"grant_type": "refresh_token", "refresh_token": str(first["refresh_token"])}
    second = exchange(client, **grant)
    assert exchange(client, **grant)["error"] == "invalid_grant"
    assert "access_token" in exchange(
        client, grant_type="refresh_token", refresh_token=str(second["refresh_token"])
    )


def test_a_refresh_token_that_was_revoked_is_worth_nothing(client: TestClient) -> None:
    code = sign_in(client, "editor")
    first = exchange(client, grant_type="authorization_code", code=code, code_verifier=VERIFIER)
    token = str(first["refresh_token"])
    path = urlsplit(
        client.get("/.well-known/openid-configuration").json()["revocation_endpoint"]
    ).path
    other = client.post(path, data={"client_id": "other", "token": token})
    assert (other.status_code, other.json()["error"]) == (400, "invalid_grant")
    for _ in range(2):
        answer = client.post(path, data={"client_id": "web", "token": token})
        assert answer.status_code == 200
    assert client.post(path, data={"client_id": "web", "token": "unknown"}).status_code == 200
    refused = exchange(client, grant_type="refresh_token", refresh_token=token)
    assert refused["error"] == "invalid_grant"


def test_an_unknown_user_is_refused(client: TestClient) -> None:
    assert client.post("/authorize", params=QUERY, data={"user": "x"}).status_code == 400


def test_clients_sign_in_with_the_secret(client: TestClient, workspace: Workspace) -> None:
    secret = workspace.secret("OIDC_CLIENT_SECRET")
    grant = {"grant_type": "client_credentials", "scope": "a b"}
    answer = client.post("/token", data=grant, auth=("batch", secret))
    assert answer.json()["token_type"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"
    refused = client.post("/token", data=grant, auth=("batch", "wrong"))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    broken = client.post("/token", data=grant, headers={"Authorization": "Basic %%%"})
    assert broken.status_code == 401
    assert (
        client.post("/token", data={"grant_type": "password"}).json()["error"]
        == "unsupported_grant_type"
    )


def test_userinfo_wants_a_token(client: TestClient) -> None:
    assert client.get("/userinfo").status_code == 401


def test_logout_returns_to_loopback_addresses_only(client: TestClient) -> None:
    query = {"post_logout_redirect_uri": "http://localhost:3000/", "state": "s"}
    assert (
        client.get("/logout", params=query).headers["location"] == "http://localhost:3000/?state=s"
    )
    away = client.get("/logout", params={"post_logout_redirect_uri": "https://evil.example"})
    assert away.status_code == 200
