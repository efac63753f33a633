"""The analysis that writes `quality`: how well the machine does at each variable that was coded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import pyarrow as pa

from .. import schema
from ..passes import Result, Row, Tables, result_id
from ..views.codebook import Variable, variables
from .calibration import calibration
from .coded import Coded, every
from .estimate import Estimate
from .estimation import READS
from .frame import Frame
from .quality import Checked, Quality, estimates_of, quality
from .reliability import known, place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..design import Design

    Mask = NDArray[np.bool_]

SHOWN = 50  # units a result names
ENOUGH = 10  # coded units of a slice before it is told of: fewer tell next to nothing
FACETS = ("form", "period", "year", "outlet", "length", "stands")
OF_ONE = ("precision", "recall", "f1")  # measures of one label
_WORDS = "select doc_id, coalesce(words, 0) as words from corpus"


@dataclass(frozen=True)
class Validity:
    """How well the machine does at each variable of which a sample was drawn and coded.

    Precision, recall and F1 of each value, accuracy and macro-F1, coverage, and how far its
    probabilities are off where it gives any: over all, and by form, period, year, outlet and
    length where people coded ten units there. Weighted by the probability of being drawn, with
    95 % intervals. Of ``about`` the units are all documents, so that its recall counts what
    was rejected. Where several values hold at once, each is measured for itself.

    Evidence are the units on which machine and people differ.

    Args:
        book: The variables of the design.
        facets: By what units are parted.
        held: Whether documents held back alone count, as they must where the machine, or a
            threshold of it, was fitted to the others.

    References:
        See `hermeneut.validate.quality` and `hermeneut.validate.calibration`.

    Example:
        >>> Validity().held
        False
    """

    book: tuple[Variable, ...] = ()
    facets: tuple[str, ...] = FACETS
    held: bool = False

    name: ClassVar[str] = "quality"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = READS
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.QUALITY,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take the variables of the design."""
        return cls(**{"book": tuple(variables(design).values()), **settings})

    def __call__(self, tables: Tables) -> Result:
        """Measure what the newest sample of each variable allows."""
        words = dict(zip(*(c.to_pylist() for c in tables.sql(_WORDS).columns), strict=True))
        found: list[Row] = []
        evidence: list[Row] = []
        for coded in every(tables, {one.id: one for one in self.book}):
            here = coded.held_back() if self.held else coded
            if here.is_coded.any() and any(here.labels()[0]):
                for one in self._of_variable(here, words):
                    found.append(one.row())
                    evidence += one.evidence()
        return Result(
            {"quality": pa.Table.from_pylist(found, schema.QUALITY)},
            pa.Table.from_pylist(evidence, schema.EVIDENCE),
        )

    def _of_variable(self, coded: Coded, words: dict[str, int]) -> Iterator[Told]:
        cases = list(_cases(coded))
        for facet, part, chosen in self._slices(coded, words):
            for label, checked in cases:
                for measure, of, estimate in _measured(checked.take(chosen), label):
                    wrong = _wrong(checked, measure, of) & chosen
                    yield Told(coded, (facet, part, measure, label or of), estimate, wrong)
            if (sure := _calibrated(coded, chosen)) is not None:
                yield Told(coded, (facet, part, "calibration", ""), sure, chosen & False)

    def _slices(self, coded: Coded, words: dict[str, int]) -> Iterator[tuple[str, str, Mask]]:
        yield "all", "", np.ones(len(coded.said), bool)
        for facet in self.facets:
            parts = _lengths(coded, words) if facet == "length" else coded.slices(facet)
            ample = [(p, mask) for p, mask in parts if (coded.is_coded & mask).sum() >= ENOUGH]
            if len(ample) > 1 or (ample and not ample[0][1].all()):
                yield from ((facet, part, mask) for part, mask in ample)


