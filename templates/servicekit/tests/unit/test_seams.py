"""Where a service plugs its own things in: settings, dependencies, rules of its entities."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar

import pytest
from fastapi import APIRouter, Depends
from starlette.responses import Response

from servicekit.app import build_app
from servicekit.contract import Contract
from servicekit.operations import CallDep, Operations
from servicekit.replies import answer
from servicekit.requests import OperationRequest, receive
from servicekit.security import authorise
from servicekit.settings import Settings
from servicekit.testing import EntityRules, example_answer, handler_call
from servicekit.testing.suites.cases import FieldCase, ResourceCase
from servicekit.testing.suites.maker import Maker
from servicekit.testing.suites.values import Values

from .echo import SERVICE, client_of, document, operation

ANSWER = {"application/json": {"schema": {"type": "string"}, "example": "hello"}}
CONTRACT = Contract(
    document(
        {"/at": {"get": operation(responses={"200": {"description": "ok", "content": ANSWER}})}},
        schemas={"ThingCreate": {"properties": {"name": {"type": "string"}, "sum": {}}}},
    )
)


class Own(Settings):
    greeting: str = "hello"


class Greeter:
    def __init__(self, word: str) -> None:
        self.word = word
        self.open = True


OPENED: list[Greeter] = []


@asynccontextmanager
async def greeters(settings: Own) -> AsyncIterator[Greeter]:
    OPENED.append(Greeter(settings.greeting))
    yield OPENED[-1]
    OPENED[-1].open = False


class Echo(OperationRequest):
    operation_id: ClassVar[str] = "echo"


class Greetings(Operations[Greeter, Own]):
    async def greet(self, _request: Echo) -> str:
        return f"{self.call.dependencies.word} {self.call.settings.greeting}"


def handlers(call: CallDep) -> Greetings:
    return Greetings(call)


router = APIRouter(dependencies=[Depends(authorise)])


@router.get("/at", operation_id="echo")
async def echo(
    request: Annotated[Echo, Depends(receive(Echo))],
    greetings: Annotated[Greetings, Depends(handlers)],
) -> Response:
    return await answer("echo", greetings.greet(request))


async def test_handlers_have_the_service_s_own_settings_and_dependencies() -> None:
    own = Own(
        environment="test", database_url="postgresql://nobody@127.0.0.1:1/none", greeting="hi"
    )
    app = build_app(
        SERVICE, routers=[router], settings=own, contract=CONTRACT, dependencies=greeters
    )
    async with app.router.lifespan_context(app), client_of(app) as client:
        assert (await client.get("/at")).json() == "hi hi"
        assert OPENED[-1].open
    assert not OPENED[-1].open


async def test_a_mock_opens_nothing() -> None:
    own = Own(environment="test", mock=True)
    before = len(OPENED)
    app = build_app(
        SERVICE, routers=[router], settings=own, contract=CONTRACT, dependencies=greeters
    )
    async with app.router.lifespan_context(app), client_of(app) as client:
        assert (await client.get("/at")).json() == "hello"
    assert len(OPENED) == before


async def test_a_handler_is_tested_without_http() -> None:
    call = handler_call(
        CONTRACT,
        "echo",
        roles=["editor"],
        dependencies=Greeter("hey"),
        settings=Own(environment="test"),
    )
    assert await Greetings(call).greet(Echo()) == "hey hello"
    assert call.caller.roles == {"editor"}
    assert example_answer(CONTRACT, "echo") == "hello"
    with pytest.raises(AssertionError, match="no database"):
        await call.session.flush()


def thing(*fields: FieldCase) -> ResourceCase:
    return ResourceCase(
        entity="Thing",
        path="/things",
        tag="things",
        create_schema="ThingCreate",
        operations={},
        access={},
        fields=fields,
    )


@pytest.fixture(scope="session")
def rules() -> Mapping[str, EntityRules]:
    def make_body(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "name": "ruled"}

    skipped = {"test_what_a_rule_excludes_is_skipped": "no thing holds this"}
    derived = frozenset({"sum"})
    return {"Thing": EntityRules(make_body=make_body, derived=derived, skipped=skipped)}


class TestRules:
    cases = (thing(FieldCase(name="name", kind="string"), FieldCase(name="sum", kind="json")),)

    def test_what_a_rule_excludes_is_skipped(self, case: ResourceCase) -> None:
        pytest.fail(f"{case.entity} is excluded from this test")

    async def test_a_rule_has_the_last_word_but_for_what_a_test_wants(
        self, case: ResourceCase, rules: Mapping[str, EntityRules]
    ) -> None:
        api: Any = None
        make = Maker(api, Values(CONTRACT), [case], rules)
        assert (await make.body(case))["name"] == "ruled"
        assert (await make.body(case, name="wanted"))["name"] == "wanted"
        assert await make.change(case) == {"name": "ruled"}
