"""Candidates: pages that may be writing about the work, and the sources that point to them.

A source says where writing may be. It asks through the one `Fetch` that it is given, and never
fetches the pages themselves. What was found and asked is kept in ``archive/frontier.sqlite``,
which `read` turns into tables; writing it is `hermeneut.collect.queue.frontier`'s.

    >>> Candidate("http://www.example.org/her/?utm_source=x", "list", "list.txt").url_id
    '107c1de5c192d750'
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from .addresses import canonical, doc_id
from .errors import HermeneutError, TryAgain, UserError

if TYPE_CHECKING:
    import pyarrow as pa

    from .design import Design

FRONTIER_FILE = "frontier.sqlite"  # in the archive
FRONTIER_FORMAT = 1  # the shape of frontier.sqlite; a higher one was made by a newer version
WAIT_SECONDS = 30  # for another program that writes the same file
LARGEST_VALUE = 256 * 2**20  # bytes of one value in frontier.sqlite; answers are smaller by far

# How frontier.sqlite is made. SQLite keeps each statement letter by letter, comments and all, so
# that a file can be told to hold these and nothing else.
_SHAPE = """
CREATE TABLE pages ( -- where each page is to be had from, how it stands, its last good capture
  url_id TEXT PRIMARY KEY, url TEXT, canonical TEXT, host TEXT, via TEXT, start INTEGER,
  length INTEGER, captured_at TEXT, state TEXT, error TEXT, detail TEXT, status INTEGER,
  tries INTEGER, not_before TEXT, through TEXT, found_at TEXT, visited_at TEXT, etag TEXT,
  modified TEXT, digest TEXT, capture TEXT, kept_url TEXT, kept_at TEXT);

CREATE INDEX pages_due ON pages (host, not_before) WHERE state = 'waiting' AND through = '';

CREATE INDEX pages_through ON pages (through) WHERE through <> '';

CREATE TABLE sightings ( -- which source pointed to which page, asked what
  url_id TEXT, source TEXT, query TEXT, url TEXT, found_at TEXT, title TEXT, author TEXT,
  outlet TEXT, published TEXT, via TEXT, left_out TEXT, PRIMARY KEY (url_id, source, query));

CREATE TABLE places ( -- where a page may be had from: its address (no via) or an archive's copy
  url_id TEXT, via TEXT, start INTEGER, length INTEGER, captured_at TEXT, url TEXT, tried TEXT,
  PRIMARY KEY (url_id, via, start));

CREATE TABLE visits ( -- what came of each visit, and up to where the open WARC file counted then
  url_id TEXT, visited_at TEXT, state TEXT, error TEXT, detail TEXT, status INTEGER, warc TEXT,
  ends INTEGER, etag TEXT, modified TEXT, digest TEXT, capture TEXT, kept_url TEXT, kept_at TEXT);

CREATE TABLE redirects ( -- where pages that were had led to, so that it isn't fetched twice
  target_id TEXT, url_id TEXT, target TEXT, seen_at TEXT, PRIMARY KEY (target_id, url_id));

CREATE TABLE questions ( -- what services and sites were asked, and what they answered
  asked_at TEXT, source TEXT, query TEXT, url TEXT, key TEXT, answered TEXT, status INTEGER,
  error TEXT, headers TEXT, length INTEGER, digest TEXT, body BLOB);

CREATE INDEX questions_key ON questions (key);

CREATE TABLE sites ( -- what sites say of robots and of mining
  origin TEXT, at TEXT, robots_status INTEGER, robots BLOB, tdmrep BLOB, error TEXT);

CREATE INDEX sites_origin ON sites (origin);
"""
FRONTIER = (
    *(statement.strip() for statement in _SHAPE.strip().rstrip(";").split(";\n\n")),
    *(
        f"CREATE TRIGGER {table}_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT raise(abort, '{table} is append only'); END"
        for table in ("visits", "redirects", "questions", "sites")
        for verb in ("update", "delete")
    ),
)


@dataclass(frozen=True)
class Candidate:
    """One page that a source points to.

    Attributes:
        url: Its address as the source gives it.
        source: Name of the source.
        query: What was asked of it: a file's name, a feed's address, a search string.
        title: As the source gives it; facts, never text.
        author: Likewise.
        outlet: Likewise.
        published: Likewise; an ISO date at the precision known.
        via: Where to fetch it instead of at its own address: an archive's copy.
        span: First byte and length of the copy within what ``via`` names; all of it if empty.
        captured_at: When the archive captured that copy, ISO 8601 UTC.
        left_out: Why it isn't to be fetched, as a slug and words; empty if it is.
    """

    url: str
    source: str
    query: str
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str = ""
    via: str = ""
    span: tuple[int, int] | tuple[()] = ()
    captured_at: str = ""
    left_out: str = ""

    @property
    def canonical(self) -> str:
        """The one address of its page."""
        return canonical(self.url)

    @property
    def url_id(self) -> str:
        """What the page is called by; the same as the document's ``doc_id``."""
        return doc_id(self.url)


