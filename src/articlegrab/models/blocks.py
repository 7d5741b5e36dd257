"""The typed blocks of an article's body, and the inline spans inside their text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SpanKind = Literal["bold", "italic", "underline", "strike", "mark", "superscript", "subscript", "code", "link"]


class Model(BaseModel):
    """Every model here is frozen and refuses unknown fields: an Article is a record, not a workspace."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Model):
    """A stretch of a block's text with a meaning of its own.

    `start` and `end` are offsets into the block's `text`, in code points, end exclusive. Spans may nest, and never
    overlap by halves. `url` is set on links only, absolute, http(s) or mailto.
    """

    kind: SpanKind
    start: int
    end: int
    url: str | None = None


class Image(Model):
    """A picture of the article.

    `url` is the best candidate the page offers, `candidates` all of them, best first. `caption` holds no credit;
    `credit` is the credit line as printed without its label ("Photo:"); `photographer` and `agency` are its parts.
    `width` and `height` are pixels as the page states them. `position` counts the article's pictures from 0.
    """

    url: str
    candidates: list[str] = Field(default_factory=list)
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    photographer: str | None = None
    agency: str | None = None
    width: int | None = None
    height: int | None = None
    position: int | None = None
    is_lead: bool = False


class _Block(Model):
    """What all blocks share: `text` without mark-up, its inline `spans`, and `source`, the CSS path of its node
    (None where the text came from the page's JSON)."""

    text: str = ""
    spans: list[Span] = Field(default_factory=list)
    source: str | None = None


class Paragraph(_Block):
    """Running text. A single line break inside it is a newline in `text`."""

    type: Literal["paragraph"] = "paragraph"


class Heading(_Block):
    """A sub-heading. `level` is 2 to 6: the article's own title is level 1 and is never in the body."""

    type: Literal["heading"] = "heading"
    level: int = Field(default=2, ge=2, le=6)


class ListItem(Model):
    """One item of a list; `items` are the items of a list nested in it, ordered or not as `ordered` says."""

    text: str
    spans: list[Span] = Field(default_factory=list)
    items: list[ListItem] = Field(default_factory=list)
    ordered: bool = False


class ListBlock(_Block):
    """A list. `text` holds its items, nested ones included, a line each."""

    type: Literal["list"] = "list"
    ordered: bool = False
    start: int = 1
    items: list[ListItem] = Field(default_factory=list)


class Quote(_Block):
    """A block quotation; its paragraphs are lines of `text`. `attribution` is the source as printed."""

    type: Literal["quote"] = "quote"
    attribution: str | None = None


class PullQuote(_Block):
    """A line lifted out of the text as decoration; `repeats` tells that the text holds it elsewhere."""

    type: Literal["pull_quote"] = "pull_quote"
    attribution: str | None = None
    repeats: bool = False


class Cell(Model):
    """A table cell; `header` tells a `<th>`."""

    text: str
    spans: list[Span] = Field(default_factory=list)
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


class Table(_Block):
    """A data table. `text` holds a line per row, its cells parted by tabs."""

    type: Literal["table"] = "table"
    caption: str | None = None
    rows: list[list[Cell]] = Field(default_factory=list)


class ImageBlock(_Block):
    """A picture standing in the body; `text` is its caption."""

    type: Literal["image"] = "image"
    image: Image


class Gallery(_Block):
    """Pictures that belong together; `text` is the gallery's own heading or caption."""

    type: Literal["gallery"] = "gallery"
    images: list[Image] = Field(default_factory=list)


class Video(_Block):
    """A film; `url` is the file or the player's address, `provider` its host's name; `text` is its caption."""

    type: Literal["video"] = "video"
    url: str | None = None
    provider: str | None = None


class Audio(_Block):
    """A sound recording; fields as in Video."""

    type: Literal["audio"] = "audio"
    url: str | None = None
    provider: str | None = None


class Embed(_Block):
    """A post, chart, map or document of another service; `text` is what the page prints of it."""

    type: Literal["embed"] = "embed"
    url: str | None = None
    provider: str | None = None


class Code(_Block):
    """Preformatted text, its line breaks and spaces kept. `language` is the programming language, if stated."""

    type: Literal["code"] = "code"
    language: str | None = None


class NoteBlock(_Block):
    """An editor's note or correction at its place in the body; in `Article.corrections` too, never in the text."""

    type: Literal["note"] = "note"


class QA(_Block):
    """A question and its answer in an interview. `text` holds both, a line each."""

    type: Literal["qa"] = "qa"
    question: str = ""
    answer: str = ""


class Divider(_Block):
    """A break between sections, printed as a rule."""

    type: Literal["divider"] = "divider"


Block = Annotated[
    Paragraph | Heading | ListBlock | Quote | PullQuote | Table | ImageBlock | Gallery | Video | Audio | Embed | Code
    | NoteBlock | QA | Divider,
    Field(discriminator="type"),
]

RUNNING_TEXT = ("paragraph", "heading", "list", "quote", "table", "code", "qa")
"""The block types whose text makes up `Article.text`."""
