"""Pages that are not one article: home pages, archives, lists, error pages, videos, round-ups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .markup import Tree, short_text
from .prose import Prose
from .ratings import NOTATIONS
from .sources import Page, types
from .view import stands_aside

_ERROR = re.compile(
    r"^(?:error\s*)?(?:40[034]|410|50[0-4])\b|\b404\b|page (?:was )?not (?:be )?found|"
    r"page (?:does ?n.t|no longer) exist|access denied|forbidden$|just a moment|"
    r"are you (?:a )?(?:human|robot)|"
    r"attention required|security check|seite (?:wurde )?nicht gefunden|page introuvable|"
    r"service unavailable|account suspended|domain (?:is )?for sale|"
    r"enable javascript|unsupported browser|bot verification",
    re.IGNORECASE,
)  # fmt: skip
_CONSENT = re.compile(
    r"\b(?:we (?:value|respect|care about) your privacy|before you continue|(?:cookie|privacy) "
    r"(?:consent|settings|preferences|wall)|"
    r"consent (?:to|management|choices)|we and our (?:\d+ )?partners|(?:accept|manage) (?:all "
    r")?cookies|"
    r"zustimmung|datenschutzeinstellungen|wir (?:und unsere partner|benötigen ihre)|gestion "
    r"des cookies|"
    r"tu privacidad|informativa sui cookie)\b",
    re.IGNORECASE,
)  # fmt: skip
_LISTED_WORKS = re.compile(
    r"\b(?:what to (?:watch|stream|see|read)|(?:new|coming|arriving|leaving) (?:on|to|in) \w+|"
    r"everything (?:new|coming)|"
    r"(?:the )?\d{1,3} (?:best|worst|greatest|top|essential|must-see|films|movies|books|"
    r"shows)\b|best (?:films|movies|books|albums) of|streaming (?:guide|this)|"
    r"in (?:theaters|theatres|cinemas) this|tv (?:listings|guide)|showtimes|film listings)",
    re.IGNORECASE,
)  # fmt: skip
_WITH_YEAR = re.compile(r"\((?:19|20)\d\d\)")
_FORUM = re.compile(
    r"/(?:viewtopic|showthread|forums?/.*(?:thread|topic|\d{3,})|threads?/|t/[^/]+/\d+)|"
    r"^/r/\w+/comments/"
)
_POSTED = re.compile(
    r"(?:^|[\s_-])(?:post(?:body|content|bit|-message)|message-(?:body|content)|cooked|"
    r"usertext|topic-post)(?:$|[\s_-])"
)
_KEYS = (
    "tag|tags|tagged|category|categories|cat|author|authors|autor|autoren|staff|contributor|"
    "contributors|profile|profiles|people|topic|topics|thema|themen|archive|archives|archiv|"
    "search|label|user|users|members|by"
)
_ARCHIVE = re.compile(
    rf"^/(?:[a-z]{{2}}/)?(?:[\w-]+/)?(?P<key>{_KEYS})/(?:[^/]+/?){{1,2}}(?:page/\d+/?|"
    rf"index\.html?)?$"
    r"|/page/\d+/?$|^/(?:19|20)\d\d(?:/\d\d?){0,2}/?$|^/(?:tags|categories|archives?|search|"
    r"authors)/?$"
)
_ARCHIVED = re.compile(r"/archi(?:ves?|v)/(?:.*/)?(?!index\.)[\w-]+\.(?:html?|php|aspx?)$")
_HOME = re.compile(r"^/?(?:(?:index|home|default)(?:\.\w+)?|[a-z]{2})?/?$")
_USER_REVIEWS = re.compile(r"/(?:user|audience|customer)-?reviews?/?|/title/tt\d+/reviews/?$")
_ROUND_UP = re.compile(
    r"\breview round-?up|\bcritics? (?:react|weigh in|round)|what (?:the )?critics|reviews are in",
    re.IGNORECASE,
)
_REVIEWS = re.compile(r"\b(?:member|user|reader|viewer|audience|customer)s?['’]? reviews\b", re.I)
_STARS = re.compile(r"rating|stars|score", re.I)
_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"})
_VIDEO_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "dailymotion.com")

SHORT = 200  # words: an article's own page seldom has fewer beside so many links
LINKED = 0.6  # of a page's words in links: on articles' pages it is below that, on lists above
BRIEF, MANY_WORKS = 60, 6  # words of an entry in a list of works, and entries that make one
PROSE, AROUND = 30, 4  # words of a paragraph of prose; times so many in links drown a short article
MANY = 4  # ratings or bylines in one text make it a round-up of several critics


@dataclass(frozen=True)
class Sign:
    """A sign that a page isn't one whole article."""

    completeness: str
    slug: str
    seen: str

    @property
    def reason(self) -> str:
        """Return slug and what was seen, as `readings.reason` shows it."""
        return f"{self.slug}: {self.seen}"


