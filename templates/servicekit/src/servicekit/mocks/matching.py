r"""Makes texts that a pattern of ECMA-262 matches.

It reads what people write in schemas: literals, classes, groups, alternatives, counts. It does
not look ahead or back; the caller checks what it makes.
"""

import re
from collections.abc import Iterator

_COUNT = re.compile(r"\{(\d+)(,?)(\d*)\}|[*+?]")
_GROUP = re.compile(r"\((?:\?(?::|<[^=!>][^>]*>))?")
_LOOK = re.compile(r"\(\?<?[=!]")
_HEX = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_PROPERTY = re.compile(r"\\[pP]\{[^}]*\}")
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_PROBES = "a0A-_ .é~"


def matching(pattern: str) -> Iterator[str]:
    """Texts that the pattern may match: repetitions as few as they may be, then more."""
    for extra in (0, 1, 5):
        for alternative in (0, 1):
            try:
                yield _Maker(pattern, extra, alternative).text()
            except (IndexError, ValueError):
                return


class _Maker:
    """Walks a pattern once, writing a text."""

    def __init__(self, pattern: str, extra: int, alternative: int) -> None:
        """Choose how often to repeat, and which alternative to take."""
        self._pattern = pattern
        self._extra = extra
        self._alternative = alternative
        self._at = 0

    def text(self) -> str:
        """The text for the pattern from here to its end, or to the end of the group."""
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        return branches[min(self._alternative, len(branches) - 1)]

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        match = expression.match(self._pattern, self._at)
        if match is not None:
            self._at = match.end()
        return match

    def _sequence(self) -> str:
        made = []
        while self._peek() not in ("", "|", ")"):
            atom = self._atom()
            made.append(atom * self._repetitions())
        return "".join(made)

    def _repetitions(self) -> int:
        count = self._take(_COUNT)
        if count is None:
            return 1
        if self._peek() == "?":
            self._at += 1
        if count.group(1) is None:
            least, most = {"*": (0, 99), "+": (1, 99), "?": (0, 1)}[count.group()]
        else:
            least = int(count.group(1))
            most = int(count.group(3) or (99 if count.group(2) else least))
        return min(least + self._extra, max(most, least))

    def _atom(self) -> str:
        if self._take(_LOOK):
            self.text()
            self._at += 1
            return ""
        if self._take(_GROUP):
            made = self.text()
            self._at += 1
            return made
        character = self._peek()
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        self._at += 1
        return {".": "a", "^": "", "$": ""}.get(character, character)

    def _escape(self) -> str:
        code = self._take(_HEX)
        if code is not None:
            return chr(int(code.group(1) or code.group(2) or code.group(3), 16))
        if self._take(_PROPERTY):
            return "a"
        letter = self._pattern[self._at + 1]
        self._at += 2
        if letter in "bB":
            return ""
        return _CLASSES.get(letter) or _CONTROLS.get(letter) or letter

    def _class(self) -> str:
        start = self._at
        self._at += 1
        negated = self._peek() == "^"
        self._at += negated
        members = []
        while self._peek() != "]":
            members.append(self._escape() if self._peek() == "\\" else self._literal())
        self._at += 1
        if not negated:
            return members[-1 if self._alternative else 0]
        excluded = re.compile(_python_class(self._pattern[start : self._at]))
        return next(probe for probe in _PROBES if excluded.match(probe))

    def _literal(self) -> str:
        character = self._pattern[self._at]
        self._at += 1
        return character


def _python_class(text: str) -> str:
    r"""A class as Python reads it; `\p{…}` is taken for letters."""
    return (
        _PROPERTY.sub("a-zA-Z", text.replace(r"\u{", r"\x{"))
        .replace("[", r"\[")
        .replace(r"\[", "[", 1)
    )
