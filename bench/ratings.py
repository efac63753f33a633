"""How ratings are read and put on one scale.

    .venv/bin/python bench/ratings.py --data ../shared/data

Critics' ratings as printed, with their verdict (``rt_critics_flatiron``): how many get a value, and
how often a fresh one lies above a rotten one (AUC). The notations of the whole set were looked at
while the rules were written; the verdicts were not used. Ratings of three sites with their scale
(``blog_reviews_rated``): how many get just the value that they have. The sample study's pages: the
rating found on the page. And pages that hold none: news.
"""

from __future__ import annotations

import argparse
import gzip
import json
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq
from sklearn.metrics import roc_auc_score

from hermeneut.read.candidates import resolve
from hermeneut.read.encoding import decode
from hermeneut.read.markup import parse
from hermeneut.read.ratings import from_page
from hermeneut.read.scales import value_of
from hermeneut.read.sources import Page

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def naive(printed: str) -> float | None:
    """Read plain fractions alone, as a first script would."""
    left, _, right = printed.partition("/")
    try:
        return float(left) / float(right)
    except (ValueError, ZeroDivisionError):
        return None


def critics(data: Path) -> None:
    """Print share parsed and AUC, ours and of fractions alone."""
    table = pq.read_table(data / "rt_critics_flatiron/rt_reviews.parquet").to_pylist()
    rows = [row for row in table if row["rating"]]
    for name, read in (("hermeneut", value_of), ("fractions alone", naive)):
        got = [(row["fresh"] == "fresh", read(row["rating"])) for row in rows]
        known = [(fresh, value) for fresh, value in got if value is not None]
        auc = roc_auc_score([k[0] for k in known], [k[1] for k in known])
        share = len(known) / len(got)
        print(f"critics, {name}: {len(got)} ratings, parsed {share:.4f}, AUC {auc:.4f}")


def sites(data: Path) -> None:
    """Print how many ratings with a stated scale get just the value that they have."""
    with gzip.open(data / "blog_reviews_rated/reviews.jsonl.gz", "rt") as lines:
        rows = [row for row in map(json.loads, lines) if row["rating"] is not None]
    given = [(float(r["rating"]) / float(r["rating_scale"]), r) for r in rows]
    found = [(v, value_of(f"{r['rating']:g}/{r['rating_scale']}")) for v, r in given]
    right = sum(f is not None and abs(v - f) < 1e-3 for v, f in found)
    print(f"three sites: {len(found)} ratings with their scale, right {right / len(found):.4f}")


def on_pages(data: Path) -> None:
    """Print what is found on the sample's pages, and what on pages of news."""
    folder = files("hermeneut") / "samples" / "sample"
    gold = [json.loads(x) for x in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    found = [rating_on((folder / "pages" / g["file"]).read_bytes(), g["url"]) for g in gold]
    answered = [(f, g["rating"]) for f, g in zip(found, gold, strict=True) if f]
    there = sum(g["rating"] is not None for g in gold)
    print(f"sample: {there} pages with a rating, found {len(answered)}, "
          f"right {sum(f == g for f, g in answered)}")  # fmt: skip
    for row in pq.read_table(data / "article_extraction_fundus/pages.parquet").to_pylist():
        html = row["html"] if isinstance(row["html"], bytes) else row["html"].encode()
        if rating := rating_on(html, row["url"] or ""):
            print(f"    a rating on a page of news: {rating!r} {row['url']}")


def rating_on(html: bytes, url: str) -> str | None:
    """Read the rating of one page."""
    page = Page(parse(decode(html, "text/html").text), url)
    return next((j.candidate.value for j in resolve(from_page(page)) if j.chosen), None)


def main() -> None:
    """Print all sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    critics(given.data)
    sites(given.data)
    on_pages(given.data)


if __name__ == "__main__":
    main()
