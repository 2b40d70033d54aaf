"""Who migrates a database, and how long it waits for others."""

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from servicekit.database import database_url
from servicekit.entities.migrations import take_turn
from servicekit.testing import databases

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
