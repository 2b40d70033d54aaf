"""The OpenAPI document of a service, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    path: str
    definition: Mapping[str, Any]
    parameters: Sequence[Mapping[str, Any]]


class Contract:
    """A document, its operations and their validators (compiled on first use)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.operations: Mapping[str, Operation] = {}
        self.base_path = ""
