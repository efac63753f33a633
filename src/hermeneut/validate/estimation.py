"""The analysis that writes `estimates`: what the machine counts, corrected by what people coded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import pyarrow as pa

from .. import schema
from ..errors import UserError
from ..passes import Result, Row, Tables, result_id
from ..views.codebook import UNCLEAR, Variable, variables
from ..views.units import frame as units_of
from .corrected import difference, share
from .estimate import Estimates
from .frame import Frame
from .reliability import known, place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..design import Design

    Mask = NDArray[np.bool_]

SHOWN = 50  # coded units a result names
WAYS = ("raw", "coded", "corrected")
_NEWEST = """
select variable, arg_max(sample, drawn_at) as sample, arg_max(design, drawn_at) as design
from samples group by variable order by variable
"""
_DRAWN = "select unit, probability from samples where sample = $sample"
_SAID = "select unit, value from settled where variable = $variable and value is not null"


@dataclass(frozen=True)
class Estimation:
    """Shares of each value of each variable of which a sample was drawn and coded.

    Three ways, side by side: what the machine's labels give at face value, what the coded sample
    gives by itself, and the first corrected by the second (prediction-powered inference with power
    tuning, clustered by document). What is estimated is what these coders would say of all
    measured units, each document weighing one. *unclear* counts as not coded.

    Units count as coded where they are of the newest sample of the variable, whose chances are
    known, and where coders agree or their disagreement was settled. Evidence are coded units that
    have the value.

    Args:
        book: The variables of the design.
        periods: The design's periods, in order; the last is compared with the first.

    References:
        See `hermeneut.validate.corrected` and `hermeneut.validate.estimators`.

    Example:
        >>> Estimation(periods=("early", "late")).periods
        ('early', 'late')
    """

    book: tuple[Variable, ...] = ()
    periods: tuple[str, ...] = ()

    name: ClassVar[str] = "estimates"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = (
        "corpus", "settled", "samples", "paragraphs", "sentences", "embeddings", "themes",
        "sentiments", "stances",
    )  # fmt: skip
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.ESTIMATES,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take variables and periods from the design."""
        periods = sorted(design.periods, key=lambda period: period.from_)
        given = {
            "book": tuple(variables(design).values()),
            "periods": tuple(period.id for period in periods),
        }
        return cls(**{**given, **settings})

    def __call__(self, tables: Tables) -> Result:
        """Estimate what the newest sample of each variable allows."""
        book = {one.id: one for one in self.book}
        found: list[Row] = []
        evidence: list[Row] = []
        for newest in tables.sql(_NEWEST).to_pylist():
            asked = book.get(newest["variable"])
            coded = _coded(tables, asked, newest) if asked else None
            if coded:
                for results, spans in self._of_variable(coded):
                    found += results
                    evidence += spans
        return Result(
            {"estimates": pa.Table.from_pylist(found, schema.ESTIMATES)},
            pa.Table.from_pylist(evidence, schema.EVIDENCE),
        )

    def _of_variable(self, coded: Coded) -> Iterator[tuple[list[Row], list[Row]]]:
        for value in coded.values():
            frame = coded.frame(value)
            for facet, part, chosen in self._slices(coded):
                told = share(frame.take(chosen))
                yield _told(coded, (value, facet, part), told, chosen)
            for part, first, last in self._changes(coded):
                told = difference(frame, first, last)
                yield _told(coded, (value, "change", part), told, first | last)

    def _slices(self, coded: Coded) -> Iterator[tuple[str, str, Mask]]:
        yield "all", "", np.ones(len(coded.rows), bool)
        for facet in ("period", "form"):
            column = np.array([row[facet] for row in coded.rows])
            for part in sorted(set(column.tolist())):
                if (coded.is_coded & (column == part)).any():
                    yield facet, part, column == part

    def _changes(self, coded: Coded) -> Iterator[tuple[str, Mask, Mask]]:
        if len(self.periods) < 2:
            return
        column = np.array([row["period"] for row in coded.rows])
        ends = self.periods[0], self.periods[-1]
        first, last = (column == end for end in ends)
        if (coded.is_coded & first).any() and (coded.is_coded & last).any():
            yield f"{ends[0]} → {ends[1]}", first, last


