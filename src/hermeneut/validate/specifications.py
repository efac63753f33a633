"""One finding under one set of choices: its documents, a difference of shares, and how sure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .differences import held as hold
from .estimate import Estimate, between, share_interval
from .power import Z

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

SHORT = 200  # words: below it a text is a capsule or a notice rather than a piece of criticism
ENOUGH = 20  # documents of either period, or of a row, before the report says anything of them
LEAST = 5  # documents that a set of choices must leave
COPIES = ("left out", "counted")
TEXTS = ("all", f"{SHORT} words or more")
INTERVALS = ("reckoned", "bootstrap, seed 1", "bootstrap, seed 2")
DRAWS = 1000
THEMES = ("theme", "themes")  # variables whose values are themes
SILENT = frozenset({"na", "none", "not taken up", "unclear", ""})
NOTHING = math.nan


class Documents(NamedTuple):
    """The documents that any choice could count, column by column."""

    ids: tuple[str, ...]
    texts: tuple[str | None, ...]
    period: NDArray[np.str_]
    form: NDArray[np.str_]
    words: NDArray[np.int64]
    measured: Mask
    counted: Mask
    copies: Mask
    readable: Mask

    def base(self, copies: str, texts: str, *, measured: bool) -> Mask:
        """Choose documents: those that the report counts, with copies or without short texts."""
        chosen = self.measured if measured else self.counted
        if copies != COPIES[0]:
            chosen = chosen | (self.copies & (self.readable | (not measured)))
        return chosen if texts == TEXTS[0] else chosen & (self.words >= SHORT)


class Cell(NamedTuple):
    """Documents of a form in a group, and how many of them count."""

    k: int
    n: int


class Margin(NamedTuple):
    """A difference with its interval, and the documents it rests on; none where too few are left.

    Example:
        >>> Margin(0.1, 0.02, 0.18, 240).n
        240
    """

    value: float = NOTHING
    low: float = NOTHING
    high: float = NOTHING
    n: int = 0


def cells(holds: Mask, group: Mask, form: NDArray[np.str_]) -> dict[str, Cell]:
    """Count the documents of a group, and those that hold, by form.

    Example:
        >>> form = np.array(["essay", "essay", "review"])
        >>> cells(np.array([True, False, True]), np.ones(3, bool), form)["essay"]
        Cell(k=1, n=2)
    """
    names, at = np.unique(form, return_inverse=True)
    n = np.bincount(at[group], minlength=len(names))
    k = np.bincount(at[group & holds], minlength=len(names))
    return {str(name): Cell(int(a), int(b)) for name, a, b in zip(names, k, n, strict=True) if b}


def change(
    first: Mapping[str, Cell],
    second: Mapping[str, Cell],
    *,
    held: bool,
    interval: str,
    least: int = 5,
) -> Margin:
    """Say how much higher a share is in the second group, plain or with forms held the same.

    Args:
        first: Documents of the first group, by form.
        second: Of the second.
        held: Whether the mixture of forms is held the same; unknown forms are then left out.
        interval: One of `INTERVALS`.
        least: Documents that either group must have; and one that counts in either.

    Example:
        >>> then, now = {"essay": Cell(10, 40)}, {"essay": Cell(20, 40)}
        >>> change(then, now, held=False, interval="reckoned").value
        0.25
    """
    if held:
        shared = sorted((first.keys() & second.keys()) - {""})
        one, other = ({name: side[name] for name in shared} for side in (first, second))
    else:
        one, other = ({"": _sum(side)} for side in (first, second))
    if min(_sum(one).n, _sum(other).n) < least or not _sum(one).k + _sum(other).k:
        return Margin()
    if interval != INTERVALS[0]:
        return _resampled(one, other, INTERVALS.index(interval))
    if not held:
        return _plain(one[""], other[""])
    found = hold(*({name: cell._asdict() for name, cell in side.items()} for side in (one, other)))
    if found is None:
        return Margin()
    return Margin(found["difference"], found["low"], found["high"], found["n"])


def lead(answers: Sequence[str], first: str, *, interval: str, least: int = 5) -> Margin:
    """Say by how much one answer is more frequent than the most frequent of the others.

    Args:
        answers: What was answered, one a document.
        first: The answer.
        interval: One of `INTERVALS`.
        least: Documents there must be.

    References:
        The interval of a difference of two shares of one sample: Agresti and Min (2005), Simple
        improved confidence intervals for comparing matched proportions, Statistics in Medicine 24.

    Example:
        >>> found = lead(["torn"] * 60 + ["for"] * 40, "torn", interval="reckoned")
        >>> round(found.value, 2), found.low > 0
        (0.2, True)
    """
    counted, n = Counter(answers), len(answers)
    if n < least:
        return Margin()
    others = sorted((-k, name) for name, k in counted.items() if name != first)
    a, b = counted[first], -others[0][0] if others else 0
    if interval != INTERVALS[0]:
        chance = np.random.default_rng(INTERVALS.index(interval))
        shares = np.array([a, b, n - a - b]) / n
        drawn = chance.multinomial(n, shares, DRAWS)
        return _between_quantiles((a - b) / n, (drawn[:, 0] - drawn[:, 1]) / n, n)
    one, other, of = a + 0.5, b + 0.5, n + 2  # half a document more in each cell of the pairing
    spread = math.sqrt(max(one + other - (one - other) ** 2 / of, 0.0)) / of
    middle = (one - other) / of
    return Margin((a - b) / n, middle - Z * spread, middle + Z * spread, n)


def _sum(side: Mapping[str, Cell]) -> Cell:
    return Cell(sum(one.k for one in side.values()), sum(one.n for one in side.values()))


def _plain(first: Cell, second: Cell) -> Margin:
    sides = [Estimate(c.k / c.n, *share_interval(c.k / c.n, c.n, Z)) for c in (first, second)]
    low, high = between(sides[0], sides[1])
    return Margin(sides[1].value - sides[0].value, low, high, first.n + second.n)


def _resampled(first: Mapping[str, Cell], second: Mapping[str, Cell], seed: int) -> Margin:
    """Draw documents anew within each form of each group."""
    chance = np.random.default_rng(seed)
    n = sum(cell.n for side in (first, second) for cell in side.values())
    value, drawn = 0.0, np.zeros(DRAWS)
    for name in first:
        weight = (first[name].n + second[name].n) / n
        for sign, cell in ((-1, first[name]), (1, second[name])):
            value += sign * weight * cell.k / cell.n
            drawn += sign * weight * chance.binomial(cell.n, cell.k / cell.n, DRAWS) / cell.n
    return _between_quantiles(value, drawn, n)


def _between_quantiles(value: float, drawn: NDArray[np.float64], n: int) -> Margin:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Margin(value, float(low), float(high), n)
