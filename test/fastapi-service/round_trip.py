"""Values that a document's schemas accept go through the generated models and come back unchanged.

Usage: round_trip.py PACKAGE [EXAMPLES], with the package and servicekit on PYTHONPATH.
"""

import importlib
import json
import pkgutil
import random
import sys
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import TypeAdapter

from servicekit import pointers
from servicekit.contract import Contract
from servicekit.models import Model
from servicekit.requests import OperationRequest
from servicekit.uploads import Upload

TEXTS = ("", "a", "Ab-1", "x" * 40, "2026-01-02", "2026-01-02T03:04:05.1Z", "\u00fc\u4e2d\U0001f600", "5", "null")
UUIDS = ("6BA7B810-9dad-11d1-80b4-00c04fd430c8", "00000000-0000-4000-8000-000000000000")
NUMBERS = (0, 1, -1, 1.0, 2.5, 7, 100, 2**53 + 1, 1e300, -0.5)


class Sampler:
    """Random values near a schema: most of them valid, some not."""

    def __init__(self, rules: dict[str, Any], seed: int) -> None:
        self.rules = rules
        self.random = random.Random(seed)

    def any(self, depth: int = 2) -> Any:
        kinds = 5 if depth > 0 else 4
        match self.random.randrange(kinds):
            case 0:
                return None
            case 1:
                return self.random.random() < 0.5
            case 2:
                return self.random.choice(NUMBERS)
            case 3:
                return self.random.choice(TEXTS)
            case _ if self.random.random() < 0.5:
                return [self.any(depth - 1) for _ in range(self.random.randrange(3))]
            case _:
                return {name: self.any(depth - 1) for name in self.random.sample(TEXTS, self.random.randrange(3))}

    def of(self, schema: Any, depth: int = 6) -> Any:
        if not isinstance(schema, dict) or depth < 0 or self.random.random() < 0.02:
            return self.any()
        parts = [self.of(part, depth - 1) for part in self.parts(schema)]
        own = self.own(schema, depth)
        objects = [value for value in [*parts, own] if isinstance(value, dict)]
        if objects:
            merged: dict[str, Any] = {}
            for value in objects:
                merged.update(value)
            return merged
        values = [value for value in parts if own is MISSING or value is not MISSING] or [own]
        return self.any() if values[-1] is MISSING else values[-1]

    def parts(self, schema: dict[str, Any]) -> list[Any]:
        found = list(schema.get("allOf", []))
        if "$ref" in schema:
            found.append(pointers.resolve(self.rules, pointers.from_reference(schema["$ref"])))
        for key in ("oneOf", "anyOf"):
            if schema.get(key):
                found.append(self.random.choice(schema[key]))
        return found

    def own(self, schema: dict[str, Any], depth: int) -> Any:
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        types = schema.get("type", "object" if "properties" in schema else MISSING)
        if types is MISSING:
            return MISSING
        kind = self.random.choice(types) if isinstance(types, list) else types
        match kind:
            case "object":
                return self.object(schema, depth)
            case "array":
                count = max(schema.get("minItems", 0), self.random.randrange(3))
                heads = [self.of(head, depth - 1) for head in schema.get("prefixItems", [])]
                return [*heads, *(self.of(schema.get("items", {}), depth - 1) for _ in range(count))]
            case "string":
                examples = [text for text in schema.get("examples", []) if isinstance(text, str)]
                return self.random.choice(UUIDS if schema.get("format") == "uuid" else (*TEXTS, *examples))
            case "integer":
                return self.random.choice([n for n in NUMBERS if float(n).is_integer()])
            case "number":
                return self.random.choice(NUMBERS)
            case "boolean":
                return self.random.random() < 0.5
            case _:
                return None

    def object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        required = set(schema.get("required", []))
        rate = self.random.choice((0, 0.1, 0.3, 0.8))
        value = {
            name: self.of(inner, depth - 1)
            for name, inner in schema.get("properties", {}).items()
            if (name in required or (depth > 0 and self.random.random() < rate)) and inner is not False
        }
        extra = schema.get("additionalProperties", {})
        if extra is not False and self.random.random() < 0.3:
            value.setdefault("extra", self.of(extra, depth - 1))
        return value


MISSING = object()


def canonical(value: Any) -> Any:
    """JSON without Python's own equalities: True is not 1, but 1.0 is."""
    match value:
        case bool() | None | str():
            return (type(value).__name__, value)
        case float() if value.is_integer():
            return ("number", int(value))
        case int() | float():
            return ("number", value)
        case list():
            return ("list", [canonical(item) for item in value])
        case dict():
            return ("dict", {name: canonical(item) for name, item in value.items()})
        case _:
            return ("other", value)


def targets(package: str, contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Name, pointer of the schema, and Python type of everything that can be compared."""
    schemas = contract.rules.get("components", {}).get("schemas", {})
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        if module.name.endswith((".requests", ".models")) or ".shared.models" in module.name:
            loaded = importlib.import_module(module.name)
            for name, value in vars(loaded).items():
                mine = getattr(value, "__module__", loaded.__name__) == loaded.__name__
                if isinstance(value, type) and issubclass(value, OperationRequest) and mine and "body" in value.model_fields:
                    operation = contract.operations[value.operation_id]
                    json_bodies = [content for content in operation.body if "json" in content.media_type]
                    if json_bodies and json_bodies[0].schema is not None:
                        yield f"{module.name}.{name}.body", json_bodies[0].schema, value.model_fields["body"].annotation
                elif isinstance(value, type) and issubclass(value, Model) and value is not Model and mine:
                    if name in schemas and not any(field.annotation is Upload for field in value.model_fields.values()):
                        yield f"{module.name}.{name}", f"/components/schemas/{name}", value
                elif name in schemas and not name.startswith("_") and (get_args(value) or not isinstance(value, type)):
                    yield f"{module.name}.{name}", f"/components/schemas/{name}", value


def check(contract: Contract, pointer: str, annotation: Any, examples: int) -> tuple[int, int]:
    """How many values were accepted and refused by both; raises on a difference."""
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    sampler = Sampler(dict(contract.rules), 1)
    schema = pointers.resolve(contract.rules, pointer)
    accepted = 0
    for _ in range(examples):
        value = sampler.of(schema)
        if isinstance(annotation, type) and not isinstance(value, dict):
            continue
        if not any(contract.schemas.accepts(pointer, value, way) for way in ("request", "response")):
            continue
        accepted += 1
        dumped = adapter.dump_python(adapter.validate_python(value), mode="json", by_alias=True, exclude_unset=True)
        if canonical(dumped) != canonical(value):
            raise AssertionError(f"{json.dumps(value)} came back as {json.dumps(dumped)}")
    return accepted, examples - accepted


def main(package: str, examples: int) -> int:
    """Check every type of a package; print one line each."""
    contract = Contract.of_package(package)
    failed = 0
    for name, pointer, annotation in set_of(targets(package, contract)):
        try:
            accepted, refused = check(contract, pointer, annotation, examples)
            print(f"ok {name}: {accepted} accepted, {refused} refused")
        except Exception as error:  # noqa: BLE001
            failed += 1
            print(f"FAIL {name}: {str(error)[:600]}")
    return 1 if failed else 0


def set_of(found: Iterator[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """Each target once."""
    seen: dict[str, tuple[str, str, Any]] = {}
    for target in found:
        seen.setdefault(target[0], target)
    return list(seen.values())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300))
