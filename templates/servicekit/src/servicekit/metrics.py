"""Request rate, errors and duration per route, for Prometheus (OBS-02)."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit.correlation import route_of
from servicekit.operation import METHODS

_METHODS = frozenset(method.upper() for method in METHODS)


class Metrics:
    """The metrics of one application, in a registry of their own."""

    def __init__(self) -> None:
        """Make empty metrics."""
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter(
            "http_requests", "Requests answered.", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "http_request_duration_seconds",
            "Seconds until the answer was complete.",
            labels[:2],
            registry=self.registry,
        )
        self.pool_exhausted = Counter(
            "database_pool_exhausted",
            "Requests that found no free connection in time.",
            registry=self.registry,
        )
        self.connections_in_use = Gauge(
            "database_pool_connections_in_use",
            "Connections that requests have taken from the pool.",
            registry=self.registry,
        )

    def watch_pool(self, engine: AsyncEngine) -> None:
        """Counts the connections in use of an engine, at the time of each scrape."""
        pool = engine.pool
        if isinstance(pool, QueuePool):
            self.connections_in_use.set_function(pool.checkedout)

    async def endpoint(self, _request: Request) -> Response:
        """`GET /metrics`."""
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)


class MetricsMiddleware:
    """Counts and times each request under its route's template, never under its path."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an application."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wraps one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            route = route_of(scope) or "unmatched"
            # Anybody may make up a method, and each label costs memory for good.
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            self._metrics.requests.labels(method, route, str(status)).inc()
            self._metrics.seconds.labels(method, route).observe(time.perf_counter() - started)
