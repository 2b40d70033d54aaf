"""What handlers return, and how it becomes a response that keeps the contract."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

from starlette.responses import Response

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A body with a say in how it is sent.

    `status` defaults to the first success status of the operation, `media_type` to the first
    one documented for that status. Headers are added as they are.
    """

    body: T
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None


Answer: TypeAlias = T | Reply[T]


async def answer(operation_id: str, result: Awaitable[object]) -> Response:
    """Awaits a handler and turns what it returns into a checked response."""
    raise NotImplementedError(operation_id, result)
