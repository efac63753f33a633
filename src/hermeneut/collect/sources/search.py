"""A site's own search: what its search page lists.

Limits: what a search lists is the site's to choose; many leave out what is old, and none says how
it weighs. Searches that answer by script alone list nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote, quote_plus, urlsplit

from ...addresses import canonical
from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import queries, services
from . import patterns, syndication
from .pages import Link, Page
from .sifting import Sieve, each

if TYPE_CHECKING:
    from ...design import Design

_LISTS = re.compile(
    r"/(?:tags?|categor(?:y|ies|ia)|authors?|topics?|page|search|login|feed)(?:/|$)", re.IGNORECASE
)


@dataclass(frozen=True)
class Search:
    """What a site's search page lists.

    Attributes:
        url: The search page's address, with ``{query}`` where the query stands and, if it has
            several pages, ``{page}`` where their number does.
        queries: What to search for; by default the work's title with a maker's name.
        keep: Patterns of addresses that results fit. By default every link in the text of the page
            to another page of the site, lists of tags, authors and the like left away.
        pages: Most pages of results for each query; the next is asked for while the last one
            brought something new.
        first: Number of the first page.
        step: What is added for the next page: 1, or 10 where results are counted.
        about: Only results whose words or address hint at the work or a subject of the study; the
            others are kept as left out.
        leave_out: Patterns of addresses, each with a blank and a reason behind it.
    """

    url: str
    queries: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    pages: int = 10
    first: int = 1
    step: int = 1
    about: bool = False
    leave_out: tuple[str, ...] = ()

    name: ClassVar[str] = "search"
    rate: ClassVar[int] = 0
    independent: ClassVar[bool] = False  # it sees only the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        if not isinstance(self.url, str) or "{query}" not in self.url:
            raise ValueError('url needs {query}, as in "https://example.org/?s={query}"')
        patterns.places("url", (self.url,))
        patterns.check("keep", self.keep)
        if not all(query.strip() for query in patterns.texts("queries", self.queries)):
            raise ValueError("queries must not be empty")
        _ = self._sieve
        if self.pages < 1 or self.step < 1:
            raise ValueError("pages and step must be 1 or more")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the results of each query, in the site's order."""
        streams = (self._results(query, fetch) for query in self._queries(design))
        return self._sieve.sift(each(streams, self.name), design)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first page of each query."""
        for query in self._queries(design):
            yield self._page(query, 0)

    @property
    def _sieve(self) -> Sieve:
        return Sieve(self.leave_out, about=self.about)

    def _queries(self, design: Design) -> tuple[str, ...]:
        return self.queries or (queries.plain(queries.groups(design)),)

    def _results(self, query: str, fetch: Fetch) -> Iterator[Candidate]:
        where = f"{self.name} {self.url.replace('{query}', query)}"
        many = self.pages if "{page}" in self.url else 1
        asked = self._asked(query, many, fetch)
        seen: set[str] = set()
        fresh: list[Candidate] = []
        for answer in services.answered(asked, where):
            found = self._listed(answer, self.url.replace("{query}", query))
            fresh = [one for one in found if one.canonical not in seen]
            seen.update(one.canonical for one in fresh)
            yield from fresh
            if not fresh:
                return
        if fresh and many > 1:
            services.warn(where, f"stopped at its limit of {many} pages of results")

    def _asked(self, query: str, many: int, fetch: Fetch) -> Iterator[Answer]:
        for nth in range(many):
            try:
                yield fetch(self._page(query, nth))
            except NotAnswered as error:
                if nth and error.slug in ("http-404", "http-410"):  # how many sites end a list
                    return
                raise

    def _page(self, query: str, nth: int) -> str:
        """Write the address of a page of results: a plus for a blank behind ``?`` alone."""
        before, mark, behind = self.url.partition("?")
        path = before.replace("{query}", quote(query, safe=""))
        filled = path + mark + behind.replace("{query}", quote_plus(query))
        url = filled.replace("{page}", str(self.first + nth * self.step))
        return patterns.places("url", (url,))[0]

    def _listed(self, answer: Answer, query: str) -> list[Candidate]:
        if syndication.is_feed(answer.body):
            feed = syndication.read(answer)
            return [
                Candidate(e.url, self.name, query, e.title, e.author, e.outlet, e.published)
                for e in feed.entries
                if not self.keep or patterns.fits_any(self.keep, e.url)
            ]
        page = Page(answer)
        links = page.links() if self.keep else page.body_links()
        return [
            Candidate(link.url, self.name, query, title=link.title)
            for link in links
            if self._is_result(link, page.url)
        ]

    def _is_result(self, link: Link, page: str) -> bool:
        if self.keep:
            return patterns.fits_any(self.keep, link.url)
        path, own = (urlsplit(canonical(url)).path for url in (link.url, page))
        listing = path in ("", "/", own) and not re.search(r"[?&](?:p|id)=\d", link.url)
        return patterns.same_site(link.url, page) and not listing and not _LISTS.search(path)
