"""JSON texts are read strictly."""

import time

import pytest

from servicekit import jsontext
from servicekit.jsontext import MalformedJson


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"nul",
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1e400",
        b"-1e400",
        b"1" * 400,
        b"01",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"\\udc00": 1}',
        b'["\\ude00\\ud83d"]',
        b'{"a": 1, "a": 2}',
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'"a\nb"',
        b"[1,]",
        b"[" * 11 + b"]" * 11,
        b'{"a":' * 100_000,
    ],
)
def test_refuses(text: bytes) -> None:
    with pytest.raises(MalformedJson):
        jsontext.parse(text, max_depth=10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"1.0", 1.0),
        (b"12345678901234567890123", 12345678901234567890123),
        (b'"\\ud83d\\ude00"', "😀"),
        ('"😀"'.encode(), "😀"),
        (b'"\\u0000"', "\0"),
        (b"[" * 10 + b"]" * 10, [[[[[[[[[[]]]]]]]]]]),
        (b'["[[[[[[[[[[[[", "{{{{\\"{{{{{{{{{{{"]', ["[[[[[[[[[[[[", '{{{{"{{{{{{{{{{{']),
        (b" null ", None),
    ],
)
def test_reads(text: bytes, value: object) -> None:
    assert jsontext.parse(text, max_depth=10) == value


@pytest.mark.parametrize("opening", ['"', '["', '"\\'])
def test_an_unterminated_string_is_read_once(opening: str) -> None:
    """Looking for the end from each quote again would take minutes."""
    text = "[]" * 65 + opening + '\\"' * 500_000
    started = time.perf_counter()
    with pytest.raises(MalformedJson):
        jsontext.parse(text, max_depth=64)
    assert time.perf_counter() - started < 5


def test_brackets_before_an_unterminated_string_count() -> None:
    with pytest.raises(MalformedJson, match="deeper than 10"):
        jsontext.parse("[" * 11 + '"]]]]', max_depth=10)


def test_integers_stay_integers() -> None:
    assert isinstance(jsontext.parse(b"9007199254740993", max_depth=1), int)


def test_renders_compact_utf8() -> None:
    assert jsontext.render({"a": ["é", 1.5]}) == '{"a":["é",1.5]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_renders_only_json(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        jsontext.render(value)
