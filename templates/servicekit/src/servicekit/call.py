"""What an operation may know about the call it serves."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from servicekit import exchange
from servicekit.contract import Contract
from servicekit.database import SessionDep
from servicekit.exchange import Caller
from servicekit.operation import Operation
from servicekit.settings import Settings


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one operation.

    `session` is one transaction: committed when the operation returns, rolled back when it
    raises, never opened when it is not used.
    """

    operation: Operation
    contract: Contract
    caller: Caller
    session: AsyncSession
    settings: Settings
    correlation_id: str
    request: Request


async def get_call(request: Request, session: SessionDep) -> Call:
    """The call that the router's `authorise` let pass."""
    current = exchange.current()
    return Call(
        operation=current.operation,
        contract=current.contract,
        caller=current.caller,
        session=session,
        settings=current.settings,
        correlation_id=current.correlation_id,
        request=request,
    )


CallDep = Annotated[Call, Depends(get_call, scope="function")]
