"""The fourth level of the C4 model: the classes of each service, read from its sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localdev.errors import LocalError
from localdev.workspace import Service, Workspace

FOLDER = Path("dist/architecture")


@dataclass(frozen=True)
class Class:
    """One class of the sources."""

    module: str
    name: str
    bases: tuple[str, ...]
    methods: tuple[str, ...]


def write(workspace: Workspace) -> int:
    """Write one class diagram for each service; raises LocalError when a service has no class."""
    folder = workspace.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for service in workspace.services:
        found = list(classes(service.folder / "src" / service.package))
        if not found:
            raise LocalError(f"no class was found in {service.folder / 'src' / service.package}")
        (folder / f"{service.name}.md").write_text(page(service, found), encoding="utf-8")
        print(f"{FOLDER / service.name}.md: {len(found)} classes")
    return 0


def classes(source: Path) -> Iterator[Class]:
    """The classes below a folder, by module, in the order of the sources."""
    for file in sorted(source.rglob("*.py")):
        module = ".".join(file.relative_to(source).with_suffix("").parts)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                yield _class(module, node)


def _class(module: str, node: ast.ClassDef) -> Class:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    methods = [part.name for part in node.body if isinstance(part, functions)]
    bases = [name for base in node.bases if (name := _name(base)) is not None]
    public = tuple(name for name in methods if not name.startswith("_"))
    return Class(module, node.name, tuple(bases), public)


def _name(base: ast.expr) -> str | None:
    """The last word of a base class, without what is in brackets."""
    match base:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return _name(value)
        case _:
            return None


def page(service: Service, found: list[Class]) -> str:
    """A Markdown page with one Mermaid class diagram for each module."""
    known = {each.name for each in found}
    parts = [f"# Code of {service.name}\n"]
    for module in dict.fromkeys(each.module for each in found):
        own = [each for each in found if each.module == module]
        parts.append(f"## {module}\n\n```mermaid\nclassDiagram\n{_diagram(own, known)}```\n")
    return "\n".join(parts)


def _diagram(own: list[Class], known: set[str]) -> str:
    lines: list[str] = []
    for each in own:
        lines.append(f"  class {each.name} {{")
        lines.extend(f"    +{method}()" for method in each.methods)
        lines.append("  }")
        lines.extend(f"  {base} <|-- {each.name}" for base in each.bases if base in known)
    return "".join(f"{line}\n" for line in lines)
