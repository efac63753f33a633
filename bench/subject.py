"""Measure whether documents are found to be about a film, and "Her" to be the film or the pronoun.

    python bench/subject.py [--data ../shared/data]

Documents: *Her* against everything else, headlines and addresses of the bibliography that ships
(the half of its hosts that no weight was fitted on), and other films, each described by title,
year, makers and names alone (``labels/films.csv``, the third that no weight was fitted on).
Places: 404 that one reader labelled (``labels/her.csv``), by source, offset and digest.
Says so where a corpus is missing.
"""

import argparse
import csv
import gzip
import hashlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import pyarrow.parquet as pq

from hermeneut.cues import title_marks
from hermeneut.read.subject import Subjects
from hermeneut.samples import design_of

LABELS = Path(__file__).parent / "labels"
HER = "tt1798709"
EVERY = 4  # viewers' reviews on other films: one in so many
TRIED = 60  # … tried on each of the other films: one in so many


class Document(NamedTuple):
    """One piece of writing; ``film`` is its number in IMDb, where that is known."""

    source: str
    ident: str
    headline: str
    url: str
    text: str
    film: str = ""


def essays(data: Path) -> Iterator[Document]:
    for row in _lines(data / "her_essays" / "essays.jsonl"):
        film = HER if "Her" in row["about"] else ""
        given = (row["title"] or "", row["url"] or "", row["body_markdown"], film)
        yield Document("her_essays", row["id"], *given)
    for number, row in enumerate(_lines(data / "her_user_reviews" / "reviews.jsonl")):
        yield Document("her_user_reviews", str(number), row["title"] or "", "", row["text"], HER)


def criticism(data: Path) -> Iterator[Document]:
    for row in _lines(data / "commonplace_highlights" / "entries.jsonl.gz"):
        text = "\n\n".join(row["passages"])
        yield Document("commonplace", row["path"], row["title"] or "", row["url"] or "", text)
    for row in _lines(data / "blog_reviews_rated" / "reviews.jsonl.gz"):
        yield Document("blog", row["path"], row["title"] or "", "", row["text"])
    for row in pq.read_table(data / "bbc_raw" / "bbc.parquet").to_pylist():
        yield Document("bbc", str(row["id"]), row["title"] or "", "", row["body"])


def reviews(data: Path) -> Iterator[Document]:
    rows = pq.read_table(data / "imdb_user_reviews" / "reviews.parquet").to_pylist()
    for number, row in enumerate(rows):
        given = (row["title"] or "", "", row["review"] or "", row["imdb_id"])
        yield Document("imdb", str(number), *given)


def bibliography() -> list[dict[str, str]]:
    source = files("hermeneut.samples") / "her" / "catalogue.csv"
    return list(csv.DictReader(source.read_text("utf-8").splitlines()))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open() as file:
        yield from map(json.loads, file)


def judge(step: Subjects, document: Document) -> str:
    reading = {"text": document.text, "url": document.url}
    return str(next(iter(step.find(reading, headline=document.headline)))["verdict"])


def shown(name: str, pairs: Iterable[tuple[bool, bool]]) -> None:
    """Print precision and recall of pairs of gold and given."""
    n = Counter(pairs)
    right, wrong, missed = n[True, True], n[False, True], n[True, False]
    print(
        f"{name:40s} precision {right / max(1, right + wrong):.3f}"
        f"  recall {right / max(1, right + missed):.3f}"
        f"  ({right} right, {wrong} wrong, {missed} missed of {n.total()})"
    )


def measure_her(step: Subjects, documents: Iterable[Document]) -> None:
    """Print how *Her* is found among everything else, and how fast."""
    pairs, words = [], 0
    start = time.process_time()
    for document in documents:
        words += len(document.text.split())
        pairs.append((document.film == HER, judge(step, document) == "about"))
    taken = time.process_time() - start
    shown("Her against everything else", pairs)
    print(f"{words / taken:,.0f} words a second of CPU")


