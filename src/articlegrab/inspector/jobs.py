"""What the worker processes do: read a page, by the user's rules where there are any."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import articlegrab as ag
from articlegrab.models.explanation import Explanation


def article(page: str | ag.Page, url: str | None, rules: Path | None) -> ag.Article:
    """The article of a page. Raises what `extract` raises, and RulesError."""
    return ag.extract(page, url=url, rules=_rules(rules))


def explanation(page: ag.Page, rules: Path | None) -> Explanation:
    """The article of a page with its reasons. Raises what `explain` raises, and RulesError."""
    return ag.explain(page, rules=_rules(rules))


def _rules(path: Path | None) -> ag.SiteRules | None:
    """The rules as they stand on disk now: whoever writes them need not start the server anew."""
    if path is None:
        return None
    files = [path, *path.iterdir()] if path.is_dir() else [path]
    return _read(path, tuple(sorted((file.name, file.stat().st_mtime_ns) for file in files if file.exists())))


@lru_cache(maxsize=1)
def _read(path: Path, stamps: tuple[tuple[str, int], ...]) -> ag.SiteRules:
    return ag.load_rules(path)
