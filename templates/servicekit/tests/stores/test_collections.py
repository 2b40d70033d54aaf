"""What the operations of a collection do."""

import asyncio
import json
from typing import Any

import httpx2
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from servicekit.database import database_url
from servicekit.testing.suites.platform import log_lines

from .shelves import AUTHORS, BOOKS


async def _author(shelves: httpx2.AsyncClient, **body: Any) -> dict[str, Any]:
    response = await shelves.post("/authors", json={"name": "Ann", **body})
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


async def test_create_makes_key_stamps_and_defaults(shelves: httpx2.AsyncClient) -> None:
    response = await shelves.post("/authors", json={"name": "Ann", "id": "mine", "secret": "s"})
    created = response.json()
    assert created["id"] != "mine"
    assert created["createdAt"] == created["updatedAt"]
    assert created["rank"] == 1
    assert "secret" not in created
    assert response.headers["location"] == f"/authors/{created['id']}"
    read = await shelves.get(response.headers["location"].upper().replace("AUTHORS", "authors"))
    assert read.json() == created


async def test_texts_that_jsonb_refuses_come_back(shelves: httpx2.AsyncClient) -> None:
    created = await _author(shelves, name="a\x00b\x1a", tags={"k\x00": ["\x1a0000"]})
    read = (await shelves.get(f"/authors/{created['id']}")).json()
    assert read["name"] == "a\x00b\x1a"
    assert read["tags"] == {"k\x00": ["\x1a0000"]}
    marked = await _author(shelves, name="\x1a0000")
    found = (await shelves.get("/authors", params={"name": "\x1a0000"})).json()
    assert [one["id"] for one in found["data"]] == [marked["id"]]


async def test_list_filters_and_pages(shelves: httpx2.AsyncClient) -> None:
    names = ["A", "B", "A", "C", "D"]
    for name in names:
        await _author(shelves, name=name)

    async def listed(**query: Any) -> list[str]:
        response = await shelves.get("/authors", params=query)
        return [one["name"] for one in response.json()["data"]]

    assert await listed() == ["A", "B", "A"]
    assert await listed(limit=2) == ["A", "B"]
    assert await listed(limit=2, offset=3) == ["C", "D"]
    assert await listed(limit=2, page=1) == ["A", "B"]
    assert await listed(limit=2, page=3) == ["D"]
    assert await listed(page=2) == ["C", "D"]
    assert await listed(name="A") == ["A", "A"]
    assert await listed(name="Z") == []
    assert await listed(limit=-1) == []
    assert await listed(offset=2**70) == []


async def test_update_merges(shelves: httpx2.AsyncClient) -> None:
    author = await _author(shelves, motto="x", tags={"a": 1, "b": {"c": 1}})
    patch = {"motto": None, "rank": None, "tags": {"a": None, "b": {"d": 2}}, "id": "other"}
    changed = (await shelves.patch(f"/authors/{author['id']}", json=patch)).json()
    assert changed["motto"] is None
    assert "rank" not in changed
    assert changed["tags"] == {"b": {"c": 1, "d": 2}}
    assert changed["id"] == author["id"]
    assert changed["createdAt"] == author["createdAt"]
    assert changed["updatedAt"] > author["updatedAt"]


async def test_update_that_would_break_the_schema_is_refused(shelves: httpx2.AsyncClient) -> None:
    author = await _author(shelves)
    response = await shelves.patch(f"/authors/{author['id']}", json={"name": None})
    assert response.status_code == 422
    assert (await shelves.get(f"/authors/{author['id']}")).json() == author


async def test_replace_keeps_what_the_service_keeps(shelves: httpx2.AsyncClient) -> None:
    author = await _author(shelves, rank=5, motto="x")
    replaced = (await shelves.put(f"/authors/{author['id']}", json={"name": "Bea"})).json()
    assert replaced["id"] == author["id"]
    assert replaced["createdAt"] == author["createdAt"]
    assert replaced["rank"] == 1
    assert "motto" not in replaced


async def test_what_is_not_there_is_404(shelves: httpx2.AsyncClient) -> None:
    for method in ("GET", "PATCH", "PUT", "DELETE"):
        body = {"name": "x"} if method in ("PATCH", "PUT") else None
        response = await shelves.request(method, "/authors/none", json=body)
        assert response.status_code == 404, method


async def test_nested_objects_belong_to_their_parent(shelves: httpx2.AsyncClient) -> None:
    ann, bea = await _author(shelves), await _author(shelves, name="Bea")
    for author in (ann, bea):
        response = await shelves.post(f"/authors/{author['id']}/books", json={"isbn": "1 / 2"})
        assert response.headers["location"] == f"/authors/{author['id']}/books/1%20%2F%202"
    assert len((await shelves.get(f"/authors/{ann['id']}/books")).json()) == 1
    again = await shelves.post(f"/authors/{ann['id']}/books", json={"isbn": "1 / 2"})
    assert again.status_code == 409
    assert (await shelves.get("/authors/none/books")).status_code == 404
    assert (await shelves.post("/authors/none/books", json={})).status_code == 404


