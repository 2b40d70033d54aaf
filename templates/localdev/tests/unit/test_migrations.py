"""The newest migration, read off the files."""

import pytest

from localdev import migrations
from localdev.workspace import Workspace


def write(workspace: Workspace, **files: str) -> str | None:
    service = workspace.service("notes")
    folder = service.folder / "migrations/versions"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return migrations.head(service)


def test_it_is_the_one_that_none_follows(workspace: Workspace) -> None:
    first = 'revision: str = "a"\ndown_revision: str | None = None\n'
    second = 'revision = "b"\ndown_revision = "a"\nother = 1\n'
    merged = 'revision = "c"\ndown_revision = ("b",)\n'
    assert write(workspace, first=first, second=second, merged=merged) == "c"


@pytest.mark.parametrize(
    "files",
    [{}, {"a": "x = 1"}, {"a": 'revision = "a"', "b": 'revision = "b"'}],
    ids=["none", "unnamed", "two"],
)
def test_anything_else_is_for_alembic(workspace: Workspace, files: dict[str, str]) -> None:
    assert write(workspace, **files) is None
