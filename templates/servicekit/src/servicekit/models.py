"""Base of the models that are derived from the contract's schemas.

The contract validates; the models carry types. A model takes every value that its schema takes,
keeps properties that it does not know, and dumps back to the JSON that it came from.
"""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal as PlainDecimal
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    Strict,
)
from pydantic_core import CoreSchema

__all__ = [
    "UUID",
    "Date",
    "Decimal",
    "Integer",
    "Model",
    "NotObject",
    "Number",
    "Omittable",
    "PlainDecimal",
    "Timestamp",
]

T = TypeVar("T")


class Model(BaseModel):
    """Base of every derived model.

    A property that was absent stays absent: `model_fields_set` names those that were there.
    """

    model_config = ConfigDict(
        extra="allow",
        # A refused value may be personal data, and error texts reach the log.
        hide_input_in_errors=True,
        protected_namespaces=(),
        strict=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    def as_json(self) -> dict[str, Any]:
        """The object as it travels: wire names, and only what was set."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class _Present:
    """Refuses null for a property that may be absent but not null."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        inner: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
        return inner


Omittable: TypeAlias = Annotated[T | None, _Present()]
"""A property that may be absent, read as None then; on the wire it is never null."""


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: `1.0` is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _timestamp(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


Integer: TypeAlias = Annotated[int, Strict(), BeforeValidator(_whole)]
Number: TypeAlias = Annotated[int, Strict()] | Annotated[float, Strict(), Field(allow_inf_nan=True)]
NotObject: TypeAlias = str | bool | Number | list[Any]
"""What a schema that names no `type` lets through beside objects and null."""

UUID: TypeAlias = Annotated[uuid.UUID, Strict(False)]
Date: TypeAlias = Annotated[date, Strict(False)]
Timestamp: TypeAlias = Annotated[
    datetime, Strict(False), PlainSerializer(_timestamp, when_used="json")
]
Decimal: TypeAlias = Annotated[
    PlainDecimal,
    Strict(False),
    PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json"),
]
