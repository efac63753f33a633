"""Sitemaps of sites: every page that they want to be found.

Limits: a sitemap says when a page was last changed, hardly ever when it came out, and names no
titles unless it is one of news. Old pages are often left out, and whole sections too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from ...candidates import Candidate, Fetch, NotAnswered
from ..inquiries import services
from ..visits import robots
from . import patterns, sitemap
from .sifting import TIRED, Sieve, each, is_of_one_page, outside
from .sitemap import Place

if TYPE_CHECKING:
    from ...design import Design

# Where sitemaps usually are, where robots.txt names none: by the protocol's example, then those of
# Yoast's and WordPress' own.
USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")
DEEPEST = 3  # indexes within indexes; the protocol allows none, sites have one or two


@dataclass(frozen=True)
class Sitemaps:
    """What sites list in their sitemaps.

    Attributes:
        urls: Sites, whose robots.txt or usual places say where their sitemaps are, or addresses of
            sitemaps.
        keep: Patterns of addresses, one of which a page must fit; all pages if empty.
        sitemaps: Patterns of addresses, one of which a sitemap named by an index must fit; all if
            empty.
        about: Only pages whose address or title hints at the work or a subject of the study; the
            others are kept as left out.
        since: Pages last changed, or out, before this are left out, and so are sitemaps unread.
        until: Pages that came out later are left out, as far as a sitemap says when.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
        files: Most sitemaps of each of the addresses.
        limit: Most pages of each of them; 0 for all.
    """

    urls: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    about: bool = False
    since: str = ""
    until: str = ""
    leave_out: tuple[str, ...] = ()
    files: int = 200
    limit: int = 100_000

    name: ClassVar[str] = "sitemaps"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees only the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.places("urls", self.urls)
        patterns.check("keep", self.keep)
        patterns.check("sitemaps", self.sitemaps)
        _ = self._sieve
        if self.files < 1:
            raise ValueError("files must be 1 or more")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the pages of each site, once."""
        streams = (self._of(url, fetch) for url in patterns.places("urls", self.urls))
        return self._sieve.sift(each(streams, self.name), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the addresses that are asked first."""
        for url in patterns.places("urls", self.urls):
            yield urljoin(url, "/robots.txt") if _is_site(url) else url

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, self.since, self.until, self.about)

    def _of(self, url: str, fetch: Fetch) -> Iterator[Candidate]:
        named = _named_by_robots(url, fetch) if _is_site(url) else [url]
        usual = [] if named else [urljoin(url, path) for path in USUAL]
        walk = _Walk(self, url, fetch, deque((place, 0) for place in named or usual))
        found = walk.pages(first_alone=bool(usual))
        pages = (self._candidate(page, where, url) for page, where in found)
        wanted = (page for page in pages if not self.keep or patterns.fits_any(self.keep, page.url))
        if not self.limit:
            yield from wanted
            return
        yield from islice(wanted, self.limit)
        if next(wanted, None):
            services.warn(f"{self.name} {url}", f"stopped at its limit of {self.limit} pages")

    def _candidate(self, page: Place, where: str, site: str) -> Candidate:
        why = ""
        if not any(patterns.same_site(page.url, own) for own in (site, where)):
            why = "off-site: a sitemap speaks of its own site alone"
        elif self.since and (early := outside(page.changed, self.since)):
            why = early.replace("early: of", "early: last changed")
        return Candidate(
            page.url,
            self.name,
            where,
            title=page.title,
            author=page.author,
            outlet=page.outlet,
            published=page.published,
            left_out=why,
        )


@dataclass
class _Walk:
    """From one sitemap to those that it names."""

    source: Sitemaps
    site: str
    fetch: Fetch
    waiting: deque[tuple[str, int]]
    asked: set[str] = field(default_factory=set)
    failed: list[NotAnswered] = field(default_factory=list)
    read: int = 0
    in_a_row: int = 0  # times that the site failed altogether

    def pages(self, *, first_alone: bool) -> Iterator[tuple[Place, str]]:
        """Yield pages, each with its sitemap; of places that are tried, the first that answers."""
        while self.waiting and len(self.asked) < self.source.files and self.in_a_row < TIRED:
            url, depth = self.waiting.popleft()
            if url in self.asked:
                continue
            self.asked.add(url)
            try:
                places = sitemap.read(self.fetch(url))
                if first_alone and not depth:
                    self.waiting.clear()
                yield from ((place, url) for place in self._through(places, depth))
                self.read += 1
                self.in_a_row = 0
            except NotAnswered as error:
                self.failed.append(error)
                self.in_a_row = 0 if is_of_one_page(error) else self.in_a_row + 1
        self._close()

    def _through(self, places: Iterator[Place], depth: int) -> Iterator[Place]:
        for place in places:
            if not place.is_sitemap:
                yield place
            elif depth < DEEPEST and self._wants(place):
                self.waiting.append((place.url, depth + 1))

    def _wants(self, place: Place) -> bool:
        if self.source.sitemaps and not patterns.fits_any(self.source.sitemaps, place.url):
            return False
        return not outside(place.changed, self.source.since)

    def _close(self) -> None:
        where = f"{self.source.name} {self.site}"
        if not self.read and self.failed:
            raise self.failed[0]
        left = {url for url, _ in self.waiting} - self.asked
        if left and self.in_a_row >= TIRED:
            services.warn(where, f"the site isn't asked on: {self.failed[-1]}", f"{len(left)} left")
        elif left:
            services.warn(where, f"stopped at its limit of {self.source.files} sitemaps")
        if self.read and self.failed:
            services.warn(where, f"{len(self.failed)} sitemaps weren't had, {self.failed[0]}")


def _is_site(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _named_by_robots(url: str, fetch: Fetch) -> list[str]:
    """List the sitemaps that a site's robots.txt names; none where it has no such file."""
    try:
        answer = fetch(urljoin(url, "/robots.txt"))
    except NotAnswered:
        return []
    named = robots.rules(answer.status, answer.body).sitemaps
    return [place for one in named if (place := patterns.address(one, answer.url))]
