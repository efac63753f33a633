"""Measure heads taught by codings, beside the measure that ships and a linear model of words.

    python bench/training.py [--taught 50 100 190]

The sample study's author set down which codes each paragraph holds; the prose is invented.
Documents are split in two by the SHA-256 of their file name: heads learn from some passages of the
half called *dev*, on which the weights in `hermeneut.models.heads` were chosen, and are scored on
the other. Macro-F1 of yes and no, averaged over the codes that can be learned at every size.
"""

import argparse

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from hermeneut.annotate.themes import Themes
from hermeneut.errors import UserError
from hermeneut.models.encoder import encode
from hermeneut.models.heads import beside, fit, macro_f1
from themes import codebook, passages, vectors

SEED = 7
PASSAGES_A_DOCUMENT = 6  # the order is the documents', so that folds part them as well as may be


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--taught", type=int, nargs="*", default=[50, 100, 190])
    sizes = parser.parse_args().taught
    codes = codebook(None)
    found = list(passages())
    step = Themes(codes)
    scores, embedded = vectors(found, step), encode([one.text for one in found])
    texts = [one.text for one in found]
    dev = np.flatnonzero([one.dev for one in found])
    test = np.flatnonzero([not one.dev for one in found])
    order = np.random.default_rng(SEED).permutation(dev)
    documents = np.array([f"d{at // PASSAGES_A_DOCUMENT}" for at in range(len(found))])
    rows = []
    for j, code in enumerate(codes):
        values = np.array(["yes" if code.id in one.holds else "no" for one in found])
        seen = np.stack([
            beside(vector, {"score": max(0.0, score) if score >= step.floor else None}, "themes")
            for vector, score in zip(embedded, scores[:, j].tolist(), strict=True)
        ])  # fmt: skip
        truth = values[test].tolist()
        shipped = np.where(scores[test, j] >= step.threshold, "yes", "no").tolist()
        row = {"commonest": macro_f1(truth, ["no"] * len(test))}
        row["likeness, as shipped"] = macro_f1(truth, shipped)
        try:
            for size in sizes:
                taught = np.sort(order[:size])
                said = _head(seen[taught], values[taught], documents[taught], seen[test])
                row[f"head, {size} codings"] = macro_f1(truth, said)
                said = _words([texts[at] for at in taught], values[taught], texts, test)
                row[f"words, {size} codings"] = macro_f1(truth, said)
        except UserError:
            continue
        rows.append(row)
    print(f"{len(test)} passages scored, {len(rows)} codes")
    for name in rows[0]:
        print(f"  {name:24s} {np.mean([row[name] for row in rows]):.3f}")


def _head(seen, values, documents, of) -> list[str]:
    head = fit(seen, values.tolist(), documents.tolist()).head
    return [head.values[at] for at in head.shares(of).argmax(axis=1)]


def _words(taught, values, texts, test) -> list[str]:
    """Say what TF-IDF of words with logistic regression says."""
    counted = TfidfVectorizer(sublinear_tf=True)
    model = LogisticRegression(C=4, class_weight="balanced", max_iter=500)
    model.fit(counted.fit_transform(taught), values)
    return model.predict(counted.transform([texts[at] for at in test])).tolist()


if __name__ == "__main__":
    main()
