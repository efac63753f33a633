"""How often the role of a sentence is the one that it was given by hand.

    .venv/bin/python bench/roles.py --data ../shared/data

On the sentences of ``bench/labels/roles.csv`` (part ``test``: runs from reviews, viewers' reviews
and essays, labelled once by a language model that read them in their run; unchecked by people),
beside the commonest role, and beside TF-IDF with logistic regression on the part ``fit``. Then how
well the share of judging roles parts what judges from what doesn't, beside the polarity reader's
own *judges*, and processor time a sentence.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "models" / "training"))

from rolelabels import Labelled, labelled  # noqa: E402

from hermeneut.models.judgement import polarity  # noqa: E402
from hermeneut.models.roles import ARGUMENT, EVALUATION, ROLES, classify  # noqa: E402

DATA = ROOT.parent / "shared" / "data"


def told(pieces: Sequence[Labelled]) -> tuple[list[str], np.ndarray]:
    """Collect the labelled sentences and their roles."""
    pairs = [(p.sentences[at], role) for p in pieces for at, role in p.roles.items()]
    return [text for text, _ in pairs], np.array([role for _, role in pairs])


def line(name: str, roles: np.ndarray, found: np.ndarray) -> None:
    """Print accuracy and macro-F1."""
    macro = f1_score(roles, found, average="macro", labels=range(len(ROLES)), zero_division=0)
    print(f"{name:28} right {np.mean(roles == found):.3f}  macro-F1 {macro:.3f}")


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    if not (given.data / "commonplace_highlights").exists():
        raise SystemExit(f"no corpora in {given.data}: nothing measured")
    fit, test = labelled(given.data, "fit"), labelled(given.data, "test")
    texts, roles = told(test)
    known, taught = told(fit)
    began = time.process_time()
    rows = [classify(piece.sentences) for piece in test]
    spent = time.process_time() - began
    shares = np.vstack([r[list(p.roles)] for r, p in zip(rows, test, strict=True)])
    print(f"{len(test)} pieces, {len(texts)} sentences")
    line("commonest", roles, np.full(len(roles), np.bincount(taught).argmax()))
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    plain = LogisticRegression(C=10, max_iter=500).fit(words.fit_transform(known), taught)
    line("TF-IDF on the same labels", roles, plain.predict(words.transform(texts)))
    line("hermeneut", roles, shares.argmax(axis=1))
    table = precision_recall_fscore_support(roles, shares.argmax(axis=1), zero_division=0)
    for role, p, r, f, n in zip(ROLES, *table, strict=True):
        print(f"    {role:12} precision {p:.2f}  recall {r:.2f}  F1 {f:.2f}  n {n}")
    judging, ours = np.isin(roles, (ARGUMENT, EVALUATION)), shares[:, [ARGUMENT, EVALUATION]].sum(1)
    theirs = polarity(texts)[:, 3]
    evaluates = roles == EVALUATION
    for name, both, one in (
        ("hermeneut", ours, shares[:, EVALUATION]),
        ("judges (polarity)", theirs, theirs),
    ):
        print(f"{name}: AUC evaluation or argument {roc_auc_score(judging, both):.3f}, "
              f"evaluation {roc_auc_score(evaluates, one):.3f}")  # fmt: skip
    for least in (0.2, 0.35, 0.5):
        kept = ours >= least
        print(f"    from {least}: keeps {kept[judging].mean():.3f} of what judges, "
              f"{kept[~judging].mean():.3f} of the rest")  # fmt: skip
    count = sum(len(piece.sentences) for piece in test)
    print(f"{1000 * spent / count:.3f} ms a sentence")


if __name__ == "__main__":
    main()
