"""Media Cloud: online news in many languages and countries.

Asks the story list of its search, version 4 (https://github.com/mediacloud/api-client,
https://www.mediacloud.org/documentation), a thousand stories a page, two questions a minute for
most accounts and a quota by the week. It gives facts, not texts.

Limits: without collections or sources everything is searched, which the service discourages; a
collection's id stands in its address at https://search.mediacloud.org/directory. Its dates of
publication are guessed from pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import fields, keys, queries, services

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://search.mediacloud.org/api/search/story-list"
PLATFORM = "onlinenews-mediacloud"
ROWS = 1000  # a page


@dataclass(frozen=True)
class MediaCloud:
    """News stories that a search of Media Cloud finds.

    Attributes:
        query: The search: words, "phrases", AND, OR, NOT, parentheses; if empty, the work's title
            with its makers.
        since: Published on this day, month or year, or later; if empty, from the year before the
            work's.
        until: Published on it, or before; today if empty.
        language: ISO 639-1; any if empty.
        collections: Ids of collections to search.
        sources: Ids of sources to search.
        limit: Most stories; 0 for all.
        endpoint: The service.
    """

    query: str = ""
    since: str = ""
    until: str = ""
    language: str = ""
    collections: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    limit: int = 10_000
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "mediacloud"
    rate: ClassVar[int] = 2
    independent: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse dates and ids that are none."""
        services.days(self.since, self.until)
        for ident in (*self.collections, *self.sources):
            if fields.number(ident) is None:
                raise ValueError(f"collections and sources are ids, not {ident!r}")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield stories, those indexed last first."""
        key, params = keys.key(self.name), self._params(design)
        where = f"{self.name} {params['q']}"
        yield from services.gathered(self._pages(fetch, params, key), where, limit=self.limit)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question, without the key."""
        yield services.question(self.endpoint, self._params(design))

    def _pages(self, fetch: Fetch, params: dict[str, str], key: str) -> Iterator[services.Page]:
        tokens: set[str] = set()
        token: str | None = ""
        while token is not None:
            asked = {**params, "pagination_token": token} if token else params
            answer = self._asked(fetch, asked, key)
            page, token = self._page(answer, params["q"])
            yield page
            if not page.rows or token in tokens:
                return
            tokens.add(token or "")

    def _asked(self, fetch: Fetch, params: dict[str, str], key: str) -> Answer:
        headers = {"Authorization": f"Token {key}", "Accept": "application/json"}
        secret = ("Authorization",)
        try:
            return fetch(self.endpoint, params=params, headers=headers, secret=secret, service=True)
        except NotAnswered as why:
            raise keys.refused(self.name, why) from None

    def _page(self, answer: Answer, query: str) -> tuple[services.Page, str | None]:
        said = answer.json()
        if not isinstance(fields.dig(said, "stories"), list):
            note = fields.line(fields.dig(said, "note")) or "no list of stories"
            raise NotAnswered("bad-question", note)
        found = fields.rows(said, "stories")
        token = fields.dig(said, "pagination_token")
        candidates = [one for row in found if (one := self._candidate(row, query))]
        token = token if isinstance(token, str) and token else None
        return services.Page(candidates, len(found)), token

    def _candidate(self, row: Any, query: str) -> Candidate | None:
        url = fields.address(fields.dig(row, "url"))
        if not url:
            return None
        return Candidate(
            url,
            self.name,
            query,
            title=fields.line(fields.dig(row, "title")),
            outlet=fields.line(fields.dig(row, "media_name")),
            published=fields.iso(fields.dig(row, "publish_date")),
        )

    def _params(self, design: Design) -> dict[str, str]:
        first, last = services.days_of(design, self.since, self.until)
        query = self.query or queries.boolean(queries.groups(design))
        params = {
            "q": f"({query}) AND language:{self.language}" if self.language else query,
            "start": first.isoformat(),
            "end": last.isoformat(),
            "platform": PLATFORM,
            "cs": ",".join(map(str, self.collections)),
            "ss": ",".join(map(str, self.sources)),
            "page_size": str(ROWS),
        }
        return {name: value for name, value in params.items() if value}
