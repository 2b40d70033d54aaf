"""What handlers return, and how it becomes a response that keeps the contract."""

from collections.abc import Awaitable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Generic, TypeAlias, TypeVar, cast, final

import structlog
from pydantic import BaseModel, TypeAdapter
from pydantic_core import PydanticSerializationError, to_jsonable_python
from starlette.responses import Response

from servicekit import exchange, jsontext, media
from servicekit.exchange import Exchange
from servicekit.operation import Content, ResponseRule
from servicekit.problems import InternalError, Violation

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)
_BODYLESS = frozenset({204, 205, 304})


class _Unread(Generic[T]):
    """JSON that becomes a typed body when somebody asks for it."""

    __slots__ = ("answers", "plain")

    def __init__(self, plain: object, answers: type[T]) -> None:
        self.plain = plain
        self.answers = answers

    def read(self) -> T:
        """The JSON as the type it answers with."""
        adapter: TypeAdapter[T] = _adapter(cast(Any, self.answers))
        return adapter.validate_python(self.plain)


@cache
def _adapter(answers: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answers)


class Reply(Generic[T]):
    """A body with a say in how it is sent.

    `status` defaults to the first success status of the operation, `media_type` to the one
    documented for that status which the caller prefers. Headers are added as they are.
    """

    __slots__ = ("_body", "headers", "media_type", "status")

    def __init__(
        self,
        body: T,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
    ) -> None:
        """Say what is sent, and how."""
        self._body: T | _Unread[T] = body
        self.status = status
        self.headers = dict(headers or {})
        self.media_type = media_type

    @classmethod
    def of_json(
        cls,
        plain: object,
        answers: type[T],
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "Reply[T]":
        """A reply that is JSON already. `body` makes it an `answers`, and costs nothing unread."""
        reply: Reply[T] = Reply.__new__(Reply)
        reply._body = _Unread(plain, answers)
        reply.status = status
        reply.headers = dict(headers or {})
        reply.media_type = None
        return reply

    @property
    def body(self) -> T:
        """The body. What a handler changes in it is sent."""
        if isinstance(self._body, _Unread):
            self._body = self._body.read()
        return self._body

    def as_json(self) -> object:
        """The body as plain JSON."""
        return self._body.plain if isinstance(self._body, _Unread) else as_json(self._body)

    def as_text(self, *, is_json: bool) -> bytes | None:
        """The body where it is no JSON: bytes in any media type, a text in one of its own."""
        if isinstance(self._body, bytes):
            return self._body
        return self._body.encode() if isinstance(self._body, str) and not is_json else None

    def has_body(self) -> bool:
        """Whether there is anything to send."""
        body = self._body
        return (body.plain if isinstance(body, _Unread) else body) is not None


@final
class NotModified(Reply[None]):
    """304: the caller has this version already."""

    __slots__ = ()

    def __init__(self, headers: Mapping[str, str]) -> None:
        """Say which version it is, in the `ETag` header."""
        super().__init__(None, status=304, headers=headers)


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
    if status in _BODYLESS or not (reply.has_body() or (rule and rule.contents)):
        response = Response(status_code=status, headers=dict(reply.headers))
        _report(current, status, _check_envelope(current, response))
        return response
    content = _choose(current, rule, reply.media_type)
    media_type = reply.media_type or (content.media_type if content else "application/json")
    body, violations = _serialise(current, reply, media_type, content)
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
    reply: Reply[object],
    media_type: str,
    content: Content | None,
) -> tuple[bytes, list[Violation]]:
    text = reply.as_text(is_json=media.parse(media_type).is_json)
    if text is not None:
        return text, []
    try:
        schema = content.schema if content else None
        plain = current.contract.write_only.removed(reply.as_json(), schema)
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
