"""Who signed a piece: bylines cleaned to names.

A byline's name has two to five words, each with a capital, and none that says what the signer is
(staff, editor, agency). One word alone counts only where a place states nothing but names (a
column, front matter, JSON-LD).
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
from .markup import Tree, short_text
from .prose import line
from .published import stands_aside
from .sources import Page, texts, types

LONGEST = 60  # characters of one name
MOST = 12  # names of one piece

_LEAD = re.compile(
    r"^\W*(?:(?:a\s+)?(?:film\s+|movie\s+)?review(?:ed)?\s+by|written\s+by|words\s+by|posted\s+by|"
    r"published\s+by|story\s+by|text\s+(?:by|von)|created\s+by|by\s+line|"
    r"by|von|vom|par|por|di|door|przez|text|autore?n?|autorin|autoren|author|auteur|verfasst\s+von|"
    r"(?:(?:ein\s+)?(?:gast)?beitrag|artikel|kommentar|interview|text|foto|redaktion|geschrieben|"
    r"eingestellt|gepostet|veröffentlicht|erstellt|im\s+wortlaut)\s*:?\s*von|interview|redaktion|"
    r"napisał|publicado\s+por|publié\s+par)"
    r"(?:\s*:\s*|\s+|$)(?:by\s+|von\s+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:[|•·–—/]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|"
    r"-\s|on\s+\d|on\s+[A-Z][a-z]+\s+\d|in\s+[A-Z][a-z]+$|am\s+\d|"
    r"at\s+\d|\d|for\s+the\s|for\s+[A-Z]|is\s+an?\s|updated|published|posted|follow\b|veröffentlicht).*$"
    r"|\s*[(\[<@].*$|\s*https?:.*$",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*[;|•·/]\s*|\s*,\s*(?:and\s+|und\s+|et\s+)?|\s+(?:and|und|et|y|with|mit|&|i)\s+"
)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_SITE = re.compile(r"\w\.(?:com|org|net|de|at|ch|it|fr|es|uk|info|tv|eu|[a-z]{2})$", re.IGNORECASE)
_TOKEN = re.compile(r"^(?:[^\W\d_][\w’'´`.-]*)$")


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    text = (files(__package__) / "names.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


def split_names(byline: str, *, alone: bool = False) -> tuple[str, ...]:
    """Read the names in a byline.

    Args:
        byline: As printed.
        alone: Whether one word may be a name.

    Example:
        >>> split_names("By Jane Doe and John van der Roe, Film Critic | Jan 10, 2014")
        ('Jane Doe', 'John van der Roe')
        >>> split_names("Staff"), split_names("zeddified", alone=True)
        ((), ('zeddified',))
    """
    text = _ADDRESS.sub(" ", line(byline))
    text = _LEAD.sub("", text)
    found: list[str] = []
    for part in _SPLIT.split(_initials_kept(text)):
        name = _LEAD.sub("", part.replace("\x1f", ", "))
        name = _TAIL.sub("", f"{name} ").strip(" \t.,:;-–—*\"“”'|")
        if _is_name(name, alone=alone) and fold(name) not in map(fold, found):
            found.append(_cased(name))
    return tuple(found[:MOST])


def _initials_kept(text: str) -> str:
    """Keep ``Doe, Jr.`` in one piece."""
    return re.sub(r",\s+(?=(?:Jr|Sr|Ph\.?D|M\.?D)\b)", "\x1f", text)


def _is_name(name: str, *, alone: bool) -> bool:
    words = name.replace(",", "").split()
    if not words or len(name) > LONGEST or (any(c.isdigit() for c in name) and not alone):
        return False
    if any(fold(w) in _words()["not_names"] for w in words):
        return False
    if len(words) == 1:
        return alone and 2 <= len(name) <= 40
    capitals = [w for w in words if w[0].isupper()]
    rest_fits = all(w[0].isupper() or w.lower() in _words()["particles"] for w in words)
    fits = rest_fits or (alone and len(words) <= 3)
    return len(words) <= 5 and fits and (len(capitals) >= 1 or alone) and _all_tokens(words)


def _all_tokens(words: list[str]) -> bool:
    return all(_TOKEN.match(w.strip("“”\"'()’")) or w in ("&",) for w in words)


def _cased(name: str) -> str:
    """Set a name printed in capitals in the usual case.

    Example:
        >>> _cased("JANE O'NEIL-DOE")
        "Jane O'Neil-Doe"
    """
    if not name.isupper() or " " not in name:
        return name
    words = (w.lower() if w.lower() in _words()["particles"] else w.title() for w in name.split())
    return " ".join(words).replace("’S", "’s")


_METAS = {
    "parsely-author": 0.8, "sailthru.author": 0.75, "byl": 0.8, "author": 0.65,
    "article:author": 0.6, "og:article:author": 0.6, "article:author_name": 0.8,
    "dc.creator": 0.6, "dcterms.creator": 0.6, "dc.creator.author": 0.6, "citation_author": 0.85,
    "cxenseparse:author": 0.75, "article.author": 0.7, "creator": 0.5, "bylines": 0.75,
    "vr:author": 0.7, "sailthru.authors": 0.7, "rbauthors": 0.8,
}  # fmt: skip
_WRITTEN = re.compile(r"written|author|verfasst|geschrieben|écrit|escrito|autor", re.IGNORECASE)
_CARD = re.compile(r"(?:^|\s)(?:fn|author|p-author|post-author|author-?name|author__name)(?:\s|$)")
_PROFILE = re.compile(
    r"^(?:https?://[^/]+)?/@[\w.-]+/?$|"
    r"/(?:authors?|autor(?:en|in|es)?|auteurs?|writers?|contributors?|columnists?|people|staff|"
    r"profile?s?|by|redaktion|journalists?|critics?)/[\w%.-]+(?:/[\w%.-]*)?/?(?:\?.*)?$"
)
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|author|autor|autoren|auteur|writer|verfasser|contributor|"
    r"vcard|fn|signature|submitted)(?:$|[\s_-])|author-?name|authorname|article-?author|"
    r"post-?author|entry-?author|byline|articleautor|__author",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:by|von|par|written by|review by|reviewed by|posted by|words by|text:|autor:|author:)\s",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"comment|related|teaser|sidebar|widget|recommend|respond|avatar|bio\b|box-list|image-?credit|"
    r"caption|copyright|list-item|most-?read|trending",
    re.IGNORECASE,
)
_ELEMENTS = (
    "a", "span", "div", "p", "li", "address", "strong", "b", "em", "i", "small", "cite", "td",
    "h3", "h4", "h5", "h6", "section", "header", "dd", "font", "ul",
)  # fmt: skip
_MOST_LOOKED_AT = 4_000  # elements: bylines stand near the top


def from_page(page: Page, *, outlet: str | None = None) -> Iterator[Candidate]:
    """Yield the authors that a page names, joined by ``; `` in each candidate.

    Args:
        page: The page.
        outlet: Its name, which is nobody's.
    """
    for source, confidence, names in _stated(page):
        kept = [n for n in names if not _is_outlet(n, outlet, page.host)]
        if kept:
            yield Candidate("authors", "; ".join(kept), source, confidence)


def _stated(page: Page) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    yield "json-ld", 0.85, _of_article(page)
    for name, confidence in _METAS.items():
        values = [v for v in page.metas.get(name, ()) if not v.startswith(("http", "@", "/"))]
        if values:
            yield f"meta {name}", confidence, split_names("; ".join(values[:MOST]), alone=True)
    if _WRITTEN.search(page.meta("twitter:label1") or ""):
        yield "meta twitter:data1", 0.6, split_names(page.meta("twitter:data1") or "", alone=True)
    yield "microdata", 0.75, _unique(page.properties("author"))
    links = (a for a in page.tree.iter("a") if "author" in (a.get("rel") or "").split())
    yield "rel-author", 0.7, _unique(links)
    cards = (e for e in page.tree.iter("a", "span") if _CARD.search(e.get("class") or ""))
    yield "author-card", 0.6, _unique(cards)
    profiles = (a for a in page.tree.iter("a") if _PROFILE.search(a.get("href") or ""))
    yield "author-link", 0.55, _unique(profiles, alone=False)
    yield from _visible(page)


def _of_article(page: Page) -> tuple[str, ...]:
    author: Any = page.article.get("author") or page.article.get("creator")
    listed = [page.follow(a) for a in (author if isinstance(author, list) else [author])]
    found: list[str] = []
    for one in listed[:MOST]:
        if isinstance(one, dict) and "Person" not in types(one) and "Organization" in types(one):
            continue
        for text in texts(one):
            found += [n for n in split_names(text, alone=True) if n not in found]
    return tuple(found)


def _unique(elements: Iterator[Tree], *, alone: bool = True) -> tuple[str, ...]:
    """The names in the first few elements of a kind that stand by the piece itself."""
    found: list[str] = []
    for element in islice((e for e in elements if not _elsewhere(e)), 4):
        inner = element.find('.//*[@itemprop="name"]')
        named = inner if inner is not None else element
        text = named.get("content") or short_text(named, 120)
        found += [n for n in split_names(text, alone=alone) if fold(n) not in map(fold, found)]
    return tuple(found)


def _visible(page: Page) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """The first element named for a byline, and the first that reads like one."""
    marked: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    for element in islice(page.tree.iter(*_ELEMENTS), _MOST_LOOKED_AT):
        name = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_marked = not marked and _MARKED.search(name) is not None
        text = short_text(element, 120) if is_marked or not spoken else ""
        reads = _BYLINE.match(text) is not None
        if not text or not (is_marked or reads) or _BOX.search(name) or _elsewhere(element):
            continue
        names = split_names(text)
        marked = marked or (names if is_marked else ())
        spoken = spoken or (names if reads else ())
        if marked and spoken:
            break
    yield "byline", 0.55, marked
    yield "text", 0.5, spoken


def _elsewhere(element: Tree) -> bool:
    return stands_aside(element)


def _is_outlet(name: str, outlet: str | None, host: str) -> bool:
    """One word that is the site's name, or the outlet's whole name; a person may have a site."""
    folded = fold(name).replace(" ", "")
    label = host.rsplit(".", 1)[0].replace(".", "").replace("-", "")
    is_service = host.count(".") > 1
    if folded == label:
        return " " not in name and not is_service
    personal = folded in label or label in folded
    return outlet is not None and folded == fold(outlet).replace(" ", "") and not personal
