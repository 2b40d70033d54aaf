"""Turns every exception into a problem response, without telling internals (API-11, API-13)."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from servicekit import exchange, jsontext, outages, problems
from servicekit.contract import Contract
from servicekit.correlation import HEADER
from servicekit.entities import conflicts
from servicekit.exchange import correlation_id
from servicekit.outages import DatabaseProblem, PoolExhausted
from servicekit.parameters import request_path
from servicekit.problems import ProblemError

log = structlog.stdlib.get_logger(__name__)
_BY_STATUS = {
    cls.status: cls
    for cls in (
        problems.Unauthenticated,
        problems.Forbidden,
        problems.NotFound,
        problems.NotAcceptable,
        problems.Conflict,
        problems.BodyTooLarge,
        problems.UnsupportedMediaType,
        problems.Invalid,
        problems.Unavailable,
    )
}
# PostgreSQL: text that its encoding cannot hold, such as U+0000.
_UNSTORABLE = frozenset({"22021", "22P05"})


def install(app: FastAPI) -> None:
    """Registers the handlers."""
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_unexpected)
    app.add_exception_handler(IntegrityError, _on_integrity_error)
    app.add_exception_handler(DBAPIError, _on_database_error)
    app.add_exception_handler(PoolTimeout, _on_pool_timeout)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_unexpected)


def problem_response(request: Request, problem: ProblemError) -> Response:
    """The problem as a response. Its words are told to the caller."""
    problem = _as_documented(request, problem)
    correlation = correlation_id(request)
    document = problem.document(instance=request_path(request), correlation_id=correlation)
    return Response(
        jsontext.render(document),
        status_code=problem.status,
        headers={**problem.headers, HEADER: correlation},
        media_type=problems.MEDIA_TYPE,
    )


def _as_documented(request: Request, problem: ProblemError) -> ProblemError:
    """A refused request as its operation documents it: 400 where that is listed and 422 is not."""
    current = exchange.of(request.scope)
    if current is None or problem.status != problems.Invalid.status:
        return problem
    responses = current.operation.responses
    if "400" not in responses or "422" in responses:
        return problem
    return problems.BadRequest(problem.detail, errors=problem.errors, headers=problem.headers)


async def _on_problem(request: Request, error: Exception) -> Response:
    """What a caller may know; a defect is none of it, whichever problem it came as."""
    if not isinstance(error, ProblemError) or error.status == 500:
        return await _on_unexpected(request, error)
    if isinstance(error, DatabaseProblem):
        log.error(error.event, exc_info=error)
    elif error.status >= 500:
        log.warning("problem", status=error.status, code=error.code, detail=str(error))
    return problem_response(request, error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """Unknown routes and methods, and whatever the framework refuses."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status in (404, 405):
        return problem_response(request, _routing_problem(request))
    if status in _BY_STATUS:
        return problem_response(request, _BY_STATUS[status](HTTPStatus(status).phrase))
    if 400 <= status < 500:
        return problem_response(request, problems.Invalid("The request cannot be read."))
    return await _on_unexpected(request, error)


def _routing_problem(request: Request) -> ProblemError:
    contract: Contract = request.app.state.contract
    methods = contract.methods_of(request_path(request))
    if methods and request.method not in methods:
        allowed = ", ".join(methods)
        return problems.MethodNotAllowed(
            f"This path answers {allowed}.",
            headers={"Allow": allowed},
        )
    return problems.NotFound("There is nothing at this path.")


async def _on_integrity_error(request: Request, error: Exception) -> Response:
    """A key or a reference that rows of a handler's own violate; the store tells its own errors."""
    if isinstance(error, IntegrityError):
        problem = conflicts.of_rows(error, request.app.state.constraints)
        if problem is not None:
            return problem_response(request, problem)
    return await _on_database_error(request, error)


async def _on_database_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, DBAPIError):
        return await _on_unexpected(request, error)
    if outages.sqlstate(error) in _UNSTORABLE:
        return problem_response(request, problems.Invalid("A text cannot be stored."))
    problem = outages.as_problem(error)
    if problem is None:
        return await _on_unexpected(request, error)
    log.error(problem.event, exc_info=error)
    return problem_response(request, problem)


async def _on_pool_timeout(request: Request, error: Exception) -> Response:
    log.error(PoolExhausted.event, error=type(error).__name__)
    request.app.state.metrics.pool_exhausted.inc()
    return problem_response(request, PoolExhausted())


async def _on_disconnect(_request: Request, _error: Exception) -> Response:
    """Nobody is there to read this."""
    return Response(status_code=400)


async def _on_unexpected(request: Request, error: Exception) -> Response:
    """Everything else: the log gets the error, the caller gets the correlation id."""
    log.error("unexpected_error", exc_info=error, method=request.method)
    return problem_response(request, problems.InternalError())
