"""JSON pointers into a document (RFC 6901)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

Node = Any


def join(pointer: str, *tokens: str | int) -> str:
    """The pointer of a descendant."""
    escaped = (str(token).replace("~", "~0").replace("/", "~1") for token in tokens)
    return "".join([pointer, *("/" + token for token in escaped)])


def from_path(path: Sequence[str | int]) -> str:
    """The pointer that names a path of keys and indexes; the root is the empty string."""
    return join("", *path)


def as_fragment(pointer: str) -> str:
    """The pointer as a URI fragment, without the `#`."""
    return quote(pointer, safe="/~!$&'()*+,;=:@-._")


def from_reference(reference: str) -> str:
    """The pointer inside a local `$ref`. Raises ValueError for any other reference."""
    if not reference.startswith("#"):
        raise ValueError(f"{reference!r} does not point into this document")
    return unquote(reference[1:])


def resolve(document: Node, pointer: str) -> Node:
    """The node a pointer names. Raises KeyError when there is none."""
    node = document
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping):
            node = node[key]
        elif isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        else:
            raise KeyError(pointer)
    return node


def follow(document: Node, pointer: str) -> tuple[Node, str]:
    """The node a pointer names after every `$ref` on the way, and where it stands."""
    seen: set[str] = set()
    node = resolve(document, pointer)
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        if pointer in seen:
            raise KeyError(pointer)
        seen.add(pointer)
        pointer = from_reference(node["$ref"])
        node = resolve(document, pointer)
    return node, pointer
