"""The same estimand three ways, from a frame: raw, coded, corrected.

An estimand is what a weighted fit to *all* units would give, had people coded them all: a mean, a
slope, a log odds ratio. Chance is counted in documents: each fit is repeated without each document
(the jackknife), which needs no formula for how units of one document hang together, and stays
honest with few of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hermeneut.errors import UserError, nearest

from . import dsl
from .frame import Frame
from .jackknife import Fit, least_squares, logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

PRIOR = 0.5  # informative units by which a gain over coding alone is doubted (bench/intervals.py)
TUNED = 10  # coded documents below which the machine's labels aren't weighed in

FAMILIES: dict[str, Callable[..., Fit]] = {"linear": least_squares, "logistic": logistic}


@dataclass(frozen=True)
class Model:
    """What is fitted.

    Args:
        x: One row a unit of the frame, one column a coefficient.
        family: ``linear`` or ``logistic``.
        contrast: Linear combinations of the coefficients, a column each; all of them without it.
    """

    x: Matrix
    family: str = "linear"
    contrast: Matrix | None = None

    @classmethod
    def mean(cls, n: int) -> Model:
        """Give the model of a mean."""
        return cls(np.ones((n, 1)))

    def fit(self, frame: Frame, y: Vector, weight: Vector) -> Fit:
        """Fit y, and without each document in turn."""
        found = FAMILIES[self.family](self.x, y, weight, frame.document, frame.documents)
        return found if self.contrast is None else found.seen_through(self.contrast)


@dataclass(frozen=True)
class Solved:
    """Coefficients with their variances, before they get an interval.

    Args:
        value: One number a coefficient.
        variance: Of each.
        moves: What leaving out each document does to each.
        free: Degrees of freedom of each variance.
        documents: How many documents it rests on.
        sample: The effective number of documents, for shares of none or all.
    """

    value: Vector
    variance: Vector
    moves: Matrix
    free: Vector
    documents: int
    sample: float

    def only(self, at: int) -> Solved:
        """Give one coefficient."""
        return replace(
            self,
            value=self.value[[at]],
            variance=self.variance[[at]],
            moves=self.moves[:, [at]],
            free=self.free[[at]],
        )


def raw(frame: Frame, model: Model) -> Solved:
    """Take the machine's labels at face value, and leave out what it didn't label."""
    weight = np.where(frame.is_labelled, frame.weight, 0.0)
    return _solved(frame, model.fit(frame, np.nan_to_num(frame.machine), weight), weight, model)


def coded(frame: Frame, model: Model) -> Solved:
    """Take the coded units alone, each for as many as it was drawn among."""
    fit = _drawn(frame, model.fit(frame, np.nan_to_num(frame.coded), frame.inverse))
    return _solved(frame, fit, frame.inverse, model)


def powered(frame: Frame, model: Model, alone: Solved) -> Solved:
    """Correct what the coded units say alone by prediction-powered inference, tuned.

    To the fit on the coded units it adds λ times (the machine's labels fitted on all units less
    the same fitted on the coded units). λ from 0 to 1 is chosen for each coefficient so that the
    variance over documents is least: 0 leaves coding alone. For means and linear models this is
    PPI++ with λ by coefficient; for logistic ones it has the same large-sample variance. Where
    the machine abstained its mean stands in, which costs precision and no truth.

    References:
        Angelopoulos, Duchi and Zrnic (2023), PPI++: efficient prediction-powered inference,
        arXiv:2311.01453, sections 3 and 6. Kluger et al. (2025), Prediction-powered inference
        with imputed covariates and nonuniform sampling, arXiv:2501.18577: the form used here,
        for any weights and clusters. Chen and Chen (2000), A unified approach to regression
        analysis under double-sampling designs, JRSS B 62(3).
    """
    gap = _gap(frame, model)
    if alone.documents < TUNED or not np.isfinite(gap.moves).all():
        return alone
    tuned = _tuned(alone.moves, gap.moves)
    moves = alone.moves + tuned * gap.moves
    # One more degree of freedom went into each λ.
    variance = _variance(moves, alone.documents) * (alone.documents - 1) / (alone.documents - 2)
    return _surer(model, Fit(alone.value + tuned * gap.value, moves), variance, alone)


def designed(frame: Frame, model: Model, alone: Solved) -> Solved:
    """Correct by design-based supervised learning.

    What people would say is predicted for every unit from the machine's label and the
    covariates, document by document from the others; to each coded unit's prediction its error is
    added, divided by its probability. The corrected labels are then fitted like any others. A
    coefficient that this makes no surer stays as the coded units alone have it. Also of a finite
    frame it speaks as of one that stands for more.

    References:
        Egami, Hinck, Stewart and Wei (2023), Using imperfect surrogates for downstream inference:
        design-based supervised learning, NeurIPS 36, section 3. Egami et al. (2024), Using large
        language model annotations for the social sciences.
    """
    fit = model.fit(frame, dsl.corrected_labels(frame), frame.weight)
    return _surer(model, fit, _variance(fit.moves, alone.documents), alone)


CORRECTIONS: dict[str, Callable[[Frame, Model, Solved], Solved]] = {"ppi": powered, "dsl": designed}


def three_ways(frame: Frame, model: Model, method: str) -> tuple[Solved, Solved, Solved]:
    """Solve a model raw, from the coded units alone, and corrected by ``ppi`` or ``dsl``."""
    if method not in CORRECTIONS:
        raise UserError(f"no method {method!r}", hint=nearest(method, CORRECTIONS))
    alone = coded(frame, model)
    return raw(frame, model), alone, CORRECTIONS[method](frame, model, alone)


def _surer(model: Model, fit: Fit, variance: Vector, alone: Solved) -> Solved:
    """Take, coefficient by coefficient, the correction where it is surer than coding alone."""
    surer = variance < alone.variance
    moves = np.where(surer, fit.moves, alone.moves)
    return replace(
        alone,
        value=np.where(surer, fit.value, alone.value),
        variance=doubted(variance, alone),
        moves=moves,
        free=_freedom(model, moves, alone.documents),
    )


def doubted(variance: Vector, alone: Solved) -> Vector:
    """Take back part of a gain in variance that rests on few informative units; never lose.

    Where the machine is nearly always right, a small sample holds few of its errors or none, and
    the variance they show is too small. The gain over coding alone is shrunk as if half an
    informative unit had shown none. Informative are those that the coded variance rests on: all
    where a share is near one half, the few positive ones where it is small.
    """
    informative = _informative(alone.moves)
    kept: Vector = informative / (informative + PRIOR)
    shrunk: Vector = alone.variance + kept * (variance - alone.variance)
    return np.where(variance < alone.variance, shrunk, alone.variance)


def _informative(moves: Matrix) -> Vector:
    """Give how many equal moves would be as telling as these."""
    squares = (moves**2).sum(axis=0)
    alike: Vector = squares**2 / np.maximum((moves**4).sum(axis=0), 1e-300)
    return alike


def _freedom(model: Model, moves: Matrix, documents: int) -> Vector:
    """Give the degrees of freedom of variances that few documents may dominate.

    References:
        Satterthwaite (1946), An approximate distribution of estimates of variance components,
        Biometrics Bulletin 2(6), with the fourth moment of the moves.
    """
    most = max(documents - model.x.shape[1], 1)
    if model.family != "linear":  # log odds of rare things are cautious enough (bench/intervals.py)
        return np.full(moves.shape[1], float(most))
    spread = 1.0 / np.maximum(_informative(moves), 1.0) - 1.0 / max(documents, 2)
    return np.clip(2.0 / np.maximum(spread, 1e-9), 1.0, most)


def _gap(frame: Frame, model: Model) -> Fit:
    """Fit the machine's labels on all units, less the same on the coded ones."""
    labelled = frame.is_labelled
    if not labelled.any():
        nothing = np.full((frame.documents, 1), np.nan)
        return Fit(nothing[0], nothing)
    mean = np.average(frame.machine[labelled], weights=frame.weight[labelled])
    label = np.where(labelled, frame.machine, mean)
    everywhere = model.fit(frame, label, frame.weight)
    if frame.finite:
        everywhere = everywhere.without_moves()
    where_coded = _drawn(frame, model.fit(frame, label, frame.inverse))
    return Fit(everywhere.value - where_coded.value, everywhere.moves - where_coded.moves)


