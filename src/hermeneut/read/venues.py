"""What kind of venue a page appeared in: newspaper, magazine, blog and so on.

From the host where it is known (`venues.toml`), from the words of host and outlet ("Daily",
"Quarterly"), from the software that made the page, from whether a site bears its author's name, and
from what the site says of itself. What none of these shows stays unknown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

from .candidates import Candidate, fold
from .markup import short_text
from .sources import Page, texts, types

LISTED, OWN_NAME, SAID, MADE_WITH = 0.9, 0.75, 0.6, 0.55
_SECOND = frozenset({"co", "com", "org", "net", "ac", "edu", "gov"})  # before a country's code
_UNIVERSITY = re.compile(r"\.edu(?:\.\w\w)?$|\.ac\.\w\w$|(?:^|\.)uni-[\w-]+\.(?:de|at)$")
_FORUM = re.compile(
    r"^(?:forums?|bbs|boards?|community|redd?it|redlib|old\.reddit|mailman|lists?)\."
)
_BLOG = re.compile(r"^(?:weblogs?|blogs?)\.|\.blog$")
_PATHS = (
    (re.compile(r"/forums?/|/viewtopic|/showthread|/threads?/"), "platform", 0.6),
    (re.compile(r"/podcasts?/|/episodes?/"), "podcast", 0.6),
    (re.compile(r"/blogs?/"), "blog", 0.5),
    (re.compile(r"/doi/|/10\.\d{4,5}/|/article/view/\d|/ojs/"), "journal", 0.8),
)  # fmt: skip
_MADE_WITH = (
    (re.compile(r"open journal systems|\bojs\b|scielo", re.I), "journal", 0.9),
    (re.compile(r"discourse|vbulletin|phpbb|xenforo|invision", re.I), "platform", 0.8),
    (re.compile(r"hexo|pelican|eleventy|astro|gatsby|wordpress\.com|movable type|typepad", re.I),
     "blog", MADE_WITH),
)  # fmt: skip
_OWN_WORDS = 900  # characters of a footer that are read


def from_page(page: Page) -> Iterator[Candidate]:
    """Yield the venues that a page, its host and its outlet's name show.

    Args:
        page: The page.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> page = Page(parse("<p>Hello."), "https://www.oakhamgazette.example/her")
        >>> [(c.value, c.source) for c in from_page(page)]
        [('newspaper', 'host')]
    """
    yield from of_host(page.host)
    for pattern, venue, confidence in _PATHS:
        if pattern.search(page.path):
            yield Candidate("venue", venue, "url", confidence)
            break
    names = list(_names(page))
    for name in names:
        yield from _worded(fold(name), "outlet")
    generator = page.meta("generator") or ""
    for pattern, venue, confidence in _MADE_WITH:
        if pattern.search(generator):
            yield Candidate("venue", venue, "generator", confidence)
    yield from _typed(page)
    if _bears_its_authors_name(page, names):
        yield Candidate("venue", "blog", "author's own site", OWN_NAME)
    yield from _said(page)


def of_host(host: str) -> Iterator[Candidate]:
    """Yield what a host shows by itself.

    Args:
        host: In lower case, without ``www.``.

    Example:
        >>> [[c.value for c in of_host(h)] for h in ("film.example.edu", "x.tistory.com")]
        [['university'], ['blog']]
    """
    labels = host.split(".")
    for i in range(len(labels) - 1):
        if venue := _listed().get(".".join(labels[i:])):
            yield Candidate("venue", venue, "venues", LISTED)
            return
    if _UNIVERSITY.search(host):
        yield Candidate("venue", "university", "host", 0.7)
    elif _FORUM.search(host):
        yield Candidate("venue", "platform", "host", 0.8)
    elif _BLOG.search(host):
        yield Candidate("venue", "blog", "host", 0.8)
    elif len(labels) > 1:
        yield from _worded(_chief(labels), "host")


def _chief(labels: list[str]) -> str:
    """The part of a host that names the site.

    Example:
        >>> _chief("archives.sfweekly.com".split(".")), _chief("monitor.co.ug".split("."))
        ('sfweekly', 'monitor')
    """
    at = -3 if len(labels) > 2 and labels[-2] in _SECOND else -2
    return labels[at]


def _worded(name: str, source: str) -> Iterator[Candidate]:
    """The first rule of words that fits a name; of a host, words stand at its ends."""
    for rule in _rules()["words"]:
        found = _fits(name, rule["words"], whole=source == "outlet")
        if found and not any(word in name for word in rule.get("except", ())):
            yield Candidate("venue", rule["venue"], source, rule["confidence"])
            return


def _fits(name: str, words: list[str], *, whole: bool) -> bool:
    if whole:
        return any(f" {fold(word)} " in f" {name} " for word in words)
    bare = (re.sub(r"[\W_]", "", word) for word in words)
    name = name.removeprefix("the")
    return any(len(w) > 2 and (name.endswith(w) or name.startswith(w)) for w in bare)


def _names(page: Page) -> Iterator[str]:
    if found := page.meta("og:site_name"):
        yield found
    yield from texts(page.follow(page.article.get("publisher")))[:1]
    for node in page.nodes:
        if "WebSite" in types(node):
            yield from texts(node.get("name"))[:1]
            return


def _typed(page: Page) -> Iterator[Candidate]:
    publisher = page.follow(page.article.get("publisher"))
    kinds = {k for n in (*page.nodes, publisher) if isinstance(n, dict) for k in types(n)}
    if "NewsMediaOrganization" in kinds:
        yield Candidate("venue", "newspaper", "json-ld", 0.45)
    if kinds & {"Periodical", "PublicationIssue"}:
        yield Candidate("venue", "journal", "json-ld", 0.6)
    if kinds & {"CollegeOrUniversity"}:
        yield Candidate("venue", "university", "json-ld", 0.5)
    if page.meta("citation_journal_title", "citation_issn", "prism.publicationname"):
        yield Candidate("venue", "journal", "meta", 0.85)


def _bears_its_authors_name(page: Page, names: list[str]) -> bool:
    authors = [*texts(page.article.get("author")), page.meta("author", "article:author") or ""]
    own = {_chief(page.host.split(".")) if "." in page.host else ""}
    own |= {fold(name).replace(" ", "") for name in names}
    folded = (fold(author) for author in authors)
    return any(" " in author and author.replace(" ", "") in own for author in folded)


def _said(page: Page) -> Iterator[Candidate]:
    """What a site says of itself: in the description of the site, or at its foot."""
    foot = " ".join(short_text(e, _OWN_WORDS) for e in islice(page.tree.iter("footer"), 4))
    for element in islice(page.tree.iter("div", "p"), 3_000):
        name = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if "footer" in name or "colophon" in name or "tagline" in name:
            foot += " " + short_text(element, _OWN_WORDS)
            if len(foot) > 4 * _OWN_WORDS:
                break
    for pattern, venue in _sayings():
        if pattern.search(foot):
            yield Candidate("venue", venue, "site's own words", SAID)
            return


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "venues.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, str]:
    return {host: venue for venue, hosts in _rules()["hosts"].items() for host in hosts}


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("|".join(rule["words"]), re.IGNORECASE), rule["venue"])
        for rule in _rules()["said"]
    )
