"""Measure the pronoun of a character on women and men, who are never *it*: what is found is error.

    python bench/agents.py [--data ../shared/data]

Thirty women's first names stand for one character in user reviews, forty men's for another: to
call the one *he* or *it*, the other *she* or *it*, is wrong. Measured without taking the rarer of
*she* and *he* for somebody else's. Needs ``imdb_user_reviews`` and ``blog_reviews_rated``; says so
where they are missing.
"""

import argparse
import gzip
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.analyse.agency import Agents
from hermeneut.annotate.agency import Agency
from hermeneut.annotate.sentences import Sentences
from hermeneut.testing import make_study, text_row

NAMES = {
    "woman": "Sarah|Emma|Anna|Kate|Julia|Mary|Alice|Elizabeth|Jennifer|Jessica|Rachel|Laura|Lisa|"
    "Maria|Helen|Susan|Nina|Claire|Rose|Amy|Emily|Jane|Diana|Sophie|Catherine|Julie|Ellen|Ruth|"
    "Natalie|Nicole",
    "man": "John|James|Michael|David|Robert|William|Richard|Thomas|Charles|Paul|Mark|George|Peter|"
    "Jack|Tom|Joe|Henry|Daniel|Max|Frank|Ben|Harry|Adam|Nick|Steve|Eric|Luke|Kevin|Brian|Martin|"
    "Tim|Simon|Oliver|Edward|Andrew|Matthew|Anthony|Walter|Victor|Arthur",
}
NAMED = {who: re.compile(rf"\b(?:{names})\b(?:\s+[A-Z]\w+)?") for who, names in NAMES.items()}
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
    mentions = sorted(
        (
            {"start": found.start(), "end": found.end(), "target": who}
            for who, pattern in NAMED.items()
            for found in pattern.finditer(text)
        ),
        key=lambda mention: mention["start"],
    )
    found = Agency(tuple(NAMES)).find(text, list(Sentences().find(text)), mentions)
    return {
        "texts": [row],
        "documents": [{"doc_id": name, "capture_id": name, "url": name, "text_id": name,
                       "language": "en", "completeness": "whole"}],
        "subjects": [{"doc_id": name, "capture_id": name, "subject": "work", "verdict": "about"}],
        "agency": [{"text_id": name, **one} for one in found],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    found = {text for text in texts(parser.parse_args().data) if NAMED["woman"].search(text)}
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
        result = Agents(facets=("all",), strays=0)(reader)
    for row in result.tables["agents"].to_pylist():
        if row["measure"] == "pronoun":
            print(f"{row['target']:6s} {row['value']:4s} {row['share']:.3f} of the places, "
                  f"{row['times']:5d} in {row['documents']} documents that tell")  # fmt: skip


if __name__ == "__main__":
    main()
