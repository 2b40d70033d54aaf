"""`MOCK=1`: answers from the document's examples and schemas."""

import re
from typing import Any

import pytest

from servicekit.contract import Contract
from servicekit.mocks.matching import matching
from servicekit.mocks.sampler import Sampler
from servicekit.testing import TokenFactory

from .echo import client_of, document, echo_app, operation

SCHEMAS: dict[str, Any] = {
    "Tree": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "parent": {"$ref": "#/components/schemas/Tree", "description": "above"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
        "additionalProperties": False,
    },
    "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    "Cat": {
        "allOf": [
            {"$ref": "#/components/schemas/Named"},
            {"required": ["kind"], "properties": {"kind": {"const": "cat"}}},
        ],
        "unevaluatedProperties": False,
    },
    "Dog": {"required": ["kind", "age"], "properties": {"kind": {"const": "dog"}}},
    "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
    "Endless": {
        "required": ["next"],
        "properties": {"next": {"$ref": "#/components/schemas/Endless"}},
    },
}


def sample(schema: Any) -> Any:
    contract = Contract(document({}, schemas={**SCHEMAS, "S": schema}))
    value = Sampler(contract.rules, contract.schemas).sample("/components/schemas/S")
    assert contract.schemas.accepts("/components/schemas/S", value, "response"), value
    return value


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"type": "string"},
        {"type": "string", "minLength": 20, "maxLength": 21},
        {"type": "string", "maxLength": 0},
        {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}(x|y)?$"},
        {"type": "string", "pattern": "^(?!abc)\\w+@\\w+\\.com$", "minLength": 12},
        {"type": "string", "pattern": "^[^\\u0000]+$"},
        {"type": "string", "pattern": "^\\p{L}{2,}\\/\\x41[\\t ]\\b.$"},
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "ipv6"},
        {"type": "string", "enum": ["b", "a"]},
        {"type": "integer"},
        {"type": "integer", "minimum": 7, "multipleOf": 5},
        {"type": "integer", "maximum": -3},
        {"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
        {"type": "number", "minimum": 0.3, "multipleOf": 0.25},
        {"type": ["null", "boolean"]},
        {"type": "null"},
        {"const": {"a": 1}},
        {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True},
        {"type": "array", "items": {"type": "boolean"}, "maxItems": 0},
        {"prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
        {"items": {"type": "string"}, "minItems": 4},
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
        {"properties": {"a": {"type": "integer"}, "b": False}, "required": ["a"]},
        {"minimum": 3},
        {"allOf": [{"type": "number", "minimum": 3}, {"type": "integer", "maximum": 4}]},
        {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]},
        {
            "allOf": [
                {"maxLength": 5, "type": "string"},
                {"minLength": 5, "type": ["string", "null"]},
            ]
        },
        {
            "allOf": [
                {"properties": {"a": {"minimum": 3, "type": "integer"}}},
                {"properties": {"a": {"multipleOf": 2}}, "required": ["a"]},
                {"required": ["b"], "allOf": [{"properties": {"b": {"type": "boolean"}}}]},
            ],
            "type": "object",
        },
        {"anyOf": [False, {"type": "string", "minLength": 3}]},
        {"$ref": "#/components/schemas/Tree"},
        {"$ref": "#/components/schemas/Pet"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}, "minItems": 1},
    ],
)
def test_samples_are_valid(schema: Any) -> None:
    assert sample(schema) == sample(schema)


def test_samples_prefer_what_the_schema_says() -> None:
    assert sample({"type": "string", "examples": ["one", "two"]}) == "one"
    assert sample({"type": "string", "default": "usual"}) == "usual"
    assert sample({"type": "string", "example": "old"}) == "old"
    assert sample({"type": "integer", "example": "wrong", "minimum": 4}) == 4


def test_samples_never_show_what_is_only_written() -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "password": {"writeOnly": True}},
        "required": ["name", "password"],
    }
    assert sample(schema).keys() >= {"name"}


