"""GDELT: online news of the world since 2017, in sixty-five languages, searched in English too.

Asks the DOC 2.0 interface for lists of articles
(https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/), at most 250 an answer, one question every
five seconds. A span of time with 250 finds is halved, down to the quarter of an hour by which the
service's clock goes.

Limits: what lies before 2017 isn't searched. A quarter of an hour with 250 finds is cut there, with
a warning. The day on which an article was seen isn't always that of its publication and isn't taken
for it. Errors come with status 200 as plain text; a phrase that is too short is one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import fields, queries, services

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://api.gdeltproject.org/api/v2/doc/doc"
ROWS = 250  # an answer; more are refused
BEGINS = date(2017, 1, 1)
LONGEST = timedelta(days=90)  # a span that is asked for at once: longer ones time out
SHORTEST = timedelta(minutes=15)
SECOND = timedelta(seconds=1)
TRIES = 3  # at a service that is busy
BUSY = "http-429"
FEWEST = 3  # letters of a word that can be searched for

LANGUAGES = {
    "ar": "arabic", "bg": "bulgarian", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish",
    "fr": "french", "he": "hebrew", "hi": "hindi", "hr": "croatian", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "ja": "japanese", "ko": "korean", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sk": "slovak", "sl": "slovenian", "sr": "serbian", "sv": "swedish", "th": "thai",
    "tr": "turkish", "uk": "ukrainian", "vi": "vietnamese", "zh": "chinese",
}  # fmt: skip

_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_CONTROL = re.compile("[\x00-\x1f]")


@dataclass(frozen=True)
class Gdelt:
    """News articles that a search of GDELT finds.

    Attributes:
        query: The search: words, "phrases" of two words and more, (this OR that), operators such as
            ``domainis:`` and ``near10:``; if empty, the work's title with its makers.
        since: Seen on this day, month or year, or later; if empty, from the year before the work's.
        until: Seen on it, or before; today if empty.
        language: Of the articles, ISO 639-1; any if empty.
        limit: Most articles; 0 for all.
        endpoint: The service.
    """

    query: str = ""
    since: str = ""
    until: str = ""
    language: str = ""
    limit: int = 10_000
    endpoint: str = ENDPOINT

    name: ClassVar[str] = "gdelt"
    rate: ClassVar[int] = 10  # 12 are allowed, by a clock that isn't ours
    independent: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse dates that are none, and languages that the service doesn't know."""
        services.days(self.since, self.until)
        if self.language and self.language not in LANGUAGES:
            raise ValueError(f"language: {self.language!r} isn't one of {', '.join(LANGUAGES)}")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield articles, span by span of time."""
        where = f"{self.name} {self._query(design)}"
        streams = (
            services.gathered(self._pages(fetch, design, *span), where, limit=0, ends=False)
            for span in self._spans(design)
        )
        pages = (services.Page([one], 1) for one in services.each(streams, where))
        yield from services.gathered(pages, where, limit=self.limit, ends=False)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question."""
        for start, end in self._spans(design)[:1]:
            yield services.question(self.endpoint, self._params(design, start, end))

    def _pages(
        self, fetch: Fetch, design: Design, start: datetime, end: datetime
    ) -> Iterator[services.Page]:
        """Yield what was seen within a span; of each half where there is too much."""
        page, most = self._asked(fetch, self._params(design, start, end), self._query(design))
        yield page
        if page.rows < most:
            return
        length = end - start + SECOND
        if length < 2 * SHORTEST:
            where = f"{self.name} {self._query(design)}"
            services.warn(where, f"more than {ROWS} seen from {start:%Y-%m-%d %H:%M}; cut there")
            return
        middle = start + max(length // SHORTEST // 2, 1) * SHORTEST
        yield from self._pages(fetch, design, start, middle - SECOND)
        yield from self._pages(fetch, design, middle, end)

    def _asked(self, fetch: Fetch, params: dict[str, str], query: str) -> tuple[services.Page, int]:
        """Ask for one span, and say how many rows were asked for.

        A service that is busy says so in an answer like any other. It is asked again for one row
        less, since an answer to the very same question is remembered.
        """
        for most in range(ROWS, ROWS - TRIES, -1):
            asked = {**params, "maxrecords": str(most)}
            answer = fetch(self.endpoint, params=asked, service=True)
            try:
                return self._page(answer, query), most
            except NotAnswered as why:
                busy = why
                if why.slug != BUSY:
                    raise
        raise busy

    def _page(self, answer: Answer, query: str) -> services.Page:
        found = fields.rows(_read(answer), "articles")
        candidates = [one for row in found if (one := self._candidate(row, query))]
        return services.Page(candidates, len(found))

    def _candidate(self, row: Any, query: str) -> Candidate | None:
        url = fields.address(fields.dig(row, "url"))
        if not url:
            return None
        return Candidate(
            url,
            self.name,
            query,
            title=_joined(fields.line(fields.dig(row, "title"))),
            outlet=fields.line(fields.dig(row, "domain")),
        )

    def _spans(self, design: Design) -> list[tuple[datetime, datetime]]:
        first, last = services.days_of(design, self.since, self.until)
        start = datetime.combine(max(first, BEGINS), time(), UTC)
        end = datetime.combine(last, time(23, 59, 59), UTC)
        spans = []
        while start < end:
            spans.append((start, min(start + LONGEST - SECOND, end)))
            start += LONGEST
        return spans

    def _query(self, design: Design) -> str:
        long = [
            tuple(term for term in group if len(term) >= FEWEST) for group in queries.groups(design)
        ]
        return self.query or queries.spaced(tuple(filter(None, long)))

    def _params(self, design: Design, start: datetime, end: datetime) -> dict[str, str]:
        language = f" sourcelang:{LANGUAGES[self.language]}" if self.language else ""
        return {
            "query": self._query(design) + language,
            "mode": "artlist",
            "format": "json",
            "maxrecords": str(ROWS),
            "sort": "dateasc",
            "startdatetime": f"{start:%Y%m%d%H%M%S}",
            "enddatetime": f"{end:%Y%m%d%H%M%S}",
        }


def _read(answer: Answer) -> Any:
    """Read an answer: JSON, at times with stray backslashes and control characters; or an error."""
    text = answer.body.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    if not text:
        return {}
    if not text.startswith("{"):
        busy = "limit requests" in text.lower()
        raise NotAnswered(BUSY if busy else "bad-question", fields.line(text)[:300])
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_ESCAPE.sub("", _CONTROL.sub(" ", text)))
    except (ValueError, RecursionError) as error:
        raise NotAnswered("not-json", f"{answer.url}: {error}") from None


def _joined(title: str) -> str:
    """Put punctuation back where it stood: the service parts it by blanks."""
    return re.sub(r" (?=[,.;:!?’)\]])", "", title)
