"""Measure what GWSD and IBM's claims can teach a reader of stance, in folds, beside counted words.

    python models/training/crossvalidation.py --data DATA --work WORK

A part of a corpus this small is chance: here every row is measured once. From *target* of
`judgement.py`, which saw neither corpus, a copy learns stance from all but them (*sides*); then,
five times, from them less a fifth of GWSD's sentences and of IBM's motions. What shares a run of
seven words with that fifth is left out too. The attitude of a passage starts as the polarity
towards a target all over it. The lessons are short: what ships had more of them (`judgement.py`).
What is said of each fold is kept in WORK; a fold that is there isn't learned again.
"""

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import corpora
import judgement
import numpy as np
import safetensors.numpy
import safetensors.torch
import shipping
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
from tuning import Floats, Plan, read, tune

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from models import Answers, two

FOLDS = 5
# Every batch of GWSD began with the same five sentences.
SCREENED = 50
# What counted words weigh where they are read beside ours; chosen before it was measured.
BESIDE = 0.5
SIDES = tasks.Mix(
    plain=0, reworded=0, voiced=0, beside=0, films=2000, treebank=3000, targets=3000, untaken=800,
    weighed=2500, motions=2500, echoed=1200, strange=800, buried=2200, passages=800, outcomes=1500,
    turned=3000, own={"arguments": 2000, "motions": 4500, "her": 5000},
)  # fmt: skip
LAST = tasks.Mix(
    plain=2, reworded=400, voiced=60, beside=0, films=250, treebank=250, targets=200, untaken=80,
    weighed=1000, motions=150, echoed=80, strange=100, buried=120, passages=50, outcomes=80,
    turned=300, own={"arguments": 120, "motions": 250, "her": 250},
)  # fmt: skip
SIDES_PLAN = Plan(epochs=1, rate=8e-5, forget=0.03, frozen=2, seed=judgement.SEED + 3)
LAST_PLAN = Plan(
    epochs=1, rate=1e-4, forget=0.03, frozen=3, pieces_a_batch=1024, seed=judgement.SEED + 2
)
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


def taught(after: str, found: judgement.Corpus, mix: tasks.Mix, plan: Plan, work: Path) -> Reader:
    """Give a lesson to the reader that another lesson left."""
    reader = Reader.of(MINILM, safetensors.numpy.load_file(work / f"{after}.safetensors"))
    if after == "target":
        reader.lean()
    examples = tasks.mixed_stances(found, judgement.cutter(MINILM), mix)
    tune(reader, examples, plan, work / "log.jsonl")
    return reader


def unseen(rows: list[Taken], data: Path, work: Path) -> tuple[Floats, Labels]:
    """Return all logits of readers that learned without a row's fold, and the folds."""
    folds = np.zeros(len(rows), np.int64)
    for corpus in ("gwsd", "ibm"):
        here = [at for at, row in enumerate(rows) if row.corpus == corpus]
        folds[here] = dealt([rows[at] for at in here])
    if not all((work / f"unseen-{fold}.npy").exists() for fold in range(FOLDS)):
        found = replace(judgement.corpus(data).part("train"), taken=[])
        if not (work / "sides.safetensors").exists():
            reader = taught("target", found, SIDES, SIDES_PLAN, work)
            safetensors.torch.save_file(reader.state_dict(), work / "sides.safetensors")
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
    reader = taught("sides", replace(found, taken=rest), LAST, LAST_PLAN, work)
    np.save(kept, read(reader, list(tasks.stances(held, judgement.cutter(MINILM)))))


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


def calibrated(logits: Floats, rows: Sequence[Taken], folds: Labels) -> Floats:
    """Return probabilities, each fold's temperature and shift fitted on the others."""
    found = np.zeros((len(rows), 3), np.float32)
    wanted = np.array([row.shares for row in rows], np.float32)
    asked = np.array([[True, row.corpus != "ibm", True] for row in rows])
    counts = Counter(row.corpus for row in rows)
    weights = np.array([shipping.MOST_OF_A_CORPUS / counts[row.corpus] for row in rows])
    for fold in range(FOLDS):
        rest = folds != fold
        fitted = shipping.fit(logits[rest], wanted[rest], asked[rest], weights[rest])
        moved = logits[~rest] * fitted["sharpness"] + np.array(fitted["shift"])
        found[~rest] = softmax(moved, axis=1)
    return found


def on_warming(rows: Sequence[Taken], said: Floats, sure: Floats, folds: Labels) -> None:
    """Print the figures of GWSD."""
    labels = np.array([int(np.argmax(row.shares)) for row in rows])
    often = np.array([row.often for row in rows])
    words = counted(rows, labels, folds)
    both = log_softmax(said[:, STANCE], axis=1) + BESIDE * np.log(words)
    readings = {"ours": said[:, STANCE], "fitted": sure, "TF-IDF": words, "both": both}
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
    rows = corpora.whole(options.data)
    said, folds = unseen(rows, options.data, options.work)
    sure = calibrated(said[:, STANCE], rows, folds)
    for corpus, tell in (("gwsd", on_warming), ("ibm", on_claims)):
        here = np.array([row.corpus == corpus for row in rows])
        tell([rows[at] for at in np.flatnonzero(here)], said[here], sure[here], folds[here])


if __name__ == "__main__":
    main()
