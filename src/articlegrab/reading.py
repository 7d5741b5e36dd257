"""The desk on which a page lies while it is read: the Document, the marks on it, the story found, the fields chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from articlegrab.document import Document
from articlegrab.models import Warning
from articlegrab.site_rules import Layout

Role = Literal[
    "nav", "header", "footer", "sidebar", "share", "ad", "comments", "teaser", "newsletter", "consent", "paywall",
    "hidden", "overlay", "widget", "form", "byline", "author_box", "date", "caption", "credit", "dek", "kicker",
    "headline", "tags", "pull_quote", "gallery", "note", "embed", "related_link", "live_entry", "cta", "judged_out",
    "stripped",
]


class Mark(NamedTuple):
    """A role given to a node and all it holds, by a rule, for a reason. `certain` marks hold whatever comes; `likely`
    ones are evidence to be weighed."""

    role: Role
    rule: str
    reason: str
    certain: bool = True


class Marks:
    """Node → Mark. The first mark on a node stays; a mark covers everything inside its node."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.by_node: dict[int, Mark] = {}

    def put(self, node: int, role: Role, rule: str, reason: str, *, certain: bool = True) -> None:
        """Mark a node, unless it has a mark already."""
        self.by_node.setdefault(node, Mark(role, rule, reason, certain))

    def overrule(self, node: int, role: Role, reason: str) -> None:
        """Mark a node as the site's own rule says, whatever mark it has."""
        self.by_node[node] = Mark(role, "site_rule", reason)

    def lift(self, role: Role) -> bool:
        """Take a role back from all nodes; whether any had it."""
        marked = [node for node, mark in self.by_node.items() if mark.role == role]
        for node in marked:
            del self.by_node[node]
        return bool(marked)

    def confirm(self, role: Role) -> None:
        """Make all likely marks of a role certain."""
        for node, mark in self.by_node.items():
            if mark.role == role and not mark.certain:
                self.by_node[node] = mark._replace(certain=True)

    def covering(self, node: int) -> Mark | None:
        """The nearest mark on `node` or around it."""
        marks, parents = self.by_node, self._document.parents
        while node >= 0:
            mark = marks.get(node)
            if mark is not None:
                return mark
            node = parents[node]
        return None

    def within(self, node: int, *roles: Role) -> Iterator[int]:
        """The marked nodes inside `node` that have one of these roles, in document order."""
        end = self._document.ends[node]
        return (i for i in sorted(self.by_node) if node <= i < end and self.by_node[i].role in roles)


@dataclass(frozen=True, slots=True)
class Story:
    """Where the story stands. `passages` are the indices (into `document.passages`) of its running text, in order;
    `first` and `last` the node slice they span; `container` the smallest element around all of them; `scores` gives
    each passage of the page its probability of being running text."""

    passages: list[int]
    scores: list[float]
    first: int
    last: int
    container: int
    by_rule: bool = False
    """Whether the site's own rule named it."""

    @classmethod
    def of(cls, document: Document, passages: list[int], scores: list[float], *, by_rule: bool = False) -> Story:
        """The story that some passages make, wherever they stand."""
        if not passages:
            return cls(passages, scores, 0, 0, 0, by_rule)
        first, last = document.passages[passages[0]].start, document.passages[passages[-1]].end
        container = document.passages[passages[0]].container
        while document.ends[container] < last:
            container = document.parents[container]
        return cls(passages, scores, first, last, container, by_rule)


class Candidate(NamedTuple):
    """A value that could be a field's, with its evidence: see `models.Candidate`. Higher `weight` wins."""

    value: Any
    source: str
    weight: float
    node: int | None = None
    locator: str | None = None
    raw: str | None = None
    rejected_because: str | None = None

    def rejected(self, reason: str | None, shown: Any = None) -> Candidate:
        """The same, with the reason why it lost; `shown` stands for its value, if given."""
        value = self.value if shown is None else shown
        return Candidate(value, self.source, self.weight, self.node, self.locator, self.raw, reason)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a field came to: its value (None or [] where the page has none), the candidates, best first, and how sure
    it is, 0 to 1."""

    value: Any
    candidates: list[Candidate] = field(default_factory=list)
    confidence: float = 0.0

    @property
    def node(self) -> int | None:
        """Where the chosen value is printed."""
        return self.candidates[0].node if self.candidates and self.value else None


@dataclass
class Reading:
    """One page being read. Filled strictly in the order of `pipeline.py`; each step reads what the steps before it left
    and adds its own part."""

    document: Document
    marks: Marks
    choices: dict[str, Choice] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)
    headline_lines: dict[int | None, tuple[int, int, int]] = field(default_factory=dict, repr=False)
    """What `fields.surroundings` found about a headline's node, for the many who ask."""
    evidence: Any = field(default=None, repr=False)
    """What `fields.keywords` made of the story's words, for the many lists that are held against them."""
    body: list[dict[str, Any]] = field(default_factory=list)
    layout: Layout | None = None
    """What the site's own rules say of the page."""
    _story: Story | None = None

    @property
    def story(self) -> Story:
        """The story; known from the body step on."""
        if self._story is None:
            raise RuntimeError("the story is not known yet at this step")
        return self._story

    @story.setter
    def story(self, story: Story) -> None:
        self._story = story

    def value(self, name: str) -> Any:
        """The value chosen for a field at an earlier step."""
        return self.choices[name].value

    def warned(self, code: str) -> bool:
        """Whether there is a warning with this code."""
        return any(warning.code == code for warning in self.warnings)

    def warn(self, code: Any, message: str) -> None:
        """Add a warning, once a code."""
        if not self.warned(code):
            self.warnings.append(Warning(code=code, message=message))


Signal = Callable[[Reading], Iterable[Candidate]]


def weigh(reading: Reading, signals: Iterable[Signal]) -> list[Candidate]:
    """All candidates of the signals: those not rejected first, then by weight; equal ones keep the list's order."""
    found = [candidate for signal in signals for candidate in signal(reading)]
    return sorted(found, key=lambda candidate: (candidate.rejected_because is not None, -candidate.weight))
