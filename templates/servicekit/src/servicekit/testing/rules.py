"""What a service's own rules change about its entities, told to the suites."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


def _as_made(body: Body) -> Body:
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRules:
    """The rules of one entity; a service's `tests/conftest.py` names them in the fixture `rules`.

    `make_body` turns a body that the document accepts into one that the rules accept, too.
    `derived` are properties that the service sets by itself, whatever is sent. `skipped` names
    tests of the suites that do not hold for this entity, each with the reason.
    """

    make_body: Callable[[Body], Body] = _as_made
    derived: frozenset[str] = frozenset()
    skipped: Mapping[str, str] = field(default_factory=dict)


NO_RULES = EntityRules()
