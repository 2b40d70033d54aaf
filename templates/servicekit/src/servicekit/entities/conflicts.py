"""Errors of PostgreSQL as problems that a caller can act on."""

from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError

from servicekit.entities.resource import Key, Resource
from servicekit.outages import sqlstate
from servicekit.problems import Conflict, Invalid, ProblemError, Unavailable, Violation

UNIQUE = "23505"
FOREIGN_KEY = frozenset({"23503", "23001"})
REFUSED_VALUE = frozenset({"22003", "22008", "23502", "23514", "54000"})
LOST_RACE = frozenset({"40P01", "40001"})
"""Deadlock or serialization failure: the same statement can succeed when it is tried again."""


def as_problem(error: DBAPIError, resource: Resource, *, deleting: bool) -> ProblemError | None:
    """The problem behind a database error, or None when it is a defect of this service."""
    state = sqlstate(error)
    key = _key(error, resource.keys)
    if state == UNIQUE:
        fields = key.fields if key else ()
        return _conflict(f"Another {resource.called} has the same {_words(fields)}.", fields)
    if state in FOREIGN_KEY and deleting:
        who = f"{key.entity}.{_words(key.fields)}" if key else "Another entity"
        return Conflict(f"{who} still refers to this {resource.called}.")
    if state in FOREIGN_KEY:
        fields = key.fields if key else ()
        return _conflict(f"Nothing has the id that {_words(fields)} refers to.", fields)
    if state in REFUSED_VALUE:
        return Invalid("The database cannot store one of the values.")
    if state in LOST_RACE:
        return Unavailable("Too many changes at once; try again.", headers={"Retry-After": "1"})
    return None


def _key(error: DBAPIError, keys: Mapping[str, Key]) -> Key | None:
    cause = getattr(error.orig, "__cause__", None)
    return keys.get(str(getattr(cause, "constraint_name", None)))


def _conflict(detail: str, fields: tuple[str, ...]) -> Conflict:
    return Conflict(detail, errors=[Violation(detail, pointer=f"/{name}") for name in fields])


def _words(fields: tuple[str, ...]) -> str:
    return " and ".join(fields) or "value"
