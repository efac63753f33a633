"""What the counts of a word in two groups of documents say: effect, evidence and spread."""

from __future__ import annotations

import math
from dataclasses import dataclass


def log_likelihood(target: int, reference: int, target_words: int, reference_words: int) -> float:
    """Give Dunning's G2 for a word's two counts in two groups.

    Args:
        target: Times in the target group.
        reference: Times in the reference group.
        target_words: Words in the target group.
        reference_words: Words in the reference group.

    References:
        Rayson and Garside (2000), Comparing corpora using frequency profiling.

    Example:
        >>> round(log_likelihood(20, 5, 1000, 1000), 3)
        9.637
    """
    share = (target + reference) / (target_words + reference_words)
    parts = ((target, target_words * share), (reference, reference_words * share))
    return 2 * sum(seen * math.log(seen / expected) for seen, expected in parts if seen)


def log_ratio(target: int, reference: int, target_words: int, reference_words: int) -> float:
    """Give the binary logarithm of the ratio of two relative frequencies; a count of 0 is 0.5.

    References:
        Hardie (2014), Log ratio: an informal introduction.

    Example:
        >>> log_ratio(8, 2, 100, 100), log_ratio(8, 0, 100, 100)
        (2.0, 4.0)
    """
    return math.log2(((target or 0.5) / target_words) / ((reference or 0.5) / reference_words))


@dataclass
class Dispersion:
    """Gries's DP of a word: half the sum of how far its parts are from the corpus's parts.

    It is 0 where the word is spread as the words are, near 1 where one short document has it
    all. The sum is of whole numbers, so that the order of documents can't matter.

    Args:
        times: How often the word comes in all.
        size: How many words there are in all.

    References:
        Gries (2008), Dispersions and adjusted frequencies in corpora, IJCL 13(4).

    Example:
        >>> even, uneven = Dispersion(2, 100), Dispersion(2, 100)
        >>> even.add(1, 50), even.add(1, 50), uneven.add(2, 50)
        (None, None, None)
        >>> even.dp, uneven.dp
        (0.0, 0.5)
    """

    times: int
    size: int
    _apart: int = 0
    _covered: int = 0

    def add(self, here: int, long: int) -> None:
        """Take a document that has the word so often among so many words; the rest are implied."""
        self._apart += abs(here * self.size - long * self.times)
        self._covered += long

    @property
    def dp(self) -> float:
        """The coefficient; documents without the word are what is not covered."""
        absent = (self.size - self._covered) * self.times
        return (self._apart + absent) / (2 * self.times * self.size)


def welch(target: tuple[int, int, int], reference: tuple[int, int, int]) -> float:
    """Give the two-sided p of Welch's t-test from sums; 1 where a side has under two values.

    Args:
        target: How many values, their sum, and the sum of their squares.
        reference: The same of the other side.

    References:
        Welch (1947), The generalization of Student's problem, Biometrika 34.

    Example:
        >>> round(welch((4, 10, 30), (4, 26, 174)), 4)
        0.0047
    """
    from scipy.special import stdtr

    if min(target[0], reference[0]) < 2:
        return 1.0
    (mean, error, free), (other, error2, free2) = _mean_error(*target), _mean_error(*reference)
    both = error + error2
    if not both:
        return float(mean == other)
    freedom = both**2 / (error**2 / free + error2**2 / free2)
    return float(2 * stdtr(freedom, -abs(mean - other) / math.sqrt(both)))


def _mean_error(n: int, total: int, squares: int) -> tuple[float, float, int]:
    """Give a mean, the square of its standard error, and the degrees of freedom."""
    return total / n, (n * squares - total * total) / (n * n * (n - 1)), n - 1