def measure_films(documents: list[Document]) -> None:
    """Print how other films are found, each described in a few lines."""
    pairs = []
    with (LABELS / "films.csv").open(encoding="utf-8") as file:
        films = [row for row in csv.DictReader(file) if not crc32(row["imdb"].encode()) % 3]
    for film in films:
        makers, names = (tuple(p.strip() for p in film[k].split(";")) for k in ("makers", "cues"))
        step = Subjects(title=film["title"], year=int(film["year"]), makers=makers, names=names)
        own = [d for d in documents if d.film == film["imdb"]]
        others = [d for n, d in enumerate(documents) if not n % TRIED and d.film != film["imdb"]]
        found = [(d.film == film["imdb"], judge(step, d) == "about") for d in (*own, *others)]
        pairs += found
        if len(own) > 1:
            shown(f"  {film['title']}", found)
    shown(f"{len(films)} other films", pairs)


def measure_hidden(data: Path) -> None:
    """Print how complete reviews are found whose film's title is hidden behind a common word.

    Each review is tried on its own film and on all others, under its own title and under four
    that are pronouns or common words; its headline is withheld.
    """
    with (LABELS / "blog.csv").open(encoding="utf-8") as file:
        films = {row["headline"]: row for row in csv.DictReader(file)}
    pages = list(_lines(data / "blog_reviews_rated" / "reviews.jsonl.gz"))
    for behind in ("", "Her", "It", "Us", "Frozen"):
        pairs = []
        for film in {row["title"]: row for row in films.values()}.values():
            names = tuple(p.strip() for p in film["cues"].split(";"))
            makers = tuple(p.strip() for p in film["makers"].split(";"))
            title = behind or film["title"]
            step = Subjects(title=title, year=int(film["year"]), makers=makers, names=names)
            for page in pages:
                known = films.get(page["title"])
                own = bool(known) and known["title"] == film["title"]
                text = re.sub(rf"(?<!\w){re.escape(film['title'])}(?!\w)", title, page["text"])
                found = judge(step, Document("blog", page["path"], "", "", text))
                pairs.append((own, found == "about"))
        shown(f"reviews of {len(films)} films as {behind or 'themselves'}", pairs)


def measure_bibliography(step: Subjects) -> None:
    """Print how headline and address alone do."""
    pairs = []
    for row in bibliography():
        if crc32((urlsplit(row["url"]).hostname or "").encode()) % 2:
            headline = "" if row["title"].startswith("(") else row["title"]
            document = Document("", "", headline, row["url"], "")
            pairs.append((row["about"] in ("her", "both"), judge(step, document) == "about"))
    shown("headline and address alone", pairs)


def measure_places(step: Subjects, documents: Iterable[Document]) -> None:
    """Print how places that a reader labelled are told apart, by half and source."""
    texts = {(d.source, d.ident): d.text for d in documents}
    texts |= {("catalogue", row["url"]): row["title"] for row in bibliography()}
    names = (*step.makers, *step.names)
    pairs: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    with (LABELS / "her.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            text = texts.get((row["source"], row["id"]), "")
            if hashlib.sha256(text.encode()).hexdigest()[:12] != row["digest"]:
                pairs["not there, or another text"].append((False, False))
                continue
            marks = title_marks(
                text, step.title, year=step.year, names=names, distractors=step.distractors
            )
            found = any(mark.start == int(row["start"]) for mark in marks)
            for group in (f"places, half to {row['half']}", f"places in {row['source']}"):
                pairs[group].append((row["film"] == "1", found))
    for group, found in sorted(pairs.items()):
        shown(group, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    design = design_of("her")
    step = replace(Subjects.from_design(design, **design.settings("subjects")), others=())
    measure_bibliography(step)
    needed = ("her_essays", "commonplace_highlights", "bbc_raw", "imdb_user_reviews")
    missing = [name for name in needed if not (data / name).exists()]
    if missing:
        print(f"no {', '.join(missing)} in {data}: nothing else measured")
        return
    viewers = list(reviews(data))
    rest = [*essays(data), *criticism(data)]
    some = [d for n, d in enumerate(viewers) if not n % EVERY or d.film == HER]
    measure_her(step, [*rest, *some])
    measure_films(viewers)
    measure_hidden(data)
    measure_places(step, [*rest, *viewers])


if __name__ == "__main__":
    main()
