"""Whether the machine's scores mean what they say: of what it gives .8, do people agree to .8?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .estimate import NAN, Estimate, student
from .frame import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

BINS = 10
IN_A_BIN = 10  # coded units at least, or what they say of a bin is all chance
FEW = "too few coded units with a score"


def calibration(frame: Frame, *, bins: int = BINS) -> Estimate:
    """Estimate the expected calibration error of scores: how far they are off, on average.

    Coded units are parted by score into bins of equal weight; in each, what people say is compared
    with the scores. By chance alone a bin is off a little, more so with few units: what
    chance adds on average is taken off. The interval is a jackknife over documents, cut at 0.

    Args:
        frame: Scores from 0 to 1, and codings 0 and 1.
        bins: How many bins; fewer where they would hold under ten coded units.

    Returns:
        0 is calibrated, and the least there is. By simulation the interval holds the truth in
        90 % of draws where scores are right, in 98 to 99 % where they are not (bench/checking.py).

    References:
        Kumar, Liang and Ma (2019), Verified uncertainty calibration, NeurIPS 32, section 4, for the
        correction, here for the mean of absolute differences with the mean of a folded normal
        distribution. Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated
        probabilities using Bayesian binning, AAAI.

    Example:
        >>> chance = np.random.default_rng(1)
        >>> scores = chance.random(500)
        >>> right = (chance.random(500) < scores) * 1.0
        >>> sure = (chance.random(500) < 0.5) * 1.0
        >>> calibration(Frame.of(scores, right)).low, calibration(Frame.of(scores, sure)).low > 0.1
        (0.0, True)
    """
    units = frame.is_coded & frame.is_labelled
    some = frame.take(units)
    n = int(units.sum())
    number = min(bins, n // IN_A_BIN)
    found = Estimate(NAN, NAN, NAN, len(frame), n, "calibration", some.coded_documents(), FEW)
    if number < 1:
        return found
    place = _bins(some.machine, some.inverse, number)
    sums, weights = _by_document(some, place, number)
    noise = _noise(some, place, number)
    value = float(_error(sums.sum(axis=0)[None], weights.sum(axis=0)[None], noise)[0])
    without = _error(sums.sum(axis=0) - sums, weights.sum(axis=0) - weights, noise)
    present = without[weights.sum(axis=1) > 0]
    free = len(present) - 1
    spread = float(((present - present.mean()) ** 2).sum()) * free / len(present)
    half = student(free) * math.sqrt(spread)
    return replace(found, value=value, low=max(value - half, 0.0), high=value + half, note="")


def _bins(scores: Vector, weight: Vector, number: int) -> NDArray[np.int64]:
    """Part scores into bins of about equal weight; equal scores fall into one."""
    order = np.argsort(scores, kind="stable")
    before = np.cumsum(weight[order]) - weight[order] / 2
    place = np.empty(len(scores), np.int64)
    place[order] = np.minimum(before / weight.sum() * number, number - 1).astype(np.int64)
    _, first, same = np.unique(scores[order], return_index=True, return_inverse=True)
    place[order] = place[order][first][same.reshape(-1)]
    return place


def _by_document(some: Frame, place: NDArray[np.int64], number: int) -> tuple[Matrix, Matrix]:
    """Give, for each document and bin, how far people are from scores, and the weight."""
    sums, weights = np.zeros((2, some.documents, number))
    np.add.at(weights, (some.document, place), some.inverse)
    np.add.at(sums, (some.document, place), some.inverse * (some.coded - some.machine))
    return sums, weights


def _noise(some: Frame, place: NDArray[np.int64], number: int) -> Vector:
    """Give the standard error of each bin."""
    weight, off = some.inverse, some.coded - some.machine
    total = np.maximum(np.bincount(place, weight, number), 1e-100)  # a bin may be empty
    mean = np.bincount(place, weight * off, number) / total
    squares = np.bincount(place, (weight * (off - mean[place])) ** 2, number)
    units = np.bincount(place, minlength=number)
    variance = squares / total**2 * units / np.maximum(units - 1, 1)
    return np.asarray(np.sqrt(np.maximum(variance, 1e-24)))


def _error(sums: Matrix, weights: Matrix, noise: Vector) -> Vector:
    from scipy.special import ndtr

    off = np.abs(np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 1e-12))
    folded = noise * math.sqrt(2 / math.pi) * np.exp(-((off / noise) ** 2) / 2)
    folded += off * (1 - 2 * ndtr(-off / noise))
    corrected = (weights * (2 * off - folded)).sum(axis=1) / weights.sum(axis=1)
    return np.asarray(np.maximum(corrected, 0.0))
