"""What each site says of robots and of mining: asked once a day, and before anything else of it.

``/robots.txt`` (RFC 9309) and ``/.well-known/tdmrep.json`` (TDM Reservation Protocol, W3C community
group report of 2024, section 5.2) are requests like any other: they wait for the host's turn.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from ...captures import stamp
from ..http.fetch import Exchange, Unfetched
from ..queue.frontier import Site
from .manners import ASK_LESS, Manners, PoliteClient, asked_of
from .rights import WELL_KNOWN, tdmrep
from .robots import LARGEST, Rules, rules
from .threads import Writer

KEPT_FOR = timedelta(hours=24)  # RFC 9309, section 2.4
MOST_REDIRECTS = 5  # of robots.txt: RFC 9309, section 2.3.1.2
_REMEMBERED = 2000  # sites whose parsed rules are held in memory
# What more tries won't mend.
FINAL = frozenset({"private-address", "bad-address", "bad-header", "too-large"})


@dataclass(frozen=True)
class Terms:
    """What a site allows.

    Attributes:
        rules: Of its robots.txt.
        tdm: Its reservations, as `rights.tdmrep` reads them.
        unreachable: Why no answer can be had from it, as a slug; empty if one can.
        detail: The same in words.
    """

    rules: Rules
    tdm: tuple[Any, ...] = ()
    unreachable: str = ""
    detail: str = ""


class Kept(Protocol):
    """Where the answers of sites are kept: the frontier."""

    def site(self, origin: str) -> Site | None:
        """Look up what a site said last."""

    def keep_site(self, site: Site) -> None:
        """Keep what a site said."""


class Sites:
    """The terms of sites, asked for when they are needed.

    Args:
        client: Asks, in the host's turn.
        kept: Where answers are kept from one day to the next.
        writer: The threads in which ``kept`` is read and written.
        manners: How often to try, and how long to wait.
        now: The clock.
    """

    def __init__(
        self,
        client: PoliteClient,
        kept: Kept,
        *,
        writer: Writer,
        manners: Manners,
        now: Callable[[], datetime],
    ) -> None:
        self.client, self.kept, self.writer = client, kept, writer
        self.manners, self.now = manners, now
        self._known: OrderedDict[str, Terms] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def terms(self, url: str) -> Terms:
        """Return the terms of the site that an address is of.

        What couldn't be had is not kept for another day, only for this command.

        Raises:
            Resting: The host wants to be left alone.
            Lost: The network is gone.
        """
        origin = origin_of(url)
        if origin not in self._known:
            async with self._locks.setdefault(origin, asyncio.Lock()):
                if origin not in self._known:
                    self._known[origin] = await self._read(origin)
            self._locks.pop(origin, None)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(origin)
        return self._known[origin]

    async def _read(self, origin: str) -> Terms:
        site = await self.writer.read(self.kept.site, origin)
        if not site or not self._is_fresh(site):
            site, detail = await self._asked(origin)
        else:
            detail = ""
        found = rules(site.robots_status, site.robots, error=site.error)
        self.client.turns.slower(asked_of(origin), found.delay())
        unreachable = site.error if site.robots_status is None else ""
        return Terms(found, tuple(tdmrep(site.tdmrep)), unreachable, detail)

    def _is_fresh(self, site: Site) -> bool:
        status = site.robots_status
        if status is None or status >= 500 or status in ASK_LESS:
            return False
        return site.at > stamp(self.now() - KEPT_FOR)

    async def _asked(self, origin: str) -> tuple[Site, str]:
        at, detail = stamp(self.now()), ""
        try:
            came = await self._robots(origin)
        except Unfetched as error:
            site, detail = Site(origin, at, None, b"", b"", error.slug), error.detail
        else:
            body = came.content(LARGEST + 1)
            found = rules(came.status, body)
            self.client.turns.slower(asked_of(origin), found.delay())
            reserved = b"" if found.refused else await self._reservations(origin, found)
            site = Site(origin, at, came.status, body, reserved, "")
        await self.writer.run(self.kept.keep_site, site)
        return site, detail

    async def _robots(self, origin: str) -> Exchange:
        """Ask for robots.txt until there is an answer, or a reason to give up."""
        for tried in range(1, self.manners.tries + 1):
            last = tried == self.manners.tries
            try:
                came = await self._followed(f"{origin}/robots.txt")
                if last or (came.status < 500 and came.status not in ASK_LESS):
                    return came
            except Unfetched as error:
                if last or error.slug in FINAL:
                    raise
            await asyncio.sleep(self.manners.pause(origin, tried))
        raise AssertionError  # the last try returns or raises

    async def _followed(self, url: str) -> Exchange:
        for _ in range(MOST_REDIRECTS):
            came = await self._ask(url)
            target = came.location()
            if not target:
                return came
            url = target
        return await self._ask(url)

    async def _ask(self, url: str) -> Exchange:
        limits = replace(self.manners.limits(), bytes=2 * LARGEST, stored_bytes=2 * LARGEST)
        return await self.client.ask(url, limits=limits)

    async def _reservations(self, origin: str, found: Rules) -> bytes:
        """Read what the site reserves as a whole; redirects within the site alone are followed."""
        url = f"{origin}{WELL_KNOWN}"
        try:
            for _ in range(MOST_REDIRECTS):
                if origin_of(url) != origin or not found.allows(url):
                    break
                came = await self._ask(url)
                if came.status == 200:
                    return came.content(LARGEST)
                url = came.location()
        except Unfetched:
            pass  # it was asked for; a site that answers nothing reserves nothing
        return b""


def origin_of(url: str) -> str:
    """Name the site of an address by scheme, host and port.

    Example:
        >>> origin_of("https://Example.org:443/her?p=1"), origin_of("http://a.org:8080")
        ('https://example.org', 'http://a.org:8080')
    """
    parts = urlsplit(url)
    name, port = (parts.hostname or "").rstrip("."), parts.port
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
