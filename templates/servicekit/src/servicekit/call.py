"""What an operation may know about the call it serves."""

from dataclasses import dataclass
from typing import Annotated, Any, Generic, cast

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession
from typing_extensions import TypeVar

from servicekit import exchange
from servicekit.contract import Contract
from servicekit.database import SessionDep
from servicekit.exchange import Caller
from servicekit.operation import Operation
from servicekit.settings import Settings

D = TypeVar("D", default=Any)
S = TypeVar("S", bound=Settings, default=Settings)


@dataclass(frozen=True, slots=True)
class Call(Generic[D, S]):
    """One call of one operation, in a service with dependencies `D` and settings `S`.

    `session` is one transaction: committed when the operation returns, rolled back when it
    raises, never opened when it is not used. `dependencies` is what the service opened when it
    started (`build_app`): clients of other systems, for example.
    """

    operation: Operation
    contract: Contract
    caller: Caller
    session: AsyncSession
    settings: S
    dependencies: D
    correlation_id: str
    request: Request


async def get_call(request: Request, session: SessionDep) -> Call[Any, Any]:
    """The call that the router's `authorise` let pass."""
    current = exchange.current()
    return Call(
        operation=current.operation,
        contract=current.contract,
        caller=current.caller,
        session=session,
        settings=cast(Any, current.settings),
        dependencies=request.app.state.dependencies,
        correlation_id=current.correlation_id,
        request=request,
    )


CallDep = Annotated[Call[Any, Any], Depends(get_call, scope="function")]
