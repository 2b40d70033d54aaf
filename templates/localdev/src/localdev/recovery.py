"""`make backup`, `make restore` and `make rehearse-restore`: what is lost comes back, and is compared."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from localdev import archives, commands, migrations, postgres, processes
from localdev.archives import Archive
from localdev.errors import LocalError
from localdev.inventory import Inventory
from localdev.workspace import Workspace


def backup(workspace: Workspace, into: str = "") -> int:
    """Back up every database of this repository, while it may be in use."""
    folder = Path(into).resolve() if into else archives.fresh_folder(workspace)
    with processes.interruptible(), postgres.running(workspace) as server:
        archive = archives.take(workspace, server, _present(workspace, server), folder)
    _print(workspace, archive.databases, {})
    print(f"backup: {archive.folder}")
    return 0


def restore(workspace: Workspace, source: str = "", confirm: str = "") -> int:
    """Put the databases of a backup in the place of those that are there, while nobody uses them.

    Each is restored beside the old one and compared with the backup; only then the old one is deleted. Tells by 1
    that a database did not come back as it was backed up: the old one is still there.

    Raises:
        LocalError: the backup is damaged, or the databases of another server are not confirmed, or in use.
    """
    archive = archives.read(Path(source).resolve() if source else archives.newest(workspace))
    with processes.interruptible(), postgres.alone(workspace) as server:
        commands.confirm(server, list(archive.databases), confirm, "restore")
        differences = {
            database: _replace(workspace, server, archive, database)
            for database in archive.databases
        }
    _print(workspace, archive.databases, differences)
    print(f"restored from {archive.folder}")
    return _verdict(differences)


def rehearse(workspace: Workspace) -> int:
    """Back up, restore, destroy and restore again: on copies, so that nothing of value is at stake.

    Raises:
        LocalError: there is no row that could be lost, so that nothing would be shown.
    """
    folder = archives.fresh_folder(workspace).with_name("rehearsal")
    shutil.rmtree(folder, ignore_errors=True)
    started = time.monotonic()
    with processes.interruptible(), postgres.running(workspace) as server:
        try:
            archive = archives.take(workspace, server, _present(workspace, server), folder)
            if not any(found.rows for found in archive.databases.values()):
                raise LocalError("there is no row to lose: make seed, and rehearse again")
            differences = {
                database: _rehearse(workspace, server, archive, database)
                for database in archive.databases
            }
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    _print(workspace, archive.databases, differences)
    seconds = time.monotonic() - started
    print(f"backed up, destroyed and restored in {seconds:.1f} s; nothing of yours was touched")
    return _verdict(differences)


def _present(workspace: Workspace, server: postgres.Server) -> list[str]:
    """The databases that there are; those that are not are named, since nothing of them is kept."""
    there = postgres.databases(server)
    present = [database for database in workspace.databases if database in there]
    for database in workspace.databases:
        if database not in present:
            print(f"left out: there is no database {database} on {server.host}:{server.port}")
    if not present:
        raise LocalError("there is no database to back up: make migrate first")
    return present


def _replace(
    workspace: Workspace, server: postgres.Server, archive: Archive, database: str
) -> list[str]:
    beside = _beside(database, "restored")
    differences = _restored(workspace, server, archive, database, beside)
    if not differences:
        postgres.replace_database(server, database, beside)
    return differences


def _rehearse(
    workspace: Workspace, server: postgres.Server, archive: Archive, database: str
) -> list[str]:
    copy = _beside(database, "rehearsal")
    try:
        differences = _restored(workspace, server, archive, database, copy)
        postgres.drop_database(server, copy)
        if copy in postgres.databases(server):
            differences.append("the copy could not be destroyed")
        return differences + _restored(workspace, server, archive, database, copy)
    finally:
        postgres.drop_database(server, copy)


def _restored(
    workspace: Workspace, server: postgres.Server, archive: Archive, database: str, target: str
) -> list[str]:
    """Restore into a database of its own, and say what is not as the backup says."""
    postgres.drop_database(server, target)
    archives.restore(workspace, server, archive, database, target)
    return archive.databases[database].differences(archives.look(server, target))


def _beside(database: str, purpose: str) -> str:
    """A name beside the database's own, within PostgreSQL's 63 bytes."""
    return f"{database[: 62 - len(purpose)]}_{purpose}"


def _verdict(differences: Mapping[str, list[str]]) -> int:
    lines = [f"{name}: {line}" for name, found in differences.items() for line in found]
    for line in lines:
        print(f"DIFFERENT {line}")
    return 1 if lines else 0


def _print(
    workspace: Workspace,
    databases: Mapping[str, Inventory],
    differences: Mapping[str, list[str]],
) -> None:
    """One line a database: what was compared, and what came of it."""
    newest = {service.database: migrations.head(service) for service in workspace.services}
    width = max(len("database"), *map(len, databases))
    print(f"{'database':<{width}}  tables  rows  constraints  indexes  migration")
    for name, found in databases.items():
        revision = ", ".join(found.revisions) or "none"
        if newest.get(name) is not None:
            revision += " (newest)" if found.revisions == (newest[name],) else " (not the newest)"
        line = (
            f"{name:<{width}}  {len(found.tables):>6}  {found.rows:>4}  {found.count('constraint'):>11}"
            f"  {found.count('index'):>7}  {revision}"
        )
        verdict = (
            "" if name not in differences else f"  {'DIFFERENT' if differences[name] else 'same'}"
        )
        print(f"{line}{verdict}")
