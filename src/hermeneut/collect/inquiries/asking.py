"""Questions of sources: the one `Fetch` through which they ask, as politely as pages are visited.

A source runs in a thread and asks as if nobody else did. Behind it each question waits for its
host's turn, obeys robots.txt where it isn't put to a documented programming interface, is tried
again where it failed in a way that may pass, and is logged without its secrets. What was answered
within a day is not asked again, so that a search that was interrupted goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...candidates import Answer, Candidate, NotAnswered, Source
from ...errors import HermeneutError, UserError
from ..http.exchange import REDIRECTS, Exchange
from ..http.fetch import Unfetched
from ..queue.frontier import Frontier, Offered, Said
from ..queue.sightings import batches
from ..visits.following import NOT_THERE
from ..visits.judging import PASSING
from ..visits.manners import ASK_LESS, Manners, PoliteClient, asked_of
from ..visits.sites import FINAL, Sites, origin_of
from ..visits.threads import Writer, in_thread
from ..visits.turns import Resting
from .inquiry import Inquiry, with_params

if TYPE_CHECKING:
    from ...design import Design

REMEMBERED_FOR = timedelta(hours=24)
LARGEST = 50 * 2**20  # bytes of an answer; a sitemap's own bound (sitemaps.org)
_SAID = 300  # characters of an answer that refuses, for people
_LISTED = 3  # values of a setting that are told
_LOG = logging.getLogger(__name__)


class Stopped(BaseException):
    """Asking has ended; no source is to catch this."""


@dataclass(frozen=True)
class Found:
    """What one source found.

    Attributes:
        source: Its kind.
        query: What was asked of it.
        candidates: How many it yielded.
        pages: How many of their pages were new.
        sightings: How many of the candidates were.
        error: Why it ended early, as a slug; empty if it didn't.
        detail: The same in words.
    """

    source: str
    query: str
    candidates: int = 0
    pages: int = 0
    sightings: int = 0
    error: str = ""
    detail: str = ""


def query_of(source: Source) -> str:
    """Say in a line what is asked of a source: its settings that aren't the usual ones.

    Example:
        >>> from hermeneut.collect.sources.list import AddressList
        >>> query_of(AddressList(path="list.txt"))
        'path=list.txt'
    """
    given = ((f.name, getattr(source, f.name), f.default) for f in fields(source))  # type: ignore[arg-type]
    said = [f"{name}={_plain(value)}" for name, value, usual in given if value != usual]
    return ", ".join(said)


def _plain(value: object) -> str:
    if not isinstance(value, (tuple, list)):
        return str(value)
    more = f" … ({len(value)})" if len(value) > _LISTED else ""
    return " ".join(map(str, value[:_LISTED])) + more


class Asking:
    """Asks for all sources of one go.

    Args:
        client: Asks, in each host's turn.
        sites: What sites allow.
        frontier: Where questions are logged and answers kept.
        writer: The threads in which ``frontier`` is read and written.
        manners: How sites are asked.
        now: The clock.
        since: Answers older than this are asked for again; a day by default.
    """

    def __init__(
        self,
        client: PoliteClient,
        sites: Sites,
        frontier: Frontier,
        *,
        writer: Writer,
        manners: Manners,
        now: Callable[[], datetime],
        since: datetime | None = None,
    ) -> None:
        self.client, self.sites, self.frontier, self.writer = client, sites, frontier, writer
        self.manners, self.now = manners, now
        self.since = since or now() - REMEMBERED_FOR
        self._loop = asyncio.get_running_loop()
        self._asked: set[Future[Any]] = set()
        self._closed = False

    def close(self) -> None:
        """Let the threads of sources end at their next question."""
        self._closed = True
        for asked in list(self._asked):
            asked.cancel()

    def fetch(self, source: str, query: str, *, rate: int = 0) -> Fetching:
        """Make the `hermeneut.candidates.Fetch` of a source, to be called in another thread.

        Args:
            source: Who asks, for the log.
            query: What for, likewise.
            rate: Inquirys a minute that the service allows; 0 where the usual delay holds.
        """
        return Fetching(self, source, query, rate)

    async def discover(
        self, source: Source, design: Design, offer: Callable[[Offered], None]
    ) -> Found:
        """Run a source to its end, taking in what it finds as it comes.

        Args:
            source: The source.
            design: The study's design.
            offer: Called with what of each lot was new.

        Raises:
            HermeneutError: The frontier can't be written.
        """
        query = query_of(source)
        fetch = self.fetch(source.name, query, rate=source.rate)
        total = Found(source.name, query)

        async def take(lot: list[Candidate]) -> None:
            nonlocal total
            new = await self.writer.run(self.frontier.offer, lot)
            total = replace(
                total,
                candidates=total.candidates + len(lot),
                pages=total.pages + new.pages,
                sightings=total.sightings + new.sightings,
            )
            offer(new)

        def work() -> tuple[str, str]:
            return self._exhaust(lambda: source.discover(design, fetch), take)

        error, detail = await in_thread(work)
        return replace(total, error=error, detail=detail)

    def _exhaust(
        self,
        discover: Callable[[], Iterable[Candidate]],
        take: Callable[[list[Candidate]], Awaitable[None]],
    ) -> tuple[str, str]:
        """Hand over what a source yields; return why it ended early. Runs in its thread."""
        try:
            for lot in batches(discover()):
                self.wait_for(take(lot))
        except NotAnswered as error:
            return error.slug, error.detail
        except UserError as error:
            return "mistake", str(error)
        except HermeneutError:
            raise
        except Exception as error:  # a plug-in's mistake ends the plug-in alone
            _LOG.debug("a source failed", exc_info=True)
            return "mistake", f"{type(error).__name__}: {error}"
        return "", ""

    def wait_for(self, does: Awaitable[Any]) -> Any:
        """Run something in the event loop, from another thread, and wait for what comes of it."""
        if self._closed:
            does.close()  # type: ignore[attr-defined]
            raise Stopped
        asked: Future[Any]
        asked = asyncio.run_coroutine_threadsafe(does, self._loop)  # type: ignore[arg-type]
        self._asked.add(asked)
        try:
            return asked.result()
        except CancelledError:
            raise Stopped from None
        finally:
            self._asked.discard(asked)

    async def answer(self, question: Inquiry) -> Answer:
        """Answer a question from memory, or ask it and log what came of it.

        Raises:
            NotAnswered: With a slug and what to do.
        """
        kept = await self.writer.read(self.frontier.remembered, question.key, since=self.since)
        if kept:
            return kept  # type: ignore[no-any-return]
        if not question.service and urlsplit(question.url).path == "/robots.txt":
            return await self._robots(question)
        if question.rate:
            self.client.turns.slower(asked_of(question.url), 60 / question.rate)
        said: Said = {"status": None, "error": "", "body": b""}
        try:
            came = await self._had(question)
            said["status"], said["headers"] = came.status, question.openly(came)
            said["body"] = question.scrubbed(came.content(LARGEST))
            said["answered"] = question.without_secrets(came.url)
            self._check(came, said["body"])
        except NotAnswered as error:
            said["error"] = error.slug
            raise NotAnswered(error.slug, question.hidden(error.detail)) from None
        except Unfetched as error:
            said["error"] = error.slug
            raise NotAnswered(error.slug, question.hidden(error.detail)) from None
        finally:
            await self._log(question, said)
        return Answer(said["answered"], came.status, said["body"], said["headers"])

    async def _log(self, question: Inquiry, said: Said) -> None:
        if not said["error"] and said["status"] is None:
            return  # it was given up, not answered
        await self.writer.run(
            self.frontier.asked,
            source=question.source,
            query=question.query,
            url=question.open_url,
            key=question.key,
            **said,
        )

    async def _robots(self, question: Inquiry) -> Answer:
        """Answer with the robots.txt that was read before anything was asked of the site."""
        terms = await self.sites.terms(question.url)
        site = await self.writer.read(self.frontier.site, origin_of(question.url))
        if site is None or site.robots_status is None:
            raise NotAnswered(terms.unreachable or "no-answer", terms.detail)
        if not 200 <= site.robots_status < 300:
            raise NotAnswered(f"http-{site.robots_status}", question.open_url)
        return Answer(question.open_url, site.robots_status, site.robots, {})

    async def _had(self, question: Inquiry) -> Exchange:
        """Ask until there is an answer that won't change, following redirects.

        Raises:
            NotAnswered: Robots are kept out, or the host wants to be left alone.
            Unfetched: No answer came.
        """
        for tried in range(1, self.manners.tries + 1):
            last = tried == self.manners.tries
            try:
                came = await self._followed(question)
            except Resting as error:
                raise NotAnswered("resting", f"{error}; run the command again then") from None
            except Unfetched as error:
                if last or error.slug in FINAL:
                    raise
            else:
                passing = came.status in PASSING or came.truncated == "disconnect"
                if last or not passing:
                    return came
                if came.status in ASK_LESS:
                    continue  # the host's turn comes when it asked for it
            await asyncio.sleep(self.manners.pause(question.key, tried))
        raise AssertionError  # the last try returns or raises

    async def _followed(self, question: Inquiry) -> Exchange:
        url, headers = question.url, dict(question.headers)
        for _ in range(self.manners.redirects + 1):
            if not question.service:
                await self._allowed(url)
            came = await self.client.ask(url, headers=headers, limits=self._limits())
            if came.status not in REDIRECTS:
                return came
            target = came.location()
            if not target:
                raise NotAnswered("bad-address", f"{url} leads nowhere")
            if origin_of(target) != origin_of(url):
                headers = {k: v for k, v in headers.items() if k not in question.secret}
            url = target
        raise NotAnswered("too-many-redirects", question.open_url)

    async def _allowed(self, url: str) -> None:
        terms = await self.sites.terms(url)
        if terms.unreachable in NOT_THERE:
            raise NotAnswered(terms.unreachable, terms.detail or url)
        if not terms.rules.allows(url):
            raise NotAnswered("robots", f"{url}: {terms.rules.why}")

    def _limits(self) -> Any:
        return replace(self.manners.limits(), bytes=LARGEST, stored_bytes=LARGEST)

    def _check(self, came: Exchange, body: bytes) -> None:
        slugs = {"length": "too-large", "time": "timeout", "disconnect": "disconnect"}
        if came.truncated:
            raise NotAnswered(slugs.get(came.truncated, came.truncated), came.url)
        if not 200 <= came.status < 300:
            kind = came.header("content-type").lower()
            words = body[: 4 * _SAID].decode("utf-8", "replace") if "html" not in kind else ""
            said = " ".join(words.split())[:_SAID]
            raise NotAnswered(f"http-{came.status}", f"{came.url} {said}".strip())


@dataclass(frozen=True)
class Fetching:
    """How one source asks: see `hermeneut.candidates.Fetch`."""

    asking: Asking = field(repr=False)
    source: str
    query: str
    rate: int = 0

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secret: tuple[str, ...] = (),
        service: bool = False,
    ) -> Answer:
        """Ask one question and log it.

        Raises:
            NotAnswered: With a slug and what to do.
        """
        question = Inquiry(
            source=self.source,
            query=self.query,
            url=with_params(url, params or {}),
            headers=dict(headers or {}),
            secret=frozenset(secret),
            service=service,
            rate=self.rate,
        )
        return self.asking.wait_for(self.asking.answer(question))  # type: ignore[no-any-return]
