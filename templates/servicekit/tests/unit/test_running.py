"""Settings, connections, and how a service is started and watched."""

import asyncio
import json
import socket
from typing import Any

import httpx2
import pytest
import structlog
import uvicorn
from fastapi import FastAPI

from servicekit import healthcheck, serve, startup
from servicekit.app import build_app
from servicekit.contract import Contract
from servicekit.database import create_engine, create_probe_engine, database_url
from servicekit.outages import DatabaseUnavailable
from servicekit.security.keys import jwks_fetcher
from servicekit.settings import Settings
from servicekit.startup import Misconfigured
from servicekit.testing import databases, servers

from .echo import SERVICE, document, echo_app, operation, settings

URL = "postgresql://user:pa%40ss@db.test:5433/shop"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("MOCK", "1")
    monkeypatch.setenv("AUTH_CREDENTIALS", '{"key": "s3cret"}')
    monkeypatch.setenv("OIDC_ISSUER", "")
    read = Settings()
    assert (read.database_url, read.port, read.mock) == (URL, 8123, True)
    assert read.auth_credentials["key"].get_secret_value() == "s3cret"
    assert read.oidc_issuer is None
    assert "s3cret" not in repr(read)


def test_malformed_settings_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "none")
    with pytest.raises(ValueError, match="port"):
        Settings()


def test_database_urls_get_the_driver() -> None:
    url = database_url(URL + "?sslmode=require&channel_binding=require")
    assert url.drivername == "postgresql+asyncpg"
    assert dict(url.query) == {"ssl": "require"}
    assert (url.username, url.password, url.port) == ("user", "pa@ss", 5433)


GUARDED = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "basic"},
    "cert": {"type": "mutualTLS"},
    "digest": {"type": "http", "scheme": "digest"},
    "unused": {"type": "apiKey", "in": "header", "name": "X-Other"},
}
DEPLOYED: dict[str, Any] = {
    "environment": "production",
    "auth_credentials": {"key": "k", "basic": "u:p"},
    "mutual_tls_header": "X-Client",
}


def deployed(**values: Any) -> FastAPI:
    """A service of every scheme but one, as a deployment would configure it."""
    used: list[dict[str, list[str]]] = [{name: []} for name in GUARDED if name != "unused"]
    described = document({"/at": {"get": operation(security=used)}}, security_schemes=GUARDED)
    return echo_app(described, **{**DEPLOYED, **values})


def test_a_deployment_that_is_configured_starts() -> None:
    deployed(oidc_jwks_url="https://issuer.test/keys")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"mock": True}, "MOCK"),
        ({"oidc_issuer": None}, "bearer needs OIDC_ISSUER and OIDC_AUDIENCE"),
        ({"oidc_audience": None}, "bearer needs OIDC_ISSUER and OIDC_AUDIENCE"),
        ({"auth_credentials": {"key": "k"}}, "basic needs AUTH_CREDENTIALS"),
        ({"auth_credentials": {"key": "", "basic": "u:p"}}, "key needs AUTH_CREDENTIALS"),
        ({"mutual_tls_header": None}, "cert needs MUTUAL_TLS_HEADER"),
        ({"oidc_issuer": "http://issuer.test"}, "OIDC_ISSUER is no https URL"),
        ({"oidc_jwks_url": "http://issuer.test/keys"}, "OIDC_JWKS_URL is no https URL"),
    ],
)
def test_a_deployment_does_not_start_on_less(values: dict[str, Any], problem: str) -> None:
    with pytest.raises(Misconfigured, match=problem):
        deployed(**values)
    for environment in ("local", "test"):
        deployed(**{**values, "environment": environment})


async def test_keys_of_a_deployment_come_by_https(monkeypatch: pytest.MonkeyPatch) -> None:
    async def get(_client: object, url: str) -> httpx2.Response:
        found = {"jwks_uri": "http://issuer.test/keys", "keys": []}
        return httpx2.Response(200, json=found, request=httpx2.Request("GET", url))

    monkeypatch.setattr(httpx2.AsyncClient, "get", get)
    assert (await jwks_fetcher(settings())())["keys"] == []
    with pytest.raises(ValueError, match="https"):
        await jwks_fetcher(settings(environment="production"))()


async def test_an_environment_that_nobody_named_is_a_local_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    contract = Contract(document({}))
    app = build_app(SERVICE, routers=[], settings=Settings(mock=True), contract=contract)
    async with app.router.lifespan_context(app):
        assert "service.environment_unset" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "query", "warned"),
    [
        ("production", "", True),
        ("production", "?sslmode=disable", True),
        ("production", "?sslmode=allow", True),
        ("staging", "?sslmode=prefer", True),
        ("production", "?ssl=prefer", True),
        ("production", "?sslmode=require&sslmode=disable", True),
        ("production", "?sslmode=require", False),
        ("production", "?sslmode=verify-ca", False),
        ("production", "?sslmode=verify-full", False),
        ("local", "", False),
        ("test", "?sslmode=disable", False),
    ],
)
def test_a_deployment_that_may_reach_its_database_in_plain_is_warned(
    environment: str, query: str, warned: bool
) -> None:
    url = "postgresql://shop@db.test/shop" + query
    read = Settings(environment=environment, database_url=url, database_url_direct=url)
    with structlog.testing.capture_logs() as lines:
        startup.warn(read)
    named = [line["setting"] for line in lines if line["event"] == "database.unencrypted"]
    assert named == (["DATABASE_URL", "DATABASE_URL_DIRECT"] if warned else [])
    assert "db.test" not in str(lines)


