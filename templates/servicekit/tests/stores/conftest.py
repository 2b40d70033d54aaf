"""The shelves on a real PostgreSQL, empty before each test."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine

from servicekit.database import database_url
from servicekit.settings import Settings
from servicekit.testing import databases

from .shelves import METADATA, create_app


@pytest.fixture(scope="session")
def shelves_url() -> Iterator[str]:
    """A database that only this run uses."""
    with databases.fresh_database("shelves") as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def shelves(shelves_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the running service."""
    engine = create_async_engine(database_url(shelves_url))
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.drop_all)
        await connection.run_sync(METADATA.create_all)
    await engine.dispose()
    app = create_app(Settings(environment="test", strict=True, database_url=shelves_url))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://shelves.test") as client,
    ):
        yield client
