"""The only door to selectolax: one parse and one walk turn mark-up into flat, read-only arrays.

The Lexbor tree is never changed, never walked twice and never walked recursively. What the walk leaves behind is a
`Tree`: parallel lists in document order, in which a subtree is a slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_DEPTH = 512
"""Nodes nested deeper hang from the ancestor at this depth, as in browsers; it bounds every walk up the tree."""

MAX_NODES = 400_000
"""The walk stops here: forty times the largest news page seen."""

LINE_BREAK = "\u2028"
"""Stands for `<br>` in `Tree.texts`: white space to `str.split`, yet told apart from the source's own newlines."""

# fmt: off
BLOCK_TAGS = frozenset(
    "html body address article aside blockquote button caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav noframes ol "
    "optgroup option p pre search section summary table tbody td tfoot th thead tr ul video audio".split()
)
"""Elements that end a line of text; so does a custom element, but for one inside a line of text."""
_LINE_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Block elements that a parser closes where another block begins: what stands inside is part of their line."""

_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big blink br cite code data del dfn em font i iframe img input ins kbd label map mark "
    "meter nobr output picture progress q rp rt ruby s samp script slot small source span strike strong sub sup "
    "time track tt u var wbr head title meta link base style noscript template svg math object embed canvas param "
    "select textarea area col colgroup frame applet marquee"
).split()
LEAF_TAGS = frozenset(
    "script style noscript template svg math object canvas select textarea title iframe applet rt".split()
)
"""Elements whose inside is not the page's text; they stand in the tree without children. So does the reading over a
character, unless the page puts it in brackets for those who see no ruby."""
# fmt: on

_PART, _LONGEST_TERM = 12, 40
"""Characters of a sentence on either side of a button that is a word of it, and of that word."""
_PAUSES = (".", "!", "?", "|", ",", "·", "(", ":")
"""What no sentence has before a word of it that is a button, and a line has before one that is none."""
_TEXT = 2
_BARE_TAGS = frozenset({"br", "wbr", "tbody", "thead", "tr"})
"""Elements whose attributes nobody asks for: fetching them costs more than all else about the node."""

_Traits = tuple[str, bool, bool, bool]
"""What the walk needs to know of a tag: its name, is it a block, is it a leaf, has it attributes worth fetching."""


def _traits(name: str | None, around: str = "") -> _Traits:
    """Those of a tag inside a block element; Lexbor has no name for a few elements of damaged pages."""
    tag = name or "unknown"
    is_block = tag in BLOCK_TAGS or ("-" in tag and around not in _LINE_TAGS)
    return tag, is_block, tag in LEAF_TAGS, tag not in _BARE_TAGS


def _traits_by_number() -> dict[int, _Traits]:
    """Ask Lexbor once for the numbers of the tags we know: comparing numbers costs a quarter of comparing names."""
    parser = LexborHTMLParser(b"")
    return {parser.create_node(tag).tag_id: _traits(tag) for tag in [*sorted(BLOCK_TAGS), *_INLINE_TAGS]}


_TRAITS = _traits_by_number()


@dataclass(slots=True)
class Passage:
    """A stretch of text with no block boundary inside: a paragraph, a heading, a menu entry, a button's word.

    `start:end` is its slice of nodes, `container` the block element it stands in, `link_chars` counts the characters
    inside links.
    """

    start: int
    end: int
    container: int
    link_chars: int


@dataclass(slots=True)
class Tree:
    """A page as parallel lists in document order; index 0 is `<html>`. Text nodes have the tag "".

    `texts` holds a text node's text, a space for a block element, LINE_BREAK for `<br>` and "" for other elements, so
    that joining a slice gives its text. `ends[i]` is the index after i's subtree. `capped` tells that the walk stopped
    at MAX_NODES.
    """

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    attributes: list[dict[str, str | None]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    capped: bool = False
    leaves: dict[int, LexborNode] = field(default_factory=dict, repr=False)
    parser: LexborHTMLParser | None = field(default=None, repr=False)

    def raw_text(self, node: int) -> str:
        """The unparsed content of a leaf element such as `<script>` or `<noscript>`."""
        leaf = self.leaves.get(node)
        child = leaf.first_child if leaf is not None else None
        return (child.text_content or "") if child is not None else ""

    def select(self, selector: str) -> list[int]:
        """The elements that a CSS selector finds, in document order; those inside a leaf are not in the tree.

        A second walk numbers the nodes, which only those pay who ask.
        """
        if self.parser is None:
            return []
        wanted = {node.mem_id for node in self.parser.css(selector)}
        numbered = zip(range(len(self.tags)), _numbered(self.parser.root), strict=False)
        return [index for index, node in numbered if node.mem_id in wanted]


_NO_ATTRIBUTES: dict[str, str | None] = {}


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector that `Tree.select` understands."""
    try:
        LexborHTMLParser(b"").css(text)
    except (SelectolaxError, UnicodeEncodeError):
        return False
    return True


