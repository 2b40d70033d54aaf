"""Makes records through the API, with everything they refer to."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

import pytest

from servicekit import pointers
from servicekit.testing.rules import NO_RULES, EntityRules
from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import FieldCase, ResourceCase
from servicekit.testing.suites.values import Values

Record = dict[str, Any]
_ATTEMPTS = 6


class Maker:
    """Test data of a service: distinct, valid, made when it is needed."""

    # One sequence for a whole run: scenarios share their database.
    _numbers = count(1)

    def __init__(
        self,
        api: Api,
        values: Values,
        cases: Iterable[ResourceCase],
        rules: Mapping[str, EntityRules],
    ) -> None:
        self._api = api
        self._values = values
        self._cases = {case.entity: case for case in cases}
        self._rules = rules

    def case(self, entity: str) -> ResourceCase:
        """The case of an entity."""
        return self._cases[entity]

    def rules(self, case: ResourceCase) -> EntityRules:
        """What the service's own rules change about an entity."""
        return self._rules.get(case.entity, NO_RULES)

    def value(self, case: ResourceCase, field: FieldCase, number: int | None = None) -> Any:
        """A valid value of a field that is no reference."""
        place = pointers.join(
            "", "components", "schemas", case.create_schema, "properties", field.name
        )
        return self._values.make(place, next(self._numbers) if number is None else number)

    async def body(
        self,
        case: ResourceCase,
        *,
        optional: bool = True,
        **given: Any,
    ) -> Record:
        """A body that a create accepts, after `given`; without optional properties on demand.

        The rules of the service have the last word but for what was given.
        """
        body: Record = {}
        for field in case.writable:
            if field.name in given:
                body[field.name] = given[field.name]
            elif field.required or (optional and not self._loops(case, field)):
                body[field.name] = await self._any(case, field, optional=optional)
        return {**self.rules(case).make_body(body), **given}

    async def store(
        self,
        case: ResourceCase,
        *,
        optional: bool = True,
        **given: Any,
    ) -> Record:
        """A stored record, as the API answers it.

        A unique key with few values may be taken: then other values are tried, and the test is
        skipped when there are no more.
        """
        for _ in range(_ATTEMPTS):
            sent = await self.body(case, optional=optional, **given)
            response = await self._api.create(case.path, sent)
            if response.status_code != 409 or not case.keys:
                break
        else:
            pytest.skip(f"{case.entity} has no more distinct keys")
        assert response.status_code == 201, response.text
        record: Record = response.json()
        return record

    async def change(self, case: ResourceCase) -> Record:
        """A change of one property, a plain one where the entity has any."""
        derived = self.rules(case).derived
        fresh = await self.body(case)
        fields = sorted(
            (field for field in case.writable if field.name in fresh.keys() - derived),
            key=lambda field: field.kind in ("reference", "many", "json"),
        )
        return {fields[0].name: fresh[fields[0].name]} if fields else {}

    async def _any(self, case: ResourceCase, field: FieldCase, *, optional: bool) -> Any:
        match field.kind:
            case "reference":
                return (await self.store(self._cases[field.target], optional=False))["id"]
            case "many" if not optional:
                return []
            case "many":
                return [(await self.store(self._cases[field.target], optional=False))["id"]]
            case _:
                return self.value(case, field)

    def _loops(self, case: ResourceCase, field: FieldCase) -> bool:
        """Optional references to itself are left out: a record cannot exist before itself."""
        return field.optional and field.kind == "reference" and field.target == case.entity
