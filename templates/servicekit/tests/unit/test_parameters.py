"""Parameters of every location and style."""

from typing import Any

import pytest

from .echo import client_of, document, echo_app, operation

INTEGER = {"type": "integer"}
STRING = {"type": "string"}
INTEGERS = {"type": "array", "items": INTEGER}
STRINGS = {"type": "array", "items": STRING}
POINT = {"type": "object", "properties": {"x": INTEGER, "y": STRING, "z": INTEGERS}}


def parameter(location: str, schema: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "name": "p",
        "in": location,
        "schema": schema,
        "required": location == "path",
        **members,
    }


async def send(declared: dict[str, Any], url: str, **options: Any) -> tuple[int, Any]:
    path = "/at/{p}" if declared["in"] == "path" else "/at"
    app = echo_app(document({path: {"get": operation(parameters=[declared])}}))
    async with client_of(app) as client:
        response = await client.get(url, **options)
    body = response.json()
    return response.status_code, body.get("p") if response.status_code == 200 else body["errors"]


@pytest.mark.parametrize(
    ("declared", "url", "value"),
    [
        (parameter("query", INTEGER), "/at?p=5", 5),
        (parameter("query", INTEGER), "/at?p=-0", 0),
        (parameter("query", INTEGER), "/at?p=5.0", 5.0),
        (parameter("query", {"type": "number"}), "/at?p=1e2", 100.0),
        (parameter("query", {"type": "boolean"}), "/at?p=true", True),
        (parameter("query", {"type": ["integer", "null"]}), "/at?p=null", None),
        (parameter("query", {"type": ["integer", "string"]}), "/at?p=5", 5),
        (parameter("query", {"type": ["integer", "string"]}), "/at?p=05", "05"),
        (parameter("query", {"enum": ["1", 2]}), "/at?p=1", "1"),
        (parameter("query", {"enum": ["1", 2]}), "/at?p=2", 2),
        (parameter("query", {"const": True}), "/at?p=true", True),
        (parameter("query", {"anyOf": [INTEGER, {"type": "boolean"}]}), "/at?p=false", False),
        (parameter("query", {"allOf": [INTEGER, {"minimum": 3}]}), "/at?p=3", 3),
        (parameter("query", STRING), "/at?p=a+b%2Bc", "a b+c"),
        (parameter("query", STRING), "/at?p=", ""),
        (parameter("query", STRING), "/at", None),
        (parameter("query", {}), "/at?p=5", "5"),
        (parameter("query", INTEGERS), "/at?p=1&p=2", [1, 2]),
        (parameter("query", INTEGERS, explode=False), "/at?p=1,2", [1, 2]),
        (parameter("query", STRINGS, explode=False), "/at?p=a%2Cb,c", ["a,b", "c"]),
        (parameter("query", INTEGERS, explode=False), "/at?p=", []),
        (
            parameter("query", INTEGERS, style="pipeDelimited", explode=False),
            "/at?p=1%7C2|3",
            [1, 2, 3],
        ),
        (
            parameter("query", STRINGS, style="spaceDelimited", explode=False),
            "/at?p=a%20b+c",
            ["a", "b", "c"],
        ),
        (parameter("query", POINT), "/at?x=1&y=2&z=3&z=4", {"x": 1, "y": "2", "z": [3, 4]}),
        (parameter("query", POINT, explode=False), "/at?p=x,1,y,2", {"x": 1, "y": "2"}),
        (
            parameter("query", POINT, style="deepObject"),
            "/at?p[x]=1&p[y]=2&p%5Bz%5D=3",
            {"x": 1, "y": "2", "z": [3]},
        ),
        (
            parameter("query", {"type": "object", "additionalProperties": INTEGER}),
            "/at?a=1&b=2",
            {"a": 1, "b": 2},
        ),
        (parameter("path", INTEGER), "/at/5", 5),
        (parameter("path", STRING), "/at/a%2Fb%20+", "a/b +"),
        (parameter("path", INTEGERS), "/at/1,2", [1, 2]),
        (parameter("path", POINT), "/at/x,1,y,2", {"x": 1, "y": "2"}),
        (parameter("path", POINT, explode=True), "/at/x=1,y=2", {"x": 1, "y": "2"}),
        (parameter("path", INTEGER, style="label"), "/at/.5", 5),
        (parameter("path", INTEGERS, style="label"), "/at/.1,2", [1, 2]),
        (parameter("path", INTEGERS, style="label", explode=True), "/at/.1.2", [1, 2]),
        (parameter("path", POINT, style="label", explode=True), "/at/.x=1.y=2", {"x": 1, "y": "2"}),
        (parameter("path", INTEGER, style="matrix"), "/at/;p=5", 5),
        (parameter("path", INTEGERS, style="matrix"), "/at/;p=1,2", [1, 2]),
        (parameter("path", INTEGERS, style="matrix", explode=True), "/at/;p=1;p=2", [1, 2]),
        (parameter("path", POINT, style="matrix"), "/at/;p=x,1,y,2", {"x": 1, "y": "2"}),
        (
            parameter("path", POINT, style="matrix", explode=True),
            "/at/;x=1;y=2",
            {"x": 1, "y": "2"},
        ),
    ],
)
async def test_reads(declared: dict[str, Any], url: str, value: object) -> None:
    assert await send(declared, url) == (200, value)


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        (parameter("query", INTEGER), "/at?p=05"),
        (parameter("query", INTEGER), "/at?p=+5"),
        (parameter("query", INTEGER), "/at?p=%205"),
        (parameter("query", INTEGER), "/at?p=1_000"),
        (parameter("query", INTEGER), "/at?p="),
        (parameter("query", INTEGER), "/at?p=true"),
        (parameter("query", {"type": "number"}), "/at?p=NaN"),
        (parameter("query", {"type": "number"}), "/at?p=1e400"),
        (parameter("query", {"type": "boolean"}), "/at?p=True"),
        (parameter("query", {"type": "boolean"}), "/at?p=1"),
        (parameter("query", INTEGER), "/at?p=1&p=2"),
        (parameter("query", STRING), "/at?p=%00"),
        (parameter("query", STRING), "/at?p=%FF"),
        (parameter("query", STRING), "/at?%FF=1"),
        (parameter("query", STRING, required=True), "/at"),
        (parameter("query", POINT, explode=False), "/at?p=x,1,y"),
        (parameter("query", POINT, explode=False), "/at?p=x,1,x,2"),
        (parameter("query", POINT, style="deepObject"), "/at?p[x][y]=1"),
        (parameter("query", POINT, style="deepObject"), "/at?p[x]=1&p[x]=2"),
        (parameter("path", INTEGER), "/at/x"),
        (parameter("path", INTEGER, style="label"), "/at/5"),
        (parameter("path", INTEGER, style="matrix"), "/at/5"),
        (parameter("path", INTEGER, style="matrix"), "/at/;q=5"),
        (parameter("path", INTEGERS, style="matrix", explode=True), "/at/;q=5"),
        (parameter("path", POINT, explode=True), "/at/x=1,y"),
    ],
)
async def test_refuses(declared: dict[str, Any], url: str) -> None:
    status, errors = await send(declared, url)
    assert status == 422
    assert errors[0]["in"] == declared["in"]


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (INTEGER, "5", 5),
        (STRING, " a ", "a"),
        (INTEGERS, "1, 2", [1, 2]),
        (POINT, "x,1,y,2", {"x": 1, "y": "2"}),
    ],
)
async def test_headers(schema: dict[str, Any], text: str, value: object) -> None:
    declared = parameter("header", schema, name="X-P")
    app = echo_app(document({"/at": {"get": operation(parameters=[declared])}}))
    async with client_of(app) as client:
        response = await client.get("/at", headers={"x-p": text})
    assert response.json() == {"X-P": value}


