"""Which of several ways to label the same units comes nearer to people's codings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]
    Vector = NDArray[np.float64]

DRAWS = 2000
SEED = 20131218


@dataclass(frozen=True)
class Score:
    """Macro-F1 of one way to label, with its 95 % interval."""

    f1: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """How one way to label does beside another, on the same units.

    Attributes:
        first: Of the one.
        second: Of the other.
        wins: In what share of resamplings the first is better; a tie counts half.
    """

    first: Score
    second: Score
    wins: float


def compare(
    coded: Sequence[Hashable],
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    documents: Sequence[Hashable],
) -> Comparison:
    """Lay two ways to label beside what people coded.

    Macro-F1 is the mean of the F1 of each value that people coded: a rare value counts as much as
    a common one. Whole documents are resampled, the same ones for both, since passages of one
    document are alike.

    Args:
        coded: What people coded, one a unit.
        first: What one way says of each; what no person coded is simply wrong.
        second: What the other says.
        documents: Where each unit stands.

    Example:
        >>> coded = ["yes", "no"] * 20
        >>> found = compare(coded, coded, ["no"] * 40, [n // 2 for n in range(40)])
        >>> found.first.f1, round(found.second.f1, 2), found.wins
        (1.0, 0.33, 1.0)

    References:
        Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 13 and 16; Field
        and Welsh (2007), Bootstrapping clustered data, JRSS B 69(3), for drawing whole documents.
    """
    names, at = np.unique(np.asarray(documents).astype(str), return_inverse=True)
    chance = np.random.default_rng(SEED)
    alike = np.full(len(names), 1 / len(names))
    drawn = chance.multinomial(len(names), alike, DRAWS).astype(np.float64)
    one, other = (_by_document(coded, said, at, len(names)) for said in (first, second))
    f1, f2 = (_macro_f1(np.tensordot(drawn, each, axes=1)) for each in (one, other))
    wins = float(np.mean((f1 > f2) + 0.5 * (f1 == f2)))
    return Comparison(_score(one, f1), _score(other, f2), wins)


def _by_document(
    coded: Sequence[Hashable], said: Sequence[Hashable], at: NDArray[np.int64], documents: int
) -> Counts:
    """Count, for each document and value, what is right, what people coded, what was said."""
    values = sorted(set(coded), key=str)
    counts = np.zeros((documents, len(values), 3))
    place = {value: i for i, value in enumerate(values)}
    for document, true, given in zip(at, coded, said, strict=True):
        counts[document, place[true]] += (true == given, 1, 0)
        if given in place:
            counts[document, place[given], 2] += 1
    return counts


def _macro_f1(counts: Counts) -> Vector:
    """Give macro-F1 of tables of draws × values × (right, coded, said), over values coded."""
    right, coded, said = np.moveaxis(counts, -1, 0)
    f1 = np.divide(2 * right, coded + said, out=np.zeros_like(right), where=coded + said > 0)
    there = coded > 0
    mean: Vector = (f1 * there).sum(axis=-1) / np.maximum(there.sum(axis=-1), 1)
    return mean


def _score(counts: Counts, drawn: Vector) -> Score:
    value = float(_macro_f1(counts.sum(axis=0)[None])[0])
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Score(value, min(float(low), value), max(float(high), value))
