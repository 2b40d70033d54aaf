"""Conditional requests (RFC 9110, 13.1): entity tags and what they decide."""

import re

from servicekit.problems import PreconditionFailed, PreconditionRequired

_TAG = re.compile(r'\s*(W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def require_match(header: str | None, version: int) -> None:
    """Lets a change through when `If-Match` names the current version, strongly compared.

    Raises PreconditionRequired without the header, PreconditionFailed when it does not match.
    """
    if header is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version you have seen.")
    if header.strip() == "*":
        return
    if (False, etag(version)) not in _tags(header):
        raise PreconditionFailed(f"If-Match does not name the current version, {etag(version)}.")


def is_unchanged(header: str | None, version: int) -> bool:
    """Whether `If-None-Match` names the current version, weakly compared."""
    if header is None:
        return False
    return header.strip() == "*" or etag(version) in {tag for _, tag in _tags(header)}


def _tags(header: str) -> list[tuple[bool, str]]:
    """The tags of a list, each with whether it is weak; none when the list is malformed."""
    tags: list[tuple[bool, str]] = []
    position = 0
    while position < len(header):
        match = _TAG.match(header, position)
        if match is None:
            return []
        tags.append((match[1] is not None, match[2]))
        position = match.end()
    return tags
