"""Pages that would keep the parser busy for minutes are refused, and no other page is."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from articlegrab import complexity
from articlegrab.complexity import check
from articlegrab.errors import DocumentTooComplex

from .hostile import SHAPES, soup

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

PARSE = """
import faulthandler, json, sys, time
from selectolax.lexbor import LexborHTMLParser
from articlegrab.complexity import check
from articlegrab.errors import DocumentTooComplex
from tests.hostile import SHAPES
faulthandler.enable()
for line in sys.stdin:
    name, size = json.loads(line)
    body = SHAPES[name](size).encode()
    start = time.process_time()
    refused = False
    try:
        check(body)
    except DocumentTooComplex:
        refused = True
    checked = time.process_time() - start
    start = time.process_time()
    refused or LexborHTMLParser(body, scripting=True)
    print(json.dumps([refused, checked, time.process_time() - start]), flush=True)
"""


def parse_all(cases: list[tuple[str, int]], timeout: float) -> list[tuple[str, int, bool, float, float]]:
    """Check and parse each shape in a process of its own: (name, size, refused, seconds of check, seconds of parse)."""
    run = subprocess.run(
        [sys.executable, "-c", PARSE], input="\n".join(map(json.dumps, cases)), capture_output=True, text=True,
        timeout=timeout, cwd=Path(__file__).parents[1], check=False,
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(cases), (cases[len(answers)], run.stderr)
    return [(*case, *answer) for case, answer in zip(cases, answers, strict=True)]


def test_hostile_shapes_are_refused_or_parse_quickly() -> None:
    """Of all shapes at 20 and 200 KB, none that is let through keeps the parser busy for more than a moment."""
    results = parse_all([(name, size) for name in SHAPES for size in (20_000, 200_000)], timeout=300)
    slow = [result for result in results if result[3] > 2 or result[4] > 2]
    assert not slow
    assert sum(result[2] for result in results) > 20


@pytest.mark.slow
def test_large_hostile_shapes_are_refused_or_parse_quickly() -> None:
    """The same at sizes up to 20 MB."""
    sizes = (60_000, 700_000, 2_000_000, 20_000_000)
    results = parse_all([(name, size) for name in SHAPES for size in sizes], timeout=3000)
    slow = [result for result in results if result[3] > 3 or result[4] > 3]
    print("\n".join(map(str, sorted(results, key=lambda result: -result[4])[:12])))
    assert not slow


@pytest.mark.parametrize("name", [
    "divs open", "divs closed", "divs with closers of others", "divs with closers in comments",
    "divs with closers in attributes", "divs with closers in scripts", "divs in upper case", "lists closed",
    "bold with ids", "bold with ids, closed", "misnested formatting", "attributes in one tag", "attributes with values",
    "attributes with quoted ends", "attributes parted by slashes", "300 attributes a tag", "20 attributes a tag",
    "names of tags",
])
def test_known_bombs_are_named(name: str) -> None:
    """The shapes that take a parser minutes at a megabyte are refused with a message that says what is wrong."""
    with pytest.raises(DocumentTooComplex, match=r"nested|formatting|attributes|names|tags") as error:
        check(SHAPES[name](1_000_000).encode())
    assert error.value.code == "document_too_complex"


def test_the_limit_of_size() -> None:
    """A page over 20 MB is refused by its size alone, one just under it is not."""
    check(b"word " * (complexity.MAX_BYTES // 5))
    with pytest.raises(DocumentTooComplex, match="bytes"):
        check(b"word " * (complexity.MAX_BYTES // 5 + 1))


def test_the_check_itself_is_linear() -> None:
    """No shape takes the check itself more than a few times as long at twice the size."""
    for name, shape in SHAPES.items():
        times = []
        for size in (100_000, 400_000):
            body = shape(size).encode()
            start = process_time()
            with suppress(DocumentTooComplex):
                check(body)
            times.append(process_time() - start)
        assert times[1] < 16 * times[0] + 0.5, (name, times)


def test_long_but_honest_pages_pass() -> None:
    """Unclosed paragraphs, list items and cells, long tables, big scripts and data addresses are no bombs."""
    for page in (
        "<p>The council met." * 20_000,
        "<ul>" + "<li>The council met." * 10_000 + "</ul>",
        "<table>" + "<tr><td>1<td>2<td>3" * 10_000 + "</table>",
        "<table>" + "<tr><td>1</td><td>2</td></tr>" * 10_000 + "</table>",
        "<script>var a = '<div>'; if (a<b && c>d) {}</script>" * 5_000,
        f"<script type=application/json>{json.dumps({f'key {i}': '<p>text</p>' for i in range(20_000)})}</script>",
        f"<img src='data:image/png;base64,{'QUJD' * 200_000}'>",
        "<a href=x>one<a href=y>two" * 5_000,
        "<p><b>bold</b> and <i>italic</i> and <a href=x>link</a></p>" * 5_000,
        "<style>a>b{c:d}</style>" * 3_000,
        "<div class=a><div class=b><span>x</span></div></div>" * 8_000,
    ):
        check(page.encode())


def test_random_documents_pass() -> None:
    """Small documents of random mark-up are never refused."""
    for seed in range(300):
        check(soup(seed).encode("utf-8", "replace"))


@pytest.mark.skipif(not CORPUS.exists(), reason="the development pages are not here")
def test_no_page_of_news_is_refused() -> None:
    """None of the development pages comes near a limit, whether or not it would be counted in full."""
    for path in sorted(CORPUS.glob("*/pages/*.gz"))[::10]:
        body = gzip.decompress(path.read_bytes())
        check(body)
        complexity._Count().run(body.lower())


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="the development pages are not here")
def test_no_page_at_all_is_refused() -> None:
    """The same for every development page."""
    paths = sorted(CORPUS.glob("*/pages/*.gz"))
    for path in paths:
        body = gzip.decompress(path.read_bytes())
        check(body)
        complexity._Count().run(body.lower())
    assert len(paths) > 1000
