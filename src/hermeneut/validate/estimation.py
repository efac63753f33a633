"""The analysis that writes `estimates`: what the machine counts, corrected by what people coded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import pyarrow as pa

from .. import schema
from ..passes import Result, Row, Tables, result_id
from ..views.codebook import Variable, variables
from ..views.units import UNKNOWN
from .coded import Coded, every
from .corrected import difference, share
from .estimate import Estimates
from .frame import Frame
from .reliability import known, place
from .standardise import Groups, Standardised, standardised
from .within import drawn_together, share_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..design import Design

    Mask = NDArray[np.bool_]

SHOWN = 50  # coded units a result names
WAYS = ("raw", "coded", "corrected")
READS = (
    "corpus", "settled", "samples", "codings", "paragraphs", "sentences", "embeddings", "themes",
    "sentiments", "roles", "referents", "positions", "evaluations", "document_positions", "labels",
)  # fmt: skip


@dataclass(frozen=True)
class Estimation:
    """Shares of each value of each variable of which a sample was drawn and coded.

    Three ways, side by side: what the machine's labels give at face value, what the coded sample
    gives by itself, and the first corrected by the second (prediction-powered inference with power
    tuning, clustered by document). What is estimated is what these coders would say of all
    measured units (of ``about``: of all documents), each document weighing one. *unclear* counts
    as not coded.

    Beside shares stand differences: of the last period less the first, and of the two commonest
    forms; each of them plain, and with the mixture of forms, or of periods, held the same. And
    shares within: of documents with a value of one variable, the share with a value of another,
    for the cross tables of the design, where people coded both of documents.

    Units count as coded where they are of the newest sample of the variable, whose chances are
    known, and where coders agree or their disagreement was settled. Evidence are coded units that
    have the value.

    Args:
        book: The variables of the design.
        periods: The design's periods, in order; the last is compared with the first.
        crosses: Pairs of variables: of documents with a value of the first, those with the second.

    References:
        See `hermeneut.validate.corrected`, `hermeneut.validate.estimators`,
        `hermeneut.validate.standardise` and `hermeneut.validate.within`.

    Example:
        >>> Estimation(periods=("early", "late")).periods
        ('early', 'late')
    """

    book: tuple[Variable, ...] = ()
    periods: tuple[str, ...] = ()
    crosses: tuple[tuple[str, str], ...] = ()

    name: ClassVar[str] = "estimates"
    version: ClassVar[int] = 2
    reads: ClassVar[tuple[str, ...]] = READS
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.ESTIMATES,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take variables, periods and cross tables from the design."""
        periods = sorted(design.periods, key=lambda period: period.from_)
        given = {
            "book": tuple(variables(design).values()),
            "periods": tuple(period.id for period in periods),
            "crosses": tuple((one.rows, one.columns) for one in design.crosstabs),
        }
        return cls(**{**given, **settings})

    def __call__(self, tables: Tables) -> Result:
        """Estimate what the newest sample of each variable allows."""
        coded = {one.asked.id: one for one in every(tables, {one.id: one for one in self.book})}
        found: list[Row] = []
        evidence: list[Row] = []
        told = [told for one in coded.values() for told in self._of_variable(one)]
        for first, second in dict.fromkeys(self.crosses):
            if first in coded and second in coded:
                told += _crossed(coded[first], coded[second])
        for one in told:
            found += one.rows()
            evidence += one.evidence()
        return Result(
            {"estimates": pa.Table.from_pylist(found, schema.ESTIMATES)},
            pa.Table.from_pylist(evidence, schema.EVIDENCE),
        )

    def _of_variable(self, coded: Coded) -> Iterator[Told]:
        compared = list(self._compared(coded))
        for value in coded.values:
            frame = coded.frame(value)
            has = frame.coded == 1
            for facet, part, chosen in _slices(coded):
                yield Told(coded, (value, facet, part), share(frame.take(chosen)), has & chosen)
            for facet, strata, part, groups in compared:
                both = has & (groups.first | groups.second)
                facet = f"{facet} difference"
                plain = difference(frame, groups.first, groups.second)
                yield Told(coded, (value, facet, part), plain, both)
                if held := standardised(frame, groups):
                    of = value, f"{facet}, {strata} held", part
                    yield Told(coded, of, held.standardised, both, _held(held))

    def _compared(self, coded: Coded) -> Iterator[tuple[str, str, str, Groups]]:
        """Name what is set against what: periods within forms, and forms within periods."""
        ends = [(self.periods[0], self.periods[-1])] if len(self.periods) > 1 else []
        for facet, pairs, strata in (
            ("period", ends, "form"), ("form", _commonest(coded, "form"), "period"),
        ):  # fmt: skip
            column = coded.column(facet)
            for first, second in pairs:
                masks = column == first, column == second
                if all((coded.is_coded & mask).any() for mask in masks):
                    groups = Groups(*masks, coded.strata(strata))
                    yield facet, strata, f"{first} → {second}", groups


