"""Takes serialised arrays and objects apart (OpenAPI, "Style Values").

Everything here works on percent-encoded text, so that an encoded delimiter stays part of its
value; `decode` comes last.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote_to_bytes

Pairs = Sequence[tuple[str, str]]
Decode = Callable[[str], str]

MOST_PAIRS = 1_000
"""Members of one query, cookie header or form: enough for people, too few to keep a CPU busy."""
_QUERY_DELIMITERS = {
    "form": re.compile(","),
    "pipeDelimited": re.compile(r"\||%7[cC]"),
    "spaceDelimited": re.compile(r"%20|\+| "),
}


class Undecodable(ValueError):
    """The text cannot be taken apart. The message is for people."""


def decode_percent(text: str) -> str:
    """Percent-decoding, UTF-8 only. Raises Undecodable."""
    try:
        decoded = unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Undecodable("The text is not UTF-8 after percent-decoding.") from error
    return _without_nul(decoded)


def decode_query(text: str) -> str:
    """Percent-decoding of a query or form text, where `+` is a space. Raises Undecodable."""
    return decode_percent(text.replace("+", " "))


def decode_header(text: str) -> str:
    """A header's text stands for itself, without the white space around it."""
    return _without_nul(text.strip(" \t"))


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise Undecodable("The text holds U+0000.")
    return text


def parse_query(text: str) -> Pairs:
    """Names, decoded, and raw values of a query string or a form body, in order."""
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((decode_query(name), value))
    return pairs


def split_delimited(text: str, style: str, decode: Decode) -> list[str]:
    """The items of a delimited array; an empty text is an empty array."""
    if not text:
        return []
    delimiter = _QUERY_DELIMITERS.get(style, _QUERY_DELIMITERS["form"])
    return [decode(item) for item in delimiter.split(text)]


def pair_up(items: Sequence[str]) -> Mapping[str, str]:
    """The object whose names and values alternate in `items`."""
    if len(items) % 2:
        raise Undecodable("An object needs a value after each name.")
    names = items[::2]
    if len(set(names)) != len(names):
        raise Undecodable("An object names the same member twice.")
    return dict(zip(names, items[1::2], strict=True))


def split_members(text: str, delimiter: str, decode: Decode) -> Mapping[str, str]:
    """The object written as `a=1<delimiter>b=2`."""
    items: list[str] = []
    for member in text.split(delimiter) if text else ():
        name, equals, value = member.partition("=")
        if not equals:
            raise Undecodable("An object needs a value after each name.")
        items += [decode(name), decode(value)]
    return pair_up(items)


def strip_prefix(text: str, style: str, name: str, *, explode: bool) -> tuple[str, str]:
    """A path parameter's text without its style's prefix, and the delimiter of its items."""
    if style == "label":
        if not text.startswith("."):
            raise Undecodable("The text does not start with a dot.")
        return text[1:], "." if explode else ","
    if style == "matrix":
        return _strip_matrix(text, name, explode=explode)
    return text, ","


def _strip_matrix(text: str, name: str, *, explode: bool) -> tuple[str, str]:
    if not text.startswith(";"):
        raise Undecodable("The text does not start with a semicolon.")
    if not explode:
        first, _, rest = text[1:].partition("=")
        if decode_percent(first) != name:
            raise Undecodable(f"The text does not start with ;{name}.")
        return rest, ","
    return text[1:], ";"
