"""What an article's record in a page's JSON says, as plain data: lines, people, moments, a picture.

Records name their fields as `data/vocab/page_json.toml` lists; a value may lie behind layers (`attributes`, `edges`,
`node`) and in objects of variants (`{"basic": "…"}`, `{"rendered": "…"}`). Any value may be of any type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.fallback import prose, shapes
from articlegrab.fields.authors import byline, names
from articlegrab.fields.authors.people import Person
from articlegrab.fields.dates.moment import MAX_LENGTH, Moment, read_machine
from articlegrab.fields.dates.printed import read_printed
from articlegrab.fields.images import makers, parting, sources, wording
from articlegrab.scrub import scrub

_WORDS: Mapping[str, list[str]] = rules.load("vocab/page_json.toml")["record"]
_PATHS = {field: [tuple(path.split(".")) for path in paths] for field, paths in _WORDS.items()}
_FIELDS = ("title", "dek", "kicker", "description", "published", "modified", "authors", "section", "tags", "image")
_LAYERS, _BETWEEN = frozenset(_WORDS["layers"]), frozenset(_WORDS["between"])
_NOT_SECTIONS = frozenset(rules.load("vocab/section.toml")["not_sections"])
_NOT_TAGS = frozenset(rules.load("vocab/tags.toml")["not_tags"])
_NAME = re.compile(r"[A-Za-z_$][\w$]{0,80}")
_SPLIT = re.compile(r"\s*[,;、，؛،|]\s*")
_PATH = re.compile(r"\S[/>]\S")
_MAX_LINE = 2_000
_MAX_LABEL = 60
_MAX_ENTRIES = 60
_MAX_KEYS = 500


_Keys = dict[str, tuple[str, Any]]
_Layer = tuple[_Keys, str]


class Stated(NamedTuple):
    """A value of a record, and the path to it."""

    value: Any
    path: str


def step(path: str, key: str) -> str:
    """The path one key further in.

    >>> step("$.props", "article"), step("$", "Post:7")
    ('$.props.article', "$['Post:7']")
    """
    return f"{path}.{key}" if _NAME.fullmatch(key) else f"{path}[{scrub(key[:80])!r}]"


def at(node: shapes.Node, field: str, path: str = "$") -> Iterator[Stated]:
    """The values that a record has for a field, best first.

    >>> [stated.path for stated in at({"dek": "B", "subheadlines": {"basic": "A"}, "fields": {"intro": "C"}}, "dek")]
    ['$.subheadlines.basic', '$.dek', '$.subheadlines', '$.fields.intro']
    """
    yield from _in_layers(_layers(node, path), field)


def _layers(node: shapes.Node, path: str) -> list[_Layer]:
    """A node's own keys, and those of the objects that only lie between."""
    layers = [(_by_letters(node), path)]
    for word, (key, value) in layers[0][0].items():
        if word in _LAYERS and isinstance(value, dict):
            layers.append((_by_letters(value), step(path, key)))
    return layers


def _in_layers(layers: list[_Layer], field: str) -> Iterator[Stated]:
    for words in _PATHS[field]:
        for keys, outer in layers:
            found = _follow(keys, words, outer)
            if found is not None:
                yield found


def _by_letters(node: shapes.Node) -> _Keys:
    """A node's keys and values that say something, by the letters of the key."""
    found: _Keys = {}
    for key, value in list(node.items())[:_MAX_KEYS]:
        if value is not None and value != "" and value != [] and value != {}:
            found.setdefault(shapes.letters(key), (key, value))
    return found


def _follow(keys: _Keys, words: tuple[str, ...], path: str) -> Stated | None:
    for place, word in enumerate(words):
        if word not in keys:
            return None
        key, value = keys[word]
        path = step(path, key)
        if place + 1 == len(words):
            return Stated(value, path)
        keys = _by_letters(value) if isinstance(value, dict) else {}
    return None


def fields_in(node: shapes.Node) -> int:
    """How many fields of an article a node states."""
    layers = _layers(node, "$")
    return sum(next(_in_layers(layers, field), None) is not None for field in _FIELDS)


def lines(value: object) -> Iterator[str]:
    """The lines in a value: a string, an object's label, or each of a list's; without mark-up, scrubbed.

    >>> list(lines({"edges": [{"node": {"name": "A"}}, {"node": {"name": "<b>B</b>"}}]}))
    ['A', 'B']
    """
    for entry in _entries(value):
        said = _said(entry)
        if isinstance(said, str) and len(said) <= _MAX_LINE:
            text = " ".join(scrub(prose.plain(said)).split())
            if text:
                yield text


def _said(entry: object) -> object:
    """What an entry comes to: itself, or the label of an object, which may have variants again."""
    for _ in range(2):
        if isinstance(entry, dict):
            stated = next(at(entry, "label"), None)
            entry = stated.value if stated is not None else None
    return entry


def _entries(value: object) -> Iterator[object]:
    """The strings, numbers and labelled objects in a value, layers taken off."""
    waiting, looked = [value], 0
    while waiting and looked < _MAX_ENTRIES:
        entry = waiting.pop()
        looked += 1
        if isinstance(entry, list):
            waiting.extend(reversed(entry[:_MAX_ENTRIES]))
        elif not isinstance(entry, dict) or _says(entry):
            yield entry
        else:
            inner = [part for key, part in list(entry.items())[:_MAX_KEYS] if shapes.letters(key) in _BETWEEN]
            waiting.extend(reversed(inner))


