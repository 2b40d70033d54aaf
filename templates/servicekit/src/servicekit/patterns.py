r"""Patterns of ECMA-262 (`u` mode) in the dialect of the validation engine.

JSON Schema patterns are ECMA-262; the engine reads the dialect of Rust's regex crates. It
already reads `\d`, `\w`, `\s`, `\p{…}`, `\u{…}`, look-around and `$` the way ECMA does. This
module rewrites what it reads differently or not at all.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_SURROGATE = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_TOKEN = re.compile(
    rf"""
    (?P<pair>\\u[dD][89abAB][0-9a-fA-F]{{2}}\\u[dD][c-fC-F][0-9a-fA-F]{{2}})
  | (?P<surrogates>{_SURROGATE}-{_SURROGATE})
  | (?P<surrogate>{_SURROGATE})
  | (?P<property>\\[pP]\{{[^}}]*\}})
  | (?P<backreference>\\k<[^>]+>)
  | (?P<nul>\\0(?![0-9]))
  | (?P<control>\\c[A-Za-z])
  | (?P<escape>\\[\s\S])
  | (?P<group>\(\?<(?![=!])[^>]+>)
  | (?P<lookbehind>\(\?<[=!])
  | (?P<special>\(\?)
  | (?P<capture>\()
  | (?P<open>\[\^?)
  | (?P<close>\])
  | (?P<dot>\.)
  | (?P<operator>&&|--|~~)
  | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
_CATEGORY_SURROGATE = re.compile(r"\\[pP]\{(?:(?:gc|General_Category)=)?(?:Cs|Surrogate)\}")
_ANYTHING = r"[\s\S]"
_NOTHING = r"[^\s\S]"
_NOT_LINE_END = r"[^\n\r\u{2028}\u{2029}]"
_WORD = "[A-Za-z0-9_]"
_BOUNDARY = f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))"
_NO_BOUNDARY = f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))"


@lru_cache(maxsize=4096)
def translate(pattern: str) -> str:
    """The same pattern for the engine. Text it does not know is passed on unchanged."""
    tokens = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(pattern)]
    return "".join(_outside(iter(tokens), _group_numbers(tokens)))


def _group_numbers(tokens: list[tuple[str, str]]) -> dict[str, int]:
    """The number of each named group."""
    numbers: dict[str, int] = {}
    count, in_class = 0, False
    for kind, text in tokens:
        in_class = kind == "open" or (in_class and kind != "close")
        if not in_class and kind in ("group", "capture"):
            count += 1
            if kind == "group":
                numbers[text[3:-1]] = count
    return numbers


def _outside(tokens: Iterator[tuple[str, str]], groups: Mapping[str, int]) -> Iterator[str]:
    for kind, text in tokens:
        match kind:
            case "open":
                yield _class(tokens, text)
            case "dot":
                yield _NOT_LINE_END
            case "group":
                yield "("
            case "backreference":
                yield f"(?:\\{groups.get(text[3:-1], 0)})"
            case "surrogate":
                yield _NOTHING
            case "escape" if text in (r"\b", r"\B"):
                yield _BOUNDARY if text == r"\b" else _NO_BOUNDARY
            case _:
                yield _anywhere(kind, text)


def _class(tokens: Iterator[tuple[str, str]], opening: str) -> str:
    """A character class, from after its opening bracket to its closing one."""
    members: list[str] = []
    for kind, text in tokens:
        if kind == "close":
            break
        members.append(_member(kind, text, members))
    content = "".join(members)
    if not content:
        return _ANYTHING if opening == "[^" else _NOTHING
    return f"{opening}{content}]"


def _member(kind: str, text: str, before: list[str]) -> str:
    match kind:
        case "surrogates":
            return ""
        case "surrogate":
            # No string that reaches a validator holds one: only its place in a range matters.
            return r"\uD7FF" if before and before[-1] == "-" else r"\uE000"
        case "escape" if text == r"\b":
            return r"\x08"
        case "open":
            return "\\[" + ("\\^" if text == "[^" else "")
        case "operator" if text == "--":
            return r"-\-" if before else r"\--"
        case "operator":
            return "".join("\\" + character for character in text)
        case _:
            return _anywhere(kind, text)


def _anywhere(kind: str, text: str) -> str:
    match kind:
        case "pair":
            high, low = int(text[2:6], 16), int(text[8:12], 16)
            return f"\\u{{{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):X}}}"
        case "property" if _CATEGORY_SURROGATE.fullmatch(text):
            return r"\p{Any}" if text[1] == "P" else r"\P{Any}"
        case "nul":
            return r"\x00"
        case "control":
            return f"\\x{ord(text[2].upper()) - 64:02X}"
        case "escape" if text == r"\/":
            return "/"
        case _:
            return text
