"""Plausible values for a JSON Schema: what `make seed` puts into request bodies."""

from __future__ import annotations

import re
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import find, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import from_regex

_WORDS = (
    "Amber",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Grove",
    "Harbour",
    "Indigo",
    "Juniper",
)
_NUMBERS = ("19.90", "7.50", "120.00", "3.25", "42.00", "42", "7", "1")
_DEPTH = 6

Schema = Any


class NoSampleError(Exception):
    """No value can be made for a schema."""


class Sampler:
    """Makes values for the schemas of one document; `index` varies them."""

    def __init__(self, document: dict[str, Any], index: int) -> None:
        """Values number `index` for the schemas of `document`."""
        self.document = document
        self.index = index
        self.unique = secrets.token_hex(3)

    def value(self, schema: Schema, name: str = "", depth: int = 0) -> Any:
        """A value that the schema takes.

        Raises:
            NoSampleError: the schema takes nothing that is known here.
        """
        schema = self._plain(schema)
        if depth > _DEPTH:
            raise NoSampleError(f"{name}: nested too deeply")
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][self.index % len(schema["enum"])]
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self._one_of(schema[keyword], name, depth)
        kind = self._kind(schema)
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, name, depth)
        if kind in ("integer", "number"):
            return self._number(schema, kind)
        if kind == "boolean":
            return self.index % 2 == 0
        if kind == "null":
            return None
        return self._string(schema, name)

    def _plain(self, schema: Schema) -> dict[str, Any]:
        """Follow references and flatten `allOf`."""
        if not isinstance(schema, dict):
            return {}
        for _ in range(20):
            if "$ref" not in schema:
                break
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**self._resolve(schema["$ref"]), **rest}
        merged: dict[str, Any] = {}
        for part in [
            *map(self._plain, schema.get("allOf", [])),
            {k: v for k, v in schema.items() if k != "allOf"},
        ]:
            properties = {**merged.get("properties", {}), **part.get("properties", {})}
            required = [*merged.get("required", []), *part.get("required", [])]
            merged = {**merged, **part, "properties": properties, "required": required}
        return merged

    def _resolve(self, pointer: str) -> dict[str, Any]:
        value: Any = self.document
        for part in pointer.removeprefix("#/").split("/"):
            value = value[part.replace("~1", "/").replace("~0", "~")]
        return value if isinstance(value, dict) else {}

    @staticmethod
    def _kind(schema: dict[str, Any]) -> str:
        kinds = schema.get("type")
        if isinstance(kinds, list):
            return next((str(kind) for kind in kinds if kind != "null"), "null")
        if kinds is None:
            return (
                "object" if schema.get("properties") else "array" if "items" in schema else "string"
            )
        return str(kinds)

    def _one_of(self, schemas: list[Schema], name: str, depth: int) -> Any:
        plain = [schema for schema in schemas if self._plain(schema).get("type") != "null"]
        for schema in plain:
            try:
                return self.value(schema, name, depth)
            except NoSampleError:
                continue
        raise NoSampleError(f"{name}: no alternative can be made")

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, property_schema in schema.get("properties", {}).items():
            if self._plain(property_schema).get("readOnly"):
                continue
            try:
                made[name] = self.value(property_schema, name, depth + 1)
            except NoSampleError:
                if name in schema.get("required", []):
                    raise
        return made

    def _array(self, schema: dict[str, Any], name: str, depth: int) -> list[Any]:
        count = int(schema.get("minItems", 0 if schema.get("maxItems") == 0 else 1))
        if schema.get("uniqueItems") and count > 1:
            original, items = self.index, []
            for offset in range(count):
                self.index = original + offset
                items.append(self.value(schema.get("items", {}), name, depth + 1))
            self.index = original
            return items
        return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(count)]

    def _number(self, schema: dict[str, Any], kind: str) -> int | float:
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        step = schema.get("multipleOf", 1)
        value = (
            low + (step if "exclusiveMinimum" in schema else 0)
            if low is not None and low > 0
            else step * (self.index + 1)
        )
        if high is not None and value > high:
            value = high - (step if "exclusiveMaximum" in schema else 0)
        return int(value) if kind == "integer" else value

    def _string(self, schema: dict[str, Any], name: str) -> str:
        made = self._formatted(str(schema.get("format", "")), name)
        if made is None and "pattern" in schema:
            return self._matching(schema["pattern"])
        if made is None:
            made = f"{_WORDS[self.index % len(_WORDS)]} {name or 'text'} {self.unique}"
            low, high = int(schema.get("minLength", 0)), int(schema.get("maxLength", 255))
            made = (self.unique if high < len(made) else made).ljust(low, "x")[:high].strip() or "x"
        if "pattern" in schema and not _search(schema["pattern"], made):
            return self._matching(schema["pattern"])
        return made

    def _formatted(self, kind: str, name: str) -> str | None:
        moment = datetime(2026, 1, 5, 9, 30, tzinfo=UTC) + timedelta(
            days=self.index, hours=self.index
        )
        known = {
            "uuid": str(uuid.uuid4()),
            "email": f"{name or 'someone'}.{self.unique}@example.test".lower(),
            "uri": f"https://example.test/{self.unique}",
            "date": moment.date().isoformat(),
            "date-time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "time": moment.strftime("%H:%M:%SZ"),
        }
        return known.get(kind)

    def _matching(self, pattern: str) -> str:
        for candidate in (
            *_NUMBERS[self.index % len(_NUMBERS) :],
            *_NUMBERS,
            self.unique,
            self.unique.upper(),
        ):
            if _search(pattern, candidate):
                return candidate
        try:
            return find(
                from_regex(re.compile(pattern)), lambda _: True, settings=settings(database=None)
            )
        except (re.error, HypothesisException) as error:
            raise NoSampleError(f"no text for the pattern {pattern}") from error


def _search(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False
