"""An Article as plain text."""

from __future__ import annotations

from articlegrab.models import Article
from articlegrab.render.spans import clean


def render(article: Article) -> str:
    """Title, dek and running text, a blank line between; "" for an article that has none of them."""
    return clean("\n\n".join(part for part in (article.title, article.dek, article.text) if part))
