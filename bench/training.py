"""Measure heads taught by codings, beside the measure that ships and a linear model of words.

    python bench/training.py [--taught 50 100 190] [--data ../shared/data]

The sample study's author set down which codes each paragraph holds; the prose is invented.
Documents are split in two by the SHA-256 of their file name: heads learn from some passages of the
half called *dev*, on which the weights in `hermeneut.models.heads` were chosen, and are scored on
the other. Macro-F1 of yes and no, averaged over the codes that can be learned at every size.

With ``--data``, also the sentiment of sentences: SST's dev part in three classes, which the shipped
model never learned from, halved by chance; nothing was chosen on it.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from hermeneut.annotate.themes import Themes
from hermeneut.errors import UserError
from hermeneut.models.encoder import encode
from hermeneut.models.fitting import fit, macro_f1
from hermeneut.models.heads import beside
from themes import codebook, passages, vectors

SEED = 7
PASSAGES_A_DOCUMENT = 6  # the order is the documents', so that folds part them as well as may be


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--taught", type=int, nargs="*", default=[50, 100, 190])
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    themes_of_passages(given.taught)
    if given.data:
        sentiment_of_sentences(given.taught, given.data)


def themes_of_passages(sizes: list[int]) -> None:
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


def sentiment_of_sentences(sizes: list[int], data: Path) -> None:
    """Teach heads some of one half of SST's dev sentences, and score them on the other."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "models" / "training"))
    import critics

    from hermeneut.annotate.sentiment import CLASSES, Sentiment

    rows = [row for row in critics.read(data) if (row.part, row.corpus) == ("test", "sst5-dev")]
    values = np.array([CLASSES[row.label] for row in rows])
    texts = [row.text for row in rows]
    said = [next(Sentiment().find(text, [{"start": 0, "end": len(text)}])) for text in texts]
    seen = np.stack([beside(v, s, "sentiments") for v, s in zip(encode(texts), said, strict=True)])
    order = np.random.default_rng(SEED).permutation(len(rows))
    fitted, test = order[: len(rows) // 2], order[len(rows) // 2 :]
    documents = np.array([f"d{at // PASSAGES_A_DOCUMENT}" for at in range(len(rows))])
    truth = values[test].tolist()
    print(f"{len(test)} sentences scored, three classes")
    shipped = [said[at]["polarity"] for at in test]
    print(f"  {'the shipped model':24s} {macro_f1(truth, shipped):.3f}")
    for size in sizes:
        taught = np.sort(fitted[:size])
        told = _head(seen[taught], values[taught], documents[taught], seen[test])
        print(f"  {f'head, {size} codings':24s} {macro_f1(truth, told):.3f}")
        told = _words([texts[at] for at in taught], values[taught], texts, test)
        print(f"  {f'words, {size} codings':24s} {macro_f1(truth, told):.3f}")


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
