"""Creating, changing and deleting: versions, conditions, conflicts."""

import asyncio
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit.database import create_sessions
from servicekit.entities import Entities
from servicekit.entities.cascades import prepare_delete
from servicekit.entities.resource import table_of
from servicekit.problems import (
    Conflict,
    Invalid,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)

from .helpers import Body, change, make, make_author, make_book, make_label, read
from .library import AUTHOR, BOOK, LABEL, REVIEW, BookRow, LabelRow, sent

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOBODY = str(uuid.uuid4())


async def test_a_new_entity(entities: Entities) -> None:
    reply = await Entities(entities._session, base_path="/base").create(
        AUTHOR, sent({"name": "Ann"}), Body
    )
    body = reply.body
    assert reply.status == 201
    assert reply.headers == {"ETag": '"1"', "Location": f"/base/authors/{body['id']}"}
    assert uuid.UUID(body["id"]).version == 7
    assert body == {
        "id": body["id"],
        "createdAt": body["createdAt"],
        "updatedAt": body["createdAt"],
        "version": 1,
        "name": "Ann",
        "email": None,
        "books": [],
    }


async def test_get_answers_304_for_the_version_at_hand(entities: Entities) -> None:
    identity = (await make_author(entities))["id"]
    for header in ('"1"', 'W/"1"', '"0", "1"', "*", '"0",W/"1" '):
        reply = await entities.get(AUTHOR, sent(id=identity, if_none_match=header), Body)
        assert (reply.status, reply.body, reply.headers) == (304, None, {"ETag": '"1"'})
    for header in ('"2"', "1", "", '"1" "2"'):
        reply = await entities.get(AUTHOR, sent(id=identity, if_none_match=header), Body)
        assert reply.status == 200
    with pytest.raises(NotFound):
        await entities.get(AUTHOR, sent(id=NOBODY, if_none_match="*"), Body)


async def test_every_update_raises_the_version(entities: Entities) -> None:
    book = await make_book(entities, pages=7)
    changed = await change(entities, BOOK, book, title="New")
    assert (changed["version"], changed["title"], changed["pages"]) == (2, "New", 7)
    assert changed["updatedAt"] > changed["createdAt"] == book["createdAt"]
    assert (await change(entities, BOOK, changed, pages=None))["pages"] is None
    label = await make_label(entities, "x")
    only_set = await change(entities, BOOK, {**changed, "version": 3}, labels=[label["id"]])
    assert (only_set["version"], only_set["labels"]) == (4, [label["id"]])
    assert await read(entities, BOOK, book["id"]) == only_set


@pytest.mark.parametrize("header", ['"1"', '"0", "1"', "*", ' "1" '])
async def test_if_match_that_holds(entities: Entities, header: str) -> None:
    identity = (await make_author(entities))["id"]
    request = sent({"name": "Bea"}, id=identity, if_match=header)
    reply = await entities.update(AUTHOR, request, Body)
    assert (reply.status, reply.headers) == (200, {"ETag": '"2"'})
    assert (await entities.delete(AUTHOR, sent(id=identity, if_match="*"))).status == 204


@pytest.mark.parametrize("header", ['"2"', 'W/"1"', "1", '"1" "2"', '"01"', "", '"*"'])
async def test_if_match_that_does_not_hold(entities: Entities, header: str) -> None:
    identity = (await make_author(entities))["id"]
    with pytest.raises(PreconditionFailed):
        await entities.update(AUTHOR, sent({}, id=identity, if_match=header), Body)
    with pytest.raises(PreconditionFailed):
        await entities.delete(AUTHOR, sent(id=identity, if_match=header))
    assert (await read(entities, AUTHOR, identity))["version"] == 1


async def test_unknown_comes_before_missing_condition(entities: Entities) -> None:
    identity = (await make_author(entities))["id"]
    with pytest.raises(PreconditionRequired):
        await entities.update(AUTHOR, sent({}, id=identity), Body)
    with pytest.raises(PreconditionRequired):
        await entities.delete(AUTHOR, sent(id=identity))
    for condition in ({}, {"if_match": '"9"'}):
        with pytest.raises(NotFound):
            await entities.update(AUTHOR, sent({}, id=NOBODY, **condition), Body)
        with pytest.raises(NotFound):
            await entities.delete(AUTHOR, sent(id=NOBODY, **condition))


async def _refused(problem: type[Exception], call: Any) -> tuple[str, list[str]]:
    with pytest.raises(problem) as refused:
        await call
    error: Any = refused.value
    return str(error), [violation.pointer for violation in error.errors]


async def test_a_taken_key_is_a_conflict_that_names_the_field(entities: Entities) -> None:
    await make_author(entities, email="Ann@a.test")
    other = await make_author(entities, email="bob@a.test")
    words = ("Another Author has the same email.", ["/email"])
    assert await _refused(Conflict, make_author(entities, email="aNN@A.test")) == words
    assert await _refused(Conflict, change(entities, AUTHOR, other, email="ANN@a.test")) == words
    assert (await make_author(entities))["email"] is (await make_author(entities))["email"] is None


async def test_a_key_may_be_longer_than_an_index_entry(entities: Entities) -> None:
    longest = "\U0001f600" * 100_000
    assert (await make_label(entities, longest))["text"] == longest
    await make_label(entities, longest[:-1])
    assert (await _refused(Conflict, make_label(entities, longest)))[1] == ["/text"]


async def test_a_reference_to_nothing_is_a_conflict(entities: Entities) -> None:
    words = ("Nothing has the id that authorId refers to.", ["/authorId"])
    assert await _refused(Conflict, make_book(entities, authorId=NOBODY)) == words
    book = await make_book(entities)
    assert (await _refused(Conflict, change(entities, BOOK, book, sequelId=NOBODY)))[1] == [
        "/sequelId"
    ]
    assert (await _refused(Conflict, change(entities, BOOK, book, labels=[NOBODY])))[1] == [
        "/labels"
    ]
    assert await read(entities, BOOK, book["id"]) == book


