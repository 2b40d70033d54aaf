"""Where an object of a collection is: the keys in the path of a request."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from servicekit.collections.collection import Collection
from servicekit.operation import Operation


@dataclass(frozen=True, slots=True)
class Place:
    """The keys of the parents, outermost first, and of the object itself where the path has one."""

    parents: tuple[str, ...]
    key: Any = None

    @property
    def parent_id(self) -> uuid.UUID:
        """Digest of the parents' keys."""
        return digest(self.parents)


def digest(keys: tuple[str, ...]) -> uuid.UUID:
    """An id that the same keys always give."""
    text = json.dumps(keys)
    return uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])


def key_text(collection: Collection, key: Any) -> str:
    """A key as text; the case of a UUID says nothing."""
    text = str(key)
    return text.lower() if collection.key_type == "uuid" else text


def object_id(collection: Collection, parents: tuple[str, ...], key: Any) -> uuid.UUID:
    """The id of the row that holds an object."""
    return digest((*parents, key_text(collection, key)))


def place_of(
    collection: Collection, operation: Operation, parameters: dict[str, Any], *, item: bool
) -> Place:
    """Reads the place from the path parameters of a request."""
    names = operation.template.names
    values = [parameters.get(name, parameters.get(f"path:{name}")) for name in names]
    own = values.pop() if item else None
    owners: list[Collection | None] = []
    owner = collection.parent
    for _ in values:
        owners.insert(0, owner)
        owner = owner.parent if owner is not None else None
    parents = tuple(
        str(value) if holder is None else key_text(holder, value)
        for holder, value in zip(owners, values, strict=True)
    )
    return Place(parents, own)
