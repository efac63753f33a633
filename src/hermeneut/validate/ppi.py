"""Prediction-powered inference as published: two samples, one coded, one labelled alone.

A study's frame is one corpus of which some is coded, with probabilities and documents, and
:mod:`~hermeneut.validate.estimators` is for that. This is the form in which the method was
published, for two independent samples; it gives what ``ppi-python`` gives (bench/estimates.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .jackknife import expit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

ROUNDS = 100
SETTLED = 1e-13
ROUNDING = 1e-20  # of the variance of codings: below it labels that are all alike


@dataclass(frozen=True)
class Powered:
    """Coefficients with their interval.

    Args:
        value: One number a coefficient.
        low: Lower ends.
        high: Upper ends.
        tuning: λ: how far the machine's labels were weighed in, 0 to 1.
    """

    value: Vector
    low: Vector
    high: Vector
    tuning: float


@dataclass(frozen=True)
class Samples:
    """Two samples of the same kind of units.

    Args:
        x: What is known of the coded units, one row each; a column of ones for a mean.
        coded: What people say of them.
        machine: What the machine says of them.
        other_x: What is known of the units that nobody coded.
        other_machine: What the machine says of those.
    """

    x: Matrix
    coded: Vector
    machine: Vector
    other_x: Matrix
    other_machine: Vector

    @property
    def ratio(self) -> float:
        """Coded units for each that nobody coded."""
        return len(self.coded) / len(self.other_machine)


def powered_mean(
    coded: ArrayLike,
    machine: ArrayLike,
    other: ArrayLike,
    *,
    confidence: float = 0.95,
    tuning: float | None = None,
) -> Powered:
    """Estimate a mean from a coded sample and a labelled one.

    Args:
        coded: What people say of the coded units.
        machine: What the machine says of them.
        other: What the machine says of units that nobody coded.
        confidence: Of the normal interval.
        tuning: λ; chosen for the least variance without it.

    References:
        Angelopoulos, Bates, Fannjiang, Jordan and Zrnic (2023), Prediction-powered inference,
        Science 382, algorithm 1. Angelopoulos, Duchi and Zrnic (2023), PPI++, arXiv:2311.01453,
        sections 3 and 6.

    Example:
        >>> found = powered_mean([1, 0, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0, 1, 0, 1, 1])
        >>> round(float(found.value[0]), 3), round(found.tuning, 3)
        (0.789, 0.314)
    """
    y, f, g = (np.asarray(one, np.float64) for one in (coded, machine, other))
    samples = Samples(np.ones((len(y), 1)), y, f, np.ones((len(g), 1)), g)
    weigh = _tuning(samples, np.array([g.mean() + (y - f).mean()]), np.eye(1), _residual)
    best = weigh if tuning is None else tuning
    value = np.array([best * g.mean() + (y - best * f).mean()])
    error = np.sqrt(np.var(best * g) / len(g) + np.var(y - best * f) / len(y))
    return _interval(value, np.array([error]), confidence, best)


def powered_least_squares(
    samples: Samples, *, confidence: float = 0.95, tuning: float | None = None
) -> Powered:
    """Estimate the coefficients of a linear regression from a coded sample and a labelled one.

    Args:
        samples: Both samples.
        confidence: Of the normal intervals.
        tuning: λ, one for all coefficients; chosen for the least total variance without it.

    References:
        Angelopoulos, Duchi and Zrnic (2023), PPI++, arXiv:2311.01453, sections 4 and 6.

    Example:
        >>> x = np.column_stack([np.ones(6), np.arange(6.0)])
        >>> samples = Samples(x, 2 * np.arange(6.0), 2 * np.arange(6.0) + 1, x, np.arange(6.0))
        >>> powered_least_squares(samples, tuning=1.0).value.round(3).tolist()
        [-1.0, 1.0]
    """

    def solve(weigh: float) -> Vector:
        there = np.linalg.lstsq(samples.other_x, weigh * samples.other_machine, rcond=None)[0]
        here = np.linalg.lstsq(samples.x, samples.coded - weigh * samples.machine, rcond=None)[0]
        return np.asarray(there + here)

    return _fitted(samples, solve, _residual, _flat, (confidence, tuning))


def powered_logistic(
    samples: Samples, *, confidence: float = 0.95, tuning: float | None = None
) -> Powered:
    """Estimate the coefficients of a logistic regression from a coded and a labelled sample.

    Args:
        samples: Both samples; codings are 0 and 1, labels may be probabilities.
        confidence: Of the normal intervals.
        tuning: λ, one for all coefficients; chosen for the least total variance without it.

    Returns:
        Log odds; NaN where there is no finite answer.

    References:
        Angelopoulos, Duchi and Zrnic (2023), PPI++, arXiv:2311.01453, sections 4 and 6.

    Example:
        >>> x = np.ones((4, 1))
        >>> samples = Samples(x, np.array([1.0, 1, 1, 0]), np.array([1.0, 1, 0, 0]), x,
        ...                   np.array([1.0, 0, 1, 0]))
        >>> powered_logistic(samples, tuning=1.0).value.round(3).tolist()
        [1.099]
    """
    return _fitted(
        samples, lambda weigh: _newton(samples, weigh), _surplus, _curved, (confidence, tuning)
    )


Slope = Callable[["Matrix", "Vector", "Vector"], "Matrix"]
Curve = Callable[["Matrix", "Vector"], "Vector"]


def _residual(x: Matrix, y: Vector, value: Vector) -> Matrix:
    return np.asarray(x * (x @ value - y)[:, None])


def _surplus(x: Matrix, y: Vector, value: Vector) -> Matrix:
    return np.asarray(x * (expit(x @ value) - y)[:, None])


def _flat(x: Matrix, value: Vector) -> Vector:
    return np.ones(len(x))


def _curved(x: Matrix, value: Vector) -> Vector:
    mu = expit(x @ value)
    return np.asarray(mu * (1 - mu))


def _fitted(
    samples: Samples,
    solve: Callable[[float], Vector],
    slope: Slope,
    curve: Curve,
    wanted: tuple[float, float | None],
) -> Powered:
    """Solve, tune where the first solution is, solve again, and give the sandwich's interval."""
    confidence, tuning = wanted
    best = tuning
    if best is None:
        # Tuned twice, as published: the second time where the tuned solution is.
        first = solve(1.0)
        once = _tuning(samples, first, _inverse(samples, first, curve), slope)
        second = solve(once)
        best = _tuning(samples, second, _inverse(samples, second, curve), slope)
    value = solve(best)
    if not np.isfinite(value).all():
        return Powered(value, value, value, best)
    bread = _inverse(samples, value, curve, alone=best == 0)
    here = slope(samples.x, samples.coded, value) - best * slope(samples.x, samples.machine, value)
    there = best * slope(samples.other_x, samples.other_machine, value)
    meat = samples.ratio * _covariance(there) + _covariance(here)
    error = np.sqrt(np.diag(bread @ meat @ bread) / len(samples.coded))
    return _interval(value, error, confidence, best)


