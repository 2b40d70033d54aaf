"""Health endpoints: `/health/live` does no I/O, `/health/ready` asks the database."""

import asyncio
import time
from collections.abc import Callable

import structlog
from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import JSONResponse, Response

from servicekit.outages import DatabaseProblem
from servicekit.revisions import Revisions, applied_revisions

router = APIRouter(prefix="/health", include_in_schema=False)
log = structlog.stdlib.get_logger(__name__)
_TIMEOUT_SECONDS = 3.0
_VALID_SECONDS = 1.0


class Readiness:
    """Whether the database lets the service do its work.

    It has an engine of its own: load that takes every connection of the requests is no reason to
    be sent nothing, since it would be a reason for every replica at once. One question serves all
    who ask within a second, so that nobody can make the service busy with questions.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        revisions: Revisions | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask through `engine`, whether there are these revisions; `clock` counts seconds."""
        self._engine = engine
        self._revisions = revisions
        self._clock = clock
        self._asking = asyncio.Lock()
        self._asked = -float("inf")
        self._reason: str | None = None

    async def reason(self) -> str | None:
        """Why the service is not ready; None when it is."""
        async with self._asking:
            if self._clock() - self._asked >= _VALID_SECONDS:
                self._reason = await self._ask()
                self._asked = self._clock()
            return self._reason

    async def dispose(self) -> None:
        """Closes the connection."""
        await self._engine.dispose()

    async def _ask(self) -> str | None:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                return await self._lack()
        except (SQLAlchemyError, DatabaseProblem, TimeoutError) as error:
            log.warning("health.database_unreachable", error=type(error).__name__)
            return "database"

    async def _lack(self) -> str | None:
        async with self._engine.connect() as connection:
            if self._revisions is None:
                await connection.execute(text("SELECT 1"))
                return None
            applied = await applied_revisions(connection)
        lack = self._revisions.lack(applied)
        if lack is not None:
            expected = sorted(self._revisions.heads)
            log.warning(f"health.{lack}", applied=sorted(applied), expected=expected)
        return lack


@router.get("/live")
async def live() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/ready")
async def ready(request: Request) -> Response:
    """The service can do its work; 503 while it cannot, or while it is shutting down."""
    readiness: Readiness | None = request.app.state.readiness
    reason = "draining" if request.app.state.draining else None
    if reason is None and readiness is not None:
        reason = await readiness.reason()
    if reason is None:
        return JSONResponse({"status": "ok"})
    return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)
