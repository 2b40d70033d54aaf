"""Path templates of a document, matched against the raw path of a request."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

_PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")


class PathTemplate:
    """A path such as `/products/{id}`.

    Matching works on the percent-encoded path, so that an encoded slash stays inside its
    segment. A placeholder never matches an empty text.
    """

    def __init__(self, path: str) -> None:
        """Parse a path of the document."""
        self.path = path
        self.names: list[str] = _PLACEHOLDER.findall(path)
        self._segments = [_segment(text) for text in path.split("/")]

    @property
    def specificity(self) -> tuple[tuple[int, int], ...]:
        """Sorts templates: literal segments first, then those with more literal text."""
        return tuple(
            (1 if isinstance(segment, re.Pattern) else 0, -len(_PLACEHOLDER.sub("", text)))
            for segment, text in zip(self._segments, self.path.split("/"), strict=True)
        )

    def match(self, raw_path: str) -> Mapping[str, str] | None:
        """The raw text of each placeholder, or None when the path is another one."""
        segments = raw_path.split("/")
        if len(segments) != len(self._segments):
            return None
        texts: list[str] = []
        for expected, actual in zip(self._segments, segments, strict=True):
            if isinstance(expected, str):
                if unquote(actual) != expected:
                    return None
                continue
            match = expected.fullmatch(actual)
            if match is None:
                return None
            texts.extend(match.groups())
        return dict(zip(self.names, texts, strict=True))


def _segment(text: str) -> str | re.Pattern[str]:
    if not _PLACEHOLDER.search(text):
        return unquote(text)
    first, *rest = _PLACEHOLDER.split(text)
    literals = [re.escape(literal) for literal in rest[1::2]]
    # Each value ends where the text after it first stands, and is never looked for again: a
    # longer value would help no later one, and trying them all takes a time that explodes.
    values = "".join(f"(?>(.+?){literal})" for literal in literals[:-1])
    return re.compile(f"{re.escape(first)}{values}(.+){literals[-1]}", re.DOTALL)
