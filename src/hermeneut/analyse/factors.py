"""Non-negative factors of a matrix of documents by terms, and how stable they are.

Everything runs on one thread of the linear algebra library, so that the number of cores can't
change an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

TOP = 10  # terms by which two topics are compared
REFITS = 20  # an error of the mean below .02 on the BBC corpus (bench/topics.py)
PART = 0.8  # of the documents, for each refit
ROUNDS = 300  # most rounds of a fit
TOLERANCE = 1e-3
FOLDING_ROUNDS = 60  # for the weights of a document, topics given
SEED = 0


@dataclass(frozen=True)
class Fit:
    """Topics over terms, each row's sum 1, and how each returned on resampled documents."""

    topics: Matrix
    stability: Matrix

    @property
    def mean(self) -> float:
        """The mean stability."""
        return float(self.stability.mean())


def choose(
    rows: Any, names: Sequence[str], candidates: Sequence[int], *, refits: int = REFITS
) -> Fit:
    """Fit each number of topics and keep the most stable; of equals the smaller number.

    Each number is fitted to all documents and to ``refits`` parts of four fifths. A topic's
    stability is the mean Jaccard overlap of its ten strongest terms with those of its partner
    in each refit, partners being matched one to one for the best sum.

    Args:
        rows: Sparse matrix, a row a document.
        names: A name for each row, by which parts are drawn.
        candidates: Numbers of topics to try; those above a third of the documents are not.
        refits: How many parts.

    References:
        Greene, O'Callaghan and Cunningham (2014), How many topics? Stability analysis for
        topic models, ECML PKDD, arXiv:1404.4606.
    """
    most = max(2, rows.shape[0] // 3)
    numbers = sorted({min(number, most) for number in candidates})
    parts = [_part(names, draw) for draw in range(refits)]
    fits = [_with_stability(rows, parts, number) for number in numbers]
    return max(fits, key=lambda fit: (round(fit.mean, 6), -len(fit.topics)))


def _part(names: Sequence[str], draw: int) -> NDArray[np.bool_]:
    """Draw a part by a hash of each name, so that a document's luck is its own."""
    limit = int(PART * 2**32)
    drawn = (hashlib.sha256(f"{draw}:{name}".encode()).digest()[:4] for name in names)
    return np.array([int.from_bytes(four, "big") < limit for four in drawn])


def _with_stability(rows: Any, parts: list[NDArray[np.bool_]], number: int) -> Fit:
    topics = fit(rows, number)
    whole = _strongest(topics)
    overlaps = [_overlaps(whole, _strongest(fit(rows[part], number))) for part in parts]
    return Fit(topics, np.mean(overlaps, axis=0))


def fit(rows: Any, number: int) -> Matrix:
    """Factor a sparse matrix into topics; returns topics over terms, each row's sum 1.

    References:
        Lee and Seung (1999), Learning the parts of objects by non-negative matrix
        factorization, Nature 401. Boutsidis and Gallopoulos (2008), SVD based initialization.
    """
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    model = NMF(number, init="nndsvda", max_iter=ROUNDS, tol=TOLERANCE, random_state=SEED)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the rounds are a budget
        topics: Matrix = model.fit(rows).components_
    return _summing_to_one(topics)


def _summing_to_one(rows: Matrix) -> Matrix:
    sums: Matrix = np.maximum(rows.sum(axis=1, keepdims=True), 1e-12)
    return rows / sums


def fold(rows: Any, topics: Matrix) -> Matrix:
    """Give the weights of documents on given topics; a row's answer depends on it alone.

    Coordinate descent on the squared error, a fixed number of rounds.

    Args:
        rows: Sparse matrix, a row a document.
        topics: Topics over terms.

    Returns:
        One row a document, sum 1; all zero where a document has none of the topics' terms.

    References:
        Cichocki and Phan (2009), Fast local algorithms for large scale nonnegative matrix and
        tensor factorizations, IEICE Transactions E92-A.
    """
    among = (topics[:, None, :] * topics[None, :, :]).sum(axis=2)
    towards = np.asarray(rows @ topics.T)
    weights = np.zeros(towards.shape)
    for _ in range(FOLDING_ROUNDS):
        for at in range(len(topics)):
            error = towards[:, at] - (weights * among[at]).sum(axis=1)
            step = error / max(among[at, at], 1e-12)
            weights[:, at] = np.maximum(0.0, weights[:, at] + step)
    return _summing_to_one(weights)


def _strongest(topics: Matrix) -> list[set[int]]:
    order = np.argsort(-topics, axis=1, kind="stable")[:, :TOP]
    return [set(row.tolist()) for row in order]


def _overlaps(left: list[set[int]], right: list[set[int]]) -> Matrix:
    """Match topics one to one, and give for each on the left its partner's overlap."""
    from scipy.optimize import linear_sum_assignment

    jaccard = np.array([[len(a & b) / len(a | b) for b in right] for a in left])
    rows, columns = linear_sum_assignment(-jaccard)
    overlaps = np.zeros(len(left))
    overlaps[rows] = jaccard[rows, columns]
    return overlaps
