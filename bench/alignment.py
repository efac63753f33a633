"""How well coded passages are found again when a page is read anew.

    python bench/alignment.py [--data ../shared/data] [--half a|b] [--pages N]

Real news pages, read twice: by trafilatura in its quick way (where passages were coded), then with
favour to precision, or as the publishers' hand-written parsers have it (what the study has now).
Whether a passage is in the new reading is judged by its runs of five words. Reported: of passages
that are there, how many are placed, and how many of those stand on the same words; of passages of
*other* pages of the same publisher, how many are placed all the same. Beside it, what looking for
the words to the letter, and for their folded form, would find.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from hermeneut.annotate.paragraphs import Paragraphs
from hermeneut.spans import window
from hermeneut.validate.alignment import GAP, fold, place

PAGES = "article_extraction_fundus/pages.parquet"
THERE = 0.9  # share of a passage's runs of five words that another reading must hold
GONE = 0.1
SAME = 0.8  # F1 of words, above which two spans are the same passage


def main() -> None:
    """Measure, and print the figures."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--data", type=Path, default=Path("../shared/data"))
    ask.add_argument("--half", choices=("a", "b"), default="b", help="half of the publishers")
    ask.add_argument("--pages", type=int, default=60)
    given = ask.parse_args()
    if not (given.data / PAGES).exists():
        raise SystemExit(f"{PAGES} isn't in {given.data}: nothing to measure on")
    pages = list(readings(given.data / PAGES, given.half, given.pages))
    print(f"{len(pages)} pages of half {given.half}")
    for name in ("precise", "gold"):
        report(name, [(page["publisher"], page["quick"], page[name]) for page in pages])


def readings(path: Path, half: str, most: int) -> Iterator[dict[str, str]]:
    """Read each page three ways."""
    from trafilatura import extract

    rows = pq.read_table(path).to_pylist()
    rows = [row for row in rows if ("a", "b")[_hash(row["publisher"]) % 2] == half]
    for row in sorted(rows, key=lambda r: _hash(r["file"]))[:most]:
        quick = extract(row["html"], fast=True) or ""
        precise = extract(row["html"], favor_precision=True) or ""
        gold = _gold(json.loads(row["gold_json"]))
        if min(map(len, (quick, precise, gold))) > 400:
            texts = {"quick": quick, "precise": precise, "gold": gold}
            yield {"publisher": row["publisher"], **{k: _parted(v) for k, v in texts.items()}}


def report(name: str, pairs: list[tuple[str, str, str]]) -> None:
    """Place the passages of each first reading in the second, and in a neighbour's."""
    counts: Counter[str] = Counter()
    spent = 0.0
    for at, (publisher, old, new) in enumerate(pairs):
        neighbour = next(
            (p[2] for p in pairs[at + 1 :] + pairs[:at] if p[0] == publisher), pairs[at - 1][2]
        )
        for row in Paragraphs().find(old):
            quote = old[row["start"] : row["end"]]
            if not runs(quote):  # too short, or in a script without spaces, to be judged by words
                continue
            wide = window(old, row["start"], row["end"], chars=400)
            context = f"{old[wide.start : row['start']]}{GAP}{old[row['end'] : wide.end]}"
            before = time.process_time()
            placed = place(quote, context, new)
            other = place(quote, context, neighbour)
            spent += time.process_time() - before
            counts["calls"] += 2
            shared = contained(quote, new)
            if shared >= THERE:
                counts["there"] += 1
                counts["letter"] += quote in new
                counts["folded"] += fold(quote)[0] in fold(new)[0]
                if placed.span:
                    counts["placed"] += 1
                    counts["same"] += f1(quote, placed.span.of(new)) >= SAME
            if shared <= GONE:
                counts["gone"] += 1
                counts["gone, placed"] += placed.span is not None
            if contained(quote, neighbour) <= GONE:
                counts["elsewhere"] += 1
                counts["elsewhere, placed"] += other.span is not None
    there, gone, away = counts["there"], counts["gone"], counts["elsewhere"]
    print(f"\nread anew as: {name} ({1000 * spent / counts['calls']:.1f} ms CPU a passage)")
    print(f"  passages that are there: {there}")
    print(f"    placed: {counts['placed'] / there:.3f}; on the same words: "
          f"{counts['same'] / max(1, counts['placed']):.3f}")  # fmt: skip
    print(f"    to the letter alone: {counts['letter'] / there:.3f}; folded alone: "
          f"{counts['folded'] / there:.3f}")  # fmt: skip
    print(f"  passages that are gone: {gone}; placed all the same: {counts['gone, placed']}")
    print(f"  passages of another page: {away}; placed: {counts['elsewhere, placed']}")


def contained(quote: str, text: str) -> float:
    """Say which share of a passage's runs of five words a text holds."""
    ours, theirs = runs(quote), runs(text)
    return sum(run in theirs for run in ours) / len(ours)


def runs(text: str) -> set[tuple[str, ...]]:
    """List the runs of five words of a text."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def f1(first: str, second: str) -> float:
    """Say how alike the words of two passages are."""
    a, b = (Counter(re.findall(r"\w+", text.casefold())) for text in (first, second))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _gold(versions: dict[str, dict[str, object]]) -> str:
    newest = versions[max(versions)]
    body = newest.get("body") or {}
    parts: list[str] = []
    if isinstance(body, dict):
        parts += body.get("summary") or []
        for section in body.get("sections") or []:
            parts += [*section.get("headline", []), *section.get("paragraphs", [])]
    return "\n".join(parts)


def _parted(text: str) -> str:
    return re.sub(r"\n+", "\n\n", text)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])


if __name__ == "__main__":
    main()
