"""Media types and path templates, read in a time that grows with their length only."""

import time
from collections.abc import Callable

import pytest

from servicekit import media
from servicekit.operation import Content
from servicekit.templates import PathTemplate


@pytest.mark.parametrize(
    ("header", "essence", "parameters"),
    [
        ("application/json", "application/json", {}),
        (" Text/PLAIN ; Charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ('a/b; x="1;2" ; y = z', "a/b", {"x": "1;2", "y": "z"}),
        ('a/b;x="say \\"hi\\\\";y=1', "a/b", {"x": 'say "hi\\', "y": "1"}),
        ('a/b;x="\\""', "a/b", {"x": '"'}),
        ('a/b;x="open', "a/b", {"x": "open"}),
        ("a/b;q", "a/b", {"q": ""}),
        ("", "", {}),
        (";", "", {"": ""}),
    ],
)
def test_headers_are_taken_apart(header: str, essence: str, parameters: dict[str, str]) -> None:
    assert media.parse(header) == media.MediaType(essence, parameters)


def test_the_caller_prefers() -> None:
    contents = [Content("text/plain", None, {}), Content("application/json", None, {})]
    for accept, chosen in (
        ("application/json", 1),
        ("text/*;q=0.5, application/json;q=0.8", 1),
        ("*/*;q=0.1, text/plain", 0),
        ("image/png", 0),
        ("application/json;q=none", 0),
    ):
        assert media.preferred(contents, accept) is contents[chosen]


@pytest.mark.parametrize(
    ("path", "raw", "values"),
    [
        ("/{a}-{b}", "/x-y-z", {"a": "x", "b": "y-z"}),
        ("/{a}-{b}", "/--y", {"a": "-", "b": "y"}),
        ("/{a}-{b}.git", "/x-y.git.git", {"a": "x", "b": "y.git"}),
        ("/v{a}{b}", "/vxyz", {"a": "x", "b": "yz"}),
        ("/v{a}", "/v", None),
        ("/{a}-{b}", "/x-", None),
    ],
)
def test_several_values_in_one_segment(path: str, raw: str, values: dict[str, str] | None) -> None:
    assert PathTemplate(path).match(raw) == values


@pytest.mark.parametrize(
    "read",
    [
        lambda: media.parse('a/b;x="' + ";" * 60_000),
        lambda: media.parse("a/b" + ';x="' * 15_000),
        lambda: media.parse("a/b;" + " " * 60_000),
        lambda: PathTemplate("/{a}-{b}x").match("/" + "-" * 60_000),
        lambda: PathTemplate("/{a}-{b}-{c}").match("/x" + "y" * 60_000),
    ],
)
def test_long_texts_are_read_once(read: Callable[[], object]) -> None:
    started = time.perf_counter()
    read()
    assert time.perf_counter() - started < 2
