"""Base of the classes that implement operations."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Generic

from fastapi import Depends

from servicekit.call import Call, CallDep, D, S, get_call
from servicekit.collections import Collections
from servicekit.entities import Entities, Resource
from servicekit.pointers import join
from servicekit.problems import NotWritten, Violation
from servicekit.replies import Answer, NotModified, Reply

__all__ = ["Answer", "Call", "CallDep", "NotModified", "NotWritten", "Operations", "Reply"]


class Operations(Generic[D, S]):
    """Base of every derived operations class; handlers inherit from it.

    `D` and `S` are the service's own dependencies and settings, see `Call`.
    """

    def __init__(self, call: Annotated[Call[D, S], Depends(get_call, scope="function")]) -> None:
        """Serve one call."""
        self.call = call

    @cached_property
    def entities(self) -> Entities:
        """The entities of this service, within the transaction of the call."""
        contract = self.call.contract
        return Entities(self.call.session, base_path=contract.base_path, check=self._check)

    @cached_property
    def collections(self) -> Collections:
        """The plain resources of a given document, within the transaction of the call."""
        return Collections(self.call)

    def _check(self, resource: Resource, wire: str, value: object) -> Sequence[Violation]:
        """What the contract refuses in one property of an entity, as a create would be."""
        contract = self.call.contract
        creation = contract.operation_at("post", resource.path)
        for content in creation.body if creation is not None else self.call.operation.body:
            schema = (
                contract.shapes.properties(content.schema).get(wire) if content.schema else None
            )
            if schema is not None:
                found = contract.schemas.violations(schema, value)
                return [replace(item, pointer=join("", wire) + item.pointer) for item in found]
        return []
