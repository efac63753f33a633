"""How often the form that a text shows is the form that a person gave it.

    .venv/bin/python bench/forms.py --data ../shared/data

Three sets, none of them trained on: pieces labelled by hand (``bench/labels/forms.csv``: some
passages of essays, reviews, news and what is none; where two forms are labelled either is right),
viewers' reviews of one film, and the sample study's invented pages, on which form and venue are
also read from address, title and markup. What a page says is left aside in the first two.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from csv import DictReader
from importlib.resources import files
from pathlib import Path

from hermeneut.read.formmodel import shown
from hermeneut.read.page import read_page
from hermeneut.read.running import of_text

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
KIN = {"capsule": "review", "user review": "review"}  # told apart by length and place alone


def labelled(data: Path) -> Iterator[tuple[str, set[str], str]]:
    """Yield set, forms and text of the pieces labelled by hand."""
    with (ROOT / "bench/labels/forms.csv").open(encoding="utf-8") as lines:
        given = {
            (row["set"], row["piece"]): set(row["forms"].split("|"))
            for row in DictReader(lines)
            if row["part"] == "test"
        }
    with gzip.open(data / "commonplace_highlights/entries.jsonl.gz", "rt") as lines:
        for row in map(json.loads, lines):
            name = "commonplace_highlights", hashlib.sha256(row["path"].encode()).hexdigest()[:12]
            if name in given:
                yield name[0], given[name], "\n\n".join(p.strip(' “”"') for p in row["passages"])
    for line in (data / "her_essays/essays.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if ("her_essays", row["id"]) in given:
            yield "her_essays", given["her_essays", row["id"]], row["body_markdown"]


def viewers(data: Path) -> Iterator[tuple[str, set[str], str]]:
    """Yield viewers' reviews."""
    for line in (data / "her_user_reviews/reviews.jsonl").read_text("utf-8").splitlines():
        yield "her_user_reviews", {"review"}, json.loads(line)["text"]


def score(name: str, rows: Iterable[tuple[set[str], str | None]]) -> None:
    """Print precision and coverage, in all and for each form."""
    rows = list(rows)
    right: dict[str, Counter[bool]] = defaultdict(Counter)
    for forms, found in rows:
        if found:
            right[found][found in forms or KIN.get(found, found) in forms] += 1
    answered, true = (
        sum(sum(c.values()) for c in right.values()),
        sum(c[True] for c in right.values()),
    )
    print(f"{name}: {len(rows)} pieces, answered {answered / len(rows):.2f}, "
          f"right of those {true / max(1, answered):.3f}")  # fmt: skip
    for form in sorted({*right, *(f for forms, _ in rows for f in forms)}):
        there = [found for forms, found in rows if forms == {form}]
        hit = sum(
            found is not None and KIN.get(found, found) == KIN.get(form, form) for found in there
        )
        c = right[form]
        print(
            f"    {form:18} said {sum(c.values()):3} right {c[True]:3}   "
            f"alone {len(there):3} found {hit:3}"
        )


def invented() -> None:
    """Print how form and venue are read on the sample's pages."""
    folder = files("hermeneut") / "samples" / "sample"
    gold = [json.loads(x) for x in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    read = [read_page((folder / "pages" / g["file"]).read_bytes(), g["url"]) for g in gold]
    for field in ("form", "venue"):
        score(f"sample, {field}", [({g[field]}, r[field]) for g, r in zip(gold, read, strict=True)])


def main() -> None:
    """Print all sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    by_hand = list(labelled(given.data))
    articles = [row for row in by_hand if "none" not in row[1]]
    for rows in (articles, [row for row in by_hand if "none" in row[1]], list(viewers(given.data))):
        judged = (
            (forms, next((s.form for s in shown(of_text(text))), None)) for _, forms, text in rows
        )
        score(rows[-1][0] if len({r[0] for r in rows}) == 1 else "labelled by hand", judged)
    invented()


if __name__ == "__main__":
    main()
