"""Who migrates a database, and how long it waits for others."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from servicekit.database import database_url
from servicekit.entities.migrations import (
    CannotMigrate,
    direct_url,
    run_patiently,
    take_turn,
)
from servicekit.settings import Settings
from servicekit.testing import databases


@pytest.fixture
def migrated_url() -> Iterator[str]:
    """A database that only one test uses."""
    with databases.fresh_database("turns") as url:
        yield url


async def test_one_migrates_at_a_time(migrated_url: str) -> None:
    engine = create_async_engine(database_url(migrated_url), poolclass=NullPool)
    async with engine.connect() as second:
        async with engine.connect() as first:
            await take_turn(first)
            assert not first.in_transaction()
            waiting = asyncio.create_task(take_turn(second))
            await asyncio.sleep(0.5)
            assert not waiting.done()
        await asyncio.wait_for(waiting, timeout=10)
        assert await second.scalar(sa.text("SHOW lock_timeout")) == "5s"
    await engine.dispose()


async def test_who_waits_too_long_learns_for_whom(migrated_url: str) -> None:
    named = {"server_settings": {"application_name": "the first"}}
    url = database_url(migrated_url)
    one = create_async_engine(url, poolclass=NullPool, connect_args=named)
    other = create_async_engine(url, poolclass=NullPool)
    async with one.connect() as first, other.connect() as second:
        await take_turn(first)
        pid = await first.scalar(sa.text("SELECT pg_backend_pid()"))
        with pytest.raises(CannotMigrate, match=f"the first, process {pid}"):
            await take_turn(second, patience=0.3)


async def test_migrations_come_again_while_a_lock_is_taken(migrated_url: str) -> None:
    engine = create_async_engine(database_url(migrated_url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE busy (id int)"))
    attempts: list[int] = []

    def work(sync: sa.Connection) -> None:
        attempts.append(1)
        sync.execute(sa.text("ALTER TABLE busy ADD COLUMN name text"))
        sync.commit()

    async with engine.connect() as traffic, engine.connect() as migrating:
        await migrating.execute(sa.text("SET lock_timeout = '100ms'"))
        await migrating.commit()
        await traffic.execute(sa.text("LOCK TABLE busy"))
        with pytest.raises(DBAPIError, match="lock timeout"):
            await run_patiently(migrating, work, pauses=(0.1,))
        assert len(attempts) == 2
        await migrating.rollback()
        running = asyncio.create_task(run_patiently(migrating, work, pauses=(0.1,) * 100))
        await asyncio.sleep(0.5)
        assert not running.done()
        await traffic.rollback()
        await running
        with pytest.raises(DBAPIError, match="already exists"):
            await run_patiently(migrating, work)
    await engine.dispose()


URL = "postgresql://u:p@db.test/shop"
POOLER = "postgresql://u:p@ep-x-pooler.eu.neon.test/shop"


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({"database_url": URL}, URL),
        ({"database_url": POOLER, "database_url_direct": URL}, URL),
        ({"database_url": URL, "database_url_direct": URL, "database_pooler": True}, URL),
    ],
)
def test_migrations_go_to_the_server_itself(values: dict[str, Any], url: str) -> None:
    assert direct_url(Settings(**values)) == url


@pytest.mark.parametrize(
    "values",
    [
        {"database_url": POOLER},
        {"database_url": URL, "database_pooler": True},
        {"database_url": URL, "database_url_direct": POOLER},
    ],
)
def test_migrations_never_go_through_a_pooler(
    values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL_DIRECT", raising=False)
    with pytest.raises(CannotMigrate, match="DATABASE_URL_DIRECT"):
        direct_url(Settings(**values))


def test_a_service_without_a_database_has_nothing_to_migrate() -> None:
    with pytest.raises(CannotMigrate, match="DATABASE_URL is not set"):
        direct_url(Settings(database_url=None, database_url_direct=None))
