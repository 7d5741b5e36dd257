"""robots.txt as RFC 9309 has it: what an answer means, and keeping it for a day."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from protego import Protego

MAX_BYTES = 512 * 1024
"""Bytes of a robots.txt that are read; the rest is left out, as the standard allows."""

MAX_REDIRECTS = 5

_DAY = 86400.0
_REFUSAL = 300.0
"""Seconds that a server's failure to say is taken for a no."""

_MOST_SITES = 256
_MOST_CHARACTERS = 2**24
"""Of all sites together."""

_LARGE = 2**14
_GROUP = re.compile(r"[ \t]*user-?agent[ \t]*[: \t][ \t]*([a-z_-]+|\*)", re.IGNORECASE)
_RULE = re.compile(r"[ \t]*(dis+al+ow|al+ow)[ \t]*[: \t](.*)", re.IGNORECASE)
_DELAY = re.compile(r"[ \t]*crawl-?delay[ \t]*[: \t][ \t]*(\d{1,6}(?:\.\d{1,6})?)[ \t]*(?:#|$)", re.IGNORECASE)
_NEWLINE = re.compile(r"[\r\n]+")
_AGENT = "User-agent: "
_TOKEN = re.compile(r"[A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site asks of robots. `status` is what its robots.txt answered, `text` what was in it."""

    status: int
    text: str = ""

    @property
    def unreachable(self) -> bool:
        """The server could not say, which counts as a no for now."""
        return self.status >= 500 or self.status == 429

    def allows(self, url: str, agent: str) -> bool:
        """Whether a robot may fetch an address; `agent` is its User-Agent header.

        >>> Robots(200, "User-agent: *\\nDisallow: /private").allows("https://news.example/private/1", "articlegrab/1")
        False
        >>> Robots(404).allows("https://news.example/private/1", "articlegrab/1")
        True
        """
        if self.unreachable:
            return False
        return not self.text or bool(_parsed(self.text, _token(agent)).can_fetch(url, _token(agent)))

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds that the site wants between two visits of a robot; None where it does not say.

        >>> Robots(200, "User-agent: *\\nCrawl-delay: 2.5").crawl_delay("articlegrab/1")
        2.5
        """
        wish = _parsed(self.text, _token(agent)).crawl_delay(_token(agent)) if self.text else None
        return wish if wish is not None and 0 < wish < inf else None


def _parsed(text: str, token: str) -> Protego:
    """The rules for a robot, which take sixty times the memory of their text: few of the large ones are kept."""
    return (_parse_large if len(text) > _LARGE else _parse)(text, token)


@lru_cache(maxsize=64)
def _parse(text: str, token: str) -> Protego:
    return Protego.parse(_for(token, text))


_parse_large = lru_cache(maxsize=4)(_parse.__wrapped__)


def _for(token: str, text: str) -> str:
    """The groups that name this robot or all.

    The parser takes a start of the name for the name, and gives each rule to each name of its group: thousands of
    both would be millions.
    """
    names = ("*", token.lower())
    lines, wanted, naming = list[str](), False, False
    for line in text.split("\n"):
        mine = wanted
        if line.startswith(_AGENT):
            mine = line.removeprefix(_AGENT).lower() in names
            wanted = mine or (wanted and naming)
        naming = line.startswith(_AGENT)
        if mine:
            lines.append(line)
    return "\n".join(lines)


def _token(agent: str) -> str:
    token = _TOKEN.match(agent)
    return token[0] if token else ""


def read(status: int, body: bytes) -> Robots:
    """The meaning of an answer to the request for robots.txt; `body` may be cut, at the last whole line it is read."""
    if not 200 <= status < 300:
        return Robots(status)
    if len(body) >= MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]
    return Robots(status, _rules_only(_text(body)))


def _text(body: bytes) -> str:
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff")
    return body.decode("utf-16" if wide else "utf-8-sig", errors="replace")


def _rules_only(text: str) -> str:
    """The lines that count, in the one spelling that the parser reads as the standard means it.

    Other lines between two user agents would part a group; a version or a second word behind a name would hide it.
    """
    lines = []
    for line in _NEWLINE.split(text):
        if group := _GROUP.match(line):
            lines.append(f"{_AGENT}{group[1]}")
        elif rule := _RULE.match(line):
            lines.append(f"{'Disallow' if rule[1][0] in 'dD' else 'Allow'}: {rule[2]}")
        elif delay := _DELAY.match(line):
            lines.append(f"Crawl-delay: {delay[1]}")
    return "\n".join(lines)


class RobotsCache:
    """What the sites last visited ask for, by origin: kept for a day, refusals for want of an answer five minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Robots]] = OrderedDict()

    def get(self, origin: str) -> Robots | None:
        """What is known and not too old."""
        with self._lock:
            until, robots = self._kept.get(origin, (0.0, None))
            return robots if time.monotonic() < until else None

    def put(self, origin: str, robots: Robots) -> None:
        """Keep an answer, and forget the oldest of too many."""
        with self._lock:
            self._kept[origin] = (time.monotonic() + (_REFUSAL if robots.unreachable else _DAY), robots)
            self._kept.move_to_end(origin)
            size = sum(len(robots.text) for _, robots in self._kept.values())
            while len(self._kept) > _MOST_SITES or size > _MOST_CHARACTERS:
                _, (_, oldest) = self._kept.popitem(last=False)
                size -= len(oldest.text)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
