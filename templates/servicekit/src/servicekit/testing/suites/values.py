"""Values for tests, made from the schemas of the document and distinct by number."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from servicekit import pointers
from servicekit.contract import Contract

_FIRST_DAY = date(2026, 1, 1)
_ATTEMPTS = 400


class Values:
    """Makes values that the schema at a pointer of the document accepts."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._matching: dict[tuple[str, str], list[str]] = {}

    def make(self, pointer: str, number: int) -> Any:
        """A value that the schema accepts; other numbers give other values where it has others.

        Raises LookupError when none of many candidates is accepted.
        """
        accepted = self._contract.schemas.accepts
        for candidate in islice(self._candidates(pointer, number), _ATTEMPTS):
            if accepted(pointer, candidate):
                return candidate
        raise LookupError(f"no value found for {pointer}")

    def _schema(self, pointer: str) -> tuple[Mapping[str, Any], str]:
        node, place = pointers.follow(self._contract.rules, pointer)
        return (node, place) if isinstance(node, Mapping) else ({}, place)

    def _candidates(self, pointer: str, number: int) -> Iterator[Any]:
        schema, place = self._schema(pointer)
        if "const" in schema:
            yield schema["const"]
        members = [member for member in schema.get("enum", []) if member is not None]
        for offset in range(len(members)):
            yield members[(number + offset) % len(members)]
        yield from _listed(schema, number)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for index in range(len(schema.get(keyword, []))):
                yield from islice(
                    self._candidates(pointers.join(place, keyword, index), number), 40
                )
        for kind in _types(schema):
            yield from self._of_type(kind, schema, place, number)

    def _of_type(
        self,
        kind: str,
        schema: Mapping[str, Any],
        place: str,
        number: int,
    ) -> Iterator[Any]:
        match kind:
            case "string":
                yield from self._strings(schema, place, number)
            case "integer":
                yield from _integers(schema, number)
            case "number":
                yield from _numbers(schema, number)
            case "boolean":
                yield number % 2 == 0
                yield number % 2 == 1
            case "array":
                yield from self._arrays(schema, place, number)
            case "object":
                yield from self._objects(schema, place, number)

    def _strings(self, schema: Mapping[str, Any], place: str, number: int) -> Iterator[str]:
        yield from _formatted(str(schema.get("format")), number)
        shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 255)
        for text in (f"{number} sample", f"{number}", chr(97 + number % 26), "", _glyph(number)):
            yield text[:longest].ljust(shortest, "x")
        for pattern in [schema.get("pattern"), *_patterns(schema)]:
            if pattern is not None:
                found = self._matches(place, pattern)
                if found:
                    yield found[number % len(found)]

    def _matches(self, place: str, pattern: str) -> list[str]:
        """Texts that a pattern finds and its schema accepts, in the same order in every run."""
        key = (place, pattern)
        if key not in self._matching:
            accepts = self._contract.schemas.accepts
            self._matching[key] = [text for text in _collect(pattern) if accepts(place, text)]
        return self._matching[key]

    def _arrays(self, schema: Mapping[str, Any], place: str, number: int) -> Iterator[list[Any]]:
        if "items" not in schema and "prefixItems" not in schema:
            yield from ([], [number], [number, number + 1])
            return
        shortest, longest = schema.get("minItems", 0), schema.get("maxItems", 2)
        for length in dict.fromkeys((max(shortest, min(longest, 1)), shortest)):
            yield [
                self.make(_item(schema, place, index), number * 7 + index)
                for index in range(length)
            ]

    def _objects(
        self,
        schema: Mapping[str, Any],
        place: str,
        number: int,
    ) -> Iterator[dict[str, Any]]:
        declared = schema.get("properties", {})
        for names in (list(declared), schema.get("required", [])):
            try:
                yield {
                    name: self.make(pointers.join(place, "properties", name), number)
                    for name in names
                    if name in declared
                }
            except LookupError:
                continue
        yield {"number": number}
        yield {}


