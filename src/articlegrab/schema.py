"""The published JSON Schema of an Article; `python -m articlegrab.schema` writes it anew after a change of models."""

from __future__ import annotations

import json
from pathlib import Path

from articlegrab.models import Article

PUBLISHED = Path(__file__).parent / "data" / "article.schema.json"


def dumped() -> str:
    """The schema of the models as they are, as the text of the published file."""
    return json.dumps(Article.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    PUBLISHED.write_text(dumped(), encoding="utf-8")
