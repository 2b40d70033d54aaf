"""Collections: list, create, get, update, replace and delete, as the contract says."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, TypedDict, TypeVar
from urllib.parse import quote

import sqlalchemy as sa

from servicekit import audit, media
from servicekit.audit import Action, Write
from servicekit.call import Call
from servicekit.collections.collection import Collection
from servicekit.collections.listing import listed
from servicekit.collections.places import Place, digest, key_text, object_id, place_of
from servicekit.collections.storable import pack, unpack
from servicekit.entities.ids import new_id
from servicekit.entities.merge import merge_patch
from servicekit.problems import Conflict, Invalid, NotFound, UnsupportedMediaType
from servicekit.replies import Reply
from servicekit.requests import OperationRequest

Document = dict[str, Any]
T = TypeVar("T")


class Lock(TypedDict):
    """How a row is kept from others until the transaction ends."""

    read: bool
    key_share: bool


# Whoever puts an object below another one keeps it from being deleted, not from being changed.
_KEEPING: Lock = {"read": True, "key_share": True}
_CHANGING: Lock = {"read": False, "key_share": True}
_DELETING: Lock = {"read": False, "key_share": False}


class Collections:
    """The collections of a service, within the transaction of one call.

    `answers` is the type of the body that an operation answers with, made when a handler looks at
    `body`.
    """

    def __init__(self, call: Call[Any, Any]) -> None:
        """Serve one call."""
        self._call = call
        self._session = call.session

    async def list(
        self, collection: Collection, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """The objects that the filters select, oldest first, as far as the limit goes."""
        parameters = request.model_dump(by_alias=True, exclude={"body"})
        place = place_of(collection, self._call.operation, parameters, item=False)
        await self._require_parent(collection, place)
        rows = await self._execute(listed(collection, place, parameters))
        found = [self._shown(collection, unpack(row)) for row in rows.scalars()]
        items = collection.listing.items
        return Reply.of_json(found if items is None else {items: found}, answers)

    async def create(
        self, collection: Collection, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """A new object; 409 when its key is taken."""
        parameters, sent = _parameters(request), self._sent(request)
        place = place_of(collection, self._call.operation, parameters, item=False)
        await self._require_parent(collection, place, lock=_KEEPING)
        written = _writable(collection, sent)
        key = written.get(collection.key)
        if key is None:
            key = await self._new_key(collection)
        now = dt.datetime.now(dt.UTC)
        document = {**collection.fill, **_stamps(collection, now), **written, collection.key: key}
        await self._insert(collection, place, key, document, now)
        shown = self._shown(collection, document)
        return Reply.of_json(shown, answers, headers=self._location(key))

    async def get(
        self, collection: Collection, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """One object; 404 when there is none."""
        parameters = _parameters(request)
        place = place_of(collection, self._call.operation, parameters, item=True)
        document = await self._load(collection, place)
        if document is None:
            raise NotFound
        return Reply.of_json(self._shown(collection, document), answers)

    async def update(
        self, collection: Collection, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """What a merge patch (RFC 7396) makes of one object."""
        parameters, sent = _parameters(request), self._sent(request)
        place = place_of(collection, self._call.operation, parameters, item=True)
        document = await self._load(collection, place, lock=_CHANGING)
        if document is None:
            raise NotFound
        changed = _merge(collection, document, _writable(collection, sent))
        saved = await self._save(collection, place, document, changed)
        return self._answered(collection, saved, answers)

    async def replace(
        self, collection: Collection, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """Another object in the place of one that exists."""
        parameters, sent = _parameters(request), self._sent(request)
        place = place_of(collection, self._call.operation, parameters, item=True)
        document = await self._load(collection, place, lock=_CHANGING)
        if document is None:
            raise NotFound
        kept = {name: document[name] for name in collection.read_only if name in document}
        changed = {**collection.fill, **kept, **_writable(collection, sent)}
        saved = await self._save(collection, place, document, changed)
        return self._answered(collection, saved, answers)

    async def delete(self, collection: Collection, request: OperationRequest) -> Reply[None]:
        """Removes one object and everything below it."""
        parameters = _parameters(request)
        place = place_of(collection, self._call.operation, parameters, item=True)
        if await self._load(collection, place, lock=_DELETING) is None:
            raise NotFound
        await self._delete(collection, place.parents, place.key)
        return Reply(None)

    def _sent(self, request: OperationRequest) -> Document:
        """The object in the body, an empty one when there is no body.

        Raises Invalid for JSON that is no object, UnsupportedMediaType for what is no JSON: a
        collection cannot tell what an XML document or a text says.
        """
        sent = request.model_dump(by_alias=True, exclude_unset=True, include={"body"})
        body = sent.get("body", {})
        if isinstance(body, dict):
            return body
        if media.parse(self._call.request.headers.get("content-type", "")).is_json:
            raise Invalid("The body is not an object.")
        raise UnsupportedMediaType("Only a body that is a JSON object can be stored.")

    async def _execute(self, statement: sa.Executable) -> sa.CursorResult[Any]:
        return await (await self._session.connection()).execute(statement)

    async def _delete(self, collection: Collection, parents: tuple[str, ...], key: Any) -> None:
        below = (*parents, key_text(collection, key))
        for child in collection.children:
            found = sa.select(child.table.c.document).where(child.table.c.parent == digest(below))
            locked = found.with_for_update(**_DELETING)
            for document in (await self._execute(locked)).scalars().all():
                await self._delete(child, below, unpack(document)[child.key])
        identity = object_id(collection, parents, key)
        await self._execute(sa.delete(collection.table).where(collection.table.c.id == identity))
        self._record("delete", collection, identity)

    async def _require_parent(
        self, collection: Collection, place: Place, *, lock: Lock | None = None
    ) -> None:
        """404 when the object is not there that the path says these belong to."""
        if collection.parent is None:
            return
        owner = Place(place.parents[:-1], place.parents[-1])
        if await self._load(collection.parent, owner, lock=lock) is None:
            raise NotFound

    async def _load(
        self, collection: Collection, place: Place, *, lock: Lock | None = None
    ) -> Document | None:
        row = collection.table.c.id == object_id(collection, place.parents, place.key)
        statement = sa.select(collection.table.c.document).where(row)
        found = await self._execute(statement.with_for_update(**lock) if lock else statement)
        document = found.scalar_one_or_none()
        return None if document is None else unpack(document)

    async def _insert(
        self,
        collection: Collection,
        place: Place,
        key: Any,
        document: Document,
        now: dt.datetime,
    ) -> None:
        self._check(collection, document)
        values = {
            "id": object_id(collection, place.parents, key),
            "parent": place.parent_id,
            "document": pack(document),
            "created_at": now,
            "updated_at": now,
        }
        table = collection.table
        taken = sa.select(table.c.id).where(table.c.id == values["id"])
        await self._lock(collection)
        if (await self._execute(taken)).first() is not None:
            detail = f"There is one already whose {collection.key} is {key_text(collection, key)}."
            raise Conflict(detail) if self._documents(409) else Invalid(detail)
        await self._execute(sa.insert(table).values(values))
        self._record("create", collection, values["id"])

    async def _save(
        self, collection: Collection, place: Place, before: Document, after: Document
    ) -> Document:
        now = dt.datetime.now(dt.UTC)
        stamps = _stamps(collection, now)
        created = {
            name: before[name]
            for name, kind in collection.stamps.items()
            if kind == "created" and name in before
        }
        document = {**after, **stamps, **created, collection.key: before[collection.key]}
        self._check(collection, document)
        identity = object_id(collection, place.parents, place.key)
        row = collection.table.c.id == identity
        values = {"document": pack(document), "updated_at": now}
        await self._execute(sa.update(collection.table).where(row).values(values))
        self._record("update", collection, identity)
        return document

    def _answered(self, collection: Collection, document: Document, answers: type[T]) -> Reply[T]:
        """The object as it is now, or nothing where the operation has no body to answer with."""
        shown = self._shown(collection, document) if self._answers_with_body() else None
        return Reply.of_json(shown, answers)

    def _record(self, action: Action, collection: Collection, identity: uuid.UUID) -> None:
        """For the audit log: the id of the row, since a key may be personal."""
        write = Write(action=action, entity=collection.table.name, id=str(identity))
        audit.record(self._session, write)

    def _check(self, collection: Collection, document: Document) -> None:
        """422 for an object that the contract could not answer with."""
        if collection.schema is None:
            return
        shown = self._shown(collection, document)
        found = list(self._call.contract.schemas.violations(collection.schema, shown, "response"))
        if found:
            raise Invalid("The object would break its schema.", errors=found)

    def _shown(self, collection: Collection, document: Document) -> Document:
        return {n: value for n, value in document.items() if n not in collection.write_only}

    async def _new_key(self, collection: Collection) -> str | int:
        if collection.key_type != "integer":
            return str(new_id())
        await self._lock(collection)
        number = collection.table.c.document[collection.key].as_numeric(1000, 0)
        highest = (await self._execute(sa.select(sa.func.max(number)))).scalar_one()
        return int(highest or 0) + 1

    async def _lock(self, collection: Collection) -> None:
        """Creates in one collection wait for each other until the transaction ends."""
        name = sa.func.hashtext(collection.table.name)
        await self._execute(sa.select(sa.func.pg_advisory_xact_lock(name)))

    def _documents(self, status: int) -> bool:
        return self._call.operation.response(status) is not None

    def _answers_with_body(self) -> bool:
        operation = self._call.operation
        rule = operation.response(operation.success_status)
        return rule is not None and bool(rule.contents)

    def _location(self, key: Any) -> Mapping[str, str]:
        """The new object's address, where the document has the header."""
        operation = self._call.operation
        rule = operation.response(operation.success_status)
        if rule is None or "location" not in {name.lower() for name in rule.headers}:
            return {}
        path = self._call.request.url.path.rstrip("/")
        return {"Location": f"{path}/{quote(str(key), safe='')}"}


def _parameters(request: OperationRequest) -> dict[str, Any]:
    return request.model_dump(by_alias=True, exclude_unset=True, exclude={"body"})


def _writable(collection: Collection, sent: Document) -> Document:
    """What a client may say: not what the service keeps by itself."""
    kept = collection.read_only | collection.stamps.keys()
    return {name: value for name, value in sent.items() if name not in kept}


def _merge(collection: Collection, document: Document, patch: Document) -> Document:
    merged = dict(document)
    for name, value in patch.items():
        if value is None and name not in collection.nullable:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(merged.get(name), dict):
            merged[name] = merge_patch(merged[name], value)
        else:
            merged[name] = value
    return merged


def _stamps(collection: Collection, now: dt.datetime) -> Document:
    text = now.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return dict.fromkeys(collection.stamps, text)
