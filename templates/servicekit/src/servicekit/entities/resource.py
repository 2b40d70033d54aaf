"""What an entity is: its table, and how the table's columns appear on the wire."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, cast

import sqlalchemy as sa
from sqlmodel import SQLModel
from typing_extensions import TypeVar

from servicekit.entities import codecs
from servicekit.entities.codecs import Codec
from servicekit.entities.rows import EntityRow

R = TypeVar("R", bound=EntityRow, default=Any)

NO_DEFAULT: Any = object()
"""Says that a field has no default; null is a legal one."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value of an entity: `wire` in JSON, `column` in the table (the same unless said)."""

    wire: str
    codec: Codec
    column: str = ""
    optional: bool = False
    default: Any = NO_DEFAULT
    """JSON value for a field that a create request leaves out."""
    read_only: bool = False

    @property
    def column_name(self) -> str:
        """Name of the column."""
        return self.column or self.wire


@dataclass(frozen=True, slots=True)
class Ids:
    """An array of ids on the wire: rows of `table` where `owner` is the entity's id."""

    wire: str
    table: type[SQLModel]
    owner: str
    target: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a constraint of the database is about, for the problem that its violation becomes."""

    entity: str
    fields: tuple[str, ...]


_SYSTEM = (
    Field("id", codecs.uuid(), read_only=True),
    Field("createdAt", codecs.datetime(), column="created_at", read_only=True),
    Field("updatedAt", codecs.datetime(), column="updated_at", read_only=True),
    Field("version", codecs.integer(), read_only=True),
)


@dataclass(frozen=True, eq=False)
class Resource(Generic[R]):
    """An entity that a service offers; `R` is the class of its rows."""

    name: str
    path: str
    """Path of the collection, as in the document."""
    model: type[R]
    fields: tuple[Field, ...] = ()
    many: tuple[Ids, ...] = ()
    """Sets of ids that a write replaces."""
    inverse: tuple[Ids, ...] = ()
    """Arrays of ids that other entities decide."""
    keys: Mapping[str, Key] = field(default_factory=dict)
    """Constraints of the whole service, by name."""
    title: str = ""
    """What people call it, in messages to them."""

    @property
    def called(self) -> str:
        """The title, or else the name."""
        return self.title or self.name

    @cached_property
    def table(self) -> sa.Table:
        """The table of the model."""
        return table_of(self.model)

    @cached_property
    def by_wire(self) -> Mapping[str, Field]:
        """Every field with a column, system fields first."""
        return {f.wire: f for f in (*_SYSTEM, *self.fields)}

    @property
    def arrays(self) -> Iterator[Ids]:
        """Every array of ids."""
        yield from self.many
        yield from self.inverse

    def column(self, wire: str) -> sa.Column[Any]:
        """The column behind a name on the wire."""
        return self.table.c[self.by_wire[wire].column_name]


def table_of(model: type[SQLModel]) -> sa.Table:
    """The table of a SQLModel class with `table=True`."""
    return cast(sa.Table, sa.inspect(model).local_table)
