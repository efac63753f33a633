"""Trends and regressions of what people would say, three ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from hermeneut.errors import UserError

from .corrected import coefficients
from .estimate import Estimates
from .estimators import FAMILIES, Model
from .frame import Frame

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def trend(frame: Frame, time: ArrayLike, *, method: str = "ppi") -> Estimates:
    """Estimate by how much a share or mean rises for one unit of time: the least-squares slope.

    Args:
        frame: Labels and codings, 0 and 1 or of any scale.
        time: When each unit was written, such as its year; NaN where unknown, and such units
            are left out.
        method: ``ppi`` or ``dsl``.

    Returns:
        The slope, raw, coded alone and corrected, and the number of units that have a date.

    Raises:
        UserError: An unknown method.

    Example:
        >>> years = np.repeat(np.arange(2014.0, 2024.0), 40)
        >>> chance = np.random.default_rng(2)
        >>> truth = (chance.random(400) < 0.05 * (years - 2013)) * 1.0
        >>> labels = np.where(chance.random(400) < 0.9, truth, 1 - truth)
        >>> codings = np.where(np.arange(400) % 3 == 0, truth, np.nan)
        >>> found = trend(Frame.of(labels, codings), years)
        >>> found.corrected.low < 0.05 < found.corrected.high
        True
    """
    when = np.asarray(time, np.float64)
    dated = np.isfinite(when)
    when = when[dated] - (when[dated].mean() if dated.any() else 0.0)
    model = Model(np.column_stack([np.ones(len(when)), when]))
    return coefficients(frame.take(dated), model, method)[1]


def regression(
    frame: Frame,
    columns: ArrayLike,
    names: Sequence[str],
    *,
    family: str = "linear",
    method: str = "ppi",
) -> dict[str, Estimates]:
    """Estimate the coefficients of a regression of what people would say on what is known.

    Args:
        frame: Labels and codings; the dependent variable.
        columns: What explains it, one row a unit, one column a name; an intercept is added.
        names: The columns' names.
        family: ``linear`` (least squares: differences in the share or mean) or ``logistic`` (log
            odds ratios).
        method: ``ppi`` or ``dsl``.

    Returns:
        For ``intercept`` and each name the coefficient, three ways. NaN where it can't be told:
        columns that say the same, or that part 0 from 1 in the coded sample.

    Raises:
        UserError: An unknown family or method, or a column with gaps.

    References:
        See :func:`~hermeneut.validate.estimators.powered` and
        :func:`~hermeneut.validate.estimators.designed`.

    Example:
        >>> chance = np.random.default_rng(3)
        >>> late = (np.arange(1000) >= 500) * 1.0
        >>> truth = (chance.random(1000) < 0.2 + 0.3 * late) * 1.0
        >>> labels = np.where(chance.random(1000) < 0.85, truth, 1 - truth)
        >>> frame = Frame.of(labels, np.where(np.arange(1000) % 4 == 0, truth, np.nan))
        >>> found = regression(frame, late, ["late"])["late"].corrected
        >>> found.low < 0.3 < found.high
        True
    """
    if family not in FAMILIES:
        raise UserError(f"no family {family!r}", hint="there are: linear, logistic")
    x = np.asarray(columns, np.float64).reshape(len(frame), -1)
    if x.shape[1] != len(names):
        raise ValueError(f"{x.shape[1]} columns and {len(names)} names")
    if not np.isfinite(x).all():
        raise UserError(
            "a column of a regression has gaps", hint="leave out the units where it is unknown"
        )
    model = Model(np.column_stack([np.ones(len(x)), x]), family)
    found = coefficients(frame, model, method)
    return dict(zip(("intercept", *names), found, strict=True))