def _tuned(alone: Matrix, gap: Matrix) -> Vector:
    """Choose λ so that the moves of both together are smallest."""
    squares = (gap**2).sum(axis=0)
    towards = -(alone * gap).sum(axis=0)
    best: Vector = np.divide(towards, squares, out=np.zeros_like(squares), where=squares > 0)
    return np.clip(best, 0.0, 1.0)


def _drawn(frame: Frame, fit: Fit) -> Fit:
    """Shrink moves by what the draw left to chance, where these units are all there is."""
    if not frame.finite:
        return fit
    coded = frame.is_coded
    units = np.bincount(frame.document[coded], minlength=frame.documents)
    sums = np.bincount(frame.document[coded], frame.probability[coded], frame.documents)
    left = np.sqrt(np.clip(1.0 - sums / np.maximum(units, 1), 0.0, 1.0))
    return Fit(fit.value, fit.moves * left[:, None])


def _solved(frame: Frame, fit: Fit, weight: Vector, model: Model) -> Solved:
    each = np.bincount(frame.document, weight, frame.documents)
    present = int((each > 0).sum())
    alike = float(each.sum() ** 2 / max((each**2).sum(), 1e-300))
    left = 1.0 - frame.is_coded.mean() if frame.finite else 1.0
    return Solved(
        fit.value,
        _variance(fit.moves, present),
        fit.moves,
        _freedom(model, fit.moves, present),
        present,
        alike / left if left > 0 else np.inf,
    )


def _variance(moves: Matrix, present: int) -> Vector:
    squares: Vector = (moves**2).sum(axis=0)
    return squares * (present - 1) / max(present, 1)
