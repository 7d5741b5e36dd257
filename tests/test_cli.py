"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Site, site

STORY = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry returns to Tarn</title>
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2031-03-02T08:00:00Z">
<link rel="canonical" href="/2031/ferry"></head><body>
<nav><a href="/">Home</a> <a href="/sea">Sea</a> <a href="/land">Land</a></nav>
<article><h1>Ferry returns to Tarn</h1><p class="byline">By Ida Holm</p>
<p>The ferry to the island of Tarn sailed again on Monday, nine years after the last crossing, with forty people on
board and a brass band waiting on the quay in the rain.</p>
<p>\xe2\x80\x9cWe had almost stopped counting,\xe2\x80\x9d said Mayor Jon Eik, who paid for the first ticket himself
and kept it in a frame behind his desk in the town hall.</p>
<p>The boat runs twice a day in summer and once in winter. The council will look at the numbers again in the autumn, and
decide then whether a second boat is worth its price. See the <a href="/timetable">timetable</a>.</p></article>
<footer>Harbour Post, Quay Street 1. <a href="/privacy">Privacy</a></footer></body></html>"""

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pages"

FRONT = b"""<!doctype html><html lang="en"><head><title>Harbour Post</title></head>
<body><h1>Harbour Post</h1><main>""" + b"".join(
    b'<article class="teaser"><h2><a href="/2031/03/story-%d">Story number %d of this long morning</a></h2>'
    b"<p>What happened at quay %d, in a sentence.</p></article>" % (number, number, number)
    for number in range(12)
) + b"</main></body></html>"


def run(*arguments: str, given: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m articlegrab` with these arguments."""
    return subprocess.run(
        [sys.executable, "-m", "articlegrab", *arguments], input=given, capture_output=True, timeout=60,
        env={**os.environ, **environment},
    )


def on_terminal(*arguments: str, **environment: str) -> str:
    """What a run prints when standard output is a terminal."""
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "articlegrab", *arguments], stdout=theirs, stderr=subprocess.PIPE,
            env={**{name: value for name, value in os.environ.items() if name != "NO_COLOR"}, "TERM": "xterm",
            **environment},
        )
        os.close(theirs)
        printed = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # Linux says that the other end is closed in this way
                break
            if not more:
                break
            printed += more
        _, complaint = process.communicate(timeout=60)
    finally:
        os.close(ours)
    assert process.returncode == 0, complaint
    return printed.decode()


@pytest.fixture
def story(tmp_path: Path) -> str:
    file = tmp_path / "story.html"
    file.write_bytes(STORY)
    return str(file)


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        served.page("/2031/ferry", STORY)
        yield served


def test_a_file_becomes_markdown(story: str) -> None:
    """Without options a saved page is printed as Markdown."""
    done = run(story)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.decode()
    assert "# Ferry returns to Tarn" in printed
    assert "“We had almost stopped counting,”" in printed
    assert "Privacy" not in printed
    assert done.stderr == b""


def test_standard_input_is_read(story: str) -> None:
    """A page can be piped in, and comes out as from a file."""
    done = run("-", given=STORY)
    assert done.returncode == 0, done.stderr
    assert done.stdout == run(story).stdout


def test_an_address_is_fetched(news: Site) -> None:
    """An address gives the same article, and knows where it came from."""
    done = run(news.url + "/2031/ferry", "--allow-private", "-f", "json")
    assert done.returncode == 0, done.stderr
    article = json.loads(done.stdout)
    assert article["title"] == "Ferry returns to Tarn"
    assert article["canonical_url"] == news.url + "/2031/ferry"
    assert [path for path, _ in news.requests] == ["/robots.txt", "/2031/ferry"]
    assert not run(news.url + "/2031/ferry", "--allow-private", "--no-robots").returncode
    assert len(news.asked("/robots.txt")) == 1


@pytest.mark.parametrize(
    ("kind", "sign"),
    [("md", "# Ferry returns"), ("text", "The ferry to the island"), ("html", "<article"), ("json", '"schema_version"'),
     ("jsonld", '"@context"'), ("bibtex", "@online{"), ("csl", '"article-newspaper"')],
)
def test_each_format_is_what_it_says(story: str, kind: str, sign: str) -> None:
    """Every format is written, ends in a line end, and the JSON ones parse."""
    done = run(story, "-f", kind)
    assert done.returncode == 0, done.stderr
    assert sign in done.stdout.decode()
    assert done.stdout.endswith(b"\n")
    if kind in ("json", "jsonld", "csl"):
        json.loads(done.stdout)


