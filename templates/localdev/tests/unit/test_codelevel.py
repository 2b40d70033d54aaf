"""Class diagrams: what is read from sources, and what is printed."""

from pathlib import Path

import pytest

from localdev import codelevel
from localdev.errors import LocalError
from localdev.workspace import Workspace

SOURCE = '''
class Shelf(Base[Row], metaclass=Meta):
    """A shelf."""

    def add(self) -> None: ...
    async def find(self) -> None: ...
    def _hidden(self) -> None: ...

class LongShelf(Shelf, library.Movable, make()): ...

def function() -> None: ...
'''


def _package(folder: Path, text: str) -> Path:
    source = folder / "services" / "shelves" / "src" / "shelves"
    (source / "group").mkdir(parents=True)
    (source / "group" / "handlers.py").write_text(text, encoding="utf-8")
    return source


def test_classes_have_their_bases_and_public_methods(tmp_path: Path) -> None:
    """What brackets hold, calls and functions are left out."""
    found = list(codelevel.classes(_package(tmp_path, SOURCE)))
    assert found == [
        codelevel.Class("group.handlers", "Shelf", ("Base",), ("add", "find")),
        codelevel.Class("group.handlers", "LongShelf", ("Shelf", "Movable"), ()),
    ]


def test_each_service_gets_a_page(workspace: Workspace) -> None:
    """The diagram shows inheritance between classes of the service alone."""
    service = workspace.service("notes")
    source = service.folder / "src" / service.package
    source.mkdir(parents=True, exist_ok=True)
    (source / "handlers.py").write_text(SOURCE, encoding="utf-8")
    codelevel.write(workspace)
    text = (workspace.root / "dist" / "architecture" / "notes.md").read_text(encoding="utf-8")
    assert "    +find()\n" in text
    assert "  Shelf <|-- LongShelf\n" in text
    assert "Base <|--" not in text


def test_a_service_without_classes_is_an_error(workspace: Workspace) -> None:
    """A picture of nothing would look like success."""
    with pytest.raises(LocalError, match="no class"):
        codelevel.write(workspace)
