"""What sources do alike with what they find: sift it, and say why something is left out.

A candidate that is left out says why, as a slug and words:

- ``filter``: a column of a list says so;
- ``pattern``: the study names its address as one to leave out;
- ``early``, ``late``: its stated date lies outside the days asked for;
- ``no-cue``: neither title nor address hints at the work, and the source asks for that;
- ``off-site``: a sitemap names a page of another site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...candidates import Candidate, NotAnswered
from ..inquiries import services
from . import patterns, wayback
from .hints import hint
from .pages import unwrapped

if TYPE_CHECKING:
    from ...design import Design


TIRED = 3  # times in a row that a site fails altogether; it isn't asked on then
_OF_ONE_PAGE = re.compile(r"http-4\d\d|no-.*|not-.*|bad-.*|robots|rights|too-.*")


@dataclass(frozen=True)
class Sieve:
    """Which of the pages found are wanted.

    Args:
        leave_out: Patterns of addresses, each with a reason behind a blank.
        since: A page stated to be older is left out; an ISO date at any precision.
        until: One stated to be younger.
        about: Whether a title or an address must hint at the work.

    Raises:
        ValueError: A pattern fits nothing, or a date is none.
    """

    leave_out: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    about: bool = False

    def __post_init__(self) -> None:
        """Refuse settings that can't be meant."""
        patterns.check("leave_out", self.leave_out)
        services.days(self.since, self.until)

    def sift(self, found: Iterable[Candidate], design: Design) -> Iterator[Candidate]:
        """Yield each page once, with the reason why it is left out if it is.

        Two addresses are one page when they are the same in canonical form. A page that is left
        out comes again when it is found and wanted later. Of a link to an archive's copy the page
        itself is taken, to be fetched there; of one that a mail service or a network has wrapped,
        where it leads.
        """
        seen: dict[str, bool] = {}
        for one in map(_straight, found):
            why = one.left_out or self._why(one, design)
            page = one.canonical
            if page not in seen or (not why and not seen[page]):
                seen[page] = not why
                yield replace(one, left_out=why) if why else one

    def _why(self, one: Candidate, design: Design) -> str:
        why = patterns.reason(self.leave_out, one.url)
        why = why or outside(one.published, self.since, self.until)
        if not why and self.about and not hint(design, one.title, one.url):
            return "no-cue: neither title nor address hints at the work"
        return why


def outside(day: str, since: str, until: str = "") -> str:
    """Say why a stated date lies outside the days asked for; empty if it doesn't or is none.

    Example:
        >>> outside("2012", "2013-10"), outside("2013", "2013-10")
        ('early: of 2012, before 2013-10', '')
    """
    if day and _before(day, since):
        return f"early: of {day}, before {since}"
    if day and until and _before(until, day):
        return f"late: of {day}, after {until}"
    return ""


def each(streams: Iterable[Iterable[Candidate]], where: str) -> Iterator[Candidate]:
    """Yield from one place after another; what one fails at doesn't end the rest, and is told.

    Raises:
        NotAnswered: Nothing could be had at any of them; the first reason.
    """
    failed: list[NotAnswered] = []
    good = False
    for stream in streams:
        try:
            yield from stream
            good = True
        except NotAnswered as why:
            failed.append(why)
    if failed and not good:
        raise failed[0]
    for error in failed:
        services.warn(where, f"one place couldn't be had: {error}")


def is_of_one_page(why: NotAnswered) -> bool:
    """Say whether a question failed for the address alone, so that the site may be asked another.

    Example:
        >>> is_of_one_page(NotAnswered("http-404")), is_of_one_page(NotAnswered("http-429"))
        (True, False)
    """
    return why.slug != "http-429" and _OF_ONE_PAGE.fullmatch(why.slug) is not None


def _straight(one: Candidate) -> Candidate:
    copy = None if one.via else wayback.unwrapped(one.url)
    if copy:
        return replace(one, url=copy.url, via=copy.via, captured_at=copy.captured_at)
    return replace(one, url=unwrapped(one.url))


def _before(one: str, other: str) -> bool:
    """Compare two ISO dates at the precision that both have."""
    size = min(len(one), len(other))
    return one[:size] < other[:size]
