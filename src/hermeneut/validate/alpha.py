"""Krippendorff's alpha: agreement of any number of coders on values of any level, with gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hermeneut.errors import UserError, nearest

from .ratings import Ratings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

LEVELS = ("nominal", "ordinal", "interval", "ratio", "masi")


def alpha(ratings: Ratings, *, level: str = "nominal", times: Matrix | None = None) -> Vector:
    """Give Krippendorff's alpha: 1 less observed over expected disagreement.

    Args:
        ratings: What coders said; units that only one coder coded don't count.
        level: ``nominal``; ``ordinal`` (the values in their order); ``interval`` and ``ratio``
            (numbers); ``masi`` (sets of codes).
        times: How often each unit counts, a row a resample; once each without it.

    Returns:
        One coefficient a row of ``times``: 1 is full agreement, 0 what chance would give. NaN
        where all pairable values are the same: nothing was told apart.

    Raises:
        UserError: An unknown level, or values that aren't numbers where they must be.

    References:
        Krippendorff (2019), Content Analysis, 4th edition, section 12.3; (2011), Computing
        Krippendorff's alpha-reliability. For sets: Passonneau (2006), Measuring agreement on
        set-valued items, LREC, whose distance is 1 - Jaccard × (1 same, 2/3 one in the
        other, 1/3 overlap, 0 apart).

    Example:
        >>> nan = float("nan")
        >>> rows = [[nan, 1, nan], [nan, nan, nan], [nan, 2, 2], [nan, 1, 1], [nan, 3, 3],
        ...         [3, 3, 4], [4, 4, 4], [1, 3, nan], [2, nan, 2], [1, nan, 1], [1, nan, 1],
        ...         [3, nan, 3], [3, nan, 3], [nan, nan, nan], [3, nan, 4]]
        >>> round(float(alpha(Ratings.of(rows))[0]), 3)
        0.691
        >>> round(float(alpha(Ratings.of(rows), level="interval")[0]), 3)
        0.811
    """
    counts = ratings.counts[ratings.pairable]
    often = _times(ratings, times)[:, ratings.pairable]
    of_value = often @ counts
    if level == "ordinal":
        return _ordinal(counts, often, of_value)
    distance = distances(ratings, level)
    within = _disagreement(counts, distance)
    observed = often @ within
    expected = ((of_value @ distance) * of_value).sum(axis=1)
    return _coefficient(observed, expected, of_value)


def distances(ratings: Ratings, level: str) -> Matrix:
    """Give the disagreement between each two values.

    Raises:
        UserError: An unknown level, or values that don't suit it.

    Example:
        >>> ratings = Ratings.of([[{"ethics"}, {"ethics", "gender"}]])
        >>> round(float(distances(ratings, "masi")[0, 1]), 3)
        0.667
    """
    n = len(ratings.values)
    if level == "nominal":
        return 1.0 - np.eye(n)
    if level == "masi":
        return _masi(ratings)
    if level not in ("interval", "ratio"):
        raise UserError(f"no level of measurement {level!r}", hint=nearest(level, LEVELS))
    try:
        numbers = np.array(ratings.values, np.float64).reshape(n)
    except (TypeError, ValueError):
        raise UserError(f"values of an {level} scale must be numbers") from None
    apart = numbers[:, None] - numbers[None, :]
    if level == "interval":
        return np.asarray(apart**2)
    total = numbers[:, None] + numbers[None, :]
    return np.asarray(np.divide(apart, total, out=np.zeros((n, n)), where=total != 0) ** 2)


def _masi(ratings: Ratings) -> Matrix:
    sets = [value if isinstance(value, frozenset) else frozenset([value])
            for value in ratings.values]  # fmt: skip
    return np.array([[_apart(one, other) for other in sets] for one in sets]).reshape(
        len(sets), len(sets)
    )


def _apart(one: frozenset[object], other: frozenset[object]) -> float:
    if one == other:
        return 0.0
    common = len(one & other)
    kind = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1.0 - kind * common / len(one | other)


def _ordinal(counts: Matrix, often: Matrix, of_value: Matrix) -> Vector:
    """Measure distances in ranks, which change with what was drawn."""
    ranks = np.cumsum(of_value, axis=1) - of_value / 2
    each = counts.sum(axis=1) - 1
    # Over a unit the sum of (r - s)² over ordered pairs is 2 m Σ r² - 2 (Σ r)².
    sums = (often / each) * (ranks @ counts.T) ** 2
    squares = (often * (each + 1) / each) * (ranks**2 @ counts.T)
    observed = 2 * (squares - sums).sum(axis=1)
    first = (of_value * ranks).sum(axis=1)
    second = (of_value * ranks**2).sum(axis=1)
    expected = 2 * of_value.sum(axis=1) * second - 2 * first**2
    return _coefficient(observed, expected, of_value)


def _disagreement(counts: Matrix, distance: Matrix) -> Vector:
    """Give each unit's disagreement, summed over ordered pairs of its coders."""
    return np.asarray(((counts @ distance) * counts).sum(axis=1) / (counts.sum(axis=1) - 1))


def _coefficient(observed: Vector, expected: Vector, of_value: Matrix) -> Vector:
    expected = expected / np.maximum(of_value.sum(axis=1) - 1, 1)
    told_apart = ((of_value > 0).sum(axis=1) > 1) & (expected > 0)
    ratio = np.divide(observed, expected, out=np.full_like(observed, np.nan), where=told_apart)
    return np.asarray(1.0 - ratio)


def _times(ratings: Ratings, times: Matrix | None) -> Matrix:
    return np.ones((1, len(ratings.codes))) if times is None else times
