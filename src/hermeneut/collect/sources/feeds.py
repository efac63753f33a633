"""Feeds of sites: what they published last, and as far back as their feeds go on.

Limits: most feeds hold the last ten or twenty pages. Those of WordPress and Blogger go on to the
beginning of the site; whoever writes about a work of ten years ago asks sitemaps or archives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import services
from . import patterns, syndication
from .pages import Page
from .sifting import Sieve, each, is_of_one_page, outside
from .syndication import Feed

if TYPE_CHECKING:
    from ...design import Design

# Where systems that many sites run on have their feed: WordPress, Jekyll, Hugo, Drupal, Ghost and
# Blogger (their documentation).
USUAL = ("feed/", "rss.xml", "atom.xml", "feed.xml", "index.xml", "rss/", "feeds/posts/default")
TYPES = (
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
)  # fmt: skip
MOST_NAMED = 4  # feeds of one page that are read; more are the same in other formats, or sections
_REMARKS = ("comment", "kommentar", "commentaire", "comentario", "commenti", "comentário")


@dataclass(frozen=True)
class Feeds:
    """What sites publish in feeds: RSS, Atom, JSON Feed.

    Attributes:
        urls: Addresses of feeds, or of pages whose feeds are to be found: those that the page
            names, else the usual places are tried.
        pages: Most pages of a feed, where it goes on: by a link to older entries (RFC 5005), or in
            WordPress by ``?paged=``.
        about: Only pages whose title or address hints at the work or a subject of the study; the
            others are kept as left out.
        since: Pages stated to be older are left out, and a feed is asked no further back.
        until: Pages stated to be younger are left out.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    urls: tuple[str, ...] = ()
    pages: int = 10
    about: bool = False
    since: str = ""
    until: str = ""
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "feeds"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees only the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.places("urls", self.urls)
        _ = self._sieve
        if self.pages < 1:
            raise ValueError("pages must be 1 or more")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the entries of each feed, each page once."""
        reading = Reading(self.name, fetch, self.pages, self.since)
        return self._sieve.sift(reading.all_of(patterns.places("urls", self.urls)), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the addresses that are asked first."""
        yield from patterns.places("urls", self.urls)

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, self.since, self.until, self.about)


class Reading(NamedTuple):
    """How feeds are read.

    Attributes:
        source: Name of the source that asks.
        fetch: What to ask through.
        pages: Most pages of one feed.
        since: A page of a feed whose stated dates are all older is the last.
    """

    source: str
    fetch: Fetch
    pages: int
    since: str

    def all_of(self, urls: Iterable[str]) -> Iterator[Candidate]:
        """Yield what stands in the feeds at some addresses; what one fails at doesn't end the rest.

        Raises:
            NotAnswered: Nothing could be had at any of them; the first reason.
        """
        return each((self.of(url) for url in urls), self.source)

    def of(self, url: str) -> Iterator[Candidate]:
        """Yield the entries of a feed, or of the feeds of a page.

        Raises:
            NotAnswered: The address doesn't answer, or no feed is found from it.
        """
        answer = self.fetch(url)
        if syndication.is_feed(answer.body):
            yield from self._of_feed(url, answer)
            return
        named = feeds_named_by(answer)
        found = each((self.of_feed(feed) for feed in named), self.source)
        yield from found if named else self._of_usual(answer.url)

    def of_feed(self, url: str) -> Iterator[Candidate]:
        """Yield the entries of what must be a feed."""
        yield from self._of_feed(url, self.fetch(url))

    def _of_usual(self, url: str) -> Iterator[Candidate]:
        """Try where feeds usually are, and read the first."""
        for path in USUAL:
            feed = urljoin(urljoin(url, "."), path)
            try:
                answer = self.fetch(feed)
                syndication.read(answer)
            except NotAnswered as error:
                if not is_of_one_page(error):
                    raise
                continue
            yield from self._of_feed(feed, answer)
            return
        raise NotAnswered("no-feed", f"{url} names none, and there is none at the usual places")

    def _of_feed(self, url: str, answer: Answer) -> Iterator[Candidate]:
        seen: set[str] = set()
        pageless = 0
        feeds = services.answered(self._pages(url, answer), f"{self.source} {url}")
        for feed in islice(feeds, self.pages):
            pageless += feed.pageless
            entries = [entry for entry in feed.entries if entry.url not in seen]
            seen.update(entry.url for entry in entries)
            for entry in entries:
                yield Candidate(
                    entry.url,
                    self.source,
                    url,
                    title=entry.title,
                    author=entry.author,
                    outlet=entry.outlet or feed.title,
                    published=entry.published,
                )
            if not entries or self._is_past(feed):
                break
        else:
            self._tell_of_more(url, feed)
        if pageless:
            services.warn(f"{self.source} {url}", f"{pageless} entries point to no page")

    def _pages(self, url: str, answer: Answer) -> Iterator[Feed]:
        """Yield a feed page by page, until it ends, goes round in circles or fails."""
        first, number = url, 1
        asked = {url, answer.url}
        while True:
            feed = syndication.read(answer)
            yield feed
            number += 1
            following = feed.next or (_paged(first, number) if feed.wordpress else "")
            if not following or following in asked:
                return
            asked.add(following)
            try:
                answer = self.fetch(following)
            except NotAnswered as error:
                if not feed.next and error.slug in ("http-404", "http-410"):  # how WordPress ends
                    return
                raise

    def _is_past(self, feed: Feed) -> bool:
        days = [entry.published for entry in feed.entries if entry.published]
        return bool(days) and all(outside(day, self.since) for day in days)

    def _tell_of_more(self, url: str, feed: Feed) -> None:
        if feed.next or feed.wordpress:
            many = f"{self.pages} page" + "s" * (self.pages > 1)
            services.warn(f"{self.source} {url}", f"stopped at its limit of {many}", feed.next)


def feeds_named_by(answer: Answer) -> list[str]:
    """List the feeds that a page names, those of comments left away, at most four.

    Raises:
        NotAnswered: ``no-page`` where it isn't HTML.
    """
    named = [
        url
        for kind, title, url in Page(answer).alternates()
        if kind in TYPES and not _is_of_remarks(title, url)
    ]
    return list(dict.fromkeys(named))[:MOST_NAMED]


def _is_of_remarks(title: str, url: str) -> bool:
    path = urlsplit(url).path.lower()
    return any(word in title.lower() or f"/{word}" in path for word in _REMARKS)


def _paged(url: str, number: int) -> str:
    """Write the address of a page of a WordPress feed.

    Example:
        >>> _paged("https://example.org/feed/?cat=3", 2)
        'https://example.org/feed/?cat=3&paged=2'
    """
    parts = urlsplit(url)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, True) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*pairs, ("paged", str(number))])))
