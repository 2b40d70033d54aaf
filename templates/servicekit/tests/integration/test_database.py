"""Transactions, timeouts and health on a real PostgreSQL."""

import json

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from servicekit.testing import ServiceUnderTest, TokenFactory, databases
from servicekit.testing.suites.platform import log_lines


async def count(client: httpx2.AsyncClient) -> int:
    response = await client.get("/notes")
    assert response.status_code == 200
    return int(response.json())


async def test_what_an_operation_writes_is_committed(
    client: httpx2.AsyncClient, tokens: TokenFactory
) -> None:
    assert await count(client) == 0
    editor = tokens.headers("editor")
    response = await client.post("/notes", json={"text": "a"}, headers=editor)
    assert response.status_code == 201
    assert await count(client) == 1


async def test_each_test_starts_with_an_empty_database(client: httpx2.AsyncClient) -> None:
    assert await count(client) == 0


async def test_an_operation_that_raises_is_rolled_back(
    client: httpx2.AsyncClient, tokens: TokenFactory
) -> None:
    editor = tokens.headers("editor")
    with log_lines() as lines:
        response = await client.post("/notes", json={"text": "conflict"}, headers=editor)
    assert response.status_code == 409
    (written,) = (e for e in map(json.loads, lines) if e["event"] == "data.write")
    assert (written["status"], written["outcome"]) == (409, "rolled back")
    assert response.json()["detail"] == "There is such a note."
    assert await count(client) == 0


async def test_a_commit_that_fails_is_not_reported_as_success(
    client: httpx2.AsyncClient,
    tokens: TokenFactory,
) -> None:
    """The key is checked at the commit, after the operation has returned."""
    editor = tokens.headers("editor")
    with log_lines() as lines:
        for status in (201, 409):
            response = await client.post("/notes", json={"text": "canary"}, headers=editor)
            assert response.status_code == status
    assert response.json()["errors"][0]["pointer"] == "/text"
    assert response.json()["detail"] == "Another Note has the same text."
    assert await count(client) == 1
    assert "canary" not in response.text
    logged = [json.loads(line) for line in lines]
    assert not any("canary" in line for line in lines)
    written = [(e["status"], e["outcome"]) for e in logged if e["event"] == "data.write"]
    assert written == [(201, "committed"), (409, "rolled back")]


async def test_a_text_that_cannot_be_stored_is_refused(
    client: httpx2.AsyncClient, tokens: TokenFactory
) -> None:
    editor = tokens.headers("editor")
    response = await client.post("/notes", json={"text": "a\0b"}, headers=editor)
    assert response.status_code == 422


async def test_statements_have_a_timeout(app: FastAPI) -> None:
    async with app.state.sessions() as session:
        connection = await session.connection()
        assert (await connection.execute(text("SHOW statement_timeout"))).scalar_one() == "30s"
        await connection.execute(text("SET LOCAL statement_timeout = 50"))
        with pytest.raises(DBAPIError, match="statement timeout"):
            await connection.execute(text("SELECT pg_sleep(5)"))


async def test_ready_while_the_database_answers(client: httpx2.AsyncClient) -> None:
    response = await client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_migrations_go_down_and_up(database: str, service_under_test: ServiceUnderTest) -> None:
    for arguments in (("downgrade", "base"), ("upgrade", "head")):
        databases.alembic(service_under_test.directory, database, *arguments)
    with pytest.raises(AssertionError, match="alembic upgrade nowhere failed"):
        databases.alembic(service_under_test.directory, database, "upgrade", "nowhere")


def test_a_live_server_answers_on_a_socket(live_server: str) -> None:
    response = httpx2.get(f"{live_server}/openapi.json")
    assert response.status_code == 200
    assert json.loads(response.text)["info"]["title"] == "Notes"
