"""Crosstabs: two variables laid against each other, document by document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import pyarrow as pa

from hermeneut import schema
from hermeneut.design import Design
from hermeneut.passes import Result, Row, Tables

from .evidence import from_rows, shaped, strongest
from .facets import slices
from .intervals import wilson

FACETS = ("all", "form")
EVALUATION = "evaluation"  # the variable that the pass `evaluations` decides


@dataclass(frozen=True)
class Crosstabs:
    """Documents by two variables at once, for each coder, with the share of each row.

    The documents are all that count in the study, coded or not: those that a coder left out
    stand under ``not coded``, so that the cells of two single-valued variables add up to all.
    Of evaluations and positions what the passes found is laid out too, as one coder's more, whose
    name is ``hermeneut``; it codes what is measured.
    Where a variable takes several values of one document, it stands in each of their cells.
    Intervals are Wilson's, of n among the documents of the row.

    Args:
        pairs: Variables, as (rows, columns).
        facets: By what documents are parted beside all.
        propositions: Those whose positions the passes find.

    References:
        Wilson (1927), Probable inference, JASA 22.

    Example:
        >>> Crosstabs(pairs=(("verdict", "stance"),)).facets
        ('all', 'form')
    """

    pairs: tuple[tuple[str, str], ...] = ()
    facets: tuple[str, ...] = FACETS
    propositions: tuple[str, ...] = ()

    name: ClassVar[str] = "crosstabs"
    version: ClassVar[int] = 2
    reads: ClassVar[tuple[str, ...]] = ("corpus", "codings", "evaluations", "document_positions")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.CROSSTABS,)

    @classmethod
    def from_design(cls, design: Design, **settings: Any) -> Self:
        """Take the pairs from the crosstabs of a design, and its propositions."""
        pairs = tuple((c.rows, c.columns) for c in design.crosstabs)
        claims = tuple(p.id for p in design.propositions)
        return cls(**{"pairs": pairs, "propositions": claims, **settings})

    def __call__(self, tables: Tables) -> Result:
        """Lay each pair out, and name the documents of each cell."""
        rows: list[Row] = []
        evidence = [schema.EVIDENCE.empty_table()]
        for first, second in dict.fromkeys(self.pairs):
            params = {"rows": first, "columns": second, "found": self._found(first, second)}
            given = _GIVEN.format(slices=slices(self.facets, "docs"))
            rows.extend(_with_shares(tables.sql(given + _CELLS, params).to_pylist()))
            evidence.append(shaped(tables.sql(given + _EVIDENCE, params)))
        return Result(
            {"crosstabs": from_rows(rows, schema.CROSSTABS)},
            pa.concat_tables(evidence).combine_chunks(),
        )

    def _found(self, first: str, second: str) -> list[str]:
        """Return both variables if the passes find both, else nothing that is a variable."""
        return [first, second] if {first, second} <= {EVALUATION, *self.propositions} else [""]


_GIVEN = """
with docs as materialized (select * from corpus where counted),
  sliced as ({slices}),
  asked as (select unnest($found) as variable),
  coded as materialized (
    select distinct coder, variable, value, d.doc_id
    from codings c join docs d on d.doc_id = coalesce(c.doc_id, c.unit)
    where variable in ($rows, $columns)
    union all
    select 'hermeneut', variable, evaluation, d.doc_id
    from asked join docs d on d.measured join evaluations using (text_id)
    where variable = 'evaluation'
    union all
    select 'hermeneut', a.variable, coalesce(p.position, 'not taken up'), d.doc_id
    from asked a join docs d on d.measured
      left join document_positions p on p.doc_id = d.doc_id and p.proposition = a.variable
    where a.variable not in ('', 'evaluation')
  ),
  coders as (select distinct coder from coded),
  placed as materialized (
    select c.coder, d.doc_id, facet, slice, place,
      coalesce(r.value, 'not coded') as row, coalesce(k.value, 'not coded') as column
    from coders c cross join sliced d
      left join coded r on r.coder = c.coder and r.doc_id = d.doc_id and r.variable = $rows
      left join coded k on k.coder = c.coder and k.doc_id = d.doc_id and k.variable = $columns
  ),
"""
_RESULT = """left(sha256(concat_ws(chr(31), 'crosstabs', coder, $rows, row, $columns, "column",
  facet, slice)), 12)"""
_CELLS = f"""
  totals as (
    select coder, facet, slice, row, count(distinct doc_id) as of from placed
    group by coder, facet, slice, row
  ),
  seen as (select distinct coder, "column" from placed),
  cells as (
    select coder, facet, slice, row, "column", count(*) as n from placed group by all
  )
  select {_RESULT} as result_id, coder, $rows as rows, row, $columns as columns, "column", facet,
    slice, coalesce(n, 0) as n, of
  from totals join seen using (coder)
    left join cells using (coder, facet, slice, row, "column")
  order by coder, facet, slice, row, "column"
"""  # noqa: S608 - fixed text
_SELECTION = """'counted documents that ' || coder || ' coded as ' || $rows || ': ' || row
  || ' and ' || $columns || ': ' || "column" || place"""
_EVIDENCE = f"""
  spans as (
    select {_RESULT} as result_id, doc_id, null::varchar as text_id, null::integer as "start",
      null::integer as "end", 1.0::double as score, *exclude (doc_id)
    from placed
  )
  select * from ({strongest("spans", _SELECTION)})
"""  # noqa: S608 - fixed text


def _with_shares(cells: list[Row]) -> Iterator[Row]:
    for cell in cells:
        low, high = wilson(cell["n"], cell["of"])
        yield {**cell, "share": cell["n"] / cell["of"], "low": float(low), "high": float(high)}
