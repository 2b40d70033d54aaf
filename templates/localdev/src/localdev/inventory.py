"""What is in a database: enough to tell whether a restored one is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import asyncpg

# Values read the same in every session, and every name carries its schema.
_SESSION = """
SELECT set_config(name, value, true) FROM (VALUES
  ('search_path', ''), ('timezone', 'UTC'), ('datestyle', 'ISO, YMD'), ('intervalstyle', 'iso_8601'),
  ('extra_float_digits', '1'), ('bytea_output', 'hex')) AS settings (name, value)
"""

# What PostgreSQL's own schemas and its extensions hold is not ours: `c` is in the schema `n`.
_OURS = r"""
n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND NOT EXISTS (
  SELECT FROM pg_catalog.pg_depend AS e WHERE e.deptype = 'e' AND e.objid = c.oid)
"""

_TABLES = """
SELECT n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND /* ours */
ORDER BY 1, 2
"""

# Each query: kind, name, definition. `/* ours */` stands for the condition above.
_DEFINITIONS = (
    """
    SELECT 'column', format('%s.%s.%s', n.nspname, c.relname, a.attname),
      concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
        'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity::text, ''),
        nullif(a.attgenerated::text, ''))
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
      AND /* ours */
    """,
    # From PostgreSQL 18 on, NOT NULL is a constraint with a name; the columns above have it in every version.
    """
    SELECT 'constraint', format('%s.%s.%s', n.nspname, c.relname, k.conname),
      pg_catalog.pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END
    FROM pg_catalog.pg_constraint AS k
    JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE k.contype <> 'n' AND /* ours */
    """,
    """
    SELECT 'index', format('%s.%s', n.nspname, c.relname), pg_catalog.pg_get_indexdef(c.oid)
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('i', 'I') AND /* ours */
    """,
    """
    SELECT 'view', format('%s.%s', n.nspname, c.relname), pg_catalog.pg_get_viewdef(c.oid)
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND /* ours */
    """,
    """
    SELECT 'function', c.oid::pg_catalog.regprocedure::text, pg_catalog.pg_get_functiondef(c.oid)
    FROM pg_catalog.pg_proc AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.pronamespace
    WHERE c.prokind IN ('f', 'p') AND /* ours */
    """,
    """
    SELECT 'trigger', format('%s.%s.%s', n.nspname, c.relname, t.tgname), pg_catalog.pg_get_triggerdef(t.oid)
    FROM pg_catalog.pg_trigger AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND /* ours */
    """,
    """
    SELECT 'sequence', format('%s.%s', schemaname, sequencename),
      concat_ws(' ', data_type, 'by', increment_by, 'at', coalesce(last_value::text, 'start'))
    FROM pg_catalog.pg_sequences
    """,
    "SELECT 'extension', extname, extname FROM pg_catalog.pg_extension",
)


_ROWS = """
SELECT format('SELECT count(*), coalesce(sum(hashtextextended("a whole row"::text, 0)::numeric), 0)::text
  FROM %I.%I AS "a whole row"', $1::text, $2::text)
"""


@dataclass(frozen=True)
class Table:
    """The rows of one table: how many, and a digest that no order of them changes."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Inventory:
    """Rows, definitions and migrations of one database."""

    tables: Mapping[str, Table]
    definitions: Mapping[str, str]
    """A digest by kind and name: `constraint public.products.products_pkey`."""
    revisions: tuple[str, ...]
    """What Alembic says the schema is at."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Inventory:
        """Read what `to_json` made."""
        tables = {name: Table(**table) for name, table in value["tables"].items()}
        return cls(tables, dict(value["definitions"]), tuple(value["revisions"]))

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    def count(self, kind: str) -> int:
        """How many definitions of a kind there are."""
        return sum(name.startswith(f"{kind} ") for name in self.definitions)

    def differences(self, found: Inventory) -> list[str]:
        """What `found` has otherwise, one line each; nothing when it is the same."""
        lines = []
        for name in sorted({*self.tables, *found.tables}):
            lines += _table_difference(name, self.tables.get(name), found.tables.get(name))
        for name in sorted({*self.definitions, *found.definitions}):
            if name not in found.definitions:
                lines.append(f"{name} is missing")
            elif name not in self.definitions:
                lines.append(f"{name} was not there")
            elif self.definitions[name] != found.definitions[name]:
                lines.append(f"{name} is defined otherwise")
        if self.revisions != found.revisions:
            wanted, got = (", ".join(each.revisions) or "none" for each in (self, found))
            lines.append(f"migrated to {got} instead of {wanted}")
        return lines


def _table_difference(name: str, wanted: Table | None, found: Table | None) -> list[str]:
    if wanted is None:
        return [f"table {name} was not there"]
    if found is None:
        return [f"table {name} is missing"]
    if wanted.rows != found.rows:
        return [f"table {name}: {found.rows} rows instead of {wanted.rows}"]
    return (
        [] if wanted == found else [f"table {name}: {wanted.rows} rows, not all of them the same"]
    )


async def take(connection: asyncpg.Connection) -> Inventory:
    """Look through a database, inside the transaction that the connection is in."""
    await connection.fetch(_SESSION)
    tables = {}
    for row in await connection.fetch(_ours(_TABLES)):
        tables[f"{row['schema']}.{row['name']}"] = await _table(
            connection, row["schema"], row["name"]
        )
    definitions = {}
    for query in _DEFINITIONS:
        for kind, name, definition in await connection.fetch(_ours(query)):
            definitions[f"{kind} {name}"] = hashlib.sha256(definition.encode()).hexdigest()[:16]
    revisions: tuple[str, ...] = ()
    if "public.alembic_version" in tables:
        found = await connection.fetch("SELECT version_num FROM public.alembic_version ORDER BY 1")
        revisions = tuple(str(row["version_num"]) for row in found)
    return Inventory(tables, definitions, revisions)


def _ours(query: str) -> str:
    return query.replace("/* ours */", _OURS)


async def _table(connection: asyncpg.Connection, schema: str, name: str) -> Table:
    # The alias is one that no column has, else PostgreSQL would take the column.
    query = await connection.fetchval(_ROWS, schema, name)
    rows, digest = await connection.fetchrow(query)
    return Table(rows, digest)
