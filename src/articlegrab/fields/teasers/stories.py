"""Telling a link to a story from one to a section, a tag, an author, a service, by its address and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from articlegrab.rules import load, tokens

MIN_TITLE = 18
"""Characters of a headline in scripts with spaces; a third of that in others."""
MIN_WORDS = 3
MIN_DENSE = MIN_TITLE // 2
MAX_TITLE = 300
LONG_WORDS, LONG = 6, 45
"""Words or characters from which a headline is no section's name."""
LEAST_LETTERS = 4
"""Characters of a headline where its place alone speaks for it."""
_SLUG_WORDS = 4
_LEAST_STEM = 5
_EXTRA = 2
"""Words that a slug has beside those of a short headline: its number, a word left out of the headline."""

_WORDS = load("vocab/teasers.toml")
_LISTS = frozenset(_WORDS["not_stories"])
_SERVICES = frozenset(_WORDS["services"])
_ARCHIVES = frozenset(_WORDS["archives"])
_TOPICS = frozenset(_WORDS["topics"])
_NOT_HOSTS = frozenset(_WORDS["not_story_hosts"])
_MARKETS = frozenset(_WORDS["market_hosts"])
_NOT_TITLES = frozenset(_WORDS["not_titles"])
_MEDIA_LABELS = frozenset(_WORDS["media_labels"])
_PAGER = frozenset(_WORDS["pager"])
_PAGER_OPENERS = tuple(f"{words}{end}" for words in _PAGER for end in (":", " " if " " in words else " :"))
_LEAD_INS = tuple(sorted(map(str.casefold, _WORDS["lead_ins"]), key=len, reverse=True))
_LEAD_OPENERS = frozenset(words[:2] for words in _LEAD_INS)
_MENU_ENTRIES = frozenset(_WORDS["menu_entries"])
_FOLDED_MENUS = frozenset(_WORDS["folded_menus"])
_CALLS = tuple(_WORDS["calls"])
AUTHORS = frozenset(_WORDS["author_folders"])
_SLUG = re.compile(r"[-_ +]+")
_LONG_NUMBER = re.compile(r"\d{5,}")
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d{3,}")
_DATE = re.compile(r"(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]|\d\d)")
_DAY = re.compile(r"(?:19|20)\d\d[01]\d(?:[0-3]\d)?")
_FILE = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece)$")
_MEDIA = tuple(".jpg .jpeg .png .gif .webp .pdf .mp3 .mp4 .zip .xml .rss .apk".split())
_ID_QUERY = re.compile(
    r"(?:^|&)(?:p|id|aid|(?:news|article|art|story|post|content|doc)_?(?:id|nr|no)|id_?(?:news|art|article|articolo|noticia)"
    r"|art|article|(?:board_)?seq|idx?no|(?-i:sid)|nid)=\w*\d",
    re.IGNORECASE,
)
"""What in a query tells a story; in capitals, SID is a visitor's session."""
_ERRAND = re.compile(
    r"(?:^|&)(?:amp;)?(?:(?:share|replytocom|print|lang|ref|(?-i:SID|Sid)|phpsessid|utm_\w+)=[^&]*|page=\d{1,3}(?=&|$))",
    re.IGNORECASE,
)
"""What a page's address has added to it to share or print the page, to turn its pages, to reply to a comment."""
_ID_WORD = re.compile(r"(?=[a-z]{0,12}\d)[a-z0-9]{9,40}")
_FOR_ALL = re.compile(r"\((?:[mwfhdxiv](?:[/|*][mwfhdxiv]){1,3}|gn|all genders)\)|(?<!\w)(?:h/f|f/h)$", re.IGNORECASE)
"""Whom a job is for, by letters: "(m/w/d)", "(m/f/x)", "H/F"."""
_JOB = re.compile(r"[-_](?:m-w-d|w-m-d|m-f-d|f-m-d|mwd|m-w-x)(?![a-z])")
"""The same in an address."""
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u9fff\uac00-\ud7af]")


