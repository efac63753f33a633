"""Train the sentence sentiment model that ships.

    python models/training/sentiment.py --data DATA_FOLDER --out src/hermeneut/models

Multinomial logistic regression over hashed word n-grams (``hermeneut.models.sentiment``),
then a temperature and a bias for each class, fitted on films that were not trained on. Plot
sentences count as neutral. ``bench/sentiment.py`` measures the result.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import critics
import numpy as np
from manifest import ModelFile, record, write
from numpy.typing import NDArray
from safetensors.numpy import save
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression

from hermeneut.models.sentiment import NEUTRAL, features

Floats = NDArray[np.float64]

# An n-gram seen once says nothing that carries over.
MIN_SENTENCES = 2
# Tried: C 5, 10, 20 and neutral weight 1, 2, 4, on the calibration films and on SST-2 dev.
STRENGTH, NEUTRAL_WEIGHT = 5.0, 4.0
ITERATIONS, TOLERANCE = 300, 1e-4
WEIGHT_TOP = 32767

SOURCE = (
    "trained on rt_critics_flatiron, rt_critics_cs109, SST (Socher et al. 2013), "
    "subjectivity v1 (Pang and Lee 2004); the file holds hashes and weights, no text"
)


def vocabulary(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Return the sorted keys of the n-grams that stand in two sentences or more."""
    keys, sentences = np.unique(features(texts).key, return_counts=True)
    return keys[sentences >= MIN_SENTENCES]


def matrix(texts: Sequence[str], keys: NDArray[np.uint32]) -> csr_matrix:
    """Return which sentence holds which n-gram; each row has length one, as in the package."""
    found = features(texts)
    place = np.searchsorted(keys, found.key)
    place[place == len(keys)] = 0
    known = keys[place] == found.key
    rows, columns = found.sentence[known], place[known]
    share = 1 / np.sqrt(np.bincount(rows, minlength=len(texts)).clip(1))
    return csr_matrix((share[rows], (rows, columns)), shape=(len(texts), len(keys)))


def fit(rows: Sequence[critics.Sentence], keys: NDArray[np.uint32]) -> LogisticRegression:
    """Fit the three classes on labelled sentences."""
    labels = np.array([row.label for row in rows])
    weight = np.where(labels == NEUTRAL, NEUTRAL_WEIGHT, 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=ITERATIONS, tol=TOLERANCE)
    return model.fit(matrix([row.text for row in rows], keys), labels, sample_weight=weight)


def calibrate(logits: Floats, labels: NDArray[np.int64]) -> tuple[float, Floats]:
    """Fit one temperature and a bias a class (Guo et al. 2017, vector scaling) to held-out logits.

    The three classes count as equally common beforehand: what critics thought of other
    films (six reviews in ten were favourable) should not speak for this one.
    """
    weight = 1 / np.bincount(labels)[labels] / logits.shape[1]

    def loss(settings: Floats) -> float:
        moved = log_softmax(logits * np.exp(settings[0]) + settings[1:], axis=1)
        return float(-(weight * moved[np.arange(len(labels)), labels]).sum())

    best: Floats = minimize(loss, np.zeros(logits.shape[1] + 1), method="BFGS").x
    return float(np.exp(best[0])), best[1:] - best[1:].mean()


def tensors(
    keys: NDArray[np.uint32], model: LogisticRegression, sharpness: float, shift: Floats
) -> dict[str, NDArray[Any]]:
    """Round the weights to whole numbers; ``unit`` is what one of them is worth."""
    weights = model.coef_.T - model.coef_.mean(axis=0)[:, None]
    step = np.abs(weights).max() / WEIGHT_TOP
    return {
        "keys": keys,
        "weights": np.rint(weights / step).astype(np.int16),
        "bias": sharpness * model.intercept_ + shift,
        "unit": np.array([sharpness * step]),
    }


def train(rows: Sequence[critics.Sentence]) -> bytes:
    """Train and calibrate on the parts meant for it; return the model file."""
    part = {
        name: [row for row in rows if row.part == name and row.label != critics.JUDGES]
        for name in ("train", "calibrate")
    }
    keys = vocabulary([row.text for row in part["train"]])
    model = fit(part["train"], keys)
    aside = matrix([row.text for row in part["calibrate"]], keys)
    labels = np.array([row.label for row in part["calibrate"]])
    sharpness, shift = calibrate(model.decision_function(aside), labels)
    print(f"{len(part['train'])} sentences, {len(keys)} n-grams, temperature {1 / sharpness:.2f}")
    data: bytes = save(tensors(keys, model, sharpness, shift))
    return data


def main() -> None:
    """Read the data, train, write the model and its hash."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--out", type=Path, required=True, help="where the package keeps models")
    options = parser.parse_args()
    built = "models/training/sentiment.py: word n-grams 1-3, logistic regression, int16 weights"
    entry = ModelFile("sentiment", "sentiment.safetensors", "", SOURCE, "Apache-2.0", built)
    data = train(critics.read(options.data))
    record(options.out, [write(options.out, data, describes=entry)])


if __name__ == "__main__":
    main()
