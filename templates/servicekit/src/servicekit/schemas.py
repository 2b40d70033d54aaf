"""Validators for the schemas of a document, compiled when first used.

The engine is jsonschema-rs (JSON Schema 2020-12, formats asserted). Two views of the document
exist, because OpenAPI lets `readOnly` properties be absent from requests and `writeOnly` ones
from responses even where they are required.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import jsonschema_rs

from servicekit import pointers
from servicekit.dialect import document_view, schema_view
from servicekit.problems import Violation

Direction = Literal["request", "response"]
MAX_VIOLATIONS = 25
_BASE = "urn:contract"
_ABSENT: Mapping[Direction, str] = {"request": "readOnly", "response": "writeOnly"}


class Schemas:
    """Compiles and keeps one validator per schema and direction."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Compile nothing yet."""
        self._document = document
        self._validators: dict[tuple[str, Direction], jsonschema_rs.Draft202012Validator] = {}

    @cached_property
    def _request_registry(self) -> jsonschema_rs.Registry:
        return self._registry("request")

    @cached_property
    def _response_registry(self) -> jsonschema_rs.Registry:
        return self._registry("response")

    def _registry(self, direction: Direction) -> jsonschema_rs.Registry:
        view = document_view(self._document, absent=_ABSENT[direction])
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

    def acceptor(self, schema: Any, direction: Direction) -> Callable[[object], bool]:
        """Whether a schema that stands nowhere in the document accepts a value.

        Its references point into the document.
        """
        registry = self._request_registry if direction == "request" else self._response_registry
        view = schema_view(schema, self._document, absent=_ABSENT[direction])
        validator = jsonschema_rs.Draft202012Validator(
            _based(view), registry=registry, validate_formats=True, offline=True
        )
        return validator.is_valid

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


def _based(schema: Any) -> Any:
    """The schema with its references made absolute."""
    if isinstance(schema, list):
        return [_based(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    based = {key: _based(value) for key, value in schema.items()}
    if isinstance(schema.get("$ref"), str):
        fragment = pointers.as_fragment(pointers.from_reference(schema["$ref"]))
        based["$ref"] = f"{_BASE}#{fragment}"
    return based
