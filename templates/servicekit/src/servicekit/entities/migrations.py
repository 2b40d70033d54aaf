"""Runs Alembic for a service; its `migrations/env.py` calls this and nothing else."""

import asyncio
import re
import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from servicekit.database import database_url
from servicekit.entities.retired import MARK
from servicekit.settings import Settings

_TURN = 7_305_794_427_117_203_041
"""Key of the advisory lock of whoever migrates; such locks belong to one database."""
_PAUSE = 0.2
_LOCK_TIMEOUT = "5s"
_NUMBER = re.compile(r"(\d{4})_")


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
        asyncio.run(_connect_and_run(metadata, settings or Settings()))


async def _connect_and_run(metadata: sa.MetaData, settings: Settings) -> None:
    url = settings.database_url_direct or settings.database_url
    if url is None:
        raise SystemExit("DATABASE_URL is not set")
    engine = create_async_engine(database_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await take_turn(connection)
            await connection.run_sync(lambda sync: _run(metadata, sync))
    finally:
        await engine.dispose()


async def take_turn(connection: AsyncConnection) -> None:
    """Waits until nothing else migrates this database; the turn ends with the connection.

    A lock that the service's traffic holds is then waited for a few seconds only: what waits for
    a table's lock stops everybody who comes after.
    """
    # Asked for again and again: a statement that waits would hold up CREATE INDEX CONCURRENTLY.
    while not await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_TURN))):
        await connection.rollback()
        await asyncio.sleep(_PAUSE)
    await connection.execute(sa.text(f"SET lock_timeout = '{_LOCK_TIMEOUT}'"))
    await connection.commit()


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
