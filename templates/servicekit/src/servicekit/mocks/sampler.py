"""Makes a value that a schema accepts, the same one every time."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from servicekit import pointers
from servicekit.mocks import scalars
from servicekit.mocks.flattening import Flattener
from servicekit.schemas import Schemas

_MAX_CANDIDATES = 64
_MAX_DEPTH = 12
_NOTHING: Any = object()


class Sampler:
    """Makes values for the schemas of one document; its validator has the last word."""

    def __init__(self, rules: Mapping[str, Any], schemas: Schemas) -> None:
        """Make nothing yet."""
        self._rules = rules
        self._schemas = schemas

    def sample(self, schema: str) -> object:
        """A value for the schema at a pointer; null where none was found."""
        value = _Run(self._rules, self._schemas).value({"$ref": f"#{schema}"})
        return None if value is _NOTHING else value


class _Run:
    """One sample. Each schema that is referred to is sampled once; cycles end where they may."""

    def __init__(self, rules: Mapping[str, Any], schemas: Schemas) -> None:
        self._flattener = Flattener(rules)
        self._schemas = schemas
        self._known: dict[str, Any] = {}
        self._depth = 0

    def value(self, schema: Any) -> Any:
        """The first candidate that is valid, else the first, else _NOTHING."""
        if self._depth > _MAX_DEPTH:
            return _NOTHING
        self._depth += 1
        try:
            if isinstance(schema, Mapping) and set(schema) == {"$ref"}:
                return self._referred(schema)
            return self._first(schema)
        finally:
            self._depth -= 1

    def _referred(self, schema: Mapping[str, Any]) -> Any:
        pointer = pointers.from_reference(schema["$ref"])
        if pointer not in self._known:
            self._known[pointer] = _NOTHING
            self._known[pointer] = self._first(schema)
        return self._known[pointer]

    def _first(self, schema: Any) -> Any:
        candidates = list(islice(self._candidates(schema), _MAX_CANDIDATES))
        accepts = self._schemas.acceptor(schema, "response")
        valid = (candidate for candidate in candidates if accepts(candidate))
        return next(valid, candidates[0] if candidates else _NOTHING)

    def _candidates(self, schema: Any) -> Iterator[Any]:
        """Values that the schema may accept, the likeliest first."""
        if not isinstance(schema, Mapping):
            if schema is True:
                yield "example"
            return
        for flat in self._flattener.flatten(schema):
            yield from self._of_flat(flat)

    def _of_flat(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        for key in ("example", "const", "default"):
            if key in schema:
                yield schema[key]
        if isinstance(schema.get("examples"), list):
            yield from schema["examples"]
        if "enum" in schema:
            yield from schema["enum"]
            return
        for kind in _types(schema):
            if kind == "object":
                yield from self._objects(schema)
            elif kind == "array":
                yield from self._arrays(schema)
            else:
                yield from scalars.candidates(kind, schema)

    def _objects(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        """One object with every property, one with the required ones only."""
        required = dict.fromkeys(schema.get("required", ()))
        properties: Mapping[str, Any] = schema.get("properties", {})
        shown = [
            name
            for name, item in properties.items()
            if not (isinstance(item, Mapping) and item.get("writeOnly"))
        ]
        others = schema.get("additionalProperties", True)
        for names in (dict.fromkeys([*shown, *required]), required):
            members = {name: self.value(properties.get(name, others)) for name in names}
            present = {name: item for name, item in members.items() if item is not _NOTHING}
            if required.keys() <= present.keys():
                yield self._padded(schema, present, others)

    def _padded(self, schema: Mapping[str, Any], value: dict[str, Any], others: Any) -> Any:
        """The object with as many properties as `minProperties` asks for."""
        for number in range(int(schema.get("minProperties", 0)) - len(value)):
            value[f"property{number + 1}"] = self.value(others)
        return value

    def _arrays(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        least = int(schema.get("minItems", 0))
        most = int(schema.get("maxItems", max(least, 1)))
        items = [self.value(item) for item in schema.get("prefixItems", ())]
        missing = min(max(least, 1), most) - len(items)
        items += self._repeated(schema, missing)
        if _NOTHING not in items:
            yield items
        if least == 0:
            yield []

    def _repeated(self, schema: Mapping[str, Any], missing: int) -> list[Any]:
        item = schema.get("items", True)
        if missing > 1 and schema.get("uniqueItems"):
            accepts = self._schemas.acceptor(item, "response")
            distinct: list[Any] = []
            for candidate in islice(self._candidates(item), _MAX_CANDIDATES):
                if accepts(candidate) and candidate not in distinct:
                    distinct.append(candidate)
            return distinct[:missing]
        return [self.value(item)] * missing if missing > 0 else []


def _types(schema: Mapping[str, Any]) -> list[str]:
    """The types to try, null last."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return [declared]
    if isinstance(declared, list):
        return sorted(declared, key=lambda kind: kind == "null")
    for kind, keywords in _TELLING.items():
        if keywords & schema.keys():
            return [kind]
    return ["string", "object"]


_TELLING = {
    "object": {"properties", "required", "additionalProperties", "minProperties"},
    "array": {"items", "prefixItems", "minItems"},
    "number": {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"},
}
