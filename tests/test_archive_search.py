"""Finding stories in an archive: words, phrases, fields, scripts; and the same text under other addresses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.errors import BadQuery
from tests.archive_samples import PLACES, START, fetched, story_page

STORIES = {
    "ferry": ("Ferry returns to Tårn", "Nine years after the last crossing", "Ida Holm", "en", (
        "The ferry to the island sailed again on Monday with a brass band on board and forty people at the rail.",
        "Mayor Jon Eik bought the first ticket, and kept it in a frame behind his desk in the old town hall.")),
    "bridge": ("Bridge report stays secret", "Court to decide in May", "Corin Vale", "en", (
        "The ministry will not publish the report on the bridge before the court has spoken, it said on Tuesday.",
        "A ferry once crossed here. The brass plate on the pier still names its captain, and the band of rust below.")),
    "cafe": ("Le café de la gare ferme", "Après soixante ans", "Élodie Brûlé", "fr", (
        "Le patron du café a rendu les clés mardi, après soixante années de service et un dernier café crème offert.",
        "Les habitués se retrouveront désormais à la bibliothèque, où l’on sert aussi du thé et des tartines.")),
    "umbrella": ("青溪镇的修伞人收了第一个徒弟", "六十年的手艺", "林远", "zh", (
        "青溪镇的老修伞人在星期一收了他的第一个徒弟，一个来自东京的年轻人，他们将一起修理全镇的雨伞。",
        "镇上的人说，这门手艺已经传了三代，如今终于有人愿意学习，大家都觉得很高兴，也很安心。")),
}


def page(slug: str, site: str = "news.example", days: int = 0, text: tuple[str, ...] | None = None) -> ag.Page:
    """A story's page on some site."""
    title, dek, byline, language, paragraphs = STORIES[slug]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text or paragraphs)
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<article><h1>{title}</h1><p class="dek">{dek}</p><p class="byline">By {byline}</p>{body * 2}</article>'
        "</body></html>"
    )
    return fetched(f"https://{site}/{slug}", html, at=START + timedelta(days=days))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ag.Archive]:
    with ag.Archive(tmp_path / "news.archive") as opened:
        for slug in STORIES:
            opened.add(page(slug))
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ferry", "ferry bridge"),  # the headline counts most
        ("FERRY", "ferry bridge"),
        ('"brass band"', "ferry"),
        ("brass band", "ferry bridge"),
        ("brass AND band", "ferry bridge"),
        ("title:ferry", "ferry"),
        ("title:bridge OR title:ferry", "bridge ferry"),
        ("ferry -plate", "ferry"),
        ('ferry -"brass plate"', "ferry"),
        ("crossi*", "ferry"),
        ("tarn", "ferry"),
        ("Tårn", "ferry"),
        ("cafe creme", "cafe"),
        ("byline:brule", "cafe"),
        ("apres", "cafe"),
        ("修伞", "umbrella"),
        ("徒弟", "umbrella"),
        ("伞", "umbrella"),
        ("title:手艺", ""),
        ("徒修", ""),
        ("don't \"unclosed", ""),
        ("https://news.example/ferry", ""),
        ("10:30", ""),
        ("nothing-of-the-sort", ""),
    ],
)
def test_queries_find_what_they_say(archive: ag.Archive, query: str, found: str) -> None:
    """Words, phrases, fields, either, not, beginnings; without accents and case; in scripts without spaces."""
    assert sorted(str(hit.capture.url).rpartition("/")[2] for hit in archive.search(query)) == sorted(found.split())


def test_the_best_comes_first(archive: ag.Archive) -> None:
    """A word in the headline outweighs one in the text, and scores say so."""
    hits = archive.search("ferry")
    assert [hit.capture.title for hit in hits] == ["Ferry returns to Tårn", "Bridge report stays secret"]
    assert hits[0].score > hits[1].score > 0


