"""The Guardian and The Observer: what they published since 1999.

Asks the content search of the Open Platform
(https://open-platform.theguardian.com/documentation/search), two hundred articles a page, oldest
first, so that what is published meanwhile shifts no page. A developer's key allows one question a
second and 500 a day (https://open-platform.theguardian.com/access/).

Limits: a search finds words, not subjects. The service's terms
(https://www.theguardian.com/open-platform/terms-and-conditions) bind what is done with texts that
come through it: here only addresses and facts are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import fields, keys, queries, services

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://content.guardianapis.com/search"
ROWS = 200  # a page; more are refused


@dataclass(frozen=True)
class Guardian:
    """Articles of the Guardian and the Observer that a search finds.

    Attributes:
        query: The search: words, "phrases", AND, OR, NOT, parentheses; if empty, the work's title
            with its makers.
        since: Published on this day, month or year, or later; if empty, from the year before the
            work's.
        until: Published on it, or before.
        language: ISO 639-1; any if empty.
        limit: Most articles; 0 for all.
        endpoint: The service.
    """

    query: str = ""
    since: str = ""
    until: str = ""
    language: str = ""
    limit: int = 10_000
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "guardian"
    rate: ClassVar[int] = 60
    independent: ClassVar[bool] = False  # it sees one newspaper

    def __post_init__(self) -> None:
        """Refuse dates that are none."""
        services.days(self.since, self.until)

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield articles, oldest first."""
        key, params = keys.key(self.name), self._params(design)
        where = f"{self.name} {params['q']}"
        pages = self._pages(fetch, params, key)
        yield from services.gathered(pages, where, limit=self.limit)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question, without the key."""
        yield services.question(self.endpoint, self._params(design))

    def _pages(self, fetch: Fetch, params: dict[str, str], key: str) -> Iterator[services.Page]:
        got, number = 0, 1
        while True:
            asked = {**params, "page": str(number), "api-key": key}
            try:
                answer = fetch(self.endpoint, params=asked, secret=("api-key",), service=True)
            except NotAnswered as why:
                if why.slug == "http-400" and number > 1:  # beyond the last page
                    return
                raise keys.refused(self.name, why) from None
            page = self._page(answer, params["q"])
            got, number = got + page.rows, number + 1
            yield page
            short = page.rows < ROWS and got >= (page.total or 0)
            if not page.rows or got == page.total or short:
                return

    def _page(self, answer: Answer, query: str) -> services.Page:
        response = fields.dig(answer.json(), "response")
        if fields.dig(response, "status") != "ok":
            said = fields.line(fields.dig(response, "message")) or "no response"
            raise NotAnswered("bad-question", said)
        found = fields.rows(response, "results")
        candidates = [one for row in found if (one := self._candidate(row, query))]
        total = fields.number(fields.dig(response, "total"))
        return services.Page(candidates, len(found), total)

    def _candidate(self, row: Any, query: str) -> Candidate | None:
        url = fields.address(fields.dig(row, "webUrl"))
        if not url:
            return None
        outlet = fields.line(fields.dig(row, "fields", "publication"))
        return Candidate(
            url,
            self.name,
            query,
            title=fields.line(fields.dig(row, "webTitle")),
            author=fields.line(fields.dig(row, "fields", "byline")),
            outlet=_OUTLETS.get(outlet, outlet) or "The Guardian",
            published=fields.iso(fields.dig(row, "webPublicationDate")),
        )

    def _params(self, design: Design) -> dict[str, str]:
        first, last = services.days_of(design, self.since, self.until)
        params = {
            "q": self.query or queries.boolean(queries.groups(design)),
            "from-date": first.isoformat(),
            "to-date": last.isoformat() if self.until else "",
            "lang": self.language,
            "order-by": "oldest",
            "page": "1",
            "page-size": str(ROWS),
            "show-fields": "byline,publication",
            "use-date": "published",
        }
        return {name: value for name, value in params.items() if value}


_OUTLETS = {"theguardian.com": "The Guardian"}
