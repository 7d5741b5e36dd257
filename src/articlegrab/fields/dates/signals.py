"""Where a page says when it was published and when changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from articlegrab.document import HEADINGS
from articlegrab.document.json_ld import Item, strings, types_of
from articlegrab.fields import described
from articlegrab.fields.authors.byline import opens_byline
from articlegrab.fields.dates import place
from articlegrab.fields.dates.moment import MAX_LENGTH, Moment, read_machine
from articlegrab.fields.dates.printed import read_printed
from articlegrab.fields.phrases import is_unspaced
from articlegrab.fields.surroundings import is_near_headline
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import Names, load
from articlegrab.words import split_words

Meaning = Literal["published", "modified"]

_VOCABULARY = load("vocab/dates.toml")
_META: dict[str, tuple[Meaning, float]] = {
    **{name: ("published", 9.0 - 3.0 * rank / 100) for rank, name in enumerate(_VOCABULARY["published_meta"])},
    **{name: ("modified", 9.0 - 3.0 * rank / 100) for rank, name in enumerate(_VOCABULARY["modified_meta"])},
}
_PROPERTIES: dict[str, Meaning] = {
    **dict.fromkeys(_VOCABULARY["published_properties"], "published"),
    **dict.fromkeys(_VOCABULARY["modified_properties"], "modified"),
}
_DATA: list[str] = _VOCABULARY["data_attributes"]
_KEYS: tuple[tuple[str, Meaning, float], ...] = (
    ("datePublished", "published", 10.0),
    ("dateModified", "modified", 10.0),
    ("dateCreated", "published", 6.0),
    ("uploadDate", "published", 5.0),
)
_PAGES = (
    "WebPage",
    "NewsPage",
    "ItemPage",
    "VideoObject",
    "PodcastEpisode",
    "Event",
    "CreativeWork",
    "MediaObject",
    "ImageGallery",
)
_READERS = ("Review", "UserReview", "Comment", "UserComments")
_DATE = Names.DATE.value
_MOST_TIMES = 60
_MOST_NAMED = 80
_PIECES = re.compile(r"\s[|•·/–—]\s(?!\d{1,2}[:.]\d\d(?![\d.]))|\n|;")
_YEAR = re.compile(r"\d{4}|\d\s?年|\d{2}\.\d{2}\.\d{2}|(?<!\d)\d\d?/\d\d?/\d\d(?!\d)")
"""What shows that a line may print a date; "8.5.12" may be a version or a paragraph."""
_SHORT_DAY = re.compile(r",\s([0-3]?\d\.[01]?\d\.\d\d)$")
_LEAST = 0.5
"""The weight of what is less than a picture's address."""
_DIGITS = re.compile(r"\d+")
_WEATHER = re.compile(r"(?:(?<=\d\d)|(?<=[02-9]))\s?°|\d\s?[°º][CF]")
"""Degrees: the date beside them is the day on which the page was read. A lone "1°" is the first of a month."""
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)\D{1,30}\d{4}|\d{4}\s?[-/.年년]\s?\d{1,2}|\d[./-]\d{1,2}[./-]\d{2}(?!\d)|\d{8}")
_MOST_WORDS, _STAMP_WORDS = 12, 4
_MOST_FAR = 20
_LABEL_REACH = 24
"""Characters that a clock and "posted" behind a date have together, at most."""
_MOST_LINE = 400
_MOST_SCRIPT = 1 << 20
# Stamps are rarer in scripts than what their names begin with, so they are looked for first, by a pattern whose first
# letter the engine can skip to.
_STAMP = re.compile(r"\d\d\d\d(?:-\d\d-\d\d[T ]?[\d:.]{0,15}(?:Z|[+-]\d\d:?\d\d)?|(?<=20\d\d)\d{4}(?:\d{6})?)(?![\d-])")
_STAMP_NAME = re.compile(
    r"""((?:first)?[pP]ub(?:lish|lication)(?:ed)?_?(?:[dD]ate|[aA]t|[tT]ime)?"""
    r"""|[cC]reated?(?:[dD]ate|_at|At)|articleDate)"""
    r"""["']?\s{0,2}[:=]\s{0,2}["']?\Z"""
)
_STAMP_REACH = 40
_PATH_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[/_.-](\d{1,2}|[a-z]{3})[/_.-](\d{1,2})|(\d\d)(\d\d))(?![\d])")


