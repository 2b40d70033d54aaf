"""The local PostgreSQL: one cluster for each checkout, one database for each service and each process that wants one.

It listens on the loopback address only and asks for the password that `.env` holds. DATABASE_SERVER_URL in `.env`
replaces it by any other server.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import asyncpg

from localdev import binaries, guard, ports
from localdev.errors import LocalError
from localdev.leases import Leases
from localdev.workspace import Workspace

SUPERUSER = "postgres"
DEFAULT_PORT = 5433

# A development database: a crash of the machine may cost its data, a crash of the server may not.
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 64MB
fsync = off
full_page_writes = off
max_wal_size = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
"""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server and a user who may create databases there."""

    host: str
    port: int
    user: str
    password: str
    maintenance: str
    embedded: bool

    def url(self, database: str, user: str | None = None) -> str:
        """Connection URL of one database."""
        credentials = f"{quote(user or self.user, safe='')}:{quote(self.password, safe='')}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{credentials}@{host}:{self.port}/{quote(database, safe='')}"

    def owner_url(self, database: str) -> str:
        """Connection URL of a database for its owner; the embedded server has a role for each database."""
        return self.url(database, database if self.embedded else None)


@contextlib.contextmanager
def running(workspace: Workspace) -> Iterator[Server]:
    """Have a server for the length of the block: the one that `.env` names, or the embedded one."""
    external = workspace.setting("DATABASE_SERVER_URL")
    if external:
        server = _external(external)
        with _leases(workspace, embedded=False).lease(_nothing, _nothing):
            yield server
        return
    cluster = Cluster(workspace)
    with cluster.leases.lease(cluster.start, cluster.stop):
        yield cluster.server()


@contextlib.contextmanager
def alone(workspace: Workspace) -> Iterator[Server]:
    """Have a server that no other command of this checkout uses, nor begins to use before the block ends.

    Raises:
        LocalError: another command uses it.
    """
    with running(workspace) as server:
        leases = _leases(workspace, embedded=server.embedded)
        with leases.exclusive():
            if leases.holders() > 1:
                raise LocalError(
                    "the database is in use: stop `make dev`, `make run` and running tests first"
                )
            yield server


def _leases(workspace: Workspace, *, embedded: bool) -> Leases:
    """Who uses the embedded server, or the one that is not ours to start and stop."""
    return Leases(workspace.local / "postgres" / ("leases" if embedded else "external"))


def _nothing() -> None:
    """Start or stop nothing."""


def _external(url: str) -> Server:
    parts = urlsplit(url)
    if not parts.scheme.startswith("postgres") or not parts.hostname:
        raise LocalError(
            "DATABASE_SERVER_URL in .env is not of the form postgresql://user:password@host:port/database",
            2,
        )
    return Server(
        host=parts.hostname,
        port=parts.port or 5432,
        user=unquote(parts.username or SUPERUSER),
        password=unquote(parts.password or ""),
        maintenance=unquote(parts.path.lstrip("/")) or "postgres",
        embedded=False,
    )


class Cluster:
    """The embedded server of this checkout."""

    def __init__(self, workspace: Workspace) -> None:
        """Find the programs and the data folder; nothing is started."""
        self.workspace = workspace
        self.programs = binaries.find(workspace)
        self.leases = _leases(workspace, embedded=True)
        self.data = self.programs.home / "data"

    def server(self) -> Server:
        """How to reach it."""
        port = ports.recorded(self.workspace, "DATABASE_PORT", DEFAULT_PORT)
        return Server(ports.HOST, port, SUPERUSER, self._password(), "postgres", embedded=True)

    def _password(self) -> str:
        return self.workspace.secret("DATABASE_PASSWORD")

    def start(self) -> None:
        """Start the server unless it runs; mends what a killed predecessor left behind."""
        if self._alive():
            return
        guard.start(self.workspace, "postgres")
        self._initialise()
        self._forget_stale_pid()
        port = ports.claim(self.workspace, "DATABASE_PORT", DEFAULT_PORT)
        self._launch(port)
        if not self._accepts_password():
            self._reset_password()
            self._launch(port)

    def stop(self) -> None:
        """Stop the server; open connections are cut."""
        if (self.data / "postmaster.pid").exists():
            self.programs.run(
                "pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop"
            )

    def _alive(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        status = self.programs.run("pg_ctl", "-D", str(self.data), "status")
        return status.returncode == 0 and self._accepts_password()

    def _launch(self, port: int) -> None:
        # A killed server's children may hold its shared memory for a moment longer.
        for attempt in range(3):
            result = self.programs.run(
                "pg_ctl", "-D", str(self.data), "-l", str(self.programs.home / "server.log"),
                "-w", "-t", "60", "-o", f"-p {port}", "start",
            )  # fmt: skip
            if result.returncode == 0:
                return
            time.sleep(1 + attempt)
        log = (self.programs.home / "server.log").read_text(encoding="utf-8", errors="replace")
        raise LocalError(f"PostgreSQL does not start:\n{result.stdout}\n{log[-2000:]}")

    def _initialise(self) -> None:
        """Create the cluster; it is complete when it has its final name."""
        if self.data.exists():
            return
        unfinished = self.programs.home / "data.unfinished"
        _remove(unfinished)
        password = self.programs.home / "password"
        password.touch(mode=0o600)
        password.write_text(self._password(), encoding="utf-8")
        self.programs.own(password)
        try:
            result = self.programs.run(
                "initdb", "-D", str(unfinished), "-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile", str(password),
                "-E", "UTF8", "--no-sync", "--no-instructions", *self._locale(),
            )  # fmt: skip
        finally:
            password.unlink()
        if result.returncode != 0:
            raise LocalError(f"PostgreSQL's initdb failed:\n{result.stdout}")
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as stream:
            stream.write(_SETTINGS)
        unfinished.rename(self.data)

    def _locale(self) -> list[str]:
        """The same order and case rules on every machine; built in from PostgreSQL 17 on."""
        version = self.programs.run("initdb", "--version").stdout.split()[2]
        if int(version.split(".")[0]) < 17:
            return ["--locale=C"]
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]

    def _forget_stale_pid(self) -> None:
        """Drop the pid file of a dead server when its number belongs to another program by now."""
        path = self.data / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError):
            lines = path.read_text(encoding="utf-8").splitlines()
            command = Path("/proc") / lines[0] / "cmdline" if lines else path
            if command.exists() and str(self.data) not in command.read_text(
                encoding="utf-8", errors="replace"
            ):
                path.unlink()

    def _accepts_password(self) -> bool:
        server = self.server()
        try:
            asyncio.run(_ping(server))
        except asyncpg.InvalidPasswordError:
            return False
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        return True

    def _reset_password(self) -> None:
        """Give the superuser the password of a `.env` that was made anew."""
        self.stop()
        statement = f"ALTER ROLE {SUPERUSER} PASSWORD {_literal(self._password())};\n"
        self.programs.run("postgres", "--single", "-D", str(self.data), "postgres", stdin=statement)

    def destroy(self) -> None:
        """Delete the cluster and its data."""
        with self.leases.exclusive():
            if self.leases.held():
                raise LocalError(
                    "the local database is in use: stop `make dev` and `make run` first"
                )
            self.stop()
            _remove(self.data)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


async def connect(server: Server, database: str) -> asyncpg.Connection:
    """A connection to one of a server's databases."""
    return await asyncpg.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        database=database,
        timeout=5,
    )


