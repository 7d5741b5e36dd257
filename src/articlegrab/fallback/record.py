"""The other fields of an article whose body is from the page's own JSON: what its record there says of them.

The record is told by the body it holds, the page's address or the article's title. Only what the page states nowhere
else is taken from it: fields without a value, a title that is only the `<title>`, a date known by the address alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal, NamedTuple

from articlegrab.document import hydration
from articlegrab.fallback import prose, record_values, shapes
from articlegrab.fallback.record_values import Stated
from articlegrab.fallback.survey import MAX_DEPTH, MAX_NODES, OURS, About
from articlegrab.fields import site
from articlegrab.fields.authors import names
from articlegrab.fields.dates import choose
from articlegrab.fields.dates import signals as dates
from articlegrab.fields.images import identity
from articlegrab.models import RUNNING_TEXT
from articlegrab.reading import Candidate, Choice, Reading
from articlegrab.words import letters

_SOURCE, _WEIGHT = "page_json", 5.0
_CONFIDENCE = 0.8
_KNOWN_WELL = 3.5
"""The weight of a date that the page itself states, rather than its address or a script."""
_SAMPLE = 60
"""Letters of the body by which its record is known."""
_MAX_LOOKED = 20_000
_MAX_RECORDS, _MOST_RECORDS = 200, 12
"""Objects about the article that are looked at, and that are asked."""
_MAX_TEXT = 4_000
_LABELS = ("kicker", "description", "section")


class Record(NamedTuple):
    """An object of the page's JSON that is about this article, and the path to it."""

    node: shapes.Node
    path: str


def complete(reading: Reading) -> None:
    """Give the fields that the page leaves empty the values of the article's record in the page's JSON.

    For pages whose body came from there; to be called when all fields have been looked for. Never raises, whatever the
    JSON holds.
    """
    found = _records(reading)
    if not found:
        return
    _complete_title(reading, found)
    for name in _LABELS:
        _fill(reading, name, _texts(reading, found, name))
    _fill(reading, "dek", _deks(reading, found))
    _fill(reading, "tags", _tags(reading, found))
    _fill(reading, "canonical_url", _addresses(reading, found))
    _complete_authors(reading, found)
    _complete_dates(reading, found)
    _complete_images(reading, found)


def _records(reading: Reading) -> list[Record]:
    """The article's records, best first: that which holds the body, those that name the page's address; where there is
    neither, those with its title. Of several alike, the one that says most."""
    about = About(reading)
    ours = islice((record for record in _walk(reading) if about.owner(record.node) == OURS), _MAX_RECORDS)
    richest = sorted(ours, key=lambda record: -record_values.fields_in(record.node))[:_MOST_RECORDS]
    body = _letters(reading)
    holders = {id(record.node) for record in richest if _holds(record.node, body)}
    named = {id(record.node) for record in richest if about.names_address(record.node)}
    sure = [record for record in richest if not holders or id(record.node) in holders | named]
    return sorted(sure, key=lambda record: (id(record.node) not in holders, id(record.node) not in named))


def _walk(reading: Reading) -> Iterator[Record]:
    """Every object of the page's JSON, with the path to it."""
    document = reading.document
    roots = [*document.hydration, *hydration.read_attributes(document.attributes)]
    waiting: list[tuple[Any, str, int]] = [(root, "$", 0) for root in reversed(roots)]
    seen: set[int] = set()
    while waiting and len(seen) < MAX_NODES:
        value, path, depth = waiting.pop()
        if id(value) in seen or depth > MAX_DEPTH:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            yield Record(value, path)
            parts = ((part, key) for key, part in value.items() if isinstance(part, dict | list))
            inner = [(part, record_values.step(path, key)) for part, key in parts]
        else:
            inner = [(part, f"{path}[{index}]") for index, part in enumerate(value) if isinstance(part, dict | list)]
        waiting.extend((part, inwards, depth + 1) for part, inwards in reversed(inner))


def _letters(reading: Reading) -> str:
    return letters("".join(block.get("text") or "" for block in reading.body if block["type"] in RUNNING_TEXT))