class Stated(NamedTuple):
    """A moment, and what the page says happened then."""

    moment: Moment
    meaning: Meaning


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """datePublished, dateModified and their like, of the article, else of the page or the film."""
    own = described.articles(reading)
    yield from _from_items(own[:4], 0.0, reading)
    yield from _from_items(list(reading.document.json_ld.of_type(*_PAGES))[:4], 2.0, reading)


def _from_items(items: list[Item], discount: float, reading: Reading) -> Iterator[Candidate]:
    for rank, item in enumerate(items):
        kind = "".join(types_of(item)[:1])
        for key, meaning, weight in _KEYS:
            for raw in _texts(item.get(key))[:2]:
                if found := read(raw, reading):
                    yield Candidate(
                        Stated(found, meaning),
                        "json_ld",
                        weight - discount - rank * 0.2,
                        locator=f"{kind}.{key}",
                        raw=raw,
                    )


def _texts(value: object) -> list[str]:
    if isinstance(value, int | float) and not isinstance(value, bool) and 1e8 < value < 1e14:
        return [str(int(value))]
    return strings(value)


def read(raw: str, reading: Reading) -> Moment | None:
    """A date in structured data: written for machines, or as an editor would."""
    if len(raw) > MAX_LENGTH:
        return None
    if found := read_machine(raw):
        return found
    language, month_first = place.customs(reading)
    return read_printed(raw, language, month_first=month_first)


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """article:published_time and some eighty names for it."""
    metas = reading.document.metas
    for name in metas.keys() & _META.keys():
        meaning, weight = _META[name]
        for raw in metas[name][:2]:
            if found := read(raw, reading):
                yield Candidate(Stated(found, meaning), "meta", weight, locator=name, raw=raw)
    for name in ("parsely-page", "parsely-metadata"):
        for raw in metas.get(name, ())[:1]:
            yield from _from_parsely(raw, reading)


def _from_parsely(raw: str, reading: Reading) -> Iterator[Candidate]:
    try:
        value = json.loads(raw[:20_000])
    except (ValueError, RecursionError):
        return
    stamp = value.get("pub_date") if isinstance(value, dict) else None
    if isinstance(stamp, str) and (found := read(stamp, reading)):
        yield Candidate(Stated(found, "published"), "meta", 7.0, locator="parsely pub_date", raw=stamp)


def from_microdata(reading: Reading) -> Iterator[Candidate]:
    """itemprop=datePublished and dateModified, outside of teasers."""
    document = reading.document
    for node in document.named(_DATE):
        attributes = document.attributes[node]
        if "itemprop" not in attributes:
            continue
        meaning = _PROPERTIES.get((attributes["itemprop"] or "").strip().lower())
        if meaning is None or not (trust := place.trust(reading, node)) or _is_of_review(reading, node):
            continue
        raw = (
            document.attribute(node, "content")
            or document.attribute(node, "datetime")
            or document.attribute(node, "title")
        )
        raw = raw or (document.text(node) if document.ends[node] - node < 12 else None)
        if raw and (found := read(raw, reading)):
            lead = 8.0 if (attributes["itemprop"] or "").lower().startswith("date") else 6.0
            yield Candidate(Stated(found, meaning), "microdata", lead * trust, node, None, raw)


def _is_of_review(reading: Reading, node: int) -> bool:
    """Whether the thing that a property is said of is a reader's review or comment."""
    attributes = reading.document.attributes
    scope = next((each for each in reading.document.ancestors(node) if "itemscope" in attributes[each]), None)
    kind = (attributes[scope].get("itemtype") or "") if scope is not None else ""
    return kind.rsplit("/", 1)[-1] in _READERS and not reading.document.contains(scope or 0, _headline(reading))


def _headline(reading: Reading) -> int:
    title = reading.choices.get("title")
    node = title.node if title else None
    return -1 if node is None else node


def from_time_elements(reading: Reading) -> Iterator[Candidate]:
    """<time>, worth the more the nearer it stands to the headline."""
    document = reading.document
    nodes = document.all("time", "relative-time", "time-ago")
    for rank, node in enumerate(nodes[:_MOST_TIMES]):
        printed = document.text(node) if document.ends[node] - node < 12 else ""
        stamp = document.attribute(node, "datetime") or document.attribute(node, "content")
        found = read(stamp, reading) if stamp else None
        text = read(printed, reading) if printed and len(printed) <= MAX_LENGTH else None
        if found is None or (text and found.precision == "day" and text.day == found.day):
            found = text or found
        if found is None or not (trust := place.trust(reading, node)):
            continue
        if text and text.day != found.day and place.published_label(printed):
            found = text
        meaning = place.meaning(reading, node)
        weight = 6.5 if is_near_headline(reading, node) else 3.0 if len(nodes) < 4 or rank == 0 else 1.5
        weight += 0.5 * ("pubdate" in document.attributes[node])
        yield Candidate(Stated(found, meaning), "time", weight * trust, node, None, printed or stamp)


