"""The table of a collection: the same for every one but for its name."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def collection_table(name: str, metadata: sa.MetaData) -> sa.Table:
    """A table of documents.

    `id` and `parent` are digests of the keys in a path, so that keys of any length can be indexed.
    """
    return sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent", sa.Uuid(), nullable=False),
        sa.Column("document", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.Index(f"ix_{name}_parent", "parent", "created_at", "id"),
    )
