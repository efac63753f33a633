"""Files that are there whole or not at all, one writer at a time, and a full disk told in words.

Shards are Parquet files: ``tables/<table>/run=<run>/<shard>.parquet``.

What is being written has a name that begins with a dot and ends in ``.partial``; a killed command
leaves it, and the next writer sweeps it away.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .errors import TryAgain, UserError

REBUILD = "delete the folder tables, then: hermeneut run"


def shard_path(root: Path, table: str, run: str, shard: str) -> Path:
    """Say where a shard lies."""
    return root / table / f"run={run}" / f"{shard}.parquet"


def read_shard(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a shard.

    Raises:
        UserError: It is damaged.
    """
    try:
        return pq.read_table(path, columns=columns, partitioning=None)
    except pa.ArrowException as error:
        raise UserError(f"{path} is damaged: {error}", hint=REBUILD) from None


def write_shard(path: Path, rows: pa.Table) -> None:
    """Write a shard, whole or not at all; an old one is replaced.

    Raises:
        TryAgain: The disk is full.
        UserError: The folder can't be written.
    """
    content = io.BytesIO()
    pq.write_table(rows, content, compression="zstd")
    with writable(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content.getvalue())


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step: readers see the old content or the new, never a part.

    Raises:
        TryAgain: The disk is full.
        UserError: The folder can't be written.
    """
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    with writable(path.parent):
        try:
            with aside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Drop a folder, so that it is there whole or not at all."""
    aside = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.partial")
    with writable(folder.parent):
        folder.rename(aside)
        shutil.rmtree(aside)


def sweep(folder: Path) -> None:
    """Drop what killed commands left half-written; call it with the writer's place held."""
    with writable(folder):
        for path in folder.rglob(".*.partial"):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turn what a file system refuses into a message that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise TryAgain(
                f"the disk is full: {folder}\n  → make room and run the command again; what was "
                "done stays done"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise UserError(
                f"{folder} can't be written: {error.strerror}",
                hint="make it writable, or copy the study elsewhere",
            ) from error
        raise


@contextmanager
def locked(
    folder: Path, *, wait: bool = True, told: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold a folder's one writer's place; it is free again when this process ends, however.

    Raises:
        TryAgain: Another writer is at work, and ``wait`` is false.
        UserError: The folder can't be written.
    """
    import fcntl

    with writable(folder):
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise TryAgain(f"another command is writing {folder}\n  → wait for it") from None
            (told or _warn)(f"another command is writing {folder}; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _warn(sentence: str) -> None:
    logging.getLogger(__name__).warning(sentence)  # reaches stderr unless a program says otherwise
