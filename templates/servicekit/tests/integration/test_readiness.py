"""A service is ready on the schema that it was made for, or on a newer one."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from servicekit.database import database_url
from servicekit.revisions import Revisions
from servicekit.settings import Settings
from servicekit.testing import databases

from . import service

THIRD = """
revision = "0003"
down_revision = "0001"
def upgrade():
    pass
def downgrade():
    pass
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the service as in a checkout: its package, its migrations."""
    package = tmp_path / "src" / "notes"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path / "src"))
    service.write_migrations(tmp_path)
    return tmp_path


@pytest.fixture
def empty_database() -> Iterator[str]:
    with databases.fresh_database("readiness") as url:
        yield url


def answer(url: str) -> tuple[int, str | None]:
    """What a service that has just started says."""
    return asyncio.run(_answer(url))


async def move_to(url: str, revision: str) -> None:
    """Has a database say that a later release migrated it."""
    engine = create_async_engine(database_url(url))
    async with engine.begin() as connection:
        statement = text("UPDATE alembic_version SET version_num = :revision")
        await connection.execute(statement, {"revision": revision})
    await engine.dispose()


async def _answer(url: str) -> tuple[int, str | None]:
    app = service.create_app(Settings(environment="test", database_url=url))
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://notes.test") as client,
    ):
        ready = await client.get("/health/ready")
    return ready.status_code, ready.json().get("reason")


def test_the_schema_has_to_be_there(folder: Path, empty_database: str) -> None:
    assert answer(empty_database) == (503, "schema-missing")
    databases.alembic(folder, empty_database, "upgrade", "head")
    assert answer(empty_database) == (200, None)
    (folder / "migrations" / "versions" / "0003_third.py").write_text(THIRD)
    assert answer(empty_database) == (503, "schema-outdated")
    databases.alembic(folder, empty_database, "upgrade", "head")
    assert answer(empty_database) == (200, None)
    asyncio.run(move_to(empty_database, "0004"))
    assert answer(empty_database) == (200, None)


@pytest.mark.parametrize(
    ("applied", "lack"),
    [
        ([], "schema-missing"),
        (["a"], "schema-outdated"),
        (["b"], "schema-outdated"),
        (["b", "c"], None),
        (["d"], None),
        (["b", "d"], None),
    ],
)
def test_what_a_schema_lacks(applied: list[str], lack: str | None) -> None:
    revisions = Revisions(known=frozenset("abc"), heads=frozenset("bc"))
    assert revisions.lack(frozenset(applied)) == lack


def test_migrations_are_beside_the_package_in_an_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "notes_in_an_image"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert Revisions.of_package(package.name) is None
    service.write_migrations(tmp_path)
    assert Revisions.of_package(package.name) == Revisions(frozenset({"0001"}), frozenset({"0001"}))
    assert Revisions.of_package("no_such_package") is None
