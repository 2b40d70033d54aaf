"""Validators for the schemas of a document, compiled when first used.

The engine is jsonschema-rs (JSON Schema 2020-12, formats asserted). Two views of the document
exist, because OpenAPI lets `readOnly` properties be absent from requests and `writeOnly` ones
from responses even where they are required.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import jsonschema_rs

from servicekit import pointers
from servicekit.dialect import validation_view
from servicekit.problems import Violation

Direction = Literal["request", "response"]
MAX_VIOLATIONS = 25
_BASE = "urn:contract"


class Schemas:
    """Compiles and keeps one validator per schema and direction."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Compile nothing yet."""
        self._document = document
        self._validators: dict[tuple[str, Direction], jsonschema_rs.Draft202012Validator] = {}

    @cached_property
    def _request_registry(self) -> jsonschema_rs.Registry:
        return self._registry("readOnly")

    @cached_property
    def _response_registry(self) -> jsonschema_rs.Registry:
        return self._registry("writeOnly")

    def _registry(self, absent: str) -> jsonschema_rs.Registry:
        view = validation_view(self._document, absent=absent)
        return jsonschema_rs.Registry([(_BASE, view)], draft=jsonschema_rs.Draft202012)

    def validator(
        self,
        pointer: str,
        direction: Direction = "request",
    ) -> jsonschema_rs.Draft202012Validator:
        """The validator of the schema that stands at `pointer`."""
        key = (pointer, direction)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"{_BASE}#{pointers.as_fragment(pointer)}"},
                registry=(
                    self._request_registry if direction == "request" else self._response_registry
                ),
                validate_formats=True,
                ignore_unknown_formats=True,
                mask="the value",
                offline=True,
            )
        return self._validators[key]

    def accepts(self, pointer: str, value: object, direction: Direction = "request") -> bool:
        """Whether the schema at `pointer` accepts the value."""
        return self.validator(pointer, direction).is_valid(value)

    def violations(
        self,
        pointer: str,
        value: object,
        direction: Direction = "request",
        *,
        location: str = "body",
        parameter: str | None = None,
    ) -> Iterator[Violation]:
        """What the schema at `pointer` refuses in `value`; at most `MAX_VIOLATIONS` of it.

        The messages never repeat the value, so they can be logged.
        """
        validator = self.validator(pointer, direction)
        if validator.is_valid(value):
            return
        for error in islice(validator.iter_errors(value), MAX_VIOLATIONS):
            yield Violation(
                detail=error.message,
                location=location,
                pointer=pointers.from_path(error.instance_path),
                parameter=parameter,
            )
