"""Answers keep the contract."""

import json
from collections.abc import Callable
from typing import Any, cast

import httpx2
import pytest
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from servicekit.app import build_app
from servicekit.contract import Contract
from servicekit.replies import NotModified, Reply, answer
from servicekit.security import authorise

from .echo import SERVICE, client_of, document, operation, settings


class Thing(BaseModel):
    name: str
    alias: int | None = Field(default=None, alias="other-name")


THING = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "other-name": {"type": "integer"},
        "secret": {"type": "string", "writeOnly": True},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
    },
    "additionalProperties": False,
}
CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
RESPONSES: dict[str, Any] = {
    "201": {"description": "made", "content": CONTENT},
    "204": {"description": "nothing"},
    "299": {"description": "odd", "headers": {"X-Need": {"required": True, "schema": {}}}},
    "304": {"description": "same"},
    "4XX": {"description": "bad", "content": {"text/plain": {}}},
}


async def reply(
    returned: object,
    *,
    responses: dict[str, Any] | None = None,
    method: str = "get",
    headers: dict[str, str] | None = None,
    **values: Any,
) -> httpx2.Response:
    declared = operation(responses=responses or RESPONSES)
    contract = Contract(document({"/at": {method: declared}}, schemas={"Thing": THING}))
    router = APIRouter(dependencies=[Depends(authorise)])

    async def handler() -> object:
        return returned

    async def endpoint() -> Response:
        return await answer("echo", handler())

    router.add_api_route("/at", endpoint, methods=[method.upper()], operation_id="echo")
    app = build_app(SERVICE, routers=[router], settings=settings(**values), contract=contract)
    async with client_of(app) as client:
        return await client.request(method, "/at", headers=headers)


async def test_a_plain_value_is_sent_with_the_first_success_status() -> None:
    response = await reply({"name": "é"})
    assert (response.status_code, response.content) == (201, '{"name":"é"}'.encode())
    assert response.headers["content-type"] == "application/json"


async def test_models_travel_by_alias_and_without_what_was_never_set() -> None:
    assert (await reply(Thing(name="a"))).json() == {"name": "a"}
    both = Thing.model_validate({"name": "a", "other-name": 1})
    assert (await reply(both)).json() == {"name": "a", "other-name": 1}
    nested = {"name": "a", "parts": (Thing(name="b"),)}
    assert (await reply(nested)).json() == {"name": "a", "parts": [{"name": "b"}]}


async def test_a_reply_decides_status_and_headers() -> None:
    response = await reply(Reply({"name": "a"}, status=201, headers={"ETag": '"1"'}))
    assert response.headers["etag"] == '"1"'
    assert (await reply(Reply(None, status=204))).content == b""
    unchanged = await reply(Reply(None, status=304, headers={"ETag": '"1"'}))
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (await reply(Reply("sorry", status=418))).text == "sorry"
    assert (await reply(Reply(b"sorry", status=418, media_type="text/plain"))).text == "sorry"


async def test_a_reply_of_json_is_sent_as_it_is_until_somebody_looks_at_it() -> None:
    """No model is made on the default path: what it would refuse arrives."""
    response = await reply(Reply.of_json({"name": 5}, Thing), strict=False)
    assert response.json() == {"name": 5}
    empty: Reply[Thing | None] = Reply.of_json(None, cast("type[Thing | None]", Thing | None))
    assert empty.body is None
    assert (await reply(empty, responses={"200": {"description": "nothing"}})).content == b""


async def test_the_body_of_a_reply_is_what_its_type_says_and_changes_are_sent() -> None:
    shown = Reply.of_json({"name": "a", "other-name": 1}, Thing, status=201)
    assert (shown.body.name, shown.body.alias) == ("a", 1)
    shown.body.name = "b"
    assert (await reply(shown)).json() == {"name": "b", "other-name": 1}
    many = Reply.of_json([{"name": "a"}], list[Thing])
    assert [thing.name for thing in many.body] == ["a"]


async def test_a_version_at_hand_has_no_body() -> None:
    unchanged = NotModified({"ETag": '"1"'})
    response = await reply(unchanged)
    assert (unchanged.body, response.status_code, response.content) == (None, 304, b"")
    assert response.headers["etag"] == '"1"'


async def test_a_response_of_the_handler_is_sent_as_it_is() -> None:
    assert (await reply(PlainTextResponse("no", status_code=400))).text == "no"


async def test_write_only_properties_are_never_shown() -> None:
    inner = {"name": "b", "secret": "x"}
    response = await reply({"name": "a", "secret": "x", "parts": [inner]})
    assert response.json() == {"name": "a", "parts": [{"name": "b"}]}


BROKEN: list[Callable[[], object]] = [
    lambda: {"name": 5},
    lambda: {"name": "a", "extra": 1},
    lambda: Reply({"name": "a"}, status=500),
    lambda: Reply({"name": "a"}, status=299),
    lambda: Reply("x", status=201, media_type="text/plain"),
    lambda: Response(status_code=302),
]


@pytest.mark.parametrize("make", BROKEN)
async def test_a_broken_contract_is_an_error_in_strict_mode(make: Callable[[], object]) -> None:
    response = await reply(make())
    assert response.status_code == 500
    assert response.json()["detail"] == "Internal Server Error"


@pytest.mark.parametrize("make", BROKEN)
async def test_a_broken_contract_is_only_logged_in_production(
    make: Callable[[], object], capsys: pytest.CaptureFixture[str]
) -> None:
    await reply(make(), strict=False)
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "contract.broken_response" in {event["event"] for event in events}


@pytest.mark.parametrize("value", [{"name": float("nan")}, {"name": "\ud800"}, {"name": object()}])
async def test_what_json_cannot_say_is_an_error(value: object) -> None:
    assert (await reply(value, strict=False)).status_code == 500


async def test_head_has_no_body() -> None:
    response = await reply({"name": "a"}, method="head")
    assert (response.status_code, response.content) == (201, b"")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/*;q=0.5, application/json;q=0.1", "text/plain; charset=utf-8"),
        ("application/json, text/plain;q=0.9", "application/json"),
        ("text/plain;q=x", "application/json"),
        ("image/png", "application/json"),
    ],
)
async def test_the_caller_chooses_among_media_types(accept: str, media_type: str) -> None:
    responses = {
        "200": {"description": "ok", "content": {"application/json": {}, "text/plain": {}}}
    }
    response = await reply("text", responses=responses, headers={"accept": accept})
    assert response.headers["content-type"] == media_type


async def test_the_first_redirect_is_the_status_where_nothing_succeeds() -> None:
    responses = {"303": {"description": "elsewhere"}, "400": {"description": "no"}}
    assert (await reply(None, responses=responses)).status_code == 303
    only_default = {"default": {"description": "whatever", "content": {"application/json": {}}}}
    assert (await reply({}, responses=only_default)).status_code == 200


async def test_an_answer_belongs_to_its_operation() -> None:
    contract = Contract(document({"/at": {"get": operation()}}))
    router = APIRouter(dependencies=[Depends(authorise)])

    async def handler() -> object:
        return {}

    async def endpoint() -> Response:
        pending = handler()
        try:
            return await answer("other", pending)
        finally:
            pending.close()

    router.add_api_route("/at", endpoint, operation_id="echo")
    app = build_app(SERVICE, routers=[router], settings=settings(), contract=contract)
    async with client_of(app) as client:
        assert (await client.get("/at")).status_code == 500
