"""Shares within a group that has to be coded too: of those that praise, how many agree?

Membership of the group is labelled by the machine and coded by people, as the value is; an error in
either moves the share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .corrected import FEW, UNLABELLED, as_share, no_wider
from .estimate import Estimate, Estimates
from .estimators import Model, Solved, coded, powered, raw
from .frame import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

# How two draws with one seed must be alike for the smaller to be part of the larger.
NESTED = ("way", "of", "by", "allocation", "rejected")


def share_within(frame: Frame, machine: Vector, people: Vector) -> Estimates:
    """Estimate the share of a value among the units of a group, both of which people would code.

    It is a ratio: of units with the value and in the group to units in the group. Each of its
    three estimates is a weighted mean, the weights being membership of the group: the machine's,
    people's, and the latter corrected by the former.

    Args:
        frame: Labels and codings of the value, 0 or 1.
        machine: 1 where the machine puts a unit into the group, 0 where not, NaN where it abstains.
        people: The same of those who coded it; NaN where nobody did.

    Returns:
        Raw, coded alone and corrected, each with its interval. A unit counts as coded where both
        value and group are.

    References:
        See :func:`~hermeneut.validate.estimators.powered`. Ratios in two-phase samples: Särndal,
        Swensson and Wretman (1992), Model Assisted Survey Sampling, sections 5.6 and 9.8.

    Example:
        >>> chance = np.random.default_rng(1)
        >>> group = (chance.random(2000) < 0.5) * 1.0
        >>> value = (chance.random(2000) < 0.1 + 0.7 * group) * 1.0
        >>> seen = np.where(chance.random(2000) < 0.85, group, 1 - group)
        >>> label = np.where(chance.random(2000) < 0.85, value, 1 - value)
        >>> drawn = np.arange(2000) < 300
        >>> frame = Frame.of(label, np.where(drawn, value, np.nan))
        >>> found = share_within(frame, seen, np.where(drawn, group, np.nan))
        >>> round(found.raw.value, 2), found.corrected.low < 0.8 < found.corrected.high
        (0.64, True)
    """
    both = frame.is_coded & np.isfinite(people)
    frame = replace(frame, coded=np.where(both, frame.coded, np.nan))
    known = np.isfinite(machine)
    usual = float(np.average(machine[known], weights=frame.weight[known])) if known.any() else 0.0
    guessed = replace(frame, weight=frame.weight * np.where(known, machine, usual))
    labelled = replace(frame, weight=frame.weight * np.where(known, machine, 0.0))
    inside = replace(frame, weight=frame.weight * np.where(both, people, 0.0))
    model = Model.mean(len(frame))
    alone = coded(inside, model)
    three = no_wider((raw(labelled, model), alone, powered(guessed, model, alone)), as_share)
    n = int((np.nan_to_num(machine) > 0).sum())
    n_coded = int((both & (np.nan_to_num(people) > 0)).sum())
    return Estimates(
        _told(three[0], three[0], {"n": n, "method": "raw"}, UNLABELLED),
        _told(alone, alone, {"n": n, "n_coded": n_coded, "method": "coded"}, FEW),
        _told(three[2], alone, {"n": n, "n_coded": n_coded, "method": "ppi"}, FEW),
    )


def _told(solved: Solved, alone: Solved, facts: Mapping[str, Any], lacking: str) -> Estimate:
    found = as_share(solved, alone) if solved.documents > 1 else Estimate(np.nan)
    note = "" if found.known else lacking
    return replace(found, documents=solved.documents, note=note, **facts)


def drawn_together(
    one: Mapping[str, Any], other: Mapping[str, Any], first: Vector, second: Vector
) -> Vector | None:
    """Give the probability with which each unit was drawn for both of two samples.

    Chance comes from the units' names. Drawn with one seed and in one way, the smaller sample is
    part of the larger; drawn with two seeds, they have nothing to do with each other.

    Args:
        one: How the first was drawn.
        other: How the second was.
        first: The probability of each unit to be in the first.
        second: The same of the second.

    Returns:
        Nothing where it can't be told: one seed, but two ways.

    Example:
        >>> how = {"seed": 1, "way": "simple", "by": []}
        >>> half, tenth = np.full(1, 0.5), np.full(1, 0.1)
        >>> drawn_together(how, how, half, tenth).tolist()
        [0.1]
        >>> drawn_together(how, {**how, "seed": 2}, half, tenth).tolist()
        [0.05]
        >>> drawn_together(how, {**how, "way": "uncertain"}, half, tenth) is None
        True
    """
    if one["seed"] != other["seed"]:
        return np.asarray(first * second)
    alike = all(one.get(name) == other.get(name) for name in NESTED)
    if alike and one["way"] in ("simple", "stratified", "uncertain") and "label" not in one["by"]:
        return np.minimum(first, second)
    return None
