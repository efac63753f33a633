"""Measure key words: how many are false between groups drawn by lot, and how long it takes.

    python bench/keyness.py [--data ../shared/data] [--draws 5]

Documents are parted by lot into two halves, so that no word is key: what is found is false. The
same is asked of G2 alone and of G2 with Welch's test between documents. Then each section of
the BBC corpus is compared with the others, to see what is found where there is a difference.
Needs ``commonplace_highlights`` or ``bbc_raw``; says so where they are missing.
"""

import argparse
import gzip
import json
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.analyse.keyness import Keyness
from hermeneut.design import Comparison
from hermeneut.testing import make_study, text_row

Row = dict[str, Any]


def commonplace(folder: Path) -> list[tuple[str, str]]:
    """Read passages from cultural criticism, an article a text; the form is not used."""
    path = folder / "commonplace_highlights" / "entries.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [("\n\n".join(json.loads(line)["passages"]), "") for line in lines]


def bbc(folder: Path) -> list[tuple[str, str]]:
    path = folder / "bbc_raw" / "bbc.parquet"
    rows = pq.read_table(path).to_pylist() if path.exists() else []
    return [(row["body"], row["category"]) for row in rows]


def keywords(texts: Sequence[str], forms: Sequence[str], step: Keyness) -> tuple[list[Row], float]:
    """Lay texts out as a study whose documents have these forms, and compare."""
    distinct: Mapping[str, tuple[Row, str]] = {
        (row := text_row(text))["text_id"]: (row, form)
        for text, form in zip(texts, forms, strict=True)
    }
    tables = {
        "texts": [row for row, _ in distinct.values()],
        "documents": [{"doc_id": i, "capture_id": i, "url": i, "text_id": i, "language": "en",
                       "completeness": "whole", "form": form} for i, (_, form) in distinct.items()],
        "subjects": [{"doc_id": i, "capture_id": i, "subject": "work", "verdict": "about"}
                     for i in distinct],
    }  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as folder,
        make_study(Path(folder), tables).reader() as reader,
    ):
        start = time.perf_counter()
        found = step(reader)
        seconds = time.perf_counter() - start
    return found.tables["keyness"].to_pylist(), seconds


def by_lot(name: str, texts: Sequence[str], draws: int) -> None:
    pair = (Comparison("form", "a", "b"),)
    for alpha in (1.0, Keyness().alpha):
        false, seconds = [], 0.0
        for draw in range(draws):
            chance = random.Random(draw)
            forms = [chance.choice("ab") for _ in texts]
            step = Keyness(comparisons=pair, alpha=alpha, top=10_000)
            found, seconds = keywords(texts, forms, step)
            false.append(len(found))
        test = "G2 alone" if alpha == 1.0 else f"G2 and Welch p <= {alpha}"
        print(f"{name}, {len(texts)} documents: {test}: {sum(false) / draws:.1f} false key words "
              f"a draw ({seconds:.1f} s)")  # fmt: skip


def sections(texts: Sequence[str], forms: Sequence[str]) -> None:
    pairs = tuple(Comparison("form", form) for form in sorted(set(forms)))
    found, seconds = keywords(texts, forms, Keyness(comparisons=pairs))
    print(f"BBC, each section against the others: {len(found)} key words ({seconds:.1f} s)")
    for pair in pairs:
        mine = [r for r in found if r["comparison"] == f"form: {pair.target} / others"]
        print(f"  {pair.target} ({len(mine)}): {', '.join(r['term'] for r in mine[:12])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--draws", type=int, default=5)
    given = parser.parse_args()
    criticism, news = commonplace(given.data), bbc(given.data)
    if not criticism and not news:
        raise SystemExit(f"neither corpus is in {given.data}: nothing to measure on")
    for name, corpus in (("criticism", criticism), ("BBC", news)):
        if corpus:
            by_lot(name, [text for text, _ in corpus], given.draws)
    if news:
        sections([text for text, _ in news], [form for _, form in news])


if __name__ == "__main__":
    main()
