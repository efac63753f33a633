"""Measure quotations on PolNeAR's news articles, with the network and by rules alone.

    python bench/quotations.py [--data ../shared/data] [--split dev]

Newell, Margolin and Ruths (2018), *An Attribution Relations Corpus for Political News*, LREC.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hermeneut.annotate.quotations import Quotations, _ordered, _rows
from hermeneut.annotate.quoteplaces import places
from hermeneut.passes import Row

MARKS = "\"“”«»'‘’"


def gold(article: dict[str, Any]) -> list[tuple[int, int, dict[str, Any]]]:
    return [
        (min(c["start"] for c in a["content"]), max(c["end"] for c in a["content"]), a)
        for a in article["annotations"][0]["attributions"]
        if a["content"]
    ]


def overlap(one: tuple[int, int], row: dict[str, Any]) -> int:
    return int(min(one[1], row["end"]) - max(one[0], row["start"]))


def matched(
    spans: list[tuple[int, int, dict[str, Any]]], rows: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair gold content with found content, best overlap first come, half of the shorter."""
    pairs, used = [], set()
    for start, end, attribution in spans:
        free = [(overlap((start, end), r), -n) for n, r in enumerate(rows) if n not in used]
        shared, n = max(free, default=(0, 0))
        row = rows[-n] if free else None
        if row and shared > 0 and shared >= 0.5 * min(end - start, row["end"] - row["start"]):
            used.add(-n)
            pairs.append((attribution, row))
    return pairs


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    return start + (text[start] in MARKS), end - (text[end - 1] in MARKS)


def right_source(attribution: dict[str, Any], row: dict[str, Any]) -> bool:
    start, end = row["source_start"], row["source_end"]
    return start is not None and any(
        min(s["end"], end) > max(s["start"], start) for s in attribution["source"]
    )


def f1(hits: int, found: int, wanted: int) -> float:
    return 2 * hits / max(1, found + wanted)


def by_rules(text: str) -> list[Row]:
    """Find quotations by marks and tags alone, as the baseline."""
    found = places(text)
    kinds = [Quotations()._kind(text, place) for place in found]
    return _ordered(text, _rows(text, found, kinds))


def measure(
    articles: list[dict[str, Any]], find: Callable[[str], Iterable[Row]]
) -> dict[str, float]:
    list(find(articles[0]["text"]))  # loads the model
    started = time.process_time()
    found = [list(find(article["text"])) for article in articles]
    seconds = time.process_time() - started
    count: Counter[str] = Counter()
    for article, rows in zip(articles, found, strict=True):
        text, spans = article["text"], gold(article)
        direct = {bare(text, s, e) for s, e, _ in spans if text[s] in '"“' and text[e - 1] in '"”'}
        mine = {
            (r["start"], r["end"])
            for r in rows
            if r["kind"] == "direct" and text[r["start"] - 2 : r["start"]] != "''"
        }
        pairs = [p for p in matched(spans, rows) if p[0]["source"]]
        spoken = [p for p in pairs if p[1]["kind"] == "direct"]
        for key, more in {
            "exact": len(direct & mine), "direct": len(mine), "wanted": len(direct),
            "pairs": len(matched(spans, rows)), "rows": len(rows), "spans": len(spans),
            "sourced": len(pairs), "right": sum(right_source(*p) for p in pairs),
            "d_sourced": len(spoken), "d_right": sum(right_source(*p) for p in spoken),
        }.items():  # fmt: skip
            count[key] += more
    return {
        "content overlap F1": f1(count["pairs"], count["rows"], count["spans"]),
        "content precision": count["pairs"] / max(1, count["rows"]),
        "content recall": count["pairs"] / max(1, count["spans"]),
        "source, all matched": count["right"] / max(1, count["sourced"]),
        "source, direct": count["d_right"] / max(1, count["d_sourced"]),
        "direct exact F1": f1(count["exact"], count["direct"], count["wanted"]),
        "direct precision": count["exact"] / max(1, count["direct"]),
        "direct recall": count["exact"] / max(1, count["wanted"]),
        "words/s": sum(len(a["text"].split()) for a in articles) / seconds,
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--data", type=Path, default=Path("../shared/data"))
    ask.add_argument("--split", default="dev")
    chosen = ask.parse_args()
    path = chosen.data / "quotes_polnear" / f"{chosen.split}.jsonl.gz"
    if not path.exists():
        raise SystemExit(f"no {path}: give --data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    rules, whole = measure(articles, by_rules), measure(articles, Quotations().find)
    print(f"{'':20} {'rules':>9} {'network':>9}")
    for name, value in whole.items():
        form = "9.3f" if value < 2 else "9.0f"
        print(f"{name:20} {rules[name]:{form}} {value:{form}}")


if __name__ == "__main__":
    main()
