"""A process that fetches pages under their site's robots.txt, and says what that cost: seconds, MB, and what came."""

from __future__ import annotations

import json
import sys
import time

import articlegrab as ag
from articlegrab.errors import ArticlegrabError
from tests.fault_reader import peak


def outcome(fetcher: ag.Fetcher, url: str) -> str:
    """Fetch once."""
    try:
        fetcher.fetch(url)
    except ArticlegrabError as error:
        return error.code
    return "page"


def main() -> None:
    """Fetch the addresses that are given; loading what is loaded once costs the first of them nothing."""
    options = ag.FetchOptions(allow_private=True, delay=0, retries=0)
    with ag.Fetcher(options) as fetcher:
        outcome(fetcher, "http://127.0.0.1:8/")
        worked = time.process_time()
        codes = [outcome(fetcher, url) for url in sys.argv[1:]]
        print(json.dumps([time.process_time() - worked, peak(), *codes]))


if __name__ == "__main__":
    main()
