"""How far coders agree, with intervals: over all, by code, by pair."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from hermeneut.errors import UserError, nearest

from .alpha import LEVELS, alpha
from .chance import cohen, conger, fleiss, gwet, percent, scott
from .estimate import NAN, Estimate
from .ratings import Ratings
from .unitizing import Continuum, lengths, resampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20131218
AT_ONCE = 1_000_000  # entries of a table of resamples: 8 MB
UNANIMOUS = "no disagreement was seen: how far it might fall isn't known"
UNTOLD = "coders gave one value throughout: there is nothing to agree on"
LONELY = "no unit was coded twice"
ALONE = "without some one document there is nothing to agree on"
Z = 1.959963984540054  # 97.5 % point of the normal distribution

Coefficient = Callable[[Ratings, "Matrix | None"], "Vector"]
CHANCE: dict[str, Coefficient] = {
    "percent": percent,
    "cohen": cohen,
    "conger": conger,
    "scott": scott,
    "fleiss": fleiss,
    "gwet": gwet,
}
COEFFICIENTS = (*(f"alpha-{level}" for level in LEVELS), *CHANCE)


def agreement(
    ratings: Ratings,
    *,
    coefficient: str = "alpha-nominal",
    document: Sequence[Any] | NDArray[Any] | None = None,
    resamples: int = RESAMPLES,
) -> Estimate:
    """Give a coefficient of agreement with its bootstrap interval over documents.

    Whole documents are drawn with their units, since what is hard in one is hard throughout.

    Args:
        ratings: What coders said of the units.
        coefficient: One of `COEFFICIENTS`; ``cohen`` and ``scott`` are of two coders.
        document: The name of each unit's document; without it each unit is drawn alone.
        resamples: How many resamples.

    Returns:
        The coefficient; n are the units, n_coded those coded twice. Where coders never disagree
        the interval has an upper end alone; where they gave one value throughout there is
        no coefficient.

    Raises:
        UserError: An unknown coefficient, or values that don't suit it.
        ValueError: A coefficient for two coders asked of others.

    References:
        Efron (1987), Better bootstrap confidence intervals, JASA 82: corrected for bias and
        skewness (BCa). Krippendorff (2019), Content Analysis, section 12.4.2, on why an interval.

    Example:
        >>> rows = [["for", "for"]] * 20 + [["against", "against"]] * 15 + [["for", "against"]] * 5
        >>> found = agreement(Ratings.of(rows))
        >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
        (0.75, 0.45, 0.9)
    """
    measure = _measure(coefficient)
    twice = ratings.pairable
    names = np.arange(len(twice)) if document is None else np.asarray(document)
    labels, place = np.unique(names, return_inverse=True)
    value = float(measure(ratings, None)[0]) if twice.any() else NAN

    at = functools.partial(_resampled, measure, ratings, place.reshape(-1))
    low, high, note = NAN, NAN, LONELY
    if twice.any():
        low, high, note = _ends(value, at, len(labels), resamples)
    n, n_coded = len(twice), int(twice.sum())
    return Estimate(value, low, high, n, n_coded, coefficient, len(np.unique(place[twice])), note)


def _resampled(
    measure: Coefficient, ratings: Ratings, place: NDArray[np.int64], times: Matrix
) -> Vector:
    of_unit = (times[rows][:, place] for rows in _parts(len(times), len(place)))
    return np.concatenate([measure(ratings, some) for some in of_unit])


def by_code(ratings: Ratings, **options: Any) -> dict[Hashable, Estimate]:
    """Give the agreement on each code against all others; of sets, on whether they hold it.

    Args:
        ratings: What coders said.
        **options: As for :func:`agreement`.

    Example:
        >>> rows = [[{"ethics"}, {"ethics"}], [{"ethics", "gender"}, {"ethics"}], [set(), set()],
        ...         [{"gender"}, {"gender"}]]
        >>> {code: round(one.value, 2) for code, one in by_code(Ratings.of(rows)).items()}
        {'ethics': 1.0, 'gender': 0.53}
    """
    return {code: agreement(ratings.against_others(code), **options)
            for code in ratings.each_code()}  # fmt: skip


def by_pair(
    ratings: Ratings, coders: Sequence[str], **options: Any
) -> dict[tuple[str, str], Estimate]:
    """Give the agreement of each two coders.

    Args:
        ratings: What coders said.
        coders: The coders' names, in the order of the columns.
        **options: As for :func:`agreement`.

    Example:
        >>> rows = [["a", "a", "b"], ["b", "b", "b"], ["a", "a", "a"], ["b", "b", "a"]]
        >>> pairs = by_pair(Ratings.of(rows), ["ann", "bo", "cy"])
        >>> {pair: round(one.value, 2) for pair, one in pairs.items()}
        {('ann', 'bo'): 1.0, ('ann', 'cy'): 0.12, ('bo', 'cy'): 0.12}
    """
    return {
        (coders[i], coders[j]): agreement(ratings.pair(i, j), **options)
        for i, j in combinations(range(len(coders)), 2)
    }


def on_spans(
    continua: Sequence[Continuum], *, coefficient: str = "all", resamples: int = RESAMPLES
) -> Estimate:
    """Give a coefficient of agreement on spans with its bootstrap interval over documents.

    Args:
        continua: Documents with each coder's spans.
        coefficient: ``all`` (boundaries and codes), ``relevant`` (boundaries alone) or
            ``coding`` (codes alone; uncoded text doesn't count).
        resamples: How many resamples.

    Raises:
        UserError: An unknown coefficient.

    References:
        See :func:`~hermeneut.validate.unitizing.unitised`.

    Example:
        >>> one = Continuum(100, [[(10, 40, "praise")], [(10, 45, "praise")]])
        >>> other = Continuum(80, [[(0, 20, "blame")], [(30, 40, "praise")]])
        >>> found = on_spans([one, other] * 5)
        >>> round(found.value, 2), found.low < found.value < found.high
        (0.53, True)
    """
    if coefficient not in ("all", "relevant", "coding"):
        known = ("all", "relevant", "coding")
        raise UserError(
            f"no coefficient {coefficient!r} for spans", hint=nearest(coefficient, known)
        )
    measured = lengths(continua)

    def at(times: Matrix) -> Vector:
        return np.array([getattr(resampled(measured, row), coefficient) for row in times])

    value = float(at(np.ones((1, len(continua))))[0])
    low, high, note = _ends(value, at, len(continua), resamples)
    n = sum(one.length for one in continua)
    return Estimate(value, low, high, n, n, f"unitised-{coefficient}", len(continua), note)


def _measure(coefficient: str) -> Coefficient:
    if coefficient in CHANCE:
        return CHANCE[coefficient]
    level = coefficient.removeprefix("alpha-")
    if coefficient not in COEFFICIENTS:
        raise UserError(f"no coefficient {coefficient!r}", hint=nearest(coefficient, COEFFICIENTS))
    return functools.partial(_alpha, level)


def _alpha(level: str, ratings: Ratings, times: Matrix | None) -> Vector:
    return alpha(ratings, level=level, times=times)


def _draws(documents: int, resamples: int) -> Iterator[Matrix]:
    """Draw documents with replacement, some at a time: how often each came up, a row a resample."""
    chance = np.random.default_rng(SEED)
    for rows in _parts(resamples, documents):
        size = rows.stop - rows.start
        yield chance.multinomial(documents, np.full(documents, 1 / documents), size).astype(float)


def _gone(documents: int) -> Iterator[Matrix]:
    """Leave out each document in turn, some at a time."""
    for rows in _parts(documents, documents):
        size = rows.stop - rows.start
        times = np.ones((size, documents))
        times[np.arange(size), np.arange(rows.start, rows.stop)] = 0
        yield times


def _parts(rows: int, columns: int) -> list[slice]:
    """Part the rows of a table that is too large to hold at once."""
    most = max(AT_ONCE // max(columns, 1), 1)
    return [slice(at, min(at + most, rows)) for at in range(0, rows, most)]


def _ends(
    value: float, at: Callable[[Matrix], Vector], documents: int, resamples: int
) -> tuple[float, float, str]:
    """Give the ends of the BCa interval, and what there is to say of it."""
    if not np.isfinite(value):
        return NAN, NAN, UNTOLD
    if value == 1.0:
        return NAN, 1.0, UNANIMOUS
    drawn = np.concatenate([at(times) for times in _draws(documents, resamples)])
    drawn = np.sort(drawn[np.isfinite(drawn)])
    without = np.concatenate([at(times) for times in _gone(documents)])
    if len(drawn) < resamples / 2 or not np.isfinite(without).all():
        return NAN, NAN, ALONE
    low, high = np.quantile(drawn, _edges(value, drawn, without))
    return float(low), float(high), ""


def _edges(value: float, drawn: Vector, without: Vector) -> Vector:
    """Give the quantiles at which to cut: corrected for bias and for skewness."""
    from scipy.special import ndtr, ndtri

    below = (drawn < value).mean() + (drawn == value).mean() / 2
    bias = ndtri(np.clip(below, 1 / (len(drawn) + 1), 1 - 1 / (len(drawn) + 1)))
    apart = without.mean() - without
    spread = (apart**2).sum() ** 1.5
    skew = (apart**3).sum() / (6 * spread) if spread > 0 else 0.0
    ends = bias + np.array([-Z, Z])
    return np.asarray(ndtr(bias + ends / (1 - skew * ends)))
