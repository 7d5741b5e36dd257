"""The stripper: rules that mark what is not the article. Nothing is ever removed.

A rule is a function over the Reading, named for what it sees; RULES is the order they run in, and the first mark on an
element stays. `certain` marks keep text out of the body whatever the judge of `story/` thinks of it; `likely` ones are
evidence that the judge weighs.
"""

from __future__ import annotations

from collections.abc import Callable

from articlegrab.boilerplate.labels import ad_slots, labelled_links
from articlegrab.boilerplate.names import consent_layer
from articlegrab.boilerplate.structure import embedded_posts, furniture_tags, hidden, warn_of_hidden
from articlegrab.boilerplate.wording import filing_lines, page_speaking
from articlegrab.reading import Reading

RULES: tuple[Callable[[Reading], None], ...] = (
    hidden,
    embedded_posts,
    furniture_tags,
    consent_layer,
    page_speaking,
    ad_slots,
    labelled_links,
    filing_lines,
)


__all__ = ["RULES", "mark", "warn_of_hidden"]


def mark(reading: Reading) -> None:
    """Run the rules that need neither headline nor story."""
    for rule in RULES:
        rule(reading)