@dataclass(frozen=True)
class Answer:
    """What a service or a site said.

    Attributes:
        url: Where the answer came from in the end.
        status: HTTP status; always 200 to 299.
        body: Decoded of its compression.
        headers: By name in lower case.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """Read the body as JSON.

        Raises:
            NotAnswered: ``not-json`` where it isn't.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise NotAnswered("not-json", f"{self.url}: {error}") from None


class NotAnswered(HermeneutError):
    """A question got no answer that can be used.

    Args:
        slug: Why: ``dns``, ``timeout``, ``robots``, ``http-403``, ``no-key``, ``not-json`` …
        detail: What a person would want to know.
    """

    def __init__(self, slug: str, detail: str = "") -> None:
        super().__init__(f"{slug}: {detail}" if detail else slug)
        self.slug, self.detail = slug, detail


class Fetch(Protocol):
    """How a source asks; politeness, limits, logging and resuming are behind it."""

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str] = ...,
        headers: Mapping[str, str] = ...,
        secret: tuple[str, ...] = (),
        service: bool = False,
    ) -> Answer:
        """Ask one question and log it.

        Args:
            url: Without the parameters.
            params: Parameters of the query.
            headers: Beyond the usual ones.
            secret: Names of parameters and headers whose values are never written anywhere.
            service: Whether it is a documented programming interface, whose terms stand in place
                of robots.txt; pages, feeds and sitemaps are not.

        Raises:
            NotAnswered: With a slug and what to do.
        """
        ...


@runtime_checkable
class Source(Protocol):
    """Where writing may be: a frozen dataclass whose fields are the keys of a ``[[source]]``.

    Attributes:
        name: As registered; ``kind`` in study.toml.
        rate: Questions a minute that the service allows; 0 where the usual delay holds.
        independent: Whether it finds pages by itself, so that it may stand in a
            capture–recapture estimate; a person's list of addresses found elsewhere does not.
    """

    name: ClassVar[str]
    rate: ClassVar[int]
    independent: ClassVar[bool]

    def discover(self, design: Design, fetch: Fetch) -> Iterator[Candidate]:
        """Yield candidates, one by one, as they are found.

        What one question fails at is skipped where others may still answer; when nothing can be
        had, `NotAnswered` is raised.
        """
        ...

    def asks(self, design: Design) -> Iterator[str]:
        """Yield, for ``--dry-run``, the first questions as they would be asked, without keys."""
        ...


def folder_file(root: Path, name: str) -> Path:
    """Find a file that a ``[[source]]`` names inside the study's folder.

    Raises:
        UserError: It lies outside, or isn't there.
    """
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise UserError(f"{name} lies outside the study's folder", hint="copy it into the folder")
    if not path.is_file():
        raise UserError(f"no {name} in {root}", hint="put it there, or mend path in study.toml")
    return path


def read(path: Path) -> tuple[pa.Table, pa.Table]:
    """Read ``frontier.sqlite`` as the tables ``candidates`` and ``questions``.

    Rows come in the order in which they were found and asked. A file that isn't there gives two
    empty tables. It may be read while pages are being collected.

    Raises:
        TryAgain: Another program holds the file.
        UserError: It is damaged, holds what Hermeneut didn't make, or is of a newer version.
    """
    import pyarrow as pa

    from . import schema

    found: dict[str, list[dict[str, Any]]] = {"candidates": [], "questions": []}
    if path.exists():
        with told(path), closing(opened(path)) as connection:
            for table, query in _TABLES.items() if is_made(connection) else ():
                cursor = connection.execute(query)
                names = [column[0] for column in cursor.description]
                found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    return (
        pa.Table.from_pylist(found["candidates"], schema=schema.CANDIDATES),
        pa.Table.from_pylist(found["questions"], schema=schema.QUESTIONS),
    )


