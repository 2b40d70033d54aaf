"""Pages: order, filters, cursors."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.entities import Entities
from servicekit.entities.listing import read_page
from servicekit.problems import Invalid, NotFound

from .helpers import Body, all_titles, make_author, make_book, make_label, titles
from .library import AUTHOR, BOOK, sent

pytestmark = pytest.mark.asyncio(loop_scope="session")


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """The statements that run inside the block."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_the_first_page_is_in_order_of_creation(entities: Entities) -> None:
    author = (await make_author(entities))["id"]
    for number in range(25):
        await make_book(entities, f"{number:02}", authorId=author)
    page = (await entities.list(BOOK, sent(), Body)).body
    assert [book["title"] for book in page["items"]] == [f"{number:02}" for number in range(20)]
    assert await titles(entities, cursor=page["nextCursor"]) == ["20", "21", "22", "23", "24"]


async def test_a_page_that_is_just_full_is_the_last(entities: Entities) -> None:
    await make_book(entities, "a")
    await make_book(entities, "b")
    page = (await entities.list(BOOK, sent(limit=2), Body)).body
    assert len(page["items"]) == 2
    assert page["nextCursor"] is None


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize(
    "sort",
    [
        "title",
        "-title",
        "pages",
        "-pages",
        "pages,-title",
        "-price,pages,title",
        "lent,-soldAt,-id",
    ],
)
async def test_pages_make_up_the_sorted_list(entities: Entities, sort: str, limit: int) -> None:
    author = (await make_author(entities))["id"]
    for number in range(15):
        await make_book(
            entities,
            f"{'aBé'[number % 3]}{number:02}",
            authorId=author,
            pages=(None, 1, 2, 1)[number % 4],
            price=(None, "1.5", "-2", "-2", None)[number % 5],
            lent=number % 2 == 0,
            soldAt=(None, "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000001Z")[number // 5],
        )
    whole = await titles(entities, sort=sort, limit=100)
    assert sorted(whole) == sorted(await titles(entities, limit=100))
    assert await all_titles(entities, sort=sort, limit=limit) == whole


@pytest.mark.parametrize(
    ("sort", "condition"),
    [
        (None, "(books.id) > (:1)"),
        ("title", "(books.title, books.id) > (:1, :2)"),
        ("-title,-id", "(books.title, books.id) < (:1, :2)"),
        (
            "-title",
            "books.title <= :1 AND (books.title < :2 OR books.title = :3 AND books.id > :4)",
        ),
        (
            "pages",
            "(books.pages >= :1 OR books.pages IS NULL)"
            " AND (books.pages > :2 OR books.pages IS NULL OR books.pages = :3 AND books.id > :4)",
        ),
    ],
)
async def test_an_index_on_the_sort_keys_tells_where_a_page_begins(
    sort: str | None, condition: str
) -> None:
    page = read_page(BOOK, {} if sort is None else {"sort": sort})
    values = [{"title": "a", "pages": 7, "id": uuid.uuid4()}[o.field.wire] for o in page.orders]
    compiled = page.after(values).compile(dialect=sqlite.dialect(paramstyle="numeric"))
    assert str(compiled) == condition


async def test_text_sorts_by_code_point_and_null_is_largest(entities: Entities) -> None:
    for title, pages in (("b", 1), ("B", None), ("\U0001f600", 2), ("\uffff", 2), ("a", 1)):
        await make_book(entities, title, pages=pages)
    assert await titles(entities, sort="title") == ["B", "a", "b", "\uffff", "\U0001f600"]
    assert await titles(entities, sort="pages,title") == ["a", "b", "\uffff", "\U0001f600", "B"]
    assert await titles(entities, sort="-pages,title") == ["B", "\uffff", "\U0001f600", "a", "b"]


async def test_rows_inserted_meanwhile_neither_repeat_nor_hide_others(entities: Entities) -> None:
    for title in ("b", "d", "f"):
        await make_book(entities, title)
    page = (await entities.list(BOOK, sent(sort="title", limit=2), Body)).body
    for title in ("a", "c", "e"):
        await make_book(entities, title)
    rest = await titles(entities, sort="title", cursor=page["nextCursor"])
    assert rest == ["e", "f"]


async def test_long_sort_values_are_read_from_the_row(entities: Entities) -> None:
    for letter in "cab":
        await make_book(entities, letter * 90_000)
    page = (await entities.list(BOOK, sent(sort="title", limit=1), Body)).body
    assert len(page["nextCursor"]) < 200
    assert await titles(entities, sort="title", cursor=page["nextCursor"]) == [
        "b" * 90_000,
        "c" * 90_000,
    ]
    await entities.delete(BOOK, sent(id=page["items"][0]["id"], if_match="*"))
    with pytest.raises(NotFound):
        await titles(entities, sort="title", cursor=page["nextCursor"])


async def test_a_cursor_belongs_to_its_list(entities: Entities) -> None:
    for title in "abc":
        await make_book(entities, title, price="1.50")
    query = {"sort": "title", "price": "1.5"}
    cursor = (await entities.list(BOOK, sent(limit=1, **query), Body)).body["nextCursor"]
    assert await titles(entities, cursor=cursor, sort="title", price="1.500") == ["b", "c"]
    for other in ({"sort": "-title", "price": "1.5"}, {"sort": "title"}, {**query, "title": "b"}):
        with pytest.raises(NotFound):
            await titles(entities, cursor=cursor, **other)
    with pytest.raises(NotFound):
        await entities.list(AUTHOR, sent(cursor=cursor), Body)


async def test_a_cursor_with_any_character_changed_is_refused(entities: Entities) -> None:
    await make_book(entities, "a")
    await make_book(entities, "b")
    cursor = (await entities.list(BOOK, sent(limit=1), Body)).body["nextCursor"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, letter in itertools.product(range(len(cursor)), alphabet):
        if cursor[place] == letter:
            continue
        changed = cursor[:place] + letter + cursor[place + 1 :]
        with pytest.raises(NotFound):
            await titles(entities, cursor=changed)
    for broken in ("", "=", "é", cursor + "=", cursor + "\n", cursor[:-1]):
        with pytest.raises(NotFound):
            await titles(entities, cursor=broken)


@pytest.mark.parametrize("sort", ["nothing", "extra", "labels", "title,", "--title", "TITLE"])
async def test_an_unknown_sort_key_is_refused(entities: Entities, sort: str) -> None:
    with pytest.raises(Invalid) as refused:
        await titles(entities, sort=sort)
    assert [violation.parameter for violation in refused.value.errors] == ["sort"]


async def test_filters_add_up_and_follow_references(entities: Entities) -> None:
    ann, bob = [(await make_author(entities, name))["id"] for name in ("Ann", "Bob")]
    for title, author, pages in (("a", ann, 1), ("b", ann, 2), ("c", bob, 1)):
        await make_book(entities, title, authorId=author, pages=pages)
    assert await titles(entities, authorId=ann) == ["a", "b"]
    assert await titles(entities, authorId=ann.upper(), pages=1) == ["a"]
    assert await titles(entities, title="A") == []


async def test_unique_email_ignores_case_where_it_is_searched(entities: Entities) -> None:
    await make_author(entities, email="Ann@a.test")
    found = (await entities.list(AUTHOR, sent(email="ann@A.test"), Body)).body["items"]
    assert [author["email"] for author in found] == ["Ann@a.test"]


async def test_the_number_of_statements_does_not_grow_with_the_page(
    entities: Entities, engine: AsyncEngine
) -> None:
    labels = [(await make_label(entities, text))["id"] for text in "xyz"]
    counts = []
    for number in (1, 8):
        author = (await make_author(entities))["id"]
        for _ in range(number):
            await make_book(entities, authorId=author, labels=labels)
        with counted(engine) as statements:
            page = (await entities.list(BOOK, sent(authorId=author), Body)).body
        assert [book["labels"] for book in page["items"]] == [sorted(labels)] * number
        counts.append(len(statements))
    assert counts == [2, 2]
