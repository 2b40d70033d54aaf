"""Authors, their books, and counters: collections of every kind, behind one document."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import Response

from servicekit import app as kit
from servicekit.collections import Collection, Listing, collection_table
from servicekit.contract import Contract
from servicekit.operations import CallDep, Operations
from servicekit.replies import answer
from servicekit.requests import OperationRequest, receive
from servicekit.security import authorise
from servicekit.service import Service
from servicekit.settings import Settings

METADATA = sa.MetaData()
AUTHORS = Collection(
    table=collection_table("authors", METADATA),
    key="id",
    schema="/components/schemas/Author",
    stamps={"createdAt": "created", "updatedAt": "updated"},
    fill={"rank": 1},
    nullable=frozenset({"motto"}),
    read_only=frozenset({"id"}),
    write_only=frozenset({"secret"}),
    listing=Listing(
        items="data", filters={"name": "name"}, limit="limit", offset="offset", page="page", most=3
    ),
)
BOOKS = Collection(
    table=collection_table("books", METADATA), key="isbn", key_type="text", parent=AUTHORS
)
COUNTERS = Collection(
    table=collection_table("counters", METADATA), key="id", key_type="integer", listing=Listing()
)

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}
_AUTHOR: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": _TEXT,
        "name": {"type": "string", "maxLength": 20},
        "rank": _NUMBER,
        "motto": {"type": ["string", "null"]},
        "tags": {"type": "object"},
        "secret": {"type": "string", "writeOnly": True},
        "createdAt": _TEXT,
        "updatedAt": _TEXT,
    },
}


Parameters = Mapping[str, tuple[str, dict[str, Any]]]
_NONE: Parameters = {}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _operation(
    name: str, status: int, parameters: Parameters = _NONE, *, body: bool = False
) -> dict[str, Any]:
    content = {} if status == 204 else _json({})
    operation: dict[str, Any] = {
        "operationId": name,
        "responses": {str(status): {"description": "Done.", **content}},
        "parameters": [
            {"name": key, "in": where, "required": where == "path", "schema": schema}
            for key, (where, schema) in parameters.items()
        ],
    }
    if body:
        operation["requestBody"] = {"required": True, **_json({"type": "object"})}
    if status == 201:
        operation["responses"]["201"]["headers"] = {"Location": {"schema": _TEXT}}
    return operation


_PAGING: Parameters = {
    "name": ("query", _TEXT),
    "limit": ("query", _NUMBER),
    "offset": ("query", _NUMBER),
    "page": ("query", _NUMBER),
}
_AUTHOR_ID: Parameters = {"author": ("path", _TEXT)}
_BOOK_ID: Parameters = {"author": ("path", _TEXT), "isbn": ("path", _TEXT)}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shelves", "version": "1.0.0"},
    "paths": {
        "/authors": {
            "get": _operation("authors-list", 200, _PAGING),
            "post": _operation("authors-create", 201, body=True),
        },
        "/authors/{author}": {
            "get": _operation("authors-get", 200, _AUTHOR_ID),
            "patch": _operation("authors-update", 200, _AUTHOR_ID, body=True),
            "put": _operation("authors-replace", 200, _AUTHOR_ID, body=True),
            "delete": _operation("authors-delete", 204, _AUTHOR_ID),
        },
        "/authors/{author}/books": {
            "get": _operation("books-list", 200, _AUTHOR_ID),
            "post": _operation("books-create", 201, _AUTHOR_ID, body=True),
        },
        "/authors/{author}/books/{isbn}": {
            "get": _operation("books-get", 200, _BOOK_ID),
            "patch": _operation("books-update", 204, _BOOK_ID, body=True),
        },
        "/counters": {
            "get": _operation("counters-list", 200),
            "post": _operation("counters-create", 201, body=True),
        },
    },
    "components": {"schemas": {"Author": _AUTHOR}},
}
# Bodies that a collection has to refuse though the document does not.
DOCUMENT["paths"]["/counters"]["post"]["requestBody"]["content"] |= {
    "application/vnd.any+json": {},
    "application/xml": {},
    "text/plain": {"schema": _TEXT},
}
# Only where it is documented a taken key answers 409.
DOCUMENT["paths"]["/authors/{author}/books"]["post"]["responses"]["409"] = {"description": "Taken."}

_COLLECTIONS = {"authors": AUTHORS, "books": BOOKS, "counters": COUNTERS}


def create_app(settings: Settings) -> FastAPI:
    """The application, with a route for each operation."""
    router = APIRouter(dependencies=[Depends(authorise)])
    contract = Contract(DOCUMENT)
    for operation in contract.operations.values():
        _add_route(router, operation.id, operation.method, operation.path)
    service = Service(
        name="shelves",
        title="Shelves",
        description="",
        package="shelves",
        version="1.0.0",
        owner="team",
        domain="books",
    )
    return kit.build_app(service, routers=[router], settings=settings, contract=contract)


def _add_route(router: APIRouter, name: str, method: str, path: str) -> None:
    class Received(OperationRequest, extra="allow"):
        operation_id: ClassVar[str] = name

    collection, _, kind = name.partition("-")

    async def endpoint(
        request: Annotated[OperationRequest, Depends(receive(Received))], call: CallDep
    ) -> Response:
        store = Operations(call).collections
        answers = [] if kind == "delete" else [dict[str, Any]]
        return await answer(name, getattr(store, kind)(_COLLECTIONS[collection], request, *answers))

    router.add_api_route(path, endpoint, methods=[method.upper()], operation_id=name)