def from_named_markup(reading: Reading) -> Iterator[Candidate]:
    """Elements called date, published, timestamp …: what they print and what their data attributes hold."""
    document, seen = reading.document, 0
    for node in document.named(_DATE):
        if document.ends[node] - node > 60 or document.tags[node] == "time":
            continue
        raw, attribute = _data_attribute(reading, node)
        text = document.lines(node)
        if not raw and (len(text) > 3 * MAX_LENGTH or not _YEAR.search(text)):
            continue
        seen += 1
        if seen > _MOST_NAMED:
            break
        if not (trust := place.trust(reading, node)):
            continue
        weight = trust * ((5.0 if is_near_headline(reading, node) else 2.0 if seen < 4 else 1.0) - seen / 100)
        if raw and (found := read_machine(raw)):
            yield Candidate(Stated(found, place.meaning(reading, node)), "named", weight + 0.5, node, attribute, raw)
        for piece in _pieces(text):
            if found := _printed(piece, reading):
                own = place.label_meaning(piece) or ("published" if place.published_label(piece) else None)
                meaning = own or place.meaning(reading, node)
                yield Candidate(Stated(found, meaning), "named", weight, node, None, piece.strip())


def _pieces(text: str) -> Iterator[str]:
    """The parts of a line, each with one date; "published …, updated …" are two, "26 | 01 | 2022" is one."""
    parts = _PIECES.split(text)
    if len(parts) > 1 and len(text) <= MAX_LENGTH and not any(map(_DAY.search, parts)):
        parts = [text]
    for piece in parts:
        cut = place.change_label(piece) if len(piece) <= _MOST_LINE else None
        if cut and _YEAR.search(piece, 0, cut) and _YEAR.search(piece, cut):
            yield piece[:cut].rstrip(" ,(")
            yield piece[cut:]
        else:
            yield piece


def _data_attribute(reading: Reading, node: int) -> tuple[str | None, str | None]:
    attributes = reading.document.attributes[node]
    if "title" in attributes and reading.document.tags[node] == "abbr":
        return reading.document.attribute(node, "title"), "title"  # as hAtom has it
    if len(attributes) > 1:
        for name in _DATA:
            if name in attributes:
                return reading.document.attribute(node, name), name
    return None, None


def _printed(piece: str, reading: Reading) -> Moment | None:
    piece = piece.strip()
    if len(piece) > 2 * MAX_LENGTH or not _YEAR.search(piece) or place.is_other(piece) or _WEATHER.search(piece):
        return None
    if _count(piece) > _MOST_WORDS:
        return None
    language, month_first = place.customs(reading)
    return read_printed(piece, language, month_first=month_first)


def _count(text: str) -> int:
    """The words of a line beside its figures; two characters of a script without spaces make one."""
    words = len(split_words(_DIGITS.sub("", text)))
    return words // 2 if words > _STAMP_WORDS and is_unspaced(text) else words


def stamp(text: str, reading: Reading) -> Moment | None:
    """The date of a line that prints little else: at most three more words, a month's name being one."""
    if not _YEAR.search(text) or _count(text) > _STAMP_WORDS:
        return None
    return _printed(text, reading)


def from_printed_lines(reading: Reading) -> Iterator[Candidate]:
    """Short lines about the headline that print a date."""
    for distance, node, text in place.lines_about_headline(reading):
        if len(text) <= 200 and _YEAR.search(text) and not place.is_caption(reading, node):
            yield from _from_line(reading, node, text, 4.0 - distance * 0.1)


def _from_line(reading: Reading, node: int, text: str, weight: float) -> Iterator[Candidate]:
    weight *= place.trust(reading, node)
    for piece in _pieces(text) if weight else ():
        if found := _printed(piece, reading):
            meaning = place.label_meaning(piece) or "published"
            yield Candidate(Stated(found, meaning), "printed", weight, node, None, piece.strip())


