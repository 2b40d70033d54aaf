"""Media types: taking them apart and matching them (RFC 9110)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message

from servicekit.operation import Content


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
    message = Message()
    message["content-type"] = header
    parameters = message.get_params() or [("", "")]
    essence = parameters[0][0].strip().lower()
    return MediaType(essence, {name.lower(): value for name, value in parameters[1:]})


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
    for content in contents:
        quality = _quality(parse(content.media_type).essence, accept)
        if quality > best_quality:
            best, best_quality = content, quality
    return best or (contents[0] if contents else None)


def _quality(essence: str, accept: str) -> float:
    family = essence.partition("/")[0]
    found: dict[str, float] = {}
    for item in accept.split(","):
        wanted = parse(item)
        try:
            found[wanted.essence] = float(wanted.parameters.get("q", "1"))
        except ValueError:
            continue
    for name in (essence, f"{family}/*", "*/*"):
        if name in found:
            return found[name]
    return 0.0
