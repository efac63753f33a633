"""Measure what GWSD and IBM's claims teach the reader of stance, in folds, beside counted words.

    python models/training/crossvalidation.py --data DATA --work WORK

A part of a corpus this small is chance: here every row is measured once. From *more* of
`judgement.py`, which saw neither corpus, the last two lessons are given five times, from them less
a fifth of GWSD's sentences and of IBM's motions. What shares a run of seven words with that fifth
is left out too. What is said of each fold is kept in WORK; a fold that is there isn't learned
again.
"""

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import averaging
import corpora
import judgement
import numpy as np
import tasks
import torch
from corpora import Taken
from critics import grams
from network import COLUMNS, MINILM, Reader, columns_of
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from tuning import Floats, read, tune

from hermeneut.models.reader import settings

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from models import Answers, two

FOLDS = 5
# Every batch of GWSD began with the same five sentences.
SCREENED = 50
# What counted words weigh where they are read beside ours; chosen before it was measured.
BESIDE = 0.5
STANCE, DIRECTION, ATTITUDE = map(columns_of, ("stance", "direction", "attitude"))
Labels = NDArray[np.int64]


def dealt(rows: Sequence[Taken]) -> Labels:
    """Deal claims by motion and other texts by themselves, so that folds are of a size.

    >>> rows = [Taken(str(at % 4), "", (0, 0, 1), "gwsd", "train") for at in range(8)]
    >>> folds = dealt(rows)
    >>> folds[:4].tolist() == folds[4:].tolist()
    True
    """
    sizes = Counter(row.motion or row.text for row in rows)
    load, fold = dict.fromkeys(range(FOLDS), 0), {}
    named = sorted(sizes, key=lambda name: hashlib.sha256(name.encode()).digest())
    for name in sorted(named, key=lambda name: -sizes[name]):
        fold[name] = min(load, key=lambda at: (load[at], at))
        load[fold[name]] += sizes[name]
    return np.array([fold[row.motion or row.text] for row in rows])


def unseen(rows: list[Taken], data: Path, work: Path) -> tuple[Floats, Labels]:
    """Return all logits of readers that learned without a row's fold, and the folds."""
    folds = np.zeros(len(rows), np.int64)
    for corpus in ("gwsd", "ibm"):
        here = [at for at, row in enumerate(rows) if row.corpus == corpus]
        folds[here] = dealt([rows[at] for at in here])
    if not all((work / f"unseen-{fold}.npy").exists() for fold in range(FOLDS)):
        found = judgement.corpus(data).part("train")
        for fold in range(FOLDS):
            learned(rows, folds, fold, found, work)
    said = np.zeros((len(rows), COLUMNS), np.float32)
    for fold in range(FOLDS):
        said[folds == fold] = np.load(work / f"unseen-{fold}.npy")
    return said, folds


def learned(
    rows: list[Taken], folds: Labels, fold: int, found: judgement.Corpus, work: Path
) -> None:
    """Teach a reader without one fold and keep what it says of the fold."""
    kept = work / f"unseen-{fold}.npy"
    if kept.exists():
        return
    held = [row for row, at in zip(rows, folds, strict=True) if at == fold]
    runs = {gram for row in held for gram in grams(row.text)}
    rest = [row for row, at in zip(rows, folds, strict=True) if at != fold]
    rest = [row for row in rest if runs.isdisjoint(grams(row.text))]
    some, cut = replace(found, taken=rest), judgement.cutter(MINILM)
    left = {}
    for name in averaging.MEANS["stance"]:
        lesson = judgement.LESSONS[name]
        reader = judgement.begun(lesson, work)
        tune(reader, lesson.examples(some, cut), lesson.plan, work / "log.jsonl")
        left[name] = {key: value.numpy() for key, value in reader.state_dict().items()}
    reader = Reader.of(MINILM, averaging.mixed(left, "stance"))
    np.save(kept, read(reader, list(tasks.stances(held, cut))))


def counted(rows: Sequence[Taken], labels: Labels, folds: Labels) -> Floats:
    """Return the shares that counted words give to each row, taught by the other folds."""
    said = np.zeros((len(rows), labels.max() + 1), np.float32)
    texts = np.array([f"{row.proposition} | {row.text}" for row in rows])
    for fold in range(FOLDS):
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        model = LogisticRegression(C=3, class_weight="balanced", max_iter=2000)
        learned = make_pipeline(make_union(words, parts), model)
        learned.fit(texts[folds != fold], labels[folds != fold])
        said[folds == fold] = learned.predict_proba(texts[folds == fold])
    return said


