"""The frontier: which pages are to be fetched, how each stands, and what failed.

It lives in ``archive/frontier.sqlite``, as evidence: every sighting, question and visit is a row
that stays, and only where a page stands now is written over. What a crash leaves of it is told in
`hermeneut.collect.queue.ledger`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self, TypedDict, Unpack

from ...addresses import doc_id
from ...candidates import Candidate
from ...captures import stamp
from ...errors import Bug
from .ledger import Place, fit
from .questions import Question, Questions, Said, Site
from .sightings import FORBIDDING, batches, host_of, take, turn

__all__ = [
    "Frontier", "Host", "Offered", "Page", "Place", "Question", "Said", "Seen", "Site", "host_of",
]  # fmt: skip
STATES = ("waiting", "done", "failed", "refused", "left out")
MOST_FOUND = 8  # sightings that a page is handed out with


class Page(NamedTuple):
    """A page to be fetched.

    Attributes:
        url_id: What it is called by; the document's ``doc_id``.
        url: Its own address.
        host: Whom to ask: the host of ``via`` or else of ``url``, without ``www.`` and the like,
            with its port if that isn't the usual one.
        via: An archive's copy to fetch in place of ``url``; empty if there is none.
        span: First byte and length of the copy within ``via``; all of it if empty.
        captured_at: When the archive captured the copy.
        tries: How often it was asked for in vain.
        etag: Of its last good capture, to ask whether it changed.
        modified: Likewise, ``Last-Modified``.
        digest: SHA-256 of the payload of its last good capture.
        capture: Name of that capture.
        kept_url: Address of that capture: the page's own, or where redirects led.
        kept_at: When it was captured.
        found: Who pointed to it: sources and their queries, eight at most.
    """

    url_id: str
    url: str
    host: str
    via: str = ""
    span: tuple[int, int] | tuple[()] = ()
    captured_at: str = ""
    tries: int = 0
    etag: str = ""
    modified: str = ""
    digest: str = ""
    capture: str = ""
    kept_url: str = ""
    kept_at: str = ""
    found: tuple[tuple[str, str], ...] = ()


class Offered(NamedTuple):
    """How many pages and how many sightings were new."""

    pages: int
    sightings: int


class Host(NamedTuple):
    """How the pages of one host stand, and the commonest reason why some were not had."""

    host: str
    done: int
    waiting: int
    failed: int
    refused: int
    why: str


class Seen(TypedDict, total=False):
    """What is known of a page from a visit: of the answer, and of its capture."""

    status: int | None
    etag: str
    modified: str
    digest: str
    capture: str


class Frontier(Questions):
    """The queue and the log of collecting; used as a context, by one writer at a time.

    Methods may be called from several threads. Each is one transaction, done when it returns.

    Args:
        archive: The folder of the archive; made if it isn't there.
        now: The clock.

    Raises:
        TryAgain: The disk is full, or another program holds the file (from any method).
        UserError: The file is damaged, or not Hermeneut's, or a newer version made it.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> clock = lambda: datetime(2026, 1, 2, tzinfo=UTC)
        >>> with Frontier(Path(tempfile.mkdtemp()), now=clock) as frontier:
        ...     offered = frontier.offer([
        ...         Candidate("https://www.example.org/her/", "list", "list.txt"),
        ...         Candidate("http://example.org/her?utm_source=x", "feeds", "a feed"),
        ...     ])
        ...     frontier.hosts()
        [('example.org', 1)]
        >>> offered
        Offered(pages=1, sightings=2)
    """

    _led_to: dict[str, dict[str, str]]  # for pages under way, where they redirect to

    def __enter__(self) -> Self:
        self._led_to = {}
        super().__enter__()
        return self

    def offer(self, candidates: Iterable[Candidate]) -> Offered:
        """Take in what a source finds, as it comes; a page that anyone wants is wanted.

        Every sighting is kept: which source pointed to which page, asked what. Some hundred
        candidates are one transaction, or what came within a second.
        """
        pages = sightings = 0
        for some in batches(candidates):
            at = stamp(self.now())
            with self.writing() as connection:
                for candidate in some:
                    new_page, new_sighting = take(connection, candidate, at)
                    pages, sightings = pages + new_page, sightings + new_sighting
        return Offered(pages, sightings)

    def hosts(self) -> list[tuple[str, int]]:
        """List the hosts that have pages due now, and how many."""
        return self.rows(_HOSTS, _precise(self.now()))

    def due(self, host: str, limit: int = 64) -> list[Page]:
        """List pages of a host that wait and whose time has come, in the order they were found.

        Pages that were handed out stay among them until they are `kept` or put off till `later`.
        """
        rows = self.rows(_DUE, host, _precise(self.now()), limit)
        return [self._page(row) for row in rows]

    def next_due(self) -> datetime | None:
        """Say when the next page may be asked for; None if none waits."""
        (soonest,) = self.rows(_SOONEST)[0]
        if soonest is None:
            return None
        with suppress(ValueError):
            return datetime.fromisoformat(soonest)
        return self.now().astimezone(UTC)

    def kept(
        self,
        page: Page,
        place: Place | None,
        *,
        state: str,
        error: str = "",
        detail: str = "",
        **seen: Unpack[Seen],
    ) -> None:
        """Say what came of a page, and up to where the open WARC file counts from now on.

        A page that failed at its own address waits again with an archive's copy, if one is known
        and it wasn't the site that said no.

        Args:
            page: As `due` gave it.
            place: As ``Keeper.keep`` gave it; None if nothing was kept.
            state: ``done``, ``failed`` or ``refused``.
            error: Why, as a slug.
            detail: What a person would want to know.
            **seen: Of the answer: its HTTP ``status``, and of a good one its ``etag``,
                ``modified``, ``digest`` and the name of the ``capture``. Without a digest, as
                after 304, what was known stays; with the same digest as before, the capture that
                holds the bytes does.
        """
        if state not in ("done", "failed", "refused"):
            raise Bug(f"a page can't be {state!r}")
        spot, at = place or Place("", 0), stamp(self.now())
        error, detail = fit(error), fit(detail)
        good = _good(page, spot, seen) if state == "done" else _known(page)
        with self.writing() as connection:
            status = seen.get("status")
            row = (page.url_id, at, state, error, detail, status, spot.warc, spot.end, *good)
            connection.execute(_VISIT, row)
            row = (state, error, detail, status, at, *good, page.url_id)
            connection.execute(_OUTCOME, row)
            if state == "failed" and error not in FORBIDDING:
                turn(connection, page.url_id, at)
            self._settle(connection, page, done=state == "done", at=at)

    def later(self, page: Page, *, error: str, detail: str, at: datetime) -> None:
        """Put a page off: it was asked for in vain, and is to be asked for again."""
        now, error, detail = stamp(self.now()), fit(error), fit(detail)
        with self.writing() as connection:
            row = (page.url_id, now, "later", error, detail, None, "", 0, *_known(page))
            connection.execute(_VISIT, row)
            row = (_precise(at), error, detail, now, page.url_id)
            connection.execute(_PUT_OFF, row)
            self._settle(connection, page, done=False, at=now)

    def redirected(self, page: Page, target_url: str) -> bool:
        """Note where a page redirects to; what waits there isn't fetched a second time.

        If the page comes to nothing, its target is to be fetched by itself again.

        Returns:
            Whether what is there was had already, so that it needn't be asked for.
        """
        target = doc_id(target_url)
        if target == page.url_id:
            return False
        with self.writing() as connection:
            if connection.execute(_HAD, (target, page.url_id, target, page.url_id)).fetchone():
                return True
            self._led_to.setdefault(page.url_id, {})[target] = fit(target_url)
            connection.execute(_LEAVE, (page.url_id, target))
        return False

    def again(self, older_than: datetime | None, *, states: Sequence[str] = ("done",)) -> int:
        """Let pages wait for another visit.

        Archives' copies don't change and are left alone; so are pages that another one leads to.

        Args:
            older_than: Only those last visited before; all if None.
            states: How they stand now: ``done``; or ``failed``, ``refused`` to try them anew.

        Returns:
            How many.
        """
        query = _AGAIN.format(", ".join("?" * len(states)))
        with self.writing() as connection:
            before = stamp(older_than) if older_than else "~"
            return connection.execute(query, (*states, before)).rowcount

    def counts(self) -> dict[str, int]:
        """Count pages by how they stand: waiting, done, failed, refused, left out."""
        rows = self.rows("SELECT CAST(state AS TEXT), count(*) FROM pages GROUP BY state")
        return {**dict.fromkeys(STATES, 0), **dict(rows)}

    def had(self) -> set[str]:
        """Name the pages that were had."""
        rows = self.rows("SELECT CAST(url_id AS TEXT) FROM pages WHERE state = 'done'")
        return {name for (name,) in rows}

    def by_host(self) -> list[Host]:
        """Count pages host by host, the largest first."""
        return [Host(*row) for row in self.rows(_BY_HOST)]

    def reasons(self) -> list[tuple[str, str, int]]:
        """Count pages that were not had by state and reason, the commonest first."""
        return self.rows(_REASONS)

    def sightings(self) -> Iterator[tuple[str, str]]:
        """Yield which source pointed to which page, once each, of pages that anyone wants."""
        yield from self.rows(_SIGHTINGS)

    def _page(self, row: tuple[Any, ...]) -> Page:
        url_id, url, host, via, start, length, *rest = row
        found = tuple(self.rows(_FOUND, url_id, MOST_FOUND))
        span = (start, length) if length else ()
        return Page._make((url_id, url, host, via, span, *rest, found))

    def _settle(self, connection: sqlite3.Connection, page: Page, *, done: bool, at: str) -> None:
        """Decide what becomes of the pages that a page led to."""
        led_to = self._led_to.pop(page.url_id, {})
        if done:
            for target, url in led_to.items():
                row = (target, page.url_id, url, at)
                connection.execute("INSERT OR IGNORE INTO redirects VALUES (?, ?, ?, ?)", row)
            connection.execute(_BROUGHT, (at, page.url_id))
        else:
            connection.execute(_RELEASE, (page.url_id,))


def _known(page: Page) -> tuple[str, ...]:
    """Return what is known of a page's last good capture, in the order of the tables."""
    return page.etag, page.modified, page.digest, page.capture, page.kept_url, page.kept_at


