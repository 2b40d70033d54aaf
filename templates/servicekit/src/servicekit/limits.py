"""What a service takes on at once: requests in flight, pairs of a query, connections.

Everything here holds for callers who are not known yet, before their request costs anything.
"""

import asyncio

import h11
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from servicekit.errors import problem_response
from servicekit.problems import Invalid, ProblemError, Unavailable, Violation
from servicekit.styles import MOST_PAIRS

_ALWAYS = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Load is no reason to look dead, or to be watched less."""


class LimitsMiddleware:
    """Refuses what is too much, with a problem."""

    def __init__(self, app: ASGIApp, concurrency: int) -> None:
        """Wrap an application that answers so many requests at once."""
        self._app = app
        self._concurrency = concurrency
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wraps one request."""
        if scope["type"] != "http" or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await problem_response(Request(scope), refusal)(scope, receive, send)
            return
        self._in_flight += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._in_flight -= 1

    def _refusal(self, scope: Scope) -> ProblemError | None:
        if self._in_flight >= self._concurrency:
            return Unavailable("The service is busy.", headers={"Retry-After": "1"})
        # Counted before anybody takes them apart: a long text is cheap, many names are not.
        if scope["query_string"].count(b"&") >= MOST_PAIRS:
            return _too_many("query")
        cookies = (value for name, value in scope["headers"] if name == b"cookie")
        if sum(value.count(b";") + 1 for value in cookies) > MOST_PAIRS:
            return _too_many("cookie")
        return None


def _too_many(location: str) -> Invalid:
    detail = f"There are more than {MOST_PAIRS} of them."
    return Invalid(errors=[Violation(detail, location=location)])


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with clients that have so long, and no longer, to say what they want.

    uvicorn itself waits for the head of a request, and for a body that nobody reads any more, as
    long as it pleases whoever is there; and it takes any number of them.
    """

    head_seconds = 30.0
    most_connections = 1_000
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self.logger.warning("There are too many connections.")
            transport.close()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Somebody says something."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Somebody was answered, maybe before they had said everything."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if not self._is_owed_something():
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _is_owed_something(self) -> bool:
        """Whether the next step is the client's: a head, or a body without a reader."""
        answered = self.cycle is not None and self.cycle.response_complete
        return self.conn.their_state is h11.IDLE or (
            answered and self.conn.their_state is h11.SEND_BODY
        )

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
