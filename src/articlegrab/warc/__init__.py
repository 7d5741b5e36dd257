"""WARC and WACZ files: pages in and out.

    pages       read_warc, read_wacz: records become Pages
    ├── records     one after the other, checked; where a damaged one ends
    │   └── tape        packed and plain bytes, never more than asked for
    └── http        the message inside a record: chunks, codings, headers
    writing     WarcWriter: pages become records
    wacz        write_wacz: a WARC with its index and list of pages
"""

from __future__ import annotations

from articlegrab.warc.pages import read_wacz, read_warc
from articlegrab.warc.wacz import write_wacz
from articlegrab.warc.writing import WarcWriter

__all__ = ["WarcWriter", "read_wacz", "read_warc", "write_wacz"]
