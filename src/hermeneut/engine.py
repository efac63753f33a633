"""Where shards are worked on: one task over shard names, mapped by any executor.

An engine is a factory of ``concurrent.futures.Executor``. A task reads a shard of the driving
table, joins the other tables of the same shard by key, runs the pass over batches, and renames
what it wrote into place: a shard is done or absent. A row that fails becomes a row of
``failures``. When a worker dies, the shard is halved until the row that kills it is found.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from . import lots, registry, schema
from .disk import read_shard, shard_path, writable, write_shard
from .errors import Bug, HermeneutError, RowFailed, UserError
from .formats import TABLES
from .joins import PAYLOAD, joined_key, nest
from .passes import Pass, drives

T = TypeVar("T")
R = TypeVar("R")
ROWS = 256  # rows a batch
PAYLOAD_ROWS = 16  # rows a batch where each carries a page
PAYLOAD_BYTES = 8 * 2**20  # and no more than this, as stored, unless one page alone has it
CUT_BY = ("url", "format", "mapping")  # what tells a long table, and its rows apart
DIED = "a worker process died on this row"


class Serial(Executor):
    """Run in this process, one after another: the engine to debug with."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Run at once; the future is done when this returns."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def processes(workers: int) -> Executor:
    """Open a pool of processes that end when this one does, even by SIGKILL."""
    from multiprocessing import get_context

    return ProcessPoolExecutor(
        max_workers=workers,
        mp_context=get_context("spawn"),
        initializer=_end_with,
        initargs=(os.getpid(),),
    )


