"""The database: one engine per process, one transaction per operation (API-08, DB-12)."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any
from uuid import uuid4

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy import event
from sqlalchemy.engine import URL, Dialect, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit import audit, outages
from servicekit.audit import Ledger
from servicekit.outages import (
    ConnectionLost,
    DatabaseProblem,
    DatabaseUnavailable,
    OutcomeUnknown,
    StatementTimeout,
)
from servicekit.settings import Settings

Sessions = async_sessionmaker[AsyncSession]
_PROBE_SECONDS = 2.0
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def database_url(url: str) -> URL:
    """The URL with the asyncpg driver; `sslmode` becomes asyncpg's `ssl`."""
    parsed = make_url(url).set(drivername="postgresql+asyncpg")
    query = dict(parsed.query)
    query.pop("channel_binding", None)
    mode = query.pop("sslmode", None)
    if mode is not None:
        query["ssl"] = mode
    return parsed.set(query=query)


def is_encrypted(url: str) -> bool:
    """Whether a URL insists on TLS; without `sslmode` the driver takes what the server offers."""
    return database_url(url).query.get("ssl") in ("require", "verify-ca", "verify-full")


def names_pooler(url: str) -> bool:
    """Whether a URL says by its host's name that a connection pooler is there, as Neon's do."""
    return "-pooler" in (database_url(url).host or "")


def create_engine(settings: Settings, application: str) -> AsyncEngine:
    """The engine of a service. Raises ValueError without `database_url`.

    What the network does to its connections is a DatabaseProblem, never a bare OSError.
    """
    return _engine(
        settings,
        application,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
        pool_timeout=settings.database_pool_timeout,
    )


def create_probe_engine(settings: Settings, application: str) -> AsyncEngine:
    """An engine of one connection for asking whether the database answers, quickly or not at all.

    It is apart from the engine of the requests, so that load is never taken for an outage.
    """
    quick = {
        name: min(getattr(settings, name), _PROBE_SECONDS)
        for name in ("database_connect_timeout", "database_timeout", "database_pool_timeout")
    }
    hurried = settings.model_copy(update=quick)
    name = f"{application}-probe"
    return _engine(
        hurried, name, pool_size=1, max_overflow=0, pool_timeout=hurried.database_pool_timeout
    )


def _engine(settings: Settings, application: str, **pool: Any) -> AsyncEngine:
    if settings.database_url is None:
        raise ValueError("DATABASE_URL is not set")
    pooled = settings.database_pooler or names_pooler(settings.database_url)
    engine = create_async_engine(
        database_url(settings.database_url),
        hide_parameters=True,
        connect_args=_connect_args(settings, application, pooled=pooled),
        **pool,
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "handle_error", _on_error)
    event.listen(engine.sync_engine, "checkout", _ping(engine.dialect))
    if pooled:
        event.listen(engine.sync_engine, "begin", _limit_transaction(_limits(settings)))
    return engine


def _connect(dialect: Dialect, _record: object, args: list[Any], options: dict[str, Any]) -> Any:
    """Connects; the driver's socket errors, time-outs included, are no errors of the DBAPI."""
    try:
        return dialect.connect(*args, **options)
    except OSError as error:
        raise DatabaseUnavailable from error


def _on_error(context: ExceptionContext) -> None:
    """A statement that `command_timeout` or a broken socket ended."""
    error = context.original_exception
    if isinstance(error, TimeoutError):
        raise StatementTimeout from error
    if isinstance(error, OSError):
        raise ConnectionLost from error


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


def _limits(settings: Settings) -> Mapping[str, str]:
    """What the server itself ends: its settings, in milliseconds."""
    return {
        "statement_timeout": str(int(settings.database_timeout * 1000)),
        "lock_timeout": str(int(settings.database_lock_timeout * 1000)),
        "idle_in_transaction_session_timeout": str(int(settings.database_idle_timeout * 1000)),
    }


def _limit_transaction(limits: Mapping[str, str]) -> Callable[[sa.Connection], None]:
    """Sets the limits for one transaction: a pooler gives the session to others after it."""
    calls = (sa.func.set_config(name, value, True) for name, value in limits.items())
    statement = sa.select(*calls)

    def limit(connection: sa.Connection) -> None:
        connection.execute(statement)

    return limit


def _connect_args(settings: Settings, application: str, *, pooled: bool) -> dict[str, Any]:
    """Options of a connection.

    A pooler in transaction mode shares connections between clients: it refuses settings of a
    session, which every transaction then sets for itself, and keeps no prepared statements.
    """
    timeouts = {
        "timeout": settings.database_connect_timeout,
        "command_timeout": settings.database_timeout,
    }
    if pooled:
        return {
            **timeouts,
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__",
        }
    session = {"application_name": application, "timezone": "UTC", **_limits(settings)}
    return {**timeouts, "server_settings": session}


def create_sessions(engine: AsyncEngine) -> Sessions:
    """Makes sessions whose objects stay readable after the commit."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction: committed when the operation returns, rolled back when it raises."""
    sessions: Sessions = request.app.state.sessions
    async with sessions() as session:
        ledger = audit.begin(session, request.scope)
        try:
            yield session
        except BaseException:
            await session.rollback()
            raise
        else:
            await _commit(session, ledger, changes=request.method not in _SAFE_METHODS)


async def _commit(session: AsyncSession, ledger: Ledger, *, changes: bool) -> None:
    """Commits. Raises OutcomeUnknown where a change may, or may not, have been kept."""
    # First, so that what fails below is COMMIT itself.
    await session.flush()
    try:
        await session.commit()
    except (DatabaseProblem, DBAPIError) as error:
        if changes and outages.is_outcome_unknown(error):
            ledger.outcome = "unknown"
            raise OutcomeUnknown from error
        raise
    ledger.outcome = "committed"


# Scope "function": the commit happens before the response is sent, so a commit that fails is
# reported to the caller.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
