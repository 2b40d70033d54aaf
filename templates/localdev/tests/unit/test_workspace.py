"""What a repository is made of."""

import pytest

from localdev import ports
from localdev.errors import LocalError
from localdev.workspace import Workspace


def test_the_root_is_found_from_below(workspace: Workspace) -> None:
    below = workspace.root / "services/notes"
    assert Workspace.find(below).root == workspace.root.resolve()


def test_outside_of_a_repository_is_said_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(LocalError, match="not inside this repository"):
        Workspace.find(tmp_path_factory.mktemp("elsewhere"))


def test_an_unknown_service_is_answered_with_the_known_ones(workspace: Workspace) -> None:
    with pytest.raises(
        LocalError, match=r"there is no service 'x'; services here: notes"
    ) as caught:
        workspace.service("x")
    assert caught.value.code == 2
    with pytest.raises(LocalError, match="SERVICE is missing"):
        workspace.service("")


def test_references_of_security_schemes_are_followed(workspace: Workspace) -> None:
    assert workspace.service("notes").schemes()["key"]["name"] == "X-Key"


def test_a_document_that_is_no_object_is_refused(workspace: Workspace) -> None:
    service = workspace.service("notes")
    service.document_path.write_text("[]")
    with pytest.raises(LocalError, match="no OpenAPI document"):
        service.document()


def test_the_environment_wins_unless_it_is_empty(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_PORT", "")
    assert workspace.setting("OIDC_PORT") == "8970"
    monkeypatch.setenv("OIDC_PORT", "1234")
    assert workspace.setting("OIDC_PORT") == "1234"


def test_a_secret_is_made_once(workspace: Workspace) -> None:
    assert workspace.secret("NEW") == workspace.secret("NEW") != ""


def test_a_taken_port_moves_to_the_next_and_is_kept(workspace: Workspace) -> None:
    import socket

    with socket.socket() as other:
        other.bind((ports.HOST, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not ports.is_free(taken)
        assert ports.answers(taken)
        chosen = ports.claim(workspace, "PORT_NOTES", taken)
    assert chosen > taken
    assert workspace.setting("PORT_NOTES") == str(chosen)
    assert not ports.answers(chosen)


def test_a_port_has_to_be_a_number(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT_NOTES", "http")
    with pytest.raises(LocalError, match="not a port"):
        ports.recorded(workspace, "PORT_NOTES", 1)
