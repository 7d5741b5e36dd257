"""A look at a page's bytes before the parse: is it built so that parsing it would take minutes?

Browsers' parsing rules cost quadratic time on a few shapes: elements nested thousands deep, formatting elements opened
and never closed, tags with thousands of attributes, thousands of names that occur once. A parse cannot be interrupted,
so such pages are refused. The limits are well above what any of 1,500 news pages needs; pages under them parse in less
than a second.

    20 MB                                 bytes of the page, as UTF-8
    300,000                               "<" in it
    20,000,000                            depth, summed over all tags; options of a list are as dear as depth
    2,000,000                             open formatting elements, summed over all tags
    2,000 · 100,000,000                   attributes of one tag · their squares, summed over all tags
    20,000                                different names of tags and attributes

The full count reads every tag and costs more than the parse. Ordinary pages are let through by `_is_plain`, which
looks at how many "<" there are and at samples. It is an estimate: who reads hostile pages in bulk should also parse in
processes that can be killed, as `batch` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from articlegrab.errors import DocumentTooComplex

MAX_BYTES = 20 * 1024 * 1024
MAX_TAGS = 300_000
MAX_DEPTH_SUM = 20_000_000
MAX_FORMATTING_SUM = 2_000_000
MAX_ATTRIBUTES = 2_000
MAX_ATTRIBUTE_SQUARES = 100_000_000
MAX_NAMES = 20_000

_FEW_TAGS = 2_000
"""Whatever these tags are, parsing them takes less than half a second."""
_SOME_TAGS = 8_000
"""As above, if few of them are formatting elements left open."""
_FEW_OPEN = 60
"""With so few open at once, the sum over _SOME_TAGS stays under MAX_FORMATTING_SUM."""
_LARGE = 768 * 1024
"""Samples say too little about pages from here on."""
_STRIDE, _SAMPLE = 4093, 32
_MANY_ATTRIBUTES = 500
_PLAIN_WORDS = 450
"""Different words in the samples of an ordinary page; twice as many attribute names would stand in a hostile one."""

_SPACE = rb"\t\n\f\r "
_WORD = re.compile(rb"[^\t\n\f\r />=\"'<]+")
_ATTRIBUTE = (
    rb"([^%(s)b/>][^%(s)b/=>]*+)"
    rb"(?:[%(s)b]*+=[%(s)b]*+(?:\"[^\"]*+\"|'[^']*+'|[^%(s)b>\"'][^%(s)b>]*+|(?=>)))?+" % {b"s": _SPACE}
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_ANY_ATTRIBUTES = b"(?:[%b/]*+%b)*+[%b/]*+" % (_SPACE, _ATTRIBUTE.replace(b"([^", b"(?:[^", 1), _SPACE)
_TAG = re.compile(rb"<(?:(/?)([a-zA-Z][^%b/>]*+)(%b)(>?)|(!--)|(!\[[cC]))" % (_SPACE, _ANY_ATTRIBUTES))
# Whatever begins like one; without re.I, which would cost the search its fast path.
_FORMATTING_TAG = re.compile(
    rb"<(/?)([bBiIsSuU]|[bB][iI][gG]|[cC][oO][dD][eE]|[eE][mM]|[fF][oO][nN][tT]|[nN][oO][bB][rR]|[sS][mM][aA][lL][lL]"
    rb"|[sS][tT][rR](?:[oO][nN][gG]|[iI][kK][eE])|[tT][tT])[%b/>]" % _SPACE
)

_FORMATTING = frozenset(b"b big code em font i nobr s small strike strong tt u".split())
"""The elements that a parser opens anew where they were left open; `<a>` is one too, but ends the one before it."""
_VOID = frozenset(
    b"area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split()
)
_RAW = frozenset(b"script style title textarea xmp iframe noembed noframes noscript".split())
_CELLS = frozenset({b"td", b"th"})
_ROWS = _CELLS | {b"tr"}
_CLOSES: dict[bytes, frozenset[bytes]] = {
    **{name: frozenset({b"p"}) for name in (
        b"address article aside blockquote center details dir div dl fieldset figcaption figure footer form h1 h2 h3 "
        b"h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul"
    ).split()},
    b"a": frozenset({b"a"}),
    b"li": frozenset({b"li", b"p"}),
    b"dt": frozenset({b"dt", b"dd", b"p"}),
    b"dd": frozenset({b"dt", b"dd", b"p"}),
    b"option": frozenset({b"option"}),
    b"td": _CELLS,
    b"th": _CELLS,
    b"tr": _ROWS,
    b"tbody": _ROWS | {b"tbody", b"thead"},
}
"""What a tag ends without its closing tag, where it stands right before it."""

_REACH = 16
"""How far up a closing tag is looked for: one that has more left open inside it is taken for not closing anything."""


def check(body: bytes) -> None:
    """Pass a page, given as UTF-8, on to the parser, or raise DocumentTooComplex."""
    if len(body) > MAX_BYTES:
        raise DocumentTooComplex(f"the page has {len(body):,} bytes; at most {MAX_BYTES:,} are read")
    # Deleting one byte is memchr's work, six times as fast as counting it.
    tags = len(body) - len(body.replace(b"<", b""))
    if tags > MAX_TAGS:
        raise DocumentTooComplex(f"the page has {tags:,} tags; at most {MAX_TAGS:,} are read")
    if not _is_plain(body, tags):
        _Count().run(body.lower())


def _is_plain(body: bytes, tags: int) -> bool:
    """Whether a page shows no sign of a hostile shape, at a tenth of what parsing it costs."""
    if tags > _FEW_TAGS:
        if tags > _SOME_TAGS:
            return False
        if not _closes_formatting(body):
            return False
    if len(body) > _LARGE:
        return False
    return _has_short_tags(body) and _has_few_words(body)


def _closes_formatting(body: bytes) -> bool:
    """Whether never more than a few formatting elements are open; a closing tag counts for its own name only."""
    counts: dict[bytes, int] = {}
    total = 0
    for closer, name in _FORMATTING_TAG.findall(body):
        name = name.lower()
        if not closer:
            counts[name] = counts.get(name, 0) + 1
            total += 1
            if total > _FEW_OPEN:
                return False
        elif counts.get(name):
            counts[name] -= 1
            total -= 1
    return True


def _has_short_tags(body: bytes) -> bool:
    """Whether no tag has very many attributes; where a stretch of 4 KB lacks `<` or `>`, the tag around it is read."""
    start = read_to = 0
    for end in range(_STRIDE, len(body), _STRIDE):
        if start >= read_to and (body.rfind(b">", start, end) < 0 or body.rfind(b"<", start, end) < 0):
            following = body.find(b"<", start)
            tag = _TAG.search(body, max(body.rfind(b"<", 0, start), 0), end)
            if body.startswith(b"</script", following) or (tag is not None and tag[4] and tag.end() <= start):
                read_to = following
            elif tag is not None:
                if tag.end() == end:
                    tag = _TAG.match(body, tag.start()) or tag
                if len(tag[3] or b"") > _STRIDE and len(_ATTRIBUTES.findall(tag[3])) > _MANY_ATTRIBUTES:
                    return False
                read_to = tag.end()
        start = end
    return True


def _has_few_words(body: bytes) -> bool:
    """Whether samples show no more different words than text, scripts and mark-up of a page of news have."""
    samples = b" ".join([body[start:start + _SAMPLE] for start in range(0, len(body), _STRIDE)])
    return len(set(_WORD.findall(samples))) < _PLAIN_WORDS


class _Count:
    """One pass over the tags of a page, keeping a rough stack of what is open.

    Where it is unsure it errs towards deep: a closing tag ends its own element only, and none that is far up.
    """

    def __init__(self) -> None:
        self.open: list[bytes] = []
        self.formatting = 0
        self.names: set[bytes] = set()
        self.attributes: dict[bytes, int] = {}
        self.depth_sum = self.formatting_sum = self.squares = 0
        self.options = 0
        self.trusts_closers = True
        self.endless: set[bytes] = set()

    def run(self, body: bytes) -> None:
        """Count a whole page, given in lower case; raises DocumentTooComplex as soon as a limit is passed."""
        position, opened, search = 0, self.open, _TAG.search
        while (match := search(body, position)) is not None:
            closer, name, attributes, end, comment, _ = match.groups()
            position = match.end()
            if name:
                if len(attributes) > 1:
                    self.read_attributes(attributes)
                if not end:
                    break  # the page ends inside a tag, which a parser reads and drops
                if closer:
                    if opened and opened[-1] == name:
                        opened.pop()
                        self.formatting -= name in _FORMATTING
                    else:
                        self.close(name)
                else:
                    self.start(name)
                    if name in _RAW:
                        position = self.skip(body, name, position)
                self.depth_sum += len(opened)
                self.formatting_sum += self.formatting
                if self.depth_sum > MAX_DEPTH_SUM or self.formatting_sum > MAX_FORMATTING_SUM:
                    raise DocumentTooComplex(
                        f"the page's elements are nested {len(opened):,} deep, {self.formatting:,} of them formatting"
                    )
            elif comment:
                position = body.find(b"-->", match.start() + 2) + 3
                if position < match.end():
                    break  # as with tags
            else:
                self.trusts_closers = False  # in SVG such a section ends elsewhere than in HTML

    def start(self, name: bytes) -> None:
        """Open an element."""
        if name not in self.names:
            self.note({name})
        if name in _VOID:
            return
        opened = self.open
        closes = _CLOSES.get(name)
        while closes and opened and opened[-1] in closes:
            self.formatting -= opened.pop() in _FORMATTING
        opened.append(name)
        self.formatting += name in _FORMATTING
        if name == b"option":  # each makes the parser go over all of its list to see which one is selected
            self.options += 1
            self.depth_sum += self.options
        elif name == b"select":
            self.options = 0

    def close(self, name: bytes) -> None:
        """Close the nearest element of that name, if it is near."""
        opened = self.open
        if self.trusts_closers:
            for index in range(len(opened) - 1, max(len(opened) - 1 - _REACH, -1), -1):
                if opened[index] == name:
                    del opened[index]
                    self.formatting -= name in _FORMATTING
                    return

    def skip(self, body: bytes, name: bytes, position: int) -> int:
        """Go to the end of an element whose content is not mark-up.

        In SVG it would be: where its last tag or comment reaches over that end, closing tags are not believed any more.
        """
        end = -1 if name in self.endless else body.find(b"</" + name, position)
        if end < 0:
            self.endless.add(name)
            return position
        if name != b"script" and (last := body.rfind(b"<", position, end)) >= 0:
            self.trusts_closers &= body.find(b">", last, end) >= 0
        return end

    def read_attributes(self, attributes: bytes) -> None:
        """Count a tag's attributes and note their names."""
        count = self.attributes.get(attributes)
        if count is None:
            names = _ATTRIBUTES.findall(attributes)
            self.note(names)
            count = self.attributes[attributes] = len(names)
        self.squares += count * count
        if count > MAX_ATTRIBUTES or self.squares > MAX_ATTRIBUTE_SQUARES:
            raise DocumentTooComplex(f"the page has tags with {count:,} attributes; {MAX_ATTRIBUTES:,} are too many")

    def note(self, names: Iterable[bytes]) -> None:
        """Note names of tags or attributes."""
        self.names.update(names)
        if len(self.names) > MAX_NAMES:
            raise DocumentTooComplex(f"the page uses more than {MAX_NAMES:,} names of tags and attributes")
