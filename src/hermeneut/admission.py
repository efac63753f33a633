"""The serial steps of the kernel: indexing the archive and the frontier, and admitting texts.

A WARC file, once closed, never changes: its index is a shard of ``captures`` of the same name. The
frontier does change: what it holds is one shard each of ``candidates`` and ``questions``, named by
its digest.
A text is admitted to ``texts`` once, whichever reader or document brings it; what is there
stays, so that only new texts are worked on. Articles captured page by page are joined here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import answers, archive, candidates, continuations, schema
from .disk import read_shard, shard_path, write_shard
from .study import Study

CAPTURES_RUN = "captures-v1"
FRONTIER_RUNS = {"candidates": "candidates-v1", "questions": "questions-v1"}
TEXTS_RUN = "texts-v1"
ANSWERS_RUN = "answers-v1"
ADMITTED_RUNS = {"texts": TEXTS_RUN, "continuations": continuations.RUN}
TEXTS_A_SHARD = 500
WORDS_A_SHARD = 100_000  # some half a minute of the slowest pass, so that workers end together


def index_archive(study: Study) -> tuple[str, ...]:
    """Index the WARC files that are not yet indexed.

    Returns:
        The shards of ``captures`` that the archive's files make.
    """
    names = []
    for path in archive.files(study.archive):
        name = archive.name(path)
        target = shard_path(study.tables, "captures", CAPTURES_RUN, name)
        if not target.exists():
            write_shard(target, archive.index(path))
        names.append(name)
    return tuple(names)


def index_frontier(study: Study, spared: Collection[str] = ()) -> dict[str, str]:
    """Turn what was found and asked into tables, where anything was.

    Args:
        study: The study.
        spared: Names of shards that readers may still read; others are dropped.

    Returns:
        The shard of each table.
    """
    path = study.archive / candidates.FRONTIER_FILE
    if not path.exists():
        return {}
    read = zip(FRONTIER_RUNS.items(), candidates.read(path), strict=True)
    return {table: _replaced(study, table, run, rows, spared) for (table, run), rows in read}


def _digest(rows: pa.Table) -> str:
    content = pa.BufferOutputStream()
    with pa.ipc.new_stream(content, rows.schema) as stream:
        stream.write_table(rows.combine_chunks())
    return hashlib.sha256(content.getvalue()).hexdigest()[:12]


def captures_now(study: Study) -> pa.Table:
    """Return the captures of the archive as it is now, indexed or not."""
    parts = [schema.CAPTURES.empty_table()]
    for path in archive.files(study.archive):
        shard = shard_path(study.tables, "captures", CAPTURES_RUN, archive.name(path))
        parts.append(read_shard(shard) if shard.exists() else archive.index(path))
    return pa.concat_tables(parts)


def admit(study: Study, readings_run: str) -> dict[str, tuple[str, ...]]:
    """Join the pages of split articles, and admit the texts of a run that are not yet there.

    Args:
        study: The study.
        readings_run: The run of ``readings`` that counts.

    Returns:
        All shards of ``texts``, and the one of ``continuations``.
    """
    read = _parquet(shard_path(study.tables, "readings", readings_run, "x").parent)
    joined = continuations.join(read)
    folder = shard_path(study.tables, "texts", TEXTS_RUN, "x").parent
    known = _known(folder)
    number = len(known[1])
    for shard in _shards(_new(chain(_texts(read), joined.texts), known[0])):
        number += 1
        write_shard(folder / f"{number:05}.parquet", pa.Table.from_pylist(shard, schema.TEXTS))
    shown = study.current().runs.get("continuations")
    spared = shown.shards if shown else ()
    pages = _replaced(study, "continuations", continuations.RUN, joined.rows, spared)
    return {"texts": tuple(path.stem for path in _parquet(folder)), "continuations": (pages,)}


def _replaced(study: Study, table: str, run: str, rows: pa.Table, spared: Collection[str]) -> str:
    """Write the one shard of a table, named by what it holds, and drop those before it."""
    shard = f"{table}-{_digest(rows)}"
    target = shard_path(study.tables, table, run, shard)
    if not target.exists():
        write_shard(target, rows)
    for old in _parquet(target.parent):
        if old != target and old.stem not in spared:
            old.unlink()
    return shard


def lay_answers(study: Study, shards: Collection[str]) -> None:
    """Lay what models behind endpoints answered beside the texts that they were asked of.

    Args:
        study: The study.
        shards: All shards of ``texts``; ``answers`` gets those of the same names.
    """
    by_text: dict[str, list[dict[str, Any]]] = {}
    for row in answers.rows(study.archive):
        by_text.setdefault(row["text_id"], []).append(row)
    for shard in shards:
        texts = read_shard(shard_path(study.tables, "texts", TEXTS_RUN, shard), ["text_id"])
        found = [row for ident in texts[0].to_pylist() for row in by_text.get(ident, ())]
        rows = pa.Table.from_pylist(found, schema.ANSWERS)
        write_shard(shard_path(study.tables, "answers", ANSWERS_RUN, shard), rows)


def _known(folder: Path) -> tuple[set[str], list[Path]]:
    paths = _parquet(folder)
    ids: set[str] = set()
    for path in paths:
        ids.update(read_shard(path, ["text_id"])[0].to_pylist())
    return ids, paths


def _texts(read: list[Path]) -> Iterator[dict[str, Any]]:
    for path in read:
        for batch in pq.ParquetFile(path).iter_batches(256, columns=schema.TEXTS.names):
            yield from batch.to_pylist()


def _new(rows: Iterable[dict[str, Any]], known: set[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["text_id"] is not None and row["text_id"] not in known:
            known.add(row["text_id"])
            yield row


def _shards(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    shard: list[dict[str, Any]] = []
    words = 0
    for row in rows:
        shard.append(row)
        words += row["words"] or 0
        if len(shard) >= TEXTS_A_SHARD or words >= WORDS_A_SHARD:
            yield shard
            shard, words = [], 0
    if shard:
        yield shard


def _parquet(folder: Path) -> list[Path]:
    return sorted(folder.glob("[!.]*.parquet"))
