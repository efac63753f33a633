"""Differences between periods that aren't differences of form, and who writes in both.

If reviews fill the first period and essays the second, a theme of essays seems to rise. To
standardise is to give both periods the same mixture of forms.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .corrected import apart, as_number, as_share, difference, solved, told
from .estimate import Estimates
from .estimators import Model
from .frame import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Mask = NDArray[np.bool_]

CODED = 2  # documents of a stratum and group, without which it can't be standardised


@dataclass(frozen=True)
class Standardised:
    """A difference between two groups, plain and standardised.

    Args:
        plain: As the groups are.
        standardised: As if both had the same mixture of strata.
        first: The first group's share or mean, standardised.
        second: The second's.
        mixture: The share of each stratum in that mixture.
        left_out: Strata that can't be compared: too few coded documents in one group.
        covered: The share of both groups' units that is in compared strata.
    """

    plain: Estimates
    standardised: Estimates
    first: Estimates
    second: Estimates
    mixture: Mapping[Hashable, float]
    left_out: tuple[Hashable, ...]
    covered: float


@dataclass(frozen=True)
class Groups:
    """Two groups of units, and the stratum of each unit.

    Args:
        first: Which units are in the first group.
        second: Which are in the second.
        strata: The stratum of each, such as its form; None where it is unknown.
    """

    first: Mask
    second: Mask
    strata: Sequence[Hashable]


def standardised(
    frame: Frame,
    groups: Groups,
    *,
    method: str = "ppi",
    shares: bool = True,
    mixture: Mapping[Hashable, float] | None = None,
) -> Standardised | None:
    """Estimate a difference with the mixture of strata held the same (direct standardisation).

    Args:
        frame: Labels and codings.
        groups: What is compared, by what.
        method: ``ppi`` or ``dsl``.
        shares: Whether labels and codings are 0 and 1.
        mixture: The share of each stratum; that of both groups together without it.

    Returns:
        Nothing where no stratum can be compared. Strata of which a group has fewer than two
        coded documents, and unknown ones, are left out of what is standardised, and told.

    References:
        Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition,
        chapter 19. Kitagawa (1955), Components of a difference between two rates, JASA 50.

    Example:
        >>> form = np.repeat(["review", "essay", "review", "essay"], [90, 10, 30, 70])
        >>> late = np.arange(200) >= 100
        >>> truth = np.where(form == "essay", np.arange(200) % 2, 0.0)
        >>> found = standardised(Frame.of(truth, truth), Groups(~late, late, form.tolist()))
        >>> round(found.plain.coded.value, 2), round(abs(found.standardised.coded.value), 2)
        (0.3, 0.0)
    """
    mixed = _mixed(frame, groups, mixture)
    if mixed is None:
        return None
    tell = as_share if shares else as_number
    sides = []
    for group in (groups.first, groups.second):
        inside = group & np.isin(mixed.place, mixed.usable)
        three = solved(frame.take(inside), mixed.model(inside), method, tell)
        sides.append((told(frame.take(inside), three, tell, method), three))
    return Standardised(
        difference(frame, groups.first, groups.second, method=method, shares=shares),
        apart(*sides, shares=shares),
        sides[0][0],
        sides[1][0],
        {mixed.names[at]: part for at, part in zip(mixed.usable, mixed.shares, strict=True)},
        tuple(name for at, name in enumerate(mixed.names) if at not in mixed.usable),
        mixed.covered,
    )


@dataclass(frozen=True)
class _Mixed:
    """Strata that can be compared, and their shares."""

    names: list[Hashable]
    place: Codes  # of each unit's stratum among the names; -1 in neither group
    usable: list[int]
    shares: list[float]

    @property
    def covered(self) -> float:
        """The share of both groups' units that can be compared."""
        return float(np.isin(self.place, self.usable).sum() / (self.place >= 0).sum())

    def model(self, units: Mask) -> Model:
        """Give the model of a mean within strata, mixed."""
        x = self.place[units][:, None] == np.array(self.usable)
        return Model(x.astype(np.float64), contrast=np.array(self.shares)[:, None])


def _mixed(frame: Frame, groups: Groups, mixture: Mapping[Hashable, float] | None) -> _Mixed | None:
    both = groups.first | groups.second
    names = sorted({one for one, here in zip(groups.strata, both, strict=True) if here}, key=str)
    found = [names.index(one) if one in names else -1 for one in groups.strata]
    place = np.where(both, found, -1)
    usable = [
        at
        for at, name in enumerate(names)
        if name is not None and _comparable(frame, groups, place == at)
    ]
    if mixture is None:
        parts = [float(frame.weight[place == at].sum()) for at in usable]
    else:
        parts = [mixture.get(names[at], 0.0) for at in usable]
    if not sum(parts):
        return None
    return _Mixed(names, place, usable, [part / sum(parts) for part in parts])


def _comparable(frame: Frame, groups: Groups, stratum: Mask) -> bool:
    return all(
        min(part.coded_documents(), part.labelled_documents()) >= CODED
        for part in (frame.take(group & stratum) for group in (groups.first, groups.second))
    )


@dataclass(frozen=True)
class Continuity:
    """Who writes in both of two windows.

    Args:
        of: What is looked at: outlets, authors.
        first: How many there are in the first window.
        second: How many in the second.
        both: Those in both, sorted.
        documents: The share of documents with one known that are by those in both.
    """

    of: str
    first: int
    second: int
    both: tuple[str, ...]
    documents: float

    @property
    def warning(self) -> str:
        """What to say beside a difference; nothing where somebody writes in both."""
        if self.both:
            return ""
        return (
            f"no {self.of} is in both windows ({self.first} in the first, {self.second} in the"
            " second): a difference between them may be of who wrote, not of when"
        )


def continuity(
    of: str, first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]
) -> Continuity:
    """Find who writes in both windows, as far as it is known.

    Args:
        of: What is looked at, in the singular: ``outlet`` or ``author``.
        first: For each document of the first window its outlet or authors; none where unknown.
        second: The same of the second window.

    Example:
        >>> found = continuity("outlet", [["Daily Lamp"], []], [["Harbour Post"], ["Quay"]])
        >>> print(found.warning)
        no outlet is in both windows (1 in the first, 2 in the second): a difference between them
        may be of who wrote, not of when
        >>> continuity("author", [["A. Reed"]], [["A. Reed"], ["B. Holt"]]).both
        ('A. Reed',)
    """
    early = {name for names in first for name in names}
    late = {name for names in second for name in names}
    both = early & late
    known = [names for names in (*first, *second) if names]
    theirs = sum(1 for names in known if both & set(names))
    share = theirs / len(known) if known else 0.0
    return Continuity(of, len(early), len(late), tuple(sorted(both)), share)
