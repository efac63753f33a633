"""Measure every pass over texts: words a second on one thread, memory, and order and batches.

    python bench/annotate.py [--data ../shared/data] [--articles 200] [--again 20]

Reads articles of criticism from ``commonplace_highlights`` under ``--data``, with the design of the
study that ships; says so where they are missing. Each pass gets all articles, in batches as the
kernel hands them over; the first ``--again`` articles then go through all passes once more,
backwards and one by one, and every row must come out as before. Counts, too, how many of nupunkt's
one-word abbreviations are plain words there.
"""

import argparse
import gzip
import json
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from hermeneut import registry, schema
from hermeneut.annotate.sentences import ABBREVIATIONS
from hermeneut.apply import batch_of, chain
from hermeneut.passes import Pass, drives
from hermeneut.samples import design_of
from hermeneut.testing import text_row

ENTRIES = Path("commonplace_highlights") / "entries.jsonl.gz"
BATCH = 16  # articles
OFTEN = 20  # times a word must stand there to count as a plain one


def texts(path: Path, articles: int) -> list[dict[str, Any]]:
    """Read articles, passages parted by blank lines: no text twice."""
    found: dict[str, dict[str, Any]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = text_row("\n\n".join(json.loads(line)["passages"]))
            found.setdefault(row["text_id"], row)
            if len(found) == articles:
                break
    return list(found.values())


def steps() -> list[Pass]:
    """List the passes over texts in the order of what they read and write."""
    design = design_of("her")
    ordered: dict[str, Pass] = {}
    for name, step in registry.passes(design).items():
        if drives(step) == "texts":
            ordered |= {one.name: one for one in chain(name, design)}
    return list(ordered.values())


def through(step: Pass, tables: dict[str, pa.Table], size: int) -> pa.Table:
    """Take all texts through a pass, so many at a time."""
    batch = batch_of(step, tables)
    made = [step(batch.slice(at, size)) for at in range(0, batch.num_rows, size)]
    return pa.Table.from_batches(made, step.writes)


def all_tables(rows: Sequence[dict[str, Any]], size: int) -> Iterator[tuple[Pass, pa.Table, float]]:
    """Run all passes on some texts; yield each with what it made and its seconds."""
    tables = {"texts": pa.Table.from_pylist(list(rows), schema.TEXTS)}
    for step in steps():
        start = time.process_time()
        made = through(step, tables, size)
        tables[schema.table_of(step.writes)] = made
        yield step, made, time.process_time() - start


def by_text(table: pa.Table) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in table.to_pylist())


def plain_abbreviations(found: Sequence[str]) -> int:
    """Count one-word abbreviations of nupunkt's that mostly stand without a stop here."""
    import nupunkt

    known = {a for a in nupunkt.load("default").abbreviations if len(a) > 1 and a.isalpha()}
    bare: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for text in found:
        for match in re.finditer(r"(?<![\w.])([A-Za-z]{2,})(?!\w)(\.?)", text):
            (stopped if match[2] else bare)[match[1].lower()] += 1
    return sum(bare[a] >= OFTEN and bare[a] > stopped[a] for a in known - ABBREVIATIONS)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--again", type=int, default=20)
    asked = parser.parse_args()
    if not (asked.data / ENTRIES).exists():
        print(f"no {asked.data / ENTRIES}: nothing measured")
        return
    rows = texts(asked.data / ENTRIES, asked.articles)
    list(all_tables(rows[:1], BATCH))  # models are loaded once a process
    words = sum(len(row["text"].split()) for row in rows)
    print(f"{len(rows)} articles, {words:,} words; seconds are of one processor")
    total = 0.0
    for step, made, seconds in all_tables(rows, BATCH):
        total += seconds
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{step.name:18s} {words / max(seconds, 1e-9):12,.0f} words/s {seconds:8.2f} s "
              f"{made.num_rows:8,d} rows  peak {peak:5.0f} MiB", flush=True)  # fmt: skip
    print(f"{'all':18s} {words / total:12,.0f} words/s {total:8.2f} s")
    some = rows[: asked.again]
    there, back = all_tables(some, BATCH), all_tables(some[::-1], 1)
    other = [
        step.name
        for (step, one, _), (_, two, _) in zip(there, back, strict=True)
        if by_text(one) != by_text(two)
    ]
    print(f"{len(some)} articles backwards and one by one: other rows from {other or 'no pass'}")
    print(f"{plain_abbreviations([row['text'] for row in rows])} of nupunkt's abbreviations are "
          "plain words here")  # fmt: skip


if __name__ == "__main__":
    main()
