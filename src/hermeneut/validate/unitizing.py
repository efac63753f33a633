"""Agreement on spans: where units begin and end, and what they are coded as.

Every document is a continuum that each coder parts into units and the gaps between them. What is
compared are lengths: each stretch of text that two coders saw is a coincidence of what the one
and the other made of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

Span = tuple[int, int, Hashable]


@dataclass(frozen=True)
class Continuum:
    """A document with each coder's spans.

    Args:
        length: Characters in the document.
        coders: For each coder the spans: start, end (half-open) and code. Spans that one coder gave
            one code may touch and not overlap; an empty list says that a coder read it and marked
            nothing.
    """

    length: int
    coders: Sequence[Sequence[Span]]

    def __post_init__(self) -> None:
        for spans in self.coders:
            if any(not 0 <= start < end <= self.length for start, end, _ in spans):
                raise ValueError(f"a span lies outside of 0 to {self.length}, or holds nothing")
            if any(_overlap(self.only(code, spans)) for code in {span[2] for span in spans}):
                raise ValueError("spans that one coder gave one code overlap")

    def only(self, code: Hashable, spans: Sequence[Span]) -> list[Span]:
        """Give the spans of one code."""
        return [span for span in spans if span[2] == code]


@dataclass(frozen=True)
class Unitised:
    """The family of coefficients for spans.

    Args:
        all: On units and gaps together, boundaries and codes: uα.
        relevant: On what is a unit at all, whatever its code: |uα.
        coding: On the codes of what two coders marked; uncoded text doesn't count: cuα.
        codes: For each code, on telling it from the others where two coders marked: (k)uα.
        covered: The share of the text that ``coding`` speaks of.
    """

    all: float
    relevant: float
    coding: float
    codes: Mapping[Hashable, float]
    covered: float


@dataclass(frozen=True)
class Lengths:
    """How much text coders saw alike and apart, for each document; made by :func:`lengths`.

    Args:
        codes: The codes; a gap is before the first.
        seen: For each document and each two codes, how much of it one coder took for the one
            and another for the other.
        alone: For each document and code, what by chance can't be paired: a unit with itself.
        marked: The same of what two coders marked.
    """

    codes: tuple[Hashable, ...]
    seen: Matrix
    alone: Matrix
    marked: Matrix


def lengths(continua: Sequence[Continuum]) -> Lengths:
    """Measure what coders saw alike and apart; documents that one coder read don't count.

    Raises:
        ValueError: Spans of one coder overlap: measure one code at a time.
    """
    if any(_overlap(spans) for one in continua for spans in one.coders):
        raise ValueError("spans of one coder overlap: measure one code at a time")
    codes = _codes(continua)
    size = len(codes) + 1
    seen = np.zeros((len(continua), size, size))
    alone, marked = np.zeros((len(continua), size)), np.zeros((len(continua), size))
    for at, one in enumerate(continua):
        if len(one.coders) >= 2:
            _measure(one, codes, seen[at], alone[at], marked[at])
    return Lengths(tuple(codes), seen, alone, marked)


def unitised(continua: Sequence[Continuum]) -> Unitised:
    """Give the alphas for spans over documents.

    A point of a gap may be paired by chance with any but itself; a unit, which coders take as
    one, with any but all of itself. Documents count as one continuum, end to end.

    Args:
        continua: Documents that two coders or more have read.

    Returns:
        Each coefficient; NaN where it has nothing to tell apart.

    Raises:
        ValueError: Spans of one coder overlap: measure one code at a time.

    References:
        Krippendorff, Mathet, Bouvry and Widlöcher (2016), On the reliability of unitizing textual
        continua: further developments, Quality & Quantity 50(6), equations 1 to 13; also
        Krippendorff (2019), Content Analysis, 4th edition, section 12.6. It replaces the measure of
        1995, for which see :func:`squared`.

    Example:
        >>> found = unitised([Continuum(60, [[(2, 5, "a")], [(2, 5, "a"), (10, 20, "b")],
        ...                                  [(2, 5, "b"), (15, 20, "b")]])])
        >>> round(found.all, 3), round(found.relevant, 3), round(found.coding, 3)
        (0.398, 0.524, 0.357)
        >>> {code: round(value, 3) for code, value in found.codes.items()}
        {'a': 0.312, 'b': 0.391}
    """
    return resampled(lengths(continua), np.ones(len(continua)))


def resampled(measured: Lengths, times: Vector) -> Unitised:
    """Give the alphas where each document counts so many times.

    Args:
        measured: The lengths of each document.
        times: How often each document counts.
    """
    seen = np.tensordot(times, measured.seen, 1)
    expected = _expected(seen, times @ measured.alone)
    inner = seen[1:, 1:]
    coded = _expected(inner, (times @ measured.marked)[1:])
    total = float(seen.sum())
    return Unitised(
        _alpha(_differing(seen), _differing(expected)),
        _alpha(float(seen[0, 1:].sum()), float(expected[0, 1:].sum())),
        _alpha(_differing(inner), _differing(coded)),
        {code: _of_code(inner, coded, at) for at, code in enumerate(measured.codes)},
        float(inner.sum()) / total if total else np.nan,
    )


def squared(continua: Sequence[Continuum]) -> tuple[float, dict[Hashable, float]]:
    """Give αᵤ as it was first defined, by squared differences of boundaries.

    For comparison with older studies: with three coders and more it misbehaves, which is why it was
    replaced. It grows with the length of the document too.

    Args:
        continua: Documents; several count as one, end to end.

    Returns:
        The coefficient over all codes, and each code's own; NaN where nothing is expected.

    References:
        Krippendorff (1995), On the reliability of unitizing continuous data, Sociological
        Methodology 25; as corrected in Krippendorff (2004), Content Analysis, 2nd edition,
        section 11.6.

    Example:
        >>> i = [(75, 145, "c"), (220, 250, "c"), (30, 90, "k"), (150, 200, "k")]
        >>> j = [(70, 150, "c"), (205, 225, "c"), (250, 270, "c"), (30, 90, "k"), (150, 200, "k")]
        >>> overall, codes = squared([Continuum(300, [i, j])])
        >>> round(overall, 3), round(codes["c"], 4), codes["k"]
        (0.859, 0.7286, 1.0)
    """
    end_to_end = _joined(continua)
    codes = _codes([end_to_end])
    seen = [_squares_seen(end_to_end, code) for code in codes]
    expected = [_squares_expected(end_to_end, code) for code in codes]
    each = {c: _alpha(s, e) for c, s, e in zip(codes, seen, expected, strict=True)}
    return _alpha(sum(seen), sum(expected)), each


def _codes(continua: Sequence[Continuum]) -> list[Hashable]:
    found = {code for one in continua for spans in one.coders for _, _, code in spans}
    return sorted(found, key=str)


def _overlap(spans: Sequence[Span]) -> bool:
    ordered = sorted((start, end) for start, end, _ in spans)
    return any(end > start for (_, end), (start, _) in pairwise(ordered))


def _parted(length: int, spans: Sequence[Span], places: Mapping[Hashable, int]) -> list[Any]:
    """Part a continuum into units and gaps: start, end, and the code's place, 0 for a gap."""
    parts, at = [], 0
    for start, end, code in sorted(spans, key=lambda span: span[:2]):
        if start > at:
            parts.append((at, start, 0))
        parts.append((start, end, places[code]))
        at = end
    return [*parts, (at, length, 0)] if at < length else parts


