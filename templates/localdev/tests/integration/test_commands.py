"""`make run`, `make dev` and `make seed`, from start to a signal."""

import json
import os
import re
import signal
import subprocess
import sys

import httpx2
import pytest

from localdev import issuing, ports, processes
from localdev.cli import main
from localdev.processes import wait_until
from localdev.workspace import Workspace


@pytest.fixture
def stopped_when_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """A termination signal reaches the command as soon as everything answers."""

    def stop(_: processes.Group) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()

    monkeypatch.setattr(processes.Group, "wait", stop)


@pytest.mark.usefixtures("stopped_when_ready")
def test_run_prints_ready_and_leaves_nothing_behind(
    workspace: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    port = ports.next_free(8140)
    assert main(["run", "--service", "notes", "--port", str(port)]) == 0
    assert f"READY http://127.0.0.1:{port}/api\n" in capfd.readouterr().out
    for key in ("DATABASE_PORT", "OIDC_PORT"):
        assert not ports.answers(int(workspace.setting(key)))
    assert not ports.answers(port)


@pytest.mark.usefixtures("stopped_when_ready")
def test_mock_needs_no_database(workspace: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    port = ports.next_free(8150)
    assert main(["run", "--service", "notes", "--port", str(port), "--mock", "1"]) == 0
    assert "READY" in capfd.readouterr().out
    assert not (workspace.local / "postgres").exists()


@pytest.mark.usefixtures("stopped_when_ready")
def test_dev_prints_addresses_and_users(
    workspace: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = workspace.root / "tools/localdev/processes"
    folder.mkdir()
    probe = 'import os, pathlib, time; pathlib.Path("seen").write_text(os.environ["SERVICE_URL_NOTES"]); time.sleep(60)'
    command = json.dumps([sys.executable, "-c", probe])
    (folder / "web.toml").write_text(
        f'name = "web"\ncommand = {command}\nport = 3100\nready = ""\nfolder = "."\n'
    )
    assert main(["dev"]) == 0
    printed = capfd.readouterr().out
    assert re.search(r"notes +http://127\.0\.0\.1:\d+/api", printed)
    assert "everyone_" in printed
    assert re.search(r"web +http://127\.0\.0\.1:\d+", printed)
    assert wait_until((workspace.root / "seen").exists, 1)


def test_seed_creates_rows(workspace: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["seed"]) == 0
    assert "notes: 5 rows in /notes" in capfd.readouterr().err


def test_seed_reports_every_refusal(
    workspace: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    source = workspace.service("notes").folder / "src/localdev_notes/main.py"
    source.write_text(source.read_text().replace("status = 201 if", "status = 422 if"))
    assert main(["seed"]) == 1
    printed = capfd.readouterr().err
    assert printed.count("/notes: 422") == 5
    assert "5 of 5 rows were not created" in printed


def test_seed_that_creates_nothing_says_so(
    workspace: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    facts = workspace.service("notes").folder / "service.toml"
    facts.write_text(facts.read_text().split("[[seed]]")[0])
    assert main(["seed"]) == 1
    assert "no service has a collection" in capfd.readouterr().err


def test_wrong_arguments_are_told_apart_from_trouble(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--service", "x"]) == 2
    assert main(["openapi", "--service", ""]) == 2
    assert main(["with-postgres"]) == 2
    assert main(["run", "--service", "notes", "--port", "x", "--mock", "1"]) == 2
    assert "services here: notes" in capsys.readouterr().err


def test_a_service_that_ends_is_reported(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    main_module = workspace.service("notes").folder / "src/localdev_notes/main.py"
    main_module.write_text("raise SystemExit(3)\n")
    assert (
        main(["run", "--service", "notes", "--port", str(ports.next_free(8160)), "--mock", "yes"])
        != 0
    )
    assert "notes ended with exit code" in capsys.readouterr().err


def test_an_issuer_that_answers_is_used(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "https://issuer.example.test/")
    with issuing.running(workspace) as url:
        assert url == "https://issuer.example.test"
    monkeypatch.delenv("OIDC_ISSUER")
    with issuing.running(workspace) as url, issuing.running(workspace) as same:
        assert url == same
        assert httpx2.get(f"{url}/jwks", trust_env=False).status_code == 200
        issuing.settle_port(workspace)
        assert issuing.LocalIssuer(workspace).answers()
    with pytest.raises(httpx2.HTTPError):
        httpx2.get(f"{url}/jwks", trust_env=False)


def test_a_number_that_another_program_has_now_is_no_issuer(workspace: Workspace) -> None:
    local = issuing.LocalIssuer(workspace)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        local.pid_path.write_text(str(other.pid))
        local.stop()
        assert other.poll() is None
        other.kill()
    assert not local.pid_path.exists()
