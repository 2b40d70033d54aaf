"""Who may call what: the `security` of the document, enforced (AUTH-01, AUTH-03)."""

from dataclasses import dataclass, field

from fastapi import Request


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the call. `subject` is None for an anonymous caller of a public operation."""

    subject: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)


async def authorise(request: Request) -> Caller:
    """Dependency of every router: 401 or 403 unless the operation's security is met."""
    raise NotImplementedError(request)