def _measure(
    one: Continuum, codes: Sequence[Hashable], seen: Matrix, alone: Vector, marked: Vector
) -> None:
    """Add up a document's lengths."""
    places = {code: at + 1 for at, code in enumerate(codes)}
    parted = [_parted(one.length, spans, places) for spans in one.coders]
    for i, mine in enumerate(parted):
        for start, end, code in mine:
            alone[code] += (end - start) ** 2 if code else end - start
        for j, theirs in enumerate(parted):
            if i != j:
                _compare(mine, theirs, seen, marked)
    seen /= len(parted) - 1
    marked /= len(parted) - 1


def _compare(mine: list[Any], theirs: list[Any], seen: Matrix, marked: Vector) -> None:
    """Add the lengths that two coders share, and the squares of what both marked."""
    at = 0
    for start, end, code in mine:
        both = 0
        while at < len(theirs) and theirs[at][0] < end:
            other_start, other_end, other = theirs[at]
            common = min(end, other_end) - max(start, other_start)
            seen[code, other] += common
            both += common if code and other else 0
            if other_end > end:
                break
            at += 1
        marked[code] += both**2


def _expected(seen: Matrix, alone: Vector) -> Matrix:
    """Give the lengths that chance would pair, given how much of each there is."""
    margins = seen.sum(axis=0)
    total = margins.sum()
    left = total**2 - alone.sum()
    if left <= 0:
        return np.full_like(seen, np.nan)
    return np.asarray((np.outer(margins, margins) - np.diag(alone)) * total / left)


