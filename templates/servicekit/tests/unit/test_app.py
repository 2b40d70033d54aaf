"""The application around the operations: errors, correlation, logs, metrics, health."""

import json
import logging
import time
from pathlib import Path
from typing import Annotated, Any, ClassVar

import asyncpg
import httpx2
import pytest
import structlog
from asyncpg.exceptions import UniqueViolationError, UntranslatableCharacterError
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from servicekit import outages, problems
from servicekit.app import build_app
from servicekit.contract import Contract
from servicekit.correlation import routing_path
from servicekit.requests import OperationRequest, receive
from servicekit.security import authorise

from .echo import SERVICE, client_of, document, echo_app, operation, settings

NASTY = 'No "thing" {{x}} </script> \'; DROP TABLE\n*/ --> 😀 ‮'


def events(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def app_that_fails(error: Exception, *, strict: bool = False) -> FastAPI:
    contract = Contract(document({"/at": {"get": operation()}}))
    router = APIRouter(dependencies=[Depends(authorise)])

    async def endpoint() -> Response:
        raise error

    router.add_api_route("/at", endpoint, operation_id="echo")
    configured = settings(strict=strict)
    return build_app(SERVICE, routers=[router], settings=configured, contract=contract)


async def failing(error: Exception, *, strict: bool = False) -> httpx2.Response:
    async with client_of(app_that_fails(error, strict=strict)) as client:
        return await client.get("/at", headers={"x-request-id": "req-1"})


OK, REFUSED = {"description": "ok"}, {"description": "refused"}


@pytest.mark.parametrize(
    ("documented", "status"),
    [
        (["400"], 400),
        (["400", "default"], 400),
        (["400", "422"], 422),
        (["422"], 422),
        (["4XX"], 422),
        ([], 422),
    ],
)
async def test_a_refused_request_answers_what_its_document_lists(
    documented: list[str], status: int
) -> None:
    number = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    responses = {"200": OK, **dict.fromkeys(documented, REFUSED)}
    described = operation(parameters=[number], responses=responses)
    async with client_of(echo_app(document({"/at": {"get": described}}))) as client:
        response = await client.get("/at", params={"n": "many"})
        assert (await client.get("/at", params={"n": "7"})).status_code == 200
    assert response.status_code == response.json()["status"] == status
    assert response.json()["type"] == "urn:problem:invalid-request"
    assert [entry["parameter"] for entry in response.json()["errors"]] == ["n"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (problems.Forbidden(NASTY), 403),
        (problems.NotFound(NASTY), 404),
        (problems.NotAcceptable(NASTY), 406),
        (problems.Conflict(NASTY), 409),
        (problems.PreconditionFailed(NASTY), 412),
        (problems.Invalid(NASTY), 422),
        (problems.PreconditionRequired(NASTY), 428),
        (problems.Unavailable(NASTY), 503),
    ],
)
async def test_problems_reach_the_caller_code_point_for_code_point(
    error: problems.ProblemError, status: int
) -> None:
    response = await failing(error)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document_sent = response.json()
    assert document_sent["detail"] == NASTY
    assert document_sent["status"] == status
    assert document_sent["instance"] == "/at"
    assert document_sent["correlationId"] == "req-1" == response.headers["x-request-id"]
    assert document_sent["type"] == f"urn:problem:{error.code}"


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (problems.Invalid(), "The request does not hold to the contract; `errors` says where."),
        (problems.NotFound(), "Not Found"),
    ],
)
async def test_a_problem_without_a_detail_has_the_usual_one(
    error: problems.ProblemError, detail: str
) -> None:
    assert (await failing(error)).json()["detail"] == detail


