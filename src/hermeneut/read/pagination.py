"""The next page of an article that is split over several.

What calls itself *next* is, on most sites, the next post. So a link counts only where its address
is this page's with the number one higher; its words don't count at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from ..addresses import canonical, host
from .sources import Page

MOST_PAGES = 60  # a higher number names a post, a year or a page of a list
_LINKS = 5_000  # of a page that are looked at
_PARAMETER = r"[?&](?:page|pg|pagenum|pageno|seite)="
# Each has what stands before the number, the number, and what follows; tried in this order.
_PAGED = (
    re.compile(rf"^(?P<before>.*{_PARAMETER})(?P<n>\d{{1,3}})(?P<after>.*)$", re.I),
    re.compile(r"^(?P<before>.*/page[/-]?)(?P<n>\d{1,3})(?P<after>(?:\.x?html?)?)$", re.I),
    re.compile(r"^(?P<before>https?://[^/?#]+/[^?#]*[^/?#]/)(?P<n>\d{1,3})(?P<after>)$", re.I),
)
# The first page of these has no number: on-her.html, on-her-2.html. One that has is in a series.
_SUFFIXED = re.compile(r"^(?P<before>.*[^/][-_,]p?)(?P<n>\d{1,3})(?P<after>\.\w{2,5})$", re.I)
_MARK = re.compile(rf"(?:{_PARAMETER}|/page[/-]?|[-_,]p?|/)$", re.I)


class Numbered(NamedTuple):
    """An address taken apart: what its pages share, and which of them it is."""

    stem: str
    number: int


def numbered(url: str) -> Numbered:
    """Tell which page of an article an address names; the first where none is named.

    Args:
        url: An address as `addresses.canonical` writes it.

    Example:
        >>> numbered("https://e.org/2014/on-her?page=2")
        Numbered(stem='https://e.org/2014/on-her', number=2)
        >>> numbered("https://e.org/2014/on-her.html").number
        1
    """
    for shape, least in (*((shape, 1) for shape in _PAGED), (_SUFFIXED, 2)):
        found = shape.match(url)
        if found and least <= int(found["n"]) <= MOST_PAGES:
            stem = _MARK.sub("", found["before"]) + found["after"]
            return Numbered(stem, int(found["n"]))
    return Numbered(url, 1)


def next_page(page: Page) -> str | None:
    """Find the address of the page on which this one goes on.

    Limits: articles that load their rest by script have no next page; nor has one whose pages
    don't count up in their addresses.

    Example:
        >>> from hermeneut.read.markup import parse
        >>> tree = parse("<p>… <a href='/2014/on-her?page=2'>2</a> <a href='/2015/up'>Next</a>")
        >>> next_page(Page(tree, "https://e.org/2014/on-her"))
        'https://e.org/2014/on-her?page=2'
    """
    if not page.url:
        return None
    here = numbered(canonical(page.url))
    after = re.compile(rf"[=/,_ep-]{here.number + 1}(?:[/?#&.;\s]|$)", re.I)
    for address in _linked(page, page.url, after):
        there = numbered(address)
        if there.stem == here.stem and there.number == here.number + 1:
            return address
    return None


def _linked(page: Page, url: str, like: re.Pattern[str]) -> Iterator[str]:
    """Yield the canonical addresses of a kind that a page links to on its own site."""
    site = host(url)
    seen = 0
    for element in page.tree.iter("link", "a"):
        if element.tag == "link" and "next" not in (element.get("rel") or "").lower().split():
            continue
        seen += 1
        if seen > _LINKS:
            return
        link = element.get("href") or ""
        if not like.search(link):  # most by far, and an address takes long to be understood
            continue
        try:
            address = canonical(urljoin(url, link.strip()))
        except ValueError:
            continue
        if host(address) == site:
            yield address