async def _ping(server: Server) -> None:
    connection = await connect(server, server.maintenance)
    await connection.close()


def ensure_database(server: Server, database: str, owner: str | None = None) -> None:
    """Have a database that belongs to `owner`.

    The embedded server is given such a role, by default one of the database's name. On another server it belongs to
    whoever connects, unless `owner` is known there.
    """
    asyncio.run(_ensure_database(server, database, owner))


async def _ensure_database(server: Server, database: str, owner: str | None) -> None:
    role = owner or database
    connection = await connect(server, server.maintenance)
    try:
        name = _identifier(database)
        if server.embedded:
            await _ensure_role(connection, role, server.password)
        owned = server.embedded or (owner is not None and await _has_role(connection, role))
        if (
            await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database)
            is None
        ):
            belongs = f" OWNER {_identifier(role)}" if owned else ""
            with contextlib.suppress(asyncpg.DuplicateDatabaseError):
                await connection.execute(f"CREATE DATABASE {name}{belongs}")
    finally:
        await connection.close()


def revisions(server: Server, database: str) -> list[str]:
    """The migrations that a service's database says it is at."""
    return asyncio.run(_revisions(server, database))


async def _revisions(server: Server, database: str) -> list[str]:
    connection = await connect(server, database)
    try:
        rows = await connection.fetch("SELECT version_num FROM alembic_version")
        return [str(row["version_num"]) for row in rows]
    except asyncpg.UndefinedTableError:
        return []
    finally:
        await connection.close()


async def _ensure_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    exists = await _has_role(connection, role)
    verb = "ALTER" if exists else "CREATE"
    with contextlib.suppress(asyncpg.DuplicateObjectError):
        await connection.execute(
            f"{verb} ROLE {_identifier(role)} LOGIN PASSWORD {_literal(password)}"
        )


def drop_database(server: Server, database: str) -> None:
    """Delete a database with all its rows.

    The embedded server cuts what is still connected; on another one that is a LocalError.
    """
    asyncio.run(_drop_database(server, database))


def replace_database(server: Server, database: str, by: str) -> None:
    """Delete a database and give its name to another one."""
    drop_database(server, database)
    asyncio.run(_rename_database(server, by, database))


async def _rename_database(server: Server, database: str, name: str) -> None:
    connection = await connect(server, server.maintenance)
    try:
        statement = f"ALTER DATABASE {_identifier(database)} RENAME TO {_identifier(name)}"
        await connection.execute(statement)
    finally:
        await connection.close()


def owner_of(server: Server, database: str) -> str:
    """The role that owns a database."""
    return str(
        asyncio.run(
            _ask(
                server,
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1",
                database,
            )
        )
    )


def has_role(server: Server, role: str) -> bool:
    """Whether a server knows a role."""
    return asyncio.run(_ask(server, _ROLE, role)) is not None


_ROLE = "SELECT 1 FROM pg_roles WHERE rolname = $1"


async def _ask(server: Server, question: str, argument: str) -> object:
    connection = await connect(server, server.maintenance)
    try:
        answer: object = await connection.fetchval(question, argument)
        return answer
    finally:
        await connection.close()


async def _has_role(connection: asyncpg.Connection, role: str) -> bool:
    return await connection.fetchval(_ROLE, role) is not None


def databases(server: Server) -> set[str]:
    """The names of the databases that a server has."""
    return asyncio.run(_databases(server))


async def _databases(server: Server) -> set[str]:
    connection = await connect(server, server.maintenance)
    try:
        return {
            str(row["datname"]) for row in await connection.fetch("SELECT datname FROM pg_database")
        }
    finally:
        await connection.close()


async def _drop_database(server: Server, database: str) -> None:
    connection = await connect(server, server.maintenance)
    try:
        force = " WITH (FORCE)" if server.embedded else ""
        await connection.execute(f"DROP DATABASE IF EXISTS {_identifier(database)}{force}")
    except asyncpg.ObjectInUseError as error:
        raise LocalError(f"database {database} on {server.host} is in use") from error
    finally:
        await connection.close()


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