def _differing(lengths: Matrix) -> float:
    return float(lengths.sum() - np.trace(lengths))


def _of_code(seen: Matrix, expected: Matrix, at: int) -> float:
    mine, chance = float(seen[:, at].sum()), float(expected[:, at].sum())
    if not (mine > 0 and chance > 0):
        return float("nan")
    return _alpha(1 - float(seen[at, at]) / mine, 1 - float(expected[at, at]) / chance)


def _alpha(observed: float, expected: float) -> float:
    return 1.0 - observed / expected if expected > 0 else float("nan")


def _joined(continua: Sequence[Continuum]) -> Continuum:
    coders: list[list[Span]] = [
        [] for _ in range(max((len(c.coders) for c in continua), default=0))
    ]
    at = 0
    for one in continua:
        for spans, more in zip(coders, one.coders, strict=False):
            spans += [(start + at, end + at, code) for start, end, code in more]
        at += one.length
    return Continuum(at, coders)


def _only(one: Continuum, code: Hashable) -> list[list[Any]]:
    return [_parted(one.length, one.only(code, spans), {code: 1}) for spans in one.coders]


def _squares_seen(one: Continuum, code: Hashable) -> float:
    parted = _only(one, code)
    total = sum(
        _square(g, h)
        for i, mine in enumerate(parted)
        for j, theirs in enumerate(parted)
        if i != j
        for g in mine
        for h in theirs
    )
    return float(total) / (len(parted) * (len(parted) - 1) * one.length**2)


def _square(g: tuple[int, int, int], h: tuple[int, int, int]) -> int:
    """Give the squared difference of two overlapping units, or of a unit within a gap."""
    if g[2] and h[2] and g[0] < h[1] and h[0] < g[1]:
        return int((g[0] - h[0]) ** 2 + (g[1] - h[1]) ** 2)
    if g[2] and not h[2] and h[0] <= g[0] and g[1] <= h[1]:
        return int((g[1] - g[0]) ** 2)
    if h[2] and not g[2] and g[0] <= h[0] and h[1] <= g[1]:
        return int((h[1] - h[0]) ** 2)
    return 0


def _squares_expected(one: Continuum, code: Hashable) -> float:
    parts = [part for coder in _only(one, code) for part in coder]
    units = np.array([end - start for start, end, unit in parts if unit], np.float64)
    gaps = np.array([end - start for start, end, unit in parts if not unit], np.float64)
    room = np.maximum(gaps[None, :] - units[:, None] + 1, 0).sum(axis=1)
    same = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    whole = len(one.coders) * one.length
    pairs = whole * (whole - 1) - (units * (units - 1)).sum()
    return float(2 / one.length * (same + units**2 * room).sum() / pairs)
