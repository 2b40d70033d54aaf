"""Fixtures for the tests of one service; pytest loads them by itself.

A service's `tests/conftest.py` overrides `service_under_test`; everything else follows from it.
The tests of each service run in a process of their own.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit.settings import Settings
from servicekit.testing import databases, servers
from servicekit.testing.service import ServiceUnderTest
from servicekit.testing.tokens import AUDIENCE, ISSUER, TokenFactory


@pytest.fixture(scope="session")
def service_under_test() -> ServiceUnderTest:
    """The service whose tests run; its conftest says which."""
    raise NotImplementedError("override the fixture service_under_test in tests/conftest.py")


@pytest.fixture(scope="session")
def tokens() -> TokenFactory:
    """The issuer that the service trusts during this run."""
    return TokenFactory()


@pytest.fixture(scope="session")
def database(service_under_test: ServiceUnderTest) -> Iterator[str]:
    """The URL of a database that only this run uses, migrated to the newest revision."""
    with databases.fresh_database(service_under_test.directory.name.replace("-", "_")) as url:
        if (service_under_test.directory / "alembic.ini").is_file():
            databases.alembic(service_under_test.directory, url, "upgrade", "head")
        yield url


@pytest.fixture(scope="session")
def extra_settings() -> dict[str, Any]:
    """Values of the service's own settings, by field; override it where a field has no default."""
    return {}


@pytest.fixture(scope="session")
def settings(
    service_under_test: ServiceUnderTest, extra_settings: dict[str, Any], database: str
) -> Settings:
    """Settings of the service under test; `strict` makes a broken contract fail the test."""
    values: dict[str, Any] = {
        "environment": "test",
        "log_level": "INFO",
        "strict": True,
        "mock": False,
        "database_url": database,
        "database_url_direct": database,
        "oidc_issuer": ISSUER,
        "oidc_audience": AUDIENCE,
    }
    return service_under_test.settings(**{**values, **extra_settings})


@pytest.fixture(scope="session")
def dependencies() -> object | None:
    """What handlers find in `self.call.dependencies`; None opens what the service itself opens.

    Override it where that would leave this machine.
    """
    return None


def build(
    service: ServiceUnderTest,
    settings: Settings,
    tokens: TokenFactory,
    dependencies: object | None,
) -> FastAPI:
    """The service's application, trusting the tests' issuer."""
    app = service.create_app(settings)
    app.state.tokens.keys = tokens
    if dependencies is not None:
        app.state.open_dependencies = lambda _settings: nullcontext(dependencies)
    return app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(
    service_under_test: ServiceUnderTest,
    settings: Settings,
    tokens: TokenFactory,
    dependencies: object | None,
) -> AsyncIterator[FastAPI]:
    """The running application, in this process."""
    application = build(service_under_test, settings, tokens, dependencies)
    async with application.router.lifespan_context(application):
        yield application


@pytest_asyncio.fixture(loop_scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without credentials; the database is empty when the test starts.

    An error that the service does not handle arrives as its 500, as it would over a socket.
    """
    await databases.empty_tables(app.state.engine)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service.test") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def session(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """A transaction of the service's database for a handler's call; nothing of it stays."""
    async with app.state.sessions() as opened:
        yield opened
        await opened.rollback()


@pytest.fixture(scope="session")
def live_server(
    service_under_test: ServiceUnderTest,
    settings: Settings,
    tokens: TokenFactory,
    dependencies: object | None,
) -> Iterator[str]:
    """The URL of the service on a socket, for tools that speak HTTP; same database."""
    with servers.serving(build(service_under_test, settings, tokens, dependencies)) as url:
        yield url
