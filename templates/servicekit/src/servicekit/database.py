"""The database: one engine per process, one transaction per operation (API-08, DB-12)."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Request
from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit.problems import Unavailable
from servicekit.settings import Settings

Sessions = async_sessionmaker[AsyncSession]


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached, or does not answer in time."""

    def __init__(self, detail: str = "The database cannot be reached.") -> None:
        """Say what is wrong."""
        super().__init__(detail, headers={"Retry-After": "1"})


def database_url(url: str) -> URL:
    """The URL with the asyncpg driver; `sslmode` becomes asyncpg's `ssl`."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    query = dict(parsed.query)
    query.pop("channel_binding", None)
    mode = query.pop("sslmode", None)
    if mode is not None:
        query["ssl"] = mode
    return parsed.set(query=query)


def create_engine(settings: Settings, application: str) -> AsyncEngine:
    """The engine of a service. Raises ValueError without `database_url`.

    What the network does to its connections is DatabaseUnavailable, never a bare OSError.
    """
    if settings.database_url is None:
        raise ValueError("DATABASE_URL is not set")
    url = database_url(settings.database_url)
    pooled = settings.database_pooler or "-pooler" in (url.host or "")
    engine = create_async_engine(
        url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
        pool_timeout=settings.database_timeout,
        hide_parameters=True,
        connect_args=_connect_args(settings, application, pooled=pooled),
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", _on_error)
    event.listen(engine.sync_engine, "checkout", _ping(engine.dialect))
    return engine


def _connect(dialect: Dialect, _record: object, args: list[Any], options: dict[str, Any]) -> Any:
    """Connects; the driver's socket errors, time-outs included, are no errors of the DBAPI."""
    try:
        return dialect.connect(*args, **options)
    except OSError as error:
        raise DatabaseUnavailable from error


def _on_error(context: ExceptionContext) -> None:
    """A statement that a broken socket or `command_timeout` ended."""
    if isinstance(context.original_exception, OSError):
        raise DatabaseUnavailable from context.original_exception


def _ping(dialect: Dialect) -> Callable[[DBAPIConnection, object, object], None]:
    """Replaces a pooled connection that does not answer, as `pool_pre_ping` would.

    That option would let the time-out of a ping through.
    """

    def ping(connection: DBAPIConnection, _record: object, _proxy: object) -> None:
        try:
            dialect.do_ping(connection)
        except (dialect.loaded_dbapi.Error, OSError) as error:
            raise InvalidatePoolError from error

    return ping


def _connect_args(settings: Settings, application: str, *, pooled: bool) -> dict[str, Any]:
    """Options of a connection.

    A pooler in transaction mode shares connections between clients: it refuses session
    settings (the timeout is then the role's, set by a migration) and cannot keep prepared
    statements.
    """
    timeout = settings.database_timeout
    if pooled:
        return {
            "command_timeout": timeout,
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__",
        }
    server_settings = {
        "application_name": application,
        "statement_timeout": str(int(timeout * 1000)),
        "timezone": "UTC",
    }
    return {"command_timeout": timeout, "server_settings": server_settings}


def create_sessions(engine: AsyncEngine) -> Sessions:
    """Makes sessions whose objects stay readable after the commit."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction: committed when the operation returns, rolled back when it raises."""
    sessions: Sessions = request.app.state.sessions
    async with sessions() as session:
        try:
            yield session
        except BaseException:
            await session.rollback()
            raise
        else:
            await session.commit()


# Scope "function": the commit happens before the response is sent, so a commit that fails is
# reported to the caller.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
