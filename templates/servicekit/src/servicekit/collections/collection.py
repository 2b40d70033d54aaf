"""What a service says about one collection of its document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How the list of a collection is asked for and answered.

    `items` is the property of the answer that holds the objects, None for a bare array.
    `filters` maps query parameters to the properties they compare. `first_page` is the number of
    the first page; `most` is how many objects an answer may hold.
    """

    items: str | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    limit: str | None = None
    offset: str | None = None
    page: str | None = None
    first_page: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collection:
    """Objects of one kind, found by `key` among those of the same parents.

    The service makes the key unless the client sends one. `stamps` are the properties that hold
    when an object was created or updated, `fill` what a property holds that nobody sent.
    `nullable` properties keep a null that a patch brings; any other is removed by it.
    `schema` points at the objects' schema in the contract.
    """

    table: sa.Table
    key: str
    key_type: Literal["uuid", "integer", "text"] = "uuid"
    schema: str | None = None
    parent: "Collection | None" = None
    children: list["Collection"] = field(default_factory=list, init=False, repr=False)
    stamps: Mapping[str, Literal["created", "updated"]] = field(default_factory=dict)
    fill: Mapping[str, Any] = field(default_factory=dict)
    nullable: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    write_only: frozenset[str] = frozenset()
    listing: Listing = Listing()

    def __post_init__(self) -> None:
        """Let the parent know, so that what it holds goes with it."""
        if self.parent is not None:
            self.parent.children.append(self)
