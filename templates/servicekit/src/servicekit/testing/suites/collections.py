"""What the resources of a given document promise: what was sent can be found again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import httpx2
import pytest

from servicekit.contract import Contract
from servicekit.settings import Settings
from servicekit.testing.suites.requests import Credentials, Samples
from servicekit.testing.suites.values import Values
from servicekit.testing.tokens import TokenFactory

_UNKNOWN = 987_654


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionCase:
    """One resource: the operations on it, by kind, and where its parts stand."""

    path: str
    operations: Mapping[str, str]
    key: str
    item: str | None = None
    items: str | None = None
    parents: tuple[str, ...] = field(default=())


def load_collections(directory: Path) -> tuple[CollectionCase, ...]:
    """The cases in a service's folder."""
    text = (directory / "tests" / "collections.json").read_text("utf-8")
    return tuple(
        CollectionCase(**{**case, "parents": tuple(case["parents"])}) for case in json.loads(text)
    )


class Caller:
    """Sends valid requests of operations, with credentials."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        contract: Contract,
        samples: Samples,
        credentials: Credentials,
    ) -> None:
        """Call with a client."""
        self._client = client
        self._contract = contract
        self._samples = samples
        self._credentials = credentials
        self._numbers = count(1)

    async def send(self, operation_id: str, path: Mapping[str, object]) -> httpx2.Response:
        """The answer to a valid request; the test is skipped where none can be made."""
        operation = self._contract.operations[operation_id]
        try:
            sample = self._samples.make(operation, next(self._numbers), path)
            self._credentials.meet(operation, sample)
        except LookupError as error:
            pytest.skip(str(error))
        headers = {**sample.headers, "Content-Type": sample.headers.get("Content-Type", "")}
        sample.headers = {name: value for name, value in headers.items() if value}
        return await self._client.request(sample.method, sample.url, **sample.arguments())

    def unknown(self, operation_id: str, name: str) -> object:
        """A key that nothing has."""
        operation = self._contract.operations[operation_id]
        schema = next(item.schema for item in operation.parameters if item.name == name)
        values = Values(self._contract)
        return values.make(schema, _UNKNOWN) if schema is not None else "unknown"


class CollectionSuite:
    """A service's tests inherit and name `cases`."""

    cases: ClassVar[Iterable[CollectionCase]] = ()

    @pytest.fixture
    def caller(
        self,
        client: httpx2.AsyncClient,
        contract: Contract,
        values: Values,
        settings: Settings,
        tokens: TokenFactory,
    ) -> Caller:
        """A caller that may do everything; the database is empty."""
        samples = Samples(contract, values)
        return Caller(client, contract, samples, Credentials(contract, settings, tokens))

    async def test_what_is_created_can_be_found(
        self, collection: CollectionCase, caller: Caller
    ) -> None:
        place, created = await self._create(collection, caller)
        if "get" in collection.operations:
            read = await caller.send(collection.operations["get"], place)
            assert read.status_code == 200, read.text
            assert read.json()[collection.key] == created[collection.key]
        if "list" in collection.operations:
            listed = await caller.send(collection.operations["list"], place)
            assert listed.status_code == 200, listed.text
            found = listed.json()[collection.items] if collection.items else listed.json()
            assert created[collection.key] in [item[collection.key] for item in found]

    async def test_what_is_changed_stays_changed(
        self, collection: CollectionCase, caller: Caller
    ) -> None:
        changes = [kind for kind in ("update", "replace") if kind in collection.operations]
        if not changes:
            pytest.skip("the document changes nothing here")
        place, created = await self._create(collection, caller)
        for kind in changes:
            answered = await caller.send(collection.operations[kind], place)
            assert answered.status_code in (200, 201, 202, 204), answered.text
            if "get" in collection.operations:
                read = await caller.send(collection.operations["get"], place)
                assert read.status_code == 200, read.text
                assert read.json()[collection.key] == created[collection.key]
                if answered.content:
                    assert read.json() == answered.json()

    async def test_what_is_deleted_is_gone(
        self, collection: CollectionCase, caller: Caller
    ) -> None:
        if "delete" not in collection.operations:
            pytest.skip("the document deletes nothing here")
        place, created = await self._create(collection, caller)
        answered = await caller.send(collection.operations["delete"], place)
        assert answered.status_code in (200, 202, 204), answered.text
        if "get" in collection.operations:
            again = await caller.send(collection.operations["get"], place)
            assert again.status_code == 404, created

    async def test_what_does_not_exist_is_not_found(
        self, collection: CollectionCase, caller: Caller
    ) -> None:
        if collection.item is None or "get" not in collection.operations:
            pytest.skip("the document reads no item here")
        operation = collection.operations["get"]
        place = {
            name: caller.unknown(operation, name) for name in (*collection.parents, collection.item)
        }
        assert (await caller.send(operation, place)).status_code == 404

    async def _create(
        self,
        collection: CollectionCase,
        caller: Caller,
    ) -> tuple[dict[str, object], dict[str, Any]]:
        """Creates one, its parents first; the placeholders that name it, and what was answered."""
        if "create" not in collection.operations:
            pytest.skip("the document creates nothing here")
        place: dict[str, object] = {}
        for parent in collection.parents:
            above = next((case for case in self.cases if case.item == parent), None)
            if above is not None and "create" in above.operations:
                upper, _ = await self._create(above, caller)
                place.update(upper)
            else:
                place[parent] = caller.unknown(collection.operations["create"], parent)
        answered = await caller.send(collection.operations["create"], place)
        if answered.status_code == 404 and collection.parents:
            pytest.skip("the document creates no parent for it")
        assert answered.status_code in (200, 201), answered.text
        created: dict[str, Any] = answered.json()
        if collection.item is not None:
            place[collection.item] = created[collection.key]
        return place, created
