"""What handlers return, and how it becomes a response that keeps the contract."""

from collections.abc import Awaitable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

import structlog
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python
from starlette.responses import Response

from servicekit import exchange, jsontext, media
from servicekit.exchange import Exchange
from servicekit.operation import Content, ResponseRule
from servicekit.problems import InternalError, Violation

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)
_BODYLESS = frozenset({204, 205, 304})


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A body with a say in how it is sent.

    `status` defaults to the first success status of the operation, `media_type` to the one
    documented for that status which the caller prefers. Headers are added as they are.
    """

    body: T
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None


Answer: TypeAlias = T | Reply[T]


class BrokenContract(InternalError):
    """A response is not what the document says; raised in strict mode only."""


async def answer(operation_id: str, result: Awaitable[object]) -> Response:
    """Awaits a handler and turns what it returns into a checked response.

    A handler may return a Response of its own; its status and headers are checked, its body is not.
    """
    current = exchange.current()
    if current.operation.id != operation_id:
        raise InternalError(f"{operation_id} answers a request for {current.operation.id}")
    returned = await result
    if isinstance(returned, Response):
        _report(current, returned.status_code, _check_envelope(current, returned))
        return returned
    reply = returned if isinstance(returned, Reply) else Reply(returned)
    return build_response(current, reply)


def build_response(current: Exchange, reply: Reply[object]) -> Response:
    """The response for a reply, checked against the document."""
    status = reply.status or current.operation.success_status
    rule = current.operation.response(status)
    if status in _BODYLESS or (reply.body is None and not (rule and rule.contents)):
        response = Response(status_code=status, headers=dict(reply.headers))
        _report(current, status, _check_envelope(current, response))
        return response
    content = _choose(current, rule, reply.media_type)
    media_type = reply.media_type or (content.media_type if content else "application/json")
    body, violations = _serialise(current, reply.body, media_type, content)
    response = Response(
        b"" if current.operation.method == "head" else body,
        status_code=status,
        headers=dict(reply.headers),
        media_type=media_type,
    )
    _report(current, status, [*violations, *_check_envelope(current, response)])
    return response


def _choose(
    current: Exchange,
    rule: ResponseRule | None,
    media_type: str | None,
) -> Content | None:
    """The content that describes the body: the named one, the accepted one, or the first."""
    contents = rule.contents if rule else ()
    if media_type is not None:
        return media.best_match(contents, media.parse(media_type))
    concrete = [content for content in contents if "*" not in content.media_type]
    return media.preferred(concrete, current.request.headers.get("accept", "*/*"))


def _serialise(
    current: Exchange,
    value: object,
    media_type: str,
    content: Content | None,
) -> tuple[bytes, list[Violation]]:
    if isinstance(value, bytes):
        return value, []
    if isinstance(value, str) and not media.parse(media_type).is_json:
        return value.encode(), []
    try:
        schema = content.schema if content else None
        plain = current.contract.write_only.removed(as_json(value), schema)
        body = jsontext.render(plain)
    except (PydanticSerializationError, ValueError) as error:
        raise InternalError(f"the answer of {current.operation.id} is not JSON") from error
    if schema is None:
        return body, []
    return body, list(current.contract.schemas.violations(schema, plain, "response"))


def as_json(value: object) -> object:
    """A handler's value as plain JSON; properties that were never set stay absent."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
        case Mapping():
            return {str(name): as_json(item) for name, item in value.items()}
        case list() | tuple():
            return [as_json(item) for item in value]
        case _:
            return to_jsonable_python(value, by_alias=True)


def _check_envelope(current: Exchange, response: Response) -> Iterator[Violation]:
    """Checks everything but the body."""
    rule = current.operation.response(response.status_code)
    if rule is None:
        yield Violation(f"The status {response.status_code} is not documented.", location="status")
        return
    for name, header in rule.headers.items():
        if header.get("required") and name.lower() not in response.headers:
            yield Violation("The header is required.", location="header", parameter=name)
    essence = response.headers.get("content-type")
    if essence and rule.contents and not media.best_match(rule.contents, media.parse(essence)):
        yield Violation(f"The media type {essence} is not documented.", location="header")


def _report(current: Exchange, status: int, violations: Iterable[Violation]) -> None:
    """Logs a broken contract; raises it in strict mode."""
    found = [violation.as_json() for violation in violations]
    if not found:
        return
    operation = current.operation.id
    log.error("contract.broken_response", operation=operation, status=status, violations=found)
    if current.settings.strict:
        raise BrokenContract(f"{operation} answered {status} against its contract: {found}")
