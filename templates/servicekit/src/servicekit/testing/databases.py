"""A database of its own for a test run, made by the service's migrations."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from servicekit.database import database_url


class ServerMissing(RuntimeError):
    """No PostgreSQL server was given."""


def server_url() -> URL:
    """The server in TEST_DATABASE_URL. Raises ServerMissing."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        raise ServerMissing(
            "TEST_DATABASE_URL is not set. `make test-integration` starts a PostgreSQL and sets "
            "it; to run pytest yourself, set it to a database whose user may create databases."
        )
    return database_url(url)


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """An empty database, dropped at the end; yields its URL."""
    server = server_url()
    database = f"test_{name}_{uuid4().hex[:12]}"
    asyncio.run(_execute(server, f'CREATE DATABASE "{database}"'))
    try:
        yield server.set(database=database, drivername="postgresql").render_as_string(
            hide_password=False
        )
    finally:
        asyncio.run(_execute(server, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))


def alembic(directory: Path, url: str, *arguments: str) -> str:
    """Runs Alembic in a service's folder, as a deployment would; returns what it prints.

    Raises AssertionError with Alembic's own words when it fails.
    """
    return asyncio.run(_alembic(directory, url, arguments))


async def _alembic(directory: Path, url: str, arguments: tuple[str, ...]) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "alembic",
        *arguments,
        cwd=directory,
        env={**os.environ, "DATABASE_URL": url, "DATABASE_URL_DIRECT": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    printed = output.decode(errors="replace")
    if process.returncode != 0:
        raise AssertionError(f"alembic {' '.join(arguments)} failed:\n{printed}")
    return printed


async def empty_tables(engine: AsyncEngine) -> None:
    """Removes every row but Alembic's own."""
    async with engine.begin() as connection:
        rows = await connection.execute(
            text(
                "SELECT quote_ident(tablename) FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
        )
        tables = ", ".join(rows.scalars())
        if tables:
            await connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


async def _execute(server: URL, statement: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
