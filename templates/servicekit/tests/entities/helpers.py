"""Steps that many tests share."""

from typing import Any

from servicekit.entities import Entities, Resource

from .library import AUTHOR, BOOK, LABEL, sent

Body = dict[str, Any]


async def make(entities: Entities, resource: Resource, **body: Any) -> Body:
    """Creates an entity and returns what the caller would see."""
    reply = await entities.create(resource, sent(body), Body)
    return reply.body


async def make_author(entities: Entities, name: str = "Ann", **more: Any) -> Body:
    """Creates an author."""
    return await make(entities, AUTHOR, name=name, **more)


async def make_book(entities: Entities, title: str = "Tea", **more: Any) -> Body:
    """Creates a book, with an author of its own unless one is given."""
    if "authorId" not in more:
        more["authorId"] = (await make_author(entities))["id"]
    return await make(entities, BOOK, title=title, **more)


async def make_label(entities: Entities, text: str) -> Body:
    """Creates a label."""
    return await make(entities, LABEL, text=text)


async def read(entities: Entities, resource: Resource, identity: str) -> Body:
    """Reads an entity."""
    reply = await entities.get(resource, sent(id=identity), Body)
    assert reply.body is not None
    return reply.body


async def change(entities: Entities, resource: Resource, old: Body, **body: Any) -> Body:
    """Changes an entity in the version that was seen."""
    request = sent(body, id=old["id"], if_match=f'"{old["version"]}"')
    reply = await entities.update(resource, request, Body)
    return reply.body


async def titles(entities: Entities, **query: Any) -> list[str]:
    """The titles on one page of books."""
    reply = await entities.list(BOOK, sent(**query), Body)
    return [book["title"] for book in reply.body["items"]]


async def all_titles(entities: Entities, **query: Any) -> list[str]:
    """The titles on all pages of books."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        page = (await entities.list(BOOK, sent(**query, **more), Body)).body
        found.extend(book["title"] for book in page["items"])
        cursor = page["nextCursor"]
        if cursor is None:
            return found
