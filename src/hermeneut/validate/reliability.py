"""The analysis that writes `agreement`: how far those who coded the same units agree."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar

import pyarrow as pa

from .. import schema
from ..passes import Result, Row, Tables, result_id
from .agreement import agreement, by_code
from .estimate import Estimate
from .ratings import Ratings

PEOPLE = "people"
WHOLE = "all"
HALVES = ("earlier half", "later half")
FEWEST = 10  # units coded twice that each half must have
SHOWN = 50  # disagreements a result names

_CODINGS = """
select variable, unit, min(doc_id) as doc_id, coder, min(kind) as kind,
  list(distinct value order by value) as said, max(coded_at) as coded_at
from codings group by variable, unit, coder order by variable, unit, coder
"""


@dataclass(frozen=True)
class Agreement:
    """How far coders agree on each variable: people all together, each two, earlier and later.

    Krippendorff's alpha (with MASI distances where several values may hold at once), by value too,
    and beside it Gwet's AC1, which rare values don't pull down, and plain agreement. Intervals are
    bootstrapped over documents. *Earlier* and *later half* are of the units that people coded
    twice, by when the last of them did: whether coders drift apart, or grow together. Evidence are
    the units on which coders differ. A program that codes (a language model, say) is compared with
    each person, and never counts among people.

    Args:
        beside: Coefficients beside alpha.

    References:
        See `hermeneut.validate.agreement`.

    Example:
        >>> Agreement().beside
        ('gwet', 'percent')
    """

    beside: tuple[str, ...] = ("gwet", "percent")

    name: ClassVar[str] = "agreement"
    version: ClassVar[int] = 2
    reads: ClassVar[tuple[str, ...]] = ("codings",)
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.AGREEMENT,)

    def __call__(self, tables: Tables) -> Result:
        """Compare the codings of each variable."""
        by_variable: dict[str, list[Row]] = {}
        for row in tables.sql(_CODINGS).to_pylist():
            by_variable.setdefault(row["variable"], []).append(row)
        found: list[Row] = []
        evidence: list[Row] = []
        for variable, rows in by_variable.items():
            for coders, columns in _circles(rows):
                table = Said.of(rows, columns)
                if table.twice:
                    results = list(self._results(variable, coders, table))
                    found += results
                    evidence += _disagreements(results[0], table)
                for half, part in _halves(rows, columns) if coders == PEOPLE else ():
                    found.append(self._alpha(variable, f"{coders}, {half}", part))
        return Result(
            {"agreement": pa.Table.from_pylist(found, schema.AGREEMENT)},
            pa.Table.from_pylist(evidence, schema.EVIDENCE),
        )

    def _results(self, variable: str, coders: str, table: Said) -> Iterator[Row]:
        yield self._alpha(variable, coders, table)
        for coefficient in self.beside:
            if not table.several or coefficient == "percent":
                whole = agreement(table.ratings, coefficient=coefficient, document=table.documents)
                yield _row(variable, WHOLE, coders, coefficient, whole)
        codes = by_code(table.ratings, document=table.documents)
        for code, one in codes.items() if len(codes) > 2 or table.several else ():
            yield _row(variable, str(code), coders, "alpha-nominal", one)

    @staticmethod
    def _alpha(variable: str, coders: str, table: Said) -> Row:
        alpha = "alpha-masi" if table.several else "alpha-nominal"
        whole = agreement(table.ratings, coefficient=alpha, document=table.documents)
        return _row(variable, WHOLE, coders, alpha, whole)


@dataclass(frozen=True)
class Said:
    """What some coders said of one variable, unit by unit.

    Attributes:
        units: The units that any of them coded.
        documents: The document of each.
        ratings: What each said.
        several: Whether several values held at once somewhere.
    """

    units: tuple[str, ...]
    documents: tuple[str, ...]
    ratings: Ratings
    several: bool

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], coders: Sequence[str]) -> Said:
        """Lay out rows of unit, doc_id, coder and what was said."""
        said: dict[str, dict[str, list[str]]] = {}
        document: dict[str, str] = {}
        for row in rows:
            if row["coder"] in coders:
                said.setdefault(row["unit"], {})[row["coder"]] = row["said"]
                document[row["unit"]] = row["doc_id"] or row["unit"]
        several = any(len(s) > 1 for of_unit in said.values() for s in of_unit.values())
        cells = [[_cell(said[unit].get(c), several) for c in coders] for unit in said]
        return cls(tuple(said), tuple(document.values()), Ratings.of(cells), several)

    @property
    def twice(self) -> int:
        """How many units two or more have coded."""
        return int(self.ratings.pairable.sum())

    def apart(self) -> list[tuple[str, str]]:
        """Name the units, with their documents, on which coders differ."""
        codes = self.ratings.codes
        differ = [len({c for c in row.tolist() if c >= 0}) > 1 for row in codes]
        return [(u, d) for u, d, no in zip(self.units, self.documents, differ, strict=True) if no]


def _cell(said: list[str] | None, several: bool) -> Hashable:
    if said is None:
        return None
    return frozenset(said) if several else said[0]


def _circles(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """Say who is compared with whom: all people, and each two coders of whom one is a person."""
    kinds = {row["coder"]: row["kind"] for row in rows}
    people = sorted(coder for coder, kind in kinds.items() if kind == "person")
    if len(people) > 1:
        yield PEOPLE, people
    pairs = list(combinations(sorted(kinds), 2))
    for one, other in pairs if kinds.keys() != {*people} or len(people) > 2 else ():
        if "person" in (kinds[one], kinds[other]):
            yield f"{one} and {other}", [one, other]


def _halves(rows: Iterable[Row], coders: Sequence[str]) -> Iterator[tuple[str, Said]]:
    """Part the units that were coded twice by when that was; nothing where a half is too small."""
    by_unit: dict[str, list[Row]] = {}
    for row in rows:
        if row["coder"] in coders:
            by_unit.setdefault(row["unit"], []).append(row)
    when = {u: max(r["coded_at"] for r in of) for u, of in by_unit.items() if len(of) > 1}
    if not when:
        return
    middle = sorted(when.values())[len(when) // 2]
    parts = [[u for u, at in when.items() if (at >= middle) == later] for later in (False, True)]
    if min(map(len, parts)) >= FEWEST:
        for half, units in zip(HALVES, parts, strict=True):
            yield half, Said.of([row for unit in units for row in by_unit[unit]], coders)


def _row(variable: str, code: str, coders: str, coefficient: str, found: Estimate) -> Row:
    return {
        "result_id": result_id("agreement", variable, code, coders, coefficient),
        "variable": variable,
        "code": code,
        "coders": coders,
        "coefficient": coefficient,
        "value": known(found.value),
        "low": known(found.low),
        "high": known(found.high),
        "units": found.n_coded,
        "documents": found.documents,
        "note": found.note,
    }


def known(number: float) -> float | None:
    """Return a number, or ``None`` where there is none."""
    return None if number != number else number  # NaN is not itself


def _disagreements(result: Row, table: Said) -> Iterator[Row]:
    apart = table.apart()
    for rank, (unit, document) in enumerate(apart[:SHOWN], 1):
        yield {
            "result_id": result["result_id"],
            "rank": rank,
            "selection": f"units on which {result['coders']} differ: {result['variable']}",
            "total": len(apart),
            "doc_id": document,
            **place(unit),
            "score": None,
        }


def place(unit: str) -> Row:
    """Say where a unit stands; nothing for a whole document.

    Example:
        >>> place("abc:3-14"), place("abc")
        ({'text_id': 'abc', 'start': 3, 'end': 14}, {'text_id': None, 'start': None, 'end': None})
    """
    text, _, span = unit.rpartition(":")
    start, dash, end = span.partition("-")
    if not (text and dash and start.isdecimal() and end.isdecimal()):
        return {"text_id": None, "start": None, "end": None}
    return {"text_id": text, "start": int(start), "end": int(end)}
