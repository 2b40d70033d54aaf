"""The library on a real PostgreSQL, empty before each test."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit.database import create_sessions, database_url
from servicekit.entities import Entities
from servicekit.testing import databases

from .library import METADATA


@pytest.fixture(scope="session")
def library_url() -> Iterator[str]:
    """A database that only this run uses."""
    with databases.fresh_database("library") as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(library_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database with the library's tables."""
    engine = create_async_engine(database_url(library_url))
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    yield engine
    await engine.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """One transaction, rolled back at the end."""
    async with create_sessions(engine)() as session:
        yield session
        await session.rollback()


@pytest.fixture
def entities(session: AsyncSession) -> Entities:
    """The store under test."""
    return Entities(session)
