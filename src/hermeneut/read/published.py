"""Where a page says when it was published, and how often each place is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .candidates import Candidate
from .dates import in_path, parse, parse_iso
from .markup import Tree, short_text
from .prose import line
from .sources import Page, types

_METAS = {
    "article:published_time": 0.88, "article:published": 0.85, "og:article:published_time": 0.85,
    "og:published_time": 0.8, "datepublished": 0.85, "parsely-pub-date": 0.88,
    "sailthru.date": 0.8, "cxenseparse:recs:publishtime": 0.85, "dc.date.issued": 0.8,
    "dcterms.issued": 0.8, "dc.date": 0.7, "dcterms.date": 0.7, "dc.date.created": 0.75,
    "dcterms.created": 0.75, "citation_publication_date": 0.8, "citation_date": 0.7,
    "publish-date": 0.8, "publish_date": 0.8, "pubdate": 0.8, "publication_date": 0.8,
    "publication-date": 0.8, "date": 0.7, "originalpublicationdate": 0.85, "article.published": 0.8,
    "article.created": 0.7, "rnews:datepublished": 0.85, "last-published": 0.6,
    "date.created": 0.6, "dateposted": 0.7, "bt:pubdate": 0.8, "created": 0.5,
}  # fmt: skip
_DATED = re.compile(
    r"(?:^|[\s_-])(?:date|datum|fecha|published|publish|pubdate|posted|post-?meta|entry-?meta|"
    r"byline|dateline|timestamp|article-?meta|meta)", re.IGNORECASE,
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"(?<!no-)(?<!has-)(?<!with-)(?:\b|_)(?:comments?|commentlist|related|sidebar|widget[-_](?:area|recent\w*)|recommend\w*|"
    r"popular|trending|copyright|events?|navigation|nav|modified|updated|respond|discussion)(?:\b|_)|"
    r"(?<!post-)(?<!entry-)(?<!article-)(?:\b|_)footer(?:\b|_)", re.IGNORECASE,
)  # fmt: skip
_UPDATED = re.compile(r"updated|modified|aktualisiert|stand:|mis à jour|actualizado", re.IGNORECASE)


def from_page(page: Page, *, latest: str | None = None) -> Iterator[Candidate]:
    """Yield the dates that a page and its address give.

    Args:
        page: The page.
        latest: The day of capture.
    """
    day_first = _day_first(page)
    if found := in_path(page.path, latest=latest):
        yield Candidate("published", found, "url", 0.95 if len(found) == 10 else 0.9)
    for value in (page.article.get("datePublished"), page.article.get("dateCreated")):
        found = _any(str(value or ""), latest, day_first)
        if found:
            yield Candidate("published", found, "json-ld", 0.9)
            break
    for node in page.nodes:
        found = _any(str(node.get("datePublished") or ""), latest, day_first)
        if found and "WebPage" in types(node):
            yield Candidate("published", found, "json-ld webpage", 0.6)
            break
    for name, confidence in _METAS.items():
        found = _any(page.meta(name) or "", latest, day_first)
        if found:
            yield Candidate("published", found, f"meta {name}", confidence)
    yield from _microdata(page, latest, day_first)
    yield from _times(page, latest, day_first)
    yield from _visible(page, latest, day_first)


def _any(text: str, latest: str | None, day_first: bool | None) -> str | None:
    found = parse_iso(text, latest=latest)
    return found if found else parse(text, latest=latest, day_first=day_first)


def _day_first(page: Page) -> bool | None:
    """English has both ways round; elsewhere the day comes first."""
    language = (page.tree.get("lang") or page.meta("og:locale") or "").lower().replace("_", "-")
    if not language:
        return None
    if language.startswith("en"):
        return {"en-us": False, "en-gb": True, "en-au": True, "en-ie": True}.get(language)
    return True


def _microdata(page: Page, latest: str | None, day_first: bool | None) -> Iterator[Candidate]:
    for element in page.properties("datePublished"):
        raw = element.get("content") or element.get("datetime") or short_text(element, 120)
        found = _any(raw, latest, day_first)
        if found and not stands_aside(element):
            yield Candidate("published", found, "microdata", 0.8)
            return


def _times(page: Page, latest: str | None, day_first: bool | None) -> Iterator[Candidate]:
    for element in page.tree.iter("time"):
        around = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        text = short_text(element, 120)
        if _ELSEWHERE.search(around) or _UPDATED.search(text) or stands_aside(element):
            continue
        found = _any(element.get("datetime") or text, latest, day_first)
        if found:
            sure = element.get("pubdate") is not None or "publish" in around
            yield Candidate("published", found, "time", 0.8 if sure else 0.65)
            return


_DATE_ELEMENTS = (
    "span", "div", "p", "li", "td", "small", "abbr", "em", "i", "b", "strong", "font", "h6", "h5",
    "h4", "h3", "h2", "a", "dd", "header", "time",
)  # fmt: skip
_SILENT = frozenset({"script", "style", "noscript", "template", "title", "option"})
_MOST_LOOKED_AT = 6_000  # elements: bylines stand near the top


def _visible(page: Page, latest: str | None, day_first: bool | None) -> Iterator[Candidate]:
    """The first date in an element named for one, else the first that stands by itself."""
    for element in islice(page.tree.iter(*_DATE_ELEMENTS), _MOST_LOOKED_AT):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _DATED.search(name) or _ELSEWHERE.search(name):
            continue
        found = _day(short_text(element, 120), latest, day_first)
        if found and not stands_aside(element):
            yield Candidate("published", found, "dateline", 0.6)
            return
    if found := _by_itself(page.tree, latest, day_first):
        yield Candidate("published", found, "text", 0.45)


def _by_itself(tree: Tree, latest: str | None, day_first: bool | None) -> str | None:
    """The first short text with a date below the first heading, else above it."""
    above = None
    heading = tree.find(".//h1") is None
    for element in islice(tree.iter(), _MOST_LOOKED_AT):
        heading = heading or element.tag == "h1"
        if element.tag in _SILENT:
            continue
        for text in (element.text, element.tail):
            found = _day(line(text[:200]), latest, day_first) if text and len(text) < 300 else None
            if not found or stands_aside(element):
                continue
            if heading:
                return found
            above = above or found
    return above


def _day(text: str, latest: str | None, day_first: bool | None) -> str | None:
    """The whole date in a short text that isn't of a change or of rights."""
    if not 6 <= len(text) <= 120 or not re.search(r"\d\d", text):
        return None
    if _UPDATED.match(text) or "©" in text:
        return None
    found = parse(text, latest=latest, day_first=day_first)
    return found if found and len(found) == 10 else None


def stands_aside(element: Tree) -> bool:
    """Say whether an element stands among comments, related pieces or the like."""
    for above in element.iterancestors():
        if above.tag in ("aside", "footer", "nav"):
            return True
        if above.tag in ("body", "html", "article"):
            return False
        if _ELSEWHERE.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False
