"""`make token`: bare credentials for every kind of scheme."""

import base64

import pytest
from joserfc import jwt

from localdev import credentials
from localdev.cli import main
from localdev.errors import LocalError
from localdev.keys import signing_key
from localdev.workspace import Workspace


def claims(workspace: Workspace, token: str) -> dict[str, object]:
    return dict(jwt.decode(token, signing_key(workspace), algorithms=["RS256"]).claims)


def test_a_token_has_all_roles_and_scopes(workspace: Workspace) -> None:
    made = claims(workspace, credentials.make(workspace, "", "", ""))
    assert made["roles"] == ["viewer", "editor", "everyone"]
    assert made["scope"] == "notes:read notes:write"
    assert made["iss"] == "http://127.0.0.1:8970"
    assert made["aud"] == "trial"


def test_a_role_narrows_it(workspace: Workspace) -> None:
    assert claims(workspace, credentials.make(workspace, "viewer", "bearer", "notes"))["roles"] == [
        "viewer"
    ]


def test_an_unknown_role_is_answered_with_the_known_ones(workspace: Workspace) -> None:
    with pytest.raises(LocalError, match="no role 'boss'; roles: viewer, editor, everyone"):
        credentials.make(workspace, "boss", "", "")


def test_keys_and_passwords_stay_the_same(workspace: Workspace) -> None:
    key = credentials.make(workspace, "", "key", "")
    assert key == credentials.make(workspace, "", "key", "notes")
    user, _, password = (
        base64.b64decode(credentials.make(workspace, "", "password", "")).decode().partition(":")
    )
    assert user == "local"
    assert len(password) >= 32
    assert workspace.setting("AUTH_CREDENTIALS_NOTES").startswith('{"key":')


def test_a_scheme_without_credentials_is_named(workspace: Workspace) -> None:
    with pytest.raises(LocalError, match="mutualTLS"):
        credentials.make(workspace, "", "tls", "")
    with pytest.raises(
        LocalError, match="no document has a security scheme 'x'; there are: bearer"
    ):
        credentials.make(workspace, "", "x", "")


def test_an_issuer_of_the_users_own_makes_its_own_tokens(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "https://issuer.example.test")
    with pytest.raises(LocalError, match="ask it for a token"):
        credentials.make(workspace, "", "", "")


def test_the_command_prints_the_credential_and_nothing_else(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "--scheme", "key"]) == 0
    assert capsys.readouterr().out == credentials.make(workspace, "", "key", "") + "\n"
    assert main(["token", "--role", "boss"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no role 'boss'" in printed.err
