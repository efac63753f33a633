"""The visits: which page of which host is asked for when, and what becomes of it.

Each host has a task of its own that sleeps until the host's turn; nothing is polled. What came is
written by one thread, in the order in which it came, so that the loop never waits for a disk.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Unpack

from ...addresses import doc_id
from ..evidence.keeping import Keeper
from ..http.exchange import Exchange
from ..http.fetch import Client
from ..queue.frontier import Frontier, Page
from . import rights
from .following import Came, Following
from .judging import DEAD, End, as_published, judged
from .manners import Manners
from .threads import Writer
from .tools import More, Told, Tools, tools_of

_LOT = 16  # pages of a host that are read at once
_BUSY = 4  # visits for each request under way: those that were redirected wait for other hosts
_SILENT = 3  # times `tries` without an answer in a row, and a host is left for another day
_GATHER = 0.05  # seconds in which what wakes the loop gathers


@dataclass
class Visited:
    """What came of the visits of one go.

    Attributes:
        kept: Pages that could be had.
        failed: How many could not, by reason.
        refused: How many were not to be had, by reason.
        left: Hosts that were left with pages waiting, and why.
        stopped: Why visiting ended before all that was due was done; empty if it was.
    """

    kept: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)
    stopped: str = ""

    def count(self, state: str, slug: str) -> None:
        """Count a page that was decided."""
        if state == "done":
            self.kept += 1
        else:
            (self.failed if state == "failed" else self.refused)[slug] += 1


async def visit(
    frontier: Frontier,
    keeper: Keeper,
    client: Client,
    manners: Manners,
    told: Told | None = None,
    **more: Unpack[More],
) -> Visited:
    """Visit what is due, once, with nothing else going on.

    Args:
        frontier: Which pages wait; open.
        keeper: Where captures are kept; open.
        client: Sends the requests; open.
        manners: How sites are asked.
        told: Hears of progress.
        **more: As `tools.More` names it.

    Raises:
        ExceptionGroup: The disk is full, the frontier is damaged, or the network is `Lost`.
    """
    writer = Writer()
    try:
        made = tools_of(frontier, keeper, client, manners, writer=writer, told=told, **more)
        return await Visiting(made).run()
    finally:
        writer.close()


class Visiting:
    """The visits of one go, until nothing is left that is due.

    Args:
        tools: What they are made with.
        limit: Pages at most; 0 for all.

    Attributes:
        visited: What has come of them so far.
        dead: Called with the address of each page that is gone.
    """

    dead: Callable[[str], None]

    def __init__(self, tools: Tools, *, limit: int = 0) -> None:
        self.tools, self.manners, self.turns = tools, tools.manners, tools.turns
        self.frontier, self.writer = tools.frontier, tools.writer
        self.limit = min(filter(None, (limit, self.manners.total)), default=0)
        self.visited = Visited()
        self.dead = lambda _: None
        self._following = Following(
            tools.client, tools.sites, redirected=self._redirected, manners=self.manners
        )
        self._slots = asyncio.Semaphore(_BUSY * self.manners.hosts)
        self._wake = asyncio.Event()
        self._expected = self._begun = 0
        self._ends = float("inf")
        self._asked: set[str] = set()  # hosts whose pages are being visited
        self._had: Counter[str] = Counter()  # pages of each host, where that is limited
        self._silent: Counter[str] = Counter()  # failures in a row
        self._under_way: dict[str, asyncio.Event] = {}  # pages, by id, and where they lead
        self._waits: set[str] = set()  # pages that wait for another one
        self._led: Counter[str] = Counter()  # pages that others lead to, and how many
        self._leads: dict[str, list[str]] = {}  # from pages under way to those

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """Don't end while more candidates may come; `look` tells of them."""
        self._expected += 1
        try:
            yield
        finally:
            self._expected -= 1
            self._wake.set()

    def look(self) -> None:
        """Look for pages that were not there before."""
        self._wake.set()

    async def run(self) -> Visited:
        """Visit what is due.

        Raises:
            ExceptionGroup: The disk is full, the frontier is damaged, or the network is `Lost`.
        """
        if self.manners.minutes:
            self._ends = _clock() + 60 * self.manners.minutes
        await self._remember()
        async with asyncio.TaskGroup() as group:
            while not self._is_full():
                self._wake.clear()
                waiting = await self._start(group)
                busy = self._asked or self._under_way or self._expected
                if not (busy or waiting or self._wake.is_set()):
                    break
                await self._sleep(waiting)
        return self.visited

    async def _remember(self) -> None:
        """Take up what a former go was told: who wants to be left alone, how many were had."""
        now = self.tools.now()
        for host, until in await self.writer.read(self.frontier.rows, _RESTING, _precise(now)):
            self.turns.rest(host, (datetime.fromisoformat(until) - now).total_seconds())
        if self.manners.pages:
            for row in await self.writer.read(self.frontier.by_host):
                self._had[row.host] = row.done

    async def _start(self, group: asyncio.TaskGroup) -> float:
        """Begin with the hosts that have pages due; return seconds until others have, or none."""
        now = self.tools.now()  # first: what becomes due while hosts are read is waited for
        hosts = dict(await self.writer.read(self.frontier.hosts))
        self.tools.told.waiting(hosts)
        for host in hosts.keys() - self._asked - self.visited.left.keys():
            self._asked.add(host)
            group.create_task(self._visit_host(host, group))
        ((soonest,),) = await self.writer.read(self.frontier.rows, _SOONEST, _precise(now))
        if not soonest:
            return 0.0
        wait = (datetime.fromisoformat(soonest) - self.tools.now()).total_seconds()
        return max(wait, _GATHER) if wait <= self.manners.patience else 0.0

    async def _sleep(self, waiting: float) -> None:
        """Sleep until something happens, or for so many seconds."""
        until = min(_clock() + (waiting or float("inf")), self._ends)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until if until < float("inf") else None):
                await self._wake.wait()
        await asyncio.sleep(_GATHER)

    def _is_full(self, host: str = "") -> bool:
        """Say whether no further page is to be visited, at all or of one host."""
        if self.limit and self._begun >= self.limit:
            self.visited.stopped = f"the limit of {self.limit} pages is reached"
        elif _clock() >= self._ends:
            self.visited.stopped = f"{self.manners.minutes:g} minutes are over"
        elif host and self.manners.pages and self._had[host] >= self.manners.pages:
            self.visited.left[host] = (
                f"the limit of {self.manners.pages} pages of a host is reached"
            )
        return bool(self.visited.stopped) or host in self.visited.left

    async def _visit_host(self, host: str, group: asyncio.TaskGroup) -> None:
        """Visit the pages of one host, one after the other."""
        lot: deque[Page] = deque()
        while not self._is_full(host):
            if not lot:
                lot.extend(await self._lot(host))
            if not lot:
                break
            page = lot.popleft()
            if self._led[page.url_id] > 0 or page.url_id in self._under_way:
                continue
            await self._slots.acquire()
            if self._is_full(host):  # others began meanwhile
                self._slots.release()
                break
            answered = asyncio.Event()
            self._under_way[page.url_id] = asyncio.Event()
            self._begun += 1
            self._had[host] += 1
            group.create_task(self._visit(page, answered))
            await answered.wait()
        self._asked.discard(host)
        self._wake.set()

    async def _lot(self, host: str) -> list[Page]:
        busy = set(self._under_way)  # whatever ends while the frontier is read still seems due
        pages: list[Page] = await self.writer.read(self.frontier.due, host, _LOT + len(busy))
        return [page for page in pages if page.url_id not in busy][:_LOT]

    async def _visit(self, page: Page, answered: asyncio.Event) -> None:
        """Visit one page; the next one of its host may come when ``answered`` is set."""
        done = self._under_way[page.url_id]
        try:
            came = await self._following.ask(page, answered)
            if await self._settle(page, came) != "done":
                self._led.subtract(self._leads.get(page.url_id, ()))
        finally:
            answered.set()
            done.set()
            for name in (page.url_id, *self._leads.pop(page.url_id, ())):
                if self._under_way.get(name) is done:
                    del self._under_way[name]
            self._slots.release()
            if not self._under_way:
                self._wake.set()

    async def _redirected(self, page: Page, url: str) -> bool:
        """Note where a page leads; say whether what is there was had already.

        If it is just being fetched, wait for that, but don't wait for one that waits itself.
        """
        target = doc_id(url)
        if target == page.url_id:
            return False
        other = self._under_way.setdefault(target, self._under_way[page.url_id])
        self._led[target] += 1  # before anybody else has a turn
        self._leads.setdefault(page.url_id, []).append(target)
        if other is not self._under_way[page.url_id] and target not in self._waits:
            self._waits.add(page.url_id)
            await other.wait()
            self._waits.discard(page.url_id)
        return bool(await self.writer.run(self.frontier.redirected, page, url))

    async def _settle(self, page: Page, came: Came) -> str:
        """Write what came of a page; return how it stands now."""
        self._silent[page.host] = self._silent[page.host] + 1 if came.state == "unanswered" else 0
        if came.state == "resting" and not came.exchanges:
            self._leave(page.host, came.detail)
            self._begun -= 1
            return "waiting"
        told, run = self.tools.told, self.writer.run
        end = judged(page, came, self.manners)
        if end.state == "later":
            at = self.tools.now() + timedelta(seconds=end.wait)
            await run(self.frontier.later, page, error=end.error, detail=end.detail, at=at)
            self._begun -= 1
        else:
            end = await run(self._write, page, came, end)
            self.visited.count(end.state, end.error)
            if end.state == "failed" and end.error in DEAD and not page.via:
                self.dead(page.url)
        told.page(page.host, end.state, end.error)
        if self._silent[page.host] >= _SILENT * self.manners.tries:
            self._leave(page.host, f"no answer {self._silent[page.host]} times ({end.error})")
        return end.state

    def _write(self, page: Page, came: Came, end: End) -> End:
        """Keep what came, and say so in the frontier; runs in the writer's thread."""
        hops, place = list(came.exchanges), None
        seen: dict[str, Any] = {}
        if hops:
            signals = self._signals(page, came)
            reason = rights.reserved(signals) if self.manners.obey_rights else ""
            if end.state == "done" and reason:
                end = End("refused", "rights", reason)
                hops[-1] = replace(hops[-1], body=b"")
            rows, place = self.tools.keeper.keep(hops, page=page, rights=signals, error=end.error)
            new = end.state == "done" and came.state == "answered"
            seen = _seen(hops[-1], rows[-1]) if new else {"status": hops[-1].status}
        self.frontier.kept(page, place, state=end.state, error=end.error, detail=end.detail, **seen)
        return end

    def _signals(self, page: Page, came: Came) -> dict[str, str]:
        last = as_published(came.exchanges[-1], page)
        if page.via or not came.terms:
            return rights.signals(last.url, last)
        return rights.signals(last.url, last, tdm=came.terms.tdm, robots=came.terms.rules)

    def _leave(self, host: str, why: str) -> None:
        """Let the rest of a host's pages wait for another go."""
        if host not in self.visited.left:
            self.visited.left[host] = why
            self.tools.told.note(f"{host} is left for another day: {why}")


def _seen(last: Exchange, row: Mapping[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {"status": last.status}
    if last.status != 304:
        marks = {"etag": last.header("etag"), "modified": last.header("last-modified")}
        seen |= marks | {"digest": row["digest"], "capture": row["capture_id"]}
    return seen


def _precise(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _clock() -> float:
    return asyncio.get_running_loop().time()


_WAITS = "FROM pages WHERE state = 'waiting' AND through = '' AND not_before > ?"
_SOONEST = f"SELECT min(CAST(not_before AS TEXT)) {_WAITS}"
_RESTING = (
    f"SELECT CAST(host AS TEXT), max(CAST(not_before AS TEXT)) {_WAITS} "
    "AND error IN ('http-429', 'http-503') GROUP BY host"
)
