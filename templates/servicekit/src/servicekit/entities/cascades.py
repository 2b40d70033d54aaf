"""What a delete changes in other entities, so that their versions tell."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

Run = Callable[[sa.Executable], Awaitable[sa.CursorResult[Any]]]
"""Runs one statement in the transaction of the delete."""


async def prepare_delete(run: Run, table: sa.Table, ids: Sequence[Any]) -> None:
    """Raises the version of every entity that loses a reference when these rows go.

    Foreign keys do the rest: PostgreSQL deletes what cascades and clears what is set to null.
    """
    await _prepare(run, table, ids, {table.name: set(ids)})


async def _prepare(
    run: Run, table: sa.Table, ids: Sequence[Any], seen: dict[str, set[Any]]
) -> None:
    for other in table.metadata.sorted_tables:
        for key in sorted(other.foreign_keys, key=lambda k: k.parent.name):
            if key.column.table is not table:
                continue
            losing = key.parent == sa.any_(sa.literal(ids, postgresql.ARRAY(sa.Uuid)))
            if not _is_entity(other):
                await _raise_versions_of_owners(run, other, key, losing)
            elif key.ondelete == "SET NULL":
                await _raise_versions(run, other, losing, {key.parent.name: None})
            elif key.ondelete == "CASCADE" and _is_referred_to(other):
                found = await run(sa.select(other.c.id).where(losing))
                new = set(found.scalars()) - seen.setdefault(other.name, set())
                seen[other.name] |= new
                if new:
                    await _prepare(run, other, sorted(new), seen)


async def _raise_versions_of_owners(
    run: Run, link: sa.Table, key: sa.ForeignKey, losing: sa.ColumnElement[bool]
) -> None:
    """For a link table, whose first column is the side that declares the set."""
    owner, _ = link.columns
    if key.parent is owner:
        return
    (owners,) = (k.column.table for k in owner.foreign_keys)
    await _raise_versions(run, owners, owners.c.id.in_(sa.select(owner).where(losing)), {})


async def _raise_versions(
    run: Run,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    values: dict[str, Any],
) -> None:
    raised = {"version": table.c.version + 1, "updated_at": dt.datetime.now(dt.UTC)}
    await run(sa.update(table).where(condition).values({**values, **raised}))


def _is_entity(table: sa.Table) -> bool:
    return "version" in table.c


def _is_referred_to(table: sa.Table) -> bool:
    return any(
        key.column.table is table
        for other in table.metadata.tables.values()
        for key in other.foreign_keys
    )
