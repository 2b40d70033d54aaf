"""Entities: list, create, get, update and delete, exactly as the contract says."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import audit
from servicekit.audit import Action, Write
from servicekit.entities import conflicts, requests
from servicekit.entities.cascades import prepare_delete
from servicekit.entities.ids import new_id
from servicekit.entities.listing import Page, read_page
from servicekit.entities.merge import merge_patch
from servicekit.entities.preconditions import etag, is_unchanged, require_match
from servicekit.entities.resource import NO_DEFAULT, Field, Ids, Resource, table_of
from servicekit.entities.rows import EntityRow, refresh
from servicekit.outages import sqlstate
from servicekit.problems import Conflict, Invalid, NotFound, Violation
from servicekit.replies import NotModified, Reply
from servicekit.requests import OperationRequest

Body = dict[str, Any]
Row = sa.RowMapping
Check = Callable[[Resource, str, Any], Sequence[Violation]]
R = TypeVar("R", bound=EntityRow)
T = TypeVar("T")

_ATTEMPTS = 3
_DEFAULT_LIMIT = 20


def _accept(_resource: Resource, _wire: str, _value: Any) -> Sequence[Violation]:
    return ()


class Entities:
    """The entities of a service, within one transaction.

    `answers` is the type of the body that an operation answers with; it is made of the answer's
    JSON when a handler looks at `body`, and not at all otherwise. `base_path` is what the document's server puts before every path. `check` validates a field's
    value against the contract; PATCH uses it on what a merge made of a JSON field.
    """

    def __init__(
        self, session: AsyncSession, *, base_path: str = "", check: Check = _accept
    ) -> None:
        """Work within the transaction of `session`."""
        self._session = session
        self._base_path = base_path
        self._check = check

    async def list(
        self, resource: Resource, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """One page: filtered, sorted, continued by cursor. The number of statements is constant."""
        query = requests.read(request).query
        page = read_page(resource, query)
        limit = int(query.get("limit") or _DEFAULT_LIMIT)
        conditions = page.conditions()
        if query.get("cursor") is not None:
            conditions.append(page.after(await self._position(page, query["cursor"])))
        statement = sa.select(resource.table).where(*conditions).order_by(*page.order_by())
        rows = (await self._run(statement.limit(limit + 1))).mappings().all()
        shown = rows[:limit]
        cursor = page.cursor(shown[-1]) if len(rows) > limit else None
        page_body = {"items": await self._bodies(resource, shown), "nextCursor": cursor}
        return Reply.of_json(page_body, answers)

    async def create(
        self, resource: Resource, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """A new entity with version 1; 409 where a key is taken or a reference leads nowhere."""
        sent = requests.read(request).body
        values = self._stored(resource, {**_defaults(resource), **sent})
        now = dt.datetime.now(dt.UTC)
        values |= {"id": new_id(), "created_at": now, "updated_at": now, "version": 1}
        sets = {ids: _distinct(ids, sent.get(ids.wire) or ()) for ids in resource.many}

        async def insert() -> Row:
            statement = sa.insert(resource.table).values(values).returning(resource.table)
            row: Row = (await self._run(statement)).mappings().one()
            for ids, targets in sets.items():
                await self._replace(ids, row["id"], targets)
            return row

        row = await self._write(resource, insert)
        self._record("create", resource, row["id"], row["version"])
        return await self._reply(resource, row, answers, created=True)

    async def get(
        self, resource: Resource, request: OperationRequest, answers: type[T]
    ) -> Reply[T] | NotModified:
        """The entity, or 304 when the caller has this version already."""
        wire = requests.read(request)
        row = await self._find(resource, wire)
        if is_unchanged(wire.header("If-None-Match"), row["version"]):
            return NotModified({"ETag": etag(row["version"])})
        return await self._reply(resource, row, answers)

    async def update(
        self, resource: Resource, request: OperationRequest, answers: type[T]
    ) -> Reply[T]:
        """A JSON merge patch: absent is unchanged, null clears. Of two equal If-Match, one wins."""
        wire = requests.read(request)

        async def change() -> Row:
            row = await self._find(resource, wire, lock=True)
            require_match(wire.header("If-Match"), row["version"])
            sets = {
                ids: _distinct(ids, wire.body[ids.wire] or ())
                for ids in resource.many
                if ids.wire in wire.body
            }
            values = self._stored(resource, self._merged(resource, row, wire.body))
            values |= {"version": row["version"] + 1, "updated_at": dt.datetime.now(dt.UTC)}
            table = resource.table
            statement = sa.update(table).where(table.c.id == row["id"]).values(values)
            changed = await self._run(statement.returning(table))
            new: Row = changed.mappings().one()
            for ids, targets in sets.items():
                await self._replace(ids, new["id"], targets)
            return new

        row = await self._write(resource, change)
        self._record("update", resource, row["id"], row["version"])
        self._refresh(resource, row)
        return await self._reply(resource, row, answers)

    async def delete(self, resource: Resource, request: OperationRequest) -> Reply[None]:
        """Gone, with what cascades; 409 while something restricts it."""
        wire = requests.read(request)

        async def remove() -> uuid.UUID:
            row = await self._find(resource, wire, lock=True, deleting=True)
            require_match(wire.header("If-Match"), row["version"])
            table = resource.table
            await prepare_delete(self._run, table, [row["id"]])
            await self._run(sa.delete(table).where(table.c.id == row["id"]))
            identity: uuid.UUID = row["id"]
            return identity

        identity = await self._write(resource, remove, deleting=True)
        self._record("delete", resource, identity)
        return Reply(None, status=204)

    async def find(self, resource: Resource[R], identity: uuid.UUID, *, lock: bool = False) -> R:
        """The row of an entity, to read and to change. Raises NotFound.

        With `lock` it is as it is now, and nobody else changes it until the transaction ends.
        """
        await self._session.flush()
        row = await self._session.get(
            resource.model,
            identity,
            populate_existing=lock,
            with_for_update={"key_share": True} if lock else None,
        )
        if row is None:
            raise _not_found(resource, identity)
        return row

    async def reply(
        self, resource: Resource[R], row: R, answers: type[T], *, created: bool = False
    ) -> Reply[T]:
        """What a caller sees of a row, as its operation answers it: body, status and `ETag`."""
        stored = await self._load(resource, row.id)
        return await self._reply(resource, stored, answers, created=created)

    async def _run(self, statement: sa.Executable) -> sa.CursorResult[Any]:
        """Runs a statement of Core; what a handler has pending in the session goes first."""
        await self._session.flush()
        return await (await self._session.connection()).execute(statement)

    async def _write(
        self, resource: Resource, change: Callable[[], Awaitable[T]], *, deleting: bool = False
    ) -> T:
        """Runs a change in a savepoint, again when it lost a race for locks."""
        attempt = 1
        while True:
            try:
                async with self._session.begin_nested():
                    return await change()
            except DBAPIError as error:
                if sqlstate(error) in conflicts.LOST_RACE and attempt < _ATTEMPTS:
                    attempt += 1
                    continue
                problem = conflicts.as_problem(error, resource, deleting=deleting)
                if problem is None:
                    raise
                raise problem from error

    def _record(
        self, action: Action, resource: Resource, identity: uuid.UUID, version: int | None = None
    ) -> None:
        write = Write(action=action, entity=resource.name, id=str(identity), version=version)
        audit.record(self._session, write)

    def _refresh(self, resource: Resource, row: Row) -> None:
        """What a handler has read of the row through the session stays true."""
        key = sa.inspect(resource.model).identity_key_from_primary_key((row["id"],))
        known = self._session.sync_session.identity_map.get(key)
        if isinstance(known, EntityRow):
            refresh(known, row)

    async def _find(
        self,
        resource: Resource,
        wire: requests.Wire,
        *,
        lock: bool = False,
        deleting: bool = False,
    ) -> Row:
        identity = resource.by_wire["id"].codec.decode(wire.path("id"))
        return await self._load(resource, identity, lock=lock, deleting=deleting)

    async def _load(
        self,
        resource: Resource,
        identity: uuid.UUID,
        *,
        lock: bool = False,
        deleting: bool = False,
    ) -> Row:
        statement = sa.select(resource.table).where(resource.table.c.id == identity)
        if lock:
            statement = statement.with_for_update(key_share=not deleting)
        row = (await self._run(statement)).mappings().one_or_none()
        if row is None:
            raise _not_found(resource, identity)
        return row

    async def _position(self, page: Page, cursor: str) -> Sequence[Any]:
        """The sort values where a page starts; read from the row where the cursor has none."""
        identity, values = page.read_cursor(cursor)
        if values:
            return values
        columns = [page.resource.column(order.field.wire) for order in page.orders]
        statement = sa.select(*columns).where(page.resource.table.c.id == identity)
        row = (await self._run(statement)).one_or_none()
        if row is None:
            raise NotFound("The entity that this cursor points at is gone; start again.")
        return tuple(row)

    def _merged(self, resource: Resource, row: Row, patch: Mapping[str, Any]) -> Body:
        """The fields that a patch changes, JSON ones merged and checked again.

        The patch holds to the document by itself; a result that does not is a matter of what is
        stored (RFC 5789, 2.2), hence Conflict.
        """
        merged: Body = {}
        problems: list[Violation] = []
        for field in resource.fields:
            if field.wire not in patch:
                continue
            value = patch[field.wire]
            if field.codec.is_json and isinstance(value, Mapping):
                stored = row[field.column_name]
                current = None if stored is None else field.codec.encode(stored)
                value = merge_patch(current, value)
                problems.extend(self._unfit(resource, field, value))
            merged[field.wire] = value
        if problems:
            raise Conflict("The patch does not fit what is stored.", errors=problems)
        return merged

    def _unfit(self, resource: Resource, field: Field, value: Any) -> Sequence[Violation]:
        """What the contract, or its size, has against a merged value."""
        found = self._check(resource, field.wire, value)
        try:
            field.codec.decode(value)
        except ValueError as error:
            return [*found, Violation(str(error), pointer=_pointer(field.wire))]
        return found

    def _stored(self, resource: Resource, body: Mapping[str, Any]) -> Body:
        """Column values of the fields in a body. Raises Invalid, naming each that does not fit."""
        values: Body = {}
        problems: list[Violation] = []
        for field in resource.fields:
            if field.wire not in body:
                continue
            try:
                values[field.column_name] = _decoded(field, body[field.wire])
            except (ValueError, TypeError) as error:
                problems.append(Violation(str(error), pointer=_pointer(field.wire)))
        if problems:
            raise Invalid("Some values cannot be stored.", errors=problems)
        return values

    async def _replace(self, ids: Ids, owner: uuid.UUID, targets: Sequence[uuid.UUID]) -> None:
        """Makes a set of ids equal to `targets`; links that stay are not touched."""
        table = table_of(ids.table)
        mine = table.c[ids.owner] == owner
        # One parameter however many there are: PostgreSQL takes 32,767 of them.
        wanted = sa.func.unnest(sa.literal(sorted(targets), postgresql.ARRAY(sa.Uuid)))
        others = table.c[ids.target].not_in(sa.select(wanted))
        await self._run(sa.delete(table).where(mine, others))
        if targets:
            rows = sa.select(sa.literal(owner, sa.Uuid), wanted)
            insert = postgresql.insert(table).from_select([ids.owner, ids.target], rows)
            await self._run(insert.on_conflict_do_nothing())

    async def _reply(
        self, resource: Resource, row: Row, answers: type[T], *, created: bool = False
    ) -> Reply[T]:
        headers = {"ETag": etag(row["version"])}
        if created:
            headers["Location"] = f"{self._base_path}{resource.path}/{row['id']}"
        (body,) = await self._bodies(resource, [row])
        status = 201 if created else 200
        return Reply.of_json(body, answers, status=status, headers=headers)

    async def _bodies(self, resource: Resource, rows: Sequence[Row]) -> Sequence[Body]:
        bodies = {row["id"]: _body(resource, row) for row in rows}
        for ids in resource.arrays:
            for body in bodies.values():
                body[ids.wire] = []
            for owner, target in await self._targets(ids, bodies):
                bodies[owner][ids.wire].append(str(target))
        return tuple(bodies.values())

    async def _targets(
        self, ids: Ids, owners: Iterable[uuid.UUID]
    ) -> Sequence[tuple[uuid.UUID, uuid.UUID]]:
        """Pairs of owner and target, targets ascending: one statement for a whole page."""
        table = table_of(ids.table)
        owner, target = table.c[ids.owner], table.c[ids.target]
        some = sa.any_(sa.literal(list_of(owners), postgresql.ARRAY(sa.Uuid)))
        statement = sa.select(owner, target).where(owner == some).order_by(target)
        rows = (await self._run(statement)).mappings()
        return [(row[ids.owner], row[ids.target]) for row in rows]


def _not_found(resource: Resource, identity: uuid.UUID) -> NotFound:
    return NotFound(f"There is no {resource.called} with the id {identity}.")


def list_of(values: Iterable[T]) -> "list[T]":
    """A list, inside a module whose class has a method of that name."""
    return [*values]


def _defaults(resource: Resource) -> Body:
    """What a create request is taken to say where it says nothing."""
    defaults = {f.wire: f.default for f in resource.fields if f.default is not NO_DEFAULT}
    return {f.wire: None for f in resource.fields if f.optional} | defaults


def _decoded(field: Field, value: Any) -> Any:
    return None if value is None else field.codec.decode(value)


def _distinct(ids: Ids, values: Iterable[Any]) -> Sequence[uuid.UUID]:
    """The ids of a set. Raises Invalid where one occurs twice, in whatever case it is written."""
    targets: dict[uuid.UUID, None] = {}
    for position, value in enumerate(values):
        target = value if isinstance(value, uuid.UUID) else uuid.UUID(value)
        if target in targets:
            detail = "This id occurs twice."
            pointer = f"{_pointer(ids.wire)}/{position}"
            raise Invalid(detail, errors=[Violation(detail, pointer=pointer)])
        targets[target] = None
    return tuple(targets)


def _pointer(wire: str) -> str:
    return f"/{wire}"


def _body(resource: Resource, row: Row) -> Body:
    body: Body = {}
    for field in resource.by_wire.values():
        value = row[field.column_name]
        body[field.wire] = None if value is None else field.codec.encode(value)
    return body