async def test_what_nobody_wrote_answers_501() -> None:
    response = await failing(problems.NotWritten("payBooking"))
    assert response.status_code == 501
    assert "payBooking" in response.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (HTTPException(400), 422),
        (HTTPException(401), 401),
        (HTTPException(413), 413),
        (HTTPException(415), 415),
        (HTTPException(418), 422),
        (HTTPException(502), 500),
        (PoolTimeout(), 503),
        (OperationalError("s", {}, ConnectionError(), connection_invalidated=True), 503),
        (DBAPIError("s", {}, UntranslatableCharacterError("x")), 422),
        (DBAPIError("s", {"email": "canary"}, ValueError("canary")), 500),
        (ValueError("canary"), 500),
        (TimeoutError("canary"), 500),
        (ConnectionError("canary"), 500),
        (problems.InternalError("canary"), 500),
    ],
)
async def test_every_other_error_is_a_problem_too(error: Exception, status: int) -> None:
    response = await failing(error)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"] == "req-1"
    assert response.json()["status"] == status
    assert "canary" not in response.text


@pytest.mark.parametrize(
    ("state", "event", "retry_after"),
    [
        ("53300", "database.unavailable", "1"),
        ("57P03", "database.unavailable", "1"),
        ("08006", "database.connection_lost", None),
        ("57P01", "database.connection_lost", None),
        ("57P02", "database.connection_lost", None),
        ("25P03", "database.connection_lost", None),
        ("57014", "database.statement_timeout", None),
        ("55P03", "database.statement_timeout", None),
    ],
)
async def test_only_what_was_never_sent_may_be_sent_again_at_once(
    state: str, event: str, retry_after: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    class Refused(Exception):
        sqlstate = state

    response = await failing(DBAPIError("SELECT", {}, Refused("canary")))
    assert response.status_code == 503
    assert response.headers.get("retry-after") == retry_after
    assert "canary" not in response.text
    assert event in {logged["event"] for logged in events(capsys.readouterr().out)}


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (outages.DatabaseUnavailable(), 503, "unavailable"),
        (outages.ConnectionLost(), 503, "unavailable"),
        (outages.StatementTimeout(), 503, "database-timeout"),
        (outages.OutcomeUnknown(), 504, "outcome-unknown"),
    ],
)
async def test_outages_have_names(
    error: outages.DatabaseProblem, status: int, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    response = await failing(error)
    assert (response.status_code, response.json()["type"]) == (status, f"urn:problem:{kind}")
    assert error.event in {logged["event"] for logged in events(capsys.readouterr().out)}


async def test_a_full_pool_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    app = app_that_fails(PoolTimeout())
    async with client_of(app) as client:
        response = await client.get("/at")
        metrics = (await client.get("/metrics")).text
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert "database_pool_exhausted_total 1.0" in metrics
    assert "database.pool_exhausted" in capsys.readouterr().out


async def test_unexpected_errors_are_logged_with_their_cause(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = ValueError("what happened")
    error.__cause__ = KeyError("why")
    await failing(error)
    (logged,) = (e for e in events(capsys.readouterr().out) if e["event"] == "unexpected_error")
    assert logged["correlation_id"] == "req-1"
    assert [item["type"] for item in logged["exception"]] == ["ValueError", "KeyError"]
    assert logged["exception"][0]["message"] == "what happened"
    assert any("test_app.py" in frame for frame in logged["exception"][0]["frames"])


def quoting(kind: str) -> Exception:
    """An error whose links all quote a value, at least one of them because a database did."""
    driver = UniqueViolationError("Key (email)=(canary) already exists.")
    adapter: Any = AsyncAdapt_asyncpg_dbapi
    adapted = adapter.IntegrityError(f"{type(driver)}: canary", driver)
    adapted.__cause__ = driver
    outer = ValueError("canary cannot be written")
    match kind:
        case "driver":
            outer.__cause__ = driver
        case "client side":
            outer.__cause__ = asyncpg.InterfaceError("invalid input for query argument: 'canary'")
        case "adapter":
            outer.__cause__ = adapter.Error("canary", None)
        case "whole chain":
            outer.__cause__ = IntegrityError("INSERT", {"email": "canary"}, adapted)
            outer.__cause__.__cause__ = adapted
        case "context":
            outer.__context__ = driver
            outer.__suppress_context__ = True
        case "hidden context":
            outer.__cause__ = KeyError("canary")
            outer.__context__ = driver
        case "group":
            outer.__cause__ = ExceptionGroup("canary", [driver])
        case "far away":
            outer.__cause__ = link = KeyError("canary")
            for _ in range(9):
                link.__cause__ = link = KeyError("canary")
            link.__cause__ = driver
    return outer


@pytest.mark.parametrize(
    "kind",
    [
        "driver",
        "client side",
        "adapter",
        "whole chain",
        "context",
        "hidden context",
        "group",
        "far away",
    ],
)
async def test_logs_never_quote_what_a_database_said(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await failing(quoting(kind))
    printed = capsys.readouterr().out
    (logged,) = (e for e in events(printed) if e["event"] == "unexpected_error")
    assert logged["exception"][0]["type"] == "ValueError"
    assert {link["message"] for link in logged["exception"]} == {""}
    assert "canary" not in printed


async def test_logs_quote_errors_that_no_database_has_to_do_with(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = ValueError("canary")
    error.__cause__ = KeyError("why")
    error.__cause__.__context__ = error
    await failing(error)
    (logged,) = (e for e in events(capsys.readouterr().out) if e["event"] == "unexpected_error")
    assert [link["message"] for link in logged["exception"]] == ["canary", "'why'"]


def three_paths() -> dict[str, Any]:
    placeholder = [{"name": "id", "in": "path", "required": True, "schema": {}}]
    return document(
        {
            "/things": {"get": operation("list"), "post": operation("create")},
            "/things/{id}": {"parameters": placeholder, "get": operation("one")},
            "/things/mine": {"delete": operation("mine")},
        },
        servers=[{"url": "https://{host}/{base}", "variables": {"base": {"default": "api/v3/"}}}],
    )


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/api/v3/things", 200, None),
        ("GET", "/api/v3/things/a%2Fb", 200, None),
        ("GET", "/things", 404, None),
        ("GET", "/api/v3/things/", 404, None),
        ("GET", "/api/v3/things/a/b", 404, None),
        ("GET", "/", 404, None),
        ("GET", "/docs", 404, None),
        ("PUT", "/api/v3/things", 405, "GET, POST"),
        ("HEAD", "/api/v3/things", 405, "GET, POST"),
        ("OPTIONS", "/api/v3/things", 405, "GET, POST"),
        ("QUERY", "/api/v3/things/x", 405, "GET"),
        ("PUT", "/api/v3/things/mine", 405, "DELETE"),
    ],
)
async def test_routes(method: str, path: str, status: int, allow: str | None) -> None:
    async with client_of(echo_app(three_paths())) as client:
        response = await client.request(method, path)
    assert response.status_code == status
    assert response.headers.get("allow") == allow
    if status >= 400 and method != "HEAD":
        assert response.json()["status"] == status


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("/a%2Fb/c%2fd?x=%2F", "/a%2Fb/c%2Fd"),
        ("/%252F/%25/%", "/%2F/%/%"),
        ("/%C3%A4/%C3/%FF", "/ä/\ufffd/\ufffd"),
    ],
)
def test_an_encoded_slash_stays_in_its_segment(raw: str, path: str) -> None:
    assert routing_path({"type": "http", "path": "/", "raw_path": raw.encode()}) == path