def _item(schema: Mapping[str, Any], place: str, index: int) -> str:
    if index < len(schema.get("prefixItems", [])):
        return pointers.join(place, "prefixItems", index)
    return pointers.join(place, "items")


def _listed(schema: Mapping[str, Any], number: int) -> Iterator[Any]:
    examples = schema.get("examples", [])
    if number == 0 and isinstance(examples, list):
        yield from examples


def _types(schema: Mapping[str, Any]) -> list[str]:
    declared = schema.get("type")
    if isinstance(declared, str):
        return [declared]
    if isinstance(declared, list):
        return [kind for kind in declared if kind != "null"]
    return ["string", "integer", "object", "boolean", "array"]


def _patterns(schema: Mapping[str, Any]) -> Iterator[str]:
    for part in schema.get("allOf", []):
        if isinstance(part, Mapping) and "pattern" in part:
            yield str(part["pattern"])


def _glyph(number: int) -> str:
    return chr(0x4E00 + number % 5000)


def _formatted(kind: str, number: int) -> Iterator[str]:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    match kind:
        case "date":
            yield (_FIRST_DAY + timedelta(days=number)).isoformat()
        case "date-time":
            yield moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        case "time":
            yield moment.strftime("%H:%M:%SZ")
        case "uuid":
            yield str(uuid5(NAMESPACE_URL, f"urn:test:{number}"))
        case "email" | "idn-email":
            yield f"person{number}@example.test"
        case "uri" | "iri" | "uri-reference" | "iri-reference":
            yield f"https://example.test/{number}"
        case "decimal":
            yield from (
                f"{number}.5",
                f"{number}",
                f"0.{number:04}",
                f"-{number}",
                "0",
                f"-{number}.5",
            )
        case "duration":
            yield f"P{number}D"
        case "ipv4":
            yield f"192.0.2.{number % 256}"
        case "ipv6":
            yield f"2001:db8::{number:x}"
        case "hostname" | "idn-hostname":
            yield f"host{number}.example.test"


def _integers(schema: Mapping[str, Any], number: int) -> Iterator[int]:
    step = schema.get("multipleOf", 1)
    step = int(step) if float(step).is_integer() and step >= 1 else 1
    lowest = schema.get("minimum", schema.get("exclusiveMinimum"))
    highest = schema.get("maximum", schema.get("exclusiveMaximum"))
    if lowest is not None:
        base = -(-int(lowest) // step)
        yield from ((base + number + offset) * step for offset in (0, 1))
        yield from ((base + offset + number % 5) * step for offset in (0, 1, 2))
    if highest is not None:
        base = int(highest) // step
        yield from ((base - number - offset) * step for offset in (0, 1))
        yield from ((base - offset - number % 5) * step for offset in (0, 1, 2))
    yield from (number * step, -number * step, 0)


def _numbers(schema: Mapping[str, Any], number: int) -> Iterator[float]:
    lowest = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    highest = schema.get("maximum", schema.get("exclusiveMaximum", lowest + 1_000_000))
    if abs(lowest) > 1e15 or abs(highest) > 1e15:
        lowest, highest = max(lowest, 0), min(highest, 1_000_000)
    yield lowest + (number + 0.5) * (highest - lowest) / 1024 % max(highest - lowest, 1e-9)
    yield from _integers(schema, number)


def _collect(pattern: str) -> Iterator[str]:
    found: dict[str, None] = {}
    try:
        strategy = st.from_regex(re.compile(_python(pattern)))
    except re.error:
        return
    limited = strategy.filter(lambda text: len(text) <= 255)

    @settings(
        max_examples=200,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(limited)
    def collect(text: str) -> None:
        found[text] = None
        found[text.strip("\n")] = None

    collect()
    yield from sorted(found, key=lambda text: (len(text), text))


def _python(pattern: str) -> str:
    """The pattern as Python's `re` reads it, well enough to find examples of it."""
    return pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
