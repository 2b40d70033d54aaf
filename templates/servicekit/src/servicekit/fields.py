"""Turns serialised parameters and form fields into JSON values, guided by their schemas."""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Protocol

from servicekit import styles
from servicekit.shapes import Shapes
from servicekit.styles import Decode, Pairs, Undecodable
from servicekit.texts import Texts

ABSENT = object()


class Field(Protocol):
    """What reading needs to know about a parameter or a form field."""

    @property
    def name(self) -> str:
        """Its name on the wire."""
        ...

    @property
    def style(self) -> str:
        """How it is serialised."""
        ...

    @property
    def explode(self) -> bool:
        """Whether its items are serialised one by one."""
        ...

    @property
    def schema(self) -> str | None:
        """The pointer of its schema; None accepts anything."""
        ...


class Fields:
    """Reads fields by the schemas of one document."""

    def __init__(self, shapes: Shapes, texts: Texts) -> None:
        """Read fields with the help of one document's schemas."""
        self._shapes = shapes
        self._texts = texts

    @staticmethod
    def only(texts: list[str]) -> str:
        """The text of a field that can be given once."""
        if len(texts) > 1:
            raise Undecodable("The parameter is given more than once.")
        return texts[0]

    def from_text(self, field: Field, text: str, decode: Decode) -> object:
        """The value of a path parameter or header: one text holds all of it."""
        kind = self._kind(field)
        body, delimiter = styles.strip_prefix(
            text, field.style, field.name, explode=field.explode and kind != "scalar"
        )
        if kind == "array":
            return self._array(field, self._items_of(field, body, delimiter, decode))
        if kind == "object":
            if field.explode:
                members = styles.split_members(body, delimiter, decode)
            else:
                members = styles.pair_up(styles.split_delimited(body, "form", decode))
            return self._object(field, {name: [text] for name, text in members.items()})
        return self._texts.read(decode(body), field.schema)

    def from_pairs(
        self,
        field: Field,
        pairs: Pairs,
        *,
        others: Set[str],
        decode: Decode = styles.decode_query,
    ) -> object:
        """The value of a query parameter, cookie or form field, or ABSENT.

        `others` are the names that belong to other parameters.
        """
        kind = self._kind(field)
        if kind == "object" and field.style == "deepObject":
            return self._deep(field, pairs, decode)
        if kind == "object" and field.explode and field.style == "form":
            return self._spread(field, pairs, others, decode)
        texts = [text for name, text in pairs if name == field.name]
        if not texts:
            return ABSENT
        if kind == "array":
            return self._array_of(field, texts, decode)
        if kind == "object":
            items = styles.split_delimited(self.only(texts), field.style, decode)
            return self._object(field, {k: [v] for k, v in styles.pair_up(items).items()})
        return self._texts.read(decode(self.only(texts)), field.schema)

    def claimed_by(self, fields: Iterable[Field]) -> Callable[[str], bool]:
        """Tells whether a name in the query belongs to one of the fields, however many there are."""
        wide = []
        names = set()
        for field in fields:
            if self._is_wide(field):
                wide.append(field)
            else:
                names.add(field.name)
        return lambda name: name in names or any(self._claims(field, name) for field in wide)

    def _is_wide(self, field: Field) -> bool:
        """Whether names other than the field's own belong to it."""
        if field.schema is None or self._kind(field) != "object":
            return False
        return field.style == "deepObject" or (field.explode and field.style == "form")

    def _claims(self, field: Field, name: str) -> bool:
        if not self._is_wide(field) or field.schema is None:
            return name == field.name
        if field.style == "deepObject":
            return name.startswith(field.name + "[")
        described = name in self._shapes.properties(field.schema)
        return described or self._shapes.additional(field.schema) is not None

    def _kind(self, field: Field) -> str:
        types = self._shapes.types(field.schema) if field.schema is not None else frozenset()
        for kind in ("array", "object"):
            if kind in types and not types & {"string", "integer", "number", "boolean"}:
                return kind
        if "array" in types and (field.explode or field.style != "form"):
            return "array"
        return "scalar"

    def _items_of(self, field: Field, text: str, delimiter: str, decode: Decode) -> list[str]:
        if field.style != "matrix" or not field.explode:
            return [decode(item) for item in text.split(delimiter)] if text else []
        items = []
        for member in text.split(delimiter):
            name, _, value = member.partition("=")
            if decode(name) != field.name:
                raise Undecodable(f"The text is not a list of ;{field.name}=….")
            items.append(decode(value))
        return items

    def _array_of(self, field: Field, texts: list[str], decode: Decode) -> object:
        if field.explode:
            return self._array(field, [decode(text) for text in texts])
        items = styles.split_delimited(self.only(texts), field.style, decode)
        return self._array(field, items)

    def _array(self, field: Field, texts: list[str]) -> list[object]:
        items = self._shapes.items(field.schema) if field.schema is not None else None
        return [self._texts.read(text, items) for text in texts]

    def _object(self, field: Field, members: Mapping[str, list[str]]) -> dict[str, object]:
        return {name: self._member(field, name, texts) for name, texts in members.items()}

    def _member(self, field: Field, name: str, texts: list[str]) -> object:
        schema = self._member_schema(field, name)
        if schema is not None and "array" in self._shapes.types(schema):
            items = self._shapes.items(schema)
            return [self._texts.read(text, items) for text in texts]
        return self._texts.read(self.only(texts), schema)

    def _member_schema(self, field: Field, name: str) -> str | None:
        if field.schema is None:
            return None
        described = self._shapes.properties(field.schema)
        return described.get(name) or self._shapes.additional(field.schema)

    def _deep(self, field: Field, pairs: Pairs, decode: Decode) -> object:
        members: dict[str, list[str]] = {}
        prefix = field.name + "["
        for name, text in pairs:
            if name.startswith(prefix):
                if not name.endswith("]") or name.count("[") > 1:
                    raise Undecodable(f"Only {field.name}[member]=value is read.")
                member = name.removeprefix(prefix).removesuffix("]")
                members.setdefault(member, []).append(decode(text))
        return self._object(field, members) if members else ABSENT

    def _spread(
        self,
        field: Field,
        pairs: Pairs,
        others: Set[str],
        decode: Decode,
    ) -> object:
        members: dict[str, list[str]] = {}
        for name, text in pairs:
            if name not in others and self._claims(field, name):
                members.setdefault(name, []).append(decode(text))
        return self._object(field, members) if members else ABSENT
