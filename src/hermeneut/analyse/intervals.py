"""Intervals for shares and for means over documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Z = 1.959963984540054  # 97.5 % point of the normal distribution: both ends of a 95 % interval
RESAMPLES = 10_000  # moves an end by less than 1 % of the interval's width (Efron 1987, section 9)
SEED = 20131218


class Interval(NamedTuple):
    """Both ends of a 95 % interval."""

    low: float
    high: float


def wilson(k: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the 95 % score interval of each share k / n.

    The bootstrap of a share draws from a binomial, so its percentile interval is a point where
    k is 0 or n; the score interval stays honest there and in small slices. Documents are taken
    as a sample of those that might have been written.

    Args:
        k: How many count; whole numbers from 0 to n.
        n: Of how many; above 0.

    Returns:
        Lower and upper ends, within 0 and 1.

    Example:
        >>> low, high = wilson(1, 10)
        >>> round(float(low), 4), round(float(high), 4)
        (0.0179, 0.4042)

    References:
        Wilson (1927), Probable inference, JASA 22. Brown, Cai and DasGupta (2001), Interval
        estimation for a binomial proportion, Statistical Science 16(2).
    """
    k, n = np.asarray(k, np.float64), np.asarray(n, np.float64)
    share = k / n
    middle = share + Z**2 / (2 * n)
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low, high = (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
    return (
        np.where(k == 0, 0.0, np.clip(low, 0.0, share)),
        np.where(k == n, 1.0, np.clip(high, share, 1.0)),
    )


def bootstrap(values: ArrayLike, times: ArrayLike, *, resamples: int = RESAMPLES) -> Interval:
    """Give the 95 % percentile bootstrap interval of a mean over documents.

    Documents with the same value are drawn together: how often each value comes up among n
    draws is multinomial, which is the ordinary bootstrap at a fraction of the cost. With fewer
    than about ten documents the interval is too narrow.

    Args:
        values: The distinct values, in any order.
        times: How many documents have each.
        resamples: How many resamples.

    Example:
        >>> low, high = bootstrap([0.0, 0.5, 1.0], [40, 20, 40])
        >>> round(low, 2), round(high, 2)
        (0.41, 0.59)

    References:
        Efron (1979), Bootstrap methods, Annals of Statistics 7(1).
    """
    values, times = np.asarray(values, np.float64), np.asarray(times, np.int64)
    order = np.argsort(values, kind="stable")
    values, times = values[order], times[order]
    n = int(times.sum())
    if len(values) == 1:
        return Interval(float(values[0]), float(values[0]))
    chance = np.random.default_rng(SEED)
    drawn = chance.multinomial(n, times / n, size=resamples)
    means = np.sort((drawn * values).sum(axis=1) / n)
    edge = round(resamples * 0.025)
    return Interval(float(means[edge]), float(means[-edge - 1]))
