"""What an estimate is, and the intervals that shares and differences get."""

from __future__ import annotations

import math
from dataclasses import dataclass

NAN = math.nan


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval, and what it rests on.

    Args:
        value: The estimate; NaN where there is none.
        low: Lower end of the 95 % interval; NaN where it can't be said.
        high: Upper end.
        n: Units that it speaks of.
        n_coded: Units of those that people coded.
        method: How it came about: ``raw`` (the machine's labels at face value), ``coded`` (the
            coded sample alone), ``ppi``, ``dsl``, or a coefficient's name.
        documents: Documents that the coded units are of: what chance is counted in.
        note: Why there is no interval, or what to know of it.

    Example:
        >>> share = Estimate(0.25, 0.18, 0.33, n=2000, n_coded=120, method="ppi")
        >>> round(share.width, 2), share.known
        (0.15, True)
    """

    value: float
    low: float = NAN
    high: float = NAN
    n: int = 0
    n_coded: int = 0
    method: str = ""
    documents: int = 0
    note: str = ""

    @property
    def width(self) -> float:
        """The interval's width."""
        return self.high - self.low

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return math.isfinite(self.low) and math.isfinite(self.high)


@dataclass(frozen=True)
class Estimates:
    """One estimand, told three ways, to stand side by side.

    Args:
        raw: The machine's labels at face value; where it abstained, nothing.
        coded: What people coded, alone.
        corrected: The machine's labels, corrected by what people coded.
    """

    raw: Estimate
    coded: Estimate
    corrected: Estimate


def student(free: float) -> float:
    """Give the 97.5 % point of Student's t, at one degree of freedom or more.

    Example:
        >>> round(student(9), 3), round(student(1e9), 3)
        (2.262, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(max(free, 1.0), 0.975))


def share_interval(share: float, size: float, quantile: float) -> tuple[float, float]:
    """Give Wilson's score interval of a share that is as sure as one of a simple sample.

    Args:
        share: The estimate; below 0 or above 1 it is taken as 0 or 1.
        size: How many units a simple sample would need for the same variance.
        quantile: The normal or Student quantile, such as 1.96.

    References:
        Wilson (1927), Probable inference, JASA 22. Kott and Carr (1997), Developing an estimation
        strategy for a pesticide data program, Journal of Official Statistics 13(4): the score
        interval at the effective sample size. Franco, Little, Louis and Slud (2019), Comparative
        study of confidence intervals for proportions in complex sample surveys, Journal of
        Survey Statistics and Methodology 7(3).

    Example:
        >>> low, high = share_interval(0.1, 10, 1.96)
        >>> round(low, 4), round(high, 4)
        (0.0179, 0.4042)
    """
    share = min(max(share, 0.0), 1.0)
    square = quantile**2
    middle = share + square / (2 * size)
    half = quantile * math.sqrt(share * (1 - share) / size + square / (4 * size**2))
    low, high = (middle - half) / (1 + square / size), (middle + half) / (1 + square / size)
    return (0.0 if share == 0 else max(low, 0.0)), (1.0 if share == 1 else min(high, 1.0))


def between(first: Estimate, second: Estimate, correlation: float = 0.0) -> tuple[float, float]:
    """Give the interval of second − first from the intervals of both (MOVER).

    Args:
        first: An estimate with an interval, which may be lopsided.
        second: Another.
        correlation: Of the two estimates, where they rest on the same documents.

    References:
        Newcombe (1998), Interval estimation for the difference between independent proportions,
        Statistics in Medicine 17(8), method 10. Zou and Donner (2008), Construction of
        confidence limits about effect measures, Statistics in Medicine 27(10).

    Example:
        >>> first = Estimate(48 / 80, 0.4905, 0.7004)
        >>> second = Estimate(56 / 70, 0.6918, 0.8774)
        >>> low, high = between(first, second)
        >>> round(low, 3), round(high, 3)
        (0.052, 0.334)
    """
    change = second.value - first.value
    down = _beside(second.value - second.low, first.high - first.value, correlation)
    up = _beside(second.high - second.value, first.value - first.low, correlation)
    return change - down, change + up


def _beside(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(one**2 + other**2 - 2 * correlation * one * other, 0.0))
