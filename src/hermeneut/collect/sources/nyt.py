"""The New York Times: what it published since 1851.

Asks Article Search, version 2 (https://developer.nytimes.com/docs/articlesearch-product/1/overview,
https://github.com/nytimes/public_api_specs/blob/master/article_search/article_search_v2.md): ten
articles a page, a hundred pages at most, five questions a minute and 500 a day
(https://developer.nytimes.com/faq). Where a search finds more than those thousand, its days are
halved until each half fits.

Limits: a single day with more than a thousand finds is cut there, with a warning. The service gives
facts and snippets, not texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import fields, keys, queries, services

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://api.nytimes.com/svc/search/v2/articlesearch.json"
ROWS = 10  # a page
PAGES = 100  # of one search; what lies beyond is refused
DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewYorkTimes:
    """Articles of the New York Times that a search finds.

    Attributes:
        query: The search: words and "phrases"; if empty, the work's title with its makers.
        fq: A filter on fields in Lucene's syntax, such as ``section_name:("Movies")``; none if
            empty.
        since: Published on this day, month or year, or later; if empty, from the year before the
            work's.
        until: Published on it, or before; today if empty.
        limit: Most articles; 0 for all.
        endpoint: The service.
    """

    query: str = ""
    fq: str = ""
    since: str = ""
    until: str = ""
    limit: int = 10_000
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "nyt"
    rate: ClassVar[int] = 5
    independent: ClassVar[bool] = False  # it sees one newspaper

    def __post_init__(self) -> None:
        """Refuse dates that are none."""
        services.days(self.since, self.until)

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield articles, oldest first within each span of days."""
        key = keys.key(self.name)
        query, asking = self._query(design), _Asking(self, fetch, key, self._query(design))
        first, last = services.days_of(design, self.since, self.until)
        pages = asking.between(first, last)
        yield from services.gathered(pages, f"{self.name} {query}", limit=self.limit, ends=False)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question, without the key."""
        first, last = services.days_of(design, self.since, self.until)
        yield services.question(self.endpoint, self.params(self._query(design), first, last))

    def params(self, query: str, first: date, last: date, page: int = 0) -> dict[str, str]:
        """Write the parameters of one page of a search, without the key."""
        params = {
            "q": query,
            "fq": self.fq,
            "begin_date": f"{first:%Y%m%d}",
            "end_date": f"{last:%Y%m%d}",
            "sort": "oldest",
            "page": str(page),
        }
        return {name: value for name, value in params.items() if value}

    def _query(self, design: Design) -> str:
        return self.query or queries.spaced(queries.groups(design))


@dataclass
class _Asking:
    """One search, with the key that it needs."""

    source: NewYorkTimes
    fetch: Fetch
    key: str = field(repr=False)
    query: str
    whole: bool = True  # nothing was asked yet: the first total is that of all days

    def between(self, first: date, last: date) -> Iterator[services.Page]:
        """Yield the pages of some days; of each half where they are too many."""
        page = self._page(first, last, 0)
        yield page if self.whole else page._replace(total=None)
        self.whole = False
        many = page.total or 0
        if many > ROWS * PAGES and first < last:
            middle = first + (last - first) // 2
            yield from self.between(first, middle)
            yield from self.between(middle + DAY, last)
            return
        if many > ROWS * PAGES:
            services.warn(
                f"nyt {self.query}", f"{many} on {first}, of which {ROWS * PAGES} are had"
            )
        got = page.rows
        for number in range(1, PAGES):
            if not page.rows or got == many or (page.rows < ROWS and got >= many):
                return
            page = self._page(first, last, number)
            got += page.rows
            yield page._replace(total=None)

    def _page(self, first: date, last: date, number: int) -> services.Page:
        params = {**self.source.params(self.query, first, last, number), "api-key": self.key}
        try:
            answer = self.fetch(
                self.source.endpoint, params=params, secret=("api-key",), service=True
            )
        except NotAnswered as why:
            raise keys.refused(self.source.name, why) from None
        return _read(answer, self.source.name, self.query)


def _read(answer: Answer, source: str, query: str) -> services.Page:
    said = answer.json()
    response = fields.dig(said, "response")
    if not isinstance(response, dict):
        raise NotAnswered("bad-question", fields.line(fields.dig(said, "errors")) or "no response")
    found = fields.rows(response, "docs")  # null where nothing was found
    candidates = [one for row in found if (one := _candidate(row, source, query))]
    hits = [fields.dig(response, place, "hits") for place in ("metadata", "meta")]  # since 2025
    total = next((many for hit in hits if (many := fields.number(hit)) is not None), None)
    return services.Page(candidates, len(found), total)


def _candidate(row: Any, source: str, query: str) -> Candidate | None:
    url = fields.address(fields.dig(row, "web_url"))
    if not url:
        return None
    headline, byline = fields.dig(row, "headline"), fields.dig(row, "byline")
    return Candidate(
        url,
        source,
        query,
        title=fields.line(fields.dig(headline, "main") or headline),
        author=fields.line(fields.dig(byline, "original") or byline).removeprefix("By "),
        outlet=fields.line(fields.dig(row, "source")) or "The New York Times",
        published=fields.iso(fields.dig(row, "pub_date")),
    )
