"""Calls for tests of a handler on its own, without HTTP."""

from collections.abc import Iterable
from typing import Any, NoReturn, cast

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request

from servicekit.call import Call
from servicekit.contract import Contract
from servicekit.exchange import Caller
from servicekit.mocks.examples import Examples
from servicekit.settings import Settings


class _NoDatabase:
    """Stands where a session would be."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"{name}: this call has no database; give it the fixture `session`")


def handler_call(
    contract: Contract,
    operation_id: str,
    *,
    roles: Iterable[str] = (),
    subject: str = "tester",
    session: AsyncSession | None = None,
    dependencies: Any = None,
    settings: Settings | None = None,
) -> Call[Any, Any]:
    """The call that a handler serves, as if its request had been let through.

    Without `session` a handler that asks the database fails the test.
    """
    operation = contract.operations[operation_id]
    scope = {
        "type": "http",
        "method": operation.method.upper(),
        "path": contract.base_path + operation.path,
        "headers": [],
        "query_string": b"",
    }
    return Call(
        operation=operation,
        contract=contract,
        caller=Caller(subject=subject, roles=frozenset(roles)),
        session=session or cast(AsyncSession, _NoDatabase()),
        settings=cast(Any, settings or Settings(environment="test", strict=True)),
        dependencies=dependencies,
        correlation_id="test",
        request=Request(scope),
    )


def example_answer(contract: Contract, operation_id: str) -> Any:
    """The body that the document shows, or describes, as the operation's successful answer."""
    operation = contract.operations[operation_id]
    rule = operation.response(operation.success_status)
    if rule is None or not rule.contents:
        raise LookupError(f"{operation_id} answers without a body")
    return Examples(contract).body(rule.contents[0])