def calibrated(logits: Floats) -> Floats:
    """Return probabilities by the settings that ship, fitted on texts set aside of all corpora."""
    fitted = settings()["stance"]
    shares: Floats = softmax(logits * fitted["sharpness"] + np.array(fitted["shift"]), axis=1)
    return shares


def on_warming(rows: Sequence[Taken], said: Floats, sure: Floats, folds: Labels) -> None:
    """Print the figures of GWSD."""
    labels = np.array([int(np.argmax(row.shares)) for row in rows])
    often = np.array([row.often for row in rows])
    words = counted(rows, labels, folds)
    both = log_softmax(said[:, STANCE], axis=1) + BESIDE * np.log(words)
    readings = {"ours": said[:, STANCE], "as set": sure, "TF-IDF": words, "both": both}
    # The five sentences of every batch have no estimate, as all of the official part have.
    official = (often < SCREENED).astype(int)
    for name, weight in (
        ("GWSD, macro-F1, without the five sentences of every batch", official),
        ("  each sentence once", np.ones(len(rows), np.int64)),
        ("  each row", often),
    ):
        told = [f"{who} {macro(labels, z.argmax(1), weight):.1f}" for who, z in readings.items()]
        print(f"{name:60}{weight.sum():6}  {', '.join(told)}")
    for who, z in readings.items():
        some = [macro(labels[at], z[at].argmax(1), official[at]) for at in parts(folds)]
        print(f"  folds, {who}:", *(f"{one:.1f}" for one in some))
    chosen = official > 0
    print("  calibration error", Answers(sure[chosen], labels[chosen]).calibration())


def on_claims(rows: Sequence[Taken], said: Floats, sure: Floats, folds: Labels) -> None:
    """Print the figures of IBM's claims: which of two sides, and what it is made of."""
    sides = np.array([int(row.shares[2] > row.shares[0]) for row in rows])
    ours, along = Answers(two(sure), sides), np.array([row.along for row in rows])
    words = 100 * (counted(rows, sides, folds).argmax(1) == sides).mean()
    print(f"{'IBM claims, accuracy of two sides':60}{len(rows):6}  {ours.accuracy:.1f}, "
          f"TF-IDF {words:.1f}, always for {100 * sides.mean():.1f}")  # fmt: skip
    right = two(sure).argmax(1) == sides
    print("  folds", *(f"{100 * right[at].mean():.1f}" for at in parts(folds)))
    print(f"  the surest half {ours.surest:.1f}, calibration error {ours.calibration()}")
    well, way = (said[:, at][:, 1] > said[:, at][:, 0] for at in (ATTITUDE, DIRECTION))
    spoken = 100 * (well == (along * (2 * sides - 1) > 0)).mean()
    print(f"  how a claim speaks of the matter {spoken:.1f}")
    ways = {row.proposition: ok for row, ok in zip(rows, way == (along > 0), strict=True)}
    print(f"  which way a motion goes: {sum(ways.values())} of {len(ways)} right; not")
    print(*(f"    {text}" for text, ok in sorted(ways.items()) if not ok), sep="\n")


def parts(folds: Labels) -> list[NDArray[np.bool_]]:
    """Return for each fold that is there which rows it has."""
    return [folds == fold for fold in sorted(set(folds.tolist()))]


def macro(labels: Labels, said: Labels, weight: Labels) -> float:
    """Return F1, each class counting alike, in per cent."""
    return 100 * float(f1_score(labels, said, average="macro", sample_weight=weight))


def main() -> None:
    """Learn the folds that are not there yet, then print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--work", type=Path, required=True, help="where the stages left files")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    # Every row may be learned from where it isn't held.
    rows = [replace(row, part="train") for row in corpora.whole(options.data)]
    said, folds = unseen(rows, options.data, options.work)
    sure = calibrated(said[:, STANCE])
    for corpus, tell in (("gwsd", on_warming), ("ibm", on_claims)):
        here = np.array([row.corpus == corpus for row in rows])
        tell([rows[at] for at in np.flatnonzero(here)], said[here], sure[here], folds[here])


if __name__ == "__main__":
    main()
