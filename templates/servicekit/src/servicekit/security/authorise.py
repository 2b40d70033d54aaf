"""The dependency that every router starts with."""

import math
from collections.abc import Iterable, Mapping

import structlog
from fastapi import Request

from servicekit import exchange
from servicekit.contract import Contract
from servicekit.correlation import ROUTE
from servicekit.exchange import Caller, Exchange
from servicekit.operation import Operation
from servicekit.problems import Forbidden, InternalError, Unauthenticated, Unavailable
from servicekit.security.keys import RETRY_SECONDS
from servicekit.security.schemes import Identity, Refused, Schemes, Undecided
from servicekit.settings import Settings

audit = structlog.stdlib.get_logger("audit")


async def authorise(request: Request) -> Caller:
    """Lets the request pass when one alternative of the operation's security is met.

    Raises Unauthenticated (401) without a valid credential and Forbidden (403) when the
    credential is valid but grants too little; Unavailable (503) when a credential cannot be
    checked now and no other lets the request pass. A route that is no operation of the document is
    refused: deny by default.
    """
    contract: Contract = request.app.state.contract
    settings: Settings = request.app.state.settings
    operation = _operation(request, contract)
    request.scope[ROUTE] = contract.base_path + operation.path
    caller = await _caller(request, operation)
    exchange.begin(Exchange(contract, operation, caller, settings, request))
    return caller


def _operation(request: Request, contract: Contract) -> Operation:
    operation_id = getattr(request.scope.get("route"), "operation_id", None)
    operation = contract.operations.get(str(operation_id))
    if operation is None:
        raise InternalError(f"the route {operation_id} is no operation of the document")
    return operation


async def _caller(request: Request, operation: Operation) -> Caller:
    if not operation.security:
        return Caller()
    schemes: Schemes = request.app.state.schemes
    attempts = Attempts(schemes, request)
    forbidden = False
    for alternative in operation.security:
        identities = await attempts.meet(alternative)
        if identities is None:
            continue
        if all(
            identity.grants(scopes)
            for identity, scopes in zip(identities, alternative.values(), strict=True)
        ):
            caller = _merge(identities)
            audit.info("auth.granted", operation=operation.id, subject=caller.subject)
            return caller
        forbidden = True
    reasons = attempts.reasons
    if attempts.undecided:
        audit.error("auth.unavailable", operation=operation.id, reasons=reasons)
        raise Unavailable(
            "The credential cannot be checked now.",
            headers={"Retry-After": str(math.ceil(RETRY_SECONDS))},
        )
    if forbidden:
        subjects = attempts.subjects
        audit.warning("auth.forbidden", operation=operation.id, subject=subjects)
        raise Forbidden("The credential is valid, but it does not allow this operation.")
    audit.warning("auth.refused", operation=operation.id, reasons=reasons)
    challenges = ", ".join(schemes.challenges(operation.security))
    raise Unauthenticated(
        "The request needs a valid credential.",
        headers={"WWW-Authenticate": challenges},
    )


class Attempts:
    """Checks each scheme once per request and remembers the outcome."""

    def __init__(self, schemes: Schemes, request: Request) -> None:
        """Start with nothing proved."""
        self._schemes = schemes
        self._request = request
        self._identities: dict[str, Identity | None] = {}
        self.reasons: dict[str, str] = {}
        self.undecided = False

    @property
    def subjects(self) -> list[str]:
        """Everyone the request proved to be."""
        found = (identity for identity in self._identities.values() if identity is not None)
        return sorted({identity.subject for identity in found if identity.subject is not None})

    async def meet(self, alternative: Mapping[str, Iterable[str]]) -> list[Identity] | None:
        """One identity per scheme of the alternative, or None when one scheme is not met."""
        identities = []
        for name in alternative:
            identity = await self._identity(name)
            if identity is None:
                return None
            identities.append(identity)
        return identities

    async def _identity(self, name: str) -> Identity | None:
        if name not in self._identities:
            try:
                self._identities[name] = await self._schemes.identify(name, self._request)
            except Refused as refusal:
                self._identities[name] = None
                self.reasons[name] = refusal.reason
                self.undecided = self.undecided or isinstance(refusal, Undecided)
        return self._identities[name]


def _merge(identities: list[Identity]) -> Caller:
    subject = next((item.subject for item in identities if item.subject is not None), None)
    return Caller(
        subject=subject,
        roles=frozenset().union(*(item.roles for item in identities)),
        scopes=frozenset().union(*(item.scopes for item in identities)),
    )
