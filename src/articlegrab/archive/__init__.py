"""The archive: pages and their articles in one SQLite file, with nothing to install.

    store           Archive, the face of it all
    ├── keeping         a page and its result go in
    ├── reextraction    all pages extracted anew, with what that changed
    ├── search          ranked, with the place that fits
    │   └── query           what people type → what SQLite understands
    ├── versions        a story as it stood, and what was changed
    ├── duplicates      the same text under other addresses
    ├── export          JSONL, Parquet, WARC, WACZ, citations
    ├── verification    is everything what was kept?
    ├── editions        each wording of a story once, in the index of words
    │   └── sketches        MinHashes, by which near duplicates meet
    ├── captures        rows: sealed, read back, checked
    ├── blobs           bytes, each kept once
    ├── migrations      the versions of the schema, in data/archive/*.sql
    └── connection      the file: opened with care, foreign errors translated, transactions
"""

from __future__ import annotations

from articlegrab.archive.store import Archive

__all__ = ["Archive"]
