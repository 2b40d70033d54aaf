"""The embedded PostgreSQL: started on demand, mended after a crash, stopped by the last."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from localdev import commands, dotenv, ports, postgres
from localdev.cli import main
from localdev.errors import LocalError
from localdev.processes import wait_until
from localdev.workspace import Workspace


def query(url: str, statement: str) -> object:
    async def ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def kill(cluster: postgres.Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)


def test_it_lives_and_dies_with_its_users_and_survives_a_crash(workspace: Workspace) -> None:
    service = workspace.service("notes")
    cluster = postgres.Cluster(workspace)
    with postgres.running(workspace) as server:
        postgres.ensure_database(server, service.database)
        postgres.ensure_database(server, service.database)
        url = server.owner_url(service.database)
        query(url, "CREATE TABLE kept (i int)")
        assert query(url, "SELECT current_user") == "localdev_notes"
        with postgres.running(workspace) as same:
            assert same == server
        assert query(url, "SELECT lower('ÄÖÜ')") == "äöü"
        with pytest.raises(LocalError, match="in use"):
            cluster.destroy()
        kill(cluster)
    # The dead server's pid now belongs to a process that is none of PostgreSQL's.
    stale = (cluster.data / "postmaster.pid").read_text().splitlines()
    (cluster.data / "postmaster.pid").write_text("\n".join(["1", *stale[1:]]) + "\n")
    dotenv.update(workspace.env_path, {"DATABASE_PASSWORD": "another'one"})
    with postgres.running(workspace) as server:
        postgres.ensure_database(server, service.database)
        assert query(server.owner_url(service.database), "SELECT count(*) FROM kept") == 0
        postgres.drop_database(server, service.database)
        port = server.port
    assert not ports.answers(port)
    cluster.destroy()
    assert not cluster.data.exists()


def test_a_user_that_is_killed_leaves_no_server_behind(workspace: Workspace) -> None:
    script = (
        "import os, signal; from localdev import issuing, postgres; from localdev.workspace import Workspace\n"
        "with postgres.running(Workspace.find()), issuing.running(Workspace.find()):\n"
        "    issuing.wait(Workspace.find())\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = [int(workspace.setting(key)) for key in ("DATABASE_PORT", "OIDC_PORT")]
    assert wait_until(lambda: not any(ports.answers(port) for port in left), 30)


def test_commands_find_the_server(workspace: Workspace, tmp_path: Path) -> None:
    probe = tmp_path / "url"
    assert (
        main(["with-postgres", "sh", "-c", f'printf %s "$TEST_DATABASE_URL" > {probe}; exit 7'])
        == 7
    )
    assert probe.read_text().startswith("postgresql://postgres:")
    assert commands.migrate(workspace) == 0
    assert commands.reset(workspace) == 0


def test_reset_waits_for_nobody(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    service = workspace.service("notes")
    with postgres.running(workspace) as server:
        postgres.ensure_database(server, service.database)
        query(server.owner_url(service.database), "CREATE TABLE kept (i int)")
        assert main(["reset"]) == 1
        assert "the database is in use" in capsys.readouterr().err
        assert query(server.owner_url(service.database), "SELECT count(*) FROM kept") == 0


def test_reset_of_another_server_has_to_be_confirmed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    service = workspace.service("notes")
    with postgres.running(workspace) as embedded:
        monkeypatch.setenv("DATABASE_SERVER_URL", embedded.url("postgres"))
        with postgres.running(workspace) as server:
            postgres.ensure_database(server, service.database)
            query(server.owner_url(service.database), "CREATE TABLE kept (i int)")
        assert main(["reset"]) == 2
        assert "make reset CONFIRM=localdev_notes" in capsys.readouterr().err
        assert main(["reset", "--confirm", "localdev_notes,production"]) == 2
        assert query(server.owner_url(service.database), "SELECT count(*) FROM kept") == 0

        async def reset_while_connected() -> int:
            connection = await asyncpg.connect(server.owner_url(service.database))
            try:
                return await asyncio.to_thread(refused)
            finally:
                await connection.close()

        def refused() -> int:
            with pytest.raises(LocalError, match="is in use"):
                postgres.drop_database(server, service.database)
            return 1

        assert asyncio.run(reset_while_connected()) == 1
        assert main(["reset", "--confirm", "localdev_notes"]) == 0
        assert query(server.owner_url(service.database), "SELECT to_regclass('kept')") is None


def test_another_server_is_one_setting(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_SERVER_URL", "postgresql://u%40x:p%2F@db.example.test/main")
    with postgres.running(workspace) as server:
        assert server.url("d b") == "postgresql://u%40x:p%2F@db.example.test:5432/d%20b"
        assert server.owner_url(workspace.service("notes").database).startswith(
            "postgresql://u%40x:"
        )
    monkeypatch.setenv("DATABASE_SERVER_URL", "mysql://x")
    with pytest.raises(LocalError, match="not of the form"), postgres.running(workspace):
        pass
