"""Routes for every operation of a document, answered from its examples and schemas."""

import re

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from servicekit import exchange, media
from servicekit.contract import Contract
from servicekit.exchange import Exchange
from servicekit.mocks.examples import Examples
from servicekit.operation import Content, Operation
from servicekit.replies import Reply, build_response
from servicekit.requests import read_values
from servicekit.security import authorise

_PLACEHOLDER = re.compile(r"\{[^{}/]+\}")


def mock_router(contract: Contract) -> APIRouter:
    """A router with one route per operation of the document."""
    examples = Examples(contract)
    router = APIRouter(dependencies=[Depends(authorise)])

    async def endpoint(_request: Request) -> Response:
        current = exchange.current()
        await read_values(current)
        return build_response(current, mock_reply(current, examples))

    for operation in contract.operations.values():
        router.add_api_route(
            _route_path(operation),
            endpoint,
            methods=[operation.method.upper()],
            operation_id=operation.id,
            response_model=None,
        )
    return router


def mock_reply(current: Exchange, examples: Examples) -> Reply[object]:
    """What the document says a successful answer looks like."""
    operation = current.operation
    status = operation.success_status
    rule = operation.response(status)
    if rule is None:
        return Reply(None, status=status)
    headers = {
        name: examples.header(rule, name, header)
        for name, header in rule.headers.items()
        if header.get("required") or name.lower() in ("location", "etag")
    }
    content = _choose(rule.contents, current.request.headers.get("accept", "*/*"))
    if content is None:
        return Reply(None, status=status, headers=headers)
    media_type = _concrete(content.media_type)
    body = examples.body(content)
    if not media.parse(media_type).is_json and not isinstance(body, str):
        body = examples.as_text(body)
    return Reply(body, status=status, headers=headers, media_type=media_type)


def _choose(contents: tuple[Content, ...], accept: str) -> Content | None:
    return media.preferred(contents, accept)


def _concrete(media_type: str) -> str:
    """A media type to send where the document has a range of them."""
    essence = media.parse(media_type).essence
    if essence == "*/*":
        return "application/json"
    if essence.endswith("/*"):
        return {"text/*": "text/plain", "image/*": "image/png"}.get(
            essence, "application/octet-stream"
        )
    return media_type


def _route_path(operation: Operation) -> str:
    """The path with placeholders that the router accepts; values are read from the raw path."""
    numbers = iter(range(len(operation.template.names)))
    return _PLACEHOLDER.sub(lambda _match: f"{{p{next(numbers)}}}", operation.path)
