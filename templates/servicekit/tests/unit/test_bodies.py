"""Bodies of every media type, read strictly."""

from typing import Any

import pytest

from .echo import client_of, document, echo_app, operation

THING = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 5},
        "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "integer"}},
        "inner": {"type": "object", "properties": {"a": {"type": "integer"}}},
        "file": {"type": "string", "format": "binary", "maxLength": 10},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
    "required": ["name"],
    "additionalProperties": False,
}
JSON = {"content-type": "application/json"}


def body(
    media_type: str,
    schema: dict[str, Any] | None = None,
    *,
    required: bool = True,
    **members: Any,
) -> dict[str, Any]:
    content = {media_type: {**({} if schema is None else {"schema": schema}), **members}}
    return {"required": required, "content": content}


async def send(declared: dict[str, Any], **options: Any) -> tuple[int, Any]:
    settings = options.pop("settings", {})
    app = echo_app(document({"/at": {"post": operation(requestBody=declared)}}), **settings)
    async with client_of(app) as client:
        response = await client.post("/at", **options)
    answer = response.json()
    return response.status_code, answer.get("body", answer)


async def test_json() -> None:
    sent = {"name": "ä", "count": 1.0, "tags": [1]}
    assert await send(body("application/json", THING), json=sent) == (200, sent)


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({}, ""),
        ({"name": "abcdef"}, "/name"),
        ({"name": 5}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "a", "count": "5"}, "/count"),
        ({"name": "a", "count": 1.5}, "/count"),
        ({"name": "a", "count": True}, "/count"),
        ({"name": "a", "tags": [1, "x"]}, "/tags/1"),
        ({"name": "a", "a/b~c": 1}, ""),
        ([], ""),
        (None, ""),
    ],
)
async def test_json_that_breaks_the_schema(sent: object, pointer: str) -> None:
    status, problem = await send(body("application/json", THING), json=sent)
    assert status == 422
    assert problem["errors"][0]["pointer"] == pointer
    assert problem["errors"][0]["in"] == "body"


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"name":"\\ud800"}', '{"name":1e400}', b"\xff"])
async def test_json_that_is_not_json(text: str | bytes) -> None:
    declared = body("application/json", required=True)
    assert (await send(declared, content=text, headers=JSON))[0] == 422


async def test_related_media_types() -> None:
    declared = body("application/merge-patch+json", THING)
    patch = {"content-type": "Application/Merge-Patch+JSON; charset=utf-8"}
    sent = await send(declared, content='{"name":"a"}', headers=patch)
    assert sent == (200, {"name": "a"})
    assert (await send(declared, json={"name": "a"}))[0] == 415


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": ""},
        {**JSON, "content-encoding": "gzip"},
    ],
)
async def test_media_types_that_are_not_described(headers: dict[str, str]) -> None:
    declared = body("application/json", THING)
    status, problem = await send(declared, content='{"name":"a"}', headers=headers)
    assert (status, problem["status"]) == (415, 415)


async def test_optional_bodies_may_be_absent() -> None:
    declared = body("application/json", THING, required=False)
    assert await send(declared) == (200, {})
    assert (await send(body("application/json", THING)))[0] == 422


async def test_size_is_bounded() -> None:
    async def chunks() -> Any:
        for _ in range(10):
            yield b"aaaaaaaaaa"

    declared = body("*/*")
    limit = {"max_body_bytes": 50}
    binary = {"content-type": "application/octet-stream"}
    for content in (b"a" * 51, chunks()):
        sent = await send(declared, content=content, headers=binary, settings=limit)
        assert sent[0] == 413
    fits = await send(declared, content=b"a" * 50, headers=binary, settings=limit)
    assert fits == (200, {"bytes": "a" * 50})


async def test_depth_is_bounded() -> None:
    deep = "[" * 40 + "]" * 40
    declared = body("application/json")
    limit = {"max_json_depth": 39}
    assert (await send(declared, content=deep, headers=JSON, settings=limit))[0] == 422
    assert (await send(declared, content=deep, headers=JSON))[0] == 200


async def test_text_and_bytes() -> None:
    text = body("text/plain", {"type": "integer"})
    plain = {"content-type": "text/plain"}
    assert await send(text, content="5", headers=plain) == (200, 5)
    assert (await send(text, content="x", headers=plain))[0] == 422
    latin = {"content-type": "text/plain; charset=latin-1"}
    anything = body("text/*")
    assert await send(anything, content=b"\xe9", headers=latin) == (200, "é")
    assert await send(anything, content=b"", headers=plain) == (200, "")
    for bad in ("text/plain; charset=utf-8", "text/plain; charset=nope"):
        assert (await send(anything, content=b"\xff", headers={"content-type": bad}))[0] == 422
    octets = body("application/octet-stream", {"type": "string", "maxLength": 3})
    binary = {"content-type": "application/octet-stream"}
    assert await send(octets, content=b"\xff\x00", headers=binary) == (200, {"bytes": "\xff\x00"})
    assert (await send(octets, content=b"four", headers=binary))[0] == 422