@dataclass(frozen=True)
class Told:
    """One measure of a variable in one slice.

    Attributes:
        coded: The variable's units.
        of: Facet, slice, measure and label.
        found: The measure.
        wrong: The units that speak against the machine.
    """

    coded: Coded
    of: tuple[str, str, str, str]
    found: Estimate
    wrong: Mask

    def row(self) -> Row:
        """Make the row of ``quality``."""
        facet, part, measure, label = self.of
        one = self.found
        return {
            "result_id": self._id(), "variable": self.coded.asked.id, "unit": self.coded.of,
            "facet": facet, "slice": part, "measure": measure, "label": label,
            "estimate": known(one.value), "low": known(one.low), "high": known(one.high),
            "n": one.n, "n_coded": one.n_coded, "documents": one.documents,
            "sample": self.coded.sample, "note": one.note,
        }  # fmt: skip

    def evidence(self) -> Iterator[Row]:
        """Name the units on which machine and people differ."""
        at = np.flatnonzero(self.wrong)
        if not len(at):
            return
        shown = self.coded.found.select(("unit", "doc_id")).take(pa.array(at[:SHOWN])).to_pylist()
        _, _, measure, label = self.of
        selection = f"{self.coded.of}, {self.coded.asked.id}: {_AGAINST[measure].format(label)}"
        for rank, row in enumerate(shown, 1):
            yield {
                "result_id": self._id(), "rank": rank, "selection": selection, "total": len(at),
                "doc_id": row["doc_id"], **place(row["unit"]), "score": None,
            }  # fmt: skip

    def _id(self) -> str:
        return result_id("quality", self.coded.asked.id, self.coded.of, *self.of)


_AGAINST = {
    "precision": "the machine says {}, people don’t",
    "recall": "people say {}, the machine doesn’t",
    "accuracy": "machine and people differ",
}


def measured(coded: Coded) -> Iterator[tuple[str, str, Estimate]]:
    """Yield how well the machine does over all: measure, label (empty where of all), estimate."""
    for label, checked in _cases(coded):
        for measure, of, estimate in _measured(checked, label):
            yield measure, label or of, estimate


def _cases(coded: Coded) -> Iterator[tuple[str, Checked]]:
    """Lay labels beside codings; where several values hold at once, value by value."""
    if not coded.asked.several:
        yield "", _checked(coded, *coded.labels())
        return
    for value in coded.values:
        machine, people = coded.machine(value), coded.people(value)
        yield value, _checked(coded, _said(machine), _said(people))


def _said(column: NDArray[np.float64]) -> list[str | None]:
    words = {0.0: "no", 1.0: "yes"}
    return [words.get(one) for one in column.tolist()]


def _checked(coded: Coded, machine: Sequence[str | None], said: Sequence[str | None]) -> Checked:
    seen = {*machine, *said} - {None}
    labels = ["no", "yes"] if seen <= {"no", "yes"} else None
    return Checked.of(
        machine, said, probability=coded.probability, document=coded.document, labels=labels
    )


def _measured(checked: Checked, label: str) -> Iterator[tuple[str, str, Estimate]]:
    """Name measures; of *yes* and *no*, and of one of several values, *yes* alone is told."""
    found: Quality = quality(checked)
    binary = set(checked.labels) <= {"yes", "no"}
    for measure, of, estimate in estimates_of(found):
        if of is None:
            if not label:
                yield measure, "", estimate
        elif not (binary and of == "no"):
            yield measure, str(of), estimate


def _wrong(checked: Checked, measure: str, label: str) -> Mask:
    """Find the units that speak against the machine."""
    differ = (checked.coded >= 0) & (checked.machine < len(checked.labels))
    differ &= checked.coded != checked.machine
    if measure == "accuracy":
        return differ
    if measure not in ("precision", "recall") or label not in checked.labels:
        return differ & False
    at = checked.labels.index(label)
    if measure == "precision":
        return np.asarray(differ & (checked.machine == at))
    return np.asarray((checked.coded == at) & (checked.machine != at))


def _calibrated(coded: Coded, chosen: Mask) -> Estimate | None:
    """Measure how far the machine's probabilities are off, where it gives any."""
    sure = np.array(coded.found["sure"].to_pylist(), np.float64)
    if coded.asked.several or not np.isfinite(sure).any():
        return None
    machine, people = coded.labels()
    right = [float("nan") if not p or not m else float(m == p)
             for m, p in zip(machine, people, strict=True)]  # fmt: skip
    frame = Frame.of(sure, right, probability=coded.probability, document=coded.document)
    found = calibration(frame.take(chosen))
    return found if np.isfinite(found.value) else None


def _lengths(coded: Coded, words: dict[str, int]) -> list[tuple[str, Mask]]:
    """Part units at their median length: words of documents, characters of what is shorter."""
    if coded.of == "documents":
        length = np.array([words.get(one, 0) for one in coded.column("doc_id").tolist()])
    else:
        length = np.array(coded.found["end"]) - np.array(coded.found["start"])
    median = int(np.median(length))
    what = "words" if coded.of == "documents" else "characters"
    return [(f"up to {median:,} {what}", length <= median),
            (f"over {median:,} {what}", length > median)]  # fmt: skip
