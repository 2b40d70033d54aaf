"""Which migrations a service carries, and whether a database has them."""

from collections.abc import Set
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit import outages

_NO_SUCH_TABLE = "42P01"


@dataclass(frozen=True, slots=True)
class Revisions:
    """The migrations that were packaged with a service; `heads` are the newest ones."""

    known: frozenset[str]
    heads: frozenset[str]

    @classmethod
    def of_package(cls, package: str) -> "Revisions | None":
        """The migrations beside a service's package; None for a service that has none."""
        settings = _settings_file(package)
        if settings is None:
            return None
        scripts = ScriptDirectory.from_config(Config(settings))
        known = frozenset(script.revision for script in scripts.walk_revisions())
        return cls(known, frozenset(scripts.get_heads()))

    def lack(self, applied: Set[str]) -> str | None:
        """What a database at these revisions lacks; None when the service can work on it.

        A revision that is not known here is newer: the next release has migrated already, and a
        migration keeps what the release before it needs.
        """
        if not applied:
            return "schema-missing"
        if applied >= self.heads or not applied <= self.known:
            return None
        return "schema-outdated"


async def applied_revisions(connection: AsyncConnection) -> frozenset[str]:
    """The revisions that a database says it is at; none when nobody has ever migrated it."""
    try:
        rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        if outages.sqlstate(error) != _NO_SUCH_TABLE:
            raise
        return frozenset()
    return frozenset(rows.scalars())


def _settings_file(package: str) -> Path | None:
    """Alembic's settings: beside the package in an image, beside its `src` in a checkout."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    above = Path(spec.origin).parent.parent
    places = (folder / "alembic.ini" for folder in (above, above.parent))
    return next((place for place in places if place.is_file()), None)
