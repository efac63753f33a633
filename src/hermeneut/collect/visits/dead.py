"""Pages that are gone: whether the Wayback Machine holds copies of them.

Only pages that don't answer any more, or that their site says are gone, are looked for; never one
that a site keeps to itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from itertools import islice

from ...candidates import Candidate, NotAnswered, Source
from ..inquiries.asking import Asking
from ..queue.frontier import Frontier
from ..sources import wayback
from .judging import DEAD
from .manners import asked_of
from .threads import in_thread
from .turns import Turns

MOST = 3  # copies of one page that are worth a try
_TIRED = 3  # questions in a row without an answer, and no more are put
_FOR = "copy of "


class Copies:
    """Looks for copies of dead pages, one page after the other.

    Args:
        asking: Asks the archive, at the rate that it allows.
        frontier: Takes the copies in.
        expecting: Held while a copy may still come.
        told: Hears of an archive that doesn't answer.
        given: The ``[[source]]`` of the design that says where the archive is, if there is one.
    """

    def __init__(
        self,
        asking: Asking,
        frontier: Frontier,
        *,
        expecting: Callable[[], AbstractContextManager[None]],
        told: Callable[[str], None],
        given: Source | None = None,
    ) -> None:
        self.asking, self.frontier = asking, frontier
        self.expecting, self.told = expecting, told
        self.found = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._one = asyncio.Lock()
        self._silent = 0
        self._where = _where(given)

    def look_for(self, url: str) -> None:
        """Look for copies of a page, by and by."""
        stack = ExitStack()
        stack.enter_context(self.expecting())
        task = asyncio.get_running_loop().create_task(self._look(url, stack))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def left_over(self) -> list[str]:
        """Name the dead pages that nobody has looked for yet."""
        read = self.asking.writer.read
        asked = {q.query for q in await read(self.frontier.questions) if not q.error}
        dead = await read(self.frontier.rows, _GONE, *sorted(DEAD))
        return [url for (url,) in dead if _FOR + url not in asked]

    async def close(self) -> None:
        """Give up what hasn't been looked for."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self, url: str, stack: ExitStack) -> None:
        with stack:
            async with self._one:
                if self._silent >= _TIRED:
                    return
                try:
                    self.found += await self._ask(url)
                    self._silent = 0
                except NotAnswered as error:
                    self._silent += 1
                    if self._silent == _TIRED:
                        self.told(f"copies of dead pages aren't looked for any more: {error}")

    async def _ask(self, url: str) -> int:
        fetch = self.asking.fetch(wayback.Wayback.name, _FOR + url, rate=wayback.Wayback.rate)

        def work() -> list[Candidate]:
            return list(islice(wayback.copies(url, fetch, earliest=True, **self._where), MOST))

        found = await in_thread(work)
        await self.asking.writer.run(self.frontier.offer, found)
        return bool(found)


def spare(turns: Turns, given: Source | None) -> None:
    """Ask the archive no more often than it allows, whether for its index or for copies.

    Args:
        turns: When hosts are asked.
        given: As for `Copies`.
    """
    for address in _where(given).values():
        turns.slower(asked_of(address), 60 / wayback.Wayback.rate)


def _where(given: Source | None) -> dict[str, str]:
    return {
        "endpoint": getattr(given, "endpoint", wayback.ENDPOINT),
        "replay": getattr(given, "replay", wayback.REPLAY),
    }


_GONE = (
    "SELECT CAST(url AS TEXT) FROM pages WHERE state = 'failed' AND via = '' "  # noqa: S608
    f"AND error IN ({', '.join('?' * len(DEAD))})"
)
