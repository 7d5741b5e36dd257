"""Rules that users bring for sites they know: read with exact complaints, applied before everything else, checked."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.cli import main
from articlegrab.errors import RulesError

PROSE = [
    "The ferry to Ornholm will run each hour from Monday, the harbour board said after meeting all night.",
    "Nobody on the island had expected it, least of all the two families who have rowed the mail across since the war.",
    "The first boat leaves at six, and the last one comes home at eleven, weather and the engine permitting.",
]
PAGE = f"""<html><head><title>Hourly ferry | News Example</title><link rel="canonical" href="https://www.news.example/a">
<meta name="released" content="2023-04-05T06:07:08+02:00"></head><body>
<nav><a href="/">Home</a></nav><div class="x1">Islands &amp; Sea</div><h1>The ferry, hourly</h1>
<p class="x2">Ornholm gets what it never asked for</p><p class="x3">Words: Mona Ehrling, Piet Dahl</p>
<div class="x4"><p>{PROSE[0]}</p><p class="x5">{PROSE[1]}</p><p>{PROSE[2]}</p></div>
<div class="x6"><img src="/boat.jpg" width="900" height="600" alt="A boat"></div>
<ul class="x7"><li><a href="/b-1">Mail by rowing boat ends</a></li>
<li><a href="/b-2">Harbour board meets again</a></li></ul>
<p class="x8"><a href="/t/ferries">ferries</a> <a href="/t/islands">islands</a></p></body></html>"""
RULES = """\
domain = "news.example"

[[layout]]
valid_until = 2020-12-31
title = "h2.gone"

[[layout]]
valid_from = 2021-01-01
kicker = ".x1"
dek = ".x2"
byline = "//p[starts-with(., 'Words')]"
published = "meta[name=released]@content"
body = ".x4"
strip = [".x5"]
images = ".x6"
teasers = ".x7 li"
tags = ".x8 a"
section = ".nowhere"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the rules of one site and a page of it."""
    (tmp_path / "news.example.toml").write_text(RULES, "utf-8")
    (tmp_path / "news.example").mkdir()
    (tmp_path / "news.example" / "page.html").write_text(PAGE, "utf-8")
    return tmp_path


def test_rules_choose_fields_and_body(folder: Path) -> None:
    """Every field with a selector has what it finds, and the body what its rule names but for what is stripped."""
    article = ag.extract(PAGE, rules=ag.load_rules(folder))
    assert article.text.split("\n\n") == [PROSE[0], PROSE[2]]
    assert (article.kicker, article.dek) == ("Islands & Sea", "Ornholm gets what it never asked for")
    assert [person.name for person in article.authors] == ["Mona Ehrling", "Piet Dahl"]
    assert str(article.published) == "2023-04-05 06:07:08+02:00"
    assert (article.published_precision, article.tags) == ("second", ["ferries", "islands"])
    assert [image.url for image in article.images] == ["https://www.news.example/boat.jpg"]
    assert article.lead_image == article.images[0]
    assert [(teaser.title, teaser.url) for teaser in article.teasers] == [
        ("Mail by rowing boat ends", "https://www.news.example/b-1"),
        ("Harbour board meets again", "https://www.news.example/b-2"),
    ]
    assert article.title == "The ferry, hourly"


def test_rules_are_explained(folder: Path) -> None:
    """`explain` shows the rule as the source, what it overruled, and the rule that left a passage out."""
    report = ag.explain(PAGE, rules=ag.load_rules(folder))
    first, *others = report.candidates["published"]
    assert (first.source, first.chosen) == ("site_rule", True)
    assert first.locator == f"meta[name=released] ({folder / 'news.example.toml'}:12)"
    assert all(other.rejected_because for other in others)
    stripped = [mark for mark in report.marks if mark.text.startswith(PROSE[1][:40])]
    assert [(mark.role, mark.rule) for mark in stripped] == [("stripped", "site_rule")]


def test_rules_of_other_sites_change_nothing(folder: Path) -> None:
    """A page of a site without rules is read as if there were none."""
    foreign = PAGE.replace("news.example", "other.example")
    assert ag.extract(foreign, rules=ag.load_rules(folder)) == ag.extract(foreign)


def test_rules_given_in_code() -> None:
    """Selectors for the page at hand need no file and no domain."""
    article = ag.extract(PAGE, rules={"title": ".x2", "body": [".x4 p:first-child", "//p[@class='x5']"]})
    assert article.title == "Ornholm gets what it never asked for"
    assert article.text.split("\n\n") == PROSE[:2]


def test_list_pages_take_teaser_rules() -> None:
    """`extract_teasers` gives the cards that a rule names."""
    teasers = ag.extract_teasers(PAGE, rules={"teasers": ".x7 li:last-child"})
    assert [teaser.title for teaser in teasers] == ["Harbour board meets again"]


@pytest.mark.parametrize(
    ("day", "title"), [("2019-05-06", "Before"), ("2022-05-06", "After"), ("2031-05-06", "The ferry, hourly")]
)
def test_layouts_hold_for_their_time(tmp_path: Path, day: str, title: str) -> None:
    """A page is read by the layout of its day; out of all layouts' time, without rules."""
    (tmp_path / "news.example.toml").write_text(
        'domain = "news.example"\n[[layout]]\nvalid_until = 2020-12-31\ntitle = ".before"\n'
        '[[layout]]\nvalid_from = 2021-01-01\nvalid_until = 2025-12-31\ntitle = ".after"\n',
        "utf-8",
    )
    page = PAGE.replace("2023-04-05", day).replace("released", "article:published_time")
    page = page.replace("<nav>", '<b class="before">Before</b><b class="after">After</b><nav>')
    assert ag.extract(page, rules=ag.load_rules(tmp_path)).title == title


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("domain = 3", r"a\.example\.toml:1: domain: must be a name"),
        ('domain = "a.example"', r"has no \[\[layout\]\] table"),
        ('domain = "a.example"\nrules = 1\n[[layout]]\ntitle = "h1"', r"toml:2: rules: is not known here"),
        ('domain = "a.example"\n[[layout]]\n\ntitel = "h1"', r"toml:4: titel: is no field"),
        ('domain = "a.example"\n[[layout]]\ntitle = "h1["', r"toml:3: title: 'h1\[' is not a CSS selector"),
        ('domain = "a.example"\n[[layout]]\nbody = [\n "p",\n "//a[",\n]', r"toml:5: body: '//a\[' is not an XPath"),
        ('domain = "a.example"\n[[layout]]\ntitle = ""', r"toml:3: title: must be a selector"),
        ('domain = "a.example"\n[[layout]]\nvalid_from = "2020"\ntitle = "h1"', r"toml:3: valid_from: must be a day"),
        (
            'domain = "a.example"\n[[layout]]\nvalid_from = 2020-02-02\nvalid_until = 2020-01-01\ntitle = "h1"',
            r"toml:4: valid_until: lies before valid_from",
        ),
        ('domain = "a.example"\n[[layout]]\ntitle = h1', r"toml:3: "),
    ],
)
def test_mistakes_are_named_by_line(tmp_path: Path, wrong: str, said: str) -> None:
    """What is wrong in a rules file is said with file and line."""
    file = tmp_path / "a.example.toml"
    file.write_text(wrong, "utf-8")
    with pytest.raises(RulesError, match=said):
        ag.load_rules(file)


