"""Backup, destruction and restore on a real PostgreSQL."""

import asyncio
import dataclasses
import json
from pathlib import Path

import asyncpg
import pytest

from localdev import archives, binaries, inventory, postgres, recovery
from localdev.cli import main
from localdev.errors import LocalError
from localdev.workspace import Workspace

DATABASE = "localdev_notes"

SCHEMA = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE kinds (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE notes (
  id int PRIMARY KEY, t text DEFAULT 'x', at timestamptz NOT NULL DEFAULT now(), about jsonb, feels mood,
  price numeric(19, 4) CHECK (price >= 0), kind int NOT NULL REFERENCES kinds (id) ON DELETE RESTRICT
);
CREATE INDEX notes_at ON notes (at DESC);
CREATE VIEW good_notes AS SELECT id FROM notes WHERE feels = 'good';
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER on_notes BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TABLE "odd "" name" ("a whole" text);
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
INSERT INTO alembic_version VALUES ('r1');
INSERT INTO kinds (name) VALUES ('first'), ('zweite ß 😀');
INSERT INTO notes (id, about, feels, price, kind)
  SELECT i, jsonb_build_object('i', i), 'good', i / 3.0, 1 + i % 2 FROM generate_series(1, 100) AS i;
"""


def run(server: postgres.Server, statement: str, database: str = DATABASE) -> object:
    """Run statements as the role that a database belongs to."""

    async def ask() -> object:
        connection = await asyncpg.connect(server.owner_url(database))
        try:
            return await connection.execute(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    with postgres.running(workspace) as server:
        postgres.ensure_database(server, DATABASE)
        run(server, SCHEMA)
    return workspace


def test_what_was_destroyed_comes_back(
    filled: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    with postgres.running(filled) as server:
        before = archives.look(server, DATABASE)
        assert main(["backup", "--into", str(folder)]) == 0
        assert f"backup: {folder}" in capsys.readouterr().out
        postgres.drop_database(server, DATABASE)
        assert DATABASE not in postgres.databases(server)
    assert (before.rows, before.count("constraint"), before.revisions) == (103, 6, ("r1",))
    assert main(["restore", "--from", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "r1  same" in printed
    with postgres.running(filled) as server:
        assert before.differences(archives.look(server, DATABASE)) == []
        # The services' own role may go on where it was, and the constraints hold.
        run(
            server,
            "INSERT INTO kinds (name) VALUES ('third'); ALTER TABLE notes ADD COLUMN more int",
        )
        with pytest.raises(asyncpg.RestrictViolationError):
            run(server, "DELETE FROM kinds WHERE id = 1")
        assert postgres.databases(server) & {f"{DATABASE}_restored"} == set()


def test_the_newest_backup_is_restored_while_nobody_uses_the_database(
    filled: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore"]) == 2
    assert "there is no backup" in capsys.readouterr().err
    assert main(["backup"]) == 0
    with postgres.running(filled) as server:
        run(server, "DELETE FROM notes WHERE id > 50")
        assert main(["backup"]) == 0
        run(server, "DELETE FROM notes")
        assert main(["restore"]) == 1
        assert "in use" in capsys.readouterr().err
    assert main(["restore"]) == 0
    with postgres.running(filled) as server:
        assert archives.look(server, DATABASE).tables["public.notes"].rows == 50


DAMAGES = {
    "DELETE FROM notes WHERE id = 7": "table public.notes: 99 rows instead of 100",
    "UPDATE notes SET t = 'y' WHERE id = 7": "not all of them the same",
    "ALTER TABLE notes DROP CONSTRAINT notes_price_check": "notes_price_check is missing",
    "ALTER TABLE notes ALTER COLUMN t DROP DEFAULT": "column public.notes.t is defined otherwise",
    "DROP INDEX notes_at": "index public.notes_at is missing",
    "DROP VIEW good_notes": "view public.good_notes is missing",
    "DROP TRIGGER on_notes ON notes": "trigger public.notes.on_notes is missing",
    "SELECT setval('kinds_id_seq', 9)": "sequence public.kinds_id_seq is defined otherwise",
    "UPDATE alembic_version SET version_num = 'r0'": "migrated to r0 instead of r1",
}


def test_whatever_a_restore_loses_is_told(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The backup is of the whole database; what its dump brings back is damaged each time."""
    whole = archives.restore
    damage = ""

    def damaged(
        workspace: Workspace,
        server: postgres.Server,
        archive: archives.Archive,
        database: str,
        target: str,
    ) -> None:
        whole(workspace, server, archive, database, target)

        async def break_it() -> None:
            connection = await postgres.connect(server, target)
            await connection.execute(damage)
            await connection.close()

        asyncio.run(break_it())

    monkeypatch.setattr(archives, "restore", damaged)
    with postgres.running(filled):
        for damage, said in DAMAGES.items():
            assert main(["rehearse-restore"]) == 1, damage
            assert said in capsys.readouterr().out
        assert main(["backup"]) == 0
    damage = next(iter(DAMAGES))
    assert main(["restore"]) == 1
    assert f"DIFFERENT {DATABASE}: {DAMAGES[damage]}" in capsys.readouterr().out
    with postgres.running(filled) as server:
        # What was there is there still.
        assert archives.look(server, DATABASE).tables["public.notes"].rows == 100


def test_a_rehearsal_leaves_everything_as_it_was(
    filled: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with postgres.running(filled) as server:
        there = postgres.databases(server)
        before = archives.look(server, DATABASE)
        assert main(["rehearse-restore"]) == 0
        assert "103" in capsys.readouterr().out
        assert postgres.databases(server) == there
        assert before.differences(archives.look(server, DATABASE)) == []
    assert not (archives.home(filled) / "rehearsal").exists()


def test_a_rehearsal_without_a_row_shows_nothing(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse-restore"]) == 1
    assert "make migrate first" in capsys.readouterr().err
    with postgres.running(workspace) as server:
        postgres.ensure_database(server, DATABASE)
        assert main(["rehearse-restore"]) == 1
    assert "there is no row to lose" in capsys.readouterr().err


def test_a_damaged_backup_destroys_nothing(
    filled: Workspace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    assert main(["backup", "--into", str(folder)]) == 0
    assert main(["backup", "--into", str(folder)]) == 2
    dump = folder / f"{DATABASE}.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-1] + b"!")
    assert main(["restore", "--from", str(folder)]) == 1
    assert "damaged" in capsys.readouterr().err
    dump.unlink()
    assert main(["restore", "--from", str(folder)]) == 1
    assert "is missing" in capsys.readouterr().err
    # The digest is right, yet PostgreSQL cannot read it.
    dump.write_bytes(b"no dump")
    manifest = json.loads((folder / archives.MANIFEST).read_text())
    manifest[DATABASE]["sha256"] = archives._digest(dump)
    (folder / archives.MANIFEST).write_text(json.dumps(manifest))
    assert main(["restore", "--from", str(folder)]) == 1
    assert "pg_restore" in capsys.readouterr().err
    (folder / archives.MANIFEST).write_text("{")
    assert main(["restore", "--from", str(folder)]) == 2
    with postgres.running(filled) as server:
        assert archives.look(server, DATABASE).rows == 103


def test_another_server_is_restored_when_its_databases_are_named(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == 0
    with postgres.running(filled) as embedded:
        run(embedded, "DELETE FROM notes")
        monkeypatch.setenv("DATABASE_SERVER_URL", embedded.url("postgres"))
        assert main(["restore"]) == 2
        assert f"make restore CONFIRM={DATABASE}" in capsys.readouterr().err
        assert archives.look(embedded, DATABASE).tables["public.notes"].rows == 0
        # As its runbook says: nobody comes in any more, and who is in is put out.
        external = dataclasses.replace(embedded, embedded=False)
        run(embedded, f"ALTER DATABASE {DATABASE} WITH ALLOW_CONNECTIONS false", "postgres")
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            run(embedded, "SELECT 1")
        assert main(["restore", "--confirm", DATABASE]) == 0
        assert archives.look(embedded, DATABASE).tables["public.notes"].rows == 100
        # It belongs to the role that the service connects as.
        assert postgres.owner_of(external, DATABASE) == DATABASE
        run(embedded, "ALTER TABLE notes ADD COLUMN more int")
        capsys.readouterr()
        # On a server without that role, to whoever restores it.
        archive = archives.read(archives.newest(filled))
        stranger = dataclasses.replace(archive, owners={DATABASE: "nobody here"})
        archives.restore(filled, external, stranger, DATABASE, "elsewhere")
        assert "no role nobody here" in capsys.readouterr().out
        assert postgres.owner_of(external, "elsewhere") == "postgres"
        postgres.drop_database(embedded, "elsewhere")


def test_a_program_that_is_missing_is_named(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert binaries.client(filled, "pg_dump").is_file()
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError, match=r"pg_dump is missing.*POSTGRES_BIN"):
        binaries.client(filled, "pg_dump")


def test_a_database_that_cannot_be_read_is_told(filled: Workspace, tmp_path: Path) -> None:
    async def refuse(connection: asyncpg.Connection) -> inventory.Inventory:
        await connection.execute("SELECT * FROM nowhere")
        raise AssertionError

    with postgres.running(filled) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory, "take", refuse)
        with pytest.raises(LocalError, match="cannot be read"):
            archives.take(filled, server, [DATABASE], tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_databases_that_are_not_there_are_named(
    filled: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = filled.root / "services/other"
    facts.mkdir()
    text = (filled.root / "services/notes/service.toml").read_text().split("[[seed]]")[0]
    (facts / "service.toml").write_text(text.replace("notes", "other"))
    assert recovery.backup(Workspace(filled.root)) == 0
    assert "left out: there is no database localdev_other" in capsys.readouterr().out