def _good(page: Page, place: Place, seen: Seen) -> tuple[str, ...]:
    """Say what is known of a page's last good capture after a visit, in the order of `Page`."""
    etag, modified = fit(seen.get("etag")), fit(seen.get("modified"))
    digest = seen.get("digest", "")
    if digest and digest != page.digest:
        return etag, modified, digest, seen.get("capture", ""), fit(place.url), place.at
    return (etag or page.etag, modified or page.modified, *_known(page)[2:])


def _precise(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _texts(names: str) -> str:
    """Read columns as text, whatever a stranger's file holds in them."""
    return ", ".join(f"coalesce(CAST({name} AS TEXT), '')" for name in names.split())


_WAITS = "state = 'waiting' AND through = ''"
_DUE = (
    f"SELECT {_texts('url_id url host via')}, CAST(start AS INTEGER), CAST(length AS INTEGER), "  # noqa: S608
    f"{_texts('captured_at')}, coalesce(CAST(tries AS INTEGER), 0), "
    f"{_texts('etag modified digest capture kept_url kept_at')} FROM pages WHERE {_WAITS} "
    "AND host = ? AND not_before <= ? ORDER BY not_before, rowid LIMIT ?"
)
_HOSTS = (
    f"SELECT {_texts('host')}, count(*) FROM pages WHERE {_WAITS} AND not_before <= ? "  # noqa: S608
    "GROUP BY host"
)
_SOONEST = f"SELECT min(CAST(not_before AS TEXT)) FROM pages WHERE {_WAITS}"  # noqa: S608
_FOUND = (
    f"SELECT {_texts('source query')} FROM sightings WHERE url_id = ? AND left_out = '' "  # noqa: S608
    "ORDER BY rowid LIMIT ?"
)
_VISIT = "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_OUTCOME = (
    "UPDATE pages SET state = ?, error = ?, detail = ?, status = ?, visited_at = ?, etag = ?, "
    "modified = ?, digest = ?, capture = ?, kept_url = ?, kept_at = ? WHERE url_id = ?"
)
_PUT_OFF = (
    "UPDATE pages SET tries = tries + 1, not_before = ?, error = ?, detail = ?, visited_at = ? "
    "WHERE url_id = ?"
)
_HAD = (
    "SELECT 1 FROM redirects WHERE target_id = ? AND url_id <> ? UNION ALL "
    "SELECT 1 FROM pages WHERE url_id = ? AND state = 'done' AND through <> ?"
)
_LEAVE = "UPDATE pages SET through = ? WHERE url_id = ? AND state = 'waiting' AND through = ''"
_BROUGHT = (
    "UPDATE pages SET state = 'done', error = '', detail = '', visited_at = ? "
    "WHERE through = ? AND through <> '' AND state = 'waiting'"
)
_RELEASE = "UPDATE pages SET through = '' WHERE through = ? AND through <> '' AND state = 'waiting'"
_AGAIN = (
    "UPDATE pages SET state = 'waiting', tries = 0, not_before = '' WHERE state IN ({}) "
    "AND visited_at < ? AND through = '' AND (via = '' OR state <> 'done')"
)
_BY_HOST = f"""
WITH counted AS (
  SELECT {_texts("host")} AS host, {_texts("state")} AS state, {_texts("error")} AS error,
    count(*) AS n FROM pages WHERE state <> 'left out' GROUP BY 1, 2, 3
), said AS (
  SELECT host, error, row_number() OVER (PARTITION BY host ORDER BY sum(n) DESC, error) AS nth
  FROM counted WHERE state IN ('failed', 'refused') GROUP BY host, error
)
SELECT c.host, sum(n * (state = 'done')), sum(n * (state = 'waiting')),
  sum(n * (state = 'failed')), sum(n * (state = 'refused')), coalesce(max(s.error), '')
FROM counted c LEFT JOIN said s ON s.host = c.host AND s.nth = 1
GROUP BY c.host ORDER BY sum(n) DESC, c.host"""  # noqa: S608
_REASONS = """
SELECT CAST(state AS TEXT), coalesce(CAST(error AS TEXT), ''), count(*) FROM pages
WHERE state IN ('failed', 'refused', 'left out') GROUP BY state, error ORDER BY 3 DESC, 1, 2"""
_SIGHTINGS = """
SELECT DISTINCT CAST(s.url_id AS TEXT), CAST(s.source AS TEXT)
FROM sightings s JOIN pages p ON p.url_id = s.url_id
WHERE p.state <> 'left out' ORDER BY 1, 2"""
