"""A bounded crawl: from a start page, through a site's own lists, to the pages worth keeping.

Lists are asked for, breadth first; the pages they lead to never are. Calendars without end and the
like don't trap it: addresses that differ in their numbers alone are of one shape, of each of which
some are asked for; paths that repeat themselves are not followed, nor what the site marks
``nofollow``.

Limits: lists that a script fills show no links here.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from ...addresses import canonical
from ...candidates import Candidate, Fetch, NotAnswered
from ..inquiries import services
from . import patterns
from .pages import Link, Page
from .sifting import TIRED, Sieve, each, is_of_one_page

if TYPE_CHECKING:
    from ...design import Design

DEEPEST_PATH = 12  # segments; where lists lie deeper, a relative link is going round in circles
_REPEATED = 3  # times that one segment may not stand in a path
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_VARIES = re.compile(
    rf"(?<![a-z0-9])(?:[0-9a-f-]*[0-9][0-9a-f-]{{7,}}|{_MONTHS})(?![a-z0-9])|[0-9]+", re.IGNORECASE
)


@dataclass(frozen=True)
class Crawl:
    """What lies behind a site's own lists.

    Attributes:
        urls: Where to start; each start stays on its own site.
        keep: Patterns of addresses of the pages that are wanted, on any site; they are never asked
            for here.
        follow: Patterns of addresses of lists that are asked for; by default every other page of
            the site.
        depth: Most steps from a start to a list.
        pages: Most lists that are asked for from each start.
        alike: Most lists whose addresses differ in their numbers alone.
        about: Only pages whose words or address hint at the work or a subject of the study; the
            others are kept as left out.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    urls: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    depth: int = 3
    pages: int = 200
    alike: int = 50
    about: bool = False
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "crawl"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees only the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.places("urls", self.urls)
        patterns.check("keep", self.keep)
        patterns.check("follow", self.follow)
        _ = self._sieve
        if not self.keep:
            raise ValueError(
                'crawl needs keep: patterns of the pages wanted, as keep = ["/20##/*"]'
            )
        if self.depth < 0 or self.pages < 1 or self.alike < 1:
            raise ValueError("depth must be 0 or more, pages and alike 1 or more")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the pages that lists lead to, as they are met."""
        starts = patterns.places("urls", self.urls)
        streams = (_Walk(self, start, fetch).pages() for start in starts)
        return self._sieve.sift(each(streams, self.name), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the addresses of the starts."""
        yield from patterns.places("urls", self.urls)

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, about=self.about)


@dataclass
class _Walk:
    """From one start, through the site's lists."""

    source: Crawl
    start: str
    fetch: Fetch
    asked: int = 0
    trapped: int = 0
    in_a_row: int = 0  # times that the site failed altogether
    met: set[str] = field(default_factory=set)
    shapes: Counter[str] = field(default_factory=Counter)
    failed: list[NotAnswered] = field(default_factory=list)

    def pages(self) -> Iterator[Candidate]:
        """Yield what is wanted, list by list.

        Raises:
            NotAnswered: The start can't be had.
        """
        waiting = deque([(self.start, 0)])
        self.met.add(canonical(self.start))
        while waiting and self.asked < self.source.pages and self.in_a_row < TIRED:
            url, depth = waiting.popleft()
            for link in self._links(url):
                if canonical(link.url) in self.met:
                    continue
                if patterns.fits_any(self.source.keep, link.url):
                    self.met.add(canonical(link.url))
                    yield Candidate(link.url, self.source.name, self.start, title=link.title)
                elif depth < self.source.depth and self._follows(link):
                    self.met.add(canonical(link.url))
                    waiting.append((link.url, depth + 1))
        self._tell(len(waiting))

    def _links(self, url: str) -> list[Link]:
        """List the links of a page; none where it doesn't want them followed."""
        self.asked += 1
        try:
            answer = self.fetch(url)
            page = Page(answer)
        except NotAnswered as error:
            if self.asked == 1:  # the start itself
                raise
            self.failed.append(error)
            self.in_a_row = 0 if is_of_one_page(error) else self.in_a_row + 1
            return []
        self.in_a_row = 0
        seen_before = canonical(page.url) != canonical(url) and canonical(page.url) in self.met
        self.met.add(canonical(page.url))
        wishes = answer.headers.get("x-robots-tag", "").lower()
        barred = page.asks_not_to_follow() or bool(re.search(r"\b(?:nofollow|none)\b", wishes))
        if barred or seen_before or not patterns.same_site(page.url, self.start):
            return []
        return page.links()

    def _follows(self, link: Link) -> bool:
        url = link.url
        if not link.follow or not patterns.same_site(url, self.start):
            return False
        if self.source.follow and not patterns.fits_any(self.source.follow, url):
            return False
        if patterns.reason(self.source.leave_out, url):
            return False
        kind = shape(url)
        if goes_in_circles(url) or self.shapes[kind] >= self.source.alike:
            self.trapped += 1
            return False
        self.shapes[kind] += 1
        return True

    def _tell(self, left: int) -> None:
        where = f"{self.source.name} {self.start}"
        if left and self.in_a_row >= TIRED:
            services.warn(where, f"the site isn't asked on: {self.failed[-1]}", f"{left} left")
        elif left:
            services.warn(where, f"stopped at its limit of {self.asked} lists", f"{left} left")
        if self.trapped:
            services.warn(where, f"{self.trapped} links looked like lists without end")
        if self.failed:
            services.warn(where, f"{len(self.failed)} lists weren't had, {self.failed[0]}")


def shape(url: str) -> str:
    """Write an address with a ``#`` for what differs between the pages of a series.

    Numbers, long hexadecimal names and months count, and values that hold one of them.

    Example:
        >>> shape("https://www.example.org/events/2014/january/?day=7&view=list")
        'https://example.org/events/#/#?day=#&view=list'
    """
    return _VARIES.sub("#", canonical(url))


def goes_in_circles(url: str) -> bool:
    """Say whether a path repeats itself, or lies deeper than a list would.

    Example:
        >>> goes_in_circles("https://example.org/a/b/a/b/a/b/")
        True
    """
    parts = [part for part in urlsplit(url).path.split("/") if part]
    most = max(Counter(parts).values(), default=0)
    return len(parts) > DEEPEST_PATH or most >= _REPEATED
