"""The ledger: the file ``archive/frontier.sqlite``, its transactions and what a crash leaves of it.

Each call is one transaction, and a page is done in the same transaction that says up to where the
open WARC file counts. A killed process therefore loses nothing that a call has returned from.

The file is in SQLite's WAL mode, in which readers don't wait for the writer. A commit reaches the
operating system at once, but waits for the disk only every `SYNC_SECONDS`: after a power cut the
last second's visits may be gone, and are made again. Should the ledger then know of more than the
WARC file holds, the pages in question wait again. Closed in good order, the file is a single one
without companions, as a folder to be copied wants.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from ...candidates import (
    FRONTIER,
    FRONTIER_FILE,
    FRONTIER_FORMAT,
    LARGEST_VALUE,
    is_made,
    opened,
    told,
)
from ...captures import stamp
from ...errors import Bug
from ..evidence import warcfiles

CACHE = 32 * 1024  # kB; names of pages lie scattered, and those of 100,000 fill some 60 MB
LONGEST = 10_000  # characters of a text that is stored
SYNC_SECONDS = 1.0  # between two commits that wait for the disk


class Place(NamedTuple):
    """How much of a WARC file counts: its first ``end`` bytes.

    ``url`` and ``at`` name the response that ends there, for a later ``revisit`` to refer to.
    """

    warc: str
    end: int
    url: str = ""
    at: str = ""


class Ledger:
    """The open file; used as a context, by one writer at a time.

    Methods may be called from several threads.

    Args:
        archive: The folder of the archive; made if it isn't there.
        now: The clock.

    Raises:
        TryAgain: The disk is full, or another program holds the file (from any method).
        UserError: The file is damaged, or not Hermeneut's, or a newer version made it.
    """

    def __init__(self, archive: Path, *, now: Callable[[], datetime]) -> None:
        self.archive, self.now = archive, now
        self.path = archive / FRONTIER_FILE
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        self._synced = 0.0

    def __enter__(self) -> Self:
        self.archive.mkdir(parents=True, exist_ok=True)
        with told(self.path):
            self._connection = opened(self.path, write=True)
            try:
                self._prepare(self._connection)
            except BaseException:
                self._connection.close()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):  # somebody reads, or the disk is full: WAL mode stays
                connection.execute("PRAGMA busy_timeout = 0")
                connection.execute("PRAGMA synchronous = full")
                connection.execute("PRAGMA journal_mode = delete")
            connection.close()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the file itself."""
        with self._lock, told(self.path):
            return self._open().execute(query, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold a transaction: all of what is done in it stays, or none."""
        with self._lock, told(self.path):
            connection = self._open()
            sync = time.monotonic() - self._synced > SYNC_SECONDS
            if sync:
                connection.execute("PRAGMA synchronous = full")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            finally:
                if sync:
                    connection.execute("PRAGMA synchronous = normal")
                    self._synced = time.monotonic()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise Bug(f"{self.path} isn't open: use the frontier as a context")
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = normal")
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        if not is_made(connection):
            with self.writing():
                for statement in FRONTIER:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FRONTIER_FORMAT}")
                # Without its ledger nothing tells what of an open file counts, so all of it does.
                warcfiles.finish_all(self.archive)
        with self.writing():
            mend(connection, self.archive, stamp(self.now()))


class Count:
    """What looks up how much of which WARC file counts, as of the last transaction.

    Args:
        archive: The folder of the archive.

    Raises:
        TryAgain: Another program holds the file (from any method).
        UserError: It is damaged, or as `hermeneut.candidates.opened` says.
    """

    def __init__(self, archive: Path) -> None:
        self.path = archive / FRONTIER_FILE
        self._connection: sqlite3.Connection | None = None

    def is_kept(self) -> bool:
        """Say whether there is a frontier that counts."""
        return self.path.exists()

    def end(self, name: str) -> int:
        """Say how many bytes of a WARC file count; none of one that isn't known."""
        if not self.is_kept():
            return 0
        with told(self.path):
            if self._connection is None:
                self._connection = opened(self.path)
            return counted(self._connection, name) if is_made(self._connection) else 0

    def close(self) -> None:
        """Let go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def counted(connection: sqlite3.Connection, name: str) -> int:
    """Say how many bytes of a WARC file count, by an open ledger."""
    query = "SELECT CAST(ends AS INTEGER) FROM visits WHERE warc = ? ORDER BY rowid DESC LIMIT 1"
    row = connection.execute(query, (name,)).fetchone()
    return max(row[0] or 0, 0) if row else 0


def mend(connection: sqlite3.Connection, archive: Path, at: str) -> None:
    """Let pages wait again whose bytes a power cut took from an open WARC file.

    What stood in their rows before is put back, and their lost visits are logged as such.
    """
    connection.execute("UPDATE pages SET through = '' WHERE through <> '' AND state = 'waiting'")
    for path in warcfiles.open_files(archive):
        name = warcfiles.finished_name(path)
        end = counted(connection, name)
        sound = warcfiles.whole(path, end)
        if sound < end:
            _give_back(connection, name, sound, at)


def _give_back(connection: sqlite3.Connection, name: str, sound: int, at: str) -> None:
    query = "SELECT max(ends) FROM visits WHERE warc = ? AND ends <= ?"  # whole pages
    sound = connection.execute(query, (name, sound)).fetchone()[0] or 0
    query = "SELECT DISTINCT url_id FROM visits WHERE warc = ? AND ends > ?"
    for (url_id,) in connection.execute(query, (name, sound)).fetchall():
        before = connection.execute(_BEFORE, (url_id, name, sound)).fetchone() or ("",) * 6
        connection.execute(_RESTORE, (*before, url_id))
        connection.execute(_LOST, (url_id, at, name, sound, *before))


def fit(text: object, most: int = LONGEST) -> str:
    """Make text fit to be stored: half a surrogate pair isn't, nor is a server's whole novel."""
    return str(text or "")[:most].encode("utf-8", "replace").decode()


def unpacked(stored: object) -> bytes:
    """Decompress what the ledger keeps; what isn't compressed gives nothing."""
    try:
        return zlib.decompressobj().decompress(bytes(stored), LARGEST_VALUE)  # type: ignore[call-overload]
    except (zlib.error, TypeError, ValueError):
        return b""


_BEFORE = """
SELECT etag, modified, digest, capture, kept_url, kept_at FROM visits AS v
WHERE url_id = ? AND digest <> '' AND state = 'done' AND NOT (warc = ? AND ends > ?)
AND NOT EXISTS (
  SELECT 1 FROM visits AS cut WHERE cut.url_id = v.url_id AND cut.state = 'lost'
  AND cut.warc = v.warc AND cut.ends < v.ends AND cut.rowid > v.rowid
) ORDER BY rowid DESC LIMIT 1"""
_RESTORE = (
    "UPDATE pages SET state = 'waiting', tries = 0, not_before = '', error = '', detail = '', "
    "etag = ?, modified = ?, digest = ?, capture = ?, kept_url = ?, kept_at = ? WHERE url_id = ?"
)
_LOST = "INSERT INTO visits VALUES (?, ?, 'lost', 'power-cut', '', NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