def test_a_path_of_many_segments_takes_no_time() -> None:
    long = b"/%41" * 500_000
    began = time.perf_counter()
    assert routing_path({"type": "http", "path": "/", "raw_path": long}) == "/A" * 500_000
    assert time.perf_counter() - began < 1


async def test_a_route_that_is_no_operation_is_refused() -> None:
    router = APIRouter(dependencies=[Depends(authorise)])

    async def endpoint() -> Response:
        return Response("open")

    router.add_api_route("/open", endpoint)
    empty = Contract(document({}))
    app = build_app(SERVICE, routers=[router], settings=settings(), contract=empty)
    async with client_of(app) as client:
        assert (await client.get("/open")).status_code == 500


async def test_the_document_is_served_as_it_stands() -> None:
    described = three_paths() | {"x-é": {"a": [1, 1.5, None]}}
    app = echo_app(described)
    async with client_of(app) as client:
        assert (await client.get("/openapi.json")).json() == described
    assert app.openapi() == described


def test_the_contract_is_read_from_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "packaged_service"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "openapi.json").write_text(json.dumps(three_paths()))
    monkeypatch.syspath_prepend(str(tmp_path))
    contract = Contract.of_package("packaged_service")
    assert set(contract.operations) == {"list", "create", "one", "mine"}
    assert contract.rules is contract.document
    (package / "contract.json").write_text(json.dumps(document({})))
    assert Contract.of_package("packaged_service").operations == {}


