"""What the spec no longer has makes room for what takes its name, and comes back."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from servicekit.database import database_url
from servicekit.entities import retired
from servicekit.testing import databases

pytestmark = pytest.mark.asyncio(loop_scope="session")
RETIRED = f"{retired.MARK}for a test."


@pytest.fixture
def retired_url() -> Iterator[str]:
    """A database that only one test uses."""
    with databases.fresh_database("retired") as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def connection(retired_url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to a database with one table."""
    engine = create_async_engine(database_url(retired_url))
    async with engine.connect() as connection:
        await connection.execute(
            sa.text("CREATE TABLE things (id int CONSTRAINT pk_things PRIMARY KEY, a text)")
        )
        await connection.execute(sa.text("CREATE INDEX ix_things_a ON things (a)"))
        yield connection
    await engine.dispose()


async def migrate(connection: AsyncConnection, steps: Callable[[Operations], None]) -> None:
    """Runs the steps of a migration."""

    def run(sync: sa.Connection) -> None:
        steps(Operations(MigrationContext.configure(sync)))

    await connection.run_sync(run)


async def names(connection: AsyncConnection) -> tuple[list[str], list[str]]:
    """Every table with its indexes, and every column."""
    relations = await connection.execute(
        sa.text(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'i') ORDER BY relname"
        )
    )
    columns = await connection.execute(
        sa.text(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1"
        )
    )
    return list(relations.scalars()), list(columns.scalars())


async def test_a_column_makes_room_and_comes_back(connection: AsyncConnection) -> None:
    await connection.execute(sa.text(f"COMMENT ON COLUMN things.a IS '{RETIRED}'"))
    for moved in ("things.a~1", "things.a~2"):
        await migrate(connection, lambda op: retired.move_columns(op, "things", "a", "b"))
        assert moved in (await names(connection))[1]
        await connection.execute(sa.text("ALTER TABLE things ADD a text"))
        await connection.execute(sa.text(f"COMMENT ON COLUMN things.a IS '{RETIRED}'"))
    await connection.execute(sa.text("ALTER TABLE things DROP a"))
    await migrate(connection, lambda op: retired.return_columns(op, "things", "a", "b"))
    assert (await names(connection))[1] == ["things.a", "things.a~1", "things.id"]


async def test_a_column_in_use_stays(connection: AsyncConnection) -> None:
    await migrate(connection, lambda op: retired.move_columns(op, "things", "a"))
    await migrate(connection, lambda op: retired.return_columns(op, "things", "a"))
    assert (await names(connection))[1] == ["things.a", "things.id"]


async def test_a_table_makes_room_with_its_indexes(connection: AsyncConnection) -> None:
    before = await names(connection)
    await migrate(connection, lambda op: retired.move_table(op, "things"))
    assert await names(connection) == before
    await connection.execute(sa.text(f"COMMENT ON TABLE things IS '{RETIRED}'"))
    await migrate(connection, lambda op: retired.move_table(op, "things"))
    await migrate(connection, lambda op: retired.move_table(op, "nothing"))
    assert (await names(connection))[0] == ["ix_things_a~1", "pk_things~1", "things~1"]
    await migrate(connection, lambda op: retired.return_table(op, "things"))
    await migrate(connection, lambda op: retired.return_table(op, "nothing"))
    assert await names(connection) == before


async def test_printed_sql_asks_no_database() -> None:
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": None}
    )
    op = Operations(context)
    retired.move_columns(op, "things", "a")
    retired.return_columns(op, "things", "a")
    retired.move_table(op, "things")
    retired.return_table(op, "things")
