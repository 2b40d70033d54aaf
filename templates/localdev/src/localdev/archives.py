"""Backups: a folder with a dump of each database, and a manifest of what was in them at that moment.

PostgreSQL's own `pg_dump` and `pg_restore` do the work. The dump and the inventory see the same snapshot, so that
a backup may be taken while everything runs.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from localdev import binaries, inventory, postgres
from localdev.errors import LocalError
from localdev.inventory import Inventory
from localdev.workspace import Workspace

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Archive:
    """A backup that is complete."""

    folder: Path
    databases: Mapping[str, Inventory]
    owners: Mapping[str, str]
    """The role that each database belonged to."""

    def dump(self, database: str) -> Path:
        """Where a database's dump lies."""
        return self.folder / f"{database}.dump"


def home(workspace: Workspace) -> Path:
    """Where backups of this checkout are kept unless another folder is named."""
    return workspace.local / "backups"


def fresh_folder(workspace: Workspace) -> Path:
    """A folder for a new backup, named after the time."""
    return home(workspace) / datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def take(
    workspace: Workspace, server: postgres.Server, databases: list[str], folder: Path
) -> Archive:
    """Back up databases into a new folder, which has its name only when it is complete.

    Raises:
        LocalError: the folder is there already, or a database cannot be read.
    """
    if folder.exists():
        raise LocalError(f"{folder} is there already; a backup needs a folder of its own", 2)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # Rows of people: nobody else on this machine may read them.
    unfinished.mkdir(parents=True, mode=0o700)
    taken = {}
    owners = {database: postgres.owner_of(server, database) for database in databases}
    for database in databases:
        dump = unfinished / f"{database}.dump"
        taken[database] = asyncio.run(_take(workspace, server, database, dump))
    manifest = {
        name: {
            "sha256": _digest(unfinished / f"{name}.dump"),
            "owner": owners[name],
            "inventory": found.to_json(),
        }
        for name, found in taken.items()
    }
    (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    unfinished.rename(folder)
    return Archive(folder, taken, owners)


async def _take(
    workspace: Workspace, server: postgres.Server, database: str, dump: Path
) -> Inventory:
    connection = await postgres.connect(server, database)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            options = (
                "--format=custom", f"--snapshot={snapshot}", f"--file={dump}", "--no-password"
            )  # fmt: skip
            found = await inventory.take(connection)
            await asyncio.to_thread(_run, workspace, "pg_dump", options, server, database)
            return found
    except asyncpg.PostgresError as error:
        raise LocalError(f"{database} cannot be read: {error}") from error
    finally:
        await connection.close()


def newest(workspace: Workspace) -> Path:
    """The newest backup of this checkout."""
    found = sorted(path.parent for path in home(workspace).glob(f"*/{MANIFEST}"))
    if not found:
        raise LocalError(
            f"there is no backup in {home(workspace)}: make backup, or name one in FROM", 2
        )
    return found[-1]


def read(folder: Path) -> Archive:
    """A backup whose dumps are as they were written.

    Raises:
        LocalError: it is not there, not complete, or damaged.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        databases = {
            name: Inventory.from_json(entry["inventory"]) for name, entry in manifest.items()
        }
        owners = {name: str(entry["owner"]) for name, entry in manifest.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LocalError(f"{folder} is no complete backup: {error}", 2) from error
    archive = Archive(folder, databases, owners)
    for name, entry in manifest.items():
        dump = archive.dump(name)
        if not dump.is_file():
            raise LocalError(f"{dump} is missing")
        if _digest(dump) != entry["sha256"]:
            raise LocalError(f"{dump} is not as it was written: the backup is damaged")
    return archive


def restore(
    workspace: Workspace, server: postgres.Server, archive: Archive, database: str, target: str
) -> None:
    """Restore a database of a backup into a new database `target`, all of it or nothing.

    It belongs to the role that owned it: the service goes on as that one. Where the server knows no such role, it
    belongs to whoever restores it, which is told.
    """
    owner = database if server.embedded else archive.owners[database]
    postgres.ensure_database(server, target, owner)
    if not postgres.has_role(server, owner):
        print(f"{database}: {server.host} has no role {owner}; all of it belongs to {server.user}")
        owner = server.user
    options = (
        "--no-owner", f"--role={owner}", "--no-privileges", "--exit-on-error", "--single-transaction", "--no-password",
        f"--dbname={target}", str(archive.dump(database)),
    )  # fmt: skip
    _run(workspace, "pg_restore", options, server, target)


def look(server: postgres.Server, database: str) -> Inventory:
    """What is in a database now."""
    return asyncio.run(_look(server, database))


async def _look(server: postgres.Server, database: str) -> Inventory:
    connection = await postgres.connect(server, database)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await inventory.take(connection)
    finally:
        await connection.close()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _run(
    workspace: Workspace,
    program: str,
    options: tuple[str, ...],
    server: postgres.Server,
    database: str,
) -> None:
    """Run one of PostgreSQL's client programs as ourselves; the password is in no argument."""
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "PGUSER": server.user,
        "PGPASSWORD": server.password,
        "PGDATABASE": database,
    }
    result = subprocess.run(
        [str(binaries.client(workspace, program)), *options],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise LocalError(f"{program} of {database} failed:\n{result.stderr.strip()[-2000:]}")