@pytest.mark.parametrize(
    ("schema", "cookie", "value"),
    [
        (INTEGER, "a=1; p=5", 5),
        (STRING, "p=a%20b", "a b"),
        ({**INTEGERS}, "p=1; p=2", [1, 2]),
    ],
)
async def test_cookies(schema: dict[str, Any], cookie: str, value: object) -> None:
    assert await send(parameter("cookie", schema), "/at", headers={"cookie": cookie}) == (
        200,
        value,
    )


@pytest.mark.parametrize("location", ["query", "header", "cookie", "path"])
async def test_content(location: str) -> None:
    declared = parameter(location, {})
    del declared["schema"]
    declared["content"] = {"application/json": {"schema": POINT}}
    text = '{"x":1}'
    urls = {"query": "/at?p=%7B%22x%22%3A1%7D", "path": "/at/%7B%22x%22%3A1%7D"}
    headers = {"header": {"p": text}, "cookie": {"cookie": "p=%7B%22x%22%3A1%7D"}}
    sent = await send(declared, urls.get(location, "/at"), headers=headers.get(location))
    assert sent == (200, {"x": 1})


async def test_content_is_json_or_refused() -> None:
    declared = parameter("query", {})
    del declared["schema"]
    declared["content"] = {"application/json": {"schema": POINT}}
    assert (await send(declared, "/at?p=nope"))[0] == 422
    assert (await send(declared, "/at?p=1&p=2"))[0] == 422
    assert await send(declared, "/at") == (200, None)