def test_output_goes_to_a_file(story: str, tmp_path: Path) -> None:
    """With -o nothing is printed, and the file holds what would have been."""
    target = tmp_path / "out.md"
    done = run(story, "-o", str(target))
    assert (done.returncode, done.stdout) == (0, b"")
    assert target.read_bytes() == run(story).stdout


def test_links_of_a_file_are_completed(story: str) -> None:
    """--url says where a file came from."""
    printed = run(story, "--url", "https://news.example/2031/ferry").stdout.decode()
    assert "https://news.example/timetable" in printed


def test_explain_shows_kept_dropped_and_candidates(story: str) -> None:
    """The report has the blocks, what was left out, and which title won; without colours where nobody looks."""
    done = run("explain", story)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.decode()
    assert "+ paragraph" in printed
    assert "Marked as not the story" in printed
    assert "Ferry returns to Tarn" in printed.partition("Candidates for each field")[2]
    assert "\x1b" not in printed
    assert json.loads(run("explain", story, "-f", "json").stdout)["marks"]


def test_colours_are_for_terminals_and_can_be_refused(story: str) -> None:
    """Colours on a terminal; none with NO_COLOR, on a dumb terminal, or into a file."""
    assert "\x1b[32m" in on_terminal("explain", story)
    assert "\x1b" not in on_terminal("explain", story, NO_COLOR="1")
    assert "\x1b" not in on_terminal("explain", story, TERM="dumb")
    assert "\x1b" not in on_terminal(story)


def test_teasers_come_one_a_line(tmp_path: Path) -> None:
    """A front page gives a JSON object a teaser."""
    file = tmp_path / "front.html"
    file.write_bytes(FRONT)
    done = run("teasers", str(file), "--url", "https://news.example/")
    assert done.returncode == 0, done.stderr
    teasers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [teaser["url"] for teaser in teasers] == [f"https://news.example/2031/03/story-{n}" for n in range(12)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["no-such.html"], "begin it with https://"), (["http://127.0.0.1:8080/"], "--allow-private"),
    (["http://"], "host"),
     (["."], "cannot be read"), (["https://no-such-host.invalid/"], "no-such-host.invalid")],
)
def test_a_failed_input_is_named_with_what_to_do(arguments: list[str], says: str) -> None:
    """Exit code 1, nothing on standard output, the input and the advice on standard error, no traceback."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    complaint = done.stderr.decode()
    assert complaint.startswith(f"articlegrab: {arguments[0]}")
    assert says in complaint
    assert "Traceback" not in complaint


def test_robots_and_time_have_their_options(news: Site) -> None:
    """What robots.txt forbids and what takes too long is answered with the option that helps."""
    url = news.url + "/2031/ferry"
    news.page("/robots.txt", b"User-agent: *\nDisallow: /")
    assert b"--no-robots" in run(url, "--allow-private").stderr
    late = run(url, "--allow-private", "--timeout", "0.000001")
    assert (late.returncode, b"--timeout SECONDS" in late.stderr) == (1, True)


def test_a_page_without_an_article_says_so() -> None:
    """A front page is no article; the advice is the command for its teasers."""
    done = run(str(FIXTURES / "none-front-page" / "page.html"))
    assert done.returncode == 1
    assert b"articlegrab teasers" in done.stderr


def test_an_output_that_cannot_be_written(story: str, tmp_path: Path) -> None:
    """The output is named, with the reason."""
    done = run(story, "-o", str(tmp_path / "none" / "a.md"))
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["a.html", "b.html"], ["a.html", "-f", "docx"], ["a.html", "--timeout", "soon"],
    ["a.html", "--timeout", "-1"],
                  ["a.html", "--no-such-option"], ["explain"], ["teasers", "a.html", "-f", "md"]],
)
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    """Usage errors exit with 2 and show how it goes."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"usage: articlegrab" in done.stderr
    assert b"_seconds" not in done.stderr


def test_help_and_version() -> None:
    """Help names all commands and formats; the version is that of the package."""
    printed = run("--help").stdout.decode()
    for word in ("explain", "teasers", "bibtex", "--allow-private", "exit codes", "NO_COLOR"):
        assert word in printed
    assert run("--version").stdout.startswith(b"articlegrab 0.")
    assert b"left out" in run("explain", "--help").stdout


def test_a_closed_pipe_is_no_failure(story: str) -> None:
    """`articlegrab … | head -1` ends without a complaint, even if the output is long."""
    with subprocess.Popen(
        [sys.executable, "-m", "articlegrab", "explain", story, "-f", "json"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_help_is_quick() -> None:
    """The network libraries are not loaded to print the help."""
    code = (
        "import sys, articlegrab.cli; articlegrab.cli.main(['--help']); "
        "print([name for name in ('httpx', 'anyio', 'tenacity') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
