"""Trends: what share of the documents holds a theme, praises a target, was coded so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import pyarrow as pa

from hermeneut import schema
from hermeneut.design import Design
from hermeneut.errors import UserError
from hermeneut.passes import Result, Row, Tables

from .evidence import from_rows, shaped, strongest
from .facets import slices
from .intervals import bootstrap, wilson
from .measures import (
    Measure,
    codings,
    evaluation,
    judgement,
    pronouns,
    quotation,
    referents,
    themes,
)

FACETS = ("all", "year", "period", "form", "venue", "subject", "form+period", "subject+period")
CHECKED = 30  # units coded by people before a measure counts as checked
_WAYS = ("any", "share")


@dataclass(frozen=True)
class Trends:
    """Shares among documents, by slice, each with a 95 % interval; every document weighs one.

    A slice is all documents or those of one year, period, form, venue or subject, or of two
    facets crossed (``form+period``). Undated documents and those of unknown form or venue are
    slices of their own. A document in which a theme is held once counts as much as one that
    speaks of nothing else; ``weigh="share"`` counts the share of its passages instead.

    Intervals treat the documents as a sample of a larger conversation and the labels as right:
    they are too narrow where labels err, which ``checked`` says.

    Args:
        facets: By what documents are parted.
        weigh: ``any`` or ``share``: how themes count in a document.
        checked: Units that people must have coded before ``checked`` is true.
        characters: Targets whose pronoun is counted.
        codes: Themes that are counted.
        referents: Things told apart of which passages speak; counted by ``any``.

    References:
        Wilson (1927), Probable inference, JASA 22. Efron (1979), Bootstrap methods, Annals of
        Statistics 7(1).

    Example:
        >>> Trends().facets[:3]
        ('all', 'year', 'period')
    """

    facets: tuple[str, ...] = FACETS
    weigh: str = "any"
    checked: int = CHECKED
    characters: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    referents: tuple[str, ...] = ()

    name: ClassVar[str] = "trends"
    version: ClassVar[int] = 6
    reads: ClassVar[tuple[str, ...]] = (
        "corpus", "texts", "paragraphs", "sentences", "mentions", "quotations", "evaluations",
        "target_sentiments", "themes", "referents", "codings", "samples",
    )  # fmt: skip
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.TRENDS,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take characters, themes and referents from a design."""
        characters = tuple(t.id for t in design.targets if t.kind == "character")
        codes = tuple(code.id for code in design.codes)
        things = tuple(one.id for one in design.referents)
        given = {"characters": characters, "codes": codes, "referents": things}
        return cls(**{**given, **settings})

    def __call__(self, tables: Tables) -> Result:
        """Measure every share, and gather what it stands on."""
        people = _coded_by_people(tables)
        rows: list[Row] = []
        evidence: list[pa.Table] = []
        for measure in self._measures():
            cells = self._ask(tables, measure, _CELLS).to_pylist()
            rows.extend(_rows(cells, measure, people, self.checked))
            evidence.append(shaped(self._ask(tables, measure, _EVIDENCE)))
        return Result(
            {"trends": from_rows(rows, schema.TRENDS)},
            pa.concat_tables(evidence).combine_chunks(),
        )

    def _measures(self) -> Iterator[Measure]:
        if self.weigh not in _WAYS:
            raise UserError(f"trends can't weigh by {self.weigh!r}", hint=f"one of {_WAYS}")
        if self.codes:
            yield themes(self.codes, weigh=self.weigh)
        if self.referents:
            yield referents(self.referents)
        yield evaluation()
        yield judgement()
        if self.characters:
            yield pronouns(self.characters)
        yield quotation()
        yield codings()

    def _ask(self, tables: Tables, measure: Measure, question: str) -> pa.Table:
        query = _GIVEN.format(
            documents=measure.documents,
            slices=slices(self.facets, "docs"),
            given=f"{measure.given}," if measure.given else "",
            population=measure.population,
            grid=measure.grid,
            hits=measure.hits,
            spans=measure.spans,
        )
        asked = question.format(
            measure=measure.name,
            of=measure.of,
            strongest=strongest(
                "placed",
                f"{measure.selection} || place",
                by="coder, variable, value, facet, slice",
                result=_RESULT.format(measure=measure.name),
            ),
        )
        return tables.sql(f"{query} {asked}", measure.params)


_GIVEN = """
with docs as materialized (select * from corpus where {documents}),
  sliced as materialized ({slices}),
  {given}
  population as materialized ({population}),
  grid as ({grid}),
  hits as ({hits}),
  spans as ({spans}),
"""
# The parts that `hermeneut.passes.result_id` joins and hashes.
_RESULT = """left(sha256(concat_ws(chr(31), 'trends', '{measure}', coder, variable, value,
  facet, slice)), 12)"""
_CELLS = f"""
  sizes as (
    select coder, variable, facet, slice, min(place) as place, count(*) as n
    from population join sliced using (doc_id) group by coder, variable, facet, slice
  ), counts as (
    select coder, variable, value, facet, slice, x, count(*) as times
    from hits join sliced using (doc_id) group by all
  ), weights as (
    select coder, variable, value, facet, slice, list({{{{x: x, times: times}}}} order by x) as seen
    from counts group by coder, variable, value, facet, slice
  )
  select {_RESULT} as result_id, '{{measure}}' as measure, coder, variable, value, facet, slice,
    ({{of}}) || place as of, n, seen
  from sizes join grid using (coder, variable)
    left join weights using (coder, variable, value, facet, slice)
  order by coder, variable, value, facet, slice
"""  # noqa: S608 - fixed text
_EVIDENCE = """
  placed as (select spans.*, facet, slice, place from spans join sliced using (doc_id))
  select * from ({strongest})
"""


def _coded_by_people(tables: Tables) -> dict[str, int]:
    got = tables.sql(
        "select variable, count(distinct unit) as units from codings where kind = 'person' "
        "group by variable order by variable"
    )
    return {row["variable"]: row["units"] for row in got.to_pylist()}


def _rows(
    cells: list[Row], measure: Measure, people: Mapping[str, int], enough: int
) -> Iterator[Row]:
    for cell in cells:
        seen = [(w["x"], w["times"]) for w in cell.pop("seen") or ()]
        low, high = _interval(seen, cell["n"])
        k = math.fsum(x * times for x, times in seen)
        names = {cell["variable"], *measure.coded_as}
        yield {
            **cell,
            "k": k,
            "share": k / cell["n"],
            "low": low,
            "high": high,
            "checked": any(people.get(name, 0) >= enough for name in names),
        }


def _interval(seen: list[tuple[float, int]], n: int) -> tuple[float, float]:
    """Give a share of documents its score interval, a mean of parts its bootstrap interval."""
    if all(x == 1.0 for x, _ in seen):
        low, high = wilson(sum(times for _, times in seen), n)
        return float(low), float(high)
    rest = n - sum(times for _, times in seen)
    counted = [*seen, (0.0, rest)] if rest else seen
    return bootstrap([x for x, _ in counted], [times for _, times in counted])