def opened(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open a ``frontier.sqlite`` in which nothing of a stranger's can run.

    Args:
        path: The file; made, empty, if it is to be written and isn't there.
        write: Whether it is to be written.

    Raises:
        UserError: It holds what Hermeneut didn't make, or is of a newer version.
        sqlite3.Error: It can't be opened; `told` says it in words.
    """
    if write:
        return _open(path, "mode=rwc")
    try:
        return _open(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if _code(error) not in _UNOPENABLE:
            raise
    try:
        return _open(path, "mode=rw")  # what a killed writer left must be put in order first
    except sqlite3.OperationalError as error:
        rest = path.with_name(f"{path.name}-wal")
        if _code(error) not in _UNOPENABLE or (rest.exists() and rest.stat().st_size):
            raise
    return _open(path, "mode=ro&immutable=1")  # in a folder that can't be written nobody writes


def is_made(connection: sqlite3.Connection) -> bool:
    """Say whether a file holds tables yet; a writer killed at its first step leaves none."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite refuses into a message that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = _code(error)
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise TryAgain(
                f"{path} can't be written: {error}\n  → make room and run the command again; what "
                "was done stays done"
            ) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise TryAgain(f"{path} is in use by another program\n  → try again") from error
        if code in _UNOPENABLE:
            hint = "make the folder writable, or copy the study elsewhere"
            raise UserError(f"{path} can't be opened: {error}", hint=hint) from error
        hint = "restore it from a backup; without it, pages are asked for again"
        raise UserError(f"{path} is damaged: {error}", hint=hint) from error


_UNOPENABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code, without what extends it


def _open(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        connection.execute("PRAGMA trusted_schema = off")
        _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > FRONTIER_FORMAT:
        raise UserError(
            f"{path} was made by a newer version of Hermeneut (format {version}; this one knows "
            f"{FRONTIER_FORMAT})",
            hint="pip install --upgrade hermeneut",
        )
    made = connection.execute(
        "SELECT type, name, CAST(sql AS TEXT) FROM sqlite_master "
        "WHERE sql IS NOT NULL OR name NOT LIKE 'sqlite_autoindex_%'"
    ).fetchall()
    if not made and not version:
        return
    for kind, name, sql in made:
        if sql not in FRONTIER:
            raise UserError(
                f"{path} holds {kind} {name!r}, which Hermeneut didn't make",
                hint="ask whoever gave it to you; nothing was read and nothing changed",
            )
    if len(made) < len(FRONTIER):
        raise UserError(f"{path} lacks some of its tables", hint="restore it from a backup")


# A stranger's file may hold anything anywhere, so each column is read as what it should be.
_TABLES = {
    "candidates": """
SELECT CAST(s.url_id AS TEXT) AS url_id, CAST(s.source AS TEXT) AS source,
  CAST(s.query AS TEXT) AS query, CAST(s.url AS TEXT) AS url,
  CAST(p.canonical AS TEXT) AS canonical, CAST(s.found_at AS TEXT) AS found_at,
  CAST(nullif(s.title, '') AS TEXT) AS title,
  CAST(nullif(s.published, '') AS TEXT) AS published,
  CASE WHEN s.left_out = '' THEN 'fetch' ELSE 'left out' END AS decision,
  CAST(nullif(s.left_out, '') AS TEXT) AS reason,
  CASE WHEN s.left_out = '' THEN CAST(p.state AS TEXT) END AS state,
  CASE WHEN s.left_out = '' AND p.state IN ('failed', 'refused')
    THEN CAST(nullif(p.error, '') AS TEXT) END AS error
FROM sightings s JOIN pages p ON p.url_id = s.url_id
WHERE s.url_id IS NOT NULL AND s.source IS NOT NULL AND s.query IS NOT NULL
  AND s.url IS NOT NULL AND s.found_at IS NOT NULL AND p.canonical IS NOT NULL
ORDER BY s.rowid""",
    "questions": """
SELECT CAST(source AS TEXT) AS source, CAST(query AS TEXT) AS query, CAST(url AS TEXT) AS url,
  CAST(asked_at AS TEXT) AS asked_at,
  CASE WHEN typeof(status) = 'integer' AND status BETWEEN 100 AND 999 THEN status END AS status,
  CAST(nullif(error, '') AS TEXT) AS error,
  CASE WHEN typeof(length) = 'integer' THEN length END AS length,
  CAST(nullif(digest, '') AS TEXT) AS digest
FROM questions
WHERE source IS NOT NULL AND query IS NOT NULL AND url IS NOT NULL AND asked_at IS NOT NULL
ORDER BY rowid""",
}
