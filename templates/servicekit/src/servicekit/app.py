"""Builds the application of a service."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, TypeVar

import structlog
from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from servicekit import errors, health, jsontext, logs, routing, startup
from servicekit.contract import Contract
from servicekit.correlation import CorrelationMiddleware
from servicekit.database import create_engine, create_probe_engine, create_sessions
from servicekit.health import Readiness
from servicekit.limits import LimitsMiddleware
from servicekit.metrics import Metrics, MetricsMiddleware
from servicekit.mocks import mock_router
from servicekit.revisions import Revisions
from servicekit.security.keys import FetchedKeys, jwks_fetcher
from servicekit.security.schemes import Schemes
from servicekit.security.tokens import TokenVerifier
from servicekit.service import Service
from servicekit.settings import Settings

__all__ = ["Service", "build_app"]
log = structlog.stdlib.get_logger(__name__)
S = TypeVar("S", bound=Settings)


class ContractApp(FastAPI):
    """An application whose OpenAPI document is its contract, never one made from its routes."""

    def openapi(self) -> dict[str, Any]:
        """The document, as it was written."""
        contract: Contract = self.state.contract
        return dict(contract.document)


def build_app(
    service: Service,
    *,
    routers: Sequence[APIRouter],
    settings: S,
    contract: Contract | None = None,
    dependencies: Callable[[S], AbstractAsyncContextManager[object]] = nullcontext,
) -> FastAPI:
    """The ASGI application: routes under the document's base path, health, metrics, errors.

    The contract is the one that the service's package carries, unless another one is given.
    `dependencies` is entered when the service starts and left when it stops; what it yields is
    `dependencies` of every call. `MOCK=1` does without it.
    Raises Misconfigured for settings that no deployment may have.
    """
    logs.configure(
        level=settings.log_level,
        service=service.name,
        personal_fields=service.personal_fields,
    )
    contract = contract or Contract.of_package(service.package)
    keys = FetchedKeys(jwks_fetcher(settings), settings.jwks_ttl, max_age=settings.jwks_max_age)
    app = ContractApp(
        title=service.title,
        version=service.version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(service, settings),
    )
    app.state.contract = contract
    app.state.settings = settings
    app.state.constraints = service.constraints
    app.state.open_dependencies = nullcontext if settings.mock else dependencies
    app.state.draining = False
    app.state.metrics = Metrics()
    app.state.tokens = TokenVerifier(settings, keys)
    app.state.schemes = Schemes(contract.security_schemes, settings, app.state.tokens)
    startup.check(settings, contract, app.state.schemes)
    _add_routes(app, contract, [mock_router(contract)] if settings.mock else routers)
    errors.install(app)
    return app


def _add_routes(app: FastAPI, contract: Contract, routers: Sequence[APIRouter]) -> None:
    settings: Settings = app.state.settings
    metrics: Metrics = app.state.metrics
    routing.mount(app, contract, routers)
    app.include_router(health.router)
    app.add_route("/metrics", metrics.endpoint, include_in_schema=False)
    document = jsontext.render(contract.document)

    async def openapi(_request: Request) -> Response:
        return Response(document, media_type="application/json")

    app.add_route("/openapi.json", openapi, include_in_schema=False)
    app.add_middleware(LimitsMiddleware, concurrency=settings.limit_concurrency)
    app.add_middleware(MetricsMiddleware, metrics=metrics)
    app.add_middleware(CorrelationMiddleware)


def _lifespan(
    service: Service,
    settings: Settings,
) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = None if settings.mock else create_engine(settings, service.name)
        app.state.engine = engine
        app.state.sessions = create_sessions(engine) if engine is not None else None
        app.state.readiness = _readiness(service, settings) if engine is not None else None
        if engine is not None:
            app.state.metrics.watch_pool(engine)
        log.info(
            "service.started",
            title=service.title,
            description=service.description,
            version=service.version,
            owner=service.owner,
            domain=service.domain,
            environment=settings.environment,
            mock=settings.mock,
        )
        startup.warn(settings)
        app.state.schemes.log_unavailable()
        try:
            async with app.state.open_dependencies(settings) as app.state.dependencies:
                yield
        finally:
            app.state.draining = True
            if engine is not None:
                await app.state.readiness.dispose()
                await engine.dispose()
            log.info("service.stopped")

    return lifespan


def _readiness(service: Service, settings: Settings) -> Readiness:
    engine = create_probe_engine(settings, service.name)
    return Readiness(engine, Revisions.of_package(service.package))
