"""A page, read once: decoded, parsed, flattened, its head and structured data at hand. Nothing changes it after."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate, chain
from typing import TypeVar, cast

from articlegrab import complexity, decode, dom, replay
from articlegrab.document import addresses, hydration, json_ld, unread
from articlegrab.models import Charset, Page
from articlegrab.rules import NAMES
from articlegrab.scrub import scrub

T = TypeVar("T")

_META_KEYS = frozenset({"property", "name", "itemprop", "http-equiv"})
_MOST_OF_FORM = 0.4
"""The share of a page's text in a form that readers fill in."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Document:
    """A page as flat lists in document order, index 0 being `<html>`; a subtree is the slice `i : ends[i]`.

    `headers` are those of the HTTP answer, names in lower case; empty for a page that came without.
    `tags[i]` is "" for text nodes; `texts`, `parents`, `attributes` and `passages` are described in `dom.Tree`.
    All methods are pure; several threads may share a Document.
    """

    def __init__(
        self,
        tree: dom.Tree,
        *,
        url: str | None = None,
        charset: Charset | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.url = url
        self.charset = charset
        self.headers = headers or {}
        self.tree = tree
        self.tags = tree.tags
        self.parents = tree.parents
        self.ends = tree.ends
        self.attributes = tree.attributes
        self.texts = tree.texts
        self.passages = tree.passages
        self._known_places: dict[int, dict[int, int]] = {}
        self._known_paths: dict[int, str] = {-1: "", 0: ""}
        self._derived: dict[object, object] = {}

    # Elements ---------------------------------------------------------------------------------------------------

    @cached_property
    def by_tag(self) -> dict[str, list[int]]:
        """Element indices by tag name, each list in document order."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, tag in enumerate(self.tags):
            found[tag].append(index)
        found.pop("", None)
        return dict(found)

    def all(self, *tags: str) -> list[int]:
        """All elements with one of these tags, in document order."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        return sorted(index for tag in tags for index in self.by_tag.get(tag, ()))

    def within(self, node: int, *tags: str) -> Iterator[int]:
        """The elements inside `node` with one of these tags, in document order."""
        here = self.tags
        return (index for index in range(node + 1, self.ends[node]) if here[index] in tags)

    def children(self, node: int) -> Iterator[int]:
        """The child nodes of `node`, text nodes included."""
        child, end = node + 1, self.ends[node]
        while child < end:
            yield child
            child = self.ends[child]

    def ancestors(self, node: int) -> Iterator[int]:
        """The elements around `node`, nearest first."""
        node = self.parents[node]
        while node >= 0:
            yield node
            node = self.parents[node]

    def closest(self, node: int, *tags: str) -> int | None:
        """The nearest element with one of these tags that is `node` or holds it."""
        while node >= 0:
            if self.tags[node] in tags:
                return node
            node = self.parents[node]
        return None

    def contains(self, outer: int, inner: int) -> bool:
        """Whether `inner` is `outer` or stands inside it."""
        return outer <= inner < self.ends[outer]

    def attribute(self, node: int, name: str) -> str | None:
        """An attribute's value, trimmed and scrubbed; None where it is absent or blank."""
        value = self.attributes[node].get(name)
        return (scrub(value).strip() or None) if value else None

    def path(self, node: int) -> str:
        """A CSS selector that finds `node` in the page as it was saved."""
        known, waiting = self._known_paths, []
        while node not in known:
            waiting.append(node)
            node = self.parents[node]
        path = known[node]
        for inner in reversed(waiting):
            path = known[inner] = self._path_on(path, inner)
        return path or "html"

    def _path_on(self, around: str, node: int) -> str:
        """The path of a node, given that of its parent."""
        tag, name = self.tags[node], self.attributes[node].get("id")
        if not tag:
            return around
        if name and name.isidentifier():
            return f"{tag}#{name}"
        place = self._places(self.parents[node]).get(node, 0)  # deeper than MAX_DEPTH: no child by slices
        step = f"{tag}:nth-of-type({place})" if place else tag
        return f"{around} > {step}" if around else step

    def _places(self, parent: int) -> dict[int, int]:
        """For each child element, its place among those of its tag, from 1; 0 for the only one."""
        places = self._known_places.get(parent)
        if places is None:
            by_tag: dict[str, list[int]] = {}
            for child in self.children(parent):
                by_tag.setdefault(self.tags[child], []).append(child)
            places = self._known_places[parent] = {}
            for alike in by_tag.values():
                places.update(zip(alike, range(1, len(alike) + 1) if len(alike) > 1 else (0,), strict=True))
        return places

    # Text -------------------------------------------------------------------------------------------------------

    def text(self, start: int, end: int | None = None) -> str:
        """The text of `start` and what it holds (or of the slice `start:end`), white space folded to single spaces."""
        stop = self.ends[start] if end is None else end
        return scrub(" ".join("".join(self.texts[start:stop]).split()))

    def lines(self, start: int, end: int | None = None) -> str:
        """As `text`, with a newline for each `<br>`."""
        stop = self.ends[start] if end is None else end
        joined = "".join(self.texts[start:stop])
        if dom.LINE_BREAK not in joined:
            return scrub(" ".join(joined.split()))
        lines = (" ".join(line.split()) for line in joined.split(dom.LINE_BREAK))
        return scrub("\n".join(line for line in lines if line))

    def verbatim(self, node: int) -> str:
        """The text in a `<pre>` with its white space as it stands in the page, and a newline for each `<br>`."""
        return scrub("".join(self.texts[node : self.ends[node]])[1:].replace(dom.LINE_BREAK, "\n"))

    @cached_property
    def passage_texts(self) -> list[str]:
        """The text of each passage, line breaks kept."""
        return [self.lines(passage.start, passage.end) for passage in self.passages]

    @cached_property
    def passage_starts(self) -> list[int]:
        """The first node of each passage, rising: `bisect` finds the passages of an element with it."""
        return [passage.start for passage in self.passages]

    @cached_property
    def chars_before(self) -> list[int]:
        """Running sum of the passages' characters: entry i is what stands before passage i, the last one the page's."""
        return [0, *accumulate(map(len, self.passage_texts))]

    def passages_in(self, node: int) -> tuple[int, int]:
        """The passages inside an element, as a half-open range of indices."""
        starts = self.passage_starts
        first = bisect_left(starts, node)
        return first, bisect_left(starts, self.ends[node], first)

    def share_of_text(self, node: int) -> float:
        """What share of the page's text an element holds, 0 to 1."""
        first, last = self.passages_in(node)
        sums = self.chars_before
        return (sums[last] - sums[first]) / (sums[-1] or 1)

    @cached_property
    def page_forms(self) -> frozenset[int]:
        """The forms that hold much of the page, its headline with it, be that an h1 or most of the page's title: old
        servers wrap all of it in one, which says nothing of what is in it. Readers may fill in one that is longer than
        the story."""
        headings = [node for node in self.all(*HEADINGS) if self.text(node)]
        headlines = [node for node in headings if self.tags[node] == "h1"] or headings[:1]
        title = self.head_title or ""
        headlines += [node for node in headings if (text := self.text(node)) in title and 2 * len(text) > len(title)]
        large = (form for form in self.all("form") if self.share_of_text(form) > _MOST_OF_FORM)
        return frozenset(form for form in large if not headlines or any(self.contains(form, h) for h in headlines))

    # Names ------------------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> list[int]:
        """What the class, id, role and the like of each element say: `rules.Names` flags as plain ints."""
        return self._swept[0]

    @cached_property
    def veiled(self) -> list[int]:
        """The elements with a `style` or `hidden` attribute, in document order; those with both stand twice."""
        return self._swept[1]

    @cached_property
    def _swept(self) -> tuple[list[int], list[int]]:
        return NAMES.read_all(self.attributes)

    @cached_property
    def _by_names(self) -> dict[int, list[int]]:
        """Element indices by the whole of what their names say: pages have a few dozen such mixtures."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for index, names in enumerate(self.names):
            if names:
                found[names].append(index)
        return dict(found)

    def named(self, flags: int) -> list[int]:
        """The elements whose names say any of these things (`rules.Names` as plain ints), in document order."""
        groups = [nodes for names, nodes in self._by_names.items() if names & flags]
        return groups[0] if len(groups) == 1 else sorted(chain.from_iterable(groups))

    # Head and structured data -----------------------------------------------------------------------------------

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """`<meta>` values by lower-case property, name, itemprop or http-equiv, in page order.

        Pages saved by some tools have `value` in place of `content`.
        """
        found: defaultdict[str, list[str]] = defaultdict(list)
        for node in self.all("meta"):
            attributes = self.attributes[node]
            content = attributes.get("content") or attributes.get("value")
            if content and (content := content.strip()):
                text = scrub(content).strip()
                for key, name in attributes.items():
                    if name and key in _META_KEYS:
                        found[name.strip().lower()].append(text)
        return dict(found)

    def meta(self, *names: str) -> str | None:
        """The first value of the first of these `<meta>` names that has one."""
        for name in names:
            if values := self.metas.get(name):
                return values[0]
        return None

    def link(self, rel: str) -> str | None:
        """The absolute address of the first `<link rel=…>`."""
        return self.absolute(self._links[rel]) if rel in self._links else None

    @cached_property
    def _links(self) -> dict[str, str | None]:
        """The address of the first `<link>` of each rel."""
        found: dict[str, str | None] = {}
        for node in self.all("link"):
            attributes = self.attributes[node]
            for rel in (attributes.get("rel") or "").lower().split():
                found.setdefault(rel, attributes.get("href"))
        return found

    @cached_property
    def head_title(self) -> str | None:
        """The text of `<title>`."""
        for node in self.all("title"):
            if text := " ".join(scrub(self.tree.raw_text(node)).split()):
                return text
        return None

    @cached_property
    def json_ld(self) -> json_ld.JsonLd:
        """The page's JSON-LD, its items flattened out of lists and `@graph`."""
        return json_ld.read(self.tree.raw_text(node) for node in self.all("script") if self._is_json_ld(node))

    def _is_json_ld(self, node: int) -> bool:
        return "ld+json" in (self.attributes[node].get("type") or "").lower()

    @cached_property
    def hydration(self) -> list[object]:
        """The JSON that the page's own script would build it from, one value per script; read only when asked for."""
        scripts = (node for node in self.all("script") if not self._is_json_ld(node))
        return hydration.read((self.attributes[node], self.tree.raw_text(node)) for node in scripts)

    def derived(self, make: Callable[[Document], T]) -> T:
        """What `make` works out from this document alone, worked out once; it must not change it afterwards."""
        known = self._derived
        if make not in known:
            known[make] = make(self)
        return cast(T, known[make])

    def forget(self) -> None:
        """Let go of all that was worked out from this document and holds it in turn: what is in no circle is freed at
        once, its megabytes ready for the next page."""
        self._derived.clear()

    # Addresses --------------------------------------------------------------------------------------------------

    @cached_property
    def base_url(self) -> str | None:
        """What relative addresses are joined to: `<base href>`, else the page's own address, else its canonical one.

        A page read from a file may have been given the file's address: nothing on the web can be joined to that.
        """
        own = self.url if addresses.join(None, self.url) else self._canonical_href
        for node in self.all("base"):
            if href := self.attributes[node].get("href"):
                return addresses.join(own, href) or own
        return own

    @cached_property
    def _canonical_href(self) -> str | None:
        own = self._links.get("canonical") if "canonical" in self._links else self.meta("og:url")
        return addresses.join(None, own)

    def absolute(self, href: str | None) -> str | None:
        """An address of the page made absolute; None unless it is a sound http(s) one."""
        return addresses.join(self.base_url, href)


def read(page: Page | str | bytes, *, url: str | None = None) -> Document:
    """Decode, guard and parse a page.

    Raises DocumentTooComplex for pages over the documented limits, TypeError for what is no page.
    """
    headers: Mapping[str, str] = {}
    if isinstance(page, str):
        # A byte order mark that came through decoding is text to the parser, and text puts the head into the body.
        html = page.removeprefix("\ufeff").encode("utf-8", "replace")
        charset = Charset(name="utf-8", source="text")
    elif isinstance(page, bytes):
        html, charset = decode.utf8(page)
    elif isinstance(page, Page):
        headers, url = page.headers, url or page.url
        html, charset = decode.utf8(page.body, headers.get("content-type"))
    else:
        raise TypeError(f"a page is text, bytes or a Page, not {type(page).__name__}")
    html, url = replay.published(html, (scrub(url).strip() or None) if url else None)
    complexity.check(html)
    document = Document(dom.parse(html), url=url, charset=charset, headers=headers)
    unread.empty(document)
    return document
