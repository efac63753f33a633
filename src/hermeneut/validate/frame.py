"""The frame: every unit that an estimate speaks of, what the machine says, what people say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hermeneut.errors import UserError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """Units with the machine's labels and what people coded of them; made by :meth:`of`.

    Args:
        machine: The machine's label or score of each unit; NaN where it abstained.
        coded: What people say of it, the mean where several did; NaN where nobody did.
        probability: The probability with which each was drawn to be coded.
        document: For each unit the number of its document, from 0.
        documents: How many documents there are.
        weight: What each unit counts for.
        covariates: What else is known of all units, a column each; used by ``dsl`` alone.
        finite: Whether these units are all there is to speak of. Otherwise they stand for what
            might have been written, and even with all of them coded an interval remains.
    """

    machine: Vector
    coded: Vector
    probability: Vector
    document: NDArray[np.int64]
    documents: int
    weight: Vector
    covariates: Matrix
    finite: bool = False

    @classmethod
    def of(
        cls,
        machine: ArrayLike,
        coded: ArrayLike,
        *,
        probability: ArrayLike | None = None,
        document: Sequence[Any] | NDArray[Any] | None = None,
        weight: ArrayLike | None = None,
        covariates: ArrayLike | None = None,
        finite: bool = False,
    ) -> Frame:
        """Bring together what is known of the units, one entry a unit.

        Args:
            machine: The machine's labels, numbers (0 and 1 for a share); NaN where it abstained.
            coded: What people say, NaN where nobody did.
            probability: Of being drawn to be coded; without it the coded units are taken for a
                simple sample.
            document: The name of each unit's document; without it each unit is a document.
            weight: What each unit counts for; without it they count alike.
            covariates: Numbers known of all units, a column each.
            finite: Whether these units are all there is to speak of.

        Raises:
            ValueError: Columns of different lengths.
            UserError: A coded unit whose probability isn't above 0 and at most 1.

        Example:
            >>> nan = float("nan")
            >>> frame = Frame.of([1, 0, nan, 1], [1, nan, nan, 0], document=["a", "a", "b", "b"])
            >>> frame.documents, frame.probability.tolist()
            (2, [0.5, 0.5, 0.5, 0.5])
        """
        said = np.asarray(coded, np.float64)
        n = len(said)
        share = max(float(np.isfinite(said).sum()), 1.0) / max(n, 1)
        names = np.arange(n) if document is None else np.asarray(document)
        labels, codes = np.unique(names, return_inverse=True)
        frame = cls(
            np.asarray(machine, np.float64),
            said,
            _column(probability, n, share),
            codes.reshape(-1).astype(np.int64),
            len(labels),
            _column(weight, n, 1.0),
            np.zeros((n, 0)) if covariates is None else _columns(covariates),
            finite,
        )
        frame._check()
        return frame

    def _check(self) -> None:
        lengths = {
            len(column)
            for column in (self.machine, self.coded, self.probability, self.document, self.weight,
                           self.covariates)
        }  # fmt: skip
        if len(lengths) > 1:
            raise ValueError(f"the columns of a frame differ in length: {sorted(lengths)}")
        drawn = self.probability[self.is_coded]
        if not ((drawn > 0) & (drawn <= 1)).all():
            raise UserError(
                "a coded unit has no probability of being drawn",
                hint="a probability is above 0 and at most 1; units coded without a draw can't"
                " speak for others",
            )

    def __len__(self) -> int:
        return len(self.coded)

    @property
    def is_coded(self) -> Mask:
        """Which units people coded."""
        return np.isfinite(self.coded)

    @property
    def is_labelled(self) -> Mask:
        """Which units the machine labelled."""
        return np.isfinite(self.machine)

    @property
    def inverse(self) -> Vector:
        """For each unit its weight over its probability where coded, else 0."""
        weights = np.zeros(len(self))
        coded = self.is_coded
        weights[coded] = self.weight[coded] / self.probability[coded]
        return weights

    def take(self, chosen: NDArray[Any]) -> Frame:
        """Give the frame of some units; documents keep their numbers.

        Args:
            chosen: A mask, or the units' positions.
        """
        return Frame(
            self.machine[chosen],
            self.coded[chosen],
            self.probability[chosen],
            self.document[chosen],
            self.documents,
            self.weight[chosen],
            self.covariates[chosen],
            self.finite,
        )

    def coded_documents(self) -> int:
        """Count the documents of which a unit is coded."""
        return self._with(self.is_coded)

    def labelled_documents(self) -> int:
        """Count the documents of which the machine labelled a unit."""
        return self._with(self.is_labelled)

    def _with(self, units: Mask) -> int:
        return int((np.bincount(self.document[units], minlength=self.documents) > 0).sum())


def _column(given: ArrayLike | None, n: int, otherwise: float) -> Vector:
    return np.full(n, otherwise) if given is None else np.asarray(given, np.float64)


def _columns(given: ArrayLike) -> Matrix:
    matrix = np.asarray(given, np.float64)
    return matrix.reshape(len(matrix), -1)
