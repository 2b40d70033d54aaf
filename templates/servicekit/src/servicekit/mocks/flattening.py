"""Takes schemas apart: references followed, combinations chosen, what holds together merged."""

from collections.abc import Iterator, Mapping
from typing import Any

from servicekit import pointers

_MAX_HOPS = 24
Schema = Mapping[str, Any]


class Flattener:
    """Flattens the schemas of one document."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """Follow references into this document."""
        self._rules = rules

    def flatten(self, schema: Schema, hops: int = 0) -> Iterator[Schema]:
        """The schema without references and combinations: one for each way through them."""
        if hops > _MAX_HOPS:
            return
        schema = self._target(schema)
        branches = schema.get("allOf")
        if branches:
            merged: Schema = _without(schema, "allOf")
            for branch in branches:
                if isinstance(branch, Mapping):
                    merged = merge(merged, self._target(branch))
            yield from self.flatten(merged, hops + 1)
            return
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                rest = _without(schema, keyword)
                for branch in schema[keyword]:
                    if isinstance(branch, Mapping):
                        yield from self.flatten(merge(rest, self._target(branch)), hops + 1)
                return
        yield schema

    def _target(self, schema: Schema) -> Schema:
        """The schema with its references followed."""
        for _ in range(_MAX_HOPS):
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                break
            target = pointers.resolve(self._rules, pointers.from_reference(reference))
            rest = _without(schema, "$ref")
            schema = merge(target, rest) if isinstance(target, Mapping) else rest
        return schema


def _without(schema: Schema, keyword: str) -> Schema:
    return {key: value for key, value in schema.items() if key != keyword}


def merge(first: Schema, second: Schema) -> Schema:
    """A schema for values that both accept, near enough to make examples from."""
    merged = {**first, **second}
    for keyword in first.keys() & second.keys():
        merged[keyword] = _both(keyword, first[keyword], second[keyword])
    return merged


def _both(keyword: str, first: Any, second: Any) -> Any:
    match keyword:
        case "properties":
            return _properties(first, second)
        case "required":
            return list(dict.fromkeys([*first, *second]))
        case "allOf":
            return [*first, *second]
        case "enum":
            return [item for item in first if item in second]
        case "type":
            return _types(first, second)
        case "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties":
            return max(first, second)
        case "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties":
            return min(first, second)
        case _:
            return second


def _properties(first: Schema, second: Schema) -> Schema:
    merged = {**first, **second}
    for name in first.keys() & second.keys():
        if first[name] != second[name]:
            merged[name] = {"allOf": [first[name], second[name]]}
    return merged


def _types(first: Any, second: Any) -> Any:
    ours = [first] if isinstance(first, str) else list(first)
    theirs = {second} if isinstance(second, str) else set(second)
    common = [kind for kind in ours if kind in theirs]
    if "number" in ours and "integer" in theirs:
        common.append("integer")
    return common or second