def _holds(node: shapes.Node, body: str) -> bool:
    """Whether a text inside a node begins as some part of the body, or holds the body's beginning."""
    waiting: list[Any] = [node]
    seen: set[int] = set()
    looked = 0
    while waiting and looked < _MAX_LOOKED:
        value = waiting.pop()
        looked += 1
        if isinstance(value, str):
            own = letters(prose.plain(value[:_MAX_TEXT])) if len(value) >= _SAMPLE else ""
            if len(own) >= _SAMPLE and (own[:_SAMPLE] in body or body[:_SAMPLE] in own):
                return True
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            if isinstance(value, dict):
                waiting.extend(part for key, part in value.items() if not shapes.is_other_key(key))
            else:
                waiting.extend(value)
    return False


def _stated(found: list[Record], field: str) -> Iterator[Stated]:
    for record in found:
        yield from record_values.at(record.node, field, record.path)


def _candidate(value: Any, stated: Stated, raw: str | None = None) -> Candidate:
    return Candidate(value, _SOURCE, _WEIGHT, locator=stated.path, raw=raw)


def _texts(reading: Reading, found: list[Record], field: str) -> Iterator[Candidate]:
    """What the records say in one line: labels that are neither the headline nor the site's name."""
    known = site.names(reading.document) | {site.key(reading.value("title") or "")}
    for stated in _stated(found, field):
        text = next(iter(record_values.lines(stated.value)), None)
        if text is None:
            continue
        is_label = field in ("kicker", "section")
        if site.key(text) and site.key(text) not in known and not (is_label and not record_values.is_label(text)):
            yield _candidate(text, stated, text)


def _deks(reading: Reading, found: list[Record]) -> Iterator[Candidate]:
    """Standfirsts; what only repeats the beginning of the text is none."""
    body = _letters(reading)
    for candidate in _texts(reading, found, "dek"):
        repeats = letters(candidate.value)[:_SAMPLE] in body
        yield candidate.rejected("repeats the text" if repeats else None)


def _tags(reading: Reading, found: list[Record]) -> Iterator[Candidate]:
    known = site.names(reading.document)
    for stated in _stated(found, "tags"):
        labels = [text for text in record_values.topics(stated.value) if record_values.is_label(text)]
        unique: dict[str, str] = {}
        for text in labels:
            unique.setdefault(site.key(text), text)
        if kept := [text for key, text in unique.items() if key and key not in known]:
            yield _candidate(kept, stated, ", ".join(labels))


def _addresses(reading: Reading, found: list[Record]) -> Iterator[Candidate]:
    for stated in _stated(found, "canonical"):
        text = next(iter(record_values.lines(stated.value)), None)
        url = reading.document.absolute(text)
        if url is not None and url.rstrip("/").count("/") > 2:
            yield _candidate(url, stated, text)


def _fill(reading: Reading, name: str, found: Iterator[Candidate]) -> None:
    """Choose the first sound candidate for a field without a value."""
    before = reading.choices[name]
    if not before.value:
        _take(reading, name, list(found))


def _take(reading: Reading, name: str, found: list[Candidate]) -> None:
    """Choose the first sound candidate; all others stay, with the reason why they lost."""
    before = reading.choices[name]
    chosen = next((candidate for candidate in found if candidate.rejected_because is None), None)
    rest = [candidate for candidate in [*found, *before.candidates] if candidate is not chosen]
    if chosen is not None:
        reason = "the article's record in the page's JSON says it better"
        shown = [chosen, *(other.rejected(other.rejected_because or reason) for other in rest)]
        reading.choices[name] = Choice(chosen.value, shown, _CONFIDENCE)
    elif found:
        reading.choices[name] = Choice(before.value, rest, before.confidence)


def _complete_title(reading: Reading, found: list[Record]) -> None:
    before = reading.choices["title"]
    if before.value and before.candidates[0].locator != "title":
        return
    candidates = []
    for stated in _stated(found, "title"):
        text = next(iter(record_values.lines(stated.value)), None)
        if text is not None and site.key(text) and site.key(text) not in site.names(reading.document):
            candidates.append(_candidate(text, stated, text))
    _take(reading, "title", candidates)


