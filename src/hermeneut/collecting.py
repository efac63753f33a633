"""Collecting: the study, its sources, the frontier, the archive and the visits brought together.

May be interrupted in any way and asked for again: what was found, asked, fetched and refused is
kept as it happens.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from . import candidates, registry
from .admission import captures_now
from .candidates import NotAnswered, Source
from .collect import files
from .collect.evidence.keeping import Keeper
from .collect.evidence.warcfiles import open_files
from .collect.http.fetch import Client, agent
from .collect.http.guard import Guard
from .collect.inquiries import abstracts, consent
from .collect.inquiries.asking import Asking, Found, query_of
from .collect.queue.frontier import Frontier, Offered
from .collect.unseen import Estimate, unseen
from .collect.visits import dead
from .collect.visits.manners import Manners, asked_of
from .collect.visits.network import Lost, Resolves, resolves
from .collect.visits.outcome import Outcome
from .collect.visits.threads import Writer, lookup
from .collect.visits.tools import Silent, Told, Tools, tools_of
from .collect.visits.visiting import Visited, Visiting
from .disk import writable
from .errors import HermeneutError, UserError, nearest
from .study import Study

AT_ONCE = 8  # sources that are asked at once
EXAMPLE = """add one, as in:
      [[source]]
      kind = "list"
      path = "list.txt"   # in the study's folder, an address a line"""


@dataclass(frozen=True)
class Wishes:
    """How one go of collecting is wanted.

    Attributes:
        contact: Whom the owners of sites can write to.
        wanted: Sources, by kind or by number from 1; all of the design if empty.
        limit: Pages to fetch at most; 0 for all.
        allow_private: Whether this machine and its surroundings may be asked.
        again: Whether to ask sources again that were asked today, and to visit pages again.
    """

    contact: str
    wanted: tuple[str, ...] = ()
    limit: int = 0
    allow_private: bool = False
    again: bool = False


def collect(
    study: Study,
    wishes: Wishes,
    *,
    told: Told | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    resolves: Resolves = resolves,
) -> Outcome:
    """Ask the sources of a study, and visit the pages that they point to.

    Args:
        study: The study.
        wishes: How it is wanted.
        told: Hears of progress.
        now: The clock.
        resolves: Looks up a name, to tell a host that is gone from a network that is lost.

    Raises:
        UserError: There is no source, no contact, or study.toml sets an address that nobody at
            this machine has confirmed.
        TryAgain: The disk is full.
        KeyboardInterrupt: Also where the machine or the terminal is being closed.
    """
    hears = told or Silent()
    manners = Manners.from_design(study.design)
    if not wishes.contact:
        raise consent.no_contact()
    chosen = sources(study, wishes.wanted)
    consent.check_endpoints(chosen)
    if not chosen and not (study.archive / candidates.FRONTIER_FILE).exists():
        raise UserError("study.toml names no [[source]]", hint=EXAMPLE)
    going = _Going(study, wishes, manners, chosen, hears, now, resolves)
    with (
        study.writing("archive", told=hears.note),
        writable(study.archive),
        _warnings_to(hears.note),
    ):
        try:
            outcome = asyncio.run(going.go())
        except BaseExceptionGroup as group:
            raise _first(group) from group
        except asyncio.CancelledError:  # by `_end_as_told`
            raise KeyboardInterrupt from None
        return replace(outcome, abstracts=_keep_abstracts(study, chosen, now))


def _keep_abstracts(study: Study, chosen: list[Source], now: Callable[[], datetime]) -> int:
    if not any(isinstance(one, abstracts.Tells) for one in chosen):
        return 0
    known = files.known_of(captures_now(study))
    with Frontier(study.archive, now=now) as frontier:
        return abstracts.keep(chosen, frontier, study.design, known=known, now=now)


def sources(study: Study, wanted: Sequence[str] = ()) -> list[Source]:
    """Choose among the sources of a design, by kind or by number from 1; all by default.

    Raises:
        UserError: There is no such source.
    """
    every = registry.sources(study.design)
    chosen: dict[int, Source] = {}
    for name in wanted:
        fits = [n for n, one in enumerate(every) if name in (one.name, str(n + 1))]
        if not fits:
            known = [*dict.fromkeys(one.name for one in every), *map(str, range(1, len(every) + 1))]
            hint = nearest(name, known) if every else EXAMPLE
            raise UserError(f"study.toml has no [[source]] {name!r}", hint=hint)
        chosen |= {n: every[n] for n in fits}
    return [chosen[n] for n in sorted(chosen)] if wanted else every


def preview(study: Study, wanted: Sequence[str] = ()) -> Iterator[dict[str, str]]:
    """Say what would be asked of whom, and how many pages wait; nothing is asked of anybody."""
    for source in sources(study, wanted):
        row = {"source": source.name, "what": query_of(source)}
        try:
            for question in source.asks(study.design):
                yield {**row, "asks": question}
        except (NotAnswered, UserError) as error:
            yield {**row, "asks": f"can't be asked: {error}"}
    for host, pages in waiting(study).most_common():
        yield {"source": "pages", "what": host, "asks": f"{pages} wait"}


def waiting(study: Study) -> Counter[str]:
    """Count the pages of each host that wait to be fetched."""
    found, _ = candidates.read(study.archive / candidates.FRONTIER_FILE)
    columns = (found[name].to_pylist() for name in ("url_id", "url", "state"))
    pages = {ident: url for ident, url, state in zip(*columns, strict=True) if state == "waiting"}
    return Counter(asked_of(url) for url in pages.values())


