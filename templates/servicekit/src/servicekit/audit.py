"""The audit log: who changed what, and whether it was kept (AUDIT-03).

`security.authorise` writes who was let in; this module writes one event for each entity that a
request creates, updates or deletes. A handler that changes rows by statements of its own calls
`record` for them.
"""

from dataclasses import dataclass, field
from typing import Literal, Protocol

import structlog
from starlette.types import Scope

from servicekit import exchange

log = structlog.stdlib.get_logger("audit")
Action = Literal["create", "update", "delete"]
Outcome = Literal["committed", "rolled back", "unknown"]
_LEDGER = "servicekit.ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change of one entity, and the version that it left. Values are nobody's business."""

    action: Action
    entity: str
    id: str
    version: int | None = None


@dataclass(slots=True)
class Ledger:
    """What one transaction wrote, until it is known what became of it."""

    writes: list[Write] = field(default_factory=list)
    outcome: Outcome = "rolled back"


class Session(Protocol):
    """What the ledger is kept in: a session of SQLAlchemy, asynchronous or not."""

    @property
    def info(self) -> dict[object, object]:
        """What others may keep with the session."""
        ...


def begin(session: Session, scope: Scope) -> Ledger:
    """A ledger for the session that serves a request."""
    ledger = Ledger()
    session.info[_LEDGER] = ledger
    scope[_LEDGER] = ledger
    return ledger


def record(session: Session, write: Write) -> None:
    """Notes a change; a session that serves no request has nobody to name, and no ledger."""
    ledger = session.info.get(_LEDGER)
    if isinstance(ledger, Ledger):
        ledger.writes.append(write)


def report(scope: Scope, status: int) -> None:
    """Logs what a request wrote, once, when its transaction has ended."""
    ledger: Ledger | None = scope.pop(_LEDGER, None)
    if ledger is None or not ledger.writes:
        return
    current = exchange.of(scope)
    for write in ledger.writes:
        log.info(
            "data.write",
            operation=current.operation.id if current else None,
            subject=current.caller.subject if current else None,
            action=write.action,
            entity=write.entity,
            id=write.id,
            version=write.version,
            status=status,
            outcome=ledger.outcome,
        )
