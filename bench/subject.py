"""Measure whether documents are found to be about a film, and "Her" to be the film or the pronoun.

    python bench/subject.py [--data ../shared/data]

Documents: *Her* against everything else, headlines and addresses of the bibliography that ships
(the half of its hosts that no weight was fitted on), and other films, each described by title,
year, makers and names alone (``labels/films.csv``, the third that no weight was fitted on), or by a
``study.toml`` of its own (``studies/``; no review of these films taught a weight), against every
review and everything else. What viewers wrote is tried as text and, as it came, with the columns
that say which film it is on. ``--errors N`` prints the N worst of each kind.
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

from hermeneut.cues import names_in, title_marks
from hermeneut.design import parse
from hermeneut.read.subject import Subjects
from hermeneut.samples import design_of

LABELS = Path(__file__).parent / "labels"
HER = "tt1798709"
SEEN = ("1917", "21", "inside-out", "monster", "mother", "witness")  # errors were looked at
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


def judged(step: Subjects, document: Document, about: str | None = None) -> dict[str, Any]:
    reading = {"text": document.text, "url": document.url}
    return next(iter(step.find(reading, headline=document.headline, about=about)))


def judge(step: Subjects, document: Document, about: str | None = None) -> str:
    return str(judged(step, document, about)["verdict"])


def shown(name: str, pairs: Iterable[tuple[bool, bool]]) -> None:
    """Print precision and recall of pairs of gold and given."""
    n = Counter(pairs)
    right, wrong, missed = n[True, True], n[False, True], n[True, False]
    print(
        f"{name:40s} precision {right / max(1, right + wrong):.3f}"
        f"  recall {right / max(1, right + missed):.3f}"
        f"  ({right} right, {wrong} wrong, {missed} missed of {n.total()})"
    )


class Tried(NamedTuple):
    """A document tried on a film: whether it is on it, and what was found."""

    document: Document
    about: bool
    row: dict[str, Any]

    @property
    def found(self) -> bool:
        """Say whether it was judged to be about the film."""
        return str(self.row["verdict"]) == "about"


def tried(
    name: str, step: Subjects, film: str, documents: Iterable[Document], errors: int
) -> list[Tried]:
    """Try documents on a film; print how it is found, and the worst errors."""
    all_ = [Tried(d, d.film == film, judged(step, d)) for d in documents]
    shown(name, [(one.about, one.found) for one in all_])
    names = (*step.makers, *step.names)
    some = [one for one in all_ if not one.about or shows_it(step, names, one.document)]
    shown("  … that name it or any of its people", [(one.about, one.found) for one in some])
    for wrong in (True, False):
        bad = [one for one in all_ if one.found is wrong and one.about is not wrong]
        for one in sorted(bad, key=lambda t: (wrong == (t.row["score"] < 0.5), t.row["score"]))[
            :errors
        ]:
            what = "wrongly" if wrong else "missed "
            where = f"{one.document.source} {one.document.ident} {one.document.headline[:40]!r}"
            print(f"    {what} {one.row['score']:.2f} {where}: {'; '.join(one.row['cues'][:4])}")
    return all_


def shows_it(step: Subjects, names: tuple[str, ...], document: Document) -> bool:
    """Say whether a document names a film or anybody of it, for whoever knows it."""
    whole = f"{document.headline}\n{document.text}"
    marks = title_marks(whole, step.title, year=step.year, names=names)
    return bool(names_in(whole, names)) or any(marks)


def measure_her(step: Subjects, documents: Iterable[Document], errors: int) -> None:
    """Print how *Her* is found among everything else, what columns add, and how fast."""
    start = time.process_time()
    all_ = tried("Her against everything else", step, HER, documents, errors)
    taken = time.process_time() - start
    print(f"{sum(len(t.document.text.split()) for t in all_) / taken:,.0f} words a second of CPU")
    told = [(t.about, _with_columns(step, t.document) == "about") for t in all_]
    shown("  … with the columns that viewers' rows have", told)


def _with_columns(step: Subjects, document: Document) -> str:
    """Judge a row as it came: viewers' reviews say which film they are on."""
    column = {"imdb": document.film, "her_user_reviews": "Her (2013)"}.get(document.source)
    return judge(step, document, column)


def measure_studies(documents: list[Document], errors: int) -> None:
    """Print how films are found that have a ``study.toml`` and nothing else."""
    pairs: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for path in sorted((Path(__file__).parent / "studies").glob("*.toml")):
        design = parse(path.read_text(encoding="utf-8"))
        step, film = Subjects.from_design(design), design.work.ids[0]
        all_ = tried(f"study of {design.work.title}", step, film, documents, errors)
        told = [(t.about, _with_columns(step, t.document) == "about") for t in all_]
        shown("  … with the columns that viewers' rows have", told)
        some = [t for n, t in enumerate(all_) if t.about or not n % TRIED]
        kind = "seen" if path.stem in SEEN else "scored"
        pairs[kind] += [(t.about, t.found) for t in all_]
        pairs[f"{kind}, one in {TRIED} of the rest"] += [(t.about, t.found) for t in some]
    for kind, found in pairs.items():
        shown(f"studies that were {kind}", found)


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
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    data, errors = options.data, options.errors
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
    measure_her(step, [*rest, *some], errors)
    measure_studies([*rest, *viewers], errors)
    measure_films(viewers)
    measure_hidden(data)
    measure_places(step, [*rest, *viewers])


if __name__ == "__main__":
    main()