@pytest.mark.parametrize(
    ("query", "marked"), [('"brass band"', "brass band"), ("修伞人", "修伞人"), ("creme", "crème")]
)
def test_snippets_show_the_place(archive: ag.Archive, query: str, marked: str) -> None:
    """The place that fits is shown as it is printed, with the matches marked by offsets."""
    (hit,) = archive.search(query)
    assert marked in [hit.snippet[start:end] for start, end in hit.highlights]
    assert not any(unicodedata.category(character) in ("Cc", "Cf") for character in hit.snippet.replace("\n", " "))


@pytest.mark.parametrize("query", ["", "   ", "-ferry", '""', "*", "OR", "AND -(", "\x00"])
def test_a_search_for_nothing_is_refused(archive: ag.Archive, query: str) -> None:
    """Where no word is left to look for, that is said; nothing typed makes SQLite stumble."""
    with pytest.raises(BadQuery):
        archive.search(query)


def test_searches_are_limited(archive: ag.Archive) -> None:
    """By number, by site with what is under it, and by time."""
    archive.add(page("ferry", site="m.other.example", days=9))
    assert len(archive.search("ferry", limit=1)) == 1
    assert [hit.capture.story for hit in archive.search("ferry", site="other.example")] == [
        "https://m.other.example/ferry"
    ]
    assert archive.search("ferry", site="ther.example") == []
    assert len(archive.search("ferry", since=START + timedelta(days=1))) == 1
    assert len(archive.search("ferry", until=START + timedelta(days=1))) == 2


def test_old_wordings_are_found(archive: ag.Archive) -> None:
    """A word that an editor took out later still finds the story, once."""
    reworded = tuple(text.replace("brass band", "small orchestra") for text in STORIES["ferry"][4])
    archive.add(page("ferry", days=1, text=reworded))
    assert [hit.capture.fetched_at for hit in archive.search('"brass band"')] == [START]
    assert [hit.capture.fetched_at for hit in archive.search("orchestra")] == [START + timedelta(days=1)]
    assert len(archive.search("title:ferry")) == 1


def long_text(seed: int, paragraphs: int = 8) -> tuple[str, ...]:
    """A text with little in common with that of another seed."""
    return tuple(
        " ".join(f"{PLACES[(seed * 7 + part * 3 + word) % 10].lower()}{(seed * 31 + part * 17 + word * word) % 997}"
                 for word in range(40)) + "."
        for part in range(paragraphs)
    )


def test_wire_copy_is_grouped(archive: ag.Archive) -> None:
    """The same text on several sites, a paragraph shorter or longer, is one group; versions of a story are not."""
    wire = long_text(1)
    for number, text in enumerate((wire, wire[:-1], (*wire, "And a line by the local desk, for once."))):
        archive.add(page("bridge", site=f"paper{number}.example", text=text))
    archive.add(page("ferry", site="other.example", text=long_text(2)))
    archive.add(page("ferry", site="other.example", days=1, text=(*long_text(2), "Corrected on Tuesday.")))
    (group,) = archive.duplicates()
    assert [capture.story for capture in group] == [f"https://paper{number}.example/bridge" for number in range(3)]
    assert {capture.story for capture in archive.duplicates_of(group[0].id)} == {group[1].story, group[2].story}


def test_a_thousand_copies_cost_a_thousand_comparisons(tmp_path: Path) -> None:
    """Grouping does not go with the square: each copy is compared with a few others, not with all."""
    from articlegrab.archive import duplicates, sketches

    compared = []
    likeness = sketches.likeness
    with ag.Archive(tmp_path / "copies") as archive, pytest.MonkeyPatch.context() as patch, archive.transaction():
        article = ag.extract(page("bridge", text=long_text(1)))
        for number in range(300):
            archive.add(story_page(number), article.model_copy(update={"canonical_url": f"https://s{number}.example/a"}))
        patch.setattr(duplicates.sketches, "likeness", lambda *pair: compared.append(pair) or likeness(*pair))
        (group,) = archive.duplicates()
    assert len(group) == 300
    assert len(compared) == 299
