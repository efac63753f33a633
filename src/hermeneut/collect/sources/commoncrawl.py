"""Common Crawl: which pages it captured, and where in its WARC files they lie.

Asks the index of each crawl (https://commoncrawl.org/cdxj-index, the interface is pywb's:
https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html) and points to ranges of WARC files;
`evidence.ranges.unpack` reads what comes back. The index bears few questions at once and
answers 503 when it has too many (https://status.commoncrawl.org); one every three seconds is what
https://github.com/cocrawler/cdx_toolkit keeps to.

Limits: each crawl is a sample of the web, and cuts what is longer than 1 MiB (500 KiB up to 2012:
https://github.com/commoncrawl/cc-notebooks). A page is seldom in all crawls, so all that meet the
days asked for are gone through: one or more questions each, over a hundred crawls in all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ... import formats
from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import copies as archived
from ..inquiries import fields, services
from ..inquiries.copies import Copy

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://index.commoncrawl.org"
FILES = "https://data.commoncrawl.org"
MOST_PAGES = 1000  # of an index for one address; a page holds some 15,000 captures

_CRAWL = re.compile(r"CC-MAIN-(\d{4})(?:-(\d\d)(?!\d)|-(\d{4}))?")
_AROUND = timedelta(days=45)  # a crawl is named by the week of its start, and lasts weeks
_FILE = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)+")
_NONE_FOUND = ("http-404",)  # pywb: No Captures found


class Crawl(NamedTuple):
    """One crawl, and the days within which its captures lie."""

    id: str
    first: date
    last: date


@dataclass(frozen=True)
class CommonCrawl:
    """Pages that Common Crawl captured, one copy each.

    Attributes:
        urls: Addresses (``example.org/her``), beginnings (``example.org/reviews/*``) or whole sites
            (``*.example.org``).
        words: Only addresses that hold one of these words behind the host; all if empty.
        since: Captured on this day, month or year, or later.
        until: Captured on it, or before.
        crawls: Only these, as ``CC-MAIN-2014-10``; all that meet the days if empty.
        earliest: Each page's first copy; else its last one.
        types: Media types of the pages.
        limit: Most pages of each of the addresses; 0 for all.
        endpoint: The index.
        files: Where the WARC files are.
    """

    urls: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    crawls: tuple[str, ...] = ()
    earliest: bool = True
    types: tuple[str, ...] = archived.TYPES
    limit: int = 10_000
    endpoint: str = ENDPOINT
    files: str = FILES

    name: ClassVar[str] = "commoncrawl"
    rate: ClassVar[int] = 20
    independent: ClassVar[bool] = False  # it lists the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be asked for."""
        archived.check_urls(self.urls)
        services.days(self.since, self.until)
        for name in self.crawls:
            if not _CRAWL.fullmatch(name):
                raise ValueError(f"crawls: {name!r} isn't written like CC-MAIN-2014-10")

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the pages captured, one copy each."""
        crawls = self._crawls(fetch)
        streams = (self._held(url, crawls, fetch) for url in self.urls)
        yield from services.each(streams, self.name)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first questions: for the list of crawls, and one about each address."""
        yield f"{self.endpoint}/collinfo.json"
        name = self.crawls[0] if self.crawls else "CC-MAIN-…"
        for url in self.urls:
            yield services.with_pairs(self._index(name), self._pairs(url))

    def _held(self, url: str, crawls: list[Crawl], fetch: Fetch) -> Iterator[Candidate]:
        where = f"{self.name} {url}"
        streams = (self._in_crawl(url, crawl, fetch) for crawl in crawls)
        pages = (services.Page([one], 1) for one in services.each(streams, where))
        return services.gathered(pages, where, limit=self.limit, ends=False)

    def _in_crawl(self, url: str, crawl: Crawl, fetch: Fetch) -> Iterator[Candidate]:
        answers = self._answers(url, crawl, fetch)
        listed = (copy for answer in answers for copy in self._copies(answer))
        for copy in archived.chosen(listed, earliest=self.earliest):
            yield archived.candidate(copy, self.name, url)

    def _answers(self, url: str, crawl: Crawl, fetch: Fetch) -> Iterator[Answer]:
        """Yield the pages of an index; one that fails is passed over, as it stands by itself."""
        where = f"{self.name} {url} in {crawl.id}"
        index, pairs = self._index(crawl.id), self._pairs(url)
        if not archived.is_pattern(url):
            if answer := _asked(fetch, index, pairs):
                yield answer
            return
        many = _pages(_asked(fetch, index, [*pairs, ("showNumPages", "true")]))
        if many > MOST_PAGES:
            services.warn(where, f"{many} pages; the first {MOST_PAGES} are read")
        for number in range(min(many, MOST_PAGES)):
            try:
                if answer := _asked(fetch, index, [*pairs, ("page", str(number))]):
                    yield answer
            except NotAnswered as why:
                if many == 1:
                    raise
                services.warn(where, f"page {number + 1} of {many} wasn't answered: {why}")

    def _copies(self, answer: Answer) -> Iterator[Copy]:
        for row in _lines(answer):
            copy = _copy(row, self.files, self.types)
            if copy and archived.fits(self.words, copy.url):
                yield copy

    def _crawls(self, fetch: Fetch) -> list[Crawl]:
        """List the crawls to ask, in the order in which their copies are wanted."""
        listed = fetch(f"{self.endpoint}/collinfo.json", service=True).json()
        if not isinstance(listed, list):
            raise NotAnswered("not-cdx", f"{self.endpoint}/collinfo.json: no list of crawls")
        asked = services.days(self.since, self.until)
        crawls = [
            crawl
            for crawl in _known(listed)
            if (not self.crawls or crawl.id in self.crawls)
            and (not asked.first or crawl.last >= asked.first)
            and (not asked.last or crawl.first <= asked.last)
        ]
        if not crawls:
            raise NotAnswered(
                "no-crawl", f"none of {len(listed)} crawls meets crawls, since, until"
            )
        return sorted(crawls, key=lambda crawl: crawl.first, reverse=not self.earliest)

    def _index(self, crawl: str) -> str:
        return f"{self.endpoint}/{crawl}-index"

    def _pairs(self, url: str) -> list[tuple[str, str]]:
        pairs = [("url", url), ("output", "json"), ("filter", "=status:200")]
        asked = services.days(self.since, self.until)
        if asked.first:
            pairs.append(("from", f"{asked.first:%Y%m%d}000000"))
        if asked.last:
            pairs.append(("to", f"{asked.last:%Y%m%d}235959"))
        if pattern := archived.expression(self.words):
            pairs.append(("filter", f"~url:{pattern}"))
        return pairs


def _asked(fetch: Fetch, index: str, pairs: list[tuple[str, str]]) -> Answer | None:
    """Ask an index; None where it holds nothing, which it calls not found."""
    try:
        return fetch(services.with_pairs(index, pairs), service=True)
    except NotAnswered as why:
        if why.slug in _NONE_FOUND:
            return None
        raise


def _pages(answer: Answer | None) -> int:
    if answer is None:
        return 0
    said = answer.json()
    return fields.number(said.get("pages") if isinstance(said, dict) else said) or 0


def _lines(answer: Answer) -> Iterator[dict[str, Any]]:
    for text in answer.body.splitlines():
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            yield row


def _copy(row: dict[str, Any], files: str, types: tuple[str, ...]) -> Copy | None:
    page, stamp, name = archived.tidy(row.get("url")), row.get("timestamp"), row.get("filename")
    kinds = (row.get("mime-detected"), row.get("mime"))
    good = str(row.get("status", "")) == "200" and (not types or any(k in types for k in kinds))
    span = fields.number(row.get("offset")), fields.number(row.get("length"))
    if not page or not good or not isinstance(stamp, str) or not fields.moment(stamp):
        return None
    if span[0] is None or not span[1] or span[1] > formats.LARGEST_PAYLOAD:
        return None
    if not isinstance(name, str) or not _FILE.fullmatch(name):
        return None
    key = str(row.get("urlkey") or page)
    return Copy(key, stamp, page, f"{files}/{name}", (span[0], span[1]))


def _known(listed: Iterable[Any]) -> Iterator[Crawl]:
    for entry in listed:
        name = str(fields.dig(entry, "id") or "")
        match = _CRAWL.fullmatch(name)
        if not match:
            continue
        told = [fields.iso(fields.dig(entry, end)) for end in ("from", "to")]
        if all(len(day) == 10 for day in told):
            yield Crawl(name, date.fromisoformat(told[0]), date.fromisoformat(told[1]))
        else:
            yield _by_name(name, match)


def _by_name(name: str, match: re.Match[str]) -> Crawl:
    year, week = int(match[1]), match[2]
    if week:
        start = date(year, 1, 1) + timedelta(weeks=min(int(week), 53) - 1)
        return Crawl(name, start - _AROUND, start + _AROUND)
    return Crawl(name, date(year, 1, 1), date(int(match[3] or year), 12, 31))
