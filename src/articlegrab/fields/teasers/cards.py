"""Cards: the elements that show another story, each with one headline that links to it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from operator import attrgetter

from articlegrab.document import HEADINGS, Document
from articlegrab.document.addresses import host
from articlegrab.fields.dates.printed import is_month
from articlegrab.fields.teasers import own_line, stories, titles, told
from articlegrab.fields.teasers.announced import of_headings
from articlegrab.fields.teasers.covered import of_links
from articlegrab.fields.teasers.kinds import kind_of_heading
from articlegrab.fields.teasers.neighbours import before_and_after
from articlegrab.fields.teasers.reach import Reach, are_alike
from articlegrab.fields.teasers.rest import of_lists
from articlegrab.rules import Names

MAX_LINKS = 3_000
"""Links looked at; pages with more are sitemaps."""
_MAX_FRAMES = 4
_node = attrgetter("node")

# fmt: off
_MENU = (Names.NAV | Names.FOOTER | Names.CONSENT).value
_ABOUT = _MENU | (Names.TAGS | Names.AUTHOR_BOX | Names.BYLINE).value
_FOOTER, _NAV = Names.FOOTER.value, Names.NAV.value
_COMMENTS = Names.COMMENTS.value
_RELATED = Names.RELATED.value
_STORY = Names.STORY.value
_SENTENCE = 4
_PLAIN_TITLE = 25
_MAX_BUTTON = 20
"""Characters of a link that says no more than "Read more"."""
_NEAR_ENTRY = 3
_MAX_DAY = 40
"""Characters of a day with its weekday."""
_WORD = re.compile(r"\w+")
_CUT, _CUT_SHORT = ("...", "…"), 2
"""What ends a headline that was cut, and how many times as long the whole one is at most."""
_OWN_ADDRESS = ("data-url", "data-href", "data-permalink", "data-article-url", "data-page-url", "data-canonical-url")
_HEADING_TAGS = frozenset(HEADINGS)
_OUTSIDE_TAGS = frozenset({"nav", "footer", "form", "select"})
# fmt: on


@dataclass(slots=True)
class Card:
    """A headline's link and the element that shows its story. `lead_in` tells that words like "Read also" announce it;
    `repeated` that another card just like it stands beside it, `leads_on` that it is the story before or after."""

    node: int
    link: int
    url: str
    key: str
    title: str
    title_node: int
    lead_in: bool = False
    repeated: bool = False
    leads_on: bool = False
    kicker: str | None = None
    links: list[int] = field(default_factory=list)


class Cards:
    """The cards of a page, in page order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lengths = list(accumulate(map(len, document.texts), initial=0))
        self.own = {
            stories.key(url) for url in (document.url, document.link("canonical"), document.meta("og:url")) if url
        }
        self._own_pages = tuple(f"{own}/" for own in map(stories.stem, self.own) if own)
        self._addresses: dict[str, tuple[str, str] | None] = {}
        self._heading_starts = document.all(*HEADINGS)
        self._heading_reach = [*accumulate((document.ends[node] for node in self._heading_starts), max)]
        self.headlines = [node for node in document.all("h1") if not self._is_linked(node)]
        self._own_titles = {document.text(node).casefold() for node in self.headlines}
        self._head_title = (document.head_title or "").casefold()
        self._silent: list[int] = []
        self.found = self._find()

    def around(self, node: int) -> Card | None:
        """The card that holds a node."""
        at = bisect_right(self.found, node, key=_node) - 1
        return self.found[at] if at >= 0 and node < self.document.ends[self.found[at].node] else None

    def length(self, node: int) -> int:
        """Characters of text in an element, white space included."""
        return self.lengths[self.document.ends[node]] - self.lengths[node]

    @cached_property
    def _shuts_nothing(self) -> frozenset[int]:
        """The footers of articles, which are not the page's, and the form around a whole page."""
        document, reach, found = self.document, 0, set(self.document.page_forms)
        for node in document.all("article", "main", "footer"):
            if document.tags[node] != "footer":
                reach = max(reach, document.ends[node])
            elif node < reach:
                found.add(node)
        return frozenset(found)

    def _is_linked(self, heading: int) -> bool:
        """Whether a heading is the link to another page."""
        document = self.document
        for link in (*document.within(heading, "a"), document.closest(heading, "a") or -1):
            url = document.absolute(document.attributes[link].get("href")) if link > 0 else None
            if url and stories.is_story(url) and stories.key(url) not in self.own:
                return True
        return False

    def _find(self) -> list[Card]:
        cards = [self._headed(card) for card in self.joined(list(self._links()))]
        if covered := list(of_links(self, cards, self._silent)):
            cards = self.joined(sorted([*cards, *covered], key=attrgetter("link")))
        if announced := list(of_headings(self, cards, self._heading_starts)):
            cards = self.joined(sorted([*cards, *announced], key=attrgetter("link")))
        rest = of_lists(self, cards, self.document.all("a")[:MAX_LINKS])
        cards = self.joined(sorted([*cards, *rest], key=attrgetter("link")))
        if neighbours := {card.link: card for card in before_and_after(self)}:
            rest = [card for card in cards if card.link not in neighbours]
            cards = sorted([*neighbours.values(), *rest], key=attrgetter("link"))
        reach = Reach(self, cards)
        for index, card in enumerate(cards):
            card.node = reach.of(index)
        cards = sorted([*cards, *self._whole()], key=_node)
        for previous, card in pairwise(cards):
            if are_alike(self.document, previous.node, card.node):
                previous.repeated = card.repeated = True
        return cards

    def _whole(self) -> Iterator[Card]:
        """Other stories that stand on the page in full, below one that scrolls on: articles with their address."""
        document = self.document
        for node in document.all("article"):
            href = next(filter(None, map(document.attributes[node].get, _OWN_ADDRESS)), None)
            address = self._resolved(href) if href and stories.is_story(href) else None
            heading = next(document.within(node, "h1", "h2"), None) if address else None
            if address and heading is not None and stories.is_title(title := document.text(heading)):
                yield Card(node, heading, *address, title, heading, links=[heading])

    def _links(self) -> Iterator[Card]:
        """The links that may be a card's headline; what a glance at their text can rule out is passed over."""
        document, shortest, shortest_dense = self.document, stories.MIN_TITLE, stories.MIN_DENSE
        attributes, texts, ends = document.attributes, document.texts, document.ends
        outside, reach = [node for node in document.all(*_OUTSIDE_TAGS) if node not in self._shuts_nothing][::-1], 0
        for link in document.all("a")[:MAX_LINKS]:
            end = ends[link]
            printed = texts[link + 1] if end - link == 2 else "".join(texts[link:end])
            words = printed.split()
            size = sum(map(len, words)) + len(words)  # with the spaces between them, and one more
            if size <= _MAX_BUTTON and (end - link == 1 or stories.is_button(" ".join(words))):
                self._silent.append(link)
                continue
            if size <= shortest_dense or (
                (len(words) < stories.MIN_WORDS or size <= shortest) and all(map(str.isascii, words))
            ):
                continue
            href = attributes[link].get("href")
            if not href or href[0] == "#" or len(href) < 4:
                continue
            while outside and outside[-1] < link:
                reach = max(reach, ends[outside.pop()])
            if link < reach and size <= stories.LONG and len(words) < stories.LONG_WORDS:
                continue
            story = self.story_address(href)
            address = story or self._headed_address(href, link, len(words))
            if address and (card := self._titled(link, *address)) and (story or not self._heads_list(card)):
                yield card

    def _heads_list(self, card: Card) -> bool:
        """Whether a heading that leads to an address of few words announces a list of stories."""
        is_heading = self.heading_of(card.title_node) is not None
        return is_heading and len(card.title) <= stories.LONG and kind_of_heading(card.title) is not None

    def _titled(self, link: int, url: str, key: str) -> Card | None:
        """The link as a card's headline; None where it stands in running text, in a menu, or has no headline."""
        document = self.document
        heading = titles.heading_in(document, link)
        line = titles.named_in(document, link) if heading is None else heading
        title = told.as_told(document, link, line or link)
        if heading is None and (title is None or title.kicker is None):
            line = told.line_in(document, link, line) or line
        if title is None:
            title = titles.of_link(document, link) if line is None else titles.read(document, line)
        if not (title.text and stories.is_title(title.whole)) or title.text[-1] == "|" or title.text[0] == "©":
            return None
        if heading is None and self.heading_of(link) is None:
            if not own_line.is_own(self, link):
                if not own_line.is_announced(self, link):
                    return None
                title = title._replace(lead_in=True)
            is_plain = line is None and not title.lead_in
            if is_plain and len(title.whole) < _PLAIN_TITLE and stories.has_spaces(title.text):
                return None
        return self.card(link, url, key, title, line or link)

    def card(self, link: int, url: str, key: str, title: titles.Title, title_node: int) -> Card | None:
        """A link's card; None where it is the page's own headline, or stands where no cards do."""
        if self.is_own_title(title.text) or self.is_elsewhere(link, may_be_entry=not stories.is_long(title.whole)):
            return None
        return self.bare(link, (url, key), title, title_node)

    def bare(self, link: int, address: tuple[str, str], title: titles.Title, title_node: int) -> Card:
        """A link's card, not yet grown, wherever it stands."""
        return Card(link, link, *address, title.text, title_node, title.lead_in, kicker=title.kicker, links=[link])

    def heading_of(self, node: int) -> int | None:
        """The nearest heading that is `node` or holds it."""
        at = bisect_right(self._heading_starts, node) - 1
        if at < 0 or self._heading_reach[at] <= node:
            return None
        return self.document.closest(node, *HEADINGS)

    def _address(self, href: str) -> str | None:
        """A link's address made absolute; as it is written, where the page does not tell its own."""
        return self.document.absolute(href) or (href if self.document.base_url is None and href[0] != "#" else None)

    def is_own_title(self, text: str) -> bool:
        """Whether a link's text is the page's own headline: pages link to themselves by addresses they do not tell."""
        folded = text.casefold()
        if folded in self._own_titles or self._head_title.startswith(folded):
            return True
        whole = folded.rstrip(" .…")
        if len(whole) < stories.MIN_TITLE or not folded.endswith(_CUT):
            return len(whole) >= stories.LONG and self._head_title.endswith(folded)
        own = (title for title in (self._head_title, *self._own_titles) if title.startswith(whole))
        return any(len(title) <= _CUT_SHORT * len(whole) for title in own)

    def story_address(self, href: str) -> tuple[str, str] | None:
        """The absolute address behind a link that leads to another story, and its key; None for all others."""
        if href not in self._addresses:
            found = self._resolved(href) if stories.is_story(href) or href.rstrip("/")[-1:].isdigit() else None
            is_story = found and (stories.is_story(href) or stories.is_numbered(found[1], self.own))
            self._addresses[href] = found if is_story else None
        return self._addresses[href]

    def page_address(self, href: str, folders: frozenset[str] = frozenset()) -> tuple[str, str] | None:
        """The same for whatever other page of the site, and for stories of others; what is in one of these folders is
        no list of a topic, though it stands among such."""
        if known := self.story_address(href):
            return known
        if not self.is_here(href):
            return None
        found = self._resolved(href)
        if not found or stories.is_file(found[1]):
            return None
        return found if stories.may_be_story(href) or stories.folder(found[1]) in folders else None

    def _resolved(self, href: str) -> tuple[str, str] | None:
        url = self._address(href)
        if not url or (key := stories.key(url)) in self.own or key.startswith(self._own_pages):
            return None
        return url, key

    def _headed_address(self, href: str, link: int, words: int) -> tuple[str, str] | None:
        """The same for a link whose address tells little, where a heading of some words, a picture that leads to the
        same place, or an announcement speaks for it."""
        if words < _SENTENCE:
            return None
        folders = 1
        if href not in self._pictured:
            tags, end = self.document.tags, self.document.ends[link]
            if self.heading_of(link) is not None or not _HEADING_TAGS.isdisjoint(tags[link:end]):
                folders = 2
            elif not own_line.is_announced(self, link):
                return None
        is_story = stories.is_story(href, folders_enough=folders)
        return self._resolved(href) if is_story and self.is_here(href) else None

    def is_here(self, href: str) -> bool:
        """Whether an address is the page's own site's."""
        return host(self._address(href)) == self._host

    @cached_property
    def _host(self) -> str | None:
        return host(self.document.base_url)

    @cached_property
    def _pictured(self) -> frozenset[str]:
        """The addresses that pictures lead to."""
        document, found = self.document, set()
        for node in document.all("img"):
            for _ in range(_MAX_FRAMES):
                node = document.parents[node]
                if node <= 0:
                    break
                if document.tags[node] == "a":
                    found.add(document.attributes[node].get("href") or "")
                    break
        return frozenset(found)

    def is_elsewhere(self, link: int, *, may_be_entry: bool) -> bool:
        """Whether a link stands in a menu, a footer, a comment; one that may be a menu's or a list's of topics also in
        what is but called so.

        What is named as related stories is none of these, whatever stands around it.
        """
        document, whole = self.document, 0.4 * self.lengths[-1]
        names, tags, parents = document.names, document.tags, document.parents
        pages = ("body", "html", "main")
        node, steps = parents[link], 1
        while node >= 0:
            flags, tag = names[node], tags[node]
            if node in self._shuts_nothing:
                flags &= ~_FOOTER
            if tag == "li" and steps <= _NEAR_ENTRY and stories.is_menu_entry(document.attributes[node].get("class")):
                return True
            if tag in _OUTSIDE_TAGS and (may_be_entry or not flags & _RELATED) and node not in self._shuts_nothing:
                return True
            if flags:
                if not may_be_entry and flags & _RELATED and not flags & _COMMENTS and tag not in pages:
                    return False
                if flags & _COMMENTS and not flags & _STORY and self.length(node) < whole:
                    return True
                shut = flags & (_ABOUT if steps <= 4 else _MENU) if may_be_entry else 0
                if shut and self.length(node) < whole and (shut != _NAV or self.heading_of(link) is None):
                    return True
            node, steps = parents[node], steps + 1
        return False

    def joined(self, cards: list[Card]) -> list[Card]:
        """One card for the links of a story that follow each other; one in a heading, or the first, has its title."""
        kept: list[Card] = []
        for card in cards:
            if kept and kept[-1].key == card.key:
                last = kept[-1]
                last.links.append(card.link)
                if self._outranks(card, last):
                    last.link, last.title, last.title_node = card.link, card.title, card.title_node
                    last.kicker, last.lead_in = card.kicker or last.kicker, card.lead_in or last.lead_in
            else:
                kept.append(card)
        return kept

    def _headed(self, card: Card) -> Card:
        """The card with the headline in the heading beside its link, be it ever so short, where the link has but the
        story's text or its day, and the heading's own link leads to the same page."""
        document = self.document
        is_text = len(card.title) > titles.SENTENCES
        if self.heading_of(card.title_node) is not None or not (is_text or _is_day(card.title)):
            return card
        at = bisect_right(self._heading_starts, card.link)
        for heading in self._heading_starts[max(0, at - 1) : at + (not is_text)]:
            link = next(document.within(heading, "a"), None)
            address = self.story_address(document.attributes[link].get("href") or "") if link is not None else None
            title = titles.read(document, heading)
            if not (address and address[1] == card.key and len(title.text) >= stories.LEAST_LETTERS):
                continue
            if not is_text or len(self._linked_so[document.text(heading)]) < 2:
                card.title, card.title_node, card.kicker = title.text, heading, title.kicker
        return card

    @cached_property
    def _linked_so(self) -> dict[str, set[str]]:
        """The pages that links of one wording lead to: those with a section's name to itself and to its stories."""
        document, found = self.document, defaultdict[str, set[str]](set)
        for link in document.all("a")[:MAX_LINKS]:
            if url := self._address(document.attributes[link].get("href") or ""):
                found[document.text(link)].add(stories.key(url))
        return found

    def _outranks(self, second: Card, first: Card) -> bool:
        """Whether the later of two links to a story has its headline: alone in a heading, or in the greater one."""
        later, earlier = self.heading_of(second.title_node), self.heading_of(first.title_node)
        if later is None and earlier is None:
            return titles.is_label(self.document, first.link) and not titles.is_label(self.document, second.link)
        if later is None or earlier is None or later == earlier:
            return earlier is None and later is not None
        return titles.outranks(self.document, later, earlier)


def _is_day(title: str) -> bool:
    """Whether a headline is but a day, with its weekday or without."""
    if len(title) > _MAX_DAY or not any(map(str.isdigit, title)):
        return False
    words = [word for word in _WORD.findall(title) if not is_month(word)]
    return sum(map(str.isdigit, words)) > 1 >= sum(map(str.isalpha, words))