async def test_media_types_that_are_not_read_stay_bytes() -> None:
    declared = body("application/xml", THING)
    xml = {"content-type": "application/xml"}
    assert await send(declared, content="<a/>", headers=xml) == (200, {"bytes": "<a/>"})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("name=a+b&count=5", {"name": "a b", "count": 5}),
        ("name=%C3%A4&tags=1&tags=2", {"name": "ä", "tags": [1, 2]}),
        ("name=a&inner=%7B%22a%22%3A1%7D", {"name": "a", "inner": {"a": 1}}),
    ],
)
async def test_urlencoded_forms(text: str, value: object) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    declared = body("application/x-www-form-urlencoded", THING)
    assert await send(declared, content=text, headers=form) == (200, value)


@pytest.mark.parametrize(
    "text",
    ["count=5", "name=a&count=x", "name=a&name=b", "name=a&other=1", "name=%FF", b"name=\xff"],
)
async def test_urlencoded_forms_that_are_refused(text: str | bytes) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    declared = body("application/x-www-form-urlencoded", THING)
    assert (await send(declared, content=text, headers=form))[0] == 422


async def test_urlencoded_forms_follow_their_encoding() -> None:
    encoding = {
        "tags": {"style": "pipeDelimited", "explode": False},
        "inner": {"style": "deepObject"},
    }
    declared = body("application/x-www-form-urlencoded", THING, encoding=encoding)
    form = {"content-type": "application/x-www-form-urlencoded"}
    sent = await send(declared, content="name=a&tags=1|2&inner[a]=3", headers=form)
    assert sent == (200, {"name": "a", "tags": [1, 2], "inner": {"a": 3}})


async def test_forms_without_a_schema_are_texts() -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    declared = body("application/x-www-form-urlencoded")
    assert await send(declared, content="a=1", headers=form) == (200, {"a": "1"})


async def test_multipart_forms() -> None:
    declared = body("multipart/form-data", THING)
    sent = await send(
        declared,
        data={"name": "a", "count": "5", "tags": ["1", "2"], "inner": '{"a":1}'},
        files=[
            ("file", ("f.bin", b"\x00\xff", "image/png")),
            ("files", ("g.bin", b"1", "text/plain")),
            ("files", ("h.bin", b"2", "text/plain")),
        ],
    )
    assert sent == (
        200,
        {
            "name": "a",
            "count": 5,
            "tags": [1, 2],
            "inner": {"a": 1},
            "file": {"file": "f.bin", "type": "image/png", "data": "\x00\xff"},
            "files": [
                {"file": "g.bin", "type": "text/plain", "data": "1"},
                {"file": "h.bin", "type": "text/plain", "data": "2"},
            ],
        },
    )


async def test_multipart_parts_that_are_json() -> None:
    declared = body("multipart/form-data", THING)
    files = [("inner", ("i.json", b'{"a":1}', "application/json")), ("name", (None, "a", None))]
    assert await send(declared, files=files) == (200, {"name": "a", "inner": {"a": 1}})
    broken = [("inner", ("i.json", b"{", "application/json")), ("name", (None, "a", None))]
    assert (await send(declared, files=broken))[0] == 422


@pytest.mark.parametrize(
    "files",
    [
        [("name", (None, "abcdef"))],
        [("name", (None, "a")), ("name", (None, "b"))],
        [("name", (None, "a")), ("file", ("f", b"12345678901", "image/png"))],
    ],
)
async def test_multipart_forms_that_are_refused(files: Any) -> None:
    assert (await send(body("multipart/form-data", THING), files=files))[0] == 422


@pytest.mark.parametrize("header", ["multipart/form-data", "multipart/form-data; boundary=b"])
async def test_multipart_bodies_that_are_no_forms(header: str) -> None:
    declared = body("multipart/form-data", THING)
    assert (await send(declared, content=b"nope", headers={"content-type": header}))[0] == 422


async def test_text_parts_may_stand_for_files() -> None:
    declared = body("multipart/form-data", THING)
    sent = await send(declared, files=[("name", (None, "a")), ("file", (None, "text"))])
    assert sent[1]["file"] == {"file": None, "type": None, "data": "text"}


async def test_read_only_properties_may_be_absent() -> None:
    schema = {
        "allOf": [{"$ref": "#/components/schemas/Base"}],
        "required": ["id", "name"],
        "properties": {"name": {"type": "string"}},
    }
    base = {"required": ["id"], "properties": {"id": {"readOnly": True, "type": "string"}}}
    declared = operation(requestBody=body("application/json", schema))
    app = echo_app(document({"/at": {"post": declared}}, schemas={"Base": base}))
    async with client_of(app) as client:
        assert (await client.post("/at", json={"name": "a"})).status_code == 200
        assert (await client.post("/at", json={})).status_code == 422
