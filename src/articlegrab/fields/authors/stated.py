"""Where a page's structured data names its authors. Each candidate's value is `byline.Credits`: the whole list that one
place gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articlegrab.document.json_ld import Item, strings, types_of
from articlegrab.fields import described
from articlegrab.fields.authors import byline, names
from articlegrab.fields.authors.byline import Credits, add, unsigned
from articlegrab.fields.authors.people import Person, parted
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import load

_ORGANISATIONS = ("Organization", "NewsMediaOrganization", "Corporation", "LocalBusiness", "WebSite", "Periodical")
_METAS = {name: 8.0 - rank / 10 for rank, name in enumerate(load("vocab/bylines.toml")["metas"])}
_MOST = 40
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"https?:|www\.|/|@")


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """`author` of the article, else its `creator`, else the author of the page."""
    own = described.articles(reading)[:4]
    pages = [(item, 7.0) for item in reading.document.json_ld.of_type("WebPage", "VideoObject")][:2]
    for rank, (item, weight) in enumerate([*((item, 10.0) for item in own), *pages]):
        for field, loss in (("author", 0.0), ("creator", 2.0), ("contributor", 5.0)):
            found = _from_item(item.get(field), reading)
            if found.authors or found.contributors:
                locator = f"{''.join(types_of(item)[:1])}.{field}"
                yield Candidate(found, "json_ld", weight - loss - rank / 10 - unsigned(found), locator=locator)
                break


def _from_item(value: object, reading: Reading) -> Credits:
    waiting, found = [value], Credits()
    for _ in range(_MOST):
        if not waiting:
            break
        current = reading.document.json_ld.resolve(waiting.pop(0))
        if isinstance(current, list):
            waiting[:0] = current[:_MOST]
        elif isinstance(current, str):
            for name in strings(current):
                add(found, byline.read(name, trusted=True))
        elif isinstance(current, dict):
            add(found, _from_person(current, reading))
    return found


def _from_person(item: Item, reading: Reading) -> Credits:
    named = strings(item.get("name"))[:_MOST]
    if not named and isinstance(item.get("givenName"), str):
        named = [" ".join([*strings(item.get("givenName"))[:1], *strings(item.get("familyName"))[:1]])]
    kinds = types_of(item)  # those of somebody whose own site it is are "Person" and "Organization"
    if len(named) == 1 and "Person" not in kinds and any(kind in _ORGANISATIONS for kind in kinds):
        houses = [name for name in _houses(names.clean(named[0])) if not names.is_nobody(name)]
        return Credits([{"name": name, "kind": _kind_of_house(name)} for name in houses])
    found = Credits()
    for name in named:
        add(found, byline.read(name, trusted=True))
    if len(found.authors) == 1:
        _describe(found.authors[0], item, reading)
    return found


def _houses(name: str) -> list[str]:
    """An organisation, or a house and the agencies that it names beside itself: "Lowland Post with AFP"."""
    parts = parted(name)
    return parts if all(map(names.is_agency, parts[1:])) else [name]


def _kind_of_house(name: str) -> names.Kind:
    return "agency" if names.is_agency(name) else "organisation"


def _describe(person: Person, item: Item, reading: Reading) -> None:
    for job in strings(item.get("jobTitle"))[:1]:
        if len(job) <= names.MAX_NAME * 2 and not names.is_account(job):
            person["role"] = job
    for address in (item.get("url"), item.get("@id"), *_listed(item.get("sameAs"))):
        if isinstance(address, str) and "#" not in address and (url := reading.document.absolute(address)):
            if url.rstrip("/").count("/") > 2:
                person["url"] = url
            return


def _listed(value: object) -> list[object]:
    return value[:1] if isinstance(value, list) else [value]


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """<meta name=author> and its like; addresses and handles are no names."""
    metas = reading.document.metas
    owner = reading.document.meta("copyright", "publisher") or ""
    for name in metas.keys() & _METAS.keys():
        if (
            name == "twitter:data1"
            and (reading.document.meta("twitter:label1") or "").casefold() not in byline.AUTHOR_LABELS
        ):
            continue
        found = Credits()
        for raw in metas[name][:_MOST]:
            if _ADDRESS.match(raw) or "://" in raw:
                continue
            add(found, _of_owner(raw, byline.read(_forename_first(" ".join(raw.split())), trusted=True), owner))
        if found.authors:
            yield Candidate(found, "meta", _METAS[name] - unsigned(found), locator=name, raw=metas[name][0])


def _of_owner(raw: str, found: Credits, owner: str) -> Credits:
    """Whom a meta names; where it names the holder of the page's copyright, it is a house that signs: people who keep
    the rights bear full names, and nothing else stands there."""
    words = _WORD.findall(owner.casefold())
    held = names.key(raw) in names.key(owner) if " " in raw.strip() else raw.strip().casefold() in words
    full = all(" " in person["name"] for person in found.authors)
    alone = names.key(raw) == "".join(names.key(person["name"]) for person in found.authors)
    for person in found.authors if held and not (full and alone) else ():
        if person["kind"] == "person":
            person["kind"] = "organisation"
    return found


def _forename_first(name: str) -> str:
    """ "Doe, Jane" as catalogues write it, turned round."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(part and " " not in part and names.kind_of(part) == "person" for part in parts):
        return f"{parts[1]} {parts[0]}"
    return name
