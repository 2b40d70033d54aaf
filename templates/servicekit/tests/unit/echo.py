"""An application that answers with what it read, for a document made in the test."""

from typing import Any

import httpx2
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from servicekit import exchange, jsontext
from servicekit.app import build_app
from servicekit.contract import Contract
from servicekit.replies import as_json
from servicekit.requests import read_values
from servicekit.security import authorise
from servicekit.service import Service
from servicekit.settings import Settings
from servicekit.testing import TokenFactory
from servicekit.testing.tokens import AUDIENCE, ISSUER
from servicekit.uploads import Upload

SERVICE = Service(
    name="echo",
    title="Echo",
    description='Says "what"\nit hears 😀',
    package="echo",
    version="1.0.0",
    owner="team-echo",
    domain="sound",
    personal_fields=frozenset({"email"}),
)


def document(paths: dict[str, Any], **members: Any) -> dict[str, Any]:
    """An OpenAPI document; `schemas` and `security_schemes` become components."""
    components = {
        "schemas": members.pop("schemas", {}),
        "securitySchemes": members.pop("security_schemes", {}),
    }
    info = {"title": "Echo", "version": "1.0.0"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components, **members}


def operation(operation_id: str = "echo", **members: Any) -> dict[str, Any]:
    """An operation that answers 200 with anything."""
    return {"operationId": operation_id, "responses": {"200": {"description": "ok"}}, **members}


def settings(**values: Any) -> Settings:
    """Settings that do not depend on the environment of the test run."""
    return Settings(
        **{
            "environment": "test",
            "strict": True,
            "mock": False,
            "log_level": "INFO",
            "oidc_issuer": ISSUER,
            "oidc_audience": AUDIENCE,
            **values,
        }
    )


def echo_app(
    described: dict[str, Any], tokens: TokenFactory | None = None, **values: Any
) -> FastAPI:
    """An application whose operations answer with the values that they were given."""
    contract = Contract(described)
    router = APIRouter(dependencies=[Depends(authorise)])

    async def endpoint() -> Response:
        read = await read_values(exchange.current())
        return Response(jsontext.render(as_json(shown(read))), media_type="application/json")

    for item in contract.operations.values():
        router.add_api_route(
            item.path, endpoint, methods=[item.method.upper()], operation_id=item.id
        )
    app = build_app(SERVICE, routers=[router], settings=settings(**values), contract=contract)
    if tokens is not None:
        app.state.tokens.keys = tokens
    return app


def client_of(app: FastAPI) -> httpx2.AsyncClient:
    """A client of an application in this process."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://echo.test")


def shown(value: object) -> object:
    """A value that was read, with files and bytes made visible."""
    match value:
        case Upload(filename=filename, content_type=content_type, data=data):
            return {"file": filename, "type": content_type, "data": data.decode("latin-1")}
        case bytes():
            return {"bytes": value.decode("latin-1")}
        case dict():
            return {name: shown(item) for name, item in value.items()}
        case list():
            return [shown(item) for item in value]
        case _:
            return value
