"""Everything that reading a page needs, loaded once: worker processes are forked off where this has been imported."""

from contextlib import suppress

from articlegrab.errors import ArticlegrabError
from articlegrab.extract import extract

with suppress(ArticlegrabError):  # word lists, the judge and the parser are loaded by their first use
    extract("<!doctype html><title>A page</title><article><h1>A page</h1><p>It has one line of text.</p></article>")
