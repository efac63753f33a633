"""The Wayback Machine: which pages the Internet Archive holds, and its copies of dead links.

Asks the CDX server (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server) and
points to copies in the bytes that were captured (``id_``), without the archive's own frame. Clients
keep to 24 questions a minute
(https://github.com/edgi-govdata-archiving/wayback/releases/tag/v0.5.1).

Limits: what a site's owner or robots.txt excludes isn't listed. Pages that the archive met only
after they had been moved or rewritten are listed as they were then. A filter on type passes over
what servers labelled wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.parse import unquote, urldefrag

from ...candidates import Answer, Candidate, Fetch, NotAnswered
from ..inquiries import copies as archived
from ..inquiries import fields, services
from ..inquiries.copies import Copy

if TYPE_CHECKING:
    from ...design import Design

ENDPOINT = "https://web.archive.org/cdx/search/cdx"
REPLAY = "https://web.archive.org/web/"
LINES = 3000  # a page of answers: one block of the archive's index
FEW = 5  # copies of a dead link that are worth a try

_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest")
_ARCHIVED = re.compile(
    r"(?:https?:)?//(?:(?:web|wayback|www|liveweb)\.)?archive\.org(?::\d+)?/(?:web/)?"
    r"(?:(?P<stamp>\d{4,14})?(?P<mode>[a-z]{2}_|\*)?/+)?(?P<url>(?:https?(?::|%3A)|www\.).+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Wayback:
    """Pages that the Wayback Machine holds, with its copies.

    Attributes:
        urls: Addresses (``example.org/her``), beginnings (``example.org/reviews/*``) or whole sites
            (``*.example.org``).
        words: Only addresses that hold one of these words behind the host; all if empty. Name some
            where a pattern stands for a large site.
        since: Captured on this day, month or year, or later.
        until: Captured on it, or before.
        earliest: Each page's first copy, nearest to what was published; else its last one, for
            which all captures are listed: many questions where a pattern stands for a large site.
        types: Media types that are listed.
        limit: Most pages of each of the addresses; 0 for all.
        endpoint: The CDX server.
        replay: Where the copies are.
    """

    urls: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    earliest: bool = True
    types: tuple[str, ...] = archived.TYPES
    limit: int = 10_000
    endpoint: str = ENDPOINT
    replay: str = REPLAY

    name: ClassVar[str] = "wayback"
    rate: ClassVar[int] = 24
    independent: ClassVar[bool] = False  # it lists the sites that a person names

    def __post_init__(self) -> None:
        """Refuse settings that can't be asked for."""
        archived.check_urls(self.urls)
        services.days(self.since, self.until)

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield the pages held, one copy each."""
        streams = (self._held(url, fetch) for url in self.urls)
        yield from services.each(streams, self.name)

    def asks(self, design: Design) -> Iterator[str]:
        """Yield the first question about each address."""
        for url in self.urls:
            yield services.with_pairs(self.endpoint, self._pairs(url))

    def _held(self, url: str, fetch: Fetch) -> Iterator[Candidate]:
        listed = (
            copy
            for row in _lines(fetch, self.endpoint, self._pairs(url), f"{self.name} {url}")
            if (copy := _copy(row, self.replay, self.types)) and archived.fits(self.words, copy.url)
        )
        pages = (
            services.Page([archived.candidate(copy, self.name, url)], 1)
            for copy in archived.chosen(listed, earliest=self.earliest)
        )
        return services.gathered(pages, f"{self.name} {url}", limit=self.limit, ends=False)

    def _pairs(self, url: str) -> list[tuple[str, str]]:
        pairs = _question(url, self.types)
        asked = services.days(self.since, self.until)
        if asked.first:
            pairs.append(("from", f"{asked.first:%Y%m%d}000000"))
        if asked.last:
            pairs.append(("to", f"{asked.last:%Y%m%d}235959"))
        if pattern := archived.expression(self.words):
            pairs.append(("filter", f"original:{pattern}"))
        if self.earliest:
            pairs.append(("collapse", "urlkey"))
        elif not archived.is_pattern(url):  # neighbours with the same bytes may be other pages
            pairs.append(("collapse", "digest"))
        return [*pairs, ("limit", str(LINES)), ("showResumeKey", "true")]


def copies(
    url: str,
    fetch: Fetch,
    *,
    earliest: bool = False,
    endpoint: str = ENDPOINT,
    replay: str = REPLAY,
) -> Iterator[Candidate]:
    """Yield the archive's copies of a page whose own address is dead, at most five.

    Each is another version by its digest. The last copy of a dead page may show what took its
    place; the earliest is the nearest to what was published.

    Args:
        url: The page's address.
        fetch: What to ask through.
        earliest: From the first copy on; else from the last one back.
        endpoint: The CDX server.
        replay: Where the copies are.

    Raises:
        NotAnswered: The archive didn't answer.
    """
    page = urldefrag(url).url.replace("*", "%2A")  # a star would stand for many pages
    pairs = _question(page, archived.TYPES)
    pairs.append(("matchType", "exact"))
    pairs.append(("collapse", "digest"))
    pairs.append(("limit", str(FEW if earliest else -FEW)))
    answer = fetch(services.with_pairs(endpoint, pairs), service=True)
    found: dict[str, Copy] = {}
    listed = _table(answer).rows
    for row in listed if earliest else reversed(listed):
        if copy := _copy(row, replay, archived.TYPES):
            found.setdefault(row["digest"], copy)
    for copy in found.values():
        yield archived.candidate(copy, Wayback.name, url)


class Unwrapped(NamedTuple):
    """What an address within the archive stands for."""

    url: str  # the page's own address
    via: str  # the archive's copy; empty if none is named
    captured_at: str  # ISO 8601 UTC; empty if it isn't told to the second


def unwrapped(url: str, *, replay: str = REPLAY) -> Unwrapped | None:
    """Find the page behind a link to the Wayback Machine; None for any other address.

    Example:
        >>> link = "https://web.archive.org/web/20140110052146/http://example.org/her"
        >>> unwrapped(link).via
        'https://web.archive.org/web/20140110052146id_/http://example.org/her'
        >>> unwrapped("https://example.org/her") is None
        True
    """
    match = _ARCHIVED.match(url.strip())
    if not match:
        return None
    page = match["url"]
    page = unquote(page) if re.match("https?%3A", page, re.IGNORECASE) else page
    page = re.sub(r"^(https?:)/*", r"\1//", page, count=1, flags=re.IGNORECASE)
    page = archived.tidy(page if page[:4].lower() == "http" else f"http://{page}")
    stamp = match["stamp"] if match["mode"] != "*" else None
    if not page:
        return None
    via = f"{replay}{stamp}id_/{page}" if stamp else ""
    return Unwrapped(page, via, fields.moment(stamp or ""))


class _Table(NamedTuple):
    rows: list[dict[str, str]]
    key: str  # to go on with; empty at the end


def _question(url: str, types: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [("url", url), ("output", "json"), ("fl", ",".join(_FIELDS))]
    pairs.append(("filter", "statuscode:200"))
    if types:
        pairs.append(("filter", f"mimetype:{'|'.join(map(re.escape, types))}"))
    return pairs


def _lines(
    fetch: Fetch, endpoint: str, pairs: list[tuple[str, str]], where: str
) -> Iterator[dict[str, str]]:
    """Yield the lines of an index, page after page; a line that is repeated at a seam once."""
    key, before = "", None
    keys: set[str] = set()
    while True:
        more = [("resumeKey", key)] if key else []
        table = _table(fetch(services.with_pairs(endpoint, [*pairs, *more]), service=True))
        for row in table.rows:
            if row != before:
                yield row
            before = row
        if not table.key:
            return
        if table.key in keys:
            services.warn(where, "the archive's answer goes round in circles; stopped")
            return
        key = table.key
        keys.add(key)


def _table(answer: Answer) -> _Table:
    """Read an answer of the CDX server: a header, lines, and at times a key to go on with."""
    lines: Any = answer.json() if answer.body.strip() else []
    if not isinstance(lines, list) or not all(isinstance(each, list) for each in lines):
        raise NotAnswered("not-cdx", f"{answer.url}: no list of lines")
    key = ""
    if len(lines) > 1 and lines[-2] == [] and len(lines[-1]) == 1:
        key = lines[-1][0] if isinstance(lines[-1][0], str) else ""
        lines = lines[:-2]
    header = lines[0] if lines else []
    rows = [dict(zip(header, each, strict=False)) for each in lines[1:] if each]
    return _Table([{name: str(row.get(name, "")) for name in _FIELDS} for row in rows], key)


def _copy(row: dict[str, str], replay: str, types: Sequence[str]) -> Copy | None:
    page = archived.tidy(row["original"])
    good = row["statuscode"] == "200" and (not types or row["mimetype"] in types)
    if not page or not good or not fields.moment(row["timestamp"]):
        return None
    via = f"{replay}{row['timestamp']}id_/{row['original'].strip()}"
    return Copy(row["urlkey"], row["timestamp"], page, fields.address(via))
