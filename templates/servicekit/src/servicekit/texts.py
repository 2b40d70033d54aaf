"""Reads the text of a parameter or form field as the JSON value its schema asks for.

A number is read by the grammar of JSON, a boolean is `true` or `false`; everything else stays
text, and the validator says what is wrong with it. Nothing is trimmed or guessed.
"""

import math
import re
from collections.abc import Iterator

from servicekit.schemas import Schemas
from servicekit.shapes import Shapes

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class Texts:
    """Reads texts by the schemas of one document."""

    def __init__(self, shapes: Shapes, schemas: Schemas) -> None:
        """Read texts with the help of one document's schemas."""
        self._shapes = shapes
        self._schemas = schemas

    def read(self, text: str, schema: str | None) -> object:
        """The value of a text that stands where the schema at `schema` applies."""
        if schema is None:
            return text
        candidates = list(_candidates(text, self._shapes.types(schema)))
        if len(candidates) > 1:
            for candidate in candidates:
                if self._schemas.accepts(schema, candidate):
                    return candidate
        return candidates[0]


def _candidates(text: str, types: frozenset[str]) -> Iterator[object]:
    """The values a text may stand for, the most specific one first. Never empty."""
    if types & {"integer", "number"}:
        yield from _numbers(text)
    if "boolean" in types and text in ("true", "false"):
        yield text == "true"
    if "null" in types and text in ("", "null"):
        yield None
    yield text


def _numbers(text: str) -> Iterator[object]:
    if _INTEGER.fullmatch(text) and math.isfinite(float(text)):
        yield int(text)
    elif _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        yield float(text)
