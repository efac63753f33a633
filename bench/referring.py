"""Measure which target roles and pronouns are taken for, on real texts that a reader labelled.

    python bench/referring.py [--data ../shared/data] [--errors look]

Labels: ``labels/referring.csv``, places by source, offset and digest; a target, several where a
reader can't tell player from part, "-" for nobody's. All she's, he's and it's of 27 essays, reviews
and sets of passages, and all roles of 44; half of the texts to develop on ("look"), half only
scored. Who is in a film and by which pronouns it may be meant: ``labels/casts.csv``; for *Her* the
design that ships. A role beside the name of its holder is nobody's: the name counts.
"""

import argparse
import csv
import gzip
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.annotate.mentions import Mentions
from hermeneut.annotate.sentences import Sentences
from hermeneut.design import Target
from hermeneut.samples import design_of

LABELS = Path(__file__).parent / "labels"
FILM = ("the film", "the movie", "this film", "this movie")
MEANT = ("role", "pronoun")
AROUND = 120  # code points of context shown with an error


def texts(data: Path) -> Iterator[tuple[str, str, str]]:
    """Read the labelled corpora: source, id, text."""
    for row in _lines(data / "her_essays" / "essays.jsonl"):
        yield "her_essays", row["id"], row["body_markdown"]
    for number, row in enumerate(_lines(data / "her_user_reviews" / "reviews.jsonl")):
        yield "her_user_reviews", str(number), row["text"]
    for row in _lines(data / "commonplace_highlights" / "entries_ai_and_film_ai.jsonl"):
        yield "commonplace_ai", row["path"], "\n\n".join(row["passages"])
    for row in _lines(data / "blog_reviews_rated" / "reviews.jsonl.gz"):
        yield "blog", row["path"], row["text"]
    rows = pq.read_table(data / "imdb_user_reviews" / "reviews.parquet").to_pylist()
    for number, row in enumerate(rows):
        yield "imdb", str(number), row["review"] or ""


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open() as file:
        yield from map(json.loads, file)


def casts() -> dict[str, Mentions]:
    """Make the pass for each film."""
    people: dict[str, list[Target]] = defaultdict(list)
    years = {}
    with (LABELS / "casts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            lists = {k: tuple(filter(None, row[k].split(";"))) for k in ("aliases", "roles")}
            given = {**lists, "pronouns": tuple(filter(None, row["pronouns"].split(";")))}
            people[row["film"]].append(Target(row["target"], row["target"], row["kind"], **given))
            years[row["film"]] = int(row["year"])
    steps = {"her": Mentions.from_design(design_of("her"))}
    for film, some in people.items():
        names = tuple(alias for one in some for alias in one.aliases)
        targets = (Target("film", "the film", "work", FILM), *some)
        title = film.removesuffix(f" {years[film]}")
        steps[film] = Mentions(targets, title=title, year=years[film], names=names)
    return steps


def measure(data: Path, shown: str) -> None:
    """Print precision and recall by half and kind, the errors of a half, and the time."""
    by: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (LABELS / "referring.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            by[row["source"], row["id"]].append(row)
    steps, n, taken = casts(), Counter[tuple[str, str, str]](), 0.0
    for source, ident, text in texts(data):
        rows = by.pop((source, ident), [])
        if not rows:
            continue
        if hashlib.sha256(text.encode()).hexdigest()[:12] != rows[0]["digest"]:
            print(f"another text: {source} {ident}")
            continue
        sentences = list(Sentences().find(text))
        start = time.process_time()
        found = {m["start"]: m for m in steps[rows[0]["film"]].find(text, None, sentences)}
        taken += time.process_time() - start
        for row in rows:
            _count(row, found.get(int(row["start"])), n, text if shown == row["half"] else "")
    for group in sorted({(half, kind) for half, kind, _ in n}):
        right, given, gold = (n[*group, what] for what in ("right", "given", "gold"))
        print(
            f"{' '.join(group):16s} precision {right / max(1, given):.3f} ({right} of {given})"
            f"  recall {n[*group, 'hit'] / max(1, gold):.3f} ({n[*group, 'hit']} of {gold})"
        )
    print(f"{taken:.2f} s of CPU; not there: {len(by)}")


def _count(
    row: dict[str, str], found: dict[str, Any] | None, n: Counter[tuple[str, str, str]], text: str
) -> None:
    gold, group = row["target"].split("|"), (row["half"], row["kind"])
    given = found["target"] if found and found["cue"] in MEANT else "-"
    right = given in gold
    n[*group, "given"] += given != "-"
    n[*group, "right"] += right and given != "-"
    n[*group, "gold"] += "-" not in gold
    n[*group, "hit"] += right and "-" not in gold
    if text and not right:
        start, end = int(row["start"]), int(row["end"])
        around = f"{text[max(0, start - AROUND) : start]}[{text[start:end]}]{text[end : end + 40]}"
        print(f"{row['target']} taken for {given}: {' '.join(around.split())}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--errors", choices=("", "look", "score"), default="")
    options = parser.parse_args()
    if not (options.data / "her_essays").exists():
        print(f"no labelled texts in {options.data}: nothing measured")
        return
    measure(options.data, options.errors)


if __name__ == "__main__":
    main()
