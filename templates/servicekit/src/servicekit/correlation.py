"""Correlation ids: taken from the caller, or made; on every log line, problem and response.

Services hand the correlation id on, so it may be the caller's word and occur in many requests.
The `request_id` beside it on every log line is made here, for one request only.
"""

import re
import time
from urllib.parse import quote, unquote_to_bytes
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import audit

log = structlog.stdlib.get_logger("access")
HEADER = "X-Request-ID"
ROUTE = "servicekit.route"
"""Where the scope of a request names the path of its operation, placeholders included."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")


class CorrelationMiddleware:
    """Gives each request its correlation id and logs it once, when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wraps one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        correlation_id = choose_id(headers)
        scope["servicekit.correlation_id"] = correlation_id
        scope["path"] = routing_path(scope)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            correlation_id=correlation_id, request_id=uuid4().hex, **_trace(headers)
        )
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                audit.report(scope, status)
                headers_sent = MutableHeaders(scope=message)
                headers_sent[HEADER] = correlation_id
                headers_sent["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            # Again, for a request that ended without an answer.
            audit.report(scope, status)
            log.info(
                "request",
                method=scope["method"],
                route=route_of(scope),
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )


def route_of(scope: Scope) -> str | None:
    """The path of the operation or route that a request met, placeholders included."""
    path: str | None = scope.get(ROUTE) or getattr(scope.get("route"), "path", None)
    return path


def choose_id(headers: Headers) -> str:
    """The caller's request id or trace id when it is well formed, else a new one."""
    given = headers.get(HEADER, "")
    if _REQUEST_ID.fullmatch(given):
        return given
    trace = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    return trace.group(1) if trace else uuid4().hex


def _trace(headers: Headers) -> dict[str, str]:
    trace = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    return {"trace_id": trace.group(1), "span_id": trace.group(2)} if trace else {}


def routing_path(scope: Scope) -> str:
    """The decoded path, except that an encoded slash stays encoded, inside its segment."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    path = raw.partition(b"?")[0]
    # Encoded once more, a slash survives; segment by segment, a path of many would take seconds.
    kept = path.replace(b"%2F", b"%252F").replace(b"%2f", b"%252F")
    return unquote_to_bytes(kept).decode("utf-8", "replace")
