"""Which migration is a service's newest one, read off the files: asking Alembic takes seconds."""

from __future__ import annotations

import ast
from pathlib import Path

from localdev.workspace import Service


def head(service: Service) -> str | None:
    """The newest migration; None when the files do not name exactly one, which Alembic then has to judge."""
    down: dict[str, set[str]] = {}
    for path in sorted((service.folder / "migrations" / "versions").glob("*.py")):
        revision, parents = _identity(path)
        if not revision:
            return None
        down[revision] = parents
    heads = set(down) - {parent for parents in down.values() for parent in parents}
    return heads.pop() if len(heads) == 1 else None


def _identity(path: Path) -> tuple[str, set[str]]:
    """A migration's own id and those it follows."""
    found: dict[str, object] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if (
                isinstance(target, ast.Name)
                and target.id in ("revision", "down_revision")
                and value is not None
            ):
                found[target.id] = ast.literal_eval(value)
    revision, parents = found.get("revision"), found.get("down_revision")
    followed = parents if isinstance(parents, tuple | list) else [parents]
    return (
        revision if isinstance(revision, str) else "",
        {str(parent) for parent in followed if parent},
    )
