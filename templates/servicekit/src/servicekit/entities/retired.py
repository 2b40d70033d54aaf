"""Tables and columns that the spec no longer has but the database still keeps.

A migration marks them by their comment and leaves their data alone. When something new takes the
name, they are moved aside; going back returns them.
"""

from itertools import count

from alembic.operations import Operations
from sqlalchemy import Inspector, inspect

MARK = "Retired: "
_MOVED = "~"


def move_columns(op: Operations, table: str, *columns: str) -> None:
    """Renames the retired ones among the columns of these names."""
    inspector = _inspector(op)
    if inspector is None:
        return
    comments = {c["name"]: c["comment"] or "" for c in inspector.get_columns(table)}
    for column in columns:
        if comments.get(column, "").startswith(MARK):
            op.alter_column(table, column, new_column_name=_free(column, set(comments)))


def return_columns(op: Operations, table: str, *columns: str) -> None:
    """Gives each name back to the column that was moved last."""
    inspector = _inspector(op)
    if inspector is None:
        return
    existing = {c["name"] for c in inspector.get_columns(table)}
    for column in columns:
        moved = _last(column, existing)
        if moved is not None:
            op.alter_column(table, moved, new_column_name=column)


def move_table(op: Operations, table: str) -> None:
    """Renames a retired table of this name, its indexes and its primary key, if there is one."""
    inspector = _inspector(op)
    if inspector is None or not inspector.has_table(table):
        return
    if (inspector.get_table_comment(table)["text"] or "").startswith(MARK):
        for name in _relations(inspector, table):
            op.execute(f'ALTER INDEX "{name}" RENAME TO "{_free(name, _all_relations(inspector))}"')
        op.rename_table(table, _free(table, _all_relations(inspector)))


def return_table(op: Operations, table: str) -> None:
    """Gives the name back to the table that was moved last."""
    inspector = _inspector(op)
    if inspector is None:
        return
    moved = _last(table, set(inspector.get_table_names()))
    if moved is not None:
        relations = _relations(inspector, moved)
        op.rename_table(moved, table)
        for name in relations:
            op.execute(f'ALTER INDEX "{name}" RENAME TO "{name.partition(_MOVED)[0]}"')


def _inspector(op: Operations) -> Inspector | None:
    """The database, or None where SQL is only printed."""
    context = op.get_context()
    return None if context.as_sql else inspect(op.get_bind())


def _relations(inspector: Inspector, table: str) -> list[str]:
    names = [index["name"] for index in inspector.get_indexes(table)]
    names.append(inspector.get_pk_constraint(table)["name"])
    return [name for name in names if name is not None]


def _all_relations(inspector: Inspector) -> set[str]:
    tables = inspector.get_table_names()
    return {*tables, *(name for table in tables for name in _relations(inspector, table))}


def _free(name: str, taken: set[str]) -> str:
    return next(free for n in count(1) if (free := f"{name}{_MOVED}{n}") not in taken)


def _last(name: str, existing: set[str]) -> str | None:
    moved = [other for other in existing if other.startswith(f"{name}{_MOVED}")]
    return max(moved, key=lambda other: int(other.partition(_MOVED)[2]), default=None)
