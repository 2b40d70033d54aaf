"""What a suite needs to know about a service's entities; each service's `tests/entities.json`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Verb = Literal["read", "create", "update", "delete"]
_UNFILTERED = frozenset({"json", "many", "inverse"})
_PAGING = frozenset({"limit", "cursor", "sort"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCase:
    """One property of an entity, by its name on the wire."""

    name: str
    kind: str
    optional: bool = False
    unique: bool = False
    preset: bool = False
    personal: bool = False
    target: str = ""
    mirrors: str = ""
    on_delete: str = ""

    @property
    def writable(self) -> bool:
        """Whether a client may send it."""
        return self.kind != "inverse"

    @property
    def required(self) -> bool:
        """Whether a create without it is refused."""
        return self.writable and not self.optional and not self.preset and self.kind != "many"

    @property
    def filterable(self) -> bool:
        """Whether a list takes it as an equality filter."""
        return self.kind not in _UNFILTERED and self.name not in _PAGING

    @property
    def sortable(self) -> bool:
        """Whether a list can be sorted by it."""
        return self.kind not in _UNFILTERED and not self.personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceCase:
    """One entity as the spec declares it."""

    entity: str
    path: str
    tag: str
    create_schema: str
    operations: Mapping[str, str]
    access: Mapping[Verb, frozenset[str]]
    fields: tuple[FieldCase, ...]
    unique: tuple[tuple[str, ...], ...] = field(default=())

    def field(self, name: str) -> FieldCase:
        """The field with a wire name. Raises KeyError."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    @property
    def writable(self) -> Iterator[FieldCase]:
        """The fields a client may send."""
        return (candidate for candidate in self.fields if candidate.writable)

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Every unique key: single fields first, then the combined ones."""
        single = tuple((candidate.name,) for candidate in self.fields if candidate.unique)
        return single + self.unique


def load_cases(directory: Path) -> tuple[ResourceCase, ...]:
    """The cases in a service's folder; none without `tests/entities.json`."""
    file = directory / "tests" / "entities.json"
    if not file.is_file():
        return ()
    return tuple(
        ResourceCase(
            **{
                **entity,
                "access": {verb: frozenset(roles) for verb, roles in entity["access"].items()},
                "fields": tuple(FieldCase(**item) for item in entity["fields"]),
                "unique": tuple(tuple(key) for key in entity["unique"]),
            }
        )
        for entity in json.loads(file.read_text("utf-8"))
    )
