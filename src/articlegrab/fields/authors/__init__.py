"""Who wrote the article, who else took part, and the byline as it is printed.

Structured data names authors best; a printed byline that names the same and more completes it; where structured data
knows only the publisher, a person in the byline wins.
"""

from __future__ import annotations

from articlegrab.document import addresses
from articlegrab.document.json_ld import types_of
from articlegrab.fields import site
from articlegrab.fields.authors import byline, line, names
from articlegrab.fields.authors.people import Person
from articlegrab.fields.authors.printed import (
    from_byline_markup,
    from_far_line,
    from_far_markup,
    from_lone_line,
    from_printed_line,
    from_profile_links,
)
from articlegrab.fields.authors.signed import from_closing_brackets, from_dated_source, from_sign_off, from_source_line
from articlegrab.fields.authors.stated import from_json_ld, from_meta
from articlegrab.reading import Candidate, Choice, Reading, weigh

SIGNALS = [from_json_ld, from_meta, from_byline_markup, from_printed_line, from_profile_links]
WHERE_NO_PERSON_SIGNS = [
    from_lone_line,
    from_far_markup,
    from_far_line,
    from_sign_off,
    from_closing_brackets,
    from_source_line,
    from_dated_source,
]
_SECOND_VOICE = 0.3
_OWN_DATA = 9.0
_BYLINE, _SURE_BYLINE = 5.8, 6.5
"""The weights of what is a byline by the headline, and of what is nothing else."""


def find(reading: Reading) -> dict[str, Choice]:
    """byline, authors and contributors; marks the lines that print them."""
    house = _house(reading)
    candidates = [_without_editors(reading, _tidied(candidate, house)) for candidate in weigh(reading, SIGNALS)]
    if not any(person["kind"] == "person" for candidate in candidates for person in candidate.value.authors):
        candidates += [_tidied(candidate, house) for candidate in weigh(reading, WHERE_NO_PERSON_SIGNS)]
    candidates = [candidate for candidate in candidates if candidate.value.authors or candidate.value.contributors]
    if not candidates:
        return {"byline": Choice(None), "authors": Choice([]), "contributors": Choice([])}
    ranked = sorted(candidates, key=lambda candidate: -_votes(candidate, candidates))
    chosen = _completed(_printed_instead(reading, ranked), ranked)
    people = [_enriched(person, ranked) for person in chosen.value.authors]
    node, printed = line.find(reading, people, ranked)
    people = line.with_jobs(people, printed) if printed else people
    contributors = _contributors(ranked, people)
    voices = {other.source for other in ranked if byline.keys(other.value) == byline.keys(chosen.value)}
    confidence = min(0.98, 0.5 + 0.04 * chosen.weight + 0.05 * (len(voices) - 1))
    shown = [_shown(chosen, None), *(_shown(other, _why(other, chosen)) for other in ranked if other is not chosen)]
    shown_line = [Candidate(printed, "printed", 1.0, node)] if printed else []
    return {
        "byline": Choice(printed, shown_line, confidence if printed else 0.3),
        "authors": Choice(people, shown, confidence),
        "contributors": Choice(contributors, confidence=confidence),
    }


def _house(reading: Reading) -> set[str]:
    """The letters of what the publication is called, and of its domain; one word is what a blog's writer is called."""
    document = reading.document
    if any("Organization" in types_of(item) for item in document.json_ld.of_type("Person")):
        return set()  # somebody's own site, which bears a person's name
    host = addresses.host(document.base_url)
    label = site.domain_label(host) or ""
    own = {names.key(name) for name in [*site.declared(document), label]} - {""}
    return own - {names.key(host.split(".")[0])} if host and site.is_blog(host) else own


def _is_house(name: str, house: set[str]) -> bool:
    letters = names.key(name)
    first = name.split(" ", 1)[0]
    if first.isupper() and names.key(first) in house:
        return True  # a station and its region: "KTV VELDEN-OST"
    return any(
        letters == own or (len(own) > 2 and letters.startswith(own) and len(letters) <= len(own) + 12) for own in house
    )


def _tidied(candidate: Candidate, house: set[str]) -> Candidate:
    """Each name once, of two spellings the one that is not all capitals; the publication itself is an organisation
    or an agency, and no author beside people, unless structured data says so."""
    found: dict[str, Person] = {}
    weight = candidate.weight
    people = [
        {**person, "kind": "organisation"} if _is_house(person["name"], house) and not names.is_agency(person["name"])
        else person
        for person in candidate.value.authors
    ]
    personal = any(person["kind"] == "person" for person in people)
    if people and not personal and any(person["kind"] == "person" for person in candidate.value.authors):
        weight -= 4.0
    for person in people:
        if personal and person["kind"] == "organisation" and candidate.source != "json_ld":
            continue
        letters = names.key(person["name"])
        known = found.get(letters)
        if known is None:
            found[letters] = person
        else:
            found[letters] = {
                **person,
                **known,
                "name": known["name"] if not known["name"].isupper() else person["name"],
            }
    credited = byline.Credits(list(found.values()), candidate.value.contributors)
    return Candidate(credited, candidate.source, weight, candidate.node, candidate.locator, candidate.raw)


