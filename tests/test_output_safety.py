"""What a page says stays text wherever it is put: in scripts of HTML, on log lines, on terminals, in tables, in XML."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import pty
import random
import re
import subprocess
import sys
from html import escape
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape as xml_escape

import pytest
from selectolax.lexbor import LexborHTMLParser

import articlegrab as ag
from articlegrab.cli.article import WRITERS
from articlegrab.inspector import report as inspected
from articlegrab.integrations.records import read
from tests.local_server import PAGES
from tests.render_samples import article_saying
from tests.report import report

STORY = (PAGES / "rebelmouse-structured" / "page.html").read_text("utf-8")

ENDINGS = [
    "</script>", "</SCRIPT>", "</script\t>", "</script/x>", "</script", "<!--", "<!--<script>", "--><script>", "]]>",
    "</textarea>", "</style>", "</title>", "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>",
    "\u2028", "\u2029</script>", "\\u003c/script>", "'</script>'", "&lt;/script&gt;", "\ufeff</script>",
]
COMMANDS = [
    "\x1b[2J", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m", "\x1bc", "\x1b[6n", "\x1bP1;2|\x1b\\", "\x07", "\x08\x08\x08", "\r\nERROR forged", "\nroot: ok",
    "\rover", "\x0b\x0c", "\x7f\x7f", "\x85next", "\u2028line", "\u202egnp.exe", "\ud800", "\x00",
]
HOSTILE = ENDINGS + COMMANDS
COMMANDING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
"""Whatever commands a terminal, but for line feeds."""


def test_json_stands_in_a_script() -> None:
    """JSON-LD as the command writes it, put into a page's script, ends no script and reads as it was."""
    assert len(HOSTILE) == 40
    for text in HOSTILE:
        article = article_saying(text, "https://news.example/a")
        told = WRITERS["jsonld"](article)
        page = LexborHTMLParser(f'<body><script type="application/ld+json">{told}</script><i>after</i>')
        assert [node.tag for node in page.css("body *")] == ["script", "i"], text
        stated = json.dumps(article.to_json_ld(), ensure_ascii=False)
        assert json.loads(page.css_first("script").text()) == json.loads(stated), text
    report(f"R4 JSON in HTML: {len(HOSTILE)} strings, 0 leave the script")


