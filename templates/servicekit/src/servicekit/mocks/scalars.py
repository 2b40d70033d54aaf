"""Strings, numbers and the like that a schema may accept."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from servicekit.mocks.matching import matching

_FORMATS = {
    "byte": "ZXhhbXBsZQ==",
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05.000000Z",
    "duration": "P1D",
    "email": "someone@example.com",
    "hostname": "example.com",
    "idn-email": "someone@example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "iri-reference": "/example",
    "json-pointer": "/example",
    "regex": "^example$",
    "relative-json-pointer": "0/example",
    "time": "03:04:05Z",
    "uri": "https://example.com/",
    "uri-reference": "/example",
    "uri-template": "/examples/{id}",
    "uuid": "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
}


def candidates(kind: str, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Values of a scalar type, the likeliest first."""
    yield from _MAKERS[kind](schema)


def _strings(schema: Mapping[str, Any]) -> Iterator[str]:
    example = _FORMATS.get(str(schema.get("format")))
    if example is not None:
        yield example
    if "pattern" in schema:
        yield from matching(str(schema["pattern"]))
    shortest = int(schema.get("minLength", 0))
    longest = int(schema.get("maxLength", max(shortest, 7)))
    yield ("example" * (shortest // 7 + 1))[: max(min(7, longest), shortest)]
    for number in range(1, 20):
        yield f"{number:0{max(shortest, 1)}}"


def _integers(schema: Mapping[str, Any]) -> Iterator[int]:
    step = max(int(schema.get("multipleOf", 1)), 1)
    low = math.ceil(_low(schema, 1))
    first = -(-low // step) * step
    yield from (first + step * number for number in range(10))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if high is not None:
        last = math.floor(high) // step * step
        yield from (last - step * number for number in range(10))


def _numbers(schema: Mapping[str, Any]) -> Iterator[float]:
    low, high = _low(schema, 1.0), schema.get("maximum", schema.get("exclusiveMaximum"))
    yield from _integers({**schema, "multipleOf": 1})
    if high is not None:
        yield (low + high) / 2
        yield high
    step = schema.get("multipleOf")
    if step is not None:
        yield math.ceil(low / step) * step


def _low(schema: Mapping[str, Any], otherwise: float) -> float:
    """The least value; exclusive bounds are left to the validator."""
    if "minimum" in schema or "exclusiveMinimum" in schema:
        return float(schema.get("minimum", schema.get("exclusiveMinimum", otherwise)))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    return min(otherwise, high) if high is not None else otherwise


def _booleans(_schema: Mapping[str, Any]) -> Iterator[bool]:
    yield True
    yield False


def _nulls(_schema: Mapping[str, Any]) -> Iterator[None]:
    yield None


_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Any]]] = {
    "string": _strings,
    "integer": _integers,
    "number": _numbers,
    "boolean": _booleans,
    "null": _nulls,
}