def key(url: str) -> str:
    """An address without what does not change the page it leads to.

    >>> key("https://www.example.org/a/b/?utm_source=x#top"), key("http://example.org/a.php?id=7")
    ('example.org/a/b', 'example.org/a.php?id=7')
    >>> key("http://example.org/a.php?ArtNr=7"), key("http://example.org/a.php?adId=7")
    ('example.org/a.php?ArtNr=7', 'example.org/a.php')
    >>> key("http://example.org/a.php?lang=fr&id=7&print=1"), key("http://example.org/a.html?SID=7c1")
    ('example.org/a.php?id=7', 'example.org/a.html')
    >>> key("http://example.org/a.php?id=7&tx_news=12&page=2")
    'example.org/a.php?id=7&tx_news=12'
    """
    place, _, query = url.partition("#")[0].partition("?")
    query = _ERRAND.sub("", query).lstrip("&") if query and _ID_QUERY.search(query) else ""
    if "//" in place[:8]:
        place = place.partition("//")[2]
    host, slash, path = place.partition("/")
    if "@" in host or ":" in host:
        host = host.rpartition("@")[2].partition(":")[0]
    path = slash + (unquote(path) if "%" in path else path)
    host = host.lower().removeprefix("www.").removeprefix("m.")
    return host + path.rstrip("/").removesuffix("/amp") + (query and f"?{query}")


def folder(key: str) -> str:
    """The folder in which a page stands, given its key; empty for one right under the host.

    >>> folder("example.org/topics/news/the-old-mill"), folder("example.org/the-old-mill")
    ('example.org/topics/news', '')
    """
    place, _, _ = key.partition("?")[0].rpartition("/")
    return place if "/" in place else ""


def stem(key: str) -> str | None:
    """What the keys of a story's further pages begin with, given its own; None where that may be a list's.

    >>> stem("example.org/news/harbour-fire-put-out.html"), stem("example.org/2024/05"), stem("example.org")
    ('example.org/news/harbour-fire-put-out', None, None)
    """
    folder, _, name = key.partition("?")[0].rpartition("/")
    name = _FILE.sub("", name)
    return f"{folder}/{name}" if folder and len(name) >= _LEAST_STEM and is_story(f"/{name}") else None


def is_story(href: str, *, folders_enough: int = 0) -> bool:
    """Whether an address, absolute or not, looks like a story's: a slug of several words, a date, a long number. Where
    `folders_enough` is given, two words in so deep a path will do, and any in a deeper one.

    >>> is_story("https://example.org/2024/05/harbour-fire-put-out"), is_story("/politics/")
    (True, False)
    >>> is_story("https://example.org/tags/harbour-fire-2024"), is_story("/article.php?id=512")
    (False, True)
    >>> is_story("/privacy/who-reads-your-letters-now"), is_story("/help/privacy")
    (True, False)
    >>> is_story("https://jobs.example.org/clerk-of-the-harbour"), is_story("/clerk-of-the-harbour-m-w-d.4711.html")
    (False, False)
    """
    path, query = _path(href)
    if not path and query:
        return _ID_QUERY.search(query) is not None
    folders = _folders(path)
    if not folders:
        return False
    last = folders[-1]
    if _JOB.search(last):
        return False
    name = _FILE.sub("", last) if "." in last else last
    if name.count("-") > 2 and "--" not in name and name[0] != "-" != name[-1]:
        return True
    words = [word for word in _SLUG.split(name) if word]
    if folders_enough and (len(folders) > folders_enough or (len(folders) == folders_enough and len(words) > 1)):
        return True
    if len(words) >= 4 or _LONG_NUMBER.search(name) or _DATE.search(path) or (query and _ID_QUERY.search(query)):
        return True
    if len(words) == 3 and (len(folders) > 1 or len(name) > 18):
        return True
    if len(folders) > 1 and (
        _ID_WORD.fullmatch(name) or _LONG_NUMBER.search(folders[-2]) or len(_SLUG.split(folders[-2])) >= 4
    ):
        return True
    return name != last and any(map(str.isdigit, name))


