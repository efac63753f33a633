"""Keeping what came back: captures appended to the open WARC file, whole, whatever kills us.

The open file bears a hidden name (`warcfiles.open_name`) until it is finished, so
that nobody reads it meanwhile. What of it counts, the frontier says: what was written after its
last transaction is cut off when the file is finished, which the next `Keeper` does for one that
was killed. Each page is one write to the operating system, and the disk is waited for every
`SYNC_SECONDS`; see `hermeneut.collect.queue.ledger` for what a power cut can do.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ...captures import row, stamp
from ...errors import Bug
from ..queue.ledger import SYNC_SECONDS, Count, Place
from . import cdxj, warc, warcfiles
from .records import Records, records

if TYPE_CHECKING:
    from io import FileIO

    from ..http.exchange import Exchange
    from ..queue.frontier import Page

__all__ = ["Keeper", "Place"]

MOST_CAPTURES = 500  # in one WARC file, which is one shard of work
MOST_BYTES = 2**30  # of one WARC file
_REMEMBERED = 1024  # captures, so that one of the same second isn't kept twice

Rows = list[dict[str, Any]]


class Keeper:
    """What appends captures to an archive; used as a context, inside that of the frontier.

    One writer an archive at a time. Entered, it finishes what a killed one left; left in whatever
    way, what the frontier counts is finished into a WARC file, with its index beside it.

    Args:
        archive: The folder of the archive; made if it isn't there.
        now: The clock.
        study: The study's name, for the ``warcinfo`` record.
        about: Further fields of it: ``robots``, ``operator``, ``http-header-user-agent`` …
        captures: After so many a new file is begun.
        size: After so many bytes a new file is begun.
    """

    def __init__(
        self,
        archive: Path,
        *,
        now: Callable[[], datetime],
        study: str,
        about: Mapping[str, str] | None = None,
        captures: int = MOST_CAPTURES,
        size: int = MOST_BYTES,
    ) -> None:
        self.archive, self.now, self.study, self.about = archive, now, study, dict(about or {})
        self.most_captures, self.most_bytes = captures, size
        self._count = Count(archive)
        self._file: FileIO | None = None
        self._name = ""
        self._begin = self._end = 0
        self._lines: list[tuple[int, str]] = []
        self._synced = 0.0
        self._recent: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def __enter__(self) -> Self:
        self.archive.mkdir(parents=True, exist_ok=True)
        try:
            for path in warcfiles.open_files(self.archive):
                self._finish(path, warcfiles.whole(path, path.stat().st_size))
        except OSError as error:
            self._count.close()
            raise warcfiles.refused(self.archive, error) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except Exception:
            if kind is None:
                raise  # else what went wrong first is told, and the next one finishes the file
        finally:
            self._count.close()

    def keep(
        self,
        exchanges: Sequence[Exchange],
        *,
        page: Page,
        rights: Mapping[str, str] | None = None,
        error: str = "",
    ) -> tuple[Rows, Place | None]:
        """Append what came of a page: its redirects, if any, and its last answer.

        It counts when the frontier says so: ``Frontier.kept`` is to be called with the place,
        before anything else is kept. The same answer from the same address within a second is
        kept once.

        Args:
            exchanges: In order; the last one is the page's.
            page: As the frontier gave it.
            rights: The signals seen with it.
            error: Why it isn't whole or couldn't be had to the end, as a slug.

        Returns:
            Rows of ``captures``, the page's last; and the place, None without exchanges.

        Raises:
            TryAgain: The disk is full. What was kept before stays, of this page nothing does.
            UserError: The folder can't be written.
        """
        if not exchanges:
            return [], None
        try:
            return self._kept(list(records(exchanges, page, rights=rights or {}, error=error)))
        except OSError as problem:
            self._cut_back()
            raise warcfiles.refused(self.archive, problem) from None

    def close(self) -> None:
        """Finish the open file: what the frontier counts of it.

        Raises:
            TryAgain: The disk is full; the next `Keeper` finishes it.
            UserError: There is a finished file of that name.
        """
        file, self._file = self._file, None
        if file is None:
            return
        try:
            file.close()
            self._finish(self.archive / warcfiles.open_name(self._name), self._end, self._lines)
        except OSError as error:
            raise warcfiles.refused(self.archive, error) from None
        finally:
            self._lines = []

    def _kept(self, made: Sequence[Records]) -> tuple[Rows, Place]:
        self._check_counted()
        if len(self._lines) >= self.most_captures or self._end >= self.most_bytes:
            self.close()
        file = self._file or self._begun()
        rows: Rows = []
        new: dict[str, dict[str, Any]] = {}
        parts, at = [], self._end
        for capture, members in made:
            found = self._recent.get(capture.id) or new.get(capture.id)
            if found is None:
                found = new[capture.id] = row(capture, warc=self._name, offset=at)
                line = cdxj.line(capture, file=self._name, offset=at, length=len(members[0]))
                parts.append((at, line, members))
                at += sum(map(len, members))
            rows.append(found)
        self._write(file, b"".join(member for _, _, members in parts for member in members))
        self._end = at
        self._lines += [(offset, line) for offset, line, _ in parts]
        self._recent.update(new)
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        last = made[-1].capture
        return rows, Place(self._name, self._end, last.url, last.fetched_at)

    def _check_counted(self) -> None:
        if self._file is None or self._end == self._begin or not self._count.is_kept():
            return
        if self._count.end(self._name) != self._end:
            raise Bug("what was kept last doesn't count: call Frontier.kept after each keep")

    def _begun(self) -> FileIO:
        self._name = warcfiles.next_name(self.archive)
        path = self.archive / warcfiles.open_name(self._name)
        about = warc.about(
            self._name, stamp(self.now()), ("isPartOf", self.study), *self.about.items()
        )
        file = path.open("xb", buffering=0)
        try:
            self._begin = self._end = self._write(file, warc.member(*about))
            warcfiles.sync_folder(self.archive)
        except OSError:
            file.close()
            path.unlink()
            raise
        self._file = file
        return file

    def _write(self, file: FileIO, content: bytes) -> int:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        if time.monotonic() - self._synced > SYNC_SECONDS:
            os.fsync(file.fileno())
            self._synced = time.monotonic()
        return len(content)

    def _cut_back(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.truncate(self._end)
                self._file.seek(self._end)

    def _finish(self, path: Path, end: int, lines: Sequence[tuple[int, str]] | None = None) -> None:
        if self._count.is_kept():
            end = min(end, self._count.end(warcfiles.finished_name(path)))
        finished = warcfiles.finish(path, end)
        if finished:
            with suppress(OSError):  # an index can be made again
                found = [line for offset, line in lines if offset < end] if lines else None
                cdxj.write(finished, found)
