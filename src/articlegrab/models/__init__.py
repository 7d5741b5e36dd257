"""Every noun that crosses a room: pages in, articles out, all frozen pydantic models."""

from articlegrab.models.article import (
    SCHEMA_VERSION,
    Access,
    Article,
    Kind,
    Link,
    LiveUpdate,
    Note,
    Person,
    Site,
    Teaser,
    Warning,
)
from articlegrab.models.blocks import (
    QA,
    RUNNING_TEXT,
    Audio,
    Block,
    Cell,
    Code,
    Divider,
    Embed,
    Gallery,
    Heading,
    Image,
    ImageBlock,
    ListBlock,
    ListItem,
    NoteBlock,
    Paragraph,
    PullQuote,
    Quote,
    Span,
    Table,
    Video,
)
from articlegrab.models.outcome import Failure, Outcome
from articlegrab.models.page import Charset, FetchInfo, Page

__all__ = [
    "QA", "RUNNING_TEXT", "SCHEMA_VERSION", "Access", "Article", "Audio", "Block", "Cell", "Charset", "Code", "Divider",
    "Embed", "Failure", "FetchInfo", "Gallery", "Heading", "Image", "ImageBlock", "Kind", "Link", "ListBlock",
    "ListItem", "LiveUpdate", "Note", "NoteBlock", "Outcome", "Page", "Paragraph", "Person", "PullQuote", "Quote",
    "Site", "Span", "Table", "Teaser", "Video", "Warning",
]
