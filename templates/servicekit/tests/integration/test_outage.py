"""A database that is gone, slow or full answers 503, never 500."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from servicekit.outages import StatementTimeout
from servicekit.settings import Settings
from servicekit.testing import TokenFactory
from servicekit.testing.suites.platform import log_lines
from servicekit.testing.tokens import AUDIENCE, ISSUER

from . import service


@asynccontextmanager
async def started(**values: Any) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """The service, and a client of it; with `tokens` it trusts their issuer."""
    tokens: TokenFactory | None = values.pop("tokens", None)
    if tokens is not None:
        values |= {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE}
    app = service.create_app(Settings(environment="test", strict=True, **values))
    if tokens is not None:
        app.state.tokens.keys = tokens
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://notes.test") as client,
    ):
        yield app, client


async def test_a_server_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    async with started(database_url="postgresql://nobody@127.0.0.1:1/none") as (_, client):
        response = await client.get("/notes")
        ready = await client.get("/health/ready")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "The database cannot be reached."
    assert ready.status_code == 503
    assert "ConnectionRefusedError" in capsys.readouterr().out


async def test_a_statement_that_takes_too_long(database: str) -> None:
    values = {"database_url": database, "database_timeout": 0.2}
    async with started(**values) as (app, _), app.state.sessions() as session:
        connection = await session.connection()
        with pytest.raises((StatementTimeout, DBAPIError)) as caught:
            await connection.execute(text("SELECT pg_sleep(5)"))
    state = getattr(getattr(caught.value, "orig", None), "sqlstate", "57014")
    assert state == "57014"


async def test_a_driver_that_waits_too_long(database: str) -> None:
    pooled = {"database_url": database, "database_pooler": True, "database_timeout": 0.2}
    async with started(**pooled) as (app, _), app.state.sessions() as session:
        connection = await session.connection()
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        with pytest.raises(StatementTimeout):
            await connection.execute(text("SELECT pg_sleep(5)"))


async def test_a_locked_table_is_503(database: str) -> None:
    async with started(database_url=database, database_timeout=0.3) as (app, client):
        async with app.state.sessions() as session:
            connection = await session.connection()
            await connection.execute(text("LOCK TABLE notes"))
            response = await client.get("/notes")
        assert response.status_code == 503
        assert response.json()["type"] == "urn:problem:database-timeout"
        assert "retry-after" not in response.headers
        assert (await client.get("/notes")).status_code == 200


async def test_a_wait_for_a_lock_is_bounded(database: str) -> None:
    async with started(database_url=database, database_lock_timeout=0.2) as (app, client):
        async with app.state.sessions() as session:
            connection = await session.connection()
            await connection.execute(text("LOCK TABLE notes"))
            response = await client.get("/notes")
        assert response.json()["type"] == "urn:problem:database-timeout"


async def test_a_server_that_does_not_answer_is_not_waited_for() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    url = f"postgresql://nobody@127.0.0.1:{port}/none"
    async with silent, started(database_url=url, database_connect_timeout=0.2) as (_, client):
        began = time.monotonic()
        response = await client.get("/notes")
        ready = await client.get("/health/ready")
        assert time.monotonic() - began < 2
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert (ready.status_code, ready.json()["reason"]) == (503, "database")


async def test_load_is_no_reason_to_send_callers_elsewhere(database: str) -> None:
    small: dict[str, Any] = {
        "database_pool_size": 1,
        "database_max_overflow": 1,
        "database_pool_timeout": 0.2,
    }
    async with started(database_url=database, **small) as (app, client):
        async with app.state.engine.connect(), app.state.engine.connect():
            response = await client.get("/notes")
            ready = await client.get("/health/ready")
            metrics = (await client.get("/metrics")).text
        assert (response.status_code, response.headers["retry-after"]) == (503, "1")
        assert response.json()["detail"] == "The service is busy."
        assert ready.status_code == 200
        assert "database_pool_connections_in_use 2.0" in metrics
        assert (await client.get("/notes")).status_code == 200


async def test_many_probes_are_one_question(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    async with started(database_url=database) as (app, client):
        ask = app.state.readiness._ask

        async def count() -> Any:
            asked.append("")
            return await ask()

        monkeypatch.setattr(app.state.readiness, "_ask", count)
        answers = await asyncio.gather(*(client.get("/health/ready") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(asked) == 1


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError()])
async def test_a_commit_that_nobody_answers_may_have_happened(
    database: str, tokens: TokenFactory, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    editor = tokens.headers("editor")
    async with started(tokens=tokens, database_url=database) as (app, client):
        dialect = app.state.engine.dialect
        commit = dialect.do_commit

        def break_down(connection: Any) -> None:
            commit(connection)
            raise error

        monkeypatch.setattr(dialect, "do_commit", break_down)
        with log_lines() as lines:
            body = {"text": type(error).__name__}
            written = await client.post("/notes", json=body, headers=editor)
        read = await client.get("/notes")
    assert (written.status_code, written.json()["type"]) == (504, "urn:problem:outcome-unknown")
    assert "retry-after" not in written.headers
    assert read.status_code == 503
    (noted,) = (event for event in map(json.loads, lines) if event["event"] == "data.write")
    assert (noted["status"], noted["outcome"]) == (504, "unknown")


async def test_a_connection_that_is_gone_before_the_commit_kept_nothing(
    database: str, tokens: TokenFactory
) -> None:
    editor = tokens.headers("editor")
    async with started(tokens=tokens, database_url=database) as (app, client):

        def end_session(connection: sa.Connection) -> None:
            driver: Any = connection.connection.driver_connection
            driver.terminate()

        sa.event.listen(app.state.engine.sync_engine, "commit", end_session)
        written = await client.post("/notes", json={"text": "gone"}, headers=editor)
    assert written.status_code == 503
    assert written.json()["detail"].endswith("nothing was changed.")
    assert "retry-after" not in written.headers


@pytest.mark.parametrize("pooled", [False, True])
async def test_the_server_ends_what_takes_too_long(database: str, pooled: bool) -> None:
    limits: dict[str, Any] = {
        "database_timeout": 7,
        "database_lock_timeout": 3,
        "database_idle_timeout": 11,
        "database_pooler": pooled,
    }
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    async with started(database_url=database, **limits) as (app, _):
        for _ in range(2):
            async with app.state.sessions() as session:
                connection = await session.connection()
                shown = [await connection.scalar(text(f"SHOW {name}")) for name in names]
                assert shown == ["7s", "3s", "11s"]
        async with app.state.engine.connect() as raw:
            driver = (await raw.get_raw_connection()).driver_connection
            await raw.rollback()
            left = await driver.fetchval("SHOW statement_timeout")
        assert (left == "7s") is not pooled


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
