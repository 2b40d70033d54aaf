"""Runs Alembic for a service; its `migrations/env.py` calls this and nothing else."""

import asyncio
import logging
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from servicekit.database import database_url, names_pooler
from servicekit.entities.retired import MARK
from servicekit.outages import sqlstate
from servicekit.settings import Settings

log = logging.getLogger(__name__)
_TURN = 7_305_794_427_117_203_041
"""Key of the advisory lock of whoever migrates; such locks belong to one database."""
_PATIENCE = 300.0
_PAUSE = 0.2
_LOCK_TIMEOUT = "5s"
_LOCK_NOT_FREE = "55P03"
_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds until migrations that found a table's lock taken are tried again."""
_NUMBER = re.compile(r"(\d{4})_")
_HOLDER = sa.text(
    "SELECT pid, application_name, client_addr, backend_start"
    " FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND CAST(classid AS bigint) = :high AND CAST(objid AS bigint) = :low"
)


class CannotMigrate(Exception):
    """The migrations cannot run. The message is for whoever runs them."""


def run_migrations(metadata: sa.MetaData, settings: Settings | None = None) -> None:
    """Brings the database to a revision, or prints the SQL that would.

    The URL is `DATABASE_URL_DIRECT`, or `DATABASE_URL` without one. A caller that has a
    connection of its own puts it in `config.attributes["connection"]`.
    """
    connection = context.config.attributes.get("connection")
    if context.is_offline_mode():
        _configure(metadata, dialect_name="postgresql", literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
    elif connection is not None:
        _run(metadata, connection)
    else:
        try:
            asyncio.run(_connect_and_run(metadata, settings or Settings()))
        except CannotMigrate as error:
            raise SystemExit(str(error)) from error


def direct_url(settings: Settings) -> str:
    """The database's own address. Raises CannotMigrate where there is none, or only a pooler's.

    A pooler in transaction mode gives a session to others between two statements: with it goes
    the lock that keeps migrations apart.
    """
    url = settings.database_url_direct or settings.database_url
    if url is None:
        raise CannotMigrate("DATABASE_URL is not set")
    undirected = settings.database_pooler and settings.database_url_direct is None
    if undirected or names_pooler(url):
        raise CannotMigrate(
            "the database's URL leads to a connection pooler, which cannot run migrations:"
            " set DATABASE_URL_DIRECT to the address of the server itself"
        )
    return url


async def _connect_and_run(metadata: sa.MetaData, settings: Settings) -> None:
    named = {"application_name": f"migrations on {socket.gethostname()}"}
    engine = create_async_engine(
        database_url(direct_url(settings)),
        poolclass=NullPool,
        connect_args={"timeout": settings.database_connect_timeout, "server_settings": named},
    )
    try:
        async with engine.connect() as connection:
            await take_turn(connection)
            await run_patiently(connection, lambda sync: _run(metadata, sync))
    finally:
        await engine.dispose()


async def take_turn(connection: AsyncConnection, patience: float = _PATIENCE) -> None:
    """Waits until nothing else migrates this database; the turn ends with the connection.

    Raises CannotMigrate, naming who has the turn, after `patience` seconds. A lock that the
    service's traffic holds is then waited for a few seconds only: what waits for a table's lock
    stops everybody who comes after.
    """
    deadline = time.monotonic() + patience
    # Asked for again and again: a statement that waits would hold up CREATE INDEX CONCURRENTLY.
    while not await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_TURN))):
        if time.monotonic() >= deadline:
            holder = await _who_has_the_turn(connection)
            raise CannotMigrate(f"another migration has not ended in {patience:g} s: {holder}")
        await connection.rollback()
        await asyncio.sleep(_PAUSE)
    await connection.execute(sa.text(f"SET lock_timeout = '{_LOCK_TIMEOUT}'"))
    await connection.commit()


async def _who_has_the_turn(connection: AsyncConnection) -> str:
    halves = {"high": _TURN >> 32, "low": _TURN & 0xFFFFFFFF}
    found = (await connection.execute(_HOLDER, halves)).first()
    if found is None:
        return "it has just ended"
    name = found.application_name or "a session without a name"
    return f"{name}, process {found.pid}, from {found.client_addr}, since {found.backend_start}"


async def run_patiently(
    connection: AsyncConnection,
    work: Callable[[sa.Connection], None],
    pauses: Sequence[float] = _PAUSES,
) -> None:
    """Runs migrations, again after each pause while some table's lock is not free in time.

    What was not committed is rolled back between, so that traffic goes on.
    """
    for pause in pauses:
        try:
            return await connection.run_sync(work)
        except DBAPIError as error:
            if sqlstate(error) != _LOCK_NOT_FREE:
                raise
        await connection.rollback()
        log.warning("a lock was not free; the migrations run again in %g s", pause)
        await asyncio.sleep(pause)
    return await connection.run_sync(work)


def _run(metadata: sa.MetaData, connection: sa.Connection) -> None:
    _configure(metadata, connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def _configure(metadata: sa.MetaData, **options: Any) -> None:
    context.configure(
        target_metadata=metadata,
        include_object=_is_in_use,
        process_revision_directives=_number_revisions,
        **options,
    )


def _is_in_use(
    schema_object: object, _name: str | None, kind: str, reflected: bool, _other: object
) -> bool:
    """Whether a difference counts. What was retired stays in the database until it is dropped."""
    comment = getattr(schema_object, "comment", None) or ""
    return not (reflected and kind in {"table", "column"} and comment.startswith(MARK))


def _number_revisions(
    migration: MigrationContext,
    _revision: str | Iterable[str | None] | Iterable[str],
    directives: list[MigrationScript],
) -> None:
    """Gives hand-written revisions the next number, so that generated ones follow them."""
    script = context.script
    numbers = [int(m[1]) for r in script.walk_revisions() if (m := _NUMBER.match(r.revision))]
    for directive in directives:
        directive.rev_id = f"{max(numbers, default=0) + 1:04}_{secrets.token_hex(6)}"
