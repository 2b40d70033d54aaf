"""The statement behind a list."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from servicekit.collections.collection import Collection, Listing
from servicekit.collections.places import Place
from servicekit.collections.storable import pack

_LARGEST = 2**63 - 1
_PAGE_SIZE = 20


def listed(
    collection: Collection, place: Place, parameters: dict[str, Any]
) -> sa.Select[tuple[Any]]:
    """Selects the documents that a request's query asks for, oldest first."""
    table, listing = collection.table, collection.listing
    statement = sa.select(table.c.document).where(table.c.parent == place.parent_id)
    for parameter, name in listing.filters.items():
        value = _given(parameters, parameter)
        if value is not None:
            wanted = sa.literal(pack(value), postgresql.JSONB)
            statement = statement.where(table.c.document[pack(name)] == wanted)
    limit, offset = window(listing, parameters)
    if limit is not None:
        statement = statement.limit(limit)
    return statement.offset(offset).order_by(table.c.created_at, table.c.id)


def window(listing: Listing, parameters: dict[str, Any]) -> tuple[int | None, int]:
    """How many objects to answer, None for all, and how many to pass over."""
    limit = _number(parameters, listing.limit)
    page = _number(parameters, listing.page)
    if limit is None and page is not None:
        limit = _PAGE_SIZE
    if listing.most is not None:
        limit = listing.most if limit is None else min(limit, listing.most)
    offset = _number(parameters, listing.offset) or 0
    if page is not None:
        offset += max(page - listing.first_page, 0) * (limit or 0)
    return limit, min(offset, _LARGEST)


def _number(parameters: dict[str, Any], name: str | None) -> int | None:
    value = None if name is None else _given(parameters, name)
    if not isinstance(value, (int, float)):
        return None
    return min(max(int(value), 0), _LARGEST)


def _given(parameters: dict[str, Any], name: str) -> Any:
    return parameters.get(name, parameters.get(f"query:{name}"))
