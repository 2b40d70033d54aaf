"""Form bodies: `application/x-www-form-urlencoded` and `multipart/form-data`."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from servicekit import jsontext, media, styles
from servicekit.contract import Contract
from servicekit.fields import ABSENT
from servicekit.operation import Content
from servicekit.settings import Settings
from servicekit.uploads import Upload


class MalformedForm(ValueError):
    """The body is not the form it says it is. The message is for people."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One property of a form, serialised by its `encoding` in the document."""

    name: str
    style: str
    explode: bool
    schema: str | None


@dataclass(frozen=True)
class FormReader:
    """Reads the forms that one media type of one operation describes."""

    contract: Contract
    content: Content
    settings: Settings

    def urlencoded(self, data: bytes) -> dict[str, object]:
        """The object that a URL-encoded form stands for. Raises MalformedForm."""
        if data.count(b"&") >= styles.MOST_PAIRS:
            raise MalformedForm(f"The form has more than {styles.MOST_PAIRS} fields.")
        try:
            pairs = styles.parse_query(data.decode("ascii"))
            return self._read_pairs(pairs)
        except UnicodeDecodeError as error:
            raise MalformedForm("A URL-encoded form is ASCII.") from error
        except styles.Undecodable as error:
            raise MalformedForm(str(error)) from error

    def _read_pairs(self, pairs: styles.Pairs) -> dict[str, object]:
        members: dict[str, object] = {}
        fields = [self._field(name) for name in self._properties]
        for field in fields:
            value = self._read_field(field, pairs)
            if value is not ABSENT:
                members[field.name] = value
        is_claimed = self.contract.fields.claimed_by(fields)
        for name, text in pairs:
            if not is_claimed(name) and name not in self._properties:
                members[name] = self._undescribed(name, styles.decode_query(text))
        return members

    def _read_field(self, field: FormField, pairs: styles.Pairs) -> object:
        texts = [text for name, text in pairs if name == field.name]
        if texts and self._is_json(field):
            return self._json(styles.decode_query(texts[0]))
        return self.contract.fields.from_pairs(field, pairs, others=self._properties.keys())

    async def multipart(self, data: bytes, headers: Headers) -> dict[str, object]:
        """The object that a multipart form stands for; files are Upload. Raises MalformedForm."""

        async def stream() -> AsyncGenerator[bytes, None]:
            yield data

        limit = self.settings.max_body_bytes
        parser = MultiPartParser(headers, stream(), max_part_size=limit)
        try:
            form = await parser.parse()
        except (MultiPartException, KeyError, UnicodeDecodeError) as error:
            raise MalformedForm("The body is not a multipart form.") from error
        grouped: dict[str, list[object]] = {}
        try:
            for name, part in form.multi_items():
                grouped.setdefault(name, []).append(await self._part(name, part))
        finally:
            await form.close()
        return {name: self._grouped(name, parts) for name, parts in grouped.items()}

    async def _part(self, name: str, part: UploadFile | str) -> object:
        if isinstance(part, UploadFile):
            data = await part.read()
            if part.content_type and media.parse(part.content_type).is_json:
                return self._json(data)
            return Upload(part.filename, part.content_type, data)
        field = self._field(name)
        if self._is_json(field):
            return self._json(part)
        if field.schema is not None and self.contract.shapes.is_binary(field.schema):
            return Upload(None, None, part.encode())
        schema = field.schema
        if schema is not None and "array" in self.contract.shapes.types(schema):
            schema = self.contract.shapes.items(schema)
        return self.contract.texts.read(part, schema)

    def _grouped(self, name: str, parts: list[object]) -> object:
        schema = self._properties.get(name)
        if schema is not None and "array" in self.contract.shapes.types(schema):
            return parts[0] if len(parts) == 1 and isinstance(parts[0], list) else parts
        if len(parts) > 1:
            raise MalformedForm(f"The field {name!r} is given more than once.")
        return parts[0]

    @property
    def _properties(self) -> Mapping[str, str]:
        if self.content.schema is None:
            return {}
        return self.contract.shapes.properties(self.content.schema)

    def _field(self, name: str) -> FormField:
        encoding = self._encoding(name)
        style = encoding.get("style", "form")
        return FormField(
            name=name,
            style=style,
            explode=encoding.get("explode", style == "form"),
            schema=self._properties.get(name),
        )

    def _encoding(self, name: str) -> Mapping[str, Any]:
        encoding: Mapping[str, Any] = self.content.definition.get("encoding", {}).get(name, {})
        return encoding

    def _is_json(self, field: FormField) -> bool:
        """Whether a field carries JSON: by its encoding, or because only JSON can say it."""
        encoding = self._encoding(field.name)
        if "contentType" in encoding:
            return media.parse(encoding["contentType"]).is_json
        if "style" in encoding or "explode" in encoding or field.schema is None:
            return False
        return self.contract.shapes.types(field.schema) == {"object"}

    def _undescribed(self, name: str, text: str) -> object:
        if self.content.schema is None:
            return text
        return self.contract.texts.read(text, self.contract.shapes.additional(self.content.schema))

    def _json(self, text: str | bytes) -> object:
        return jsontext.parse(text, max_depth=self.settings.max_json_depth)


def decode_text(data: bytes, charset: str) -> str:
    """Text in a named encoding. Raises MalformedForm."""
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError) as error:
        raise MalformedForm("The text is not in the encoding it names.") from error
