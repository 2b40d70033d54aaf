"""Requests as typed models, built after the contract has accepted them."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict

R = TypeVar("R", bound="OperationRequest")


class OperationRequest(BaseModel):
    """Base of one operation's request: its parameters and its `body`.

    A parameter's key (the alias) is its name on the wire. Where two parameters of an operation
    share a name, or one is called `body`, the key is `<in>:<name>`, as in `query:id`.
    """

    model_config = ConfigDict(
        arbitrary_types_allowed=True,
        extra="ignore",
        frozen=True,
        protected_namespaces=(),
        validate_by_alias=True,
        validate_by_name=True,
    )

    operation_id: ClassVar[str]


def receive(model: type[R]) -> Callable[[Request], Awaitable[R]]:
    """A dependency that validates the request against the contract and builds `model`."""

    async def dependency(request: Request) -> R:
        raise NotImplementedError(model, request)

    return dependency
