"""Reads the body of a request by the media types of its operation."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

from servicekit import forms, jsontext, media
from servicekit.contract import Contract
from servicekit.media import MediaType
from servicekit.operation import Content, Operation
from servicekit.problems import (
    BodyTooLarge,
    Invalid,
    RequestTimeout,
    UnsupportedMediaType,
    Violation,
)
from servicekit.settings import Settings
from servicekit.uploads import Upload, as_instance

__all__ = ["ABSENT", "BodyReader", "Upload"]

ABSENT = object()


@dataclass(frozen=True)
class BodyReader:
    """Reads and checks the body of one request."""

    contract: Contract
    operation: Operation
    request: Request
    settings: Settings

    async def read(self) -> tuple[object, list[Violation]]:
        """The body, or ABSENT, and everything wrong with it.

        Raises UnsupportedMediaType, BodyTooLarge, RequestTimeout, or Invalid when it cannot be
        read at all.
        """
        if not self.operation.body:
            return ABSENT, []
        data = await self._in_time()
        header = self.request.headers.get("content-type")
        if not data and (header is None or not self._takes_empty(header)):
            if self.operation.body_required:
                return ABSENT, [Violation("The request needs a body.")]
            return ABSENT, []
        media_type, content = self._content(header)
        try:
            value = await self._parse(data, media_type, content)
        except (jsontext.MalformedJson, forms.MalformedForm) as error:
            raise Invalid(str(error), errors=[Violation(str(error))]) from error
        if content.schema is None or not self._is_checkable(value, content.schema):
            return value, []
        instance = as_instance(value)
        return value, list(self.contract.schemas.violations(content.schema, instance))

    def _is_checkable(self, value: object, schema: str) -> bool:
        """Whether the schema is about what was read: raw bytes, such as XML, are no object."""
        types = self.contract.shapes.types(schema)
        return not isinstance(value, bytes) or not types or "string" in types

    def _takes_empty(self, header: str) -> bool:
        """Whether no bytes at all are a body: the empty text, file or form, but never JSON."""
        return not media.parse(header).is_json and self.operation.body_required

    def _content(self, header: str | None) -> tuple[MediaType, Content]:
        accepted = ", ".join(content.media_type for content in self.operation.body)
        if header is None:
            raise UnsupportedMediaType(f"The body has no media type; send one of: {accepted}.")
        if self.request.headers.get("content-encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType("The body is encoded; send it as it is.")
        media_type = media.parse(header)
        content = media.best_match(self.operation.body, media_type)
        if content is None:
            raise UnsupportedMediaType(f"The body has another media type than: {accepted}.")
        return media_type, content

    async def _parse(self, data: bytes, media_type: MediaType, content: Content) -> object:
        if media_type.is_json:
            return jsontext.parse(data, max_depth=self.settings.max_json_depth)
        reader = forms.FormReader(self.contract, content, self.settings)
        if media_type.essence == "application/x-www-form-urlencoded":
            return reader.urlencoded(data)
        if media_type.essence == "multipart/form-data":
            return await reader.multipart(data, self.request.headers)
        if media_type.is_text:
            text = forms.decode_text(data, media_type.parameters.get("charset", "utf-8"))
            return self.contract.texts.read(text, content.schema)
        return data

    async def _in_time(self) -> bytes:
        try:
            async with asyncio.timeout(self.settings.body_timeout):
                return await self._bytes()
        except TimeoutError as error:
            detail = "The body did not arrive in time."
            raise RequestTimeout(detail, headers={"Connection": "close"}) from error

    async def _bytes(self) -> bytes:
        limit = self.settings.max_body_bytes
        length = self.request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            raise _too_large(limit)
        chunks: list[bytes] = []
        total = 0
        async for chunk in self.request.stream():
            total += len(chunk)
            if total > limit:
                raise _too_large(limit)
            chunks.append(chunk)
        return b"".join(chunks)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {limit} bytes.", headers={"Connection": "close"})