def test_what_cannot_be_sampled_is_null() -> None:
    contract = Contract(document({}, schemas=SCHEMAS))
    sampler = Sampler(contract.rules, contract.schemas)
    assert sampler.sample("/components/schemas/Endless") is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"^a{2,3}b*c+d?$",
        r"^[a-c\d_]+?$",
        r"^(?<year>\d{4})-(?:0[1-9]|1[0-2])$",
        r"^[^a-zA-Z]$",
        r"\S\W\D\s",
    ],
)
def test_texts_match_their_pattern(pattern: str) -> None:
    made = list(matching(pattern))
    assert any(re.search(pattern.replace("?<", "?P<"), text) for text in made)


def test_patterns_that_are_not_understood_make_nothing() -> None:
    assert list(matching("[a")) == []


def described(responses: dict[str, Any], **members: Any) -> dict[str, Any]:
    return document(
        {"/at/{id}": {"get": operation(responses=responses, **members)}}, schemas=SCHEMAS
    )


async def get(responses: dict[str, Any], path: str = "/at/1", **members: Any) -> Any:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    app = echo_app(described(responses, parameters=parameters, **members), mock=True)
    async with app.router.lifespan_context(app), client_of(app) as client:
        return await client.get(path)


async def test_examples_come_first() -> None:
    content = {"application/json": {"schema": {"type": "integer"}, "example": 42}}
    response = await get(
        {"200": {"description": "ok", "content": content}, "404": {"description": "no"}}
    )
    assert (response.status_code, response.json()) == (200, 42)


async def test_the_first_example_that_is_valid_is_taken() -> None:
    examples = {
        "wrong": {"value": "text"},
        "elsewhere": {"externalValue": "https://example.com"},
        "right": {"value": 7},
    }
    content = {"application/json": {"schema": {"type": "integer"}, "examples": examples}}
    assert (await get({"200": {"description": "ok", "content": content}})).json() == 7


async def test_schemas_come_next() -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}
    response = await get({"201": {"description": "ok", "content": content}})
    assert response.status_code == 201
    assert response.json()["name"] == "example"


async def test_headers_that_are_required_are_sent() -> None:
    headers = {
        "X-Count": {"required": True, "schema": {"type": "integer"}},
        "X-Given": {"required": True, "example": "given"},
        "X-Any": {"required": True},
        "X-Optional": {"schema": {"type": "integer"}},
        "ETag": {"schema": {"type": "string"}},
    }
    response = await get({"204": {"description": "ok", "headers": headers}})
    assert (response.headers["x-count"], response.headers["x-given"]) == ("1", "given")
    assert (response.headers["x-any"], response.headers["etag"]) == ("example", "example")
    assert "x-optional" not in response.headers


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("image/*", "image/png"),
        ("text/*", "text/plain; charset=utf-8"),
        ("*/*", "application/json"),
        ("application/*", "application/octet-stream"),
    ],
)
async def test_other_media_types(media_type: str, sent: str) -> None:
    response = await get({"200": {"description": "ok", "content": {media_type: {}}}})
    assert (response.status_code, response.headers["content-type"]) == (200, sent)


async def test_requests_are_validated_all_the_same() -> None:
    assert (await get({"200": {"description": "ok"}}, "/at/x")).status_code == 422


async def test_callers_are_authenticated_all_the_same() -> None:
    schemes = {"bearer": {"type": "http", "scheme": "bearer"}}
    declared = operation(security=[{"bearer": ["admin"]}])
    tokens = TokenFactory()
    app = echo_app(
        document({"/at": {"get": declared}}, security_schemes=schemes), tokens, mock=True
    )
    async with client_of(app) as client:
        assert (await client.get("/at")).status_code == 401
        assert (await client.get("/at", headers=tokens.headers("viewer"))).status_code == 403
        assert (await client.get("/at", headers=tokens.headers("admin"))).status_code == 200
