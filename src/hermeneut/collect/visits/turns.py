"""Turns: when a host may be asked again, and how many hosts are asked at once.

A host is asked one thing at a time, and not again until its delay has passed since the answer to
the last question had come: so whatever the network does to either, a server's log shows at least
the delay between the starts of two requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ...errors import HermeneutError

NEVER = float("-inf")


class Resting(HermeneutError):
    """A host wants to be left alone for longer than anybody waits.

    Args:
        host: Which.
        seconds: For how long.
    """

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} wants to be left alone for {seconds:.0f} seconds")
        self.host, self.seconds = host, seconds


@dataclass
class _Host:
    delay: float
    last: float  # when its last answer had come
    rests_until: float = NEVER
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def free_at(self) -> float:
        return max(self.last + self.delay, self.rests_until)


class Turns:
    """The one door through which every request goes.

    Hosts that wait for their time cost nothing: the event loop's own heap of timers wakes them.

    Args:
        delay: Seconds between requests to a host.
        at_once: Requests under way at once, over all hosts.
        patience: Seconds to wait for a turn at most.
        resumed: Whether an earlier command may have asked hosts a moment ago; if so, each is first
            asked when its delay has passed from now.

    Example:
        >>> async def ask_twice(turns, times):
        ...     for _ in range(2):
        ...         async with turns.turn("example.org"):
        ...             times.append(asyncio.get_running_loop().time())
        >>> times = []
        >>> asyncio.run(ask_twice(Turns(delay=0.01), times))
        >>> times[1] - times[0] >= 0.01
        True
    """

    def __init__(
        self,
        *,
        delay: float,
        at_once: int = 64,
        patience: float = float("inf"),
        resumed: bool = False,
    ) -> None:
        self.delay, self.patience = delay, patience
        self._slots = asyncio.Semaphore(at_once)
        self._resumed = resumed
        self._begun: float | None = None
        self._hosts: dict[str, _Host] = {}

    def slower(self, host: str, delay: float | None) -> None:
        """Ask a host less often from now on: its Crawl-delay, or what a service allows."""
        one = self._host(host)
        one.delay = max(one.delay, delay or 0.0)

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long: its Retry-After."""
        one = self._host(host)
        one.rests_until = max(one.rests_until, _now() + seconds)

    def wait(self, host: str) -> float:
        """Return how many seconds a host isn't to be asked from now, were nobody else waiting."""
        return max(0.0, self._host(host).free_at - _now())

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a host's turn and hold it; whoever came first has the next one.

        Raises:
            Resting: It would be too long.
        """
        one = self._host(host)
        async with one.lock:
            while (wait := one.free_at - _now()) > 0:
                if wait > self.patience:
                    raise Resting(host, wait)
                await asyncio.sleep(wait)
            async with self._slots:
                try:
                    yield
                finally:
                    one.last = _now()

    def _host(self, host: str) -> _Host:
        if self._begun is None:
            self._begun = _now()
        if host not in self._hosts:
            self._hosts[host] = _Host(self.delay, self._begun if self._resumed else NEVER)
        return self._hosts[host]


def _now() -> float:
    return asyncio.get_running_loop().time()
