"""Agents: by which pronoun each character goes, and whether they act or are acted on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from hermeneut import schema
from hermeneut.passes import Result, Row, Tables

from .evidence import from_rows, shaped, strongest
from .facets import slices
from .intervals import wilson

FACETS = ("all", "form", "year", "period")


@dataclass(frozen=True)
class Agents:
    """Shares of pronouns and roles of each character, by form and time; each document weighs one.

    The share of *acts* is the mean, over documents that give the character a role, of the part
    of the places where the character acts; likewise for the others, and for pronouns. What stands
    in somebody's direct speech doesn't count. Intervals are Wilson's, as if each document said one
    thing alone: wide enough for those that say several, and not a point where all of a few
    documents agree.

    A character is hardly *he* in one text and *she* in the next: where one of the two is rare, it
    is taken for somebody else's, counts nowhere, and has a row of its own (``stray``).

    Args:
        facets: By what documents are parted.
        strays: Documents with one of *she* and *he*, as a part of those with the other, up to which
            the rarer is taken for somebody else's.

    References:
        Wilson (1927), Probable inference, JASA 22.
    """

    facets: tuple[str, ...] = FACETS
    strays: float = 0.25

    name: ClassVar[str] = "agents"
    version: ClassVar[int] = 3
    reads: ClassVar[tuple[str, ...]] = ("corpus", "agency", "quotations")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.AGENTS,)

    def __call__(self, tables: Tables) -> Result:
        """Count, and show the places."""
        given = _GIVEN.format(slices=slices(self.facets, "docs"))
        params = {"strays": self.strays}
        cells = tables.sql(given + _CELLS, params).to_pylist()
        return Result(
            {"agents": from_rows(_rows(cells), schema.AGENTS)},
            shaped(tables.sql(given + _EVIDENCE, params)),
        )


def _rows(cells: list[dict[str, Any]]) -> Iterator[Row]:
    for cell in cells:
        n = cell["documents"]
        low, high = wilson(round(cell["share"] * n, 9), n)
        yield {**cell, "low": float(low), "high": float(high)}


_GIVEN = """
with docs as materialized (select * from corpus where measured),
  sliced as ({slices}),
  own as materialized (
    select a.*, doc_id from agency a join docs using (text_id)
    where not exists (
      select 1 from quotations q where q.text_id = a.text_id and q.kind = 'direct'
        and q."start" <= a."start" and q."end" >= a."end")
  ),
  called as (
    select target, pronoun, count(distinct doc_id) as n from own
    where pronoun in ('she', 'he') group by target, pronoun
  ),
  rare as (
    select one.target, one.pronoun from called one
      join called other on other.target = one.target and other.pronoun <> one.pronoun
    where one.n <= $strays * other.n
  ),
  told as materialized (
    select doc_id, text_id, "start", "end", target, measure, value from (
      select o.*, unnest(['pronoun', 'role']) as measure, unnest([o.pronoun, role]) as value
      from own o anti join rare r on r.target = o.target and r.pronoun = o.pronoun
    ) where value is not null
    union all
    select doc_id, text_id, "start", "end", o.target, 'stray', o.pronoun
    from own o join rare r on r.target = o.target and r.pronoun = o.pronoun
  ),
  tally as materialized (
    select doc_id, target, measure, value, count(*) as n,
      count(*) / sum(count(*)) over (partition by doc_id, target, measure) as part
    from told group by doc_id, target, measure, value
  ),
"""
_RESULT = "left(sha256(concat_ws(chr(31), 'agents', target, measure, value, facet, slice)), 12)"
_CELLS = f"""
  whole as (
    select target, measure, facet, slice, count(distinct doc_id) as documents
    from tally join sliced using (doc_id) group by all
  )
select {_RESULT} as result_id, target, measure, value, facet, slice,
  any_value(documents) as documents, sum(n)::bigint as times,
  sum(part order by part, doc_id) / any_value(documents) as share
from tally join sliced using (doc_id) join whole using (target, measure, facet, slice)
group by target, measure, value, facet, slice
order by target, measure, facet, slice, value
"""  # noqa: S608 - fixed text
_SELECTION = """case measure
  when 'stray' then 'places where “' || value || '” seemed to mean ' || target
  else 'places where ' || target || ' has the ' || measure || ' ' || value end || place"""
_EVIDENCE = f"""
  spans as (
    select {_RESULT} as result_id, doc_id, text_id, "start", "end", 1.0::double as score,
      target, measure, value, place
    from told join sliced using (doc_id)
  )
select * from ({strongest("spans", _SELECTION)})
"""  # noqa: S608 - fixed text
