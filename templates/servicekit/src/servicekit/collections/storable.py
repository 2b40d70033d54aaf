"""JSON as jsonb can hold it: no U+0000 and no lone surrogates in its texts."""

import re
from collections.abc import Callable
from typing import Any

_MARK = "\x1a"
_UNSTORABLE = re.compile("[\x00\x1a\ud800-\udfff]")
_MARKED = re.compile(f"{_MARK}([0-9a-f]{{4}})")


def pack(value: Any) -> Any:
    """The value with every character that jsonb refuses spelled as a mark and four digits."""
    return _each_text(value, lambda text: _UNSTORABLE.sub(_spelled, text))


def unpack(value: Any) -> Any:
    """What `pack` was given."""
    return _each_text(value, lambda text: _MARKED.sub(lambda m: chr(int(m[1], 16)), text))


def _spelled(match: re.Match[str]) -> str:
    return f"{_MARK}{ord(match[0]):04x}"


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return {change(name): _each_text(item, change) for name, item in value.items()}
        case list():
            return [_each_text(item, change) for item in value]
        case _:
            return value