def is_story_of(href: str, title: str) -> bool:
    """Whether an address looks like the story's with this headline: with its day, or a slug hardly longer than it.

    >>> is_story_of("/2024/05/12/adrift", "Adrift"), is_story_of("/who-mended-the-old-mill", "Who mended the mill")
    (True, True)
    >>> is_story_of("/mia-berg-on-the-old-mill-and-its-wheel-4711", "Mia Berg")
    False
    """
    if not is_story(href):
        return False
    path, _ = _path(href)
    return _DATE.search(path) is not None or len(_SLUG.split(path.rpartition("/")[2])) <= len(title.split()) + _EXTRA


def may_be_story(href: str) -> bool:
    """Whether an address, however little it tells, may be a story's: no list's, no service's, no file's.

    >>> may_be_story("/whalesong/"), may_be_story("/tag/whales"), may_be_story("/")
    (True, False, False)
    """
    return bool(_folders(_path(href)[0]))


def is_numbered(key: str, own: Iterable[str]) -> bool:
    """Whether a page is called by its mere number, as one of these in its folder is, and by no year.

    >>> is_numbered("example.org/1881", ["example.org/1927"]), is_numbered("example.org/2020", ["example.org/1927"])
    (True, False)
    >>> is_numbered("example.org/1881", ["example.org/the-old-mill"])
    False
    """
    place, _, name = key.rpartition("/")
    if not _NUMBER.fullmatch(name):
        return False
    return any(other.rpartition("/")[0] == place and other.rpartition("/")[2].isdecimal() for other in own)


def is_file(key: str) -> bool:
    """Whether a key is that of a picture, a sound, a print, and no page's."""
    return key.lower().endswith(_MEDIA)


def _path(href: str) -> tuple[str, str]:
    """An address's path in small letters, and its query; nothing of one that leads to no page of a newsroom."""
    address = href.partition("#")[0].strip()
    if "//" in address[:8]:
        host, _, address = address.partition("//")[2].partition("/")
        host = host.removeprefix("www.").lower()
        if host in _NOT_HOSTS or (host.count(".") > 1 and host.partition(".")[0] in _MARKETS):
            return "", ""
    elif ":" in address[:12]:
        return "", ""
    path, _, query = address.partition("?")
    if "%" in path:
        path = unquote(path)
    path = path.lower().rstrip("/")
    return ("", "") if path.endswith(_MEDIA) else (path, query)


def _folders(path: str) -> list[str]:
    """The steps of a path; none where one of them holds no stories. A word for a service is a topic's as well, where
    a slug of many words follows it; and a folder of topics holds stories where such a slug ends a deeper path.

    >>> _folders("/topics/news/detail/mill-of-velden-rebuilt"), _folders("/topics/mill-of-velden-rebuilt")
    (['topics', 'news', 'detail', 'mill-of-velden-rebuilt'], [])
    """
    folders = [folder for folder in path.split("/") if folder]
    if not _LISTS.isdisjoint(folders) or (not _ARCHIVES.isdisjoint(folders) and not _is_filed(folders[-1])):
        return []
    if not _TOPICS.isdisjoint(folders) and (
        not _TOPICS.isdisjoint(folders[-3:]) or len(_SLUG.split(folders[-1])) < _SLUG_WORDS
    ):
        return []
    if not _SERVICES.isdisjoint(folders) and (folders[-1] in _SERVICES or len(_SLUG.split(folders[-1])) < _SLUG_WORDS):
        return []
    return folders


def _is_filed(name: str) -> bool:
    """Whether the last step of an archive's path is one story: its number or its words, not the day of a list.

    >>> _is_filed("2003825248"), _is_filed("mill-of-velden-rebuilt"), _is_filed("20240503"), _is_filed("05")
    (True, True, False, False)
    """
    if len(_SLUG.split(name)) >= _SLUG_WORDS:
        return True
    return _LONG_NUMBER.search(name) is not None and _DAY.fullmatch(name) is None