def _without_editors(reading: Reading, candidate: Candidate) -> Candidate:
    """Whom a meta names and the page prints as its editor alone took part, and wrote nothing."""
    if candidate.source != "meta":
        return candidate
    roles = {person["name"]: _role_of_editor(reading, person["name"]) for person in candidate.value.authors}
    if not any(roles.values()):
        return candidate
    writers = [person for person in candidate.value.authors if not roles[person["name"]]]
    editors = [{**person, "role": roles[person["name"]]} for person in candidate.value.authors if person not in writers]
    credited = byline.Credits(writers, [*candidate.value.contributors, *editors])
    return candidate._replace(value=credited, weight=candidate.weight if writers else 0.0)


def _role_of_editor(reading: Reading, name: str) -> str | None:
    """The editor's label that stands before a name wherever the page prints it."""
    named = (text.partition(name) for text in reading.document.passage_texts if name in text)
    labels = {lead.rstrip(" :：").rsplit(" ", 1)[-1] for lead, _, rest in named if not rest[:1].isalpha()}
    return next(iter(labels)) if len(labels) == 1 and labels <= byline.EDITOR_LABELS else None


def _votes(candidate: Candidate, candidates: list[Candidate]) -> float:
    """A candidate's weight and a share of the best of each other kind of source that shares one of its names."""
    own = byline.keys(candidate.value)
    voices: dict[str, float] = {}
    for other in candidates:
        if other.source != candidate.source and own & byline.keys(other.value):
            voices[other.source] = max(voices.get(other.source, 0.0), other.weight)
    return candidate.weight + _SECOND_VOICE * sum(voices.values())


def _printed_instead(reading: Reading, ranked: list[Candidate]) -> Candidate:
    """The best list, unless it is an account, a template's maker or the publisher: people whom a byline names go before
    a declared publisher, and before names that the page prints nowhere; where the article's own data declares these,
    only if they are accounts and no full names."""
    best = ranked[0]
    if best.source in line.SOURCES:
        return best
    for other in ranked[1:]:
        if other.source not in line.SOURCES or other.weight < _BYLINE or not _names_people(other):
            continue
        if byline.keys(best.value) & byline.keys(other.value):
            continue
        published = all(person["kind"] == "organisation" for person in best.value.authors)
        if published and other.weight >= _SURE_BYLINE:
            return other
        is_sound = best.weight >= _OWN_DATA and (_names_people(best) or other.weight < _SURE_BYLINE)
        if not is_sound and not _is_printed(reading, best):
            return other
    return best


def _names_people(candidate: Candidate) -> bool:
    return all(person["kind"] == "person" and names.is_full(person["name"]) for person in candidate.value.authors)


def _is_printed(reading: Reading, candidate: Candidate) -> bool:
    """Whether the page prints one of the authors outside of its head."""
    spellings = [person["name"].casefold() for person in candidate.value.authors]
    texts = map(str.casefold, reading.document.passage_texts)
    return any(name in text for text in texts for name in spellings)


def _completed(chosen: Candidate, ranked: list[Candidate]) -> Candidate:
    """The chosen list, or a longer one of another source that holds all of it and more people."""
    own = byline.keys(chosen.value)
    for other in ranked:
        if (
            chosen.source == "meta"
            and other.source == "byline"
            and other.weight >= 6.5
            and byline.keys(other.value) < own
            and len(own) > 3
        ):
            return other  # catalogues list all who took part
        if other.source in line.SOURCES and other.weight >= 6.0 and own < byline.keys(other.value) and _is_terse(other):
            return other
    return chosen


def _is_terse(candidate: Candidate) -> bool:
    """Whether a byline holds little but its names."""
    return len(candidate.raw or "") <= 40 + sum(len(person["name"]) for person in candidate.value.authors)


def _enriched(person: Person, ranked: list[Candidate]) -> Person:
    """A person with the job, profile and better spelling that other sources give."""
    letters = names.key(person["name"])
    for other in ranked:
        for same in other.value.authors:
            if names.key(same["name"]) == letters:
                name = (
                    same["name"]
                    if person["name"].isupper() and same["name"].title() == same["name"] and " " in same["name"]
                    else person["name"]
                )
                person = {**same, **person, "name": name}
            elif other.source in line.SOURCES and other.weight >= _BYLINE and _is_fuller(same["name"], person["name"]):
                person = {**same, **person, "name": same["name"]}
    return person


def _is_fuller(name: str, first: str) -> bool:
    """Whether a name is a first name with its surname."""
    return " " not in first and name.startswith(f"{first} ") and len(name.split()) == 2


def _contributors(ranked: list[Candidate], authors: list[Person]) -> list[Person]:
    known = {names.key(person["name"]) for person in authors}
    found: dict[str, Person] = {}
    for candidate in ranked:
        for person in candidate.value.contributors:
            letters = names.key(person["name"])
            if letters not in known:
                found.setdefault(letters, person)
    return list(found.values())


def _why(other: Candidate, chosen: Candidate) -> str:
    return "the same names" if byline.keys(other.value) == byline.keys(chosen.value) else "another source weighs more"


def _shown(candidate: Candidate, reason: str | None) -> Candidate:
    value = [person["name"] for person in candidate.value.authors]
    return candidate.rejected(reason, value)
