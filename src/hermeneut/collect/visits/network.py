"""Whether this machine is online: what tells a host that is gone from a network that is lost."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from ...errors import TryAgain
from .threads import lookup

GONE = frozenset({"dns", "unreachable", "timeout"})  # slugs that a lost network may be behind
NEUTRAL = "example.org"  # reserved for such uses (RFC 2606, section 3); only its name is looked up
_LONGEST_PAUSE = 30.0  # seconds between two looks
_PROMPT = 5.0  # seconds in which a resolver that works has answered

Resolves = Callable[[str], Awaitable[bool]]


class Lost(TryAgain):
    """The network is lost, and didn't come back."""


async def resolves(name: str) -> bool:
    """Say whether a name can be looked up now."""
    with suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(_PROMPT):
            return bool(await lookup(name, 443))
    return False


class Network:
    """A judge of failures: was it the host's, or was the network away?

    A failure is the network's if no host answered since the question was put, and no name can be
    looked up either: neither of hosts that had answered before, nor a neutral one.

    Args:
        known: Names of hosts that answered in former visits.
        patience: Seconds to wait for a lost network.
        told: Hears, once, that it is lost, and that it is back.
        resolves: Looks up a name.
    """

    def __init__(
        self,
        *,
        known: Iterable[str] = (),
        patience: float = 600.0,
        told: Callable[[str], None] = lambda _: None,
        resolves: Resolves = resolves,
    ) -> None:
        self.patience, self._told, self._resolves = patience, told, resolves
        self._known: deque[str] = deque(known, maxlen=3)
        self._answered = float("-inf")
        self._lock = asyncio.Lock()

    def answered(self, host: str) -> None:
        """Note that a host answered just now; its port doesn't matter."""
        self._answered = _now()
        name = host.rpartition(":")[0] or host
        if name not in self._known:
            self._known.append(name)

    async def was_lost(self, slug: str, *, since: float) -> bool:
        """Say whether a failure was the network's; if so, only when it is back.

        Args:
            slug: What the failure was.
            since: When the question was put, by the event loop's clock.

        Raises:
            Lost: It didn't come back in time.
        """
        if slug not in GONE:
            return False
        async with self._lock:  # one looks, the others hear of it
            if self._answered >= since:
                return False
            if await self._there():
                self._answered = _now()
                return False
            await self._return()
        return True

    async def _there(self) -> bool:
        for name in (*self._known, NEUTRAL):
            if await self._resolves(name):
                return True
        return False

    async def _return(self) -> None:
        self._told("the network seems lost; waiting for it (what was done is kept)")
        begun, pause = _now(), 1.0
        while True:
            if _now() - begun + pause > self.patience:
                raise Lost("the network is lost\n  → run the command again when it is back")
            await asyncio.sleep(pause)
            if await self._there():
                break
            pause = min(2 * pause, _LONGEST_PAUSE)
        self._answered = _now()
        self._told("the network is back")


def _now() -> float:
    return asyncio.get_running_loop().time()