def test_a_large_document_starts_fast() -> None:
    schema = {"type": "object", "properties": {f"p{n}": {"pattern": "^a"} for n in range(20)}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}
    paths = {
        f"/r{n}": {"post": operation(f"op{n}", requestBody={"content": content})}
        for n in range(1500)
    }
    started = time.perf_counter()
    contract = Contract(document(paths, schemas={"S": schema}))
    assert contract.schemas.accepts("/components/schemas/S", {})
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-request-id": "abc.DEF-1_2"}, "abc.DEF-1_2"),
        ({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, "a" * 32),
        ({"x-request-id": "no good", "traceparent": "nonsense"}, None),
        ({"x-request-id": "x" * 129}, None),
        ({}, None),
    ],
)
async def test_correlation_ids(
    headers: dict[str, str], expected: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    async with client_of(echo_app(three_paths())) as client:
        response = await client.get("/api/v3/things", headers=headers)
    sent = response.headers["x-request-id"]
    assert sent == expected if expected else len(sent) == 32
    (line,) = events(capsys.readouterr().out)
    assert line["correlation_id"] == sent
    assert (line["event"], line["status"], line["route"]) == ("request", 200, "/api/v3/things")
    assert line.get("trace_id") == ("a" * 32 if expected == "a" * 32 else None)


async def test_the_audit_log_has_no_level(capsys: pytest.CaptureFixture[str]) -> None:
    described = document(
        {"/at": {"get": operation(security=[{"key": []}])}},
        security_schemes={"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    )
    app = echo_app(described, log_level="ERROR", auth_credentials={"key": "k3y"})
    async with client_of(app) as client:
        assert (await client.get("/at", headers={"X-Key": "k3y"})).status_code == 200
    assert [line["event"] for line in events(capsys.readouterr().out)] == ["auth.granted"]


async def test_start_up_says_what_the_service_is(capsys: pytest.CaptureFixture[str]) -> None:
    app = echo_app(three_paths(), mock=True)
    async with app.router.lifespan_context(app):
        started = events(capsys.readouterr().out)[0]
    assert started["event"] == "service.started"
    for name in ("title", "description", "owner", "domain", "version"):
        assert started[name] == getattr(SERVICE, name)


def test_personal_and_secret_fields_never_reach_a_log_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    echo_app(three_paths())
    people = [{"Email": "canary", "name": "shown"}]
    structlog.stdlib.get_logger("x").info("e", email="canary", people=people, token="canary")
    logging.getLogger("uvicorn.error").info("plain %s", "text")
    printed = capsys.readouterr().out
    assert "canary" not in printed
    lines = events(printed)
    assert lines[0]["people"] == [{"Email": "[redacted]", "name": "shown"}]
    assert lines[1]["event"] == "plain text"
    assert lines[1]["logger"] == "uvicorn.error"


async def test_metrics_count_under_the_route_template() -> None:
    async with client_of(echo_app(three_paths())) as client:
        for name in ("a", "b"):
            await client.get(f"/api/v3/things/{name}")
        await client.get("/nowhere/at/all")
        text = (await client.get("/metrics")).text
    assert 'http_requests_total{method="GET",route="/api/v3/things/{id}",status="200"} 2.0' in text
    assert 'http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in text
    assert "nowhere" not in text


async def test_made_up_methods_share_one_label() -> None:
    async with client_of(echo_app(three_paths())) as client:
        for method in ("MADEUP", "ANOTHER", "get"):
            await client.request(method, "/api/v3/things")
        text = (await client.get("/metrics")).text
    assert 'method="OTHER"' in text
    assert not any(f'method="{made}"' in text for made in ("MADEUP", "ANOTHER"))


async def test_health_without_a_database() -> None:
    app = echo_app(three_paths(), mock=True)
    async with app.router.lifespan_context(app), client_of(app) as client:
        assert (await client.get("/health/live")).json() == {"status": "ok"}
        assert (await client.get("/health/ready")).status_code == 200
        app.state.draining = True
        assert (await client.get("/health/ready")).json()["reason"] == "draining"
        assert (await client.get("/health/live")).status_code == 200


async def test_health_with_a_database_that_is_gone() -> None:
    app = echo_app(three_paths(), database_url="postgresql://nobody@127.0.0.1:1/none")
    async with app.router.lifespan_context(app), client_of(app) as client:
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200


async def test_a_service_without_a_database_does_not_start() -> None:
    app = echo_app(three_paths(), database_url=None)
    with pytest.raises(ValueError, match="DATABASE_URL"):
        async with app.router.lifespan_context(app):
            raise AssertionError


class Body(BaseModel):
    name: str


class Create(OperationRequest):
    operation_id: ClassVar[str] = "create"
    body: Body
    limit: int = 20


def receiving(schema: dict[str, Any], *, strict: bool, operation_id: str = "create") -> FastAPI:
    content = {"application/json": {"schema": schema}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    declared = operation(operation_id, requestBody={"content": content}, parameters=[limit])
    contract = Contract(document({"/at": {"post": declared}}))
    router = APIRouter(dependencies=[Depends(authorise)])

    async def endpoint(request: Annotated[Create, Depends(receive(Create))]) -> dict[str, Any]:
        given = sorted(request.model_fields_set)
        return {"limit": request.limit, "name": request.body.name, "set": given}

    router.add_api_route("/at", endpoint, methods=["POST"], operation_id=operation_id)
    return build_app(SERVICE, routers=[router], settings=settings(strict=strict), contract=contract)


async def test_requests_arrive_as_models() -> None:
    async with client_of(receiving({"required": ["name"]}, strict=True)) as client:
        response = await client.post("/at?limit=3", json={"name": "a"})
        assert response.json() == {"limit": 3, "name": "a", "set": ["body", "limit"]}
        response = await client.post("/at", json={"name": "a"})
        assert response.json() == {"limit": 20, "name": "a", "set": ["body"]}


@pytest.mark.parametrize(("strict", "status"), [(True, 500), (False, 422)])
async def test_a_model_that_refuses_what_the_contract_accepts_is_a_defect(
    strict: bool, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with client_of(receiving({}, strict=strict)) as client:
        assert (await client.post("/at", json={"name": 5})).status_code == status
    (logged,) = (
        event
        for event in events(capsys.readouterr().out)
        if event["event"] == "contract.model_mismatch"
    )
    assert (logged["operation"], logged["model"]) == ("create", "Create")
    assert logged["violations"][0]["pointer"] == "/body/name"


async def test_a_model_belongs_to_its_operation() -> None:
    app = receiving({}, strict=True, operation_id="other")
    async with client_of(app) as client:
        assert (await client.post("/at", json={"name": "a"})).status_code == 500


async def test_dependencies_can_be_overridden() -> None:
    app = receiving({}, strict=True)
    app.dependency_overrides[authorise] = lambda: None
    async with client_of(app) as client:
        response = await client.post("/at", json={"name": "a"})
    assert response.status_code == 500


async def test_one_router_serves_several_applications() -> None:
    first, second = echo_app(three_paths()), echo_app(three_paths())
    for app in (first, second):
        async with client_of(app) as client:
            assert (await client.get("/api/v3/things")).status_code == 200


async def test_a_caller_that_goes_away_is_no_defect(capsys: pytest.CaptureFixture[str]) -> None:
    await failing(ClientDisconnect())
    assert "unexpected_error" not in {event["event"] for event in events(capsys.readouterr().out)}
