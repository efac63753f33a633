"""Where a page says who signed a piece: structured data, bylines in view, labels, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from .candidates import NAMES, SILENT, UNDISPUTED, Candidate, fold, is_good
from .markup import Tree, short_text
from .names import MOST, begins_as_name, is_desk, split_names, stated_whole
from .signatures import signatures
from .sources import Page, meta_source, prior, texts, types
from .view import Line, stands_aside

_METAS = frozenset(
    {
        "parsely-author", "sailthru.author", "byl", "author", "article:author", "og:article:author",
        "article:author_name", "dc.creator", "dcterms.creator", "dc.creator.author",
        "citation_author", "cxenseparse:author", "article.author", "creator", "bylines",
        "vr:author", "sailthru.authors", "rbauthors", "shareaholic:article_author_name",
        "twitter:creator:name", "og:author", "dc.author", "article:author:name", "authors",
        "cre-author", "byline", "citation_authors", "article-author", "book:author", "web_author",
    }
)  # fmt: skip
_WRITTEN = re.compile(r"written|author|verfasst|geschrieben|écrit|escrito|autor", re.IGNORECASE)
_CARD = re.compile(
    r"(?:^|\s)(?:fn|author|p-author|post-author|user-?name)(?:\s|$)|author[-_]*(?:name|link|title)",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"^(?:https?://[^/]+)?/@[\w.-]+/?$|"
    r"/(?:authors?|autor(?:en|in|es)?|auteurs?|writers?|contributors?|columnists?|people|staff|"
    r"profile?s?|by|redaktion|journalists?|critics?|users?)/[\w%.-]+(?:/[\w%.-]*)?/?(?:\?.*)?$"
)
_BYLINE = re.compile(
    r"^\W{0,6}(?:by|von|par|por|written by|review by|reviewed by|posted by|words by|text by|"
    r"text von|eine? \w+ von|publié par|publicado por)\s",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W{0,3}(?:texte?|autor(?:in|en|es|inn?en)?|auteurs?|authors?|verfasser(?:in)?|"
    r"foto und text|text und fotos?|words|story|reporter|bericht)(?:\s?:|\s-|(?<=autoren))\s+",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,3}(?:quelle|source|redaktion|fuente|fonte)\s?:\s+", re.IGNORECASE)
_OPENS = re.compile(
    r"\W{0,6}(?:by|von|par|por|written|review|posted|words|text|ein|publi|aut|verf|foto|story|rep|ber)",
    re.IGNORECASE,
)  # what a label or a byline may begin with, in one quick look
_BEHIND = re.compile(r"(?:^|[\s,|•·–—-])(?:by|von|par|por)\s+(?=\S)", re.IGNORECASE)
_NUMBERS = re.compile(r"\d")
_IN_SCRIPT = re.compile(
    r"""["']?(?:page|article|post|content)?_?-?(?:author|authors|authorname|author_name)["']?"""
    r"""\s{0,2}:\s{0,2}\[?\s?(?:"([^"<>{}\\]{3,60})"|'([^'<>{}\\]{3,60})')""",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_LOOKED_AT = 6  # elements of a kind, lines of a kind
_SIGNED = 30  # characters of a line that a desk signs
_TOGETHER = 3  # elements up from each of two that are of one byline
_WITHIN = 12  # lines of the headline

Stated = tuple[str, tuple[str, ...], frozenset[str]]


def from_page(page: Page, *, outlet: str | None = None) -> Iterator[Candidate]:
    """Yield the authors that a page names, joined by ``; `` in each candidate.

    Args:
        page: The page.
        outlet: Its name, which is seldom anybody's.
    """
    title = fold((page.tree.findtext(".//title") or "")[:300])
    seen = fold.__wrapped__("\n".join(one.text for one in page.view.lines))
    found: list[Stated] = []
    for source, stated, marks in _stated(page):
        people = tuple(n for n in stated if not is_desk(n) and not _is_outlet(n, outlet, page.host))
        if names := people or stated:
            found.append((source, names, marks | _marks(names, title, outlet, page.host)))
            if fold(names[0]) not in seen:
                found[-1] = (source, names, found[-1][2] | {"nowhere in view"})
    person = any(is_good(source) and not marks & _NO_PERSON for source, _, marks in found)
    sure = [
        frozenset(map(fold, names))
        for source, names, marks in found
        if is_good(source) and not (person and marks & _NO_PERSON)
    ]
    for source, names, marks in found:
        own = frozenset(map(fold, names))
        if marks & _NO_PERSON:
            silent = {"though a full name is given"} if marks & _NO_PERSON == _WORD else {SILENT}
            marks |= silent if person else _NONE
        elif sure and all(own & one for one in sure):
            marks |= {UNDISPUTED}
        yield Candidate("authors", NAMES.join(names), source, prior(source), marks)


_WORD = frozenset({"one word"})
_NO_PERSON = frozenset({"a desk", "the outlet", "one word"})


def _marks(names: tuple[str, ...], title: str, outlet: str | None, host: str) -> frozenset[str]:
    """What names are like; where it differs among them, what the first is like."""
    first = names[0]
    words = first.split()
    found = {f"{min(len(names), 3)} names"} - {"1 names"}
    if len(words) == 1:
        found.add("one word")
    if all(begins_as_name(name) for name in names):
        found.add("a given name, one word" if len(words) == 1 else "a given name")
    if is_desk(first):
        found.add("a desk")
    if _is_outlet(first, outlet, host):
        found.add("the outlet")
    if title and f" {fold(first)} " in f" {title} ":
        found.add("in the title")
    if any(c.isdigit() or c in "_." for c in first.replace(". ", "")) or first.islower():
        found.add("a handle")
    return frozenset(found)


def _stated(page: Page) -> Iterator[Stated]:
    yield from _of_article(page)
    for name, values in page.metas.items():
        if name in _METAS:
            listed = [v for v in values if not v.startswith(("http", "@", "/"))]
            yield meta_source(name), _split("; ".join(listed[:MOST])), _NONE
    if _WRITTEN.search(page.meta("twitter:label1") or ""):
        yield "meta twitter:data1", _split(page.meta("twitter:data1") or ""), _NONE
    yield from _each("microdata", page.properties("author"))
    signed: list[Tree] = []
    profiles: list[Tree] = []
    for link in page.tree.iter("a"):
        if "author" in (link.get("rel") or "").split():
            signed.append(link)
        if _PROFILE.search(link.get("href") or ""):
            profiles.append(link)
    yield from _each("rel-author", signed)
    yield from _each("author-link", profiles, alone=False)
    yield from _named(page)
    yield from _in_lines(page)
    yield from ((source, names, _NONE) for source, names in signatures(page))
    yield from _in_scripts(page)


_NONE: frozenset[str] = frozenset()


def _split(byline: str) -> tuple[str, ...]:
    return split_names(byline, alone=True, desks=True)


def _of_article(page: Page) -> Iterator[Stated]:
    author: Any = page.article.get("author") or page.article.get("creator")
    listed = [page.follow(a) for a in (author if isinstance(author, list) else [author])]
    found: list[str] = []
    marks: set[str] = set()
    for one in listed[:MOST]:
        if isinstance(one, dict) and "Organization" in types(one) and "Person" not in types(one):
            marks.add("an organisation")
        for text in texts(one):
            found += [n for n in _split(text) if n not in found]
    yield "json-ld", tuple(found), frozenset(marks)


def _each(source: str, elements: Iterable[Tree], *, alone: bool = True) -> Iterator[Stated]:
    """The names in the first few elements of a kind; those that stand aside, apart."""
    found: dict[bool, list[str]] = {False: [], True: []}
    first: dict[bool, Tree] = {}
    many: set[bool] = set()
    for element in islice(elements, _MOST_LOOKED_AT):
        inner = element.find('.//*[@itemprop="name"]')
        named = inner if inner is not None else element
        text = named.get("content") or short_text(named, 120)
        aside = stands_aside(element)
        names = found[aside]
        known = {fold(n) for n in names}
        read = split_names(text, alone=alone, desks=alone) or (stated_whole(text) if alone else ())
        more = [n for n in read if fold(n) not in known]
        if more and names and not _together(first[aside], element):
            many.add(aside)
            continue
        names += more
        first.setdefault(aside, element)
    own = f"{source}, one of many" if False in many else source
    yield own, tuple(found[False][:4]), _NONE
    yield f"{source}, aside", tuple(found[True][:1]), _NONE


def _together(one: Tree, other: Tree) -> bool:
    """Whether two elements are of one byline: not far apart, as the names of comments are."""
    around = set(islice(one.iterancestors(), _TOGETHER))
    return any(above in around for above in islice(other.iterancestors(), _TOGETHER))


def _named(page: Page) -> Iterator[Stated]:
    """Elements whose class names them for an author: cards hold a name alone, bylines more."""
    cards: list[Tree] = []
    bylines: list[tuple[Tree, bool]] = []
    for one in page.view.named:
        if "author" not in one.kinds or one.element.tag in ("body", "html", "article", "form"):
            continue
        if one.element.tag in ("a", "span") and _CARD.search(one.element.get("class") or ""):
            cards.append(one.element)
        bylines.append((one.element, one.aside))
    yield from _each("author-card", cards)
    seen: set[bool] = set()
    for element, aside in islice(bylines, 2 * _MOST_LOOKED_AT):
        if aside in seen or not (text := short_text(element, 120)):
            continue
        if names := split_names(text, alone=_says_by(text), desks=True):
            seen.add(aside)
            yield "byline, aside" if aside else "byline", names, _NONE


def _says_by(text: str) -> bool:
    return _BYLINE.match(text) is not None


def _in_lines(page: Page) -> Iterator[Stated]:
    """What the lines in view say, each kind once, those beside the headline first."""
    headline = page.headline_at
    found: dict[str, tuple[str, ...]] = {}
    for at, one in enumerate(page.view.lines):
        if one.aside or not one.whole or not 3 < len(one.text) <= 120:
            continue
        near = headline is None or -4 <= at - headline <= _WITHIN
        if not near and not _OPENS.match(one.text):
            continue
        kind, names = _of_line(one, page.dated.get(at))
        source = kind
        if kind == _ALONE:
            source = _kind_of_alone(page, at) if near else ""
        elif not near and kind != "label":
            source = f"{kind}, far" if kind == "text" else ""
        if names and source:
            found.setdefault(source, names)
    for source, names in found.items():
        yield source, names, _NONE


_ALONE = "a name alone"


def _kind_of_alone(page: Page, at: int) -> str:
    """Where a line stands that reads like a name: most are headings or captions."""
    if page.view.lines[at].tag in _HEADINGS:
        return ""
    dated = at - 1 in page.dated or at + 1 in page.dated
    return f"{_ALONE} by a date" if dated else _ALONE


def _of_line(one: Line, dated: re.Match[str] | None) -> tuple[str, tuple[str, ...]]:
    """What kind of line it is, and the names in it."""
    text = one.text
    if label := _LABEL.match(text):
        return "label", split_names(text[label.end() :], alone=True, desks=True)
    if origin := _FROM.match(text):
        return "label of origin", split_names(text[origin.end() :], alone=True, desks=True)
    if _says_by(text):
        short = len(text) < 60
        return "text", split_names(text, desks=short, alone=short and len(text.split()) == 2)
    if dated:
        rest = f"{text[: dated.start()]} | {text[dated.end() :]}"
        if by := _BEHIND.search(rest):
            return "by beside a date", split_names(rest[by.end() :], alone=True, desks=True)
        return "beside a date", split_names(_NUMBERS.sub("", rest))
    if "meta" in one.kinds:
        return "meta line", split_names(text, desks=len(text) < _SIGNED)
    if text.count(" ") in (1, 2) and text[-1].isalpha():
        return _ALONE, split_names(text)
    return "", ()


def _in_scripts(page: Page) -> Iterator[Stated]:
    for script in page.scripts:
        at = script.find("uthor")
        if at < 0:
            continue
        for match in islice(_IN_SCRIPT.finditer(script, max(0, at - 10), at + 50_000), 4):
            if names := split_names(match[1] or match[2], alone=False, desks=True):
                yield "script", names, _NONE
                return


def _is_outlet(name: str, outlet: str | None, host: str) -> bool:
    """The site's name or the outlet's; a person may have a site."""
    folded = fold(name).replace(" ", "")
    whole = host.replace(".", "").replace("-", "")
    label = host.rsplit(".", 1)[0].replace(".", "").replace("-", "")
    site = "".join(host.split(".")[-2:]).replace("-", "")
    if folded in (label, whole, site):
        return True
    called = fold(outlet or "").replace(" ", "")
    longest = max((part for part in host.split(".")[:-1]), key=len, default="")
    within = len(longest) > 5 and longest in folded and len(folded) < len(longest) + 6
    return within or (len(called) > 4 and folded.startswith(called)) or folded == called != ""