def signs(page: Page, text: Prose) -> Iterator[Sign]:
    """Yield what shows that a page isn't one article, the surest first.

    Args:
        page: The page.
        text: What was read from it.
    """
    for find in (_error_page, _consent, _home_page, _archive, _video, _forum, _several,
                 _list_of_links, _list_of_works):  # fmt: skip
        if sign := find(page, text):
            yield sign


def _error_page(page: Page, text: Prose) -> Sign | None:
    if text.words > SHORT:
        return None
    for tag in ("title", "h1"):
        heading = next((short_text(e, 120) for e in page.tree.iter(tag)), "")
        if _ERROR.search(heading):
            return Sign("not an article", "error-page", heading)
    return None


def _consent(page: Page, text: Prose) -> Sign | None:
    """A page whose text is the question whether cookies may be set."""
    if text.words > SHORT:
        return None
    heading = next((short_text(e, 160) for e in page.tree.iter("title")), "")
    found = _CONSENT.search(heading) or len(set(_CONSENT.findall(text.text))) > 1
    if not found or page.article.get("headline"):
        return None
    return Sign("not an article", "consent-wall", heading or text.text[:60])


def _forum(page: Page, text: Prose) -> Sign | None:
    if not _FORUM.search(page.path):
        return None
    posts = sum(
        bool(_POSTED.search(element.get("class") or ""))
        for element in islice(page.tree.iter("div", "article", "td", "section"), 5_000)
    )
    marked = sum("Comment" in types(node) for node in page.nodes)
    if posts >= 2 or marked >= 2:
        return Sign("several pieces", "forum", f"{max(posts, marked)} posts")
    return None


def _list_of_works(page: Page, text: Prose) -> Sign | None:
    """A list that gives many works a line or two each."""
    titles = " | ".join(short_text(e, 200) for e in islice(page.tree.iter("h1", "title"), 4))
    listed = _LISTED_WORKS.search(titles)
    parts = [line for line in text.text.split("\n") if line]
    brief = sum(len(p.split()) < BRIEF for p in parts)
    works = len(_WITH_YEAR.findall(text.text))
    in_lines = len(parts) >= MANY_WORKS and brief >= 0.7 * len(parts)
    if listed and (in_lines or works * BRIEF / 2 >= max(text.words, MANY_WORKS * BRIEF / 2)):
        return Sign(
            "not an article", "list-of-works", f"{listed[0]}: {max(works, len(parts))} works"
        )
    return None


def _home_page(page: Page, text: Prose) -> Sign | None:
    if page.url and page.url.startswith("http") and _HOME.match(page.path) and "?" not in page.url:
        return Sign("not an article", "home-page", page.path or "/")
    return None


