"""The WARC files of an archive as files: their names, their gzip members, and how one is finished.

Files are numbered in one row, ``00001.warc.gz`` and on, whoever writes them. A file that is being
collected into bears a hidden name, so that those who read the archive don't see it, and those who
sweep away what was left half-written let it be.
"""

from __future__ import annotations

import errno
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ...captures import records
from ...errors import HermeneutError, TryAgain, UserError

GZIP = zlib.MAX_WBITS | 16  # zlib's way of saying gzip
_NUMBERED = re.compile(r"(?:(\d{5,})\.warc\.gz|\.(\d{5,})\.warc\.gz\.open)$")
_PIECE = 2**16  # bytes read at once


def next_name(archive: Path) -> str:
    """Name the next file of an archive; the number of one that is still open is taken."""
    names = (_NUMBERED.match(path.name) for path in archive.iterdir())
    last = max((int(name[1] or name[2]) for name in names if name), default=0)
    return f"{last + 1:05}.warc.gz"


def open_name(name: str) -> str:
    """Name a file while it is collected into, so that those who read the archive don't see it.

    Example:
        >>> open_name("00001.warc.gz")
        '.00001.warc.gz.open'
    """
    return f".{name}.open"


def finished_name(path: Path) -> str:
    """Say what an open file is called once it is finished."""
    return path.name.removeprefix(".").removesuffix(".open")


def open_files(archive: Path) -> list[Path]:
    """List the files that are being collected into, or were when their writer was killed."""
    return sorted(archive.glob(".*.warc.gz.open"))


def finish(path: Path, end: int) -> Path | None:
    """Cut an open file to its first bytes, bring it to disk and give it its name.

    Args:
        path: The file, named as `open_name` says.
        end: How many bytes count.

    Returns:
        Where it is now; None if no capture was in it, in which case it is gone.

    Raises:
        UserError: There is a finished file of that name.
    """
    target = path.with_name(finished_name(path))
    if target.exists():
        hint = "move one of the two away and run the command again"
        raise UserError(f"both {path.name} and {target} are there", hint=hint)
    if end:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
    if not end or next(records(path), None) is None:
        path.unlink()
        return None
    path.rename(target)
    sync_folder(path.parent)
    return target


def finish_all(archive: Path) -> None:
    """Finish every open file of an archive with all that is whole in it."""
    for path in open_files(archive):
        finish(path, whole(path, path.stat().st_size))


def whole(path: Path, end: int) -> int:
    """Say up to where a file is made of whole gzip members, looking at its first ``end`` bytes."""
    sound = 0
    for offset, length in members(path, end):
        sound = offset + length
    return sound


def members(path: Path, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where each gzip member begins and how long it is, up to the first that isn't whole.

    Args:
        path: A gzipped file.
        end: How many of its bytes are looked at; all if None.
    """
    begin = at = 0
    with path.open("rb") as file, suppress(zlib.error):
        stream = zlib.decompressobj(GZIP)
        while piece := file.read(_PIECE if end is None else min(_PIECE, end - at)):
            at += len(piece)
            while piece:
                while stream.decompress(piece, _PIECE) and not stream.eof:
                    piece = stream.unconsumed_tail  # a bomb is passed through in pieces
                piece = stream.unused_data
                if not stream.eof:
                    break
                yield begin, at - len(piece) - begin
                begin, stream = at - len(piece), zlib.decompressobj(GZIP)


def refused(archive: Path, error: OSError) -> HermeneutError:
    """Say in words what a file system refuses, and what to do."""
    said = f"{archive} can't be written: {error.strerror or error}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UserError(said, hint="make it writable, or copy the study elsewhere")
    return TryAgain(f"{said}\n  → make room and run the command again; what was done stays done")


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
