"""What a service says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servicekit.entities import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Identity of one service, written by its `main.py`.

    `package` is the Python package that carries `openapi.json`. `personal_fields` names the
    properties whose values never reach a log line. `constraints` says what a violated constraint
    of the database is about, so that it is a conflict and no defect.
    """

    name: str
    title: str
    description: str
    package: str
    version: str
    owner: str
    domain: str
    personal_fields: frozenset[str] = frozenset()
    constraints: Mapping[str, Key] = field(default_factory=dict)