async def test_a_set_of_ids_is_replaced_and_ascending(entities: Entities) -> None:
    labels = [(await make_label(entities, text))["id"] for text in "abcd"]
    book = await make_book(entities, labels=[labels[2], labels[0]])
    assert book["labels"] == [labels[0], labels[2]]
    book = await change(entities, BOOK, book, labels=[labels[3].upper(), labels[2]])
    assert book["labels"] == labels[2:]
    assert (await read(entities, LABEL, labels[3]))["books"] == [book["id"]]
    assert (await change(entities, BOOK, book, labels=[]))["labels"] == []


async def test_a_set_may_be_larger_than_the_parameters_of_a_statement(
    session: AsyncSession, entities: Entities
) -> None:
    await (await session.connection()).execute(
        sa.text(
            "INSERT INTO labels (id, created_at, updated_at, version, text)"
            " SELECT gen_random_uuid(), now(), now(), 1, n::text FROM generate_series(1, 33000) n"
        )
    )
    every = [str(label) for label in await session.exec(select(LabelRow.id).order_by("id"))]
    book = await make_book(entities, labels=every[:20_000])
    assert book["labels"] == every[:20_000]
    book = await change(entities, BOOK, book, labels=every[1:])
    assert book["labels"] == every[1:]
    assert (await _refused(Conflict, change(entities, BOOK, book, labels=[*every, NOBODY])))[1] == [
        "/labels"
    ]


async def test_a_delete_may_touch_more_rows_than_the_parameters_of_a_statement(
    session: AsyncSession,
) -> None:
    connection = await session.connection()
    ids = [uuid.uuid4() for _ in range(33_000)]
    await prepare_delete(connection.execute, table_of(BookRow), ids)


async def test_an_id_twice_in_a_set_is_invalid_in_any_case(entities: Entities) -> None:
    label = (await make_label(entities, "a"))["id"]
    refused = await _refused(Invalid, make_book(entities, labels=[label, label.upper()]))
    assert refused[1] == ["/labels/1"]


async def test_what_is_referred_to_cannot_be_deleted(entities: Entities) -> None:
    book = await make_book(entities)
    gone = entities.delete(AUTHOR, sent(id=book["authorId"], if_match="*"))
    assert await _refused(Conflict, gone) == ("Book.authorId still refers to this Author.", [])
    assert (await read(entities, AUTHOR, book["authorId"]))["books"] == [book["id"]]


async def test_a_delete_cascades_and_clears_and_versions_tell(entities: Entities) -> None:
    book = await make_book(entities)
    prequel = await make_book(entities, sequelId=book["id"])
    review = await make(entities, REVIEW, words="Good", bookId=book["id"])
    answer = await make(entities, REVIEW, words="Yes", bookId=prequel["id"], answersId=review["id"])
    await entities.delete(BOOK, sent(id=book["id"], if_match="*"))
    with pytest.raises(NotFound):
        await read(entities, REVIEW, review["id"])
    left = await read(entities, BOOK, prequel["id"])
    assert (left["sequelId"], left["version"]) == (None, 2)
    still = await read(entities, REVIEW, answer["id"])
    assert (still["answersId"], still["version"]) == (None, 2)


async def test_a_deleted_member_leaves_its_sets(entities: Entities) -> None:
    label = (await make_label(entities, "a"))["id"]
    book = await make_book(entities, labels=[label])
    await entities.delete(LABEL, sent(id=label, if_match="*"))
    left = await read(entities, BOOK, book["id"])
    assert (left["labels"], left["version"]) == ([], 2)


async def test_of_many_changes_to_one_version_one_wins(engine: AsyncEngine) -> None:
    sessions = create_sessions(engine)
    async with sessions() as session:
        author = await make_author(Entities(session))
        await session.commit()

    async def rename(number: int) -> str:
        async with sessions() as session:
            try:
                await change(Entities(session), AUTHOR, author, name=f"Ann {number}")
            except PreconditionFailed:
                return "lost"
            await session.commit()
            return "won"

    outcomes = await asyncio.gather(*(rename(number) for number in range(8)))
    assert sorted(outcomes) == ["lost"] * 7 + ["won"]
    async with sessions() as session:
        entities = Entities(session)
        assert (await read(entities, AUTHOR, author["id"]))["version"] == 2
        await entities.delete(AUTHOR, sent(id=author["id"], if_match='"2"'))
        await session.commit()


async def test_changes_that_cross_do_not_fail(engine: AsyncEngine) -> None:
    sessions = create_sessions(engine)
    async with sessions() as session:
        entities = Entities(session)
        author = (await make_author(entities))["id"]
        books = [await make_book(entities, title, authorId=author) for title in "ab"]
        await session.commit()

    async def point(book: dict[str, Any], other: dict[str, Any]) -> None:
        async with sessions() as session:
            await change(Entities(session), BOOK, book, sequelId=other["id"])
            await session.commit()

    for _ in range(10):
        await asyncio.gather(point(books[0], books[1]), point(books[1], books[0]))
        async with sessions() as session:
            books = [await read(Entities(session), BOOK, book["id"]) for book in books]
    assert [book["version"] for book in books] == [11, 11]
    async with sessions() as session:
        entities = Entities(session)
        for resource, identity in (
            (BOOK, books[0]["id"]),
            (BOOK, books[1]["id"]),
            (AUTHOR, author),
        ):
            await entities.delete(resource, sent(id=identity, if_match="*"))
        await session.commit()
