"""One page: asked for, and followed to where redirects lead.

Every hop is a request of its own, with its host's turn, its site's robots.txt and the check of the
address that is connected to; all of them are kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from ..http.exchange import REDIRECTS, Exchange
from ..http.fetch import Unfetched
from ..queue.frontier import Page
from .manners import Manners, PoliteClient
from .sites import Sites, Terms
from .turns import Resting

# Of a site whose robots.txt gets no answer, these mean that it isn't there; what else keeps it from
# answering closes it to robots (RFC 9309, section 2.3.1.4).
NOT_THERE = frozenset({
    "dns", "unreachable", "refused-connection", "tls", "private-address", "bad-address", "proxy",
})  # fmt: skip
_LARGE = 2**20  # bytes; the next page waits until such a one is written, so that few are held


@dataclass(frozen=True)
class Came:
    """What came of asking for a page.

    Attributes:
        state: ``answered``, ``had`` (it leads to a page that is there already), ``unanswered``,
            ``failed`` or ``refused`` for good, or ``resting`` (its host wants to be left alone).
        error: Why, as a slug.
        detail: The same in words.
        exchanges: Every hop.
        terms: Of the site that answered.
        wait: Seconds that were asked for.
    """

    state: str
    error: str = ""
    detail: str = ""
    exchanges: tuple[Exchange, ...] = ()
    terms: Terms | None = field(default=None, repr=False)
    wait: float = 0.0


class Following:
    """Asks for pages.

    Args:
        client: Asks, in each host's turn.
        sites: What sites allow.
        redirected: Called with a page and where it leads; says whether that is had already.
        manners: How many redirects are followed.
    """

    def __init__(
        self,
        client: PoliteClient,
        sites: Sites,
        *,
        redirected: Callable[[Page, str], Awaitable[bool]],
        manners: Manners,
    ) -> None:
        self.client, self.sites, self.manners = client, sites, manners
        self.redirected = redirected

    async def ask(self, page: Page, answered: asyncio.Event) -> Came:
        """Ask for a page.

        Args:
            page: Which.
            answered: Set when the host of the page has said what it has to say; redirects may
                lead on to others. What is large is to be written first.

        Raises:
            Lost: The network is gone.
        """
        hops: list[Exchange] = []
        try:
            came = await self._follow(page, hops, answered)
        except Unfetched as error:
            came = Came("unanswered", error.slug, error.detail, wait=error.retry_after or 0.0)
        except Resting as error:
            came = Came("resting", "resting", str(error), wait=error.seconds)
        return replace(came, exchanges=tuple(hops))

    async def _follow(self, page: Page, hops: list[Exchange], answered: asyncio.Event) -> Came:
        url, asked = page.via or page.url, set[str]()
        while True:
            # What offers ranges of its WARC files for download is a service, with terms of its own
            # (https://commoncrawl.org/get-started), whatever it tells search engines' robots.
            terms = None if page.span else await self.sites.terms(url)
            if barred := terms and _barred(url, terms):
                return barred
            hop = await self.client.ask(url, headers=_conditions(page, url), span=page.span)
            hops.append(hop)
            if len(hop.body) < _LARGE:
                answered.set()
            if hop.status not in REDIRECTS:
                return Came("answered", terms=terms)
            asked |= {url, hop.url}
            url = hop.location()
            if not url:
                return Came("failed", "bad-address", f"leads to {hop.header('location')[:200]!r}")
            if url in asked or len(hops) > self.manners.redirects:
                why = "a loop" if url in asked else f"more than {self.manners.redirects}"
                return Came("failed", "too-many-redirects", why)
            if not page.via and await self.redirected(page, url):
                return Came("had", detail=f"leads to {url}")


def _barred(url: str, terms: Terms) -> Came | None:
    if terms.unreachable in NOT_THERE:
        return Came("failed", terms.unreachable, terms.detail)
    if not terms.rules.allows(url):
        why = " ".join(filter(None, (terms.rules.why, terms.detail, f"({url})")))
        return Came("refused", "robots", why)
    return None


def _conditions(page: Page, url: str) -> dict[str, str]:
    """Ask only whether a page changed, at the address where it was captured last."""
    if url != page.kept_url or page.via:
        return {}
    given = {"If-None-Match": page.etag, "If-Modified-Since": page.modified}
    return {name: value for name, value in given.items() if value}
