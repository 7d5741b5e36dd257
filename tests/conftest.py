"""What all tests share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def forgotten_robots() -> Iterator[None]:
    """Each test meets servers it has not met: ports are given out anew, and robots.txt is remembered by address."""
    yield
    fetcher = sys.modules.get("articlegrab.fetch.fetcher")
    if fetcher is not None:
        fetcher._ROBOTS_SEEN.clear()
