"""Manners: how sites are asked, as ``[collect]`` says, and the client that keeps to it.

There is no option here for getting past a paywall or for passing as a browser, and none is wanted.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...addresses import canonical
from ...errors import UserError
from ..http.fetch import Client, Exchange, Limits, Unfetched
from ..queue.sightings import host_of
from .network import Network
from .turns import Turns

if TYPE_CHECKING:
    from ...design import Design

ASK_LESS = (429, 503)  # RFC 6585, section 4; RFC 9110, section 15.6.4
_LONGEST_PAUSE = 3600.0  # seconds; for hosts that say "too often" and don't say for how long


@dataclass(frozen=True)
class Manners:
    """``[collect]``: how pages are asked for."""

    delay: float = 1.0  # seconds between two requests to a host; its Crawl-delay if that is longer
    hosts: int = 64  # hosts that are asked at once
    pages: int = 0  # of one host that are fetched at most; 0: all
    total: int = 0  # pages that are fetched at most, in one go; 0: all
    minutes: float = 0.0  # how long one go lasts at most; 0: until it is done
    tries: int = 4  # at a page or a question that fails in a way that may pass
    backoff: float = 5.0  # seconds before the second try; twice as many before each further one
    patience: float = 600.0  # seconds to wait for a host, or a network, before the rest is left
    seconds: float = 60.0  # for one request
    megabytes: int = 20  # of one page, decompressed
    redirects: int = 10  # from one page
    obey_rights: bool = True  # keep no text whose site reserves mining; false wants a licence
    archives: bool = True  # look for copies of pages that are gone in the Wayback Machine
    proxies: bool = False  # use the proxies that the environment names

    @classmethod
    def from_design(cls, design: Design) -> Manners:
        """Read ``[collect]``.

        Raises:
            UserError: A setting isn't known, or can't be what it is.
        """
        design.check_settings("collect", cls, design.manners)
        made = cls(**design.manners)
        least = {"hosts": 1, "tries": 1, "seconds": 1, "megabytes": 1}
        for name, value in vars(made).items():
            if not least.get(name, 0) <= value < float("inf"):  # no number is neither
                raise UserError(f"study.toml, [collect]: {name} can't be {value}")
        return made

    def limits(self) -> Limits:
        """Return the bounds of one request."""
        size = self.megabytes * 2**20
        return Limits(bytes=size, stored_bytes=size, seconds=self.seconds, redirects=self.redirects)

    def pause(self, name: str, tries: int) -> float:
        """Say how many seconds to wait before the next try.

        The pause doubles with every try. Up to half of it is added, differently for each page, so
        that what failed together doesn't come again together.

        Args:
            name: What is tried.
            tries: How often it was.

        Example:
            >>> [round(Manners().pause("a page", n), 1) for n in (1, 2, 3)]
            [6.7, 13.5, 26.2]
        """
        drawn = hashlib.sha256(f"{name} {tries}".encode()).digest()
        share = int.from_bytes(drawn[:4], "big") / 2**32
        return self.backoff * 2.0 ** min(tries - 1, 20) * (1 + share / 2)


class PoliteClient:
    """A client that waits for each host's turn, and leaves alone who asks to be left alone.

    Args:
        client: What sends the requests.
        turns: Whose turn it is.
        network: Knows whether the network is there.
        manners: How sites are asked.
    """

    def __init__(self, client: Client, *, turns: Turns, network: Network, manners: Manners) -> None:
        self.client, self.turns, self.network = client, turns, network
        self.manners = manners
        self._too_often: Counter[str] = Counter()

    async def ask(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        span: tuple[int, int] | tuple[()] = (),
        limits: Limits | None = None,
    ) -> Exchange:
        """Make one request in the host's turn; no redirect is followed.

        While the network is lost it waits, and asks again.

        Raises:
            Unfetched: No answer came.
            Resting: The host wants to be left alone.
            Lost: The network is gone for good.
        """
        host = asked_of(url)
        while True:
            async with self.turns.turn(host):
                began = asyncio.get_running_loop().time()
                try:
                    came = await self.client.get(
                        url, headers=headers or {}, span=span, limits=limits
                    )
                except Unfetched as error:
                    failed = error
                else:
                    break
            if not await self.network.was_lost(failed.slug, since=began):
                raise failed
        self.network.answered(host)
        self._heed(host, came)
        return came

    def _heed(self, host: str, came: Exchange) -> None:
        if came.status not in ASK_LESS:
            del self._too_often[host]
            return
        self._too_often[host] += 1
        asked = came.retry_after()
        if asked is None:
            asked = min(self.manners.pause(host, self._too_often[host]), _LONGEST_PAUSE)
        self.turns.rest(host, asked)


def asked_of(url: str) -> str:
    """Name the host that an address is asked of, as `Turns` and the frontier do.

    Example:
        >>> asked_of("http://www.example.org:8080/her")
        'example.org:8080'
    """
    return _host("/".join(url.split("/", 3)[:3]))


@lru_cache(maxsize=4096)
def _host(start: str) -> str:
    return host_of(canonical(start))
