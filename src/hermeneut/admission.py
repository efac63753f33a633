"""The two serial steps of the kernel: indexing the archive, and admitting texts.

A WARC file, once closed, never changes: its index is a shard of ``captures`` of the same name.
A text is admitted to ``texts`` once, whichever reader or document brings it; what is there
stays, so that only new texts are worked on.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import archive, schema
from .study import Study, shard_path, writable

CAPTURES_RUN = "captures-v1"
TEXTS_RUN = "texts-v1"
TEXTS_A_SHARD = 500
WORDS_A_SHARD = 400_000  # keeps shards of long texts as long as others


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
            _write(target, archive.index(path))
        names.append(name)
    return tuple(names)


def admit(study: Study, readings_run: str) -> tuple[str, ...]:
    """Admit the texts of a run of readings that are not yet there.

    Returns:
        All shards of ``texts``.
    """
    folder = shard_path(study.tables, "texts", TEXTS_RUN, "x").parent
    known = _known(folder)
    number = len(known[1])
    for shard in _shards(_new_texts(study, readings_run, known[0])):
        number += 1
        rows = pa.Table.from_pylist(shard, schema.TEXTS)
        _write(folder / f"{number:05}.parquet", rows)
    return tuple(path.stem for path in _parquet(folder))


def _known(folder: Path) -> tuple[set[str], list[Path]]:
    paths = _parquet(folder)
    ids: set[str] = set()
    for path in paths:
        ids.update(pq.read_table(path, columns=["text_id"], partitioning=None)[0].to_pylist())
    return ids, paths


def _new_texts(study: Study, run: str, known: set[str]) -> Iterator[dict[str, Any]]:
    for path in _parquet(shard_path(study.tables, "readings", run, "x").parent):
        for batch in pq.ParquetFile(path).iter_batches(256, columns=schema.TEXTS.names):
            for row in batch.to_pylist():
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


def _write(target: Path, rows: pa.Table) -> None:
    with writable(target.parent.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.stem}.{uuid.uuid4().hex}.partial")
        try:
            pq.write_table(rows, aside, compression="zstd")
            aside.rename(target)
        finally:
            aside.unlink(missing_ok=True)
