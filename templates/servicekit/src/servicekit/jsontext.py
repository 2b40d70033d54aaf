"""JSON as text, read and written strictly (RFC 8259).

Nothing is guessed or repaired: not UTF-8, `NaN`, numbers that no double can hold, lone
surrogates, repeated names and bottomless nesting are all refused.
"""

import json
import math
import re
from collections.abc import Sequence
from typing import Any, NoReturn

# A string that nothing closes goes on to the end. Possessive, so that no text is read twice.
_BRACKET_OR_STRING = re.compile(r'[\[{\]}]|"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class MalformedJson(ValueError):
    """The text is not JSON that this service reads. The message is for people."""


def parse(data: bytes | str, *, max_depth: int) -> Any:
    """The value of a JSON text. Raises MalformedJson."""
    text = data if isinstance(data, str) else _decode(data)
    _check_depth(text, max_depth)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise MalformedJson(f"The text is not JSON: {error.msg} ({where}).") from error
    if _ESCAPED_SURROGATE.search(text):
        check_surrogates(value)
    return value


def check_surrogates(value: Any) -> None:
    """Raises MalformedJson when a string in the value cannot be written as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise MalformedJson("A string holds a lone surrogate.") from error


def render(value: Any) -> bytes:
    """Compact UTF-8 JSON. Raises ValueError for what JSON cannot say."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedJson(f"The text is not UTF-8 (byte {error.start}).") from error


def _check_depth(text: str, limit: int) -> None:
    """Counts brackets outside strings, before any recursion could happen."""
    if text.count("[") + text.count("{") <= limit:
        return
    depth = 0
    for token in _BRACKET_OR_STRING.finditer(text):
        character = token.group()[0]
        if character in "[{":
            depth += 1
            if depth > limit:
                raise MalformedJson(f"The text nests deeper than {limit} levels.")
        elif character in "]}":
            depth -= 1


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedJson("An object names the same member twice.")
    return members


def _constant(name: str) -> NoReturn:
    raise MalformedJson(f"{name} is not JSON.")


def _float(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value):
        raise MalformedJson("A number is too large.")
    return value


def _int(literal: str) -> int:
    if not math.isfinite(float(literal)):
        raise MalformedJson("A number is too large.")
    return int(literal)
