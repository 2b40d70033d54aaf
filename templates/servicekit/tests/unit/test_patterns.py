"""Patterns mean what ECMA-262 says, whatever the engine's own dialect is."""

import pytest

from servicekit.schemas import Schemas

ACCEPTED = [
    (r"^\d$", "5"),
    (r"^\p{L}$", "é"),
    (r"^\u{1F600}$", "😀"),
    (r"^\uD83D\uDE00$", "😀"),
    (r"^[\uD83D\uDE00]$", "😀"),
    (r"(?<=a)b", "ab"),
    (r"(?<!a)b", "cb"),
    (r"^(?<n>a)\k<n>$", "aa"),
    (r"^(x)(?<n>a)\k<n>\1$", "xaax"),
    (r"^a\/b$", "a/b"),
    (r"^[^]$", "\n"),
    (r"^.$", "\u0085"),
    (r"^.$", "😀"),
    (r"^\s$", "\ufeff"),
    (r"^\S$", "\u0085"),
    (r"^[a-z&&b]$", "&"),
    (r"^[+--]$", ","),
    (r"^[--a]$", "5"),
    (r"^[ab~~c]$", "~"),
    (r"^\cA$", "\x01"),
    (r"^\0$", "\0"),
    (r"^[\b]$", "\b"),
    (r"\ba", "éa"),
    (r"a\Bb", "ab"),
    (r"^[^\ud800-\udfff\u0000]*$", "a😀"),
    (r"^[\u0001-\ud7ff\ue000-\u{10ffff}]*$", "a😀"),
    (r"^(?:[^\u0000\ud7ff-\ue000]|[\ud7ff\ue000])*$", "a😀\ud7ff"),
    (r"^[\u0001-\udfff]$", "a"),
    (r"^[^\ud800-\udfff]$", "a"),
    (r"^\P{Cs}*$", "ab"),
    (r"^[^\p{gc=Cs}\0]*$", "ab"),
    (r"^[[]$", "["),
    (r"^[\/.]$", "."),
]
REFUSED = [
    (r"^\d$", "٣"),
    (r"^\w$", "é"),
    (r"^a$", "a\n"),
    (r"^.$", "\u2028"),
    (r"^.$", "\r"),
    (r"^\s$", "\u0085"),
    (r"^\S$", "\ufeff"),
    (r"^[^\s]$", "\ufeff"),
    (r"^[a&&b]$", "c"),
    (r"\bé", "é"),
    (r"^[]$", "a"),
    (r"^[^\0]$", "\0"),
    (r"^\ud83d$", "a"),
    (r"^\p{Cs}$", "a"),
]


def matches(pattern: str, text: str) -> bool:
    """Whether a document's schema with this pattern accepts the text."""
    return Schemas({"components": {"schemas": {"T": {"pattern": pattern}}}}).accepts(
        "/components/schemas/T", text
    )


@pytest.mark.parametrize(("pattern", "text"), ACCEPTED)
def test_accepts_what_ecma_accepts(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(("pattern", "text"), REFUSED)
def test_refuses_what_ecma_refuses(pattern: str, text: str) -> None:
    assert not matches(pattern, text)
