"""Agreement beyond chance, as Cohen, Scott, Fleiss and Gwet have it, and without chance.

They differ in what they take for chance. All are here because reviewers ask for them; alpha is
the one to report (docs/methods/agreement.md). Units that nobody coded count nowhere; units that
one coder coded count for what values are common, not for agreement (Gwet 2014, chapter 2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .ratings import Ratings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]


def percent(ratings: Ratings, times: Matrix | None = None) -> Vector:
    """Give the share of pairs of coders that agree, each unit weighing one.

    Args:
        ratings: What coders said.
        times: How often each unit counts, a row a resample; once each without it.

    Returns:
        One number a row of ``times``; NaN where no unit was coded twice.

    Example:
        >>> float(percent(Ratings.of([["a", "a"], ["a", "b"]]))[0])
        0.5
    """
    counts, often = _counted(ratings, times)
    each = counts.sum(axis=1)
    twice = each >= 2
    agreeing = (counts * (counts - 1)).sum(axis=1)[twice] / (each * (each - 1))[twice]
    return _over(often[:, twice] @ agreeing, often[:, twice].sum(axis=1))


def fleiss(ratings: Ratings, times: Matrix | None = None) -> Vector:
    """Give Fleiss's kappa; of two coders without gaps it is Scott's pi.

    References:
        Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin
        76(5). Gaps: Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapter 2.

    Example:
        >>> round(float(fleiss(Ratings.of([["a", "a"], ["a", "b"], ["b", "b"]]))[0]), 3)
        0.333
    """
    shares = _shares(ratings, times)
    return _beyond(percent(ratings, times), (shares**2).sum(axis=1))


def scott(ratings: Ratings, times: Matrix | None = None) -> Vector:
    """Give Scott's pi of two coders; units that one of them left out don't count.

    References:
        Scott (1955), Reliability of content analysis, Public Opinion Quarterly 19(3).

    Raises:
        ValueError: Other than two coders.

    Example:
        >>> round(float(scott(Ratings.of([["a", "a"], ["a", "b"], ["b", "b"]]))[0]), 3)
        0.333
    """
    both = _both(ratings)
    return fleiss(both, None if times is None else times[:, ratings.pairable])


def cohen(ratings: Ratings, times: Matrix | None = None) -> Vector:
    """Give Cohen's kappa of two coders; units that one of them left out don't count.

    References:
        Cohen (1960), A coefficient of agreement for nominal scales, Educational and
        Psychological Measurement 20(1).

    Raises:
        ValueError: Other than two coders.

    Example:
        >>> round(float(cohen(Ratings.of([["a", "a"], ["a", "b"], ["b", "b"]]))[0]), 3)
        0.4
    """
    return conger(_both(ratings), None if times is None else times[:, ratings.pairable])


def conger(ratings: Ratings, times: Matrix | None = None) -> Vector:
    """Give Conger's kappa: Cohen's for any number of coders, each with habits of their own.

    References:
        Conger (1980), Integration and generalization of kappas for multiple raters, Psychological
        Bulletin 88(2). Gaps: Gwet (2014), chapter 2.

    Example:
        >>> rows = [["a", "a", "b"], ["b", "b", "b"], ["a", "b", "b"], ["a", "a", "a"]]
        >>> round(float(conger(Ratings.of(rows))[0]), 3)
        0.385
    """
    often = _often(ratings, times)
    coders = ratings.codes.shape[1]
    given = np.stack(
        [often @ (ratings.codes == value) for value in range(len(ratings.values))], axis=2
    )
    each = given.sum(axis=2, keepdims=True)
    habits = np.divide(given, each, out=np.zeros_like(given), where=each > 0)
    alike = (habits.sum(axis=1) ** 2).sum(axis=1) - (habits**2).sum(axis=(1, 2))
    return _beyond(percent(ratings, times), alike / (coders * (coders - 1)))


def gwet(ratings: Ratings, times: Matrix | None = None) -> Vector:
    """Give Gwet's AC1, which a lopsided spread of values troubles less than kappa.

    It depends on how many values there are: give the codebook's to :meth:`Ratings.of`.

    References:
        Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
        agreement, British Journal of Mathematical and Statistical Psychology 61(1).

    Example:
        >>> round(float(gwet(Ratings.of([["a", "a"], ["a", "a"], ["a", "b"]]))[0]), 3)
        0.538
    """
    shares = _shares(ratings, times)
    values = len(ratings.values)
    guessing = (shares * (1 - shares)).sum(axis=1) / max(values - 1, 1)
    return _beyond(percent(ratings, times), guessing)


def _both(ratings: Ratings) -> Ratings:
    if ratings.codes.shape[1] != 2:
        raise ValueError(f"for two coders, not {ratings.codes.shape[1]}")
    return ratings.take(ratings.pairable)


def _shares(ratings: Ratings, times: Matrix | None) -> Matrix:
    """Give the share of each value, each unit weighing one."""
    counts, often = _counted(ratings, times)
    shares = often @ (counts / counts.sum(axis=1, keepdims=True))
    return _over(shares, often.sum(axis=1, keepdims=True))


def _counted(ratings: Ratings, times: Matrix | None) -> tuple[Matrix, Matrix]:
    counts = ratings.counts
    coded = counts.sum(axis=1) > 0
    return counts[coded], _often(ratings, times)[:, coded]


def _often(ratings: Ratings, times: Matrix | None) -> Matrix:
    return np.ones((1, len(ratings.codes))) if times is None else times


def _over(above: Matrix, below: Matrix) -> Matrix:
    below = np.broadcast_to(below, above.shape)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))


def _beyond(seen: Vector, expected: Vector) -> Vector:
    left = 1.0 - expected
    beyond = np.divide(seen - expected, left, out=np.full_like(seen, np.nan), where=left > 1e-12)
    return np.asarray(beyond)
