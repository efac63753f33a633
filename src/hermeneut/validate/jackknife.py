"""Weighted fits, and how each changes when one document is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

ROUNDS = 50  # Newton's method on a convex loss takes a handful
SETTLED = 1e-12
ALONE = 1e-10  # of the determinant: below it a coefficient rests on one document
FAR = 30.0  # a log odds ratio beyond this means that a coefficient has run away


@dataclass(frozen=True)
class Fit:
    """Coefficients, and what leaving out each document does to them.

    Args:
        value: One number a coefficient.
        moves: One row a document, one column a coefficient: the value without that document
            less the value with all; 0 for documents that have no part in the fit.
    """

    value: Vector
    moves: Matrix

    def seen_through(self, contrast: Matrix) -> Fit:
        """Give linear combinations of the coefficients, a column each."""
        return Fit(self.value @ contrast, self.moves @ contrast)

    def without_moves(self) -> Fit:
        """Take the value as known."""
        return Fit(self.value, np.zeros_like(self.moves))


def least_squares(
    x: Matrix, y: Vector, weight: Vector, document: NDArray[np.int64], documents: int
) -> Fit:
    """Fit y on the columns of x, each unit weighted; exact without each document in turn.

    Args:
        x: One row a unit; a column of ones makes an intercept, and alone the weighted mean.
        y: What is explained; only units of positive weight are looked at.
        weight: 0 for units that have no part.
        document: The number of each unit's document.
        documents: How many documents there are.

    Returns:
        NaN where the columns can't be told apart, also where that is so without one document.

    Example:
        >>> fit = least_squares(np.ones((3, 1)), np.array([0.0, 0.0, 3.0]), np.ones(3),
        ...                     np.array([0, 1, 2]), 3)
        >>> float(fit.value[0]), fit.moves[:, 0].tolist()
        (1.0, [0.5, 0.5, -1.0])
    """
    used = weight > 0
    x, y, weight, document = x[used], y[used], weight[used], document[used]
    curve, pull = _moments(x, y, weight, document, documents)
    return _solved(curve, pull, _present(document, documents))


def logistic(
    x: Matrix, y: Vector, weight: Vector, document: NDArray[np.int64], documents: int
) -> Fit:
    """Fit the logistic regression of y on the columns of x, each unit weighted.

    Without each document in turn it is one step of Newton's method from the whole fit, which is
    off by the square of what one document weighs.

    Args:
        x: One row a unit.
        y: 0 and 1, or shares; corrected labels may lie outside.
        weight: 0 for units that have no part.
        document: The number of each unit's document.
        documents: How many documents there are.

    Returns:
        Log odds; NaN where there is no finite answer, as when a column parts 0 from 1.

    References:
        Pregibon (1981), Logistic regression diagnostics, Annals of Statistics 9(4), section 4.

    Example:
        >>> x = np.ones((4, 1))
        >>> fit = logistic(x, np.array([1.0, 1.0, 1.0, 0.0]), np.ones(4), np.arange(4), 4)
        >>> round(float(fit.value[0]), 4)
        1.0986
    """
    used = weight > 0
    x, y, weight, document = x[used], y[used], weight[used], document[used]
    value = newton(x, y, weight)
    if not np.isfinite(value).all():
        return _unsolved(x.shape[1], documents)
    mu = expit(x @ value)
    _, pull = _moments(x, y - mu, weight, document, documents)
    curve, _ = _moments(x, y, weight * mu * (1 - mu), document, documents)
    return _solved(curve, pull + curve @ value, _present(document, documents))


def newton(x: Matrix, y: Vector, weight: Vector) -> Vector:
    """Give the coefficients of a weighted logistic regression; NaN where they run away."""
    value = np.zeros(x.shape[1])
    scale = max(float(weight.sum()), 1e-300)
    loss = _loss(x, y, weight, value)
    for _ in range(ROUNDS):
        mu = expit(x @ value)
        slope = x.T @ (weight * (y - mu)) / scale
        curve = (x.T * (weight * mu * (1 - mu))) @ x / scale
        try:
            step = np.linalg.solve(curve, slope)
        except np.linalg.LinAlgError:
            return np.full(x.shape[1], np.nan)
        size, better = 1.0, value + step
        while (ahead := _loss(x, y, weight, better)) > loss + SETTLED and size > 1e-6:
            size /= 2
            better = value + size * step
        value, loss = better, ahead
        if not np.isfinite(value).all() or np.abs(x @ value).max(initial=0.0) > FAR:
            return np.full(x.shape[1], np.nan)
        if np.abs(step).max(initial=0.0) < SETTLED:
            break
    return value


def expit(log_odds: Vector) -> Vector:
    """Give the probabilities of log odds, without overflow."""
    return np.exp(-np.logaddexp(0.0, -log_odds))


def _loss(x: Matrix, y: Vector, weight: Vector, value: Vector) -> float:
    log_odds = x @ value
    return float((weight * (np.logaddexp(0.0, log_odds) - y * log_odds)).sum() / weight.sum())


def _moments(
    x: Matrix, y: Vector, weight: Vector, document: NDArray[np.int64], documents: int
) -> tuple[Matrix, Matrix]:
    """Give, for each document, the sums of w x xᵀ and of w x y."""
    columns = x.shape[1]
    curve = np.empty((documents, columns, columns))
    pull = np.empty((documents, columns))
    for i in range(columns):
        part = weight * x[:, i]
        pull[:, i] = np.bincount(document, part * y, documents)
        for j in range(i, columns):
            curve[:, i, j] = curve[:, j, i] = np.bincount(document, part * x[:, j], documents)
    return curve, pull


def _present(document: NDArray[np.int64], documents: int) -> NDArray[np.int64]:
    return np.flatnonzero(np.bincount(document, minlength=documents))


def _solved(curve: Matrix, pull: Matrix, present: NDArray[np.int64]) -> Fit:
    documents, columns = pull.shape
    whole, towards = curve.sum(axis=0), pull.sum(axis=0)
    others = whole - curve[present]
    # What is left of the determinant is one less what the document alone decides.
    left = np.linalg.det(others) / max(float(np.linalg.det(whole)), 1e-300)
    if len(present) < 2 or np.linalg.cond(whole) > 1 / ALONE or (left < ALONE).any():
        return _unsolved(columns, documents)
    value = np.linalg.solve(whole, towards)
    moves = np.zeros((documents, columns))
    moves[present] = np.linalg.solve(others, (towards - pull[present])[..., None])[..., 0] - value
    return Fit(value, moves)


def _unsolved(columns: int, documents: int) -> Fit:
    return Fit(np.full(columns, np.nan), np.full((documents, columns), np.nan))
