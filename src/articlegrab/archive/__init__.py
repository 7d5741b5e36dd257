"""The archive: pages and their articles in one SQLite file, with nothing to install.

    store           Archive, the face of it all
    ├── keeping         a page and its result go in
    ├── captures        rows: sealed, read back, checked
    ├── blobs           bytes, each kept once
    ├── migrations      the versions of the schema, in data/archive/*.sql
    └── connection      the file: opened with care, foreign errors translated, transactions
"""

from __future__ import annotations

from articlegrab.archive.store import Archive

__all__ = ["Archive"]
