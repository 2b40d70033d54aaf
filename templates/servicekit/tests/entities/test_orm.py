"""Rows that a handler writes through the ORM: their versions tell, as if the store had."""

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit import audit
from servicekit.audit import Write
from servicekit.database import create_sessions
from servicekit.entities import Entities
from servicekit.models import UUID, Model
from servicekit.problems import NotFound, PreconditionFailed

from .helpers import change, make_author, make_book, make_label, read
from .library import AUTHOR, BOOK, LABEL, AuthorRow, BookRow, LabelRow, sent

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def load(session: AsyncSession, body: dict[str, Any]) -> BookRow:
    """The row of a book."""
    row = await session.get(BookRow, uuid.UUID(body["id"]))
    assert row is not None
    return row


class Book(Model):
    """What a caller sees of a book, as a service's models would say it."""

    id: UUID
    title: str
    pages: int | None
    version: int


async def test_a_row_is_found_changed_and_answered(
    session: AsyncSession, entities: Entities
) -> None:
    book = await make_book(entities, pages=7)
    row = await entities.find(BOOK, uuid.UUID(book["id"]))
    row.pages = 6
    reply = await entities.reply(BOOK, row, Book)
    assert (reply.status, reply.headers) == (200, {"ETag": '"2"'})
    assert (reply.body.id, reply.body.pages, reply.body.version) == (row.id, 6, 2)
    assert reply.body.as_json() == await read(entities, BOOK, book["id"])
    with pytest.raises(NotFound, match="no Book with the id"):
        await entities.find(BOOK, uuid.uuid4())


async def test_a_locked_row_is_as_it_is_now_and_stays_so(engine: AsyncEngine) -> None:
    sessions = create_sessions(engine)
    async with sessions() as session:
        author = await make_author(Entities(session))
        await session.commit()
    identity = uuid.UUID(author["id"])
    async with sessions() as one, sessions() as other:
        seen = await Entities(one).find(AUTHOR, identity)
        changed = await Entities(other).find(AUTHOR, identity, lock=True)
        changed.name = "Bea"
        await other.commit()
        found = await Entities(one).find(AUTHOR, identity, lock=True)
        assert (found is seen, found.name) == (True, "Bea")
        with pytest.raises(DBAPIError, match="could not obtain lock"):
            await other.get(AuthorRow, identity, with_for_update={"nowait": True})
        await other.rollback()
        await one.delete(found)
        await one.commit()


async def test_a_new_row_has_what_a_created_entity_has(
    session: AsyncSession, entities: Entities
) -> None:
    author = AuthorRow(name="Ann")
    assert author.id.version == 7
    session.add(author)
    await session.flush()
    body = await read(entities, AUTHOR, str(author.id))
    assert body["version"] == author.version == 1
    assert body["createdAt"] == body["updatedAt"]
    assert author.created_at == author.updated_at


async def test_a_change_raises_the_version_by_one(
    session: AsyncSession, entities: Entities
) -> None:
    book = await make_book(entities, pages=7)
    row = await load(session, book)
    row.pages = 6
    await session.flush()
    changed = await read(entities, BOOK, book["id"])
    assert (changed["version"], changed["pages"], row.version) == (2, 6, 2)
    assert changed["updatedAt"] > book["updatedAt"] == changed["createdAt"]
    with pytest.raises(PreconditionFailed):
        await change(entities, BOOK, book, pages=1)


async def test_no_change_leaves_the_version(session: AsyncSession, entities: Entities) -> None:
    book = await make_book(entities, pages=7)
    row = await load(session, book)
    row.pages = 7
    await session.flush()
    assert await read(entities, BOOK, book["id"]) == book


async def test_what_a_handler_sets_itself_stays(session: AsyncSession, entities: Entities) -> None:
    book = await make_book(entities)
    row = await load(session, book)
    moment = dt.datetime(2030, 1, 2, tzinfo=dt.UTC)
    row.version, row.updated_at = 9, moment
    await session.flush()
    assert (row.version, row.updated_at) == (9, moment)
    assert (await read(entities, BOOK, book["id"]))["version"] == 9


async def test_a_set_counts_for_the_side_that_declares_it(
    session: AsyncSession, entities: Entities
) -> None:
    book = await make_book(entities)
    label = await make_label(entities, "a")
    row = await load(session, book)
    await session.refresh(row, ["labels"])
    found = await session.get(LabelRow, uuid.UUID(label["id"]))
    assert found is not None
    row.labels.append(found)
    await session.flush()
    left = await read(entities, BOOK, book["id"])
    assert (left["version"], left["labels"]) == (2, [label["id"]])
    assert (await read(entities, LABEL, label["id"]))["version"] == 1


async def test_an_update_of_many_rows_raises_their_versions(
    session: AsyncSession, entities: Entities
) -> None:
    book = await make_book(entities)
    await session.exec(sa.update(BookRow).values(pages=3))
    changed = await read(entities, BOOK, book["id"])
    assert (changed["version"], changed["pages"]) == (2, 3)
    assert changed["updatedAt"] > book["updatedAt"]


async def test_rows_and_the_store_take_turns(session: AsyncSession, entities: Entities) -> None:
    book = await make_book(entities, pages=7)
    row = await load(session, book)
    await change(entities, BOOK, book, title="New")
    assert (row.title, row.version) == ("New", 2)
    row.pages = 6
    assert (await read(entities, BOOK, book["id"]))["version"] == 3


async def test_what_the_orm_writes_is_for_the_audit_log(
    session: AsyncSession, entities: Entities
) -> None:
    book = await make_book(entities, pages=7)
    row = await load(session, book)
    ledger = audit.begin(session, {})
    author = AuthorRow(name="Ann")
    session.add(author)
    row.pages = 6
    await session.flush()
    row.pages = 6
    await session.flush()
    await session.delete(row)
    await session.flush()
    author_id, book_id = str(author.id), book["id"]
    assert sorted(ledger.writes, key=lambda write: write.action) == [
        Write(action="create", entity="AuthorRow", id=author_id, version=1),
        Write(action="delete", entity="BookRow", id=book_id),
        Write(action="update", entity="BookRow", id=book_id, version=2),
    ]


async def test_of_two_transactions_that_read_one_version_one_wins(engine: AsyncEngine) -> None:
    sessions = create_sessions(engine)
    async with sessions() as session:
        author = await make_author(Entities(session))
        await session.commit()
    identity = uuid.UUID(author["id"])
    async with sessions() as one, sessions() as other, sessions() as third:
        rows = [await session.get(AuthorRow, identity) for session in (one, other, third)]
        for number, row in enumerate(rows[:2]):
            assert row is not None
            row.name = f"Ann {number}"
        await one.commit()
        with pytest.raises(PreconditionFailed):
            await other.commit()
        await third.delete(rows[2])
        with pytest.raises(PreconditionFailed):
            await third.commit()
    async with sessions() as session:
        entities = Entities(session)
        left = await read(entities, AUTHOR, author["id"])
        assert (left["name"], left["version"]) == ("Ann 0", 2)
        await entities.delete(AUTHOR, sent(id=author["id"], if_match='"2"'))
        await session.commit()
