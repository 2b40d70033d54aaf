"""What the store reads from a request: parameters and body by their names on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servicekit.requests import OperationRequest


@dataclass(frozen=True, slots=True)
class Wire:
    """A validated request, by wire name. Absent and null are different things."""

    parameters: Mapping[str, Any]
    body: Mapping[str, Any]

    def header(self, name: str) -> str | None:
        """A header's value; names of headers have no case."""
        for key in (name.lower(), f"header:{name.lower()}"):
            if self._lower.get(key) is not None:
                return str(self._lower[key])
        return None

    def path(self, name: str) -> Any:
        """A path parameter."""
        return self.parameters.get(f"path:{name}", self.parameters.get(name))

    @property
    def query(self) -> Mapping[str, Any]:
        """Query parameters."""
        return {key.removeprefix("query:"): value for key, value in self.parameters.items()}

    @property
    def _lower(self) -> Mapping[str, Any]:
        return {key.lower(): value for key, value in self.parameters.items()}


def read(request: OperationRequest) -> Wire:
    """The parts of a request that were sent."""
    sent = request.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(sent.get("body"), Mapping):
        return Wire(sent, sent.pop("body"))
    # An entity's body is an object; anything else is a parameter of that name.
    return Wire(sent, {})
