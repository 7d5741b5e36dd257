"""Everything that reading a page needs, loaded once: worker processes are forked off where this has been imported."""

from contextlib import suppress

from articlegrab.errors import ArticlegrabError
from articlegrab.extract import extract

_STORY = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A ferry returns | The Post</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A ferry returns"}</script>
<article><h1>A ferry returns</h1><p class="byline">By Ann Vance</p><p class="date">Monday, 3 March 2031 at 8.30 am</p>
<figure><img src="/a.jpg" alt="The ferry"><figcaption>The ferry. Photo: Ann Vance</figcaption></figure>
<p>The ferry to the island sailed again on Monday, nine years after the last crossing, with forty people on board.</p>
<p>A brass band waited on the quay in the rain, and <a href="/band">nobody</a> could say who had paid for it.</p>
</article><aside class="related"><h2>More</h2><ul><li><a href="/b">The quay is closed</a></ul></aside>"""

with suppress(ArticlegrabError):  # word lists, the judge and the parser are loaded by their first use
    extract(_STORY)
