"""What every table of this service has."""

import datetime as dt
import uuid

import sqlalchemy as sa
import sqlmodel
from sqlalchemy import orm

_registry = orm.registry()


class Base(sqlmodel.SQLModel, registry=_registry):
    """Root of the service's tables; their metadata is apart from any other service's."""


class EntityTable(Base):
    """A table that stores an entity: identity, time stamps and the version behind its ETag."""

    id: uuid.UUID = sqlmodel.Field(sa_type=sa.Uuid, primary_key=True, nullable=False)
    created_at: dt.datetime = sqlmodel.Field(sa_type=sa.DateTime(timezone=True), nullable=False)
    updated_at: dt.datetime = sqlmodel.Field(sa_type=sa.DateTime(timezone=True), nullable=False)
    version: int = sqlmodel.Field(sa_type=sa.BigInteger, nullable=False)


class LinkTable(Base):
    """A table that joins two entities."""