def test_log_lines_stay_lines(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Errors that quote a page are one line without a control character, in their message and in what is logged."""
    for text in HOSTILE:
        error = ag.FetchError(f"the server said {text}", url=f"https://news.example/{text}")
        for line in (error.message, str(error), str(error.args[0])):
            assert not COMMANDING.search(line.replace("\u202e", "")), text
            assert len(line.splitlines()) == 1, text
        wall = ag.Page(url="https://news.example/a", body=f"<title>{text}</title><p>{text}".encode("utf-8", "replace"))
        with caplog.at_level(logging.WARNING, "articlegrab"):
            list(read([wall], continue_on_failure=True))
    assert len(caplog.messages) == len(HOSTILE)
    assert [line for line in caplog.messages if COMMANDING.search(line) or len(line.splitlines()) > 1] == []
    report(f"R4 log lines: {len(HOSTILE)} strings, 0 lines broken")


def commanding_page(folder: Path) -> Path:
    """A story that puts each of the hostile strings wherever a page can say something."""
    said = escape("".join(COMMANDS)).replace("\x00", "&#0;")
    story = STORY.replace("<title>", f"<title>{said}", 1).replace("For nine years", f"For {said} nine years", 1)
    story = story.replace("<body", f'<body data-x="{said}"', 1).replace("<p>", f'<p id="{said}" class="{said}">', 3)
    stated = json.dumps({"@type": "NewsArticle", "headline": "".join(COMMANDS)})
    head = (
        f'<meta name="author" content="{said}"><meta property="og:title" content="{said}">'
        f'<meta property="og:url" content="https://x.example/{said}">'
        f'<script type="application/ld+json">{stated}</script>'
    )
    file = folder / "story.html"
    file.write_text(story.replace("</head>", f"{head}</head>", 1), "utf-8", "replace")
    return file


def on_terminal(*arguments: str, cwd: Path) -> str:
    """What a command writes to a terminal, on both outputs."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "articlegrab", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=environment) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                written += (some := os.read(ours, 65536))
            except OSError:
                break
            if not some:
                break
        process.wait(60)
    os.close(ours)
    return written.decode("utf-8").replace("\r\n", "\n")


OURS = re.compile("\x1b\\[(?:0|1|2|31|32)m|\r\x1b\\[K")
"""Colours, and the line that shows how far a batch is."""


@pytest.mark.parametrize(
    "arguments",
    [["story.html"], *(["story.html", "-f", kind] for kind in ("text", "html", "json", "jsonld", "bibtex", "csl")),
     ["explain", "story.html"], ["explain", "story.html", "--format", "json"], ["teasers", "story.html"],
     ["batch", "story.html", "wall\x1b[2J\r.html"], ["wall\x1b[2J\r.html"], ["gone\x1b[2J\r.html"],
     ["archive", "add", "kept.archive", "story.html", "wall\x1b[2J\r.html"], ["archive", "list", "kept.archive"],
     ["archive", "search", "kept.archive", "years"], ["archive", "show", "kept.archive", "1"]],
    ids=lambda arguments: ascii(" ".join(arguments)),
)  # fmt: skip
def test_no_page_commands_the_terminal(arguments: list[str], tmp_path: Path) -> None:
    """On a terminal no command writes a control character of the page's, or of a file's name; only our own colours."""
    commanding_page(tmp_path)
    (tmp_path / "wall\x1b[2J\r.html").write_text("<title>Just a moment...</title>", "utf-8")
    if arguments[0] == "archive" and arguments[1] != "add":
        with ag.Archive(tmp_path / "kept.archive") as archive:
            archive.add(ag.Page(url="https://x.example/\x1b[2J", body=(tmp_path / "story.html").read_bytes()))
    written = on_terminal(*arguments, cwd=tmp_path)
    assert len(written) > 20
    assert "Traceback" not in written
    assert COMMANDING.findall(OURS.sub("", written)) == []
    report("R4 terminal: 20 commanding strings in every place of a page, 17 commands, 0 control characters")


CELLS = [
    "=1+1", "=HYPERLINK(\"http://x.example\")", "=cmd|' /C calc'!A0", "=", "==", "=@SUM(1)", "+1", "+cmd|x",
    "+", "-1+1", "-cmd|x", "-", "@SUM(A1)", "@x", "@", "\t=1", "\tx", "\r=1", "\rx", "\n=1", " =1", "  +1",
    "\u00a0=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201", "=\"a\"&\"b\"", "-- Ferry", "@harbour says",
]  # fmt: skip
PLAIN = ["Ferry returns", "1 = 1", "a-b", "'=1", "3 + 4", "", "mail@news.example", "\u2013 a dash", "(=1)", "渡轮"]


def test_no_cell_is_a_formula() -> None:
    """A frame made safe for spreadsheets writes no formula to CSV; the frame itself holds what was printed."""
    pytest.importorskip("pandas")
    from articlegrab.integrations.pandas import articles_to_frame, without_formulas

    assert len(CELLS) == 30
    frame = articles_to_frame([ag.Article(title=text, kicker=text, tags=[text]) for text in [*CELLS, *PLAIN]])
    assert list(frame["title"]) == [*CELLS, *PLAIN]
    safe = without_formulas(frame)
    assert list(safe["title"]) == [*(f"'{text}".replace("\r", " ") for text in CELLS), *PLAIN]
    assert list(frame["title"]) == [*CELLS, *PLAIN]
    rows = list(csv.reader(io.StringIO(safe.to_csv(index=False), newline="")))
    cells = [cell for row in rows for cell in row if cell]
    assert len(cells) > 40
    assert [cell for cell in cells if cell[0] in "\t\r\n" or cell.lstrip()[0] in "=+-@＝＋－＠"] == []
    report(f"R3 spreadsheets: {len(CELLS)} cells, 0 formulas; {len(PLAIN)} plain ones unchanged")


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    """The library that writes XLSX sees text in every cell, where it would see formulas in the frame as it is."""
    pytest.importorskip("pandas")
    openpyxl = pytest.importorskip("openpyxl")
    from articlegrab.integrations.pandas import articles_to_frame, without_formulas

    frame = articles_to_frame([ag.Article(title=text) for text in CELLS])[["title"]]
    kinds = []
    for some in (frame, without_formulas(frame)):
        book = io.BytesIO()
        some.to_excel(book, index=False, engine="openpyxl")
        kinds.append({cell.data_type for row in openpyxl.load_workbook(book).active.iter_rows() for cell in row})
    assert "f" in kinds[0]
    assert kinds[1] == {"s"}


def noisy_page(dice: random.Random) -> str:
    """A story with characters in it, plain and as references, that XML does not allow."""
    marks = "".join(dice.choice(["&#{};", "{c}"]).format(code, c=chr(code)) for code in dice.choices(ILLEGAL, k=6))
    body = "".join(f"<p id='{marks}'>The ferry {marks} to Tarn is back after {n} years.</p>" for n in range(3))
    return (
        f"<html><head><title>{marks}Ferry{marks}</title><meta name=author content='{marks}Ada {marks}Holt'></head>"
        f"<body><article><h1>Ferry{marks} returns</h1>{body}<img src='/a{marks}.jpg' alt='{marks}'></article></body>"
    )


ILLEGAL = [
    *range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF,
]  # fmt: skip
"""Code points that XML does not allow, or advises against."""


@pytest.mark.parametrize("count", [200, pytest.param(5_000, marks=pytest.mark.slow)])
def test_outputs_can_stand_in_xml(count: int) -> None:
    """articlegrab writes no XML; whoever puts what it writes into XML, TEI or RSS gets well-formed documents."""
    dice, outputs = random.Random(5), 0
    while outputs < count:
        page = noisy_page(dice)
        try:
            explanation = ag.explain(page, url="https://news.example/a")
        except ag.NoArticle as error:
            forms = [str(error)]
        else:
            forms = [write(explanation.article) for write in WRITERS.values()]
            forms += [explanation.model_dump_json(), inspected(page, explanation)]
        for form in forms:
            assert ElementTree.fromstring(f"<item>{xml_escape(form)}</item>").text is not None
            outputs += 1
    report(f"R6 XML: {outputs:,} fuzzed outputs of {len(WRITERS)} formats, all well-formed inside XML")
