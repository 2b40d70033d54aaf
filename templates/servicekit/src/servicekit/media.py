"""Media types: taking them apart and matching them (RFC 9110)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servicekit.operation import Content

# Possessive, so that no header takes longer than its length.
_PARAMETER = re.compile(
    r';\s*+([^=;"]*+)(?:=\s*+("(?:[^"\\]++|\\.)*+"?|[^;]*+))?+[^;]*+', re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type, in lower case, and its parameters."""

    essence: str
    parameters: Mapping[str, str]

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON."""
        return self.essence == "application/json" or self.essence.endswith("+json")

    @property
    def is_text(self) -> bool:
        """Whether the body is text that is not JSON."""
        return self.essence.startswith("text/")


def parse(header: str) -> MediaType:
    """The media type that a `Content-Type` header, or a key of `content`, names."""
    essence, semicolon, rest = header.partition(";")
    found = _PARAMETER.findall(semicolon + rest)
    parameters = {name.strip().lower(): _unquoted(value.strip()) for name, value in found}
    return MediaType(essence.strip().lower(), parameters)


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return _ESCAPED.sub(r"\1", value[1:].removesuffix('"'))


def best_match(contents: Sequence[Content], media_type: MediaType) -> Content | None:
    """The content that describes a media type: the exact one, its `type/*`, or `*/*`."""
    family = media_type.essence.partition("/")[0]
    for wanted in (media_type.essence, f"{family}/*", "*/*"):
        for content in contents:
            if parse(content.media_type).essence == wanted:
                return content
    return None


def preferred(contents: Sequence[Content], accept: str) -> Content | None:
    """The first content with the highest quality in an `Accept` header, else the first one."""
    best: Content | None = None
    best_quality = 0.0
    accepted = _accepted(accept)
    for content in contents:
        quality = _quality(parse(content.media_type).essence, accepted)
        if quality > best_quality:
            best, best_quality = content, quality
    return best or (contents[0] if contents else None)


def _accepted(accept: str) -> Mapping[str, float]:
    """The quality of each media range of an `Accept` header."""
    found: dict[str, float] = {}
    for item in accept.split(","):
        wanted = parse(item)
        try:
            found[wanted.essence] = float(wanted.parameters.get("q", "1"))
        except ValueError:
            continue
    return found


def _quality(essence: str, accepted: Mapping[str, float]) -> float:
    family = essence.partition("/")[0]
    for name in (essence, f"{family}/*", "*/*"):
        if name in accepted:
            return accepted[name]
    return 0.0
