"""What sources that ask a service have in common: questions, days, pages of answers.

A service may lie about totals, repeat pages or stop half-way. What could be had
is yielded; what is known to be missing is told by a warning of this module's logger, with the
source and what was asked.
"""

from __future__ import annotations

import calendar
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from ...candidates import Candidate, NotAnswered
from ...errors import UserError
from . import consent

if TYPE_CHECKING:
    from ...design import Design

_T = TypeVar("_T")
_LOG = logging.getLogger(__name__)

_SETTING = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
TIRED = 3  # failures in a row, and a service isn't asked on


class Page(NamedTuple):
    """One page of a service's answer.

    Attributes:
        found: The candidates on it.
        rows: How many rows it has, with those that are of no use.
        total: How many rows there are in all, as the service says; None where it doesn't.
    """

    found: list[Candidate]
    rows: int
    total: int | None = None


def gathered(
    pages: Iterable[Page], where: str, *, limit: int, ends: bool = True
) -> Iterator[Candidate]:
    """Yield the candidates of an answer's pages, each page once, and tell what is missing.

    Args:
        pages: One after another, as they are asked for. `NotAnswered` on the first page is raised;
            on a later one it ends the stream, with a warning.
        where: Source and question, for the warnings.
        limit: Most candidates; 0 for all.
        ends: Whether a page that brings nothing new is a service going round in circles. False
            where pages may overlap, as those of windows of time do.
    """
    tally = _Tally(where)
    for page in answered(pages, where):
        fresh = tally.fresh(page)
        over = len(tally.seen) - limit if limit else -1
        yield from fresh[: len(fresh) - max(over, 0)]
        if over >= 0:
            if over or tally.total is None or tally.total > limit:
                warn(where, f"stopped at its limit of {limit}", tally.missing(limit))
            return
        if ends and page.found and not fresh:
            warn(where, "the service repeats itself; stopped", tally.missing(len(tally.seen)))
            return
    tally.close()


class _Tally:
    """What has come of one question so far."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.seen: set[str] = set()  # pages
        self.addresses: set[str] = set()  # as the service writes them: what its total counts
        self.useless = 0
        self.total: int | None = None

    def fresh(self, page: Page) -> list[Candidate]:
        """Keep the candidates that didn't come before."""
        self.useless += max(page.rows - len(page.found), 0)
        self.total = page.total if self.total is None else self.total
        fresh = []
        for one in page.found:
            self.addresses.add(one.url)
            if one.url_id not in self.seen:
                self.seen.add(one.url_id)
                fresh.append(one)
        return fresh

    def missing(self, kept: int) -> str:
        return f"{kept} of {self.total} that it speaks of" if self.total else f"{kept} kept"

    def close(self) -> None:
        if self.useless:
            warn(self.where, f"{self.useless} rows without an address that can be fetched")
        had = len(self.addresses) + self.useless
        if self.total is not None and had < self.total:
            warn(self.where, f"the service speaks of {self.total} rows and gave {had}")


def answered(stream: Iterable[_T], where: str) -> Iterator[_T]:
    """Yield from a stream until a question fails; raise that only if nothing came before.

    Raises:
        NotAnswered: The first question failed.
    """
    came = False
    try:
        for one in stream:
            came = True
            yield one
    except NotAnswered as why:
        if not came:
            raise
        warn(where, f"stopped half-way: {why}", "run again to go on")


def each(streams: Iterable[Iterator[Candidate]], where: str) -> Iterator[Candidate]:
    """Yield from several streams, passing over those that fail where another answers.

    A service that wants to be left alone, or fails three times in a row in a way that isn't the
    question's own, isn't asked on.

    Raises:
        NotAnswered: All failed; the first reason.
    """
    failed: list[NotAnswered] = []
    good, in_a_row = False, 0
    for stream in _until_trouble(streams, failed):
        try:
            for one in stream:
                _tell(failed, where)
                good = True
                yield one
            good, in_a_row = True, 0
        except NotAnswered as why:
            failed.append(why)
            in_a_row = 0 if _of_its_own(why) else in_a_row + 1
            if in_a_row >= TIRED or why.slug == "resting":
                warn(where, "the service isn't asked on", "run again to go on")
                break
    if failed and not good:
        raise failed[0]
    _tell(failed, where)


