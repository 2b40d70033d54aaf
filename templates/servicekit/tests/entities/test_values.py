"""What is stored comes back in the form that the contract promises."""

from typing import Any

import pytest

from servicekit.entities import Entities
from servicekit.problems import Conflict, Invalid

from .helpers import change, make_book, read, titles
from .library import BOOK

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("field", "given", "returned"),
    [
        ("title", "", ""),
        ("title", "e\u0301 \U0001f600 \\ ' \" %s $1 :x", "e\u0301 \U0001f600 \\ ' \" %s $1 :x"),
        ("title", "x" * 100_000, "x" * 100_000),
        ("pages", 9007199254740991, 9007199254740991),
        ("pages", -9007199254740991, -9007199254740991),
        ("pages", 1.0, 1),
        ("weight", 5e-324, 5e-324),
        ("weight", -1.7976931348623157e308, -1.7976931348623157e308),
        ("weight", 0.1, 0.1),
        ("weight", 3, 3.0),
        ("price", "1.5", "1.5000"),
        ("price", "-0", "0.0000"),
        ("price", "-0.0", "0.0000"),
        ("price", "-0.0001", "-0.0001"),
        ("price", "999999999999999.9999", "999999999999999.9999"),
        ("printed", "0001-01-01", "0001-01-01"),
        ("printed", "9999-12-31", "9999-12-31"),
        ("soldAt", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"),
        ("soldAt", "2026-01-02T03:04:05.1+02:00", "2026-01-02T01:04:05.100000Z"),
        ("soldAt", "2026-01-02T00:00:00.123456-23:59", "2026-01-02T23:59:00.123456Z"),
        ("soldAt", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
        ("soldAt", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        (
            "code",
            "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE",
            "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
        ),
        ("lent", True, True),
        ("extra", "text", "text"),
        ("extra", False, False),
        ("extra", {"b": [None, {}], "a": "\u2028"}, {"b": [None, {}], "a": "\u2028"}),
        (
            "extra",
            [1e308, 0.1, -0.0, 2**70, 10**21, 5e-324],
            [1e308, 0.1, 0.0, 2**70, 1e21, 5e-324],
        ),
    ],
)
async def test_round_trip(entities: Entities, field: str, given: Any, returned: Any) -> None:
    created = await make_book(entities, **{field: given})
    assert created[field] == returned
    assert type(created[field]) is type(returned)
    assert (await read(entities, BOOK, created["id"]))[field] == returned


@pytest.mark.parametrize("field", ["soldAt"])
@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
async def test_an_instant_outside_the_calendar_is_refused(
    entities: Entities, field: str, instant: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await make_book(entities, **{field: instant})
    assert [violation.pointer for violation in refused.value.errors] == [f"/{field}"]


async def test_json_has_a_largest_size(entities: Entities) -> None:
    fits = "x" * (65536 - 2)
    assert (await make_book(entities, extra=fits))["extra"] == fits
    with pytest.raises(Invalid):
        await make_book(entities, extra=fits + "x")


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ({"title": "Tea"}, {"title": "Tea"}),
        ({"pages": 7}, {"pages": 7}),
        ({"weight": 0.1}, {"weight": 0.1}),
        ({"price": "1.50"}, {"price": "1.5"}),
        ({"printed": "2026-01-02"}, {"printed": "2026-01-02"}),
        ({"soldAt": "2026-01-02T03:04:05Z"}, {"soldAt": "2026-01-02T05:04:05.0+02:00"}),
        (
            {"code": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"},
            {"code": "AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE"},
        ),
        ({"lent": True}, {"lent": True}),
    ],
)
async def test_filters_compare_values(entities: Entities, stored: Any, asked: Any) -> None:
    await make_book(entities, **{"title": "Tea", **stored})
    await make_book(entities, "Other", lent="title" in stored)
    assert await titles(entities, **asked) == ["Tea"]


async def test_an_optional_field_is_null_and_a_default_fills_in(entities: Entities) -> None:
    book = await make_book(entities)
    assert book["pages"] is None
    assert book["extra"] == {"tags": []}
    assert (await make_book(entities, extra=None))["extra"] is None


async def test_a_patch_that_does_not_fit_what_is_stored_is_a_conflict(entities: Entities) -> None:
    half = "x" * 40_000
    book = await make_book(entities, extra={"a": half})
    with pytest.raises(Conflict) as refused:
        await change(entities, BOOK, book, extra={"b": half})
    assert [violation.pointer for violation in refused.value.errors] == ["/extra"]
    assert (await read(entities, BOOK, book["id"])) == book


async def test_a_patch_merges_json(entities: Entities) -> None:
    book = await make_book(entities, extra={"a": 1, "b": {"c": 2, "d": 3}})
    book = await change(entities, BOOK, book, extra={"a": None, "b": {"d": None, "e": [None]}})
    assert book["extra"] == {"b": {"c": 2, "e": [None]}}
    book = await change(entities, BOOK, book, extra=[1])
    assert book["extra"] == [1]
    book = await change(entities, BOOK, book, extra={"new": {"x": None}})
    assert book["extra"] == {"new": {}}
    book = await change(entities, BOOK, book, extra=None)
    assert book["extra"] is None
