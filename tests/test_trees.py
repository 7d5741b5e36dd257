"""Malformed and odd mark-up becomes the tree that a browser makes of it.

`trees.toml` holds documents by what is odd about them, each with the tree that Chromium builds. Where Lexbor's
differs, that stands beside it as `lexbor`, with the reason; what Chromium built until lately, as `before`.
`python -m tests.test_trees` asks a real Chromium anew.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.browser import chromium
from tests.report import report
from tests.trees import Line, of_browser, of_lexbor, one_line, quoted

FILE = Path(__file__).with_name("trees.toml")
HTML5LIB_TESTS = "ARTICLEGRAB_HTML5LIB_TESTS"
"""Names the folder of html5lib's tree-construction tests, `*.dat`, which come with the source of html5lib 1.1."""

CHANGED = re.compile(r"<select|<\?")
"""What the standard has another tree for since html5lib's tests were published: elements inside a select, processing
instructions. Lexbor follows the standard of today there, as browsers do."""

HTML5LIB_SHARE = 0.985
"""Of html5lib's documents, those with the tree of their file; 1,479 of 1,497 when this was written."""

HEAD = """# Odd and malformed documents, each with the tree that a browser builds of it; all are made up for this file.
# `lexbor` is Lexbor's own tree where it differs, and `why` tells the reason. Written by `python -m tests.test_trees`.
"""


def documents() -> dict[str, dict[str, str]]:
    """The documents of the file by `family: name`."""
    families = tomllib.loads(FILE.read_text("utf-8"))
    return {f"{family}: {name}": case for family, cases in families.items() for name, case in cases.items()}


@pytest.mark.parametrize("name", documents())
def test_trees_are_as_recorded(name: str) -> None:
    """Lexbor builds the tree that browsers build, or the one that is known to differ; never a third one."""
    case = documents()[name]
    assert of_lexbor(case["html"].encode()) in (case["tree"], case.get("lexbor"))


def test_deviations_have_a_reason() -> None:
    """Whatever Lexbor builds otherwise than browsers is a difference, and there is a word on why it may stay."""
    for name, case in documents().items():
        assert ("lexbor" in case) == ("why" in case), name
        assert case.get("lexbor") != case["tree"], name


def test_trees_are_those_of_a_real_browser() -> None:
    """Chromium, given the same bytes, builds the trees of the file, or those that its last releases built."""
    cases = documents()
    with chromium() as browser:
        built = of_browser(browser, [case["html"].encode() for case in cases.values()])
    expected = {
        name: tree if tree == case.get("before") else case["tree"]
        for (name, case), tree in zip(cases.items(), built, strict=True)
    }
    assert dict(zip(cases, built, strict=True)) == expected
    other = [name for name, case in cases.items() if "lexbor" in case]
    report(f"odd mark-up: {len(cases) - len(other)} of {len(cases)} trees as Chromium builds them, but {other}")


class Published(NamedTuple):
    """A document of html5lib's tests and the tree that it is to become."""

    html: str
    tree: str


def published(text: str) -> Iterator[Published]:
    """The whole documents of one of html5lib's files, but for those meant for readers without scripting."""
    for test in re.split(r"\n\n#data\n", "\n\n" + text.strip("\n"))[1:]:
        html, *parts = re.split(r"\n#(errors|new-errors|document-fragment|script-off|script-on|document)(?=\n|$)", test)
        sections = dict(zip(parts[::2], parts[1::2], strict=True))
        if sections.keys().isdisjoint(("document-fragment", "script-off")):
            yield Published(html, one_line(list(drawn(sections["document"].removeprefix("\n")))))


def drawn(tree: str) -> Iterator[Line]:
    """The nodes of a tree as html5lib's tests draw it, without document types and name spaces."""
    held: Line | None = None
    attributes: list[str] = []
    contents: list[int] = []
    for line in re.split(r"\n(?=\| )", tree):
        node = line[2:].lstrip(" ")
        depth = (len(line) - 2 - len(node)) // 2
        if attribute := re.fullmatch(r'(?!"|<!-- )(?:(xlink|xml|xmlns) )?(.+?)="(.*)"', node, re.S):
            prefix = f"{attribute[1]}:" if attribute[1] else ""
            attributes.append(f"[{prefix}{attribute[2]}={quoted(attribute[3])}]")
            continue
        if held is not None:
            yield held[0], held[1] + "".join(sorted(attributes))
        held, attributes = None, []
        while contents and depth <= contents[-1]:
            contents.pop()
        depth -= len(contents)
        if node == "content":
            contents.append(depth + len(contents))
        elif node.startswith('"'):
            held = depth, quoted(node[1:-1])
        elif node.startswith("<!-- "):
            held = depth, "!" + quoted(node[5:-4])
        elif not node.startswith("<!DOCTYPE"):
            held = depth, re.sub("^(svg|math) ", "", node[1:-1])
    if held is not None:
        yield held[0], held[1] + "".join(sorted(attributes))


def test_published_trees() -> None:
    """Of html5lib's documents, only those differ for which the standard itself has changed since."""
    folder = os.environ.get(HTML5LIB_TESTS)
    if not folder:
        pytest.skip(f"{HTML5LIB_TESTS} names no folder")
    files = sorted(Path(folder).glob("*.dat"))
    cases = [case for file in files for case in published(file.read_bytes().decode("utf-8"))]
    other = [case.html for case in cases if of_lexbor(case.html.encode()) != case.tree]
    report(f"html5lib's tests: {len(cases) - len(other)} of {len(cases)} trees as published")
    assert len(cases) > 1_000
    assert [html for html in other if not CHANGED.search(html)] == []
    assert len(cases) - len(other) >= HTML5LIB_SHARE * len(cases)


def written(text: str) -> str:
    """A string as TOML has it."""
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in escaped)


def main() -> None:
    """Write the file anew, with the trees that Chromium and Lexbor build today."""
    cases = documents()
    with chromium() as browser:
        built = of_browser(browser, [case["html"].encode() for case in cases.values()])
    text = HEAD
    for (name, case), tree in zip(cases.items(), built, strict=True):
        family, _, label = name.partition(": ")
        text += f"\n[{family}.{written(label)}]\nhtml = {written(case['html'])}\ntree = {written(tree)}\n"
        if case.get("before", tree) != tree:
            text += f"before = {written(case['before'])}\n"
        if (ours := of_lexbor(case["html"].encode())) != tree:
            text += f"lexbor = {written(ours)}\nwhy = {written(case.get('why', ''))}\n"
    FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
