"""What every row of an entity has, and what keeps it true when a handler writes through the ORM.

The store sets identity, time stamps and version itself. A row that is added to a session gets them
on insert; one that is changed gets the next version and a new `updated_at`, so that its ETag tells.
"""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
import sqlmodel
from sqlalchemy import event, orm

from servicekit import audit
from servicekit.audit import Action, Write
from servicekit.entities.ids import new_id
from servicekit.problems import PreconditionFailed


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _created(context: Any) -> Any:
    return context.get_current_parameters()["created_at"]


class EntityRow(sqlmodel.SQLModel):
    """Identity, time stamps and the version behind the ETag. The time stamps come with the flush.

    An `UPDATE` for many rows at once (`sqlalchemy.update`) raises their versions, too.
    """

    id: uuid.UUID = sqlmodel.Field(
        default_factory=new_id,
        sa_type=sa.Uuid,
        primary_key=True,
        nullable=False,
        sa_column_kwargs={"default": new_id},
    )
    created_at: dt.datetime = sqlmodel.Field(
        default=None,
        sa_type=sa.DateTime(timezone=True),
        nullable=False,
        sa_column_kwargs={"default": _now},
    )
    updated_at: dt.datetime = sqlmodel.Field(
        default=None,
        sa_type=sa.DateTime(timezone=True),
        nullable=False,
        sa_column_kwargs={"default": _created, "onupdate": _now},
    )
    version: int = sqlmodel.Field(
        default=1,
        sa_type=sa.BigInteger,
        nullable=False,
        sa_column_kwargs={"default": 1, "onupdate": sa.text("version + 1")},
    )


@event.listens_for(EntityRow, "before_update", propagate=True)
def _raise_version(mapper: orm.Mapper[Any], connection: sa.Connection, row: EntityRow) -> None:
    """Gives a changed row the next version, unless whoever changed it set one.

    Raises PreconditionFailed when another transaction changed the row after it was read.
    """
    state = sa.inspect(row)
    if not _is_changed(mapper, state):
        return
    if not state.attrs["version"].history.has_changes():
        _lock(mapper, connection, row)
        row.version += 1
    if not state.attrs["updated_at"].history.has_changes():
        row.updated_at = _now()
    _record("update", row, row.version)


@event.listens_for(EntityRow, "after_insert", propagate=True)
def _note_insert(_mapper: orm.Mapper[Any], _connection: sa.Connection, row: EntityRow) -> None:
    _record("create", row, row.version)


@event.listens_for(EntityRow, "before_delete", propagate=True)
def _check_version(mapper: orm.Mapper[Any], connection: sa.Connection, row: EntityRow) -> None:
    _lock(mapper, connection, row)
    _record("delete", row)


def _record(action: Action, row: EntityRow, version: int | None = None) -> None:
    session = orm.object_session(row)
    if session is not None:
        entity = type(row).__name__
        write = Write(action=action, entity=entity, id=str(row.id), version=version)
        audit.record(session, write)


def _lock(mapper: orm.Mapper[Any], connection: sa.Connection, row: EntityRow) -> None:
    """Locks the row in the version that was read. Raises PreconditionFailed if it is gone."""
    columns = mapper.local_table.c
    statement = sa.select(columns.version).where(columns.id == row.id)
    current = connection.execute(statement.with_for_update(key_share=True)).scalar_one_or_none()
    if current != row.version:
        raise PreconditionFailed("Something else changed the entity meanwhile; try again.")


def _is_changed(mapper: orm.Mapper[Any], state: orm.InstanceState[Any]) -> bool:
    """Whether a flush changes what the entity shows: a column, or a set that it declares."""
    names = [attribute.key for attribute in mapper.column_attrs]
    names += [relation.key for relation in mapper.relationships if _declares(mapper, relation)]
    return any(state.attrs[name].history.has_changes() for name in names)


def _declares(mapper: orm.Mapper[Any], relation: orm.RelationshipProperty[Any]) -> bool:
    """Whether the relationship is a set of this side; a link table names its declarer first."""
    link = relation.secondary
    if link is None:
        return False
    owner = next(iter(link.columns))
    return any(owner in pair for pair in relation.synchronize_pairs)


def refresh(row: EntityRow, values: sa.RowMapping) -> None:
    """Tells an object of a session what the store has just made of its row."""
    for attribute in sa.inspect(type(row)).column_attrs:
        orm.attributes.set_committed_value(row, attribute.key, values[attribute.columns[0].name])
