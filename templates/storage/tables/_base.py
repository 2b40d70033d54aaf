"""What every table of this service has."""

import sqlmodel
from sqlalchemy import orm

from servicekit.entities.rows import EntityRow

_registry = orm.registry()


class Base(sqlmodel.SQLModel, registry=_registry):
    """Root of the service's tables; their metadata is apart from any other service's."""


class EntityTable(EntityRow, Base):
    """A table that stores an entity: identity, time stamps and the version behind its ETag."""


class LinkTable(Base):
    """A table that joins two entities."""