async def test_text_content_is_read_by_its_schema() -> None:
    declared = parameter("query", {})
    del declared["schema"]
    declared["content"] = {"text/plain": {"schema": INTEGER}}
    assert await send(declared, "/at?p=5") == (200, 5)


async def test_names_in_several_locations_get_keys_of_their_own() -> None:
    parameters = [
        {"name": "id", "in": "path", "required": True, "schema": STRING},
        {"name": "id", "in": "query", "schema": INTEGER},
        {"name": "Accept", "in": "header", "schema": INTEGER},
    ]
    app = echo_app(document({"/at/{id}": {"parameters": parameters, "get": operation()}}))
    async with client_of(app) as client:
        response = await client.get("/at/a?id=1")
    assert response.json() == {"path:id": "a", "query:id": 1}


async def test_unknown_query_parameters_are_refused_where_the_document_says_so() -> None:
    declared = [parameter("query", POINT, style="deepObject"), parameter("query", STRING, name="q")]
    lenient = document({"/at": {"get": operation(parameters=declared)}})
    strict = {**lenient, "x-strict-query": True}
    async with client_of(echo_app(lenient)) as client:
        assert (await client.get("/at?other=1")).status_code == 200
    async with client_of(echo_app(strict)) as client:
        assert (await client.get("/at?p[x]=1&q=2")).status_code == 200
        response = await client.get("/at?other=1")
        assert response.status_code == 422
        assert response.json()["errors"][0]["parameter"] == "other"
        assert (await client.get("/at?%FF=1")).status_code == 422
        many = "&".join(f"n{number}=" for number in range(500))
        listed = (await client.get(f"/at?{many}&q=2")).json()["errors"]
        assert [error.get("parameter") for error in listed[:20]] == [f"n{n}" for n in range(20)]
        assert [error["detail"] for error in listed[20:]] == [
            "There are 480 more that are unknown."
        ]


async def test_several_placeholders_in_a_segment() -> None:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": STRING} for name in ("a", "b-c")
    ]
    app = echo_app(document({"/at/{a}.{b-c}": {"get": operation(parameters=parameters)}}))
    app.router.routes.clear()
    contract = app.state.contract
    assert contract.operations["echo"].template.match("/at/x.y.z") == {"a": "x", "b-c": "y.z"}
    assert contract.operations["echo"].template.match("/at/xy") is None
    assert contract.operations["echo"].template.match("/other/x.y") is None
