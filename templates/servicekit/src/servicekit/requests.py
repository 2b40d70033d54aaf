"""Requests as typed models, built after the contract has accepted them."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeVar

import structlog
from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError

from servicekit import bodies, exchange, pointers
from servicekit.bodies import BodyReader
from servicekit.exchange import Exchange
from servicekit.parameters import ParameterReader
from servicekit.problems import InternalError, Invalid, Violation

R = TypeVar("R", bound="OperationRequest")
log = structlog.stdlib.get_logger(__name__)


class OperationRequest(BaseModel):
    """Base of one operation's request: its parameters and its `body`.

    A parameter's key (the alias) is its name on the wire. Where two parameters of an operation
    share a name, or one is called `body` beside a body, the key is `<in>:<name>`, as in
    `query:id`. What the caller left out is left out of `model_fields_set`.
    """

    model_config = ConfigDict(
        arbitrary_types_allowed=True,
        extra="ignore",
        frozen=True,
        # A refused value may be personal data, and error texts reach the log.
        hide_input_in_errors=True,
        protected_namespaces=(),
        validate_by_alias=True,
        validate_by_name=True,
    )

    operation_id: ClassVar[str]


def receive(model: type[R]) -> Callable[[Request], Awaitable[R]]:
    """A dependency that validates the request against the contract and builds `model`.

    Answers 413, 415 or 422 for what the document refuses; 400 where that stands for 422.
    """

    async def dependency(request: Request) -> R:
        current = exchange.current()
        if current.operation.id != model.operation_id:
            raise InternalError(f"{model.__name__} reads a request for {current.operation.id}")
        return build_model(model, await read_values(current), current)

    return dependency


async def read_values(current: Exchange) -> dict[str, object]:
    """Everything the request carries, by key. Raises Invalid when the document refuses it."""
    settings = current.settings
    reader = ParameterReader(
        current.contract, current.operation, current.request, settings.max_json_depth
    )
    values, violations = reader.read()
    body_reader = BodyReader(current.contract, current.operation, current.request, settings)
    body, body_violations = await body_reader.read()
    if body is not bodies.ABSENT:
        values["body"] = body
    if violations or body_violations:
        raise Invalid(errors=[*violations, *body_violations])
    return values


def build_model(model: type[R], values: dict[str, object], current: Exchange) -> R:
    """The typed request.

    A model that refuses what the contract accepts is a defect of the service: it is logged, and
    an error in strict mode; otherwise the caller is told what was refused.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        details = [
            Violation(item["msg"], pointer=pointers.from_path(item["loc"]))
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        log.error(
            "contract.model_mismatch",
            operation=current.operation.id,
            model=model.__name__,
            violations=[detail.as_json() for detail in details],
        )
        if current.settings.strict:
            message = f"{model.__name__} refuses a request that its contract accepts"
            raise InternalError(message) from error
        raise Invalid(errors=details) from error