async def test_a_change_without_an_answer_is_204(shelves: httpx2.AsyncClient) -> None:
    ann = await _author(shelves)
    await shelves.post(f"/authors/{ann['id']}/books", json={"isbn": "1"})
    changed = await shelves.patch(f"/authors/{ann['id']}/books/1", json={"pages": 3})
    assert changed.status_code == 204
    assert (await shelves.get(f"/authors/{ann['id']}/books/1")).json() == {"isbn": "1", "pages": 3}


async def test_every_write_is_in_the_audit_log(shelves: httpx2.AsyncClient) -> None:
    with log_lines() as lines:
        path = f"/authors/{(await _author(shelves))['id']}"
        await shelves.post(f"{path}/books", json={"title": "T", "isbn": "one"})
        await shelves.patch(path, json={"name": "Bea"})
        await shelves.patch(path, json={"name": 5})
        await shelves.delete(path)
    written = [event for event in map(json.loads, lines) if event["event"] == "data.write"]
    assert [(event["action"], event["entity"], event["outcome"]) for event in written] == [
        ("create", "authors", "committed"),
        ("create", "books", "committed"),
        ("update", "authors", "committed"),
        ("delete", "books", "committed"),
        ("delete", "authors", "committed"),
    ]
    assert len({event["id"] for event in written}) == 2


async def test_delete_takes_what_is_below(shelves: httpx2.AsyncClient) -> None:
    ann = await _author(shelves)
    path = f"/authors/{ann['id']}"
    await shelves.post(f"{path}/books", json={"isbn": "1"})
    assert (await shelves.get(f"{path}/books/1")).status_code == 200
    assert (await shelves.delete(path)).status_code == 204
    assert (await shelves.get(path)).status_code == 404
    assert (await shelves.get(f"{path}/books/1")).status_code == 404


async def test_integer_keys_count_up(shelves: httpx2.AsyncClient) -> None:
    for expected in (1, 2):
        assert (await shelves.post("/counters", json={})).json() == {"id": expected}
    taken = await shelves.post("/counters", json={"id": 2})
    assert taken.status_code == 422
    assert (await shelves.post("/counters", json={"id": 7})).status_code == 201
    assert (await shelves.post("/counters", json={})).json() == {"id": 8}
    assert [one["id"] for one in (await shelves.get("/counters")).json()] == [1, 2, 7, 8]


async def test_what_is_no_json_object_is_refused(shelves: httpx2.AsyncClient) -> None:
    for media_type, body, status in (
        ("application/xml", b"<counter/>", 415),
        ("text/plain", b"counter", 415),
        ("application/vnd.any+json", b'"counter"', 422),
        ("application/vnd.any+json", b"[]", 422),
        ("application/vnd.any+json", b"null", 422),
        ("application/vnd.any+json", b"{}", 201),
    ):
        headers = {"content-type": media_type}
        response = await shelves.post("/counters", content=body, headers=headers)
        assert response.status_code == status, body
    assert len((await shelves.get("/counters")).json()) == 1


async def test_nothing_is_put_below_what_is_being_deleted(
    shelves: httpx2.AsyncClient, shelves_url: str
) -> None:
    ann = await _author(shelves)
    engine = create_async_engine(database_url(shelves_url))
    async with engine.connect() as deleting:
        await deleting.execute(sa.delete(AUTHORS.table))
        request = shelves.post(f"/authors/{ann['id']}/books", json={"isbn": "1"})
        waiting = asyncio.create_task(request)
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await deleting.commit()
        assert (await waiting).status_code == 404
        assert (await deleting.execute(sa.select(BOOKS.table))).first() is None
    await engine.dispose()


async def test_a_delete_takes_what_is_being_put_below(shelves: httpx2.AsyncClient) -> None:
    for attempt in range(10):
        ann = await _author(shelves, id=str(attempt))
        path = f"/authors/{ann['id']}"
        answers = await asyncio.gather(
            *(shelves.post(f"{path}/books", json={"isbn": str(isbn)}) for isbn in range(3)),
            shelves.delete(path),
        )
        assert {answer.status_code for answer in answers} <= {201, 204, 404}
        for isbn in range(3):
            assert (await shelves.get(f"{path}/books/{isbn}")).status_code == 404


async def test_a_change_of_the_parent_does_not_stop_its_children(
    shelves: httpx2.AsyncClient, shelves_url: str
) -> None:
    ann = await _author(shelves)
    engine = create_async_engine(database_url(shelves_url))
    async with engine.connect() as changing:
        locked = sa.select(AUTHORS.table).with_for_update(key_share=True)
        await changing.execute(locked)
        async with asyncio.timeout(5):
            response = await shelves.post(f"/authors/{ann['id']}/books", json={"isbn": "1"})
        assert response.status_code == 201
    await engine.dispose()