@dataclass(frozen=True)
class Coded:
    """The units of a variable, and what people said of those drawn.

    Attributes:
        asked: The variable.
        sample: Which draw.
        of: documents, paragraphs or sentences.
        rows: The units, as `units.frame` lists them.
        said: What people said; empty where nobody did.
        probability: Of being drawn; 1 where it wasn't.
    """

    asked: Variable
    sample: str
    of: str
    rows: Sequence[Mapping[str, Any]]
    said: Sequence[str]
    probability: Sequence[float]

    @property
    def is_coded(self) -> Mask:
        """Which units people coded."""
        return np.array([bool(one) for one in self.said])

    def values(self) -> list[str]:
        """List the values that the codebook or anybody knows."""
        book = [value.id for value in self.asked.values if value.id != UNCLEAR]
        seen = {part for one in self.said for part in self._parts(one)}
        return [*book, *sorted(seen - set(book))]

    def frame(self, value: str) -> Frame:
        """Give the frame in which a unit counts 1 where it has a value."""
        labels = [self._counts(row["label"], value) for row in self.rows]
        said = [self._counts(one or None, value) for one in self.said]
        names, at, many = np.unique(
            [row["doc_id"] for row in self.rows], return_inverse=True, return_counts=True
        )
        return Frame.of(
            labels, said, probability=self.probability, document=names[at], weight=1 / many[at]
        )

    def _counts(self, label: str | None, value: str) -> float:
        return float("nan") if label in (None, UNCLEAR) else float(value in self._parts(label))

    def _parts(self, label: str | None) -> list[str]:
        if not label:
            return []
        return label.split("; ") if self.asked.several else [label]


def _coded(tables: Tables, asked: Variable, newest: Row) -> Coded | None:
    """Bring together the units of a sample's frame with what people said of those drawn."""
    how = json.loads(newest["design"])
    drawn = {r["unit"]: r["probability"]
             for r in tables.sql(_DRAWN, {"sample": newest["sample"]}).to_pylist()}  # fmt: skip
    said = {r["unit"]: r["value"]
            for r in tables.sql(_SAID, {"variable": asked.id}).to_pylist()
            if r["unit"] in drawn and r["value"] != UNCLEAR}  # fmt: skip
    if not said:
        return None
    try:
        rows = units_of(tables, asked, how["of"]).to_pylist()
    except UserError:  # no such units are measured now
        return None
    return Coded(
        asked, newest["sample"], how["of"], rows,
        [said.get(row["unit"], "") for row in rows],
        [drawn.get(row["unit"], 1.0) for row in rows],
    )  # fmt: skip


def _told(
    coded: Coded, of: tuple[str, str, str], told: Estimates, chosen: Mask
) -> tuple[list[Row], list[Row]]:
    value, facet, part = of
    results = []
    for way, one in zip(WAYS, (told.raw, told.coded, told.corrected), strict=True):
        results.append({
            "result_id": result_id("estimates", coded.asked.id, value, coded.of, facet, part, way),
            "variable": coded.asked.id, "value": value, "unit": coded.of, "facet": facet,
            "slice": part, "way": way, "estimate": known(one.value), "low": known(one.low),
            "high": known(one.high), "n": one.n, "n_coded": one.n_coded,
            "documents": one.documents, "sample": coded.sample, "note": one.note,
        })  # fmt: skip
    return results, list(_evidence(coded, value, chosen, results))


def _evidence(coded: Coded, value: str, chosen: Mask, results: Sequence[Row]) -> Iterator[Row]:
    """Name the units that people coded so; they are what all three ways are checked by."""
    has = coded.frame(value).coded == 1
    at = np.flatnonzero(has & chosen)
    for result in results:
        for rank, i in enumerate(at[:SHOWN].tolist(), 1):
            row = coded.rows[i]
            yield {
                "result_id": result["result_id"], "rank": rank,
                "selection": f"{coded.of} that people coded as {coded.asked.id}: {value}",
                "total": len(at), "doc_id": row["doc_id"], **place(row["unit"]), "score": None,
            }  # fmt: skip
