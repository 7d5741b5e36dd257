"""From passages to typed body blocks."""

from __future__ import annotations

from typing import Any

from articlegrab.reading import Reading


def build(reading: Reading) -> list[dict[str, Any]]:
    document = reading.document
    return [{"type": "paragraph", "text": document.passage_texts[i]} for i in reading.story.passages]
