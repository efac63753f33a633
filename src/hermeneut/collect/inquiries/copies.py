"""Copies of pages, as web archives list them in their indexes (CDX).

An index is asked for an address, for all addresses that begin alike (``example.org/reviews/*``),
or for a site with its subdomains (``*.example.org``). It lists captures by page and time; one copy
of each page is chosen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...candidates import Candidate
from . import fields

TYPES = ("text/html", "application/xhtml+xml", "application/pdf")  # what can be writing

_SPECIAL = re.compile(r"[^a-z0-9]+")
_PORT = re.compile(r"^(http://[^/:]+):80(?=/|$)|^(https://[^/:]+):443(?=/|$)", re.IGNORECASE)


class Copy(NamedTuple):
    """One capture that an archive lists.

    Attributes:
        key: What the index sorts by; captures of one page have it in common.
        timestamp: Fourteen digits, UTC.
        url: The page's own address.
        via: Where the copy is to be had.
        span: First byte and length within that; all of it if empty.
    """

    key: str
    timestamp: str
    url: str
    via: str
    span: tuple[int, int] | tuple[()] = ()


def candidate(copy: Copy, source: str, query: str) -> Candidate:
    """Point to a copy in place of the page itself."""
    return Candidate(
        copy.url,
        source,
        query,
        via=copy.via,
        span=copy.span,
        captured_at=fields.moment(copy.timestamp),
    )


def chosen(listed: Iterable[Copy], *, earliest: bool) -> Iterator[Copy]:
    """Yield one copy of each page, of captures sorted by page and time.

    Example:
        >>> days = "20140110000000", "20150110000000"
        >>> listed = [Copy("org,a)/", day, "http://a.org/", "") for day in days]
        >>> [copy.timestamp for copy in chosen(listed, earliest=True)]
        ['20140110000000']
    """
    last: Copy | None = None
    for copy in listed:
        if last is None or last.key != copy.key:
            if earliest:
                yield copy
            elif last:
                yield last
        last = copy
    if last and not earliest:
        yield last


def check_urls(urls: Sequence[str]) -> None:
    """Refuse settings that name no address.

    Raises:
        ValueError: There is none, or one that an index can't be asked for.
    """
    if not urls:
        raise ValueError('urls must name an address or a pattern, as in ["example.org/reviews/*"]')
    for url in urls:
        if not isinstance(url, str) or re.search(r"\s", url) or len(re.sub(r"\W", "", url)) < 3:
            raise ValueError(f"urls: {url!r} is no address and no pattern")
        if "*" in url.strip("*") or (url.startswith("*") and not url.startswith("*.")):
            raise ValueError(f"urls: {url!r} may begin with *. or end with /*, no more")


def is_pattern(url: str) -> bool:
    """Say whether an address stands for many pages."""
    return "*" in url


def expression(words: Sequence[str]) -> str:
    """Write an expression that fits addresses with one of some words behind the host.

    It means the same in Java, where the Wayback Machine runs it against the whole address, and in
    Python, where Common Crawl's index does.

    Example:
        >>> expression(("Spike Jonze", "her"))
        '(?i)https?://[^/]+/(.*[^a-z0-9])?(spike[^a-z0-9]+jonze|her)([^a-z0-9].*)?'
    """
    known = [_SPECIAL.split(word.lower().strip()) for word in words]
    either = "|".join("[^a-z0-9]+".join(filter(None, parts)) for parts in known if any(parts))
    return f"(?i)https?://[^/]+/(.*[^a-z0-9])?({either})([^a-z0-9].*)?" if either else ""


def fits(words: Sequence[str], url: str) -> bool:
    """Say whether an address holds one of some words; with no words all do.

    Example:
        >>> fits(("her",), "http://a.org/2014/her-review"), fits(("her",), "http://a.org/there")
        (True, False)
    """
    pattern = expression(words)
    return not pattern or bool(re.fullmatch(pattern, url, re.DOTALL))


def tidy(url: object) -> str:
    """Read the address of a capture: without the port that old crawlers wrote; empty if it is none.

    Example:
        >>> tidy("http://example.org:80/her"), tidy("dns:example.org")
        ('http://example.org/her', '')
    """
    return _PORT.sub(lambda match: match[1] or match[2], fields.address(url))