def _end_with(parent: int) -> None:
    """Watch the parent from a thread and end with it; at Ctrl-C end at once, without a word."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(1))

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass(frozen=True)
class Done:
    """What happened to one shard."""

    shard: str
    rows: int = 0
    failed: int = 0
    fresh: bool = True  # false when the shard stood already


@dataclass(frozen=True)
class ShardTask:
    """One pass over one shard: the unit of work that an engine moves around.

    Args:
        step: The pass.
        tables: The study's ``tables`` folder.
        run: The run to write.
        inputs: For each table read, the run to read.
        payload: Reads the bytes of a capture, given the archive's file and an offset.
        archive: Where the archive lies.
        over: Shards to work on though they stand; the new one takes the old one's place.
        skip: Keys of driving rows to set aside, because a worker died on them.
        rows: Rows a batch.
    """

    step: Pass
    tables: Path
    run: str
    inputs: dict[str, str]
    payload: Callable[[Path, int], bytes] | None = None
    archive: Path | None = None
    over: frozenset[str] = frozenset()
    skip: tuple[str, ...] = ()
    rows: int = ROWS

    def __call__(self, shard: str) -> Done:
        """Work on a shard, unless it stands already."""
        target = shard_path(self.tables, schema.table_of(self.step.writes), self.run, shard)
        if target.exists() and shard not in self.over:
            return Done(shard, fresh=False)
        failures = [failure(self.step.name, key, DIED) for key in self.skip]
        with writable(self.tables):
            aside = target.with_name(f".{shard}.{uuid.uuid4().hex}.partial")
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                rows = self._write(shard, aside, failures)
                self._keep_failures(shard, failures)
                aside.replace(target)
            finally:
                aside.unlink(missing_ok=True)
        return Done(shard, rows, len(failures))

    def probe(self, shard: str, low: int, high: int) -> int:
        """Work on some rows of a shard and write nothing; for finding what kills a worker."""
        return sum(self._work(b, []).num_rows for b in self._batches(shard, low, high))

    def keys(self, shard: str) -> list[str]:
        """Return the keys of the driving rows, in their order."""
        table = drives(self.step)
        key = schema.key_of(registry.table(table))
        path = shard_path(self.tables, table, self.inputs[table], shard)
        keys: list[str] = joined_key(read_shard(path, list(key)), key).to_pylist()
        return keys

    def _write(self, shard: str, aside: Path, failures: list[dict[str, str]]) -> int:
        rows = 0
        with pq.ParquetWriter(aside, self.step.writes, compression="zstd") as out:
            for batch in self._batches(shard):
                made = self._work(batch, failures)
                out.write_batch(made)
                rows += made.num_rows
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        return rows

    def _keep_failures(self, shard: str, failures: list[dict[str, str]]) -> None:
        path = shard_path(self.tables, "failures", self.run, shard)
        if failures:
            write_shard(path, pa.Table.from_pylist(failures, schema.FAILURES))
        else:
            path.unlink(missing_ok=True)

    def _batches(
        self, shard: str, low: int = 0, high: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Yield driving rows with what is joined to them, bytes read only when asked for."""
        (table, columns), *others = self.step.reads.items()
        key = schema.key_of(registry.table(table))
        wanted = [name for name in columns if name != PAYLOAD]
        place = ["warc", "offset", "error", "length", *CUT_BY] if PAYLOAD in columns else []
        driving = self._read(table, shard, [*wanted, *key, *place])
        rows = driving.slice(low, None if high is None else high - low)
        keys = joined_key(rows, key)
        if self.skip:
            keep = pc.invert(pc.is_in(keys, pa.array(self.skip)))
            rows, keys = rows.filter(keep), keys.filter(keep)
        joined = rows.select(wanted)
        for name, names in others:
            part = self._read(name, shard, [*names, *key])
            nested = nest(keys, joined_key(part, key), part.select(list(names)))
            joined = joined.append_column(name, nested)
        for start, end in self._cuts(rows, heavy=bool(place)):
            piece = joined.slice(start, end - start)
            if not place:
                yield from piece.combine_chunks().to_batches()
                continue
            for part in self._loaded(piece, rows.slice(start, end - start), list(columns)):
                yield from part.combine_chunks().to_batches()

    def _cuts(self, rows: pa.Table, *, heavy: bool) -> Iterator[tuple[int, int]]:
        """Say where batches begin and end; pages are counted by their bytes too."""
        if not heavy:
            for start in range(0, rows.num_rows, self.rows):
                yield start, min(start + self.rows, rows.num_rows)
            return
        start = held = 0
        places = rows.select(["length", "format"]).to_pylist()
        for i, place in enumerate(places):
            length, alone = place["length"] or 0, place["format"] in TABLES
            full = held + length > PAYLOAD_BYTES or i - start >= PAYLOAD_ROWS
            if i > start and (full or alone or places[i - 1]["format"] in TABLES):
                yield start, i
                start, held = i, 0
            held += length
        if start < rows.num_rows:
            yield start, rows.num_rows

    def _read(self, table: str, shard: str, columns: list[str]) -> pa.Table:
        path = shard_path(self.tables, table, self.inputs[table], shard)
        return read_shard(path, list(dict.fromkeys(columns)))

    def _loaded(self, piece: pa.Table, rows: pa.Table, order: list[str]) -> Iterator[pa.Table]:
        """Lay payloads beside their captures; a long table comes lot by lot."""
        named = rows.to_pylist()
        payloads = [None if r["error"] else self._payload(r["warc"], r["offset"]) for r in named]
        table = payloads.pop() if len(named) == 1 else None
        if table is None:
            whole = payloads or [None]
            yield _with(piece, PAYLOAD, pa.array(whole, pa.binary()), order)
            return
        for kind, part in lots.cut(named[0], table):
            if "format" in piece.column_names:
                piece = _with(piece, "format", pa.array([kind]), piece.column_names)
            yield _with(piece, PAYLOAD, pa.array([part], pa.binary()), order)

    def _payload(self, warc: str, offset: int) -> bytes | None:
        if self.payload is None or self.archive is None:
            raise Bug(f"{self.step.name} reads payloads, and nothing was given to read them with")
        path = self.archive / Path(warc).name  # whatever a table says, from no other folder
        try:
            return self.payload(path, offset)
        except RowFailed:
            return None  # it could be read when it was indexed; a pass sees a capture without bytes
        except FileNotFoundError:
            raise UserError(f"{path} is missing", hint="put it back from a backup") from None

    def _work(self, batch: pa.RecordBatch, failures: list[dict[str, str]]) -> pa.RecordBatch:
        try:
            return self.step(batch)
        except (MemoryError, OSError):
            raise
        except Exception:
            return self._one_by_one(batch, failures)

    def _one_by_one(self, batch: pa.RecordBatch, failures: list[dict[str, str]]) -> pa.RecordBatch:
        key = schema.key_of(registry.table(drives(self.step)))
        made: list[pa.RecordBatch] = []
        for i in range(batch.num_rows):
            row = batch.slice(i, 1)
            try:
                made.append(self.step(row))
            except (MemoryError, OSError):
                raise
            except Exception as error:
                name = joined_key(pa.Table.from_batches([row]), key)[0].as_py()
                failures.append(failure(self.step.name, name, error))
        whole = pa.Table.from_batches(made, self.step.writes).combine_chunks()
        return (whole.to_batches() or [pa.RecordBatch.from_pylist([], self.step.writes)])[0]


