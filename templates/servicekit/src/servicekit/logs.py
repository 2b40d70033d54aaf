"""Logs: one JSON object a line on standard output, whoever writes it (OBS-10)."""

import logging
import logging.config
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import asyncpg
import structlog
from sqlalchemy.connectors.asyncio import AsyncAdapt_Error
from sqlalchemy.exc import SQLAlchemyError
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

REDACTED = "[redacted]"
_MAX_CAUSES = 5
_DATABASE_ERRORS = (
    SQLAlchemyError,
    AsyncAdapt_Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
"""What SQLAlchemy, its adapter of the driver, and the driver raise."""
_SECRET_NAMES = frozenset({"authorization", "cookie", "password", "secret", "set-cookie", "token"})


class Redact:
    """Blanks the values of personal and secret keys, at any depth (DATA-03, PII)."""

    def __init__(self, personal_fields: frozenset[str]) -> None:
        """Redact these fields, and those that are secret anywhere."""
        self._names = {name.lower() for name in personal_fields} | _SECRET_NAMES

    def __call__(self, _logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        """The event without the values that nobody may read."""
        return {name: self._value(name, value) for name, value in event.items()}

    def _value(self, name: str, value: Any) -> Any:
        if name.lower() in self._names:
            return REDACTED
        if isinstance(value, Mapping):
            return {key: self._value(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._value("", item) for item in value]
        return value


def configure(*, level: str, service: str, personal_fields: frozenset[str]) -> None:
    """Sends structlog and the standard library's loggers to one JSON stream."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _add_service(service),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(describe_exception),
            Redact(personal_fields),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {
                "stdout": {
                    "class": "logging.StreamHandler",
                    "formatter": "json",
                    "stream": "ext://sys.stdout",
                }
            },
            "root": {"handlers": ["stdout"], "level": level},
            "loggers": {
                # Who changed what is no matter of taste.
                "audit": {"level": "INFO", "propagate": True},
                # The middleware logs each request once, with its correlation id.
                "uvicorn": {"handlers": [], "propagate": True},
                "uvicorn.access": {"handlers": [], "level": "WARNING", "propagate": True},
                "uvicorn.error": {"handlers": [], "propagate": True},
                # Its INFO lines carry statement parameters, which may be personal data.
                "sqlalchemy": {"level": "WARNING", "propagate": True},
                "httpx2": {"level": "WARNING", "propagate": True},
            },
        }
    )


def describe_exception(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """An exception and its causes, without local variables: they may be personal or secret.

    A database error quotes values, and whoever wraps one may quote it. One database error
    anywhere in the chain therefore leaves out the text of all of them.
    """
    chain = list(_chain(exc_info[1]))
    quotes_values = any(isinstance(error, _DATABASE_ERRORS) for error in _connected(exc_info[1]))
    return [
        {
            "type": type(error).__name__,
            "message": "" if quotes_values else str(error),
            "sqlstate": getattr(error, "sqlstate", None),
            "frames": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ],
        }
        for error in chain[:_MAX_CAUSES]
    ]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, its cause, the cause of that; as long as one is not met again."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _connected(error: BaseException | None) -> Iterator[BaseException]:
    """Every exception that has to do with one: causes, contexts, members of groups."""
    met: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in met:
            continue
        met.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def _add_service(name: str) -> Processor:
    def add(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        event["service"] = name
        return event

    return add
