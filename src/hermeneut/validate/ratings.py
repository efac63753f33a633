"""What several coders said of the same units."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Ratings:
    """Units by coders: which value each gave, if any; made by :meth:`of`.

    Args:
        codes: One row a unit, one column a coder: the value's place in ``values``; -1 where the
            coder didn't code it.
        values: The values, in order.
    """

    codes: Codes
    values: tuple[Hashable, ...]

    @classmethod
    def of(
        cls, rows: Sequence[Sequence[Any]], *, values: Sequence[Hashable] | None = None
    ) -> Ratings:
        """Take a table, one row a unit, one column a coder.

        Args:
            rows: Values: words, numbers, or sets of codes; None or NaN where a coder gave none.
            values: All values there are, in their order: the codebook's, which ordinal alpha and
                Gwet's coefficient need. Otherwise those that occur, sorted.

        Raises:
            ValueError: Rows of different lengths, or a value that isn't among ``values``.

        Example:
            >>> ratings = Ratings.of([["for", "for"], ["for", None], ["torn", "against"]])
            >>> ratings.values, ratings.codes.tolist()
            (('against', 'for', 'torn'), [[1, 1], [1, -1], [2, 0]])
        """
        if len({len(row) for row in rows}) > 1:
            raise ValueError("rows of ratings differ in length")
        given = {_plain(value) for row in rows for value in row if not _missing(value)}
        known = tuple(values) if values is not None else tuple(sorted(given, key=_order))
        place = {value: at for at, value in enumerate(known)}
        if strange := given - set(place):
            raise ValueError(f"not among the values: {sorted(map(str, strange))}")
        codes = [[-1 if _missing(v) else place[_plain(v)] for v in row] for row in rows]
        coders = len(rows[0]) if rows else 0
        return cls(np.array(codes, np.int64).reshape(len(rows), coders), known)

    @property
    def counts(self) -> NDArray[np.float64]:
        """For each unit how many coders gave each value."""
        numbers = np.arange(len(self.values))
        counts: NDArray[np.float64] = (self.codes[:, :, None] == numbers).sum(axis=1).astype(float)
        return counts

    @property
    def pairable(self) -> NDArray[np.bool_]:
        """Which units two coders or more have coded."""
        twice: NDArray[np.bool_] = (self.codes >= 0).sum(axis=1) >= 2
        return twice

    def take(self, units: NDArray[Any]) -> Ratings:
        """Give the ratings of some units: a mask or positions."""
        return Ratings(self.codes[units], self.values)

    def pair(self, first: int, second: int) -> Ratings:
        """Give the ratings of two coders."""
        return Ratings(self.codes[:, [first, second]], self.values)

    def against_others(self, code: Hashable) -> Ratings:
        """Tell one code from all others: 1 where it was given (or is in the set), else 0.

        Example:
            >>> Ratings.of([[{"a", "b"}, {"a"}], [set(), {"b"}]]).against_others("b").codes.tolist()
            [[1, 0], [0, 1]]
        """
        has = np.array(
            [int(code in value if isinstance(value, frozenset) else code == value)
             for value in self.values] + [-1]
        )  # fmt: skip
        return Ratings(has[self.codes], (0, 1))

    def each_code(self) -> list[Hashable]:
        """List the codes: the values, or what the sets hold."""
        codes = {code for value in self.values
                 for code in (value if isinstance(value, frozenset) else [value])}  # fmt: skip
        return sorted(codes, key=_order)


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float | np.floating) and bool(np.isnan(value)))


def _plain(value: Any) -> Hashable:
    if isinstance(value, set | frozenset):
        return frozenset(value)
    return value.item() if isinstance(value, np.generic) else value  # type: ignore[no-any-return]


def _order(value: Any) -> tuple[int, Any]:
    """Sort numbers as numbers, words as words, sets by their members."""
    if isinstance(value, frozenset):
        return 2, (len(value), sorted(map(str, value)))
    return (0, value) if isinstance(value, int | float) else (1, str(value))
