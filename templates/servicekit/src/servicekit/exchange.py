"""The request being answered: set when it is authorised, read when it is answered."""

from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import Scope

from servicekit.contract import Contract
from servicekit.operation import Operation
from servicekit.settings import Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the call. `subject` is None for an anonymous caller of a public operation."""

    subject: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of one operation by one caller."""

    contract: Contract
    operation: Operation
    caller: Caller
    settings: Settings
    request: Request

    @property
    def correlation_id(self) -> str:
        """The id that this request's log lines, problems and response share."""
        return correlation_id(self.request)


_current: ContextVar[Exchange] = ContextVar("servicekit_exchange")
_EXCHANGE = "servicekit.exchange"


def begin(exchange: Exchange) -> None:
    """Makes an exchange the current one of this task."""
    exchange.request.scope[_EXCHANGE] = exchange
    _current.set(exchange)


def of(scope: Scope) -> Exchange | None:
    """The exchange of a request; None for one that was not authorised."""
    found: Exchange | None = scope.get(_EXCHANGE)
    return found


def current() -> Exchange:
    """The exchange of this task. Raises LookupError outside of an authorised request."""
    return _current.get()


def correlation_id(request: Request) -> str:
    """The correlation id that the middleware gave the request."""
    return str(request.scope.get("servicekit.correlation_id", ""))
