"""Values for the schemas of a document."""

import re
from typing import Any

import pytest

from localdev.samples import NoSampleError, Sampler

DOCUMENT: dict[str, Any] = {
    "components": {"schemas": {"Base": {"type": "object", "properties": {"a": {"const": 1}}}}}
}


def value(schema: Any, index: int = 0) -> Any:
    return Sampler(DOCUMENT, index).value(schema, "name")


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"enum": ["x", "y"]}, "y"),
        ({"type": "boolean"}, False),
        ({"type": "null"}, None),
        ({"type": ["null", "integer"]}, 2),
        ({"type": "integer", "minimum": 10, "maximum": 20}, 10),
        ({"type": "integer", "exclusiveMinimum": 10}, 11),
        ({"type": "number", "maximum": 1}, 1),
        ({"anyOf": [{"type": "null"}, {"const": "c"}]}, "c"),
        (
            {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"b": {"const": 2}}}]},
            {"a": 1, "b": 2},
        ),
        ({"properties": {"x": {"const": 1, "readOnly": True}}}, {}),
        ({"items": {"type": "boolean"}}, [False]),
        (
            {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 2, "uniqueItems": True},
            [2, 3],
        ),
    ],
)
def test_plain_schemas(schema: dict[str, Any], expected: object) -> None:
    assert value(schema, 1) == expected


@pytest.mark.parametrize(
    "pattern", [r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$", "^[A-Z]{3}-[0-9]{2}$", "^[a-f0-9]+$"]
)
def test_patterns_are_met(pattern: str) -> None:
    assert re.search(pattern, value({"type": "string", "pattern": pattern}))


@pytest.mark.parametrize("kind", ["uuid", "email", "uri", "date", "date-time", "time"])
def test_formats_are_met(kind: str) -> None:
    assert value({"type": "string", "format": kind}) != value({"type": "string"})


def test_length_is_kept() -> None:
    assert len(value({"type": "string", "maxLength": 3})) <= 3
    assert len(value({"type": "string", "minLength": 90})) >= 90


def test_what_cannot_be_made_is_left_out_or_named() -> None:
    impossible = {"type": "string", "pattern": "\\p{L}"}
    assert value({"type": "object", "properties": {"x": impossible}}) == {}
    with pytest.raises(NoSampleError):
        value({"type": "object", "properties": {"x": impossible}, "required": ["x"]})
    with pytest.raises(NoSampleError):
        value({"oneOf": [impossible]})