def test_unreadable_rules_are_named(tmp_path: Path) -> None:
    """Files that are missing, of another kind, in another encoding, or for a domain twice are RulesErrors too."""
    with pytest.raises(RulesError, match="cannot be read"):
        ag.load_rules(tmp_path / "none.toml")
    with pytest.raises(RulesError, match="cannot be read: No such file"):
        ag.load_rules(tmp_path / "none")
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(RulesError, match="site rules stand in"):
        ag.load_rules(tmp_path / "a.json")
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RulesError, match="not UTF-8"):
        ag.load_rules(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text('domain = "a.example"\n[[layout]]\ntitle = "h1"')
    with pytest.raises(RulesError, match=r"rules for a\.example in .*a\.toml already"):
        ag.load_rules(tmp_path)


def test_rules_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Editors that put a mark before UTF-8 do no harm."""
    for name in ("a.example.toml", "b.example.txt"):
        text = 'domain = "a.example"\n[[layout]]\ntitle = "h1"' if name.endswith("toml") else "title: //h1"
        (tmp_path / name).write_text(text, "utf-8-sig")
    assert all(site.layouts[0].of("title") for site in ag.load_rules(tmp_path))


def test_nearest_domain_rules() -> None:
    """A host without rules of its own has those of the domain above it."""
    site = ag.SiteRules({"news.example": object()}).for_host  # type: ignore[dict-item]
    assert site("sport.news.example") is site("www.news.example") is site("NEWS.example") is not None
    assert site("other.example") is site(None) is None


def test_five_filters_files_are_read(tmp_path: Path) -> None:
    """A FiveFilters file gives the fields that it names; what is about fetching is kept aside with its place."""
    (tmp_path / "news.example.txt").write_text(
        "# a comment\ntitle: //title\nbody: //div[@class='x4']\nauthor: //p[@class='x3']\n"
        "date: //meta[@name='released']/@content\nstrip_id_or_class: x5\nprune: no\n"
        "http_header(user-agent): Someone/1.0\nsingle_page_link: //a[@rel='all']\n",
        "utf-8",
    )
    rules = ag.load_rules(tmp_path)
    article = ag.extract(PAGE, rules=rules)
    assert article.title == "Hourly ferry | News Example"
    assert article.text.split("\n\n") == [PROSE[0], PROSE[2]]
    assert [person.name for person in article.authors] == ["Mona Ehrling", "Piet Dahl"]
    assert article.published is not None
    assert article.published.date() == date(2023, 4, 5)
    assert [line.partition("txt:")[2] for line in rules.sites["news.example"].ignored] == [
        "7: prune: no", "8: http_header(user-agent): Someone/1.0", "9: single_page_link: //a[@rel='all']",
    ]


def test_check_names_idle_selectors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`articlegrab rules check` tells which selectors never fire, each with its line, and fails."""
    assert main(["rules", "check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "news.example.toml:18: section: '.nowhere' finds nothing on 1 page" in said
    assert "news.example.toml:5: title: 'h2.gone' was not tried: no page of its time is saved" in said
    assert "9 of 11 selectors find something" in said
    (folder / "news.example.toml").write_text('domain = "news.example"\n[[layout]]\ntitle = "h1"\n')
    assert main(["rules", "check", str(folder)]) == 0


def test_command_line_takes_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--rules` reads a page by the rules of its site."""
    page = str(folder / "news.example" / "page.html")
    assert main([page, "-f", "text", "--rules", str(folder)]) == 0
    said = capsys.readouterr().out
    assert PROSE[0] in said
    assert PROSE[1] not in said


@pytest.mark.parametrize(
    "html",
    ["", "<p>", "<o:p @click=x a\"b=c \x01=y>\x0b\ufffe</o:p>", "<svg><path/></svg>" * 50, "<div>" * 600 + "deep"],
)
def test_xpath_runs_on_strange_pages(html: str) -> None:
    """Names and characters that XML does not have do not stop an XPath."""
    rules = {"body": "//p | //*[contains(., 'deep')]", "title": "(string(//p))"}
    with suppress(ag.NoArticle):
        assert "deep" in ag.extract(html, rules=rules).text
