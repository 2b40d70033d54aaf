"""`make run`, `make dev` and `make seed`, from start to a signal."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from localdev import issuing, ports, processes, supervise
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
    workspace: Workspace, capfd: pytest.CaptureFixture[str], add_process: Callable[..., None]
) -> None:
    probe = 'import os, pathlib, time; pathlib.Path("seen").write_text(os.environ["SERVICE_URL_NOTES"]); time.sleep(60)'
    add_process(command=[sys.executable, "-c", probe])
    assert main(["dev"]) == 0
    printed = capfd.readouterr().out
    assert re.search(r"notes +http://127\.0\.0\.1:\d+/api", printed)
    assert "everyone_" in printed
    assert re.search(r"web +http://127\.0\.0\.1:\d+", printed)
    assert wait_until((workspace.root / "seen").exists, 1)


@pytest.mark.usefixtures("stopped_when_ready")
def test_dev_skips_what_setup_could_not_install(
    workspace: Workspace, capfd: pytest.CaptureFixture[str], add_process: Callable[..., None]
) -> None:
    add_process(command=["no-such-program"], needs="web/node_modules", database="localdev_web")
    assert main(["dev"]) == 0
    assert re.search(r"web +skipped: web/node_modules is not there", capfd.readouterr().out)


def test_a_process_has_a_database_that_migrate_and_reset_look_after(
    workspace: Workspace, capfd: pytest.CaptureFixture[str], add_process: Callable[..., None]
) -> None:
    log = 'import os; open("migrated", "a").write(os.environ["DATABASE_URL"] + "\\n")'
    add_process(database="localdev_web", migrate=[sys.executable, "-c", log])
    assert main(["migrate"]) == 0
    assert main(["reset"]) == 0
    urls = (workspace.root / "migrated").read_text().splitlines()
    assert len(urls) == 2
    assert urls[0].endswith("/localdev_web")
    assert workspace.setting("DATABASE_URL_WEB") == urls[0]
    assert "web: database localdev_web is at the newest schema" in capfd.readouterr().err


STAND_IN = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["DATABASE_URL"].encode())
    def log_message(self, *words):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def test_a_command_runs_while_everything_runs(
    workspace: Workspace, add_process: Callable[..., None]
) -> None:
    before = workspace.env_path.read_text()
    add_process(built=[sys.executable, "-c", STAND_IN], ready="/", database="localdev_web")
    check = """
import json, os, urllib.request
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
seen = {name: opener.open(os.environ[name], timeout=5).read().decode() for name in ("URL_WEB", "SERVICE_URL_NOTES")}
assert seen["URL_WEB"] == os.environ["DATABASE_URL"] != "", seen
assert os.environ["PUBLIC_URL"] == os.environ["URL_WEB"]
assert "everyone_" in os.environ["TEST_USERS"]
raise SystemExit(7)
"""
    assert main(["with-stack", sys.executable, "-c", check]) == 7
    kept = dict(line.split("=", 1) for line in before.splitlines() if "=" in line)
    assert {key: workspace.setting(key) for key in kept} == kept
    assert workspace.setting("DATABASE_URL_NOTES") == ""


def test_a_stack_without_what_it_needs_is_told_so(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], add_process: Callable[..., None]
) -> None:
    add_process(needs="web/node_modules")
    assert main(["with-stack", "true"]) == 1
    assert "web/node_modules is not there" in capsys.readouterr().err
    assert main(["with-stack"]) == 2


def test_a_supervised_command_ends_with_its_parent(tmp_path: Path) -> None:
    child = (
        "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"
    )
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    reading, writing = os.pipe()
    command = [
        sys.executable,
        "-m",
        "localdev.supervise",
        str(reading),
        sys.executable,
        "-c",
        nested,
    ]
    process = subprocess.Popen(command, cwd=tmp_path, pass_fds=[reading])
    os.close(reading)
    assert wait_until(
        lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "", 10
    )
    os.close(writing)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert wait_until(lambda: not _lives(int((tmp_path / "pid").read_text())), 5)


def test_a_supervised_command_that_is_missing_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    assert supervise.main([str(reading), "/no/such/program"]) == 127
    os.close(writing)
    assert "/no/such/program" in capfd.readouterr().err


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


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
