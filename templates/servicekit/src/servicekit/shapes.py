"""What a schema says about the shape of its values, through references and combinations.

Text on the wire (parameters, form fields) has no types of its own; these answers guide its
reading. They only guide: the validator decides.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from servicekit import pointers

_COMBINATIONS = ("allOf", "anyOf", "oneOf")
_OBJECT_KEYWORDS = frozenset({"properties", "additionalProperties", "required"})


class Shapes:
    """Answers about the schemas of one document; a schema is named by its pointer."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """Answer about one document; answers are kept."""
        self._rules = rules
        self.types = lru_cache(maxsize=None)(self._types)
        self.properties = lru_cache(maxsize=None)(self._properties)
        self.items = lru_cache(maxsize=None)(self._items)

    def _types(self, pointer: str) -> frozenset[str]:
        """The JSON types a value may have; empty when the schema does not say."""
        types: frozenset[str] = frozenset()
        for schema, _ in self._flattened(pointer):
            types |= _own_types(schema)
        if "number" in types:
            types |= {"integer"}
        return types

    def _properties(self, pointer: str) -> Mapping[str, str]:
        """The pointer of each property that is described."""
        found: dict[str, str] = {}
        for schema, place in self._flattened(pointer):
            for name in schema.get("properties", {}):
                found.setdefault(name, pointers.join(place, "properties", name))
        return found

    def _items(self, pointer: str) -> str | None:
        """The pointer of the schema of an array's items, if there is one."""
        for schema, place in self._flattened(pointer):
            if isinstance(schema.get("items"), Mapping):
                return pointers.join(place, "items")
        return None

    def additional(self, pointer: str) -> str | None:
        """The pointer of the schema of properties that are not described, if there is one."""
        for schema, place in self._flattened(pointer):
            if isinstance(schema.get("additionalProperties"), Mapping):
                return pointers.join(place, "additionalProperties")
        return None

    def is_binary(self, pointer: str) -> bool:
        """Whether values are bytes rather than text."""
        return any(
            schema.get("format") == "binary" or "contentMediaType" in schema
            for schema, _ in self._flattened(pointer)
        )

    def is_write_only(self, pointer: str) -> bool:
        """Whether values are accepted but never shown."""
        return any(schema.get("writeOnly") is True for schema, _ in self._flattened(pointer))

    def _flattened(
        self,
        pointer: str,
        seen: frozenset[str] = frozenset(),
    ) -> Iterator[tuple[Mapping[str, Any], str]]:
        """The schema and every schema it is combined from."""
        if pointer in seen:
            return
        seen |= {pointer}
        schema = pointers.resolve(self._rules, pointer)
        if not isinstance(schema, Mapping):
            return
        yield schema, pointer
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/"):
            yield from self._flattened(pointers.from_reference(reference), seen)
        for keyword in _COMBINATIONS:
            for index in range(len(schema.get(keyword, ()))):
                yield from self._flattened(pointers.join(pointer, keyword, index), seen)


def _own_types(schema: Mapping[str, Any]) -> frozenset[str]:
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, list):
        return frozenset(declared)
    if "const" in schema:
        return frozenset({_type_of(schema["const"])})
    if "enum" in schema:
        return frozenset(_type_of(member) for member in schema["enum"])
    if _OBJECT_KEYWORDS & schema.keys():
        return frozenset({"object"})
    if "items" in schema:
        return frozenset({"array"})
    return frozenset()


def _type_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
