"""Errors of PostgreSQL as problems that a caller can act on."""

from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, IntegrityError

from servicekit.entities.resource import Key, Resource
from servicekit.outages import sqlstate
from servicekit.problems import Conflict, Invalid, ProblemError, Unavailable, Violation

UNIQUE = "23505"
FOREIGN_KEY = frozenset({"23503", "23001"})
REFUSED_VALUE = frozenset({"22003", "22008", "23502", "23514", "54000"})
LOST_RACE = frozenset({"40P01", "40001"})
"""Deadlock or serialization failure: the same statement can succeed when it is tried again."""


def as_problem(error: DBAPIError, resource: Resource, *, deleting: bool) -> ProblemError | None:
    """The problem behind an error of the store, or None when it is a defect of this service."""
    state = sqlstate(error)
    if state in REFUSED_VALUE:
        return Invalid("The database cannot store one of the values.")
    if state in LOST_RACE:
        return Unavailable("Too many changes at once; try again.", headers={"Retry-After": "1"})
    return _conflict(error, resource.keys, resource.called, deleting=deleting)


def of_rows(error: IntegrityError, keys: Mapping[str, Key]) -> ProblemError | None:
    """The conflict behind rows that a handler wrote itself, at a flush or at the commit.

    None when it is a defect: a check or a required column that the handler did not mind.
    """
    deleting = (error.statement or "").lstrip().upper().startswith("DELETE")
    key = _key(error, keys)
    # At a delete the key names who refers to the row, not the row itself.
    called = key.entity if key and not deleting else "entity"
    return _conflict(error, keys, called, deleting=deleting)


def _conflict(
    error: DBAPIError, keys: Mapping[str, Key], called: str, *, deleting: bool
) -> Conflict | None:
    """What a key or a reference has against a change; `called` is what the change is about."""
    state = sqlstate(error)
    key = _key(error, keys)
    fields = key.fields if key else ()
    if state == UNIQUE:
        return _about(f"Another {called} has the same {_words(fields)}.", fields)
    if state in FOREIGN_KEY and deleting:
        who = f"{key.entity}.{_words(fields)}" if key else "Another entity"
        return Conflict(f"{who} still refers to this {called}.")
    if state in FOREIGN_KEY:
        return _about(f"Nothing has the id that {_words(fields)} refers to.", fields)
    return None


def _key(error: DBAPIError, keys: Mapping[str, Key]) -> Key | None:
    cause = getattr(error.orig, "__cause__", None)
    return keys.get(str(getattr(cause, "constraint_name", None)))


def _about(detail: str, fields: tuple[str, ...]) -> Conflict:
    return Conflict(detail, errors=[Violation(detail, pointer=f"/{name}") for name in fields])


def _words(fields: tuple[str, ...]) -> str:
    return " and ".join(fields) or "value"
