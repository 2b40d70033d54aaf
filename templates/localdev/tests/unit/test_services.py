"""What a service is told on this machine."""

import pytest

from localdev import dotenv, services
from localdev.postgres import Server
from localdev.workspace import Workspace

SERVER = Server("127.0.0.1", 5432, "me", "secret", "postgres", embedded=True)


def test_a_broken_contract_fails_locally_but_not_in_a_mock(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STRICT", raising=False)
    notes = workspace.service("notes")
    assert services.environment(workspace, notes, SERVER, 1)["STRICT"] == "1"
    assert "STRICT" not in services.environment(workspace, notes, None, 1)
    dotenv.update(workspace.env_path, {"STRICT": "0"})
    assert services.environment(workspace, notes, SERVER, 1)["STRICT"] == "0"