def _of_its_own(why: NotAnswered) -> bool:
    """Say whether a question failed for what it asks, so that another may fare better."""
    known = re.fullmatch("(?:http-4..|bad-.*|no-.*|not-.*)", why.slug)
    return bool(known) and why.slug != "http-429"


def _tell(failed: list[NotAnswered], where: str) -> None:
    while failed:
        warn(where, f"one question wasn't answered: {failed.pop(0)}")


def _until_trouble(
    streams: Iterable[Iterator[Candidate]], failed: list[NotAnswered]
) -> Iterator[Iterator[Candidate]]:
    """Yield streams until the question that they come from isn't answered."""
    try:
        yield from streams
    except NotAnswered as why:
        failed.append(why)


def warn(where: str, what: str, more: str = "") -> None:
    """Tell what a person should know about an answer that isn't whole."""
    _LOG.warning("%s: %s%s", where, what, f" ({more})" if more else "")


def question(url: str, params: Mapping[str, str]) -> str:
    """Write a question as it would be asked; leave keys out of ``params``.

    Example:
        >>> question("https://api.example.org/search", {"q": '"Her" AND "Jonze"', "page": "1"})
        'https://api.example.org/search?q=%22Her%22%20AND%20%22Jonze%22&page=1'
    """
    return f"{url}?{urlencode(params, quote_via=quote, safe='*:/,')}" if params else url


def with_pairs(url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Write parameters of which one stands several times into an address, as a mapping can't."""
    return f"{url}?{urlencode(list(pairs), quote_via=quote, safe='*:/,')}"


class Days(NamedTuple):
    """The days that are asked for, both ends within; None where there is no bound."""

    first: date | None
    last: date | None


def days(since: str, until: str) -> Days:
    """Read the settings ``since`` and ``until``: a year, a month or a day, the whole of it.

    Raises:
        ValueError: One isn't a date, or they are in the wrong order.

    Example:
        >>> days("2013-10", "2014")
        Days(first=datetime.date(2013, 10, 1), last=datetime.date(2014, 12, 31))
    """
    found = Days(_day("since", since, first=True), _day("until", until, first=False))
    if found.first and found.last and found.first > found.last:
        raise ValueError(f"since is {since}, after until, which is {until}")
    return found


def days_of(design: Design, since: str, until: str) -> tuple[date, date]:
    """Read the settings; by default from the year before the work's own to this day.

    Announcements come before a work does; what is older can't be about it.
    """
    asked = days(since, until)
    year = min(max(design.work.year - 1, 1), 9999)
    first = asked.first or date(year, 1, 1)
    last = asked.last or datetime.now(UTC).date()
    return first, max(first, last)


def _day(name: str, text: str, *, first: bool) -> date | None:
    if not text:
        return None
    try:
        if not _SETTING.fullmatch(text):
            raise ValueError
        year, month, day = (int(part) for part in [*text.split("-"), "0", "0"][:3])
        month = month or (1 if first else 12)
        return date(year, month, day or (1 if first else calendar.monthrange(year, month)[1]))
    except ValueError:
        said = f"{name} must be a date like 2013-10-01, 2013-10 or 2013, not {text!r}"
        raise ValueError(said) from None


def contact(given: str = "") -> str:
    """Say at which mail address the person at this machine can be reached; empty if at none.

    Services are asked for it as an address of mail; a page, which sites are content with, is none.
    """
    try:
        found = given or consent.contact()
    except (UserError, OSError):
        return ""
    return found.strip() if "@" in found and "/" not in found else ""
