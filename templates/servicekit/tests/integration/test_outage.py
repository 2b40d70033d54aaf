"""A database that is gone, slow or full answers 503, never 500."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from servicekit.database import DatabaseUnavailable
from servicekit.settings import Settings

from . import service


@asynccontextmanager
async def started(**values: Any) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """The service, and a client of it."""
    app = service.create_app(Settings(environment="test", strict=True, **values))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://notes.test") as client,
    ):
        yield app, client


async def test_a_server_that_is_not_there(quiet: pytest.CaptureFixture[str]) -> None:
    async with started(database_url="postgresql://nobody@127.0.0.1:1/none") as (_, client):
        response = await client.get("/notes")
        ready = await client.get("/health/ready")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "The database cannot be reached."
    assert ready.status_code == 503
    assert "ConnectionRefusedError" in quiet.readouterr().out


async def test_a_statement_that_takes_too_long(database: str) -> None:
    values = {"database_url": database, "database_timeout": 0.2}
    async with started(**values) as (app, _), app.state.sessions() as session:
        connection = await session.connection()
        with pytest.raises((DatabaseUnavailable, DBAPIError)) as caught:
            await connection.execute(text("SELECT pg_sleep(5)"))
    state = getattr(getattr(caught.value, "orig", None), "sqlstate", "57014")
    assert state == "57014"


async def test_a_driver_that_waits_too_long(database: str) -> None:
    pooled = {"database_url": database, "database_pooler": True, "database_timeout": 0.2}
    async with started(**pooled) as (app, _), app.state.sessions() as session:
        connection = await session.connection()
        with pytest.raises(DatabaseUnavailable):
            await connection.execute(text("SELECT pg_sleep(5)"))


async def test_a_locked_table_is_503(database: str) -> None:
    async with started(database_url=database, database_timeout=0.3) as (app, client):
        async with app.state.sessions() as session:
            connection = await session.connection()
            await connection.execute(text("LOCK TABLE notes"))
            response = await client.get("/notes")
        assert response.status_code == 503
        assert (await client.get("/notes")).status_code == 200


async def test_connections_that_the_server_closed_are_replaced(database: str) -> None:
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with (
        started(database_url=database) as (_, client),
        started(database_url=database) as (
            closing,
            _,
        ),
    ):
        assert (await client.get("/notes")).status_code == 200
        async with closing.state.sessions() as session:
            await (await session.connection()).execute(text(others))
        assert (await client.get("/notes")).status_code == 200


async def test_a_pooled_connection_that_does_not_answer_is_replaced(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(database_url=database) as (app, client):
        assert (await client.get("/notes")).status_code == 200
        dialect = app.state.engine.dialect
        ping = dialect.do_ping
        answers = iter([TimeoutError()])

        def hang_once(connection: Any) -> Any:
            for error in answers:
                raise error
            return ping(connection)

        monkeypatch.setattr(dialect, "do_ping", hang_once)
        assert (await client.get("/notes")).status_code == 200
