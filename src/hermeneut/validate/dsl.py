"""Labels corrected by design: what people would say, predicted, and the errors put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .frame import Frame

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

FOLDS = 10
RIDGE = 1.0  # in coded units: how many of the mean each prediction is drawn to
SEED = 20131218


def corrected_labels(frame: Frame) -> Vector:
    """Give every unit a label that is right on average, whatever the machine's errors.

    The prediction is a ridge regression on the machine's label, on whether it abstained and on the
    covariates, fitted to the coded units of other documents (folds are drawn by lot). Any
    prediction is corrected: its errors on the coded units stand, by their probabilities, for
    those on all.

    Returns:
        ``prediction + drawn / probability * (coded - prediction)``; the weights of the drawn
        units are scaled so that they add up to all.

    References:
        Egami, Hinck, Stewart and Wei (2023), Using imperfect surrogates for downstream inference,
        NeurIPS 36, equation 3. Cross-fitting: Chernozhukov et al. (2018), Double/debiased machine
        learning, Econometrics Journal 21(1).

    Example:
        >>> frame = Frame.of([1.0] * 6 + [0.0] * 6, [1, 1, 0] + [np.nan] * 3 + [0, 0, 0]
        ...                  + [np.nan] * 3)
        >>> labels = corrected_labels(frame)
        >>> labels.shape, bool(abs(labels.mean() - 1 / 3) < 0.1)
        ((12,), True)
    """
    known = _known(frame)
    coded = np.flatnonzero(frame.is_coded)
    fold = _folds(frame)
    predicted = np.empty(len(frame))
    for number in np.unique(fold):
        inside = fold == number
        predicted[inside] = known[inside] @ _ridge(known, frame, coded[fold[coded] != number])
    drawn = frame.inverse
    per_unit = np.divide(drawn, frame.weight, out=np.zeros_like(drawn), where=frame.weight > 0)
    scale = frame.weight.sum() / max(float(drawn.sum()), 1e-300)
    errors = np.where(frame.is_coded, np.nan_to_num(frame.coded) - predicted, 0.0)
    corrected: Vector = predicted + scale * per_unit * errors
    return corrected


def _known(frame: Frame) -> Matrix:
    """Give what is known of every unit: an intercept, then columns of mean 0."""
    labelled = frame.is_labelled
    columns = [np.where(labelled, np.nan_to_num(frame.machine), 0.0), ~labelled]
    others: Matrix = np.column_stack([*columns, frame.covariates]).astype(np.float64)
    spread = np.asarray(others.std(axis=0))
    centred = (others - others.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.column_stack([np.ones(len(frame)), centred])


def _folds(frame: Frame) -> NDArray[np.int64]:
    """Deal the documents with coded units into folds by lot; the others are in fold -1."""
    of_document = np.full(frame.documents, -1)
    with_coded = np.unique(frame.document[frame.is_coded])
    dealt = np.random.default_rng(SEED).permutation(with_coded)
    of_document[dealt] = np.arange(len(dealt)) % FOLDS
    fold: NDArray[np.int64] = of_document[frame.document]
    return fold


def _ridge(known: Matrix, frame: Frame, units: NDArray[np.int64]) -> Vector:
    if not len(units):
        return np.zeros(known.shape[1])
    weight: Vector = frame.inverse[units]
    weight /= max(float(weight.mean()), 1e-300)
    x, y = known[units], frame.coded[units]
    held = RIDGE * np.diag([1e-9] + [1.0] * (known.shape[1] - 1))  # not the intercept
    return np.asarray(np.linalg.solve((x.T * weight) @ x + held, x.T @ (weight * y)))