def standing(study: Study) -> list[dict[str, Any]]:
    """Count the study's candidates by how they stand and why."""
    found, _ = candidates.read(study.archive / candidates.FRONTIER_FILE)
    columns = (found[name].to_pylist() for name in ("url_id", "state", "error"))
    pages: dict[str, tuple[str, str]] = {}
    for ident, state, error in zip(*columns, strict=True):
        if state or ident not in pages:
            pages[ident] = (state or "left out", error or "")
    counted = Counter(pages.values())
    return [{"pages": s, "why": why, "count": n} for (s, why), n in sorted(counted.items())]


def is_open(study: Study) -> bool:
    """Say whether a WARC file is still being written, or was left so by a kill."""
    return bool(open_files(study.archive))


def missed(study: Study) -> Estimate:
    """Estimate how many pages no source has found."""
    found, _ = candidates.read(study.archive / candidates.FRONTIER_FILE)
    columns = (found[name].to_pylist() for name in ("url_id", "source", "decision"))
    seen = [(page, source) for page, source, way in zip(*columns, strict=True) if way == "fetch"]
    known = registry.entries("sources")
    names = {source for _, source in seen} & known.keys()
    alone = {name for name in names if registry.load("sources", name).independent}
    return unseen(seen, independent=alone)


@dataclass
class _Going:
    """One go."""

    study: Study
    wishes: Wishes
    manners: Manners
    chosen: list[Source]
    told: Told
    now: Callable[[], datetime]
    resolves: Resolves
    found: list[Found] = field(default_factory=list)
    visited: Visited = field(default_factory=Visited)
    stopped: str = ""

    async def go(self) -> Outcome:
        _end_as_told()
        began, archive = time.monotonic(), self.study.archive
        resumed = (archive / candidates.FRONTIER_FILE).exists()
        writer = Writer()
        name = agent(self.wishes.contact)
        about = {"http-header-user-agent": name, "robots": "obeyed (RFC 9309)"}
        if not self.manners.obey_rights:
            about["rights"] = "reservations recorded, not obeyed: obey_rights = false in study.toml"
            self.told.note(f"RIGHTS ARE NOT OBEYED: {about['rights']}. Do you hold a licence?")
        with ExitStack() as stack:
            frontier = stack.enter_context(Frontier(archive, now=self.now))
            title = self.study.design.study.name
            keeper = Keeper(archive, now=self.now, study=title, about=about)
            stack.enter_context(keeper)
            stack.callback(writer.close)
            async with self._client(name) as client:
                tools = tools_of(
                    frontier,
                    keeper,
                    client,
                    self.manners,
                    writer=writer,
                    told=self.told,
                    now=self.now,
                    resumed=resumed,
                    resolves=self.resolves,
                )
                copies = await self._all(tools)
            standing = await writer.run(frontier.counts)
        seconds = time.monotonic() - began
        found = tuple(self.found)
        return Outcome(found, self.visited, standing, copies, seconds, self.stopped)

    def _client(self, name: str) -> Client:
        return Client(
            agent=name,
            limits=self.manners.limits(),
            proxies=self.manners.proxies,
            guard=Guard(self.wishes.allow_private, lookup),
        )

    async def _all(self, tools: Tools) -> int:
        """Ask and visit, both at once; return how many copies of dead pages were found."""
        began = self.now()
        if self.wishes.again:
            await tools.writer.run(tools.frontier.again, None, states=("done", "failed", "refused"))
        asking = Asking(
            tools.client,
            tools.sites,
            tools.frontier,
            writer=tools.writer,
            manners=self.manners,
            now=self.now,
            since=began if self.wishes.again else None,
        )
        visiting = Visiting(tools, limit=self.wishes.limit)
        self.visited = visiting.visited
        archive = next((one for one in self.chosen if one.name == "wayback"), None)
        dead.spare(tools.turns, archive)
        copies = self._copies(asking, visiting, archive) if self.manners.archives else None
        try:
            async with asyncio.TaskGroup() as group:
                if copies:
                    visiting.dead = copies.look_for
                    for url in await copies.left_over():
                        copies.look_for(url)
                at_once = asyncio.Semaphore(AT_ONCE)
                for source in self.chosen:
                    group.create_task(self._ask(source, asking, visiting, at_once))
                await asyncio.sleep(0)  # let them say that they may find more
                await visiting.run()
        except* Lost as lost:
            self.stopped = str(_first(lost))
        finally:
            asking.close()
            if copies:
                await copies.close()
        return copies.found if copies else 0

    def _copies(self, asking: Asking, visiting: Visiting, archive: Source | None) -> dead.Copies:
        return dead.Copies(
            asking,
            asking.frontier,
            expecting=visiting.expecting,
            told=self.told.note,
            given=archive,
        )

    async def _ask(
        self, source: Source, asking: Asking, visiting: Visiting, at_once: asyncio.Semaphore
    ) -> None:
        def offered(_: Offered) -> None:
            visiting.look()

        with visiting.expecting():
            async with at_once:
                found = await asking.discover(source, self.study.design, offered)
        self.found.append(found)
        if found.error:
            self.told.note(f"{found.source} {found.query}: {found.error}: {found.detail}")


def _end_as_told() -> None:
    """Take the end of a session or of a terminal as Ctrl-C, so that what is open is finished."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
            number = getattr(signal, name)  # Windows has them not, or not so; nor has a thread
            if task and signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores the latter
                loop.add_signal_handler(number, task.cancel)


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    """Take out of a group what a person should be told: what can be acted on comes first."""
    every: list[BaseException] = []
    for one in group.exceptions:
        every.append(_first(one) if isinstance(one, BaseExceptionGroup) else one)
    return next((one for one in every if isinstance(one, HermeneutError)), every[0])


@contextmanager
def _warnings_to(told: Callable[[str], None]) -> Iterator[None]:
    """Tell what sources warn of, where progress is told."""
    log = logging.getLogger("hermeneut.collect")
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    before, log.propagate = log.propagate, False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = before