def is_title(text: str) -> bool:
    """Whether a link's text is long enough and of the kind to be a headline.

    >>> is_title("Harbour fire put out after a long night"), is_title("Read more"), is_title("Politics")
    (True, False, False)
    """
    if not 6 <= len(text) <= MAX_TITLE:
        return False
    if not text.isascii() and (dense := _DENSE.search(text)):
        if len(text) < MIN_DENSE and len(_DENSE.findall(text, dense.start())) < 8:
            return False
    elif len(text) < MIN_TITLE or len(text.split()) < MIN_WORDS:
        return False
    return not is_button(text)


def is_long(text: str) -> bool:
    """Whether a text is longer than a section's name."""
    return len(text) >= LONG or len(text.split()) >= LONG_WORDS


def is_button(text: str) -> bool:
    """Whether a text is what a button or a link to more says."""
    return text.casefold().strip(" .…»›>→:") in _NOT_TITLES


def is_menu_entry(name: str | None) -> bool:
    """Whether an entry of a list, by its class, leads to a category or a page of the site.

    >>> is_menu_entry("cat-item cat-item-7"), is_menu_entry("menu-item menu-item-object-post")
    (True, False)
    """
    return name is not None and not _MENU_ENTRIES.isdisjoint(name.split())


def folds_out(name: str) -> bool:
    """Whether an element, by its class, is the part of a menu that unfolds on request.

    >>> folds_out("header-dropdown wide"), folds_out("nav-wrapper")
    (True, False)
    """
    return not _FOLDED_MENUS.isdisjoint(tokens(name))


def is_medium(text: str) -> bool:
    """Whether a text is but the name of what a story is told by: a film, a sound, pictures."""
    return text.casefold().strip() in _MEDIA_LABELS


def is_pager(text: str) -> bool:
    """Whether a text only leads on to the story, or the page, before or after.

    >>> is_pager("Next article"), is_pager("(接下一頁)"), is_pager("Next of kin found")
    (True, True, False)
    """
    return text.casefold().strip("()（）") in _PAGER


def without_pager(text: str) -> str:
    """A line without the words that call it the story before or after.

    >>> without_pager("Previous: Harbour fire"), without_pager("Next post Harbour fire")
    ('Harbour fire', 'Harbour fire')
    >>> without_pager("Next of kin found")
    'Next of kin found'
    """
    if not text[:40].casefold().startswith(_PAGER_OPENERS):
        return text
    lowered = text[:40].casefold()
    size = max(len(opener) for opener in _PAGER_OPENERS if lowered.startswith(opener))
    rest = text[size:].lstrip(" :")
    return text if rest[:1].islower() else rest


def is_call(text: str) -> bool:
    """Whether a text calls for a subscription, an order.

    >>> is_call("Sign up for our morning letter"), is_call("Harbour signs up new pilots")
    (True, False)
    """
    return any(map(text.casefold().__contains__, _CALLS))


def is_job(text: str) -> bool:
    """Whether a text offers a job, naming whom it is for.

    >>> is_job("Boatman (m/f/d)"), is_job("Boatman rescued (video)")
    (True, False)
    """
    return ("(" in text or "/" in text) and _FOR_ALL.search(text) is not None


def has_spaces(text: str) -> bool:
    """Whether a text is in a script that parts words by spaces."""
    return _DENSE.search(text) is None


def without_lead_in(text: str) -> tuple[str, bool]:
    """A line without the words that announce a link, and whether it had any.

    >>> without_lead_in("READ MORE: Harbour fire put out")
    ('Harbour fire put out', True)
    """
    if text[:2].casefold() not in _LEAD_OPENERS:
        return text, False
    lowered = text[:60].casefold()
    if not lowered.startswith(_LEAD_INS):
        return text, False
    for words in _LEAD_INS:
        if lowered.startswith(words):
            rest = text[len(words) :]
            if rest[:1].isalnum() or rest[1:2].islower():
                continue  # "Watch as the river rises" announces nothing
            return rest.lstrip(" :：|»›>→-–—.").strip(), True
    return text, False


def ends_in_lead_in(text: str) -> bool:
    """Whether the last words of a text announce a link.

    >>> ends_in_lead_in("For subscribers only. Read also"), ends_in_lead_in("as the mayor said in")
    (True, False)
    """
    return text.casefold().rstrip(" :：|»›>→-–—.").endswith(_LEAD_INS)
