"""Health endpoints: `/health/live` does no I/O, `/health/ready` asks the database."""

import asyncio

import structlog
from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from servicekit.database import DatabaseUnavailable

router = APIRouter(prefix="/health", include_in_schema=False)
log = structlog.stdlib.get_logger(__name__)
_TIMEOUT_SECONDS = 3.0


@router.get("/live")
async def live() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/ready")
async def ready(request: Request) -> Response:
    """The service can do its work; 503 while it cannot, or while it is shutting down."""
    if request.app.state.draining:
        return _not_ready("draining")
    engine = request.app.state.engine
    if engine is None:
        return JSONResponse({"status": "ok"})
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, DatabaseUnavailable, TimeoutError) as error:
        log.warning("health.database_unreachable", error=type(error).__name__)
        return _not_ready("database")
    return JSONResponse({"status": "ok"})


def _not_ready(reason: str) -> Response:
    return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)