def _numbered(root: LexborNode | None) -> Iterator[LexborNode]:
    """The nodes of the tree in the order in which `_flatten` numbers them."""
    opened: list[LexborNode] = []
    node = root
    while node is not None:
        counts = not node.is_empty_text_node if node.tag_id == _TEXT else node.is_element_node
        if counts:
            yield node
            child = None if node.tag_id == _TEXT or _is_leaf(node) else node.first_child
            if child is not None:
                opened.append(node)
                node = child
                continue
        following = node.next
        while following is None and opened:
            following = opened.pop().next
        node = following


def _is_in_sentence(button: LexborNode) -> bool:
    """Whether a button in a line of text is part of it: a bare icon, or a word of a sentence, which goes on behind it
    as it began before it."""
    word = button.first_child
    if word is None or not (button.text() or "").strip():
        return True
    said = (word.text_content or "").strip() if word.is_text_node and word.next is None else ""
    before, after = _text_of(button.prev), _text_of(button.next)
    is_word = said[:1].isalpha() and len(said) <= _LONGEST_TERM and said[-1:].isalpha()
    goes_on = after[:1] in ".,;:" or after.lstrip()[:1].islower()
    return is_word and min(len(before), len(after)) >= _PART and goes_on and not before.rstrip().endswith(_PAUSES)


def _text_of(node: LexborNode | None) -> str:
    return (node.text_content or "") if node is not None and node.is_text_node else ""


def _is_leaf(node: LexborNode) -> bool:
    """Whether an element stands in the tree without its children."""
    if node.tag == "rt":
        return node.prev is None or node.prev.tag != "rp"
    return node.tag in LEAF_TAGS


def parse(html: bytes) -> Tree:
    """Parse UTF-8 bytes and flatten the tree. The page must have passed `complexity.check`."""
    parser = LexborHTMLParser(html, scripting=True)
    tree = Tree(parser=parser)
    if parser.root is not None:
        _flatten(parser.root, tree)
    return tree


def _flatten(root: LexborNode, tree: Tree) -> None:
    """Walk the tree once, with an explicit stack. The library's hot loop: plain locals, no calls but Lexbor's own."""
    tags, parents, ends, attributes, texts = tree.tags, tree.parents, tree.ends, tree.attributes, tree.texts
    passages, traits = tree.passages, _TRAITS
    opened: list[tuple[LexborNode, int, int, bool]] = []  # element, its index, links around it, whether it is a block
    blocks = [0]
    parent, links, index = -1, 0, 0
    start, link_chars = -1, 0  # the open passage; start is -1 where none is open
    breaks = 0  # `<br>`s since the last text: two of them end a paragraph
    gap = False  # a block ended since the last text
    node: LexborNode | None = root

    while node is not None:
        tag_id = node.tag_id
        if tag_id == _TEXT:
            if node.is_empty_text_node:
                if tags[blocks[-1]] == "pre":
                    texts[-1] += node.text_content or ""  # line breaks and indents between highlighted words
                elif start >= 0:
                    texts[-1] += " "
            else:
                text = node.text_content or ""
                if start < 0:
                    start, link_chars = index, 0
                if links:
                    link_chars += len(text.strip())
                tags.append("")
                parents.append(parent)
                ends.append(index + 1)
                attributes.append(_NO_ATTRIBUTES)
                texts.append(" " + text if gap else text)
                breaks, gap = 0, False
                index += 1
        elif tag_id in traits or node.is_element_node:
            tag, is_block, is_leaf, has_attributes = traits.get(tag_id) or _traits(node.tag, tags[blocks[-1]])
            if tag == "button" and start >= 0 and tags[blocks[-1]] in _LINE_TAGS and _is_in_sentence(node):
                is_block = False
            if is_block:
                if start >= 0:
                    passages.append(Passage(start, index, blocks[-1], link_chars))
                    start = -1
                texts.append(" ")
                gap = False
            elif tag == "br":
                breaks += 1
                if breaks > 1 and start >= 0:
                    passages.append(Passage(start, index, blocks[-1], link_chars))
                    start = -1
                texts.append(LINE_BREAK)
                gap = False
            else:
                texts.append("")
            tags.append(tag)
            parents.append(parent)
            ends.append(index + 1)
            attributes.append(node.attributes if has_attributes else _NO_ATTRIBUTES)
            index += 1
            if index >= MAX_NODES:
                tree.capped = True
                break
            if is_leaf and _is_leaf(node):
                tree.leaves[index - 1] = node
            else:
                child = node.first_child
                if child is not None:
                    opened.append((node, index - 1, links, is_block))
                    if len(opened) < MAX_DEPTH:
                        parent = index - 1
                    if is_block:
                        blocks.append(index - 1)
                    elif tag == "a" and ("href" in attributes[-1] or "name" not in attributes[-1]):
                        links += 1  # an anchor that only bears a name, often never closed, is no link
                    node = child
                    continue
        following = node.next
        while following is None and opened:
            node, closed, links, was_block = opened.pop()
            parent = parents[closed]
            ends[closed] = index
            if was_block:
                if start >= 0:
                    passages.append(Passage(start, index, blocks[-1], link_chars))
                    start = -1
                blocks.pop()
                gap, breaks = True, 2
            following = node.next
        node = following
    if start >= 0:
        passages.append(Passage(start, index, blocks[-1], link_chars))
    for _, unclosed, _, _ in opened:
        ends[unclosed] = index
