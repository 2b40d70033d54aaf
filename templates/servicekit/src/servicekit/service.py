"""What a service says about itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Identity of one service, written by its `main.py`.

    `package` is the Python package that carries `openapi.json`. `personal_fields` names the
    properties whose values never reach a log line.
    """

    name: str
    title: str
    description: str
    package: str
    version: str
    owner: str
    domain: str
    personal_fields: frozenset[str] = frozenset()
