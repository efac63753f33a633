"""Measure the sentiment of sentences, ours beside VADER, on corpora outside the repository.

    python bench/sentiment.py [--data ../shared/data]

Needs the corpora that ``models/training/critics.py`` reads; says so where they are missing.
VADER (Hutto and Gilbert 2014) is measured if ``vaderSentiment`` is installed.
"""

import argparse
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from hermeneut.models.sentiment import COLUMNS, NEGATIVE, NEUTRAL, POSITIVE, classify

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "models" / "training"))

import critics  # noqa: E402

Probabilities = NDArray[np.float32]
Classifier = Callable[[Sequence[str]], Probabilities]
Figures = dict[str, float]

# Thresholds that VADER's authors give for its compound score.
VADER_NEUTRAL = 0.05
BINS = 15
CALIBRATION = "calibration error (ECE)"


def vader(sentences: Sequence[str]) -> Probabilities:
    """Spread VADER's compound score over the three classes; the largest is its answer.

    The shares are no probabilities, so their calibration error means nothing.
    """
    from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped,import-not-found,unused-ignore]
        SentimentIntensityAnalyzer,
    )

    score = SentimentIntensityAnalyzer().polarity_scores
    compound = np.array([score(sentence)["compound"] for sentence in sentences])
    neutral = np.full(len(compound), VADER_NEUTRAL)
    raw = np.stack([(-compound).clip(0), neutral, compound.clip(0)], axis=1)
    shares: Probabilities = (raw / raw.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def sign(answers: Probabilities) -> NDArray[np.int64]:
    """Return negative or positive, whichever is likelier; ties are negative.

    VADER has many (a sixth of SST-2 dev), and does better there with this rule than the other.
    """
    return np.where(answers[:, POSITIVE] > answers[:, NEGATIVE], POSITIVE, NEGATIVE)


def calibration_error(
    answers: Probabilities, labels: NDArray[np.int64], weight: NDArray[np.float64]
) -> float:
    """Return the expected calibration error of the likeliest class, over 15 equal bins.

    Guo et al. 2017, *On Calibration of Modern Neural Networks*, eq. 3.
    """
    confidence = answers.max(axis=1)
    right = answers.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weight * (right - confidence), BINS)
    return float(np.abs(gaps).sum() / weight.sum())


def on_corpora(rows: Sequence[critics.Sentence], classifier: Classifier) -> Figures:
    """Return accuracy or macro-F1 on each held-out part, in per cent."""
    parts: dict[str, list[critics.Sentence]] = {}
    for row in rows:
        if row.part == "test":
            parts.setdefault(row.corpus, []).append(row)
    answers = {name: classifier([row.text for row in part]) for name, part in parts.items()}
    labels = {name: np.array([row.label for row in part]) for name, part in parts.items()}
    plots = answers["subjectivity"].argmax(axis=1) == NEUTRAL
    films, five = labels["flatiron"], answers["sst5-dev"].argmax(axis=1)
    figures = {
        "SST-2 dev, accuracy": np.mean(sign(answers["sst2-dev"]) == labels["sst2-dev"]),
        "SST dev in three classes, macro-F1": f1_score(labels["sst5-dev"], five, average="macro"),
        "held-out films, macro-F1": f1_score(films, sign(answers["flatiron"]), average="macro"),
        "plot or judgement, accuracy": np.mean(plots == (labels["subjectivity"] == NEUTRAL)),
        CALIBRATION: _mixed_calibration(answers, labels),
    }
    return {name: 100 * float(value) for name, value in figures.items()}


def _mixed_calibration(
    answers: dict[str, Probabilities], labels: dict[str, NDArray[np.int64]]
) -> float:
    """Weigh verdicts of held-out films and neutral sentences to a third for each class."""
    neutral = {name: labels[name] == NEUTRAL for name in ("subjectivity", "sst5-dev")}
    mixed = [answers["flatiron"], *(answers[name][rows] for name, rows in neutral.items())]
    truth = [labels["flatiron"], *(labels[name][rows] for name, rows in neutral.items())]
    flat = np.concatenate(truth)
    return calibration_error(np.concatenate(mixed), flat, 1 / np.bincount(flat)[flat])


def on_our_sentences(classifier: Classifier) -> Figures:
    """Return accuracy on the sentences written for the project, in per cent."""
    path = ROOT / "tests" / "models" / "sentiment_sentences.toml"
    lists = tomllib.loads(path.read_text("utf-8"))
    texts = [text for name in COLUMNS for text in lists[name]]
    labels = np.array([place for place, name in enumerate(COLUMNS) for _ in lists[name]])
    answers, judged = classifier(texts), labels != NEUTRAL
    return {
        "our sentences, three classes": 100 * float(np.mean(answers.argmax(axis=1) == labels)),
        "our sentences, sign only": 100 * float(np.mean((sign(answers) == labels)[judged])),
    }


def speed(rows: Sequence[critics.Sentence], classifier: Classifier) -> Figures:
    """Return sentences a second over the held-out sentences, once warm."""
    texts = [row.text for row in rows if row.part == "test"]
    classifier(texts[:100])
    start = time.perf_counter()
    classifier(texts)
    return {"sentences a second": len(texts) / (time.perf_counter() - start)}


def measure(rows: Sequence[critics.Sentence], classifier: Classifier) -> Figures:
    """Return all figures of one classifier."""
    found = on_corpora(rows, classifier) if rows else {}
    return found | on_our_sentences(classifier) | (speed(rows, classifier) if rows else {})


def installed() -> dict[str, Classifier]:
    """Return the classifiers that can be measured here."""
    from importlib.util import find_spec

    if find_spec("vaderSentiment") is None:
        print("vaderSentiment is not installed: ours alone")
        return {"ours": classify}
    return {"ours": classify, "VADER": vader}


def figure(classifier: str, name: str, value: float) -> str:
    """Return one cell of the table."""
    return f"{'-':>10}" if (classifier, name) == ("VADER", CALIBRATION) else f"{value:10.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    data = parser.parse_args().data
    if not (data / "sst").is_dir():
        print(f"no corpora in {data}: only the sentences written for the project are measured")
    rows = critics.read(data) if (data / "sst").is_dir() else []
    columns = {name: measure(rows, classifier) for name, classifier in installed().items()}
    print(f"{'':38}" + "".join(f"{name:>10}" for name in columns))
    for name in columns["ours"]:
        print(
            f"{name:38}" + "".join(figure(who, name, found[name]) for who, found in columns.items())
        )


if __name__ == "__main__":
    main()