def _with(piece: pa.Table, name: str, values: pa.Array, order: list[str]) -> pa.Table:
    """Set a column, and put those named in order first."""
    left = piece.drop_columns([name]) if name in piece.column_names else piece
    rest = [column for column in left.column_names if column not in order]
    return left.append_column(name, values).select([*order, *rest])


def failure(step: str, key: str, error: Exception | str) -> dict[str, str]:
    """Make a row of ``failures``."""
    if isinstance(error, RowFailed):
        slug, detail = error.slug, error.detail
    elif isinstance(error, Exception):
        slug, detail = type(error).__name__, str(error)[:500]
    else:
        slug, detail = "worker-died", error
    return {"pass": step, "key": key, "slug": slug, "detail": detail}


class Pool:
    """An executor that is opened when first needed, and opened again after a worker died.

    Args:
        opens: Makes an executor.

    Example:
        >>> with Pool(Serial) as pool:
        ...     list(pool.map(str, [1, 2]))
        ['1', '2']
    """

    def __init__(self, opens: Callable[[], Executor]) -> None:
        """Store how to open one; nothing starts yet."""
        self.opens = opens
        self._executor: Executor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def map(self, fn: Callable[[T], R], over: Iterable[T]) -> Iterator[R]:
        """Map in order, as ``Executor.map`` does."""
        self._executor = self._executor or self.opens()
        return self._executor.map(fn, over)

    def close(self) -> None:
        """Let the workers go."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None


def work(task: ShardTask, shards: Iterable[str], pool: Pool) -> Iterator[Done]:
    """Run a task over shards, and find the rows on which a worker dies.

    Args:
        task: What to do.
        shards: Names of shards.
        pool: Who does it.

    Yields:
        What happened to each shard, as it ends.

    Raises:
        HermeneutError: What the task raised, such as a full disk.
    """
    pending = list(dict.fromkeys(shards))
    if not pending:
        return
    try:
        for done in pool.map(task, list(pending)):
            pending.remove(done.shard)
            yield done
    except BrokenProcessPool:
        pool.close()
        for shard in pending:
            yield _alone(task, shard, pool.opens)


def _alone(task: ShardTask, shard: str, opens: Callable[[], Executor]) -> Done:
    """Work on one shard in a worker of its own, setting aside the rows that kill it."""
    done = _survives(opens, task, shard)
    if done is not None:
        return done
    keys = task.keys(shard)
    killers = list(_killers(task, shard, opens, (0, len(keys))))
    spared = replace(task, skip=tuple(keys[i] for i in killers))
    done = _survives(opens, spared, shard) if killers else None
    if done is None:
        raise HermeneutError(
            f"a worker died on shard {shard} of {task.step.name}, and on no row of it alone\n"
            "  → is there enough memory? try: hermeneut run --workers 1"
        )
    return done


def _killers(
    task: ShardTask, shard: str, opens: Callable[[], Executor], rows: tuple[int, int]
) -> Iterator[int]:
    low, high = rows
    if _survives(opens, task.probe, shard, low, high) is not None:
        return
    if high - low == 1:
        yield low
        return
    middle = (low + high) // 2
    yield from _killers(task, shard, opens, (low, middle))
    yield from _killers(task, shard, opens, (middle, high))


def _survives(opens: Callable[[], Executor], fn: Callable[..., R], *args: Any) -> R | None:
    with opens() as executor, suppress(BrokenProcessPool):
        return executor.submit(fn, *args).result()
    return None