def from_far_lines(reading: Reading) -> Iterator[Candidate]:
    """Where nothing about the headline tells: lines anywhere that say "published", or print little but a date."""
    document, found = reading.document, 0
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if not 8 <= len(text) <= _MOST_LINE or not _DIGITS.search(text):
            continue
        labelled, length = place.published_label(text), len(text)
        if labelled and len(text) > 2 * MAX_LENGTH:
            text = _about_label(text, labelled)
        if not 8 <= len(text) <= 160 or not _YEAR.search(text) or place.is_caption(reading, passage.start):
            continue
        if passage.link_chars >= length and stamp(text, reading) is None:
            continue  # the date of what the link leads to
        for candidate in _from_line(reading, passage.start, text, 2.5 if labelled else 1.5 - 0.01 * found):
            found += 1
            yield candidate
        if found > _MOST_FAR:
            return


def from_end_of_byline(reading: Reading) -> Iterator[Candidate]:
    """A day with a short year and dots behind the byline's last comma: "von Ada Brook, 8.5.12". Versions look the same,
    so it counts where nothing else is said."""
    language, month_first = place.customs(reading)
    for distance, node, text in place.lines_about_headline(reading) if not month_first else ():
        day = _SHORT_DAY.search(text) if distance and len(text) <= MAX_LENGTH else None
        if day is None or not opens_byline(text) or reading.document.closest(node, *HEADINGS) is not None:
            continue
        trust, found = place.trust(reading, node), read_printed(day[1], language)
        if trust and found:
            yield Candidate(Stated(found, "published"), "printed", _LEAST * trust, node, raw=text)


def _about_label(text: str, labelled: int) -> str:
    """The part of a long line that a label such as "posted" dates: behind it, else right before it."""
    if _YEAR.search(text, labelled):
        return text[labelled : labelled + MAX_LENGTH]
    is_next_to = _DIGITS.search(text, max(0, labelled - _LABEL_REACH), labelled)
    return text[max(0, labelled - 100) : labelled] if is_next_to else ""


def from_head_title(reading: Reading) -> Iterator[Candidate]:
    """A date that ends <title> or og:title, after the headline and the name of the site."""
    for name, text in (("title", reading.document.head_title), ("og:title", reading.document.meta("og:title"))):
        piece = _PIECES.split(text[-200:])[-1].strip() if text else ""
        if 8 <= len(piece) <= 24 and (found := _printed(piece, reading)):
            yield Candidate(Stated(found, "published"), "title", 4.0, locator=name, raw=piece)
            return


def from_picture_address(reading: Reading) -> Iterator[Candidate]:
    """The day in the path of the page's picture, as a last resort: pictures are put up with their stories."""
    address = reading.document.meta("og:image")
    if address and (found := _path_day(address)):
        yield Candidate(Stated(found, "published"), "picture", 0.6, locator="og:image", raw=address)


def from_scripts(reading: Reading) -> Iterator[Candidate]:
    """What the page's own scripts call its date; looked at only where the page itself says nothing."""
    tree = reading.document.tree
    for node in reading.document.all("script"):
        text = tree.raw_text(node)
        if len(text) > _MOST_SCRIPT or '"' not in text:
            continue
        for name, raw in islice(_stamps(text), 3):
            if found := read_machine(raw):
                yield Candidate(Stated(found, "published"), "script", 2.2, node, name, raw)


def _stamps(text: str) -> Iterator[tuple[str, str]]:
    """The dates in a script that have a name which says publication, with it."""
    for stamp in _STAMP.finditer(text):
        if name := _STAMP_NAME.search(text, max(0, stamp.start() - _STAMP_REACH), stamp.start()):
            yield name[1], stamp[0]


def from_address(reading: Reading) -> Iterator[Candidate]:
    """/2024/03/05/ in the page's address: weak, as it may be the day of a plan or of an event."""
    document = reading.document
    for address in (document.url, document.link("canonical"), document.meta("og:url")):
        if address and (found := _path_day(address)):
            yield Candidate(Stated(found, "published"), "address", 3.0, locator="url", raw=address)
            return


def _path_day(address: str) -> Moment | None:
    match = _PATH_DAY.search(address.split("?")[0].lower())
    if match is None:
        return None
    year, month, day = match[1], match[2] or match[4], match[3] or match[5]
    return read_printed(f"{day} {month} {year}" if month.isalpha() else f"{year}-{month}-{day}", "en")