def _archive(page: Page, text: Prose) -> Sign | None:
    on_the_web = (page.url or "").startswith("http")
    listed = _ARCHIVE.search(page.path) and not _ARCHIVED.search(page.path)
    if on_the_web and listed and not page.article.get("headline"):
        return Sign("not an article", "archive-page", page.path)
    kinds = {kind for node in page.nodes for kind in types(node)}
    lists = sorted(kinds & _LISTS - {"ItemList"})
    if lists and not page.article and text.words < SHORT:
        return Sign("not an article", "archive-page", f"schema.org {lists[0]}")
    return None


def _video(page: Page, text: Prose) -> Sign | None:
    kind = page.meta("og:type") or ""
    hosted = page.host in _VIDEO_HOSTS
    if text.words < SHORT and (kind.startswith("video") or hosted):
        return Sign("not an article", "video-page", kind or page.host)
    return None


def _several(page: Page, text: Prose) -> Sign | None:
    if _USER_REVIEWS.search(page.path):
        return Sign("several pieces", "user-reviews", page.path)
    reviews = sum(
        bool({"Review", "UserReview"} & set(types(n))) and "author" in n for n in page.nodes
    )
    marked = sum(1 for _ in islice(page.properties("review"), 50))
    if max(reviews, marked) >= MANY:
        return Sign("several pieces", "user-reviews", f"{max(reviews, marked)} reviews marked up")
    return _rated(page) or _round_up(page, text)


def _rated(page: Page) -> Sign | None:
    """Reviews one below the other, each with its stars, under a heading that says so."""
    headings = (short_text(e, 160) for e in islice(page.tree.iter("h1", "h2", "h3", "title"), 8))
    if not any(_REVIEWS.search(heading) for heading in headings):
        return None
    named = (
        e for e in page.tree.iter("span", "div", "td", "b") if _STARS.search(e.get("class") or "")
    )
    shown = sum(
        any(n.search(short_text(e, 20)) for n in NOTATIONS) and not stands_aside(e)
        for e in islice(named, 200)
    )
    return Sign("several pieces", "user-reviews", f"{shown} ratings") if shown >= MANY else None


def _round_up(page: Page, text: Prose) -> Sign | None:
    title = next((short_text(e, 200) for e in page.tree.iter("title")), "")
    if match := _ROUND_UP.search(title):
        return Sign("several pieces", "round-up", match[0])
    rated = sum(
        any(n.search(p[:80]) or n.search(p[-80:]) for n in NOTATIONS) for p in text.paragraphs
    )
    if rated >= MANY:
        return Sign("several pieces", "round-up", f"{rated} paragraphs with a rating")
    return None


def _list_of_links(page: Page, text: Prose) -> Sign | None:
    if text.words >= SHORT or page.article.get("headline"):
        return None
    linked, whole = _words_in_links(page.tree)
    teasers = sum(1 for _ in islice(page.tree.iter("article"), 50))
    prose = any(map(_is_prose, text.paragraphs))
    if whole and linked / whole > LINKED and linked > max(100, prose * AROUND * text.words):
        return Sign("not an article", "list-of-links", f"{linked} of {whole} words are links")
    if teasers >= 6 and not prose:
        return Sign("not an article", "list-of-teasers", f"{teasers} articles on the page")
    return None


def _is_prose(paragraph: str) -> bool:
    """Long enough to be no teaser; scripts without spaces say as much in a third of the room."""
    spaced = paragraph.count(" ") > len(paragraph) / 20
    return len(paragraph.split()) >= PROSE if spaced else len(paragraph) >= 2 * PROSE


def _words_in_links(tree: Tree) -> tuple[int, int]:
    body = tree.find("body")
    if body is None:
        return 0, 0
    linked = sum(len("".join(a.itertext()).split()) for a in islice(body.iter("a"), 5_000))
    silent = {"script", "style", "noscript", "template"}
    whole = sum(
        len((e.text or "").split()) * (e.tag not in silent) + len((e.tail or "").split())
        for e in body.iter()
    )
    return linked, whole
