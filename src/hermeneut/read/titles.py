"""What a piece is called: its headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .candidates import Candidate, fold
from .markup import Tree, short_text
from .prose import line
from .published import stands_aside
from .sources import Page

LONGEST = 300  # characters; a longer heading is a paragraph

_PARTS = re.compile(r"\s+[|–—·•:>›‹-]+\s+|\s*\|\s*|:\s+|\s+[»«](?=\s)")
_HEADLINE = re.compile(
    r"(?:entry|post|article|page|story)[-_]?(?:title|headline|heading)|headline|^title$", re.I
)
_MARKUP = re.compile(r"</?[a-zA-Z][^>]{0,60}>")
_STARS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")


def clean_title(raw: str) -> str:
    """Put a title on one line, without marks of emphasis left in it.

    Example:
        >>> clean_title("_Her_: a <em>film</em>"), clean_title("**Her**")
        ('Her: a film', 'Her')
    """
    bare = _MARKUP.sub("", line(raw))
    return line(_STARS.sub(r"\2", bare))


def without_site(title: str, names: tuple[str, ...]) -> str:
    """Take a site's name off the ends of a title.

    Args:
        title: Cleaned.
        names: What the site is called: its name, its host.

    Example:
        >>> without_site("Her – a review | The Daily Post", ("Daily Post",))
        'Her – a review'
        >>> without_site("Her", ("her.com",))
        'Her'
    """
    return _parted(title, names)[0]


def site_in(title: str, names: tuple[str, ...]) -> str | None:
    """Return a site's name as it stands at the end of a title.

    Example:
        >>> site_in("Her – a review | The Daily Post", ("dailypost.com",))
        'The Daily Post'
    """
    return _parted(title, names)[1]


def _parted(title: str, names: tuple[str, ...]) -> tuple[str, str | None]:
    """A title without the site's name at its ends, and that name."""
    known = {_bare(n) for n in names if _bare(n)}
    site = None
    while cuts := list(_PARTS.finditer(title)):
        first, last = title[: cuts[0].start()], title[cuts[-1].end() :]
        if _is_site(last, known):
            title, site = title[: cuts[-1].start()].strip(), site or last.strip()
        elif _is_site(first, known):
            title, site = title[cuts[0].end() :].strip(), site or first.strip()
        else:
            break
    return title, site


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|der|die|das|le|la) ", "", fold(name)).replace(" ", "")


def _is_site(part: str, known: set[str]) -> bool:
    bare = _bare(part)
    if not bare:
        return True
    return any(
        bare == name or (len(bare) >= 4 and (name.startswith(bare) or bare.startswith(name)))
        for name in known
        if len(name) >= 3
    )


def from_page(page: Page, *, outlet: str | None = None) -> Iterator[Candidate]:
    """Yield the titles that a page gives itself.

    Args:
        page: The page.
        outlet: Its name, taken off the ends.
    """
    names = names_of_site(page.host, outlet)
    for source, confidence, raw in _stated(page):
        title = without_site(clean_title(raw), names)
        if title and len(title) <= LONGEST:
            named = _is_site(title, {_bare(n) for n in names})
            yield Candidate("title", title, source, confidence * (0.4 if named else 1))


def names_of_site(host: str, outlet: str | None = None) -> tuple[str, ...]:
    """List what a site may be called in a title: its name, its host, the host's labels."""
    labels = host.split(".")
    return tuple(n for n in (outlet, host, *labels[:-1]) if n and len(n) > 2)


def _stated(page: Page) -> Iterator[tuple[str, float, str]]:
    node = page.article
    headline = node.get("headline") or node.get("name")
    if isinstance(headline, str):
        yield "json-ld", 0.75, headline
    headings = [t for t in _headings(page.tree, "h1") if t]
    if headings:
        yield "h1", 0.7 if len(headings) == 1 else 0.55, headings[0]
    marked = _marked(page.tree)
    if marked:
        yield "headline", 0.6, marked
    for name, confidence in (("og:title", 0.6), ("twitter:title", 0.45), ("headline", 0.6),
                             ("dc.title", 0.4), ("parsely-title", 0.6), ("title", 0.3),
                             ("sailthru.title", 0.6), ("citation_title", 0.8)):  # fmt: skip
        if found := page.meta(name):
            yield f"meta {name}", confidence, found
    title = page.tree.find(".//title")
    if title is not None:
        yield "title", 0.5, short_text(title, LONGEST)
    below = next((t for t in _headings(page.tree, "h2") if t), None)
    if below and not headings:
        yield "h2", 0.4, below


def _headings(tree: Tree, tag: str) -> list[str]:
    return [short_text(h, LONGEST) for h in islice(tree.iter(tag), 10) if not stands_aside(h)]


def _marked(tree: Tree) -> str:
    for element in tree.iter("h1", "h2", "h3", "header", "div", "span", "p", "a"):
        name = f"{element.get('class') or ''} {element.get('itemprop') or ''}".strip()
        if name and _HEADLINE.search(name) and not stands_aside(element):
            text = short_text(element, LONGEST)
            if text:
                return text
    return ""
