"""Measure the pronoun of a character on women, who are never *it*: what is found is error.

    python bench/trends.py [--data ../shared/data]

Names are thirty women's first names in user reviews; the next capitalised word ends the search,
as the next mention does in a study. Needs ``imdb_user_reviews`` and ``blog_reviews_rated``; says
so where they are missing.
"""

import argparse
import gzip
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.analyse.trends import Trends
from hermeneut.annotate.sentences import Sentences
from hermeneut.testing import make_study, text_row

NAMES = (
    "Sarah|Emma|Anna|Kate|Julia|Mary|Alice|Elizabeth|Jennifer|Jessica|Rachel|Laura|Lisa|Maria|"
    "Helen|Susan|Nina|Claire|Rose|Amy|Emily|Jane|Diana|Sophie|Catherine|Julie|Ellen|Ruth|Natalie|"
    "Nicole"
)
WOMAN = re.compile(rf"\b(?:{NAMES})\b(?:\s+[A-Z]\w+)?")
OTHER = re.compile(r"(?<=\s)[A-Z][a-z]+")
Row = dict[str, Any]


def texts(folder: Path) -> Iterator[str]:
    reviews = folder / "imdb_user_reviews" / "reviews.parquet"
    if reviews.exists():
        yield from map(longest, pq.read_table(reviews).to_pylist())
    blogs = folder / "blog_reviews_rated" / "reviews.jsonl.gz"
    if blogs.exists():
        with gzip.open(blogs, "rt", encoding="utf-8") as lines:
            yield from (longest(json.loads(line)) for line in lines)


def longest(row: Row) -> str:
    return max((value for value in row.values() if isinstance(value, str)), key=len)


def rows_of(text: str) -> dict[str, list[Row]]:
    row = text_row(text)
    name = row["text_id"]
    women = [m.span() for m in WOMAN.finditer(text)]
    inside = {at for start, end in women for at in range(start, end)}
    others = [m.span() for m in OTHER.finditer(text) if m.start() not in inside]
    named = [(span, "woman") for span in women] + [(span, "other") for span in others]
    return {
        "texts": [row],
        "documents": [{"doc_id": name, "capture_id": name, "url": name, "text_id": name,
                       "language": "en", "completeness": "whole"}],
        "subjects": [{"doc_id": name, "capture_id": name, "subject": "work", "verdict": "about"}],
        "sentences": [{"text_id": name, **span} for span in Sentences().find(text)],
        "mentions": [{"text_id": name, "start": start, "end": end, "target": target, "cue": "name"}
                     for (start, end), target in named],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    found = {text for text in texts(parser.parse_args().data) if WOMAN.search(text)}
    if not found:
        raise SystemExit("the reviews aren't there: nothing to measure on")
    tables: dict[str, list[Row]] = {}
    for text in sorted(found):
        for table, rows in rows_of(text).items():
            tables.setdefault(table, []).extend(rows)
    with (
        tempfile.TemporaryDirectory() as folder,
        make_study(Path(folder), tables).reader() as reader,
    ):
        result = Trends(characters=("woman",), facets=("all",))(reader)
    shares = Counter({row["value"]: row["k"] for row in result.tables["trends"].to_pylist()
                      if row["measure"] == "pronoun"})  # fmt: skip
    print(f"{shares.total():.0f} documents where a pronoun follows a woman's name: {dict(shares)}")
    print(f"it, which is wrong: {shares['it'] / shares.total():.3f}")


if __name__ == "__main__":
    main()
