"""The view of a document that its validators read; the served document is never touched.

Two things differ: patterns are translated from ECMA-262 to the dialect of the engine, and
properties that the direction may leave out (`readOnly` in requests, `writeOnly` in responses)
are no longer required.
"""

from collections.abc import Mapping
from typing import Any

from servicekit import pointers
from servicekit.patterns import translate

_SCHEMA_MAPS = frozenset({"properties", "$defs", "definitions", "dependentSchemas"})
_SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SCHEMAS = frozenset(
    {
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_VALUES = frozenset({"default", "example", "examples", "value"})


def document_view(document: Mapping[str, Any], *, absent: str) -> Any:
    """A copy of the document for validators; `absent` is `readOnly` or `writeOnly`."""
    return _View(document, absent).of_document(document)


def schema_view(schema: Any, document: Mapping[str, Any], *, absent: str) -> Any:
    """A copy of one schema for validators; its references point into the document."""
    return _View(document, absent).of_schema(schema)


class _View:
    def __init__(self, document: Mapping[str, Any], absent: str) -> None:
        self._document = document
        self._absent = absent

    def of_document(self, node: Any) -> Any:
        """Copies OpenAPI objects, looking for the schemas among them."""
        if isinstance(node, list):
            return [self.of_document(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        return {key: self._of_member(key, value) for key, value in node.items()}

    def _of_member(self, key: str, value: Any) -> Any:
        if key in _VALUES or key.startswith("x-"):
            return value
        if key == "schema":
            return self.of_schema(value)
        if key == "schemas" and isinstance(value, Mapping):
            return {name: self.of_schema(schema) for name, schema in value.items()}
        return self.of_document(value)

    def of_schema(self, schema: Any) -> Any:
        """Copies a schema and every schema in it."""
        if not isinstance(schema, Mapping):
            return schema
        copy = {key: self._of_keyword(key, value) for key, value in schema.items()}
        required = copy.get("required")
        if isinstance(required, list):
            may_lack = self._may_lack(schema)
            copy["required"] = [name for name in required if name not in may_lack]
        return copy

    def _of_keyword(self, key: str, value: Any) -> Any:
        if key in _SCHEMAS:
            return self.of_schema(value)
        if key in _SCHEMA_LISTS and isinstance(value, list):
            return [self.of_schema(item) for item in value]
        if key in _SCHEMA_MAPS and isinstance(value, Mapping):
            return {name: self.of_schema(item) for name, item in value.items()}
        if key == "patternProperties" and isinstance(value, Mapping):
            return {translate(name): self.of_schema(item) for name, item in value.items()}
        if key == "pattern" and isinstance(value, str):
            return translate(value)
        return value

    def _may_lack(self, schema: Any, depth: int = 0) -> frozenset[str]:
        """Names of the properties that are marked absent here or in an `allOf` branch."""
        if depth > 8 or not isinstance(schema, Mapping):
            return frozenset()
        names: set[str] = set()
        properties = schema.get("properties")
        if isinstance(properties, Mapping):
            names.update(name for name, item in properties.items() if self._is_absent(item))
        for branch in schema.get("allOf", ()):
            names |= self._may_lack(self._target(branch), depth + 1)
        return frozenset(names)

    def _is_absent(self, schema: Any) -> bool:
        if isinstance(schema, Mapping) and schema.get(self._absent) is True:
            return True
        target = self._target(schema)
        return isinstance(target, Mapping) and target.get(self._absent) is True

    def _target(self, schema: Any) -> Any:
        if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
            return schema
        try:
            return pointers.follow(self._document, pointers.from_reference(schema["$ref"]))[0]
        except (KeyError, ValueError):
            return schema