async def test_a_start_warns(capsys: pytest.CaptureFixture[str]) -> None:
    app = deployed(database_url="postgresql://shop@db.test/shop")
    async with app.router.lifespan_context(app):
        assert capsys.readouterr().out.count("database.unencrypted") == 1


async def connect_options(monkeypatch: pytest.MonkeyPatch, **values: Any) -> dict[str, Any]:
    """What the driver is asked for."""
    make = values.pop("make", create_engine)
    asked: dict[str, Any] = {}

    async def connect(**options: Any) -> None:
        asked.update(options)
        raise ConnectionRefusedError

    monkeypatch.setattr("asyncpg.connect", connect)
    engine = make(settings(**values), "shop-catalog")
    with pytest.raises(DatabaseUnavailable):
        await engine.connect()
    await engine.dispose()
    return asked


async def test_a_direct_connection_has_timeouts_and_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = await connect_options(monkeypatch, database_url=URL, database_timeout=30)
    assert (asked["timeout"], asked["command_timeout"]) == (5, 30)
    assert asked["server_settings"] == {
        "application_name": "shop-catalog",
        "timezone": "UTC",
        "statement_timeout": "30000",
        "lock_timeout": "10000",
        "idle_in_transaction_session_timeout": "60000",
    }


async def test_a_probe_does_not_wait_long(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = await connect_options(monkeypatch, make=create_probe_engine, database_url=URL)
    assert (asked["timeout"], asked["command_timeout"]) == (2, 2)
    assert asked["server_settings"]["application_name"] == "shop-catalog-probe"


@pytest.mark.parametrize(
    "values",
    [
        {"database_url": "postgresql://u:p@ep-x-pooler.eu.neon.test/shop"},
        {"database_url": URL, "database_pooler": True},
    ],
)
async def test_a_pooler_gets_no_session_settings_and_no_prepared_statements(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, Any]
) -> None:
    asked = await connect_options(monkeypatch, **values)
    assert "server_settings" not in asked
    assert asked["statement_cache_size"] == 0
    assert (asked["timeout"], asked["command_timeout"]) == (5, 30)


def factory() -> FastAPI:
    """What a service's `create_app` is."""
    return echo_app(document({}), mock=True)


def test_serving_follows_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[serve.DrainingServer] = []
    monkeypatch.setattr(serve.DrainingServer, "run", lambda server: served.append(server))
    monkeypatch.setattr(serve, "import_from_string", lambda _name: factory)
    monkeypatch.setenv("PORT", "8124")
    assert serve.main(["catalog.main:create_app"]) == 0
    assert served[0].config.port == 8124
    assert (served[0].config.timeout_graceful_shutdown or 0) < 30


@pytest.mark.parametrize(
    ("drain", "graceful"), [(0, 25), (0.5, 24), (10, 15), (24, 1), (24.5, 1), (60, 1)]
)
def test_draining_leaves_time_to_finish(drain: float, graceful: int) -> None:
    assert serve.graceful_seconds(drain) == graceful


async def leave(drain_seconds: float, signals: int = 1) -> tuple[bool, bool, bool]:
    """Whether the server drains, and whether it stops at once and in the end."""
    app = factory()
    server = serve.DrainingServer(uvicorn.Config(app), app, drain_seconds)
    for _ in range(signals):
        server.handle_exit(15, None)
    at_once = server.should_exit
    await asyncio.sleep(0.05)
    return app.state.draining, at_once, server.should_exit


async def test_a_signal_first_drains() -> None:
    assert await leave(0.01) == (True, False, True)
    assert await leave(0) == (False, True, True)
    assert await leave(60) == (True, False, False)
    assert await leave(60, signals=2) == (True, True, True)


def test_serving_needs_an_application(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve.main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_serving_says_why_it_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "import_from_string", lambda _name: lambda: deployed(mock=True))
    assert serve.main(["catalog.main:create_app"]) == 1
    (line,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (line["event"], line["problems"]) == (
        "service.misconfigured",
        ["MOCK answers with made-up data"],
    )


def test_a_live_service_is_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.serving(echo_app(document({}), mock=True)) as url:
        monkeypatch.setenv("PORT", url.rpartition(":")[2])
        assert healthcheck.main() == 0
    assert healthcheck.main() == 1


def test_a_server_that_is_no_service_is_not_healthy() -> None:
    async def check() -> bool:
        async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server:
            listener: socket.socket = server.sockets[0]
            return await healthcheck.is_alive(listener.getsockname()[1])

    assert asyncio.run(check()) is False


def test_integration_tests_say_what_they_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with pytest.raises(databases.ServerMissing, match="make test-integration"):
        databases.server_url()
