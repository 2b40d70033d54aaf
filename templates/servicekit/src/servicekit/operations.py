"""Base of the classes that implement operations."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.contract import Contract, Operation
from servicekit.problems import NotWritten
from servicekit.replies import Answer, Reply
from servicekit.security import Caller
from servicekit.settings import Settings

__all__ = ["Answer", "Call", "CallDep", "NotWritten", "Operations", "Reply"]


@dataclass(frozen=True, slots=True)
class Call:
    """Everything an operation may need to know about the call it serves.

    `session` is one transaction: committed when the operation returns, rolled back when it raises.
    """

    operation: Operation
    contract: Contract
    caller: Caller
    session: AsyncSession
    settings: Settings
    correlation_id: str
    request: Request


CallDep = Annotated[Call, Depends()]


class Operations:
    """Base of every derived operations class; handlers inherit from it."""

    def __init__(self, call: CallDep) -> None:
        self.call = call
