"""Lists: filters, sort orders and cursors that stay right while rows are inserted."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from servicekit.entities.resource import Field, Resource
from servicekit.problems import Invalid, NotFound, Violation

_CHECKSUM_BYTES = 16
_LONGEST_CURSOR = 3_000
"""Bytes; where sort values are longer, the cursor names the row and they are read from it."""
_FOREIGN_CURSOR = "This cursor belongs to another list, sort or filter; start again."


@dataclass(frozen=True, slots=True)
class Order:
    """One key of a sort order."""

    field: Field
    descending: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of which list a request is after."""

    resource: Resource
    filters: Mapping[str, Any]
    """Stored values by name on the wire."""
    orders: tuple[Order, ...]

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The filters as SQL."""
        return [self._equals(wire, value) for wire, value in self.filters.items()]

    def _equals(self, wire: str, value: Any) -> sa.ColumnElement[bool]:
        column = self.resource.column(wire)
        literal = sa.literal(value, column.type)
        if self.resource.by_wire[wire].codec.ignores_case:
            return sa.and_(sa.func.lower(column) == sa.func.lower(literal))
        return sa.and_(column == literal)

    def order_by(self) -> list[sa.UnaryExpression[Any]]:
        """The sort keys as SQL. Null counts as larger than every value."""
        return [
            column.desc().nulls_first() if order.descending else column.asc().nulls_last()
            for order, column in self._keys()
        ]

    def after(self, values: Sequence[Any]) -> sa.ColumnElement[bool]:
        """The rows that come later than the one with these values of the sort keys.

        Written so that PostgreSQL finds where to begin in an index on the sort keys: as one
        comparison of rows where it can be, else with a range of the first key in front.
        """
        keys = [(column, value, order.descending) for (order, column), value in self._with(values)]
        directions = {descending for _, _, descending in keys}
        if len(directions) == 1 and all(_has_value(column) for column, _, _ in keys):
            columns = sa.tuple_(*(column for column, _, _ in keys))
            literals = sa.tuple_(*(sa.literal(value, column.type) for column, value, _ in keys))
            return columns < literals if directions == {True} else columns > literals
        later: list[sa.ColumnElement[bool]] = []
        same: list[sa.ColumnElement[bool]] = []
        for column, value, descending in keys:
            later.append(sa.and_(*same, _beyond(column, value, descending=descending)))
            same.append(_same(column, value))
        column, value, descending = keys[0]
        return sa.and_(_not_before(column, value, descending=descending), sa.or_(*later))

    def _with(self, values: Sequence[Any]) -> Iterator[tuple[tuple[Order, sa.Column[Any]], Any]]:
        return zip(self._keys(), values, strict=True)

    def _keys(self) -> list[tuple[Order, sa.Column[Any]]]:
        return [(order, self.resource.column(order.field.wire)) for order in self.orders]

    def cursor(self, row: sa.RowMapping) -> str:
        """The cursor that continues after a row."""
        values = [_encoded(o.field, row[o.field.column_name]) for o in self.orders]
        if len(_compact(values)) > _LONGEST_CURSOR:
            values = []
        return self._seal(_compact([str(row["id"]), values]))

    def read_cursor(self, cursor: str) -> tuple[Any, list[Any]]:
        """The id of the last row seen and its sort values, or none where the row has to be asked.

        Raises NotFound for a cursor that this list, with this sort and these filters, did not make.
        """
        payload = self._open(cursor)
        if payload is None:
            raise NotFound(_FOREIGN_CURSOR)
        try:
            identity, values = json.loads(payload)
            decoded = [
                None if value is None else order.field.codec.decode(value)
                for order, value in zip(self.orders, values, strict=bool(values))
            ]
            return self.resource.by_wire["id"].codec.decode(identity), decoded
        except (ArithmeticError, TypeError, ValueError) as error:
            # The checksum is no secret: somebody made this cursor up.
            raise NotFound(_FOREIGN_CURSOR) from error

    def _seal(self, payload: bytes) -> str:
        sealed = self._checksum(payload) + payload
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def _open(self, cursor: str) -> bytes | None:
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        payload = sealed[_CHECKSUM_BYTES:]
        return payload if self._seal(payload) == cursor else None

    def _checksum(self, payload: bytes) -> bytes:
        """Binds a cursor to the list it came from; it guards against mistakes, not secrets."""
        filters = {w: _encoded(self.resource.by_wire[w], v) for w, v in self.filters.items()}
        orders = [[order.field.wire, order.descending] for order in self.orders]
        shape = _compact([self.resource.path, orders, filters])
        return hashlib.sha256(shape + b"\0" + payload).digest()[:_CHECKSUM_BYTES]


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def read_page(resource: Resource, parameters: Mapping[str, Any]) -> Page:
    """The list that query parameters describe. Raises Invalid for what it has not."""
    filters = {
        wire: _filter_value(resource.by_wire[wire], value)
        for wire, value in sorted(parameters.items())
        if wire in resource.by_wire and wire not in _NOT_FILTERS and value is not None
    }
    return Page(resource, filters, _read_sort(resource, parameters.get("sort")))


_NOT_FILTERS = frozenset({"limit", "cursor", "sort"})


def _read_sort(resource: Resource, sort: str | None) -> tuple[Order, ...]:
    orders: dict[str, Order] = {}
    for key in sort.split(",") if sort else ():
        descending = key.startswith("-")
        field = resource.by_wire.get(key.removeprefix("-"))
        if field is None or field.codec.is_json:
            raise _invalid("sort", f"{resource.called} has no sort key {key!r}.")
        orders.setdefault(field.wire, Order(field, descending))
    orders.setdefault("id", Order(resource.by_wire["id"], descending=False))
    return tuple(orders.values())


def _filter_value(field: Field, value: Any) -> Any:
    try:
        return field.codec.decode(value)
    except (ValueError, TypeError, KeyError) as error:
        raise _invalid(field.wire, str(error)) from None


def _encoded(field: Field, value: Any) -> Any:
    return None if value is None else field.codec.encode(value)


def _same(column: sa.Column[Any], value: Any) -> sa.ColumnElement[bool]:
    return column.is_(None) if value is None else sa.and_(column == sa.literal(value, column.type))


def _beyond(column: sa.Column[Any], value: Any, *, descending: bool) -> sa.ColumnElement[bool]:
    if value is None:
        return column.is_not(None) if descending else sa.false()
    literal = sa.literal(value, column.type)
    if descending:
        return sa.and_(column < literal)
    return sa.and_(column > literal) if _has_value(column) else _or_null(column > literal, column)


def _not_before(column: sa.Column[Any], value: Any, *, descending: bool) -> sa.ColumnElement[bool]:
    """A range of one key that all later rows are in; null counts as larger than every value."""
    if value is None:
        return sa.true() if descending else column.is_(None)
    literal = sa.literal(value, column.type)
    if descending:
        return sa.and_(column <= literal)
    return sa.and_(column >= literal) if _has_value(column) else _or_null(column >= literal, column)


def _or_null(condition: sa.ColumnElement[bool], column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return sa.or_(condition, column.is_(None))


def _has_value(column: sa.Column[Any]) -> bool:
    """Whether the column is never null."""
    return column.primary_key or not column.nullable


def _invalid(parameter: str, detail: str) -> Invalid:
    return Invalid(detail, errors=[Violation(detail, location="query", parameter=parameter)])
