"""The steps of the features under `specs/features`; pytest loads them by itself.

"It" is what a scenario stored or created last.
"""

import asyncio
from collections.abc import Iterator, Mapping

import httpx2
import pytest
from pytest_bdd import given, parsers, then, when

from servicekit.testing.rules import EntityRules
from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import ResourceCase
from servicekit.testing.suites.maker import Maker
from servicekit.testing.suites.resources import merged
from servicekit.testing.suites.scene import Scene
from servicekit.testing.suites.values import Values
from servicekit.testing.tokens import TokenFactory


@pytest.fixture
def scene(
    live_server: str,
    values: Values,
    tokens: TokenFactory,
    cases: tuple[ResourceCase, ...],
    rules: Mapping[str, EntityRules],
    every_role: frozenset[str],
) -> Iterator[Scene]:
    """A scenario against the service on a socket."""
    with asyncio.Runner() as runner:
        client = httpx2.AsyncClient(base_url=live_server, timeout=30.0)
        api = Api(client, lambda roles: tokens.token(*roles), every_role)
        make = Maker(api, values, cases, rules)
        yield Scene(runner, api, make, {case.tag: case for case in cases})
        runner.run(client.aclose())


@given(parsers.parse('a client with the roles "{roles}"'))
def given_client(scene: Scene, roles: str) -> None:
    """Speaks with exactly these roles from here on."""
    scene.sender = {"roles": [role.strip() for role in roles.split(",")]}


@given("a client without a token")
def given_stranger(scene: Scene) -> None:
    """Speaks without a credential from here on."""
    scene.sender = {"anonymous": True}


@given(parsers.parse('one of "{plural}" is stored'))
def given_stored(scene: Scene, plural: str) -> None:
    """Stores a record, with everything it needs."""
    scene.record = scene.wait(scene.make.store(scene.about(plural)))


@when(parsers.parse('the client creates one of "{plural}"'))
def when_creates(scene: Scene, plural: str) -> None:
    """Sends a valid body."""
    case = scene.about(plural)
    body = scene.wait(scene.make.body(case))
    scene.answer = scene.wait(scene.api.create(case.path, body, **scene.sender))
    scene.record = scene.answer.json() if scene.answer.status_code == 201 else None


@when(parsers.parse('the client creates one of "{plural}" with an unknown property'))
def when_creates_with_unknown(scene: Scene, plural: str) -> None:
    """Sends a body with a property that the document does not know."""
    case = scene.about(plural)
    body = scene.wait(scene.make.body(case, optional=False)) | {"surplus": 1}
    scene.answer = scene.wait(scene.api.create(case.path, body, **scene.sender))


@when("the client reads it")
def when_reads(scene: Scene) -> None:
    """Reads the record by its id."""
    scene.answer = scene.wait(scene.api.get(scene.path, **scene.sender))


@when(parsers.parse('the client lists "{plural}"'))
def when_lists(scene: Scene, plural: str) -> None:
    """Lists the newest first."""
    path = f"{scene.about(plural).path}?sort=-createdAt&limit=100"
    scene.answer = scene.wait(scene.api.get(path, **scene.sender))


@when("the client updates it")
def when_updates(scene: Scene) -> None:
    """Changes the version that was read."""
    version = scene.stored["version"]
    scene.change = scene.wait(scene.make.change(scene.case))
    scene.answer = scene.wait(scene.api.update(scene.path, scene.change, version, **scene.sender))


@when("the client updates it without its version")
def when_updates_blindly(scene: Scene) -> None:
    """Sends a change without `If-Match`."""
    change = scene.wait(scene.make.change(scene.case))
    scene.answer = scene.wait(scene.api.send("PATCH", scene.path, json=change, **scene.sender))


@when("the client updates it with an old version")
def when_updates_old(scene: Scene) -> None:
    """Changes the version that was read, after somebody else has changed it."""
    version = scene.stored["version"]
    first, second = (scene.wait(scene.make.change(scene.case)) for _ in range(2))
    assert scene.wait(scene.api.update(scene.path, first, version)).status_code == 200
    scene.answer = scene.wait(scene.api.update(scene.path, second, version, **scene.sender))


@when("the client deletes it")
def when_deletes(scene: Scene) -> None:
    """Deletes the version that was read."""
    version = scene.stored["version"]
    scene.answer = scene.wait(scene.api.delete(scene.path, version, **scene.sender))


@then(parsers.parse("the answer is {status:d}"))
def then_status(scene: Scene, status: int) -> None:
    """Compares the status of the last answer."""
    assert scene.answered.status_code == status, scene.answered.text


@then("the answer is what is stored")
def then_same(scene: Scene) -> None:
    """Compares the last answer with the record."""
    assert scene.answered.json() == scene.stored


@then("the list contains it")
def then_listed(scene: Scene) -> None:
    """Looks for the record in the last answer."""
    assert scene.stored["id"] in [item["id"] for item in scene.answered.json()["items"]]


@then("the change can be read back")
def then_changed(scene: Scene) -> None:
    """Reads the record and finds what was sent."""
    read = scene.wait(scene.api.get(scene.path)).json()
    assert read["version"] == scene.stored["version"] + 1
    assert all(
        merged(scene.case.field(name), read[name], value) for name, value in scene.change.items()
    )


@then("it is gone")
def then_gone(scene: Scene) -> None:
    """Reads the record and does not find it."""
    assert scene.wait(scene.api.get(scene.path)).status_code == 404
