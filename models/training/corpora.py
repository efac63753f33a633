"""Read sentences with a marked target, and passages with a proposition, for training.

Sources, each a folder of the data folder: ``newsmtsc`` (Hamborg and Donnay 2021), ``mams`` (Jiang
et al. 2019), ``absa_semeval14_dong14`` (Pontiki et al. 2014, Dong et al. 2014), ``stance_gwsd``
(Luo, Card and Jurafsky 2020), ``stance_ibm_csd`` (Bar-Haim et al. 2017).
"""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from critics import Part, grams, part_of

# Order of the columns: negative, neutral, positive; against, neither, favour.
Shares = tuple[float, float, float]
SIGN = {"negative": 0, "neutral": 1, "positive": 2, "-1": 0, "0": 1, "1": 2}
NEWS = {2.0: 0, 4.0: 1, 6.0: 2}


@dataclass(frozen=True)
class Targeted:
    """A sentence, the span of a target in it, and the polarity towards it."""

    text: str
    start: int
    end: int
    label: int
    corpus: str
    part: Part


@dataclass(frozen=True)
class Taken:
    """A passage, a proposition, and how likely the passage is against, neither, in favour.

    ``judged`` names what the passage speaks of, each with 1 if it speaks well of it, -1 if ill.
    ``along`` is 1 where the proposition is for its matter, -1 where it is against it, 0 where that
    is not known. ``often`` is how many rows its corpus gives to the passage.
    """

    text: str
    proposition: str
    shares: Shares
    corpus: str
    part: Part
    motion: str = ""
    judged: tuple[tuple[str, int], ...] = ()
    along: int = 0
    often: int = 1


Row = TypeVar("Row", Targeted, Taken)


def targeted(data: Path) -> list[Targeted]:
    """Read all sentences with targets; training rows share no run of seven words with the rest."""
    return apart([row for source in (_news, _mams, _absa) for row in source(data)])


def apart(rows: list[Row]) -> list[Row]:
    """Leave out what shares a run of seven words with a part that comes later."""
    held = {gram for row in rows if row.part != "train" for gram in grams(row.text)}
    tested = {gram for row in rows if row.part == "test" for gram in grams(row.text)}
    keep = {"train": held, "calibrate": tested, "test": set[str]()}
    return [row for row in rows if keep[row.part].isdisjoint(grams(row.text))]


def _news(data: Path) -> Iterator[Targeted]:
    for name in ("train", "devtest_mt"):
        with gzip.open(data / "newsmtsc" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                text = row["sentence_normalized"]
                aside = "calibrate" if part_of(text) == "calibrate" else "train"
                part: Part = "test" if name == "devtest_mt" else aside
                for target in row["targets"]:
                    span = int(target["from"]), int(target["to"])
                    yield Targeted(text, *span, NEWS[target["polarity"]], "newsmtsc", part)


def _mams(data: Path) -> Iterator[Targeted]:
    for name in ("train", "val"):
        for row in _csv(data / "mams" / f"mams_atsa_{name}.csv.gz"):
            aside = "calibrate" if part_of(row["sentence"]) == "calibrate" else "train"
            part: Part = "test" if name == "val" else aside
            span = int(row["start"]), int(row["end"])
            yield Targeted(row["sentence"], *span, SIGN[row["polarity"]], "mams", part)


def _absa(data: Path) -> Iterator[Targeted]:
    for name in ("restaurants", "laptops", "twitter"):
        for row in _csv(data / "absa_semeval14_dong14" / f"{name}_train.csv.gz"):
            before, _, after = row["sentence_with_T"].partition("$T$")
            start, end = len(before), len(before) + len(row["target"])
            text = before + row["target"] + after
            yield Targeted(text, start, end, SIGN[row["polarity"]], name, part_of(row["sentence"]))


def taken(data: Path) -> list[Taken]:
    """Read all passages with a proposition, each under the wording of its corpus.

    Training rows share no run of seven words with the rest.
    """
    return apart(whole(data))


def whole(data: Path) -> list[Taken]:
    """Read the same with nothing left out, for who deals them into other parts."""
    return [*_warming(data), *_claims(data)]


WARMING = "Global warming is a serious concern."


def _warming(data: Path) -> Iterator[Taken]:
    votes = {"disagrees": 0, "neutral": 1, "agrees": 2}
    # Every batch began with the same five sentences, fifty times in all: once is enough.
    rows: dict[str, list[dict[str, str]]] = {}
    for row in _csv(data / "stance_gwsd" / "GWSD.csv.gz"):
        rows.setdefault(row["sentence"], []).append(row)
    for text, (row, *more) in rows.items():
        if row["agree"]:
            shares = (float(row["disagree"]), float(row["neutral"]), float(row["agree"]))
        else:
            cast = [votes[row[f"worker_{at}"]] for at in range(8) if row[f"worker_{at}"] in votes]
            if not cast:
                continue
            shares = tuple(cast.count(side) / len(cast) for side in range(3))
        # What it teaches is measured in folds (`crossvalidation.py`): no part is kept from it.
        part: Part = "calibrate" if part_of(text) == "calibrate" else "train"
        yield Taken(text, WARMING, shares, "gwsd", part, along=1, often=1 + len(more))


def _claims(data: Path) -> Iterator[Taken]:
    for row in _csv(data / "stance_ibm_csd" / "claim_stance.csv.gz"):
        shares = (0.0, 0.0, 1.0) if row["claims.stance"] == "PRO" else (1.0, 0.0, 0.0)
        text = row["claims.claimCorrectedText"]
        # Dealt by motion, as the corpus's own split is.
        aside = "calibrate" if part_of(f"motion {row['topicId']}") == "calibrate" else "train"
        part: Part = "test" if int(row["topicId"]) % 5 == 0 else aside
        judged = tuple(_judged(row))
        along = int(row["topicSentiment"])
        yield Taken(text, row["topicText"], shares, "ibm", part, row["topicId"], judged, along)


def _judged(row: dict[str, str]) -> Iterator[tuple[str, int]]:
    side = 1 if row["claims.stance"] == "PRO" else -1
    yield row["topicTarget"], side * int(row["topicSentiment"])
    if row["claims.claimSentiment"]:
        yield row["claims.claimTarget.text"], int(float(row["claims.claimSentiment"]))


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