def _says(node: shapes.Node) -> bool:
    layers = _layers(node, "$")
    return any(next(_in_layers(layers, field), None) is not None for field in ("label", "surname"))


def is_label(text: str) -> bool:
    """Whether a line has the length of a label, and is no address, path, number or mark of a machine, nor a word that
    files nothing.

    >>> [is_label(text) for text in ("World", "news/world", "in: long-read", "7")]
    [True, False, False, False]
    """
    known = text.casefold()
    return (
        len(text) <= _MAX_LABEL
        and text[:1].isalnum()
        and not text.isdigit()
        and ":" not in text
        and not (text == known and _PATH.search(text))
        and known not in _NOT_SECTIONS
        and known not in _NOT_TAGS
    )


def topics(value: object) -> list[str]:
    """The labels of a list, or of one string that joins them."""
    if isinstance(value, str):
        return [text for part in _SPLIT.split(value[:_MAX_LINE]) for text in lines(part)]
    return list(lines(value))


def people(value: object) -> list[Person]:
    """The authors in a value, each once.

    >>> people([{"firstName": "Ana", "lastName": "Ruiz", "jobTitle": "Reporter"}, "By Leo Mai"])
    [{'name': 'Ana Ruiz', 'kind': 'person', 'role': 'Reporter'}, {'name': 'Leo Mai', 'kind': 'person'}]
    """
    found: dict[str, Person] = {}
    for entry in _entries(value):
        line = _full_name(entry) or next(lines(entry), "")
        if not line or _is_key(line):
            continue
        authors = byline.read(line, trusted=True).authors
        job = _line(entry, "job") if isinstance(entry, dict) else None
        if job and len(authors) == 1 and len(job) <= _MAX_LABEL:
            authors[0].setdefault("role", job)
        for person in authors:
            found.setdefault(names.key(person["name"]), person)
    return list(found.values())


def _is_key(line: str) -> bool:
    """Whether a line is an address or some machine's key."""
    return "/" in line[:1] or "://" in line or names.is_slug(line) or (" " not in line and any(map(str.isdigit, line)))


def _full_name(entry: object) -> str | None:
    if not isinstance(entry, dict) or next(at(entry, "label"), None) is not None:
        return None
    parts = (_line(entry, "forename"), _line(entry, "surname"))
    return " ".join(part for part in parts if part) or None


def _line(node: shapes.Node, field: str) -> str | None:
    """The first line that a node has for a field."""
    return next((line for stated in at(node, field) for line in lines(stated.value)), None)


def moments(value: object) -> Iterator[tuple[str, Moment]]:
    """The moments that a value tells, in words or in seconds since 1970, each with its words."""
    for entry in _entries(value):
        said = _said(entry)
        if isinstance(said, int | float) and not isinstance(said, bool):
            said = str(said)
        if not isinstance(said, str) or len(said) > MAX_LENGTH:
            continue
        raw = scrub(said).strip()
        if found := read_machine(raw) or read_printed(raw):
            yield raw, found


def picture(value: object, document: Document) -> dict[str, Any] | None:
    """The first picture in a value as plain data for `models.Image`, with the words of what it lies in.

    None where there is none but the site's emblem or a placeholder.
    """
    waiting: list[tuple[Any, tuple[shapes.Node, ...]]] = [(value, ())]
    looked = 0
    while waiting and looked < _MAX_ENTRIES:
        entry, around = waiting.pop(0)
        looked += 1
        if isinstance(entry, str):
            address = scrub(entry).strip() if len(entry) <= _MAX_LINE else ""
            is_address = address.startswith(("http", "/")) or sources.is_image_file(address)
            url = document.absolute(address) if is_address else None
            if url and not sources.is_placeholder(url) and not sources.is_furniture(url):
                return _image(url, around)
        elif isinstance(entry, list):
            waiting.extend((part, around) for part in entry[:_MAX_ENTRIES] if isinstance(part, dict | str))
        elif isinstance(entry, dict):
            inside = (entry, *around[:3])
            if shapes.kind(entry) != "skip":  # a film's address is that of its page
                waiting.extend((stated.value, inside) for stated in at(entry, "file"))
            waiting.extend((part, inside) for part in list(entry.values())[:_MAX_ENTRIES] if isinstance(part, dict))
    return None


def _image(url: str, around: tuple[shapes.Node, ...]) -> dict[str, Any]:
    """A picture with what the nearest of the nodes around it says."""

    def said(field: str) -> str | None:
        return next((line for node in around if (line := _line(node, field))), None)

    caption, credit = parting.split(said("caption") or "")
    credit = wording.tidy(said("credit")) or credit
    photographer, agency = makers.parts(credit)
    return {
        "url": url,
        "candidates": [url],
        "alt": said("alt"),
        "caption": caption if caption != credit else None,
        "credit": credit,
        "photographer": photographer,
        "agency": agency,
        "width": _pixels(around, "width"),
        "height": _pixels(around, "height"),
    }


def _pixels(around: tuple[shapes.Node, ...], side: str) -> int | None:
    stated = (each.value for node in around for each in at(node, side))
    return next((sources.number(str(value)) for value in stated if isinstance(value, int | str)), None)
