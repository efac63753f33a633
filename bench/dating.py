"""How often the interval that a text shows holds the date that it bears.

    .venv/bin/python bench/dating.py --data ../shared/data

The date is hidden and the text dated: the sample's pages, with the design's work and events (the
cues were written beside them); pages of news and viewers' reviews, by the years they look back on
alone. An update names later years than the date does.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq

from hermeneut import design
from hermeneut.read.dating import NO_TIMES, Times, date_of
from hermeneut.read.documents import Documents
from hermeneut.read.encoding import decode
from hermeneut.read.markup import parse
from hermeneut.read.running import passages

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
COLLECTED = "2020-04-19"  # the viewers' reviews


def sample() -> Iterator[tuple[str, str, str]]:
    """Yield date, text and day of capture of the invented pages that print a date."""
    folder = files("hermeneut") / "samples" / "sample"
    for row in map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines()):
        if row["published"]:
            yield (
                row["published"],
                text_of((folder / "pages" / row["file"]).read_bytes()),
                "2025-06",
            )


def news(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the same of pages of news."""
    for row in pq.read_table(data / "article_extraction_fundus/pages.parquet").to_pylist():
        gold = json.loads(row["gold_json"])
        gold = gold if "publishing_date" in gold else next(iter(gold.values()))
        html = row["html"] if isinstance(row["html"], bytes) else row["html"].encode()
        if gold.get("publishing_date"):
            yield gold["publishing_date"], text_of(html), str(row["crawl_date"])[:10]


def viewers(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the same of every sixth viewer's review."""
    table = pq.read_table(data / "imdb_user_reviews/reviews.parquet", columns=["date", "review"])
    for row in table.to_pylist()[::6]:
        if row["date"]:
            yield str(row["date"]), row["review"] or "", COLLECTED


def text_of(html: bytes) -> str:
    """Read a page's running text."""
    return "\n\n".join(passages(parse(decode(html, "text/html").text)))


def score(name: str, rows: Iterable[tuple[str, str, str]], times: Times = NO_TIMES) -> None:
    """Print how many are dated, how many of those rightly, and how many within a year."""
    count = dated = right = narrow = narrow_right = 0
    for printed, text, latest in rows:
        count += 1
        if found := date_of(text, times, latest=latest):
            low, high = found.interval.split("/")
            holds = low[: len(printed[:7])] <= printed[:7] <= high
            within = int(high[:4]) * 12 + int(high[5:]) - int(low[:4]) * 12 - int(low[5:]) < 12
            dated, right = dated + 1, right + holds
            narrow, narrow_right = narrow + within, narrow_right + (holds and within)
    print(f"{name}: {count} with a date, dated {dated}, right {right}; "
          f"within a year {narrow}, right {narrow_right}")  # fmt: skip


def main() -> None:
    """Print all sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    folder = files("hermeneut") / "samples"
    parts = (folder / "sample" / "study.toml", folder / "design.toml")
    study = design.parse("\n".join(part.read_text("utf-8") for part in parts))
    step = Documents.from_design(study)
    score("sample", sample(), Times(step.year, step.names, step.events))
    score("news", news(given.data))
    score("viewers", viewers(given.data))


if __name__ == "__main__":
    main()
