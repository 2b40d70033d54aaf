"""What every list of a service promises: filters, order, pages."""

from collections.abc import Iterable
from functools import cmp_to_key
from itertools import pairwise
from typing import Any, ClassVar, cast

import httpx2

from servicekit.testing.suites.api import Api
from servicekit.testing.suites.cases import ResourceCase
from servicekit.testing.suites.maker import Maker, Record
from servicekit.testing.suites.resources import problem


async def walk(api: Api, path: str, **params: Any) -> list[list[Record]]:
    """Every page of a list, following `nextCursor`."""
    pages: list[list[Record]] = []
    cursor: str | None = None
    while True:
        sent = {**params, **({"cursor": cursor} if cursor else {})}
        page = await listed(await api.get(path, params=sent))
        pages.append(page["items"])
        cursor = page["nextCursor"]
        if cursor is None:
            return pages


async def listed(response: httpx2.Response) -> Record:
    """A page; asserts that it is one."""
    assert response.status_code == 200, response.text
    page = cast("Record", response.json())
    assert set(page) == {"items", "nextCursor"}
    return page


def text(value: Any) -> str:
    """A JSON value as it stands in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def ids(records: Iterable[Record]) -> list[str]:
    """The ids of records, in their order."""
    return [record["id"] for record in records]


class ListSuite:
    """Lists; a service's tests inherit and name `cases`."""

    cases: ClassVar[Iterable[ResourceCase]] = ()

    async def test_pages_hold_each_record_once(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        assert await walk(api, case.path) == [[]]
        stored = [await make.store(case, optional=False) for _ in range(5)]
        pages = await walk(api, case.path, limit=2)
        assert [len(page) for page in pages] == [2, 2, 1]
        assert ids(record for page in pages for record in page) == sorted(ids(stored))
        exact = await walk(api, case.path, limit=5)
        assert [len(page) for page in exact] == [5]

    async def test_pages_stay_stable_while_records_come_and_go(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        stored = [await make.store(case, optional=False) for _ in range(4)]
        first = await listed(await api.get(case.path, params={"limit": 2}))
        gone = first["items"][0]
        await api.delete(f"{case.path}/{gone['id']}", gone["version"])
        late = await make.store(case, optional=False)
        rest = await listed(
            await api.get(case.path, params={"limit": 100, "cursor": first["nextCursor"]})
        )
        assert ids(rest["items"]) == [*sorted(ids(stored))[2:], late["id"]]

    async def test_the_default_page_has_twenty(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for _ in range(21):
            await make.store(case, optional=False)
        pages = await walk(api, case.path)
        assert [len(page) for page in pages] == [20, 1]

    async def test_limits_are_bounded(self, case: ResourceCase, api: Api) -> None:
        for limit in ("0", "101", "-1", "two", "1.5", ""):
            problem(await api.get(case.path, params={"limit": limit}), 422)
        for limit in ("1", "100"):
            await listed(await api.get(case.path, params={"limit": limit}))

    async def test_unknown_and_malformed_parameters_are_refused(
        self, case: ResourceCase, api: Api
    ) -> None:
        for params in ({"surplus": "1"}, {"sort": "surplus"}, {"sort": ""}, {"cursor": "x"}):
            problem(await api.get(case.path, params=params), 422)

    async def test_a_cursor_belongs_to_its_list(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for _ in range(2):
            await make.store(case, optional=False)
        page = await listed(await api.get(case.path, params={"limit": 1}))
        cursor = page["nextCursor"]
        other = await api.get(case.path, params={"sort": "-id", "cursor": cursor})
        assert other.status_code in (404, 422)
        middle = len(cursor) // 2
        forged = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
        assert (await api.get(case.path, params={"cursor": forged})).status_code in (404, 422)

    async def test_filters_keep_what_equals(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        stored = [await make.store(case) for _ in range(3)]
        for field in case.fields:
            if not field.filterable:
                continue
            wanted = stored[0][field.name]
            if wanted is None:
                continue
            pages = await walk(api, case.path, **{field.name: text(wanted)})
            found = {record["id"] for page in pages for record in page}
            everything = await walk(api, case.path, limit=100)
            assert found == {
                record["id"]
                for page in everything
                for record in page
                if record[field.name] == wanted
            }, field.name
            assert stored[0]["id"] in found

    async def test_sorting_orders_and_pages(
        self, case: ResourceCase, api: Api, make: Maker
    ) -> None:
        for index in range(5):
            await make.store(case, optional=index % 2 == 0)
        names = ["id", "createdAt", "updatedAt", "version"]
        names += [field.name for field in case.fields if field.sortable]
        for name in names:
            upward = await walk(api, case.path, sort=name, limit=2)
            downward = await walk(api, case.path, sort=f"-{name}", limit=2)
            up = [record for page in upward for record in page]
            down = [record for page in downward for record in page]
            assert sorted(ids(up)) == sorted(ids(down))
            assert len(set(ids(up))) == len(up) >= 5
            assert [record[name] for record in up] == [record[name] for record in reversed(down)]
            assert in_order(up, name, numeric=_numeric(case, name))

    async def test_ties_are_broken_by_id(self, case: ResourceCase, api: Api, make: Maker) -> None:
        stored = [await make.store(case, optional=False) for _ in range(3)]
        pages = await walk(api, case.path, sort="-version", limit=1)
        assert ids(record for page in pages for record in page) == sorted(ids(stored))


def _numeric(case: ResourceCase, name: str) -> bool:
    return name == "version" or any(
        field.name == name and field.kind in ("integer", "number", "decimal", "boolean")
        for field in case.fields
    )


def in_order(records: list[Record], name: str, *, numeric: bool) -> bool:
    """Whether values rise, equal ones by id, and nulls stand together at one end."""

    def compare(one: Record, other: Record) -> int:
        left = (_key(one[name], numeric=numeric), one["id"])
        right = (_key(other[name], numeric=numeric), other["id"])
        return (left > right) - (left < right)

    present = [record for record in records if record[name] is not None]
    flags = [record[name] is None for record in records]
    together = sum(1 for one, other in pairwise(flags) if one != other) <= 1
    return together and present == sorted(present, key=cmp_to_key(compare))


def _key(value: Any, *, numeric: bool) -> Any:
    return float(value) if numeric else str(value)
