"""What goes wrong between a service and its database, as problems that callers can act on.

`Retry-After` invites a client to send the same request again at once. Only what failed before
anything reached the database carries it: a statement that was too slow is not faster the second
time, and a change that may have been kept must not be made twice.
"""

from typing import ClassVar

from sqlalchemy.exc import DBAPIError, InterfaceError

from servicekit.problems import Unavailable

# Too many connections; the server is starting up or shutting down.
_NOT_ACCEPTED = frozenset({"53300", "57P03"})
# The server ended the session: shutdown, crash, idle for too long inside a transaction.
_ENDED = frozenset({"57P01", "57P02", "25P03"})
_CANCELLED = "57014"
_LOCKED = "55P03"


class DatabaseProblem(Unavailable):
    """Base of the problems here. `event` is what the log calls it."""

    event: ClassVar[str] = "database.unavailable"
    retry_after: ClassVar[int | None] = None

    def __init__(self, detail: str | None = None) -> None:
        """Say what is wrong, in other words than usual where that helps."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        super().__init__(detail, headers=headers)


class DatabaseUnavailable(DatabaseProblem):
    """The database cannot be reached: nothing was sent to it."""

    usual = "The database cannot be reached."
    retry_after = 1


class PoolExhausted(DatabaseProblem):
    """Every connection of this process is in use: nothing was sent to the database."""

    event = "database.pool_exhausted"
    usual = "The service is busy."
    retry_after = 1


class ConnectionLost(DatabaseProblem):
    """The connection broke before the transaction was committed: nothing was kept."""

    event = "database.connection_lost"
    usual = "The connection to the database was lost; nothing was changed."


class StatementTimeout(DatabaseProblem):
    """A statement, or its wait for a lock, took longer than it may: nothing was kept."""

    code = "database-timeout"
    event = "database.statement_timeout"
    usual = "The database took too long; nothing was changed."


class OutcomeUnknown(DatabaseProblem):
    """The connection broke while the transaction was being committed."""

    status = 504
    code = "outcome-unknown"
    event = "database.outcome_unknown"
    usual = "It is not known whether the change was kept; look before you send it again."


def sqlstate(error: DBAPIError) -> str:
    """The five letters that PostgreSQL gives an error; empty when the driver has none."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def as_problem(error: DBAPIError) -> DatabaseProblem | None:
    """The problem behind an error of the database; None when it is no outage."""
    state = sqlstate(error)
    if state in _NOT_ACCEPTED:
        return DatabaseUnavailable()
    if state in (_CANCELLED, _LOCKED):
        return StatementTimeout()
    if error.connection_invalidated or state in _ENDED or state.startswith("08"):
        return ConnectionLost()
    return None


def is_outcome_unknown(error: DatabaseProblem | DBAPIError) -> bool:
    """Whether an error of COMMIT leaves open what became of the transaction.

    The server's own refusal ends a transaction for certain, and so does a connection that the
    driver knew to be closed: it sent nothing.
    """
    if isinstance(error, DBAPIError):
        sent = not isinstance(error, InterfaceError)
        return sent and isinstance(as_problem(error), ConnectionLost)
    return True