def _complete_authors(reading: Reading, found: list[Record]) -> None:
    """Authors where the page names none, or only an organisation and the record a person."""
    before = reading.value("authors")
    if any(person["kind"] == "person" for person in before):
        return
    house = site.names(reading.document)
    candidates = []
    for stated in _stated(found, "authors"):
        people = [
            {**person, "kind": "organisation"} if names.key(person["name"]) in house else person
            for person in record_values.people(stated.value)
        ]
        if people and not (before and all(person["kind"] != "person" for person in people)):
            shown = _candidate([person["name"] for person in people], stated)
            candidates.append((shown, people))
    candidates.sort(key=lambda entry: all(person["kind"] != "person" for person in entry[1]))
    if candidates:
        _take(reading, "authors", [shown for shown, _ in candidates])
        chosen = reading.choices["authors"]
        reading.choices["authors"] = Choice(candidates[0][1], chosen.candidates, chosen.confidence)


def _complete_dates(reading: Reading, found: list[Record]) -> None:
    """Dates where the page states none, none but in its address or scripts, or the day alone."""
    stated = [*islice(_moments(found, "published"), 1), *islice(_moments(found, "modified"), 1)]
    if not stated:
        return
    decided = choose.decide(reading, stated)
    if _is_better(reading, decided):
        for name in ("published", "published_raw", "published_precision"):
            _replace(reading, name, decided[name])
    first, last = reading.value("published"), decided["modified"].value
    if first:
        reading.warnings[:] = [warning for warning in reading.warnings if warning.code != "no_date"]
    if last and not reading.value("modified") and (not first or last >= first):
        for name in ("modified", "modified_raw"):
            _replace(reading, name, decided[name])


def _moments(found: list[Record], meaning: Literal["published", "modified"]) -> Iterator[Candidate]:
    for stated in _stated(found, meaning):
        for raw, known in record_values.moments(stated.value):
            yield Candidate(dates.Stated(known, meaning), _SOURCE, _WEIGHT, locator=stated.path, raw=raw)


def _is_better(reading: Reading, decided: dict[str, Choice]) -> bool:
    """Whether a date of publication says more than the one that the page states."""
    before, first = reading.choices["published"], decided["published"].value
    if first is None:
        return False
    if before.value is None:
        return True
    weight = before.candidates[0].weight
    if weight < _KNOWN_WELL and weight < decided["published"].candidates[0].weight:
        return True
    is_finer = reading.value("published_precision") == "day" and decided["published_precision"].value != "day"
    return is_finer and bool(before.value.date() == first.date())


def _replace(reading: Reading, name: str, choice: Choice) -> None:
    rest = [other.rejected(other.rejected_because or "says less") for other in reading.choices[name].candidates]
    reading.choices[name] = Choice(choice.value, [*choice.candidates, *rest], choice.confidence)


def _complete_images(reading: Reading, found: list[Record]) -> None:
    """The lead picture, where the page has none; else what the record knows of that very picture."""
    leading = reading.value("lead_image")
    for stated in _stated(found, "image"):
        image = record_values.picture(stated.value, reading.document)
        if image is None:
            continue
        if leading is None:
            _lead_with(reading, image, stated)
            return
        if not identity.keys(leading["url"]).isdisjoint(identity.keys(image["url"])):
            leading.update({key: value for key, value in image.items() if value and not leading.get(key)})
            return


def _lead_with(reading: Reading, image: dict[str, Any], stated: Stated) -> None:
    own = identity.keys(image["url"])
    images = [other for other in reading.value("images") if own.isdisjoint(identity.keys(other["url"]))]
    images.insert(0, {**image, "is_lead": True})
    for position, other in enumerate(images):
        other["position"] = position
    candidate = Candidate({"url": image["url"]}, _SOURCE, _WEIGHT, locator=stated.path)
    reading.choices["lead_image"] = Choice(images[0], [candidate], _CONFIDENCE)
    reading.choices["images"] = Choice(images, [candidate, *reading.choices["images"].candidates], _CONFIDENCE)