def _inverse(samples: Samples, value: Vector, curve: Curve, *, alone: bool = False) -> Matrix:
    whole = samples.x if alone else np.vstack([samples.x, samples.other_x])
    if not np.isfinite(value).all():
        return np.full((len(value), len(value)), np.nan)
    hessian = (whole.T * curve(whole, value)) @ whole / len(whole)
    if np.linalg.matrix_rank(hessian) < len(hessian):
        return np.full_like(hessian, np.nan)
    return np.asarray(np.linalg.inv(hessian))


def _tuning(samples: Samples, value: Vector, bread: Matrix, slope: Slope) -> float:
    """Choose λ for the least total variance (equation 8 of the PPI++ paper, plugged in)."""
    if not np.isfinite(bread).all():
        return 0.0
    coded = slope(samples.x, samples.coded, value)
    machine = slope(samples.x, samples.machine, value)
    other = slope(samples.other_x, samples.other_machine, value)
    cross = (coded - coded.mean(axis=0)).T @ (machine - machine.mean(axis=0)) / len(coded)
    spread = _covariance(np.vstack([machine, other]))
    above = np.trace(bread @ (cross + cross.T) @ bread)
    below = 2 * (1 + samples.ratio) * np.trace(bread @ spread @ bread)
    told_apart = below > ROUNDING * np.trace(bread @ _covariance(coded) @ bread)
    return float(np.clip(above / below, 0.0, 1.0)) if told_apart else 0.0


def _covariance(rows: Matrix) -> Matrix:
    return np.atleast_2d(np.cov(rows.T))


def _newton(samples: Samples, weigh: float) -> Vector:
    """Solve for the slopes to add up to nothing; the curve may be crooked where λ is large."""
    value = np.zeros(samples.x.shape[1])
    for _ in range(ROUNDS):
        slope = (
            _surplus(samples.x, samples.coded, value).mean(axis=0)
            - weigh * _surplus(samples.x, samples.machine, value).mean(axis=0)
            + weigh * _surplus(samples.other_x, samples.other_machine, value).mean(axis=0)
        )
        curve = (1 - weigh) * _mean_curve(samples.x, value)
        curve += weigh * _mean_curve(samples.other_x, value)
        if not np.isfinite(curve).all() or np.linalg.cond(curve) > 1e14:
            return np.full(len(value), np.nan)
        step = np.linalg.solve(curve, slope)
        value = value - step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < SETTLED * max(1.0, float(np.abs(value).max())):
            return value
    return np.full(len(value), np.nan)


def _mean_curve(x: Matrix, value: Vector) -> Matrix:
    return np.asarray((x.T * _curved(x, value)) @ x / len(x))


def _interval(value: Vector, error: Vector, confidence: float, tuning: float) -> Powered:
    from scipy.special import ndtri

    half = float(ndtri(0.5 + confidence / 2)) * error
    return Powered(value, value - half, value + half, tuning)