@dataclass(frozen=True)
class Told:
    """One estimand of a variable, told three ways.

    Attributes:
        coded: The variable's units.
        of: Value, facet and slice.
        three: The estimates.
        has: The coded units that are its evidence.
        note: What to know of all three.
    """

    coded: Coded
    of: tuple[str, str, str]
    three: Estimates
    has: Mask
    note: str = ""

    def rows(self) -> Iterator[Row]:
        """Yield a row of ``estimates`` for each way."""
        value, facet, part = self.of
        three = (self.three.raw, self.three.coded, self.three.corrected)
        for way, one in zip(WAYS, three, strict=True):
            yield {
                "result_id": self._id(way), "variable": self.coded.asked.id, "value": value,
                "unit": self.coded.of, "facet": facet, "slice": part, "way": way,
                "estimate": known(one.value), "low": known(one.low), "high": known(one.high),
                "n": one.n, "n_coded": one.n_coded, "documents": one.documents,
                "sample": self.coded.sample,
                "note": "; ".join(filter(None, (one.note, self.note, self._left(way)))),
            }  # fmt: skip

    def _left(self, way: str) -> str:
        return "" if way == WAYS[0] else self.coded.note()

    def evidence(self) -> Iterator[Row]:
        """Name the units that people coded so; they are what all three ways are checked by."""
        at = np.flatnonzero(self.has)
        shown = self.coded.found.select(("unit", "doc_id")).take(pa.array(at[:SHOWN])).to_pylist()
        selection = f"{self.coded.of} that people coded as {self.coded.asked.id}: {self.of[0]}"
        for way in WAYS:
            for rank, row in enumerate(shown, 1):
                yield {
                    "result_id": self._id(way), "rank": rank, "selection": selection,
                    "total": len(at), "doc_id": row["doc_id"], **place(row["unit"]), "score": None,
                }  # fmt: skip

    def _id(self, way: str) -> str:
        return result_id("estimates", self.coded.asked.id, self.of[0], self.coded.of, *self.of[1:],
                         way)  # fmt: skip


def _slices(coded: Coded) -> Iterator[tuple[str, str, Mask]]:
    yield "all", "", np.ones(len(coded.said), bool)
    for facet in ("period", "form"):
        for part, chosen in coded.slices(facet):
            yield facet, part, chosen


def _commonest(coded: Coded, facet: str) -> list[tuple[str, str]]:
    """Pair the two commonest parts of a facet, the commoner first."""
    parts, many = np.unique(coded.column(facet), return_counts=True)
    ranked = sorted(zip(-many, parts.tolist(), strict=True))
    names = [name for _, name in ranked if name not in UNKNOWN]
    return [(names[0], names[1])] if len(names) > 1 else []


def _held(found: Standardised) -> str:
    """Say what was held the same, and how much of the units it covers."""
    compared = ", ".join(f"{name} {100 * part:.0f} %" for name, part in found.mixture.items())
    left = sorted(str(one) for one in found.left_out if one is not None)
    without = f"; too few coded to compare: {', '.join(left)}" if left else ""
    return f"held at {compared}, which is {100 * found.covered:.0f} % of the units{without}"


def _crossed(rows: Coded, columns: Coded) -> Iterator[Told]:
    """Estimate, among documents with each value of one variable, the share of each of another."""
    if (rows.of, columns.of) != ("documents", "documents"):
        return
    place_of = {unit: at for at, unit in enumerate(rows.found["unit"].to_pylist())}
    at = np.array([place_of.get(unit, -1) for unit in columns.found["unit"].to_pylist()], np.int64)
    both = at >= 0
    columns, at = columns.take(both), at[both]
    chance = drawn_together(rows.how, columns.how, rows.probability[at], columns.probability)
    if chance is None:
        return
    for value in columns.values:
        said = columns.people(value)
        frame = Frame.of(columns.machine(value), said, probability=chance)
        for row in rows.values:
            machine, people = rows.machine(row)[at], rows.people(row)[at]
            three = share_within(frame, machine, people)
            of = value, f"within {rows.asked.id}", row
            yield Told(columns, of, three, (said == 1) & (people == 1))
